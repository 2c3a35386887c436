import Devices
import Recorder
import Testing

private let head = """
    capture: 1
    device: Test (0001:0002)
    language: line
    settings: suffix=cr
    firmware: unknown
    source: computed - these tests
    line: usb

    """

private func parsed(_ text: String) throws -> Capture { try CaptureText.parsed(bytes(text)) }

/// A text that is refused, the line that is named, and a part of what is said.
struct Refused: Sendable, CustomTestStringConvertible {
    var text: String
    var line: Int
    var says: String
    var testDescription: String { says }
    init(_ text: String, _ line: Int, _ says: String) {
        self.text = text
        self.line = line
        self.says = says
    }
}

private func without(_ key: String) -> String {
    head.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix(key) }.joined(separator: "\n")
}

private let refused = [
    Refused("", 1, "lacks \"capture:\""),
    Refused("nonsense\n", 1, "no \"key: value\""),
    Refused("color: red\n", 1, "\"color\" is no key"),
    Refused(without("device") + "\n", 7, "lacks \"device:\"; add it above"),
    Refused(head.replacing("capture: 1", with: "capture: 2") + "\n", 1, "must be 1"),
    Refused("capture: 1\n" + head, 2, "comes twice"),
    Refused(head.replacing("language: line", with: "language: morse") + "\n", 3, "\"morse\" is not one of line, ssi"),
    Refused(head.replacing("line: usb", with: "line: 9600 8X1") + "\n", 7, "like 9600 8N1"),
    Refused(head.replacing("computed - these", with: "heard - these") + "\n", 6, "documented, computed, captured"),
    Refused(head.replacing("computed - these tests", with: "computed - ") + "\n", 6, "from where"),
    Refused(head.replacing("firmware: unknown", with: "firmware:") + "\n", 5, "needs a value"),
    Refused(head.replacing("suffix=cr", with: "suffix cr") + "\n", 4, "write key=value"),
    Refused(head.replacing("suffix=cr", with: "a=1 a=2") + "\n", 4, "set twice"),
    Refused(head.replacing("device: Test", with: "device: T\u{7}est") + "\n", 2, "control characters"),
    Refused(head + "\n< 0 41\n* 1 41\n", 10, "must begin with <, >"),
    Refused(head + "\n< -1 41\n", 9, "is no time"),
    Refused(head + "\n< 99999999999999999999 41\n", 9, "is no time"),
    Refused(head + "\n<\n", 9, "is no time"),
    Refused(head + "\n< 5 41\n< 4 41\n", 10, "goes back from 5 to 4"),
    Refused(head + "\n< 5\n", 9, "no bytes"),
    Refused(head + "\n< 5 4\n", 9, "odd number of digits"),
    Refused(head + "\n< 5 4G\n", 9, "no hexadecimal"),
    Refused(head + "\n? 5 A1 01\n", 9, "a request is type"),
    Refused(head + "\n? 5 A1 01 00 00 40\n", 9, "2 bytes of length"),
    Refused(head + "\n!  5\n", 9, "write what happened"),
    Refused(head + "\n= 5 halted\n", 9, "no hexadecimal"),
    Refused(head + "\n< 5 " + String(repeating: "41", count: CaptureLimit.eventBytes + 1), 9, "more than 4096 bytes"),
    Refused(head + "\n! 5 " + String(repeating: "x", count: CaptureLimit.valueBytes + 1), 9, "longer than"),
    Refused(head + "\n! 5 " + String(repeating: "x", count: CaptureLimit.lineBytes), 9, "split the chunk"),
]

