import Devices
import Drivers
import FakeDevices
import Testing

private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }
private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
private func reading(_ text: String) -> DriverOutput { .scan(Scan(payload: bytes(text))) }

private let layouts = KeyboardLayout.allCases
private let manners = FakeKeyboardScanner.Manner.allCases
private let ascii = String(decoding: 0x20...0x7E, as: UTF8.self)

/// A scanner and the station it hangs on, connected in one form.
private struct Desk {
    typealias Configuration = FakeKeyboardScanner.Configuration
    var fake: FakeKeyboardScanner
    var driver: KeyboardDriver
    var now: Int64 = 0

    init(
        _ form: KeyboardSettings.Form, host: KeyboardLayout? = nil, settings: KeyboardSettings = KeyboardSettings(),
        _ change: (inout Configuration) -> Void = { _ in }
    ) {
        var configuration = Configuration(identity: DeviceIdentity(node: "/dev/input/event3"))
        change(&configuration)
        fake = FakeKeyboardScanner(configuration)
        var settings = settings
        settings.form = form
        settings.layout = KeyboardSettings.Layout(host ?? configuration.layout)
        driver = KeyboardDriver(settings: settings)
    }

    /// What the station makes of a scan: chunks a millisecond apart, then the pause.
    mutating func scan(_ payload: [UInt8], aim: AIMIdentifier? = nil) -> [DriverOutput] {
        hear(fake.scan(payload, aim: aim))
    }

    mutating func hear(_ typing: FakeTyping) -> [DriverOutput] {
        var outputs: [DriverOutput] = []
        for chunk in typing.chunks(FakeTyping.Form(driver.settings.form)) {
            now += 1
            outputs += driver.received(chunk, at: at(now))
        }
        if let deadline = driver.deadline { outputs += driver.deadlinePassed(at: deadline) }
        now += 1000
        return outputs
    }
}

extension KeyboardSettings.Layout {
    fileprivate init(_ layout: KeyboardLayout) {
        self =
            switch layout {
            case .us: .us
            case .german: .german
            case .french: .french
            }
    }
}

extension FakeTyping.Form {
    init(_ form: KeyboardSettings.Form) {
        self =
            switch form {
            case .keyEvents: .keyEvents
            case .bootReports: .bootReports
            case .numberedReports: .numberedReports(3)
            }
    }
}

/// How a fake is set up beyond layout and manner.
struct KeyboardVariant: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var change: @Sendable (inout FakeKeyboardScanner.Configuration) -> Void
}

private let variants = [
    KeyboardVariant(testDescription: "as it ships") { _ in },
    KeyboardVariant(testDescription: "caps lock on") { $0.usesCapsLock = true },
    KeyboardVariant(testDescription: "AltGr as Ctrl with Alt") { $0.splitsAltGr = true },
    KeyboardVariant(testDescription: "numbers without leading 0") { $0.hasLeadingZero = false },
    KeyboardVariant(testDescription: "keypad Enter") { $0.suffix = .keypadEnter },
    KeyboardVariant(testDescription: "no suffix") { $0.suffix = .none },
]

/// How a fake types control characters, and what the station has to know of it.
struct ControlVariant: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var controls: FakeKeyboardScanner.Controls
    var settings = KeyboardSettings()
}

private let controlVariants = [
    ControlVariant(testDescription: "Ctrl", controls: .ctrl),
    ControlVariant(
        testDescription: "Ctrl by character", controls: .ctrlCharacter,
        settings: KeyboardSettings(controlKeys: .character)),
    ControlVariant(testDescription: "Alt", controls: .alt),
    ControlVariant(
        testDescription: "F8", controls: .keys([0x1D: 0x41]), settings: KeyboardSettings(specialKeys: [0x41: 0x1D])),
]

@Suite("A fake keyboard scanner and the keyboard driver")
struct FakeKeyboardTests {
    @Test("agree on all printable ASCII in every form", arguments: layouts, manners)
    func agreeOnASCII(layout: KeyboardLayout, manner: FakeKeyboardScanner.Manner) {
        for form in KeyboardSettings.Form.allCases {
            for variant in variants {
                var desk = Desk(form) {
                    $0.layout = layout
                    $0.manner = manner
                    variant.change(&$0)
                }
                #expect(desk.scan(bytes(ascii)) == [reading(ascii)], "\(form), \(variant.testDescription)")
                for scalar in ascii.unicodeScalars {
                    let one = String(Character(scalar))
                    let outputs = desk.scan(bytes(one + one))
                    #expect(outputs == [reading(one + one)], "\(one), \(form), \(variant.testDescription)")
                }
            }
        }
    }

