import Corpus
import Foundation
import Recorder
import Testing

/// A capture and one of the promises it has to keep.
struct Pledge: Sendable, CustomTestStringConvertible {
    var file: CorpusFile
    var promise: Promise
    var testDescription: String { "\(file.name) \(promise.rawValue)" }

    static let all = CorpusFile.all.flatMap { file in Promise.allCases.map { Pledge(file: file, promise: $0) } }
}

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

    @Test("keep their promises", arguments: Pledge.all)
    func keeps(pledge: Pledge) throws {
        #expect(try pledge.promise.fault(of: pledge.file.capture(), named: pledge.file.name) == nil)
    }

    @Test func `have a golden file each, and no golden file is alone`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: CorpusFile.folder.path)
        let golden = files.filter { $0.hasSuffix(".golden") }.map { $0.dropLast(7) }
        #expect(Set(golden) == Set(CorpusFile.all.map { $0.name[...] }))
    }

    @Test func `are all in the table of their README`() throws {
        let readme = try String(contentsOf: CorpusFile.folder.appendingPathComponent("README.md"), encoding: .utf8)
        let written = try #require(CaptureTable.written(into: readme, of: CorpusFile.captures()))
        try CorpusFile.expect(written, in: "README.md")
    }

    @Test func `are on the page of what is covered, and it is true`() throws {
        let coverage = try Coverage(of: CorpusFile.captures())
        #expect(coverage.faults.isEmpty, "\(coverage.faults.joined(separator: "\n"))")
        try CorpusFile.expect(coverage.page, in: "COVERAGE.md")
    }

    @Test("are played anew to the same bytes where a fake device has made them", arguments: Take.all.map(\.name))
    func playsAnew(name: String) throws {
        let take = try #require(Take.all.first { $0.name == name })
        let url = CorpusFile.folder.appendingPathComponent("\(name).capture")
        if CorpusFile.writes { try Data(take.text()).write(to: url) }
        #expect(try Array(Data(contentsOf: url)) == take.text(), "write it with: scansim captures --play")
    }
}
