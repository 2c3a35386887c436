import Devices
import Drivers
import Testing

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }
private func text(_ count: Int) -> String {
    String((0..<count).map { Character(Unicode.Scalar(0x41 + UInt8($0 % 23))) })
}

private func scan(_ payload: String, _ aim: String? = nil) -> DriverOutput {
    let letters = aim.map { Array($0.utf8) }
    return .scan(Scan(payload: bytes(payload), aim: letters.map { AIMIdentifier(code: $0[0], modifier: $0[1]) }))
}

/// A report as Honeywell sends it; `aim` is empty where the scanner names none.
private func report(_ data: String, _ aim: String = "]C0", more: Bool = false, code: UInt8 = 0) -> [UInt8] {
    let name = bytes(aim) + [UInt8](repeating: 0, count: 3 - aim.utf8.count)
    let padding = [UInt8](repeating: 0, count: 56 - data.utf8.count)
    return [2, UInt8(data.utf8.count)] + name + bytes(data) + padding + [code, 0, more ? 1 : 0]
}

private let askDescriptor = ControlRequest(type: 0x81, request: 6, value: 0x2200, asking: 4096)
private let redirect = ControlRequest(type: 0x21, request: 9, value: 0x03FE, payload: [0xFE, 1])
private let plainSettings = HIDPOSSettings(redirectsIfOffered: false, mayOmitLastReport: false)

/// A driver that knows a Honeywell scanner's description.
private func honeywell(_ settings: HIDPOSSettings = plainSettings) -> HIDPOSDriver {
    var driver = HIDPOSDriver(settings: settings)
    _ = driver.started(at: at(0))
    _ = driver.answered(askDescriptor, .done(DescriptorSample.honeywell), at: at(0))
    return driver
}

/// A driver whose device gives no description.
private func assuming(_ settings: HIDPOSSettings = plainSettings) -> HIDPOSDriver {
    var driver = HIDPOSDriver(settings: settings)
    _ = driver.started(at: at(0))
    _ = driver.answered(askDescriptor, .stalled, at: at(0))
    return driver
}

/// Feeds reports 2 ms apart, then lets all time-outs pass.
private func feed(_ reports: [[UInt8]], to driver: inout HIDPOSDriver, from start: Int64 = 10) -> [DriverOutput] {
    var outputs: [DriverOutput] = []
    for (index, report) in reports.enumerated() { outputs += driver.received(report, at: at(start + Int64(index) * 2)) }
    while let deadline = driver.deadline { outputs += driver.deadlinePassed(at: deadline) }
    #expect(driver.heldBytes == 0)
    return outputs
}

/// Reports that must give these outputs.
private struct Sample: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var settings = plainSettings
    var reports: [[UInt8]]
    var expected: [DriverOutput]

    init(_ name: String, settings: HIDPOSSettings = plainSettings, _ reports: [[UInt8]], _ expected: [DriverOutput]) {
        testDescription = name
        self.settings = settings
        self.reports = reports
        self.expected = expected
    }
}

