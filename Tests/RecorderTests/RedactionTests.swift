import Devices
import Drivers
import Recorder
import Testing

private func redacted(_ capture: Capture, keep: @escaping Redaction.Keep = { _ in false }) -> Capture {
    Redaction.redacted(capture, keep: keep)
}

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// A number of each form, a reading with it, and whether a text has the same form.
struct PersonForm: Sendable {
    var number: String
    var isForm: @Sendable (String) -> Bool
}

private let forms = [
    PersonForm(number: "110105188801010018") { isResidentNumberOfNobody($0) },
    PersonForm(number: "11010518880101001X") { isResidentNumberOfNobody($0) && $0.hasSuffix("X") },
    PersonForm(number: "11010518880101001x") { isResidentNumberOfNobody($0) && $0.hasSuffix("x") },
    PersonForm(number: "931104189005150013") { isResidentNumberOfNobody($0) && $0.hasPrefix("9") },
    PersonForm(number: "110105250101997") { $0.count == 15 && $0.contains(#/^\d{12}99[6-9]$/#) },
    PersonForm(number: "USA110105250101") { $0.contains(#/^[A-Z]{3}\d{12}$/#) },
    PersonForm(number: "H0123456789") { $0.contains(#/^H\d{10}$/#) },
    PersonForm(number: "M01234567") { $0.contains(#/^M\d{8}$/#) },
    PersonForm(number: "01234567") { $0.contains(#/^\d{8}$/#) },
    PersonForm(number: "q7Xk20ZpLm44Ab") { $0.contains(#/^[a-z]\d[A-Z][a-z]\d\d[A-Z][a-z][A-Z][a-z]\d\d[A-Z][a-z]$/#) },
]

@Suite("A redacted line capture")
struct LineRedactionTests {
    @Test("has another number of the same form, the same one each time", arguments: forms)
    func keepsTheForm(form: PersonForm) throws {
        let chunks = [
            bytes("]C0" + form.number + "\r"), bytes(String(form.number.prefix(5))),
            bytes(form.number.dropFirst(5) + "\rOTHER-" + form.number + "|" + form.number + "\r"),
        ]
        let found = text(redacted(capture(.line, [], chunks)).stream)
        #expect(!found.contains(form.number))
        let lines = found.split(separator: "\r").map(String.init)
        #expect(lines.count == 3 && lines[0] == "]C0" + lines[1])
        #expect(form.isForm(lines[1]), "\(lines[1])")
        #expect(lines[2].hasSuffix("-\(lines[1])|\(lines[1])"))
    }

    @Test func `has a passport's line with right check digits`() throws {
        let line = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
        let first = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
        for whole in [line, first + "\r" + line, first + line] {
            let found = text(redacted(capture(.line, [], [bytes(whole + "\r")])).stream)
            #expect(!found.contains("L898902C3") && !found.contains("ERIKSSON") && !found.contains("740812"))
            #expect(!found.contains("ANNA") && found.utf8.count == whole.utf8.count + 1)
            #expect(hasRightChecks(Array(found.utf8.dropLast().suffix(44))))
        }
    }

    @Test("lets nothing of many persons survive", arguments: 1...40 as ClosedRange<UInt64>)
    func nothingSurvives(seed: UInt64) throws {
        var random = Noise(state: seed)
        var secrets: [String] = []
        var stream: [UInt8] = []
        for _ in 0..<30 {
            let secret =
                [
                    random.residentNumber(), random.text("0123456789", 15), "H" + random.text("0123456789", 8),
                    random.text("abcdefghijkmnpqrstuvwxyzABCDEFGHJK23456789", 24), random.text("赵钱孙李周吴郑王", 3),
                    random.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 9),
                ].randomElement(using: &random) ?? ""
            secrets.append(secret)
            stream += bytes(["", "]Q1", "n=", "<", "a1:"].randomElement(using: &random) ?? "")
            stream += bytes(secret + (["\r", "\r\n", "|x\n"].randomElement(using: &random) ?? ""))
        }
        var chunks: [[UInt8]] = []
        while !stream.isEmpty {
            let count = min(stream.count, Int.random(in: 1...70, using: &random))
            chunks.append(Array(stream.prefix(count)))
            stream.removeFirst(count)
        }
        let before = capture(.line, [], chunks)
        let after = redacted(before)
        let found = text(after.stream)
        for secret in secrets { #expect(!found.contains(secret), "\(secret)") }
        #expect(after.events.map(\.milliseconds) == before.events.map(\.milliseconds))
        let counts = try [before, after].map {
            try Replay.run($0).map { line -> Int in
                if case .scan(let scan) = line.told { return scan.payload.count }
                return -1
            }
        }
        #expect(counts[0] == counts[1] && counts[0].count >= 30)
    }

    @Test func `keeps what it is told to keep, but no number's form`() {
        let number = "110105188801010018"
        let readings = "TUBE-000123\rTUBE-\(number)\rT\(number)Z\r12345678\rBAG77\r"
        let found = text(
            redacted(capture(.line, [], [bytes(readings)])) { $0.starts(with: bytes("TUBE")) || true }.stream)
        #expect(found.hasPrefix("TUBE-000123\r") && found.hasSuffix("\rBAG77\r"))
        #expect(!found.contains(number) && !found.contains("12345678"))
        #expect(!text(redacted(capture(.line, [], [bytes(readings)])).stream).contains("000123"))
    }

    @Test func `keeps answers to commands and the prefix, which are no readings`() throws {
        let reply: [UInt8] = [2, 1] + bytes("0000#BEEPON2700F100T20V") + [6, 0x3B, 3]
        let settings: [Capture.Setting] = [.init("reply", "newland"), .init("prefix", "0250")]
        let chunks = [reply + [2] + bytes("PTUBE-000001\r"), Array(reply.prefix(9)), Array(reply.dropFirst(9))]
        let found = redacted(capture(.line, settings, chunks))
        #expect(found.stream.starts(with: reply + bytes("\u{2}P")) && found.stream.suffix(reply.count) == reply[...])
        #expect(!text(found.stream).contains("000001"))
        let smuggled: [UInt8] = [2, 1] + bytes("0000#110105188801010018") + [6, 0x3B, 3]
        #expect(!text(redacted(capture(.line, settings, [smuggled])).stream).contains("110105188801010018"))
    }

    @Test func `replaces numbers also in the header, in remarks, and in what the host sent`() throws {
        let number = "110105188801010018"
        let header = Capture.Header(
            device: "Desk \(number)", language: .line, firmware: number, source: .init(.captured, "by \(number)"))
        let events: [Capture.Event] = [
            .init(milliseconds: 0, .sent(bytes(number))), .init(milliseconds: 1, .fault("card \(number)")),
            .init(milliseconds: 2, .requested(ControlRequest(type: 0x21, request: 9, payload: bytes(number)))),
            .init(milliseconds: 3, .answered(.done(bytes(number)))),
        ]
        let capture = Capture(header: header, events: events)
        #expect(text(CaptureText.written(capture)).contains(number))
        let found = redacted(capture)
        #expect(!"\(found)".contains(number) && found.events.count == 4)
        for event in found.events {
            if case .sent(let bytes) = event.kind { #expect(!text(bytes).contains(number)) }
            if case .answered(.done(let bytes)) = event.kind { #expect(!text(bytes).contains(number)) }
            if case .requested(let request) = event.kind { #expect(!text(request.payload).contains(number)) }
        }
    }

    @Test func `blanks labels and keeps questions to printers`() {
        let label = bytes("^XA^FO10,10^FDZHANG SAN 110105188801010018^FS^XZ\r\n")
        let events: [Capture.Event] = [
            .init(milliseconds: 0, .sent(label)), .init(milliseconds: 1, .sent(bytes("~HS\r\n"))),
            .init(milliseconds: 2, .received(bytes("\u{2}030,0,0,1245,000,0,0,0,000,0,0,0\u{3}\r\n"))),
        ]
        let found = redacted(Capture(header: header(.zpl), events: events))
        #expect(found.events[0].kind == .sent([UInt8](repeating: 0x78, count: label.count - 2) + [13, 10]))
        #expect(found.events[1...] == Capture(header: header(.zpl), events: events).events[1...])
    }

    @Test func `blanks the end of a long label too, and commands that are longer than a command`() {
        let full = [UInt8](repeating: 0x41, count: CaptureLimit.eventBytes)
        let sent = [
            full, bytes("ZHANG"), bytes("ESC"), bytes("! U1 getvar \"device.languages\"\r\n"),
            bytes("! U1 x\r\n! 0 200 200 40 1\r\nTEXT ZHANG\r\n"),
        ]
        let found = Redaction.redacted(
            Capture(header: header(.cpcl), events: sent.map { .init(milliseconds: 0, .sent($0)) }))
        let kinds = found.events.map(\.kind)
        #expect(kinds[1] == .sent(bytes("xxxxx")) && kinds[2] == .sent(sent[2]) && kinds[3] == .sent(sent[3]))
        #expect(kinds[4] == .sent(bytes("! U1 x\r\nxxxxxxxxxxxxxxxx\r\nxxxxxxxxxx\r\n")))
    }

    @Test func `is redacted the same way again, and of itself nothing else is found`() {
        let before = capture(.line, [], [bytes("110105188801010018\rTUBE-000001\r")])
        #expect(redacted(before) == redacted(before))
        #expect(redacted(redacted(before)) != redacted(before))
    }

    @Test("of noise keeps every length", arguments: CaptureLanguage.allCases)
    func survivesNoise(language: CaptureLanguage) {
        var random = Noise(state: 99)
        for _ in 0..<200 {
            let chunks = (0..<10).map { _ in random.bytes(Int.random(in: 1...70, using: &random)) }
            let before = capture(language, [], chunks)
            let after = redacted(before)
            #expect(after.events.map(\.milliseconds) == before.events.map(\.milliseconds))
            #expect(after.stream.count == before.stream.count)
        }
    }

    /// ICAO 9303: weights 7, 3, 1.
    private func hasRightChecks(_ line: [UInt8]) -> Bool {
        func check(_ text: [UInt8]) -> UInt8 {
            let values = text.map { (48...57).contains($0) ? Int($0) - 48 : $0 == 60 ? 0 : Int($0) - 55 }
            return 48 + UInt8(zip(values, 0...).reduce(0) { $0 + $1.0 * [7, 3, 1][$1.1 % 3] } % 10)
        }
        let whole = Array(line[0..<10] + line[13..<20] + line[21..<43])
        return line.count == 44 && line[9] == check(Array(line[0..<9])) && line[19] == check(Array(line[13..<19]))
            && line[27] == check(Array(line[21..<27])) && line[42] == check(Array(line[28..<42]))
            && line[43] == check(whole)
    }
}
