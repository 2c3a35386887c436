import Devices
import Drivers
import Recorder
import Testing

private func scan(_ text: String, _ aim: AIMIdentifier? = nil) -> ReplayLine.Told {
    .scan(Scan(payload: bytes(text), aim: aim))
}

@Suite("A replay")
struct ReplayTests {
    @Test func `feeds a line driver and keeps the times of what it tells`() throws {
        let events: [Capture.Event] = [
            .init(milliseconds: 5, .received(bytes("TUBE-1\rTU"))), .init(milliseconds: 9, .received(bytes("BE-2\r"))),
            .init(milliseconds: 20, .sent([7])), .init(milliseconds: 50, .received(bytes("NO END"))),
            .init(milliseconds: 900, .received(bytes("LAST"))),
        ]
        let lines = try Replay.run(Capture(header: header(), events: events))
        #expect(lines.map(\.told) == [scan("TUBE-1"), scan("TUBE-2"), scan("NO END"), scan("LAST")])
        #expect(lines.map(\.milliseconds) == [5, 9, 150, 1000])
    }

    @Test func `begins with a new driver after unplugging`() throws {
        let events: [Capture.Event] = [
            .init(milliseconds: 0, .received(bytes("HALF"))), .init(milliseconds: 10, .fault("unplugged")),
            .init(milliseconds: 20, .received(bytes("NOBODY\r"))), .init(milliseconds: 25, .fault("a remark")),
            .init(milliseconds: 30, .fault("replugged")), .init(milliseconds: 40, .received(bytes("WHOLE\r"))),
        ]
        let lines = try Replay.run(Capture(header: header(), events: events))
        #expect(lines.map(\.told) == [.unplugged, .replugged, scan("WHOLE")])
        #expect(lines.map(\.milliseconds) == [10, 30, 40])
    }

    @Test func `answers control transfers from the capture, the header, or with failure`() throws {
        let events: [Capture.Event] = [
            .init(milliseconds: 3, .requested(ControlRequest(type: 0x21, request: 9, value: 1, payload: [1]))),
            .init(milliseconds: 4, .answered(.stalled)),
        ]
        let header = Capture.Header(
            device: "Test", language: .hidpos, source: .init(.computed, "here"), descriptor: [1, 2, 3])
        let lines = try Replay.run(Capture(header: header, events: events)) { _ in Asking() }
        #expect(lines.map(\.told) == [.note("6: 2 bytes"), .note("9: stalled"), .note("7: failed")])
        #expect(lines.map(\.milliseconds) == [0, 4, 1000])
    }

    @Test func `hands labels to a printer, and neither questions nor commands`() throws {
        let label = bytes("^XA^FO10,10^FDTUBE-000001^FS^XZ")
        let events: [Capture.Event] = [
            .init(milliseconds: 0, .sent(bytes("~HS\r\n"))), .init(milliseconds: 10, .sent(label)),
            .init(milliseconds: 20, .sent(bytes("! U1 getvar \"device.languages\"\r\n"))),
            .init(milliseconds: 30, .sent(label)),
        ]
        let lines = try Replay.run(Capture(header: header(.zpl), events: events)) { _ in Printing() }
        #expect(
            lines.map(\.told) == [
                .printer(.finished(LabelID(1), .taken)), .printer(.finished(LabelID(2), .taken)),
            ])
        let blanked = Redaction.redacted(Capture(header: header(.zpl), events: events))
        #expect(try Replay.run(blanked) { _ in Printing() } == lines)
    }

    @Test func `hands in a label of many chunks as one`() throws {
        let piece = [UInt8](repeating: 0x41, count: CaptureLimit.eventBytes)
        let events = [piece, piece, bytes("THE END")].map { Capture.Event(milliseconds: 5, .sent($0)) }
        let capture = Capture(header: header(.tspl), events: events + [.init(milliseconds: 9, .sent(piece))])
        for capture in [capture, Redaction.redacted(capture)] {
            let lines = try Replay.run(capture) { _ in Printing() }
            #expect(
                lines.map(\.told) == [
                    .printer(.finished(LabelID(1), .taken)), .printer(.finished(LabelID(2), .taken)),
                ])
        }
    }

    @Test func `is given up when a driver's deadlines do not move on`() {
        #expect(throws: ReplayError.stuck(milliseconds: 0)) {
            try Replay.run(Capture(header: header(), events: [])) { _ in Stuck() }
        }
    }

    @Test func `lets 10 seconds pass after the end`() throws {
        let lines = try Replay.run(Capture(header: header(), events: [])) { _ in Ticking() }
        #expect(lines.map(\.milliseconds) == (1...10).map { $0 * 1000 })
    }

    @Test func `of the same capture cut otherwise has the same bytes`() {
        let capture = capture(.line, [], [bytes("AB\r"), bytes("CD\r")])
        #expect(capture.byteByByte().events.count == 6 && capture.byteByByte().stream == capture.stream)
        #expect(capture.merged().events.map(\.kind) == [.received(capture.stream)])
        #expect(capture.merged().events.first?.milliseconds == 1)
        let noisy = capture.withGarbageInFront(seed: 5)
        #expect(noisy.events.count == 3 && noisy.stream.suffix(6) == capture.stream[...])
        #expect(noisy == capture.withGarbageInFront(seed: 5) && noisy != capture.withGarbageInFront(seed: 6))
        let reports = Capture(header: header(.hidpos), events: capture.events)
        #expect(reports.merged() == reports && reports.byteByByte() == reports)
        #expect(reports.withGarbageInFront(seed: 1) == reports)
    }

    @Test func `of chunks far apart does not merge them`() {
        let events = [0, 20, 41].map { Capture.Event(milliseconds: $0, .received([UInt8($0)])) }
        let merged = Capture(header: header(), events: events).merged()
        #expect(merged.events.map(\.kind) == [.received([0, 20]), .received([41])])
    }
}