private let omitting = HIDPOSSettings(redirectsIfOffered: false, mayOmitLastReport: true)
private let samples = [
    Sample("one report", [report("TUBE-1")], [scan("TUBE-1", "C0")]),
    Sample("two readings", [report("A"), report("B", "]Q3")], [scan("A", "C0"), scan("B", "Q3")]),
    Sample("the same reading twice", [report("A"), report("A")], [scan("A", "C0"), scan("A", "C0")]),
    Sample("60 bytes, 56 and 4", [report(text(56), more: true), report("3456")], [scan(text(56) + "3456", "C0")]),
    Sample("exactly 56", [report(text(56))], [scan(text(56), "C0")]),
    Sample("exactly 56, then an empty report", [report(text(56), more: true), report("")], [scan(text(56), "C0")]),
    Sample(
        "exactly 112", [report(text(56), more: true), report(String(text(112).dropFirst(56)))],
        [scan(text(112), "C0")]),
    Sample("more that does not come", [report(text(56), more: true)], [.damaged(.incomplete, bytes: bytes(text(56)))]),
    Sample(
        "more that does not come, omitted by firmware", settings: omitting, [report(text(56), more: true)],
        [scan(text(56), "C0")]),
    Sample(
        "more that does not come, but the report is not full", settings: omitting,
        [report(text(56), more: true), report("abc", more: true)],
        [.damaged(.incomplete, bytes: bytes(text(56) + "abc"))]),
    Sample(
        "another symbology within a reading", [report(text(56), more: true), report("B", "]Q1")],
        [.damaged(.incomplete, bytes: bytes(text(56))), scan("B", "Q1")]),
    Sample(
        "later reports without identifier", [report(text(56), more: true), report("B", "")],
        [scan(text(56) + "B", "C0")]),
    Sample("an empty reading", [report(""), report("\r\n")], []),
    Sample(
        "suffixes", [report("A\r"), report("B\n"), report("C\r\n"), report("D\r\r"), report("E\t")],
        [scan("A", "C0"), scan("B", "C0"), scan("C", "C0"), scan("D\r", "C0"), scan("E\t", "C0")]),
    Sample(
        "suffix TAB", settings: HIDPOSSettings(redirectsIfOffered: false, suffix: .tab),
        [report("A\r"), report("B\t")], [scan("A\r", "C0"), scan("B", "C0")]),
    Sample(
        "no suffix", settings: HIDPOSSettings(redirectsIfOffered: false, suffix: .none), [report("A\r\n")],
        [scan("A\r\n", "C0")]),
    Sample(
        "menu replies",
        [report(text(56), "]X0", more: true), report("N/A\r\n", "]X0"), report("REVINF\u{6}.", "]Z6"), report("A")],
        [
            .note("HID POS: a menu reply in 2 reports is no reading"),
            .note("HID POS: a menu reply in 1 reports is no reading"), scan("A", "C0"),
        ]),
    Sample(
        "a menu reply that is cut off", settings: omitting, [report("x", "]X0", more: true), report("A")],
        [.note("HID POS: a menu reply was cut off"), scan("A", "C0")]),
    Sample(
        "letters without identifier",
        [
            report("6901234567892", "", code: 0x64), report("69012345678920x", "", code: 0x64),
            report("96385074", "", code: 0x44), report("A", "", code: 0x6A), report("A", "", code: 0x69),
        ],
        [scan("6901234567892", "E0"), scan("69012345678920x"), scan("96385074", "E4"), scan("A"), scan("A", "G0")]),
    Sample(
        "an identifier that is none", [report("A", "]C?"), report("B", "xC0"), report("C", "]CT")],
        [scan("A"), scan("B"), scan("C")]),
    Sample(
        "a report too short, and what follows it", [Array(report("A").dropLast()), report("B"), report("C")],
        [
            .damaged(.brokenFrame, bytes: Array(report("A").dropLast())), .damaged(.incomplete, bytes: bytes("B")),
            scan("C", "C0"),
        ]),
    Sample(
        "another id", [[3] + report("A").dropFirst()], [.damaged(.brokenFrame, bytes: [3] + report("A").dropFirst())]),
    Sample("nothing", [[]], [.damaged(.brokenFrame, bytes: [])]),
    Sample(
        "a length that does not fit", [[2, 57] + report("A").dropFirst(2)],
        [.damaged(.brokenFrame, bytes: [2, 57] + report("A").dropFirst(2))]),
    Sample(
        "a broken report within a reading",
        [report(text(56), more: true), [2, 1], report("tail", more: true), report("end"), report("B")],
        [
            .damaged(.incomplete, bytes: bytes(text(56))), .damaged(.brokenFrame, bytes: [2, 1]),
            .damaged(.incomplete, bytes: bytes("tail")), .damaged(.incomplete, bytes: bytes("end")), scan("B", "C0"),
        ]),
    Sample(
        "a report that comes twice within a reading",
        [report(text(56), more: true), report(text(56), more: true), report("end"), report("B")],
        [
            .damaged(.incomplete, bytes: bytes(text(56))), .damaged(.brokenFrame, bytes: report(text(56), more: true)),
            .damaged(.incomplete, bytes: bytes("end")), scan("B", "C0"),
        ]),
    Sample(
        "a last report that comes twice", [report(text(56), more: true), report("end"), report("end")],
        [scan(text(56) + "end", "C0"), .damaged(.brokenFrame, bytes: report("end"))]),
]

@Suite("A HID POS driver")
struct HIDPOSDriverTests {
    @Test("reads every sample", arguments: samples)
    fileprivate func reads(sample: Sample) {
        var driver = honeywell(sample.settings)
        #expect(feed(sample.reports, to: &driver) == sample.expected)
        #expect(feed(sample.reports, to: &driver, from: 10_000) == sample.expected, "again")
    }

