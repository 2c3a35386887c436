import Devices
import Drivers
import Testing

private let now = Instant.start
private let forms = KeyboardSettings.Form.allCases

private func type(_ script: String, _ form: KeyboardSettings.Form, on driver: inout KeypadDriver) -> [DriverOutput] {
    KeyboardSample(typing: script).chunks(form).flatMap { driver.received($0, at: now) }
}

@Suite("A keypad driver")
struct KeypadDriverTests {
    private static let table: [UInt8: TypingKey] = [
        0x59: .digit(1), 0x5A: .digit(2), 0x5B: .digit(3), 0x5C: .digit(4), 0x5D: .digit(5), 0x5E: .digit(6),
        0x5F: .digit(7), 0x60: .digit(8), 0x61: .digit(9), 0x62: .digit(0),
        0x1E: .digit(1), 0x1F: .digit(2), 0x20: .digit(3), 0x21: .digit(4), 0x22: .digit(5), 0x23: .digit(6),
        0x24: .digit(7), 0x25: .digit(8), 0x26: .digit(9), 0x27: .digit(0),
        0x55: .x, 0x1B: .x, 0x28: .enter, 0x58: .enter, 0x2A: .clear, 0x4C: .clear, 0x29: .clear, 0x63: .clear,
    ]

    @Test("gives each key its meaning, and all others none", arguments: forms)
    func meanings(form: KeyboardSettings.Form) {
        var driver = KeypadDriver(settings: KeypadSettings(form: form))
        for usage in UInt8(4)...0xFF where !(0xE0...0xE7).contains(usage) {
            let meant = Self.table[usage].map { [DriverOutput.key($0)] } ?? []
            #expect(type(String(usage, radix: 16), form, on: &driver) == meant, "usage \(usage)")
        }
        #expect(Set(Self.table.values) == Set(TypingKey.all), "every typing key has a key")
    }

    @Test("counts a key once, however long it is held", arguments: forms)
    func countsOnce(form: KeyboardSettings.Form) {
        var driver = KeypadDriver(settings: KeypadSettings(form: form))
        #expect(type("=0:59 =0:59 =0:59 =2:59 =0", form, on: &driver) == [.key(.digit(1))])
        #expect(type("59 59", form, on: &driver) == [.key(.digit(1)), .key(.digit(1))])
        #expect(type("=0:59 =0:59,5A =0:5A =0", form, on: &driver) == [.key(.digit(1)), .key(.digit(2))])
    }

    @Test func `repeats of the operating system do not double a key`() {
        var driver = KeypadDriver()
        #expect(driver.received([0x59, 1, 0x59, 1], at: now) == [.key(.digit(1))])
        #expect(driver.received([0x59, 1], at: now).isEmpty)
        #expect(driver.received([0x59, 0, 0x59, 1], at: now) == [.key(.digit(1))])
    }

    @Test func `num lock changes nothing, whether it goes before each digit or not`() {
        var driver = KeypadDriver(settings: KeypadSettings(form: .bootReports))
        #expect(type("53 5F 53 5F", .bootReports, on: &driver) == [.key(.digit(7)), .key(.digit(7))])
    }

    @Test("rollover types nothing and lets nothing go", arguments: forms)
    func rollover(form: KeyboardSettings.Form) {
        var driver = KeypadDriver(settings: KeypadSettings(form: form))
        #expect(type("=0:59 =0:1,1,1,1,1,1 =0:59 =0", form, on: &driver) == [.key(.digit(1))])
    }

    @Test func `a key held over a start counts once it was let go`() {
        var driver = KeypadDriver(settings: KeypadSettings(form: .bootReports))
        #expect(type("=0:59", .bootReports, on: &driver) == [.key(.digit(1))])
        #expect(driver.started(at: now).isEmpty)
        #expect(type("=0:59 =0", .bootReports, on: &driver).isEmpty)
        #expect(type("=0:59 =0", .bootReports, on: &driver) == [.key(.digit(1))])
    }

    @Test func `a grabbed keyboard's key that was held over a start goes up unheard, and down again`() {
        var driver = KeypadDriver()
        #expect(driver.received([0x59, 1], at: now) == [.key(.digit(1))])
        #expect(driver.started(at: now).isEmpty)
        #expect(driver.received([0x59, 0], at: now).isEmpty)
        #expect(driver.received([0x59, 1], at: now) == [.key(.digit(1))])
        #expect(driver.started(at: now).isEmpty)
        #expect(driver.received([0x59, 1], at: now) == [.key(.digit(1))], "it was let go while nobody listened")
    }

    @Test func `what is no report is damage, and other reports are left out`() {
        var boot = KeypadDriver(settings: KeypadSettings(form: .bootReports))
        #expect(boot.received([1, 2], at: now) == [.damaged(.brokenFrame, bytes: [1, 2])])
        #expect(boot.received([], at: now).isEmpty)
        var numbered = KeypadDriver(settings: KeypadSettings(form: .numberedReports, reportID: 1))
        #expect(numbered.received([2, 0, 0, 0x59, 0, 0, 0, 0, 0], at: now).isEmpty)
        #expect(numbered.received([1, 0, 0, 0x59, 0, 0, 0, 0, 0], at: now) == [.key(.digit(1))])
    }

    @Test func `it waits for nothing and tells nothing`() {
        var driver = KeypadDriver()
        _ = driver.received([0x59, 1], at: now)
        #expect(driver.deadline == nil && driver.deadlinePassed(at: .distantFuture).isEmpty)
        #expect(!driver.tellsVerdicts && driver.tell(.refused, at: now).isEmpty)
    }
}
