import Foundation
import Testing

@testable import Journal

/// What is noted of exports beside a journal.
@Suite struct ExportLedgerTests {
    private func entry(_ number: Int) -> ExportLedger.Entry {
        ExportLedger.Entry(
            at: Int64(number), format: "csv", round: number % 2 == 0 ? "2" : nil, lines: number,
            through: Int64(10 * number))
    }

    private func folder() throws -> String {
        let path = NSTemporaryDirectory() + "ledger-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    @Test func `The newest exports are read back in order, and a line that is damaged is passed over`() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let journal = folder + "/journal.sqlite"
        #expect(ExportLedger.stamp(ofJournal: journal) == nil)
        #expect(ExportLedger.entries(ofJournal: journal, limit: 5).isEmpty)
        for number in 1...3 { #expect(ExportLedger.append(entry(number), toJournal: journal)) }
        let file = try #require(FileHandle(forWritingAtPath: journal + ".exports"))
        try file.seekToEnd()
        try file.write(contentsOf: Data("{\"at\":".utf8 + [0xFF, 0x0A]))
        try file.close()
        #expect(ExportLedger.append(entry(4), toJournal: journal))
        #expect(ExportLedger.entries(ofJournal: journal, limit: 4).map(\.at) == [2, 3, 4])
        #expect(ExportLedger.stamp(ofJournal: journal) != nil)
    }

    @Test func `It does not grow without end`() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let journal = folder + "/journal.sqlite"
        let many = ExportLedger.bytes / 60
        for number in 1...many { _ = ExportLedger.append(entry(number), toJournal: journal) }
        let size = try FileManager.default.attributesOfItem(atPath: journal + ".exports")[.size] as? Int
        #expect((size ?? 0) <= ExportLedger.bytes + 200)
        #expect(ExportLedger.entries(ofJournal: journal, limit: 1).map(\.at) == [Int64(many)])
    }

    @Test func `A folder that cannot be written is said`() {
        #expect(!ExportLedger.append(entry(1), toJournal: "/proc/none/journal.sqlite"))
    }
}