    @Test("keeps what comes before the description is known", arguments: samples)
    fileprivate func keeps(sample: Sample) {
        var driver = HIDPOSDriver(settings: sample.settings)
        _ = driver.started(at: at(0))
        for (index, report) in sample.reports.enumerated() {
            #expect(driver.received(report, at: at(10 + Int64(index))).isEmpty)
        }
        var outputs = driver.answered(askDescriptor, .done(DescriptorSample.honeywell), at: at(50))
        outputs += driver.deadlinePassed(at: at(1000))
        #expect(outputs == sample.expected)
    }

    @Test func `asks for the description, and is proven by it`() {
        var driver = HIDPOSDriver(settings: plainSettings)
        #expect(driver.started(at: at(0)) == [.request(askDescriptor)])
        #expect(!driver.isProven && !driver.tellsVerdicts && driver.layout == nil)
        #expect(driver.answered(askDescriptor, .done(DescriptorSample.honeywell), at: at(1)).isEmpty)
        #expect(driver.isProven && driver.tellsVerdicts)
        #expect(driver.deadline == nil)
    }

    @Test func `orders the redirection where the settings say so, with or without description`() {
        let settings = HIDPOSSettings(redirectsOutput: true, redirectsIfOffered: false)
        for answer in [ControlAnswer.done(DescriptorSample.honeywell), .stalled] {
            var driver = HIDPOSDriver(settings: settings)
            _ = driver.started(at: at(0))
            #expect(driver.answered(askDescriptor, answer, at: at(1)).contains(.request(redirect)))
        }
        #expect(honeywell(HIDPOSSettings()).layout?.redirect == .honeywell)
        var offered = HIDPOSDriver(settings: HIDPOSSettings())
        _ = offered.started(at: at(0))
        #expect(offered.answered(askDescriptor, .done(DescriptorSample.honeywell), at: at(1)) == [.request(redirect)])
        #expect(offered.answered(redirect, .done([]), at: at(2)).isEmpty)
        var unknown = HIDPOSDriver(settings: HIDPOSSettings())
        _ = unknown.started(at: at(0))
        #expect(!unknown.answered(askDescriptor, .failed, at: at(1)).contains(.request(redirect)))
    }

    @Test func `orders the redirection three times when it is not answered, once when it is refused`() {
        var driver = honeywell(HIDPOSSettings(redirectsOutput: true))
        #expect(driver.answered(redirect, .failed, at: at(1)) == [.request(redirect)])
        #expect(driver.answered(redirect, .failed, at: at(2)) == [.request(redirect)])
        #expect(driver.answered(redirect, .failed, at: at(3)).map(\.isNote) == [true])
        var refused = honeywell(HIDPOSSettings(redirectsOutput: true))
        #expect(refused.answered(redirect, .stalled, at: at(1)).map(\.isNote) == [true])
    }

    @Test(
        "assumes a layout where the description is no use",
        arguments: [.stalled, .failed, .done([]), .done([1, 2, 3]), .done(DescriptorSample.ibm)] as [ControlAnswer])
    func assumes(answer: ControlAnswer) {
        var driver = HIDPOSDriver(settings: plainSettings)
        _ = driver.started(at: at(0))
        let outputs = driver.answered(askDescriptor, answer, at: at(1))
        #expect(outputs.map(\.isNote) == [true])
        #expect(!driver.isProven && !driver.tellsVerdicts)
        #expect(feed([report("TUBE-1")], to: &driver) == [scan("TUBE-1", "C0")])
        #expect(driver.isProven)
    }

    @Test func `assumes a layout when no answer comes, and takes the description when it comes late`() {
        var driver = HIDPOSDriver(settings: plainSettings)
        _ = driver.started(at: at(0))
        #expect(driver.deadline == at(2000))
        #expect(driver.received(report("A"), at: at(1999)).isEmpty)
        let outputs = driver.received(report("B"), at: at(2000))
        #expect(outputs.map(\.isNote) == [true, false, false])
        #expect(outputs.dropFirst() == [scan("A", "C0"), scan("B", "C0")])
        #expect(driver.answered(askDescriptor, .failed, at: at(2500)).map(\.isNote) == [true])
        #expect(driver.answered(askDescriptor, .done(DescriptorSample.honeywell), at: at(3000)).isEmpty)
        #expect(driver.layout?.isAssumed == false && driver.tellsVerdicts)
        #expect(driver.answered(askDescriptor, .stalled, at: at(4000)).isEmpty, "what is known is not forgotten")
    }

