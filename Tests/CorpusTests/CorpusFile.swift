import Corpus
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

    static func captures() throws -> [NamedCapture] {
        try all.map { NamedCapture(name: $0.name, capture: try $0.capture()) }
    }

    var bytes: [UInt8] {
        get throws { Array(try Data(contentsOf: CorpusFile.folder.appendingPathComponent("\(name).capture"))) }
    }

    func capture() throws -> Capture { try CaptureText.parsed(bytes) }

    var golden: URL { CorpusFile.folder.appendingPathComponent("\(name).golden") }

    /// A page of the folder has this text; with `SCANSTATION_WRITE_GENERATED=1` it is written.
    static func expect(_ text: String, in page: String) throws {
        let url = folder.appendingPathComponent(page)
        if writes { try text.write(to: url, atomically: true, encoding: .utf8) }
        #expect(try String(contentsOf: url, encoding: .utf8) == text, "write it with: scansim captures --pages")
    }
}
