import Codes
import Devices
import Foundation
import Station
import Testing

@testable import Journal

@Suite struct VerifyTests {
    private func shift() throws -> Folder {
        let folder = try Folder()
        let desk = try Desk(folder.journal)
        try desk.shortShift()
        try desk.journal.close(desk.state)
        return folder
    }

    @Test func `A journal as it was written is sound, and its rows are decided again`() throws {
        let folder = try shift()
        let report = try JournalFile.verify(path: folder.journal)
        #expect(report.firstBad == nil)
        #expect(report.rows == 20)
        #expect(report.decidedAgain == 20)
    }

    /// A change of one byte or one unit to each column.
    static let changes: [(column: String, to: String)] = [
        ("sequence", "1000"), ("boot", "boot + 1"), ("wall", "wall + 1"), ("utc_offset", "utc_offset + 1"),
        ("monotonic", "monotonic + 1"), ("clock_trusted", "1 - clock_trusted"), ("rules", "rules + 1"),
        ("round", "round || 'x'"), ("lane", "coalesce(lane, 0) + 1"), ("device", "coalesce(device, '') || 'x'"),
        ("track", "coalesce(track, '') || 'x'"), ("origin", "coalesce(origin, '') || 'x'"),
        ("symbology", "coalesce(symbology, '') || 'x'"), ("raw", "CAST(coalesce(raw, x'') || x'01' AS BLOB)"),
        ("person", "CAST(coalesce(person, x'') || x'01' AS BLOB)"), ("happening", "happening || ' '"),
        ("facts", "facts || ' '"), ("verdict", "verdict || ' '"), ("repeats", "repeats + 1"),
        ("previous", "zeroblob(31) || x'01'"), ("hash", "zeroblob(31) || x'01'"),
    ]

    @Test(arguments: changes, [1, 2, 5, 20])
    func `A change to any column of a row is found, and the row is named`(
        change: (column: String, to: String), row: Int64
    ) throws {
        let folder = try shift()
        let value = change.to.hasPrefix("zeroblob") ? "CAST(\(change.to) AS BLOB)" : change.to
        try tamper(folder.journal, "UPDATE event SET \(change.column) = \(value) WHERE sequence = \(row)")
        let report = try JournalFile.verify(path: folder.journal)
        #expect(report.firstBad?.row == row, "\(change.column): \(String(describing: report.firstBad))")
    }

    @Test func `Every column but the hash is tried above`() throws {
        let folder = try shift()
        let columns = try readColumn(folder.journal, "SELECT name FROM pragma_table_info('event')")
        #expect(Set(columns) == Set(VerifyTests.changes.map(\.column)))
    }

    @Test(arguments: [Int64(1), 7, 20]) func `A missing row is found`(row: Int64) throws {
        let folder = try shift()
        try tamper(folder.journal, "DELETE FROM event WHERE sequence = \(row)")
        let report = try JournalFile.verify(path: folder.journal)
        // The last row's absence shows in the snapshot that was taken after it.
        #expect(report.firstBad?.row == row)
    }

    @Test(arguments: [
        "UPDATE code SET record = replace(record, '\"count\":1', '\"count\":2') WHERE code = 'T1'",
        "DELETE FROM code WHERE class = 'seal'",
        "INSERT INTO code (class, code, record) VALUES ('tube', 'T9', (SELECT record FROM code WHERE code = 'T1'))",
        "UPDATE code SET row = row + 1 WHERE class = 'person'",
    ]) func `A record of a code that does not follow from the rows is found`(change: String) throws {
        let folder = try shift()
        try tamper(folder.journal, change)
        #expect(try JournalFile.verify(path: folder.journal).firstBad != nil)
    }

    @Test func `A snapshot that is not what the rows make it is found`() throws {
        let folder = try shift()
        try tamper(folder.journal, "UPDATE snapshot SET state = replace(state, '\"bagLimit\":20', '\"bagLimit\":21')")
        #expect(try JournalFile.verify(path: folder.journal).firstBad?.row == 20)
    }

    @Test func `Rules that decide otherwise are found, and rows of other rules are left alone`() throws {
        let folder = try shift()
        let report = try JournalFile.verify(path: folder.journal) { state, event in
            if case .unreadableScanned = event.happening { return Decision(.refused(.doubled)) }
            return decide(state, event)
        }
        #expect(report.firstBad?.row == 18)
    }

    @Test func `It needs no keys, and no folder it may write in`() throws {
        let folder = try shift()
        let copy = try Folder()
        try FileManager.default.copyItem(atPath: folder.journal, toPath: copy.journal)
        chmod(copy.journal, 0o400)
        chmod(copy.path, 0o500)
        defer { chmod(copy.path, 0o700) }
        #expect(try JournalFile.verify(path: copy.journal).isSound)
    }

    @Test func `It runs beside the station that writes`() throws {
        let folder = try Folder()
        let desk = try Desk(folder.journal)
        try desk.shortShift()
        let report = try JournalFile.verify(path: folder.journal)
        #expect(report.isSound)
        #expect(report.hash == desk.journal.hash)
        try desk.tube("T4")
        #expect(try JournalFile.verify(path: folder.journal).rows == 21)
    }
}