    @Test func `assuming, trusts only an identifier or none`() {
        var driver = assuming()
        #expect(feed([report("A", "")], to: &driver) == [scan("A")])
        let plain: [UInt8] = [2, 6] + bytes("TUBE-1") + [UInt8](repeating: 0, count: 56)
        #expect(feed([plain], to: &driver, from: 1000) == [.damaged(.brokenFrame, bytes: plain)])
        var other = assuming(HIDPOSSettings(fallback: .plain))
        #expect(feed([plain], to: &other) == [scan("TUBE-1")])
    }

    @Test func `finds the identifier one byte later only where nothing is known of the device`() {
        let later: [UInt8] = [2, 6, 0] + bytes("]C0TUBE-1") + [UInt8](repeating: 0, count: 52)
        var driver = assuming()
        #expect(feed([later], to: &driver) == [scan("TUBE-1", "C0")])
        var described = honeywell()
        #expect(feed([later], to: &described) == [scan("0TUBE-")])
    }

    @Test func `reads the same under the vendor page, and where everything lies elsewhere`() throws {
        let page = DescriptorSample.honeywell.split(separator: [0x05, 0x8C], omittingEmptySubsequences: false)
        let vendor = Array(page.joined(separator: [0x06, 0x8C, 0xFF]))
        let known = try #require(HIDPOSLayout(try ReportDescriptor(parsing: vendor)))
        #expect(known == HIDPOSLayout(try ReportDescriptor(parsing: DescriptorSample.honeywell)))
        // 9: length in 16 bits, data 8, identifier.
        let other = DescriptorSample.wrapped(
            "85 09 75 10 95 01 0B 3B 00 01 00 81 02 75 08 95 08 09 FE 82 02 01 95 03 19 FB 29 FD 81 02")
        var driver = HIDPOSDriver(settings: plainSettings)
        _ = driver.started(at: at(0))
        _ = driver.answered(askDescriptor, .done(other), at: at(0))
        #expect(feed([[9, 3, 0] + bytes("ABC.....]Q1")], to: &driver) == [scan("ABC", "Q1")])
        let long: [UInt8] = [9, 3, 1] + bytes("ABC.....]Q1")
        #expect(feed([long], to: &driver, from: 1000) == [.damaged(.brokenFrame, bytes: long)])
    }

    @Test func `passes over reports of the device that are no readings`() {
        var driver = HIDPOSDriver(settings: plainSettings)
        _ = driver.started(at: at(0))
        let status = DescriptorSample.wrapped(
            "85 03 75 08 95 01 09 61 81 02 85 09 0B 3B 00 01 00 81 02 09 FE 81 02 09 FF 81 02")
        _ = driver.answered(askDescriptor, .done(status), at: at(0))
        #expect(feed([[9, 1, 0x41, 1], [3, 7], [9, 1, 0x42, 0]], to: &driver) == [scan("AB")])
    }