@Suite("A line of a replay")
struct ReplayLineTests {
    @Test(
        "is JSON",
        arguments: [
            (
                .scan(Scan(payload: bytes("A\"\\\u{1D}样"), aim: AIMIdentifier(code: 0x43, modifier: 0x31))),
                #"{"at":7,"text":"A\"\\\u001d样","aim":"C1","origin":"scan"}"#
            ),
            (.scan(Scan(payload: [0x41, 0xFF], origin: .typed)), #"{"at":7,"hex":"41 FF","origin":"typed"}"#),
            (.scan(Scan(payload: [0x41, 0x00])), #"{"at":7,"hex":"41 00","origin":"scan"}"#),
            (.scan(Scan(payload: [0xC2, 0x85])), #"{"at":7,"hex":"C2 85","origin":"scan"}"#),
            (.key(.digit(4)), #"{"at":7,"key":"4"}"#), (.key(.x), #"{"at":7,"key":"X"}"#),
            (.key(.enter), #"{"at":7,"key":"enter"}"#), (.cardTrouble(.lifted), #"{"at":7,"cardTrouble":"lifted"}"#),
            (.printer(.identified("ZD410")), #"{"at":7,"printer":"ZD410"}"#),
            (
                .printer(.status(PrinterStatus(faults: [.paused, .headOpen], isRunningLow: true))),
                #"{"at":7,"faults":"headOpen paused","runningLow":1}"#
            ),
            (.printer(.status(PrinterStatus())), #"{"at":7,"faults":""}"#),
            (
                .printer(.finished(LabelID(3), .unknown(.paperOut))),
                #"{"at":7,"label":3,"outcome":"unknown: paperOut"}"#
            ),
            (.damaged(.overLong, byteCount: 9), #"{"at":7,"damaged":"overLong","bytes":9}"#),
            (.note("a\tb"), #"{"at":7,"note":"a\u0009b"}"#), (.unplugged, #"{"at":7,"device":"unplugged"}"#),
            (
                .card(
                    CardRead(
                        kind: .resident, number: "1", name: "某", sex: .male, birth: "18900101", validFrom: "20200101",
                        validUntil: nil, photo: [1, 2])),
                #"{"at":7,"card":"resident","number":"1","name":"某","sex":"male","birth":"18900101","#
                    + #""validFrom":"20200101","validUntil":"unlimited","photoBytes":2}"#
            ),
        ] as [(ReplayLine.Told, String)])
    func isJSON(told: ReplayLine.Told, json: String) {
        #expect(ReplayLine(milliseconds: 7, told).json == json)
    }
}

/// A setting that is refused, and a part of what is said.
struct RefusedSetting: Sendable {
    var key: String
    var value: String
    var says: String
}

@Suite("The choice of a driver")
struct DriverChoiceTests {
    @Test func `sets a line driver as the capture says`() throws {
        let settings: [Capture.Setting] = [
            .init("prefix", "0241"), .init("suffix", "none"), .init("idle", "30"), .init("aim", "always"),
            .init("reply", "newland"), .init("verdict", "datalogic"), .init("missing", "damaged"),
        ]
        let driver = try #require(DriverChoice.driver(for: header(.line, settings)) as? LineDriver)
        #expect(
            driver.format
                == LineFormat(
                    prefix: [2, 0x41], suffix: .idle(.milliseconds(30)), idleTimeout: .milliseconds(30),
                    missingSuffix: .damaged, aim: .always, reply: .newland))
        #expect(driver.verdict == .datalogic)
        let plain = try #require(DriverChoice.driver(for: header()) as? LineDriver)
        #expect(plain.format == LineFormat() && plain.verdict == .silent)
    }

    @Test(
        "refuses what it does not know, and says what there is",
        arguments: [
            RefusedSetting(key: "color", value: "red", says: "prefix=HEX, suffix=cr|lf"),
            RefusedSetting(key: "suffix", value: "dot", says: "cr, lf, crlf, tab, etx, none"),
            RefusedSetting(key: "prefix", value: "0G", says: "in hexadecimal"),
            RefusedSetting(key: "prefix", value: "0102030405060708090A0B0C0D0E0F1011", says: "at most 16"),
            RefusedSetting(key: "idle", value: "0", says: "from 1 to 60000"),
            RefusedSetting(key: "idle", value: "soon", says: "a number"),
            RefusedSetting(key: "verdict", value: "loud", says: "honeywell-host-ack"),
        ])
    func refuses(setting: RefusedSetting) throws {
        let error = #expect(throws: SettingsError.self) {
            try DriverChoice.driver(for: header(.line, [.init(setting.key, setting.value)]))
        }
        #expect(try #require(error).description.contains(setting.says))
    }

    @Test func `knows one entry for each language it lists`() {
        #expect(Set(DriverChoice.languages).count == DriverChoice.languages.count)
        #expect(DriverChoice.languages.contains(.line))
    }
}

// MARK: Drivers that do one thing

/// Asks for a descriptor, sets a feature, and asks for what nobody answers.
private struct Asking: Driver {
    var deadline: Instant? { nil }
    mutating func started(at now: Instant) -> [DriverOutput] {
        [
            .request(ControlRequest(type: 0x81, request: 6, value: 0x2200, asking: 2)),
            .request(ControlRequest(type: 0x21, request: 9, value: 1, index: .number(3), payload: [1])),
            .request(ControlRequest(type: 0x21, request: 7, value: 1, payload: [])),
        ]
    }
    mutating func received(_ bytes: [UInt8], at now: Instant) -> [DriverOutput] { [] }
    mutating func answered(_ request: ControlRequest, _ answer: ControlAnswer, at now: Instant) -> [DriverOutput] {
        switch answer {
        case .done(let bytes): [.note("\(request.request): \(bytes.count) bytes")]
        case .stalled: request.index == .number(3) ? [.note("\(request.request): stalled")] : []
        case .failed: [.note("\(request.request): failed")]
        }
    }
    mutating func deadlinePassed(at now: Instant) -> [DriverOutput] { [] }
}

private struct Printing: PrinterDriver {
    var deadline: Instant? { nil }
    mutating func started(at now: Instant) -> [DriverOutput] { [] }
    mutating func received(_ bytes: [UInt8], at now: Instant) -> [DriverOutput] { [] }
    mutating func deadlinePassed(at now: Instant) -> [DriverOutput] { [] }
    mutating func print(_ job: PrintJob, at now: Instant) -> [DriverOutput] {
        [.send(job.bytes), .printer(.finished(job.label, .taken))]
    }
    mutating func recalled() -> [LabelID] { [] }
    mutating func settled(at now: Instant) -> [DriverOutput] { [] }
}

private struct Stuck: Driver {
    var deadline: Instant? { .start }
    mutating func started(at now: Instant) -> [DriverOutput] { [] }
    mutating func received(_ bytes: [UInt8], at now: Instant) -> [DriverOutput] { [] }
    mutating func deadlinePassed(at now: Instant) -> [DriverOutput] { [] }
}

private struct Ticking: Driver {
    var deadline: Instant? = Instant.start.advanced(by: .seconds(1))
    mutating func started(at now: Instant) -> [DriverOutput] { [] }
    mutating func received(_ bytes: [UInt8], at now: Instant) -> [DriverOutput] { [] }
    mutating func deadlinePassed(at now: Instant) -> [DriverOutput] {
        deadline = now.advanced(by: .seconds(1))
        return [.note("tick")]
    }
}