@Suite("The text of a capture")
struct CaptureTextTests {
    @Test func `is read with comments, blanks, and hexadecimal of any spacing`() throws {
        let text = """
            # one
            \n  capture: 1\r
            device: Test (0001:0002)
            language: hidpos
            settings:
            firmware: 1.2 样
            source: captured - a site
            line: 9600 7E2
            # two
            descriptor: 058C 09 02

            < 0 41 4243
            # three
            > 7  aB
            ? 8 a1 01 03 FE 00 40
            ? 8 21 09 03 FE 01
            = 9
            = 9 01
            = 10 stalled
            = 11 failed
            ! 12 unplugged\t
            """
        let capture = try parsed(text)
        #expect(capture.header.device == "Test (0001:0002)" && capture.header.settings.isEmpty)
        #expect(capture.header.firmware == "1.2 样" && capture.header.source == .init(.captured, "a site"))
        #expect(capture.header.wire == .serial(LineSettings(dataBits: 7, parity: .even, stopBits: 2)))
        #expect(capture.header.descriptor == [0x05, 0x8C, 0x09, 0x02])
        #expect(
            capture.events.map(\.kind) == [
                .received([0x41, 0x42, 0x43]), .sent([0xAB]),
                .requested(ControlRequest(type: 0xA1, request: 1, value: 0x03FE, asking: 64)),
                .requested(ControlRequest(type: 0x21, request: 9, value: 0x03FE, payload: [1])),
                .answered(.done([])), .answered(.done([1])), .answered(.stalled), .answered(.failed),
                .fault("unplugged"),
            ])
        #expect(capture.events.map(\.milliseconds) == [0, 7, 8, 8, 9, 9, 10, 11, 12])
        #expect(try CaptureText.parsed(CaptureText.written(capture)) == capture)
    }

    @Test("is refused with the line and what to do about it", arguments: refused)
    func isRefused(sample: Refused) throws {
        let error = #expect(throws: CaptureError.self) { try parsed(sample.text) }
        let found = try #require(error)
        #expect(found.line == sample.line && found.text.contains(sample.says), "\(found)")
        #expect(found.description.utf8.count < 400)
    }

    @Test func `is refused when it is not UTF-8 or too much`() {
        #expect(throws: CaptureError.self) { try CaptureText.parsed(bytes("capture: 1\ndevice: ") + [0xFF, 0x0A]) }
        let many = bytes(head + "\n") + Array(repeatElement(bytes("! 0 x\n"), count: CaptureLimit.events + 1).joined())
        #expect(throws: CaptureError.self) { try CaptureText.parsed(many) }
        let line = bytes("< 0 " + String(repeating: "41", count: CaptureLimit.eventBytes) + "\n")
        let heavy = bytes(head + "\n") + Array(repeatElement(line, count: 1025).joined())
        #expect(throws: CaptureError.self) { try CaptureText.parsed(heavy) }
        #expect(throws: Never.self) { try CaptureText.parsed(Array(heavy.dropLast(line.count))) }
        #expect(throws: CaptureError.self) {
            try CaptureText.parsed([UInt8](repeating: 0x0A, count: CaptureLimit.textBytes + 1))
        }
    }

    @Test("of any value reads back as that value", arguments: 0..<300 as Range<UInt64>)
    func roundTrips(seed: UInt64) throws {
        var random = Noise(state: seed)
        let capture = random.capture()
        let text = CaptureText.written(capture)
        let back = try CaptureText.parsed(text)
        #expect(back == capture)
        #expect(CaptureText.written(back) == text)
    }

    @Test func `of noise is refused and crashes nothing`() {
        var random = Noise(state: 1)
        for _ in 0..<3000 {
            var text = bytes(head + "\n< 1 41 42\n= 2 stalled\n! 3 unplugged\n? 4 A1 01 00 00 00 01\n")
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                text[Int.random(in: 0..<text.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if let capture = try? CaptureText.parsed(text) {
                #expect((try? CaptureText.parsed(CaptureText.written(capture))) == capture)
            }
        }
    }
}

@Suite("A capture")
struct CaptureTests {
    @Test func `puts its events in order and leaves those of one time as they are`() {
        let events = [(5, 1), (3, 2), (5, 3), (0, 4)].map {
            Capture.Event(milliseconds: $0.0, .received([UInt8($0.1)]))
        }
        #expect(Capture(header: header(), events: events).stream == [4, 2, 1, 3])
    }

    @Test func `keeps the latest events when there are too many`() {
        let events = (0..<(CaptureLimit.events + 10)).map { Capture.Event(milliseconds: $0, .received([1])) }
        let capture = Capture(header: header(), events: events)
        #expect(capture.events.count == CaptureLimit.events && capture.events.first?.milliseconds == 10)
        let heavy = (0..<1030).map {
            Capture.Event(milliseconds: $0, .received([UInt8](repeating: 1, count: CaptureLimit.eventBytes)))
        }
        #expect(Capture(header: header(), events: heavy).events.count == 1024)
    }
}

extension Noise {
    /// A capture of anything, also of what no file could hold as it is.
    fileprivate mutating func capture() -> Capture {
        let pieces = ["a", " ", "\t", "\n", "=", "样", "\u{301}", ":", "#", "\u{1}", "long", "0"]
        func word(_ count: Int, _ random: inout Noise) -> String {
            (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        }
        let language = CaptureLanguage.allCases.randomElement(using: &self) ?? .line
        let settings = (0..<Int.random(in: 0...40, using: &self)).map { _ in
            Capture.Setting(word(Int.random(in: 0...60, using: &self), &self), word(3, &self))
        }
        let wires: [CapturedWire] = [
            .usb, .network, .serial(LineSettings(baudRate: -5, dataBits: 99, parity: .odd, stopBits: 0)),
        ]
        let header = Capture.Header(
            device: word(300, &self), language: language, settings: settings, firmware: word(4, &self),
            source: .init(.captured, word(Int.random(in: 0...400, using: &self), &self)),
            wire: wires.randomElement(using: &self) ?? .usb, descriptor: bytes(Int.random(in: 0...40, using: &self)))
        let events = (0..<Int.random(in: 0...40, using: &self)).map { _ in
            Capture.Event(milliseconds: Int.random(in: -5...900, using: &self), kind(word(5, &self)))
        }
        return Capture(header: header, events: events)
    }

    private mutating func kind(_ word: String) -> Capture.Event.Kind {
        let payload = bytes(Int.random(in: 1...80, using: &self))
        let kinds: [Capture.Event.Kind] = [
            .received(payload), .sent(payload), .answered(.done(payload)), .answered(.stalled), .answered(.failed),
            .requested(ControlRequest(type: 0x21, request: 9, value: 0x1234, index: .number(7), payload: payload)),
            .requested(ControlRequest(type: 0xA1, request: 1, value: 1, asking: 513)), .fault(word),
            .received([UInt8](repeating: 7, count: 5000)),
        ]
        return kinds.randomElement(using: &self) ?? .fault("")
    }
}