    @Test("keep the GS of GS1 data", arguments: layouts, controlVariants)
    func keepGS(layout: KeyboardLayout, variant: ControlVariant) {
        let payload = bytes("0104012345123456\u{1D}17261231\u{1D}10ABC+/-_\u{1D}\u{1D}21X")
        for form in KeyboardSettings.Form.allCases {
            for manner in manners {
                var desk = Desk(form, settings: variant.settings) {
                    $0.layout = layout
                    $0.manner = manner
                    $0.controls = variant.controls
                    $0.sendsAIM = true
                }
                let aim = AIMIdentifier(code: UInt8(ascii: "d"), modifier: UInt8(ascii: "2"))
                #expect(desk.scan(payload, aim: aim) == [.scan(Scan(payload: payload, aim: aim))], "\(form), \(manner)")
            }
        }
    }

    @Test(
        "agree on all control characters within a reading", arguments: layouts,
        [FakeKeyboardScanner.Controls.ctrl, .alt])
    func agreeOnControls(layout: KeyboardLayout, controls: FakeKeyboardScanner.Controls) {
        let payload = [UInt8(ascii: "<")] + Array(0x00...0x1F) + [0x7F, UInt8(ascii: ">")]
        for form in KeyboardSettings.Form.allCases {
            var desk = Desk(form) {
                $0.layout = layout
                $0.controls = controls
            }
            #expect(desk.scan(payload) == [.scan(Scan(payload: payload))], "\(form)")
        }
    }

    @Test("agree on 300 random payloads, Latin letters and more among them", arguments: layouts, manners)
    func agreeOnRandom(layout: KeyboardLayout, manner: FakeKeyboardScanner.Manner) {
        var random = Seeded(seed: 41)
        let alphabet = Array((ascii + "äöüÄÖÜßéèêçàù°§²µ£€¨´ñÿ¿÷\u{1D}\t我").unicodeScalars)
        for form in KeyboardSettings.Form.allCases {
            var desk = Desk(form) {
                $0.layout = layout
                $0.manner = manner
            }
            for _ in 0..<100 {
                let count = Int.random(in: 1...40, using: &random)
                let scalars = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
                let payload = bytes(String(String.UnicodeScalarView(scalars))) + [UInt8(ascii: ".")]
                #expect(desk.scan(payload) == [.scan(Scan(payload: payload))], "\(form)")
            }
        }
    }

    @Test("under the wrong layout show something else, and never crash", arguments: layouts, layouts)
    func wrongLayout(scanner: KeyboardLayout, host: KeyboardLayout) {
        for manner in [FakeKeyboardScanner.Manner.plain, .turbo] {
            var desk = Desk(.keyEvents, host: host) {
                $0.layout = scanner
                $0.manner = manner
            }
            let outputs = desk.scan(bytes(ascii))
            #expect((outputs == [reading(ascii)]) == (scanner == host))
            #expect(outputs.count == 1)
            let typed = scanner.strokes(typing: "Zy12;-").map { host.text(of: $0) }
            #expect(desk.scan(bytes("Zy12;-")) == typed.map { [reading($0)] }, "as the model of a host has it")
        }
    }

    @Test("hold a long reading in each manner", arguments: manners)
    func longReading(manner: FakeKeyboardScanner.Manner) {
        let payload = Array(repeatElement(bytes("0123456789abcdef"), count: LineLimit.frameBytes / 16).joined())
        var desk = Desk(.bootReports) { $0.manner = manner }
        #expect(desk.scan(payload) == [.scan(Scan(payload: payload))])
        #expect(desk.scan(payload + [0x78]) == [.damaged(.overLong, bytes: payload)])
        #expect(desk.scan(bytes("A")) == [reading("A")])
    }
}

/// A fault, and what the driver makes of the readings `112` and `CD` when the first commits it.
struct KeyFaultCase: Sendable {
    var fault: KeyFault
    var readings: [String]
}

