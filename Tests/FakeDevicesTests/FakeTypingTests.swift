import Devices
import Drivers
import FakeDevices
import Testing

private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }
private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
private let layouts = KeyboardLayout.allCases
private let ascii = String(decoding: 0x20...0x7E, as: UTF8.self)

@Suite("What a fake keyboard scanner sends")
struct FakeTypingTests {
    private func scanner(_ change: (inout FakeKeyboardScanner.Configuration) -> Void = { _ in }) -> FakeKeyboardScanner
    {
        var configuration = FakeKeyboardScanner.Configuration(identity: DeviceIdentity(node: "/dev/input/event3"))
        change(&configuration)
        return FakeKeyboardScanner(configuration)
    }

    @Test func `plain: a report for the key and one with nothing down`() {
        var fake = scanner()
        let typing = fake.scan(bytes("aB"))
        let boot: [[UInt8]] = [
            [0, 0, 4, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0], [2, 0, 5, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0x28, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0],
        ]
        #expect(typing.chunks(.bootReports) == boot)
        #expect(typing.chunks(.numberedReports(3)) == boot.map { [3] + $0 })
        #expect(
            typing.chunks(.keyEvents) == [
                [4, 1], [4, 0], [0xE1, 1, 5, 1], [0xE1, 0, 5, 0], [0x28, 1], [0x28, 0],
            ])
    }

    @Test func `turbo: as many keys in a report as fit`() {
        var fake = scanner { $0.manner = .turbo }
        let typing = fake.scan(bytes("abcdefggABh"))
        #expect(
            typing.reports == [
                FakeKeyReport(keys: [4, 5, 6, 7, 8, 9]), FakeKeyReport(keys: [0x0A]), .allUp,
                FakeKeyReport(keys: [0x0A]),
                FakeKeyReport(modifiers: 2, keys: [4, 5]), FakeKeyReport(keys: [0x0B, 0x28]), .allUp,
            ])
    }

    @Test func `Alt: digits on the keypad, with or without a leading 0`() {
        var fake = scanner {
            $0.manner = .altNumpad
            $0.suffix = .none
        }
        let alt = FakeKeyReport(modifiers: 4)
        func down(_ usage: UInt8) -> FakeKeyReport { FakeKeyReport(modifiers: 4, keys: [usage]) }
        #expect(
            fake.scan([0x1D]).reports == [
                alt, down(0x62), alt, down(0x62), alt, down(0x5A), alt, down(0x61), alt, .allUp,
            ])
        fake = scanner {
            $0.controls = .alt
            $0.hasLeadingZero = false
            $0.suffix = .none
        }
        #expect(fake.scan([0x1D]).reports == [alt, down(0x5A), alt, down(0x61), alt, .allUp])
    }

    @Test func `a stuck Shift is let go by the next reading`() {
        var fake = scanner()
        fake.commit(.stuckShift)
        #expect(fake.scan(bytes("1")).reports.allSatisfy { $0.modifiers == 2 })
        #expect(fake.scan(bytes("1")).chunks(.keyEvents).first == [0xE1, 0, 0x1E, 1])
    }

    @Test("a layout types all printable ASCII, and a host set to it reads the same", arguments: layouts)
    func layoutsTypeASCII(layout: KeyboardLayout) throws {
        let strokes = try #require(layout.strokes(typing: ascii))
        #expect(layout.text(of: strokes) == ascii)
        #expect(layout.strokes(typing: "我") == nil)
    }

    @Test func `a layout types letters with accents by dead keys`() throws {
        for (layout, text) in [(KeyboardLayout.french, "lève à Nîmes, ça ïëñÂ~`^"), (.german, "äÖßâéÀ´`^")] {
            let strokes = try #require(layout.strokes(typing: text))
            #expect(strokes.count > text.count)
            #expect(layout.text(of: strokes) == text)
        }
    }
}

@Suite("A fake keypad and the keypad driver")
struct FakeKeypadTests {
    private static let row: [TypingKey] = TypingKey.all + [.digit(1), .digit(1), .digit(0), .x, .x, .clear, .enter]

    private func heard(_ typing: FakeTyping, _ form: KeyboardSettings.Form, by driver: inout KeypadDriver)
        -> [DriverOutput]
    {
        typing.chunks(FakeTyping.Form(form)).flatMap { driver.received($0, at: at(0)) }
    }

    @Test("agree on every key, however it is set up", arguments: KeyboardSettings.Form.allCases, [true, false])
    func agree(form: KeyboardSettings.Form, hasKeypadKeys: Bool) {
        for clear: UInt8 in [0x2A, 0x4C, 0x29, 0x63] {
            for x: UInt8 in [0x55, 0x1B] {
                var fake = FakeKeypad(
                    .init(
                        identity: DeviceIdentity(node: "/dev/input/event4"), hasKeypadKeys: hasKeypadKeys, xUsage: x,
                        clearUsage: clear))
                var driver = KeypadDriver(settings: KeypadSettings(form: form))
                let meant = Self.row.map(DriverOutput.key)
                #expect(heard(fake.type(Self.row), form, by: &driver) == meant)
                for fault in [KeyFault.drip, .rollover, .held(times: 9), .stuckShift] {
                    fake.commit(fault)
                    #expect(heard(fake.type(Self.row), form, by: &driver) == meant, "\(fault)")
                }
                #expect(heard(fake.press(usage: 0x53), form, by: &driver).isEmpty, "num lock")
            }
        }
    }

    @Test("a lost key-up costs a repeated digit, and nothing that follows", arguments: KeyboardSettings.Form.allCases)
    func lostKeyUp(form: KeyboardSettings.Form) {
        var fake = FakeKeypad(.init(identity: DeviceIdentity(node: "/dev/input/event4")))
        var driver = KeypadDriver(settings: KeypadSettings(form: form))
        fake.commit(.droppedKeyUp(at: 1))
        #expect(
            heard(fake.type([.digit(1), .digit(1), .digit(2)]), form, by: &driver) == [
                .key(.digit(1)), .key(.digit(2)),
            ])
        #expect(heard(fake.type([.digit(1), .digit(1)]), form, by: &driver) == [.key(.digit(1)), .key(.digit(1))])
    }

    @Test("an unplugged keypad types nothing, and goes on after it", arguments: KeyboardSettings.Form.allCases)
    func unplugged(form: KeyboardSettings.Form) {
        var fake = FakeKeypad(.init(identity: DeviceIdentity(node: "/dev/input/event4")))
        var driver = KeypadDriver(settings: KeypadSettings(form: form))
        fake.commit(.unplug(after: 2))
        #expect(heard(fake.type([.digit(1), .digit(2)]), form, by: &driver) == [.key(.digit(1))])
        #expect(fake.type([.digit(3)]).reports.isEmpty && !fake.isPlugged)
        fake.replug()
        _ = driver.started(at: at(1))
        #expect(heard(fake.type([.digit(3), .enter]), form, by: &driver) == [.key(.digit(3)), .key(.enter)])
    }
}
