import Devices
import Foundation
import Recorder
import Testing

/// One file of `Simulator/Captures`.
struct CorpusFile: Sendable, CustomTestStringConvertible {
    var name: String
    var testDescription: String { name }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Simulator/Captures")
    static let writes = ProcessInfo.processInfo.environment["SCANSTATION_WRITE_GENERATED"] == "1"

    static let all: [CorpusFile] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".capture") }.sorted().map { CorpusFile(name: String($0.dropLast(8))) }
    }()

    func capture() throws -> Capture {
        try CaptureText.parsed(Array(Data(contentsOf: CorpusFile.folder.appendingPathComponent("\(name).capture"))))
    }

    var golden: URL { CorpusFile.folder.appendingPathComponent("\(name).golden") }
}

private func told(_ lines: [ReplayLine]) -> [ReplayLine.Told] { lines.map(\.told) }

@Suite("The captures")
struct CorpusTests {
    @Test func `are there, for line scanners twelve at least`() {
        #expect(CorpusFile.all.count { $0.name.hasPrefix("line-") } >= 12)
    }

    @Test("replay to their golden results", arguments: CorpusFile.all)
    func replaysToGolden(file: CorpusFile) throws {
        let text = try Replay.run(file.capture()).map { $0.json + "\n" }.joined()
        if CorpusFile.writes { try text.write(to: file.golden, atomically: true, encoding: .utf8) }
        let golden = try String(contentsOf: file.golden, encoding: .utf8)
        #expect(text == golden, "if the new result is right, write it with SCANSTATION_WRITE_GENERATED=1")
    }

    @Test("read the same byte by byte and merged", arguments: CorpusFile.all)
    func readsTheSameHoweverCut(file: CorpusFile) throws {
        let capture = try file.capture()
        let whole = try told(Replay.run(capture))
        #expect(try told(Replay.run(capture.byteByByte())) == whole)
        #expect(try told(Replay.run(capture.merged())) == whole)
    }

    @Test("read the same after noise", arguments: CorpusFile.all)
    func readsTheSameAfterNoise(file: CorpusFile) throws {
        let capture = try file.capture()
        let readings = try told(Replay.run(capture).filter(\.isReading))
        for seed in [1, 20, 77, 4711] as [UInt64] {
            let noisy = try told(Replay.run(capture.withGarbageInFront(seed: seed)).filter(\.isReading))
            #expect(noisy.suffix(readings.count) == readings[...])
            // What has no frame takes the noise itself for readings, and for nothing more than those.
            #expect(noisy.count - readings.count <= ([.line, .ssi].contains(capture.header.language) ? 3 : 1))
        }
    }

    @Test("have the ids of a device and a place they are from", arguments: CorpusFile.all)
    func saysWhereFrom(file: CorpusFile) throws {
        let header = try file.capture().header
        #expect(header.device.contains(#/ \(([0-9a-f]{4}:[0-9a-f]{4}|serial|network)\)$/#))
        #expect(file.name.hasPrefix("\(header.language.rawValue)-") || header.language.isPrinter)
    }

    @Test("keep the same form without persons", arguments: CorpusFile.all)
    func redacts(file: CorpusFile) throws {
        let capture = try file.capture()
        let redacted = Redaction.redacted(capture)
        #expect(try CaptureText.parsed(CaptureText.written(redacted)) == redacted)
        #expect(redacted.events.map(\.milliseconds) == capture.events.map(\.milliseconds))
        let before = try Replay.run(capture).map { Outline($0) }
        let keepsForm = try Replay.run(redacted).map { Outline($0) } == before
        #expect(keepsForm != Self.losingForm.contains(file.name))
    }

    /// Of these more is replaced than their form bears, because persons come first: strokes that make one character together
    /// or are no character, and frames that are broken, whose bytes cannot be told apart.
    private static let losingForm: Set<String> = [
        "hidpos-broken-reports", "hidpos-other-offsets", "keyboard-alt-numpad", "keyboard-french-events-turbo",
        "keyboard-german-boot", "keyboard-us-boot-faults", "keyboard-us-boot-gs1", "keyboard-us-caps-lock",
        "keyboard-us-events", "keypad-boot-row", "sam-malformed-text", "sam-noise", "sam-rejects-card", "ssi-nak",
        "ssi-retransmitted",
    ]

    @Test func `are all in the table of their README`() throws {
        let readme = CorpusFile.folder.appendingPathComponent("README.md")
        var text = try String(contentsOf: readme, encoding: .utf8)
        let start = try #require(text.range(of: "<!-- table: begin -->\n"))
        let end = try #require(text.range(of: "<!-- table: end -->"))
        var table = "| capture | device | settings | from |\n|---|---|---|---|\n"
        for file in CorpusFile.all {
            let header = try file.capture().header
            let settings = header.settings.map { "`\($0.key)=\($0.value)`" }.joined(separator: " ")
            table += "| `\(file.name)` | \(header.device) | \(settings) | \(header.source.kind.rawValue) |\n"
        }
        if CorpusFile.writes {
            text.replaceSubrange(start.upperBound..<end.lowerBound, with: table)
            try text.write(to: readme, atomically: true, encoding: .utf8)
        } else {
            #expect(text[start.upperBound..<end.lowerBound] == table, "write it with SCANSTATION_WRITE_GENERATED=1")
        }
    }
}

/// What must stay of a line when persons go: kind, length and the kind of each character.
private struct Outline: Hashable {
    var what: String

    init(_ line: ReplayLine) {
        switch line.told {
        case .scan(let scan):
            let aim = scan.aim.map { "\($0.code) \($0.modifier)" } ?? "none"
            what = "scan \(aim) " + String(scan.payload.map(Outline.mark))
        case .card(let card): what = "card \(card.kind) \(card.number.utf8.count) \(card.name.unicodeScalars.count)"
        case .key: what = "key"
        default: what = "\(line.told)"
        }
    }

    private static func mark(_ byte: UInt8) -> Character {
        switch byte {
        case 0x30...0x39: "9"
        case 0x41...0x5A: "A"
        case 0x61...0x7A: "a"
        case 0x80...: "+"
        default: Character(Unicode.Scalar(byte))
        }
    }
}