@Suite("A fake keyboard scanner's faults")
struct KeyFaultTests {
    @Test(
        "are committed once",
        arguments: [
            KeyFaultCase(fault: .drip, readings: ["112", "CD"]),
            KeyFaultCase(fault: .droppedKeyUp(at: 1), readings: ["12", "CD"]),
            KeyFaultCase(fault: .droppedKeyUp(at: 2), readings: ["112", "CD"]),
            KeyFaultCase(fault: .droppedKeyUp(at: 99), readings: ["112", "CD"]),
            KeyFaultCase(fault: .rollover, readings: ["112", "CD"]),
            KeyFaultCase(fault: .stuckShift, readings: ["!!@", "CD"]),
            KeyFaultCase(fault: .held(times: 5), readings: ["112", "CD"]),
            KeyFaultCase(fault: .repeated, readings: ["112", "112", "CD"]),
            KeyFaultCase(fault: .silent, readings: ["CD"]),
        ], KeyboardSettings.Form.allCases)
    func committedOnce(fault: KeyFaultCase, form: KeyboardSettings.Form) {
        var desk = Desk(form)
        desk.fake.commit(fault.fault)
        let outputs = desk.scan(bytes("112")) + desk.scan(bytes("CD"))
        #expect(outputs == fault.readings.map(reading))
    }

    @Test("dripping agrees with the driver on all printable ASCII", arguments: layouts)
    func dripping(layout: KeyboardLayout) {
        for form in KeyboardSettings.Form.allCases {
            for manner in manners {
                var desk = Desk(form) {
                    $0.layout = layout
                    $0.manner = manner
                }
                desk.fake.commit(.drip)
                #expect(desk.scan(bytes(ascii)) == [reading(ascii)], "\(form), \(manner)")
            }
        }
    }

    @Test(
        "pulling the plug in the middle of a reading leaves nothing behind", arguments: KeyboardSettings.Form.allCases)
    func unplugged(form: KeyboardSettings.Form) {
        var desk = Desk(form)
        desk.fake.commit(.unplug(after: 3))
        let half = desk.fake.scan(bytes("12"))
        #expect(half.reports.count == 3 && !desk.fake.isPlugged)
        for chunk in half.chunks(FakeTyping.Form(form)) { #expect(desk.driver.received(chunk, at: at(0)).isEmpty) }
        #expect(desk.fake.scan(bytes("34")).reports.isEmpty, "without the plug it types nothing")
        desk.fake.replug()
        #expect(desk.driver.started(at: at(1)).isEmpty)
        #expect(desk.scan(bytes("22")) == [reading("22")])
    }

    @Test("a babble is bounded noise, and a new start mends what it left", arguments: KeyboardSettings.Form.allCases)
    func babble(form: KeyboardSettings.Form) {
        for seed in UInt64(1)...20 {
            var desk = Desk(form)
            desk.fake.commit(.babble(count: 30, seed: seed))
            let typing = desk.fake.scan(bytes("AB"))
            #expect(typing.reports.count == 31)
            _ = desk.hear(typing)
            _ = desk.driver.started(at: at(desk.now))
            #expect(desk.scan(bytes("AB")) == [reading("AB")])
        }
    }

    @Test(
        "are read as text",
        arguments: [
            ("drip", KeyFault.drip), ("drop-up:3", .droppedKeyUp(at: 3)), ("rollover", .rollover),
            ("stuck-shift", .stuckShift), ("hold:4", .held(times: 4)), ("unplug:0", .unplug(after: 0)),
            ("repeat", .repeated), ("silent", .silent), ("babble:30:7", .babble(count: 30, seed: 7)),
        ])
    func readAsText(text: String, fault: KeyFault) {
        #expect(KeyFault(text) == fault)
        #expect(KeyFault.verbs.contains { text.hasPrefix($0.name) })
    }

    @Test(
        "are refused as text when it is wrong",
        arguments: [
            "", "dirp", "drip:1", "drop-up", "drop-up:0", "drop-up:x", "hold:0", "hold:101", "unplug:-1", "babble:3",
            "babble:1001:1", "babble:18446744073709551615:1", ":",
        ])
    func refusedAsText(text: String) { #expect(KeyFault(text) == nil) }

    @Test func `every verb of the table is understood`() {
        let numbers = ["": "", "NUMBER": ":3", "TIMES": ":3", "REPORTS": ":3", "COUNT:SEED": ":3:3"]
        for verb in KeyFault.verbs { #expect(KeyFault(verb.name + (numbers[verb.arguments] ?? "?")) != nil) }
    }
}