    @Test func `gives an over-long reading up once`() {
        let reports = (0..<100).map { report(text(53) + String($0 + 100), more: $0 < 99) } + [report("A")]
        var driver = honeywell()
        let outputs = feed(reports, to: &driver)
        #expect(outputs.count == 2 && outputs.last == scan("A", "C0"))
        guard case .damaged(.overLong, let bytes) = outputs[0] else { return #expect(Bool(false), "\(outputs[0])") }
        #expect(bytes.count == LineLimit.frameBytes)
    }

    @Test func `waits 200 ms for the rest, and no longer`() {
        var driver = honeywell()
        _ = driver.received(report(text(56), more: true), at: at(0))
        #expect(driver.deadline == at(200))
        #expect(driver.deadlinePassed(at: at(199)).isEmpty)
        #expect(driver.received(report("B"), at: at(199)) == [scan(text(56) + "B", "C0")])
        _ = driver.received(report(text(56), more: true), at: at(1000))
        let outputs = driver.received(report("B"), at: at(1200))
        #expect(outputs == [.damaged(.incomplete, bytes: bytes(text(56))), scan("B", "C0")])
    }

    @Test func `a new start forgets half a reading and what waits for the description`() {
        var driver = honeywell()
        _ = driver.received(report(text(56), more: true), at: at(0))
        #expect(driver.started(at: at(1)) == [.request(askDescriptor)])
        _ = driver.received(report("A"), at: at(2))
        #expect(driver.started(at: at(3)) == [.request(askDescriptor)])
        #expect(!driver.isProven && driver.heldBytes == 0)
        #expect(driver.answered(askDescriptor, .done(DescriptorSample.honeywell), at: at(4)).isEmpty)
    }

    @Test func `keeps no more than its limit while it waits`() {
        var driver = HIDPOSDriver(settings: plainSettings)
        _ = driver.started(at: at(0))
        let one = report("A")
        for _ in 0..<HIDPOSLimit.keptReports { #expect(driver.received(one, at: at(1)).isEmpty) }
        #expect(driver.received(one, at: at(2)) == [.damaged(.incomplete, bytes: one)])
        let outputs = driver.answered(askDescriptor, .done(DescriptorSample.honeywell), at: at(3))
        #expect(outputs.count == HIDPOSLimit.keptReports)
        var other = HIDPOSDriver(settings: plainSettings)
        _ = other.started(at: at(0))
        let big = [UInt8](repeating: 2, count: LinkLimit.chunkBytes)
        for _ in 0..<20 { _ = other.received(big, at: at(1)) }
        #expect(other.heldBytes <= HIDPOSLimit.keptBytes)
    }

    @Test func `its notes hold nothing of what was read`() {
        var driver = assuming()
        let secret = "110101189001011234"
        var notes = driver.answered(askDescriptor, .done(bytes(secret)), at: at(1))
        notes += feed([report(secret, "]X0"), report(secret, "]Z6"), report(secret, "]X0", more: true)], to: &driver)
        #expect(notes.count == 4)
        for case .note(let note) in notes { #expect(!note.contains(secret) && note.count <= 200) }
    }
}

@Suite("The beeps of a HID POS driver")
struct HIDPOSBeepTests {
    private let good: DriverOutput = .send([4, 0x40])
    private let error: DriverOutput = .send([4, 0x20])

    @Test func `tell the four verdicts apart`() {
        let expected: [Feedback: [DriverOutput]] = [
            .accepted: [good], .sealed: [good, good], .attention: [error], .refused: [error, error],
        ]
        for feedback in Feedback.allCases {
            var driver = honeywell()
            var outputs = driver.tell(feedback, at: at(1))
            #expect(outputs.count == 1, "the first is heard at once")
            while let deadline = driver.deadline { outputs += driver.deadlinePassed(at: deadline) }
            #expect(outputs == expected[feedback])
        }
    }

    @Test func `have silence between them, and more between two verdicts`() {
        var driver = honeywell()
        #expect(driver.tell(.sealed, at: at(0)) == [good])
        #expect(driver.tell(.refused, at: at(50)).isEmpty)
        #expect(driver.deadline == at(200))
        #expect(driver.deadlinePassed(at: at(199)).isEmpty)
        #expect(driver.deadlinePassed(at: at(200)) == [good])
        #expect(driver.deadline == at(700))
        #expect(driver.deadlinePassed(at: at(700)) == [error])
        #expect(driver.received(report("A"), at: at(900)) == [error, scan("A", "C0")])
        #expect(driver.deadline == nil)
    }

    @Test func `that are too many become one refusal`() {
        var driver = honeywell()
        for _ in 0..<20 { _ = driver.tell(.sealed, at: at(0)) }
        var outputs: [DriverOutput] = []
        while let deadline = driver.deadline { outputs += driver.deadlinePassed(at: deadline) }
        #expect(outputs.count <= BeepLimit.beeps)
        #expect(outputs.contains(error))
    }

    @Test func `are counted where there is one sound, and taken back where bits are states`() {
        var driver = HIDPOSDriver(settings: plainSettings)
        _ = driver.started(at: at(0))
        let scanned = "75 08 95 01 0B 3B 00 01 00 81 02 09 FE 81 02 "
        _ = driver.answered(askDescriptor, .done(DescriptorSample.wrapped(scanned + "09 86 91 02")), at: at(0))
        var outputs = driver.tell(.attention, at: at(1))
        while let deadline = driver.deadline { outputs += driver.deadlinePassed(at: deadline) }
        #expect(outputs == [.send([1]), .send([0]), .send([1]), .send([0]), .send([1]), .send([0])])
    }

    @Test func `are none where the device has no output report`() {
        var driver = assuming()
        #expect(!driver.tellsVerdicts)
        #expect(driver.tell(.refused, at: at(1)).isEmpty)
        #expect(driver.deadline == nil)
    }
}

extension DriverOutput {
    fileprivate var isNote: Bool {
        if case .note = self { return true }
        return false
    }
}
