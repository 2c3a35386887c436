import Codes
import Devices
import Foundation
import GRDB
import Station
import Testing

@testable import Journal

func readColumn(_ path: String, _ sql: String) throws -> [String] {
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    defer { try? queue.close() }
    return try queue.read { db in try String.fetchAll(db, sql: sql) }
}

@Suite struct JournalTests {
    @Test func `Rows cannot be changed or deleted`() throws {
        let folder = try Folder()
        let desk = try Desk(folder.journal)
        try desk.journal.close(desk.state)
        let queue = try DatabaseQueue(path: folder.journal)
        #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: "UPDATE event SET repeats = 1") } }
        #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: "DELETE FROM event") } }
    }

    @Test func `A restart has the state, the lookups and the last verdicts it had, whether it ended in order or not`()
        throws
    {
        for orderly in [true, false] {
            let folder = try Folder()
            let desk = try Desk(folder.journal)
            try desk.shortShift()
            let (state, hash) = (desk.state, desk.journal.hash)
            if orderly { try desk.journal.close(state) }
            // Disorderly: a copy of the files as they lie on the disk while the first station still runs.
            let copy = try Folder()
            for suffix in ["", "-wal", ".keys"] where FileManager.default.fileExists(atPath: folder.journal + suffix) {
                try FileManager.default.copyItem(atPath: folder.journal + suffix, toPath: copy.journal + suffix)
            }
            let again = try JournalFile.open(path: copy.journal, station: "S1", random: seeded(9))
            #expect(again.restored == state)
            #expect(again.hash == hash)
            #expect(again.boot == desk.journal.boot + 1)
            let last = try #require(try again.lastRowsOfLanes()[LaneID(1)])
            #expect(last.sequence == 20)
            #expect(last.verdict == desk.verdicts.last)
            #expect(last.raw == Array(Desk.number(4).utf8))
            #expect(try again.lastRowsOfDevices()[DeviceID("scanner-1")]?.sequence == 20)
            let tube = try again.register.record(of: .tube(TubeCode("T1")))
            guard case .tube(let record)? = tube else {
                Issue.record("T1 has no record")
                return
            }
            #expect(record.stage == .bagged(BagCode("B1")))
            #expect(
                try again.token(for: Desk.person(3), in: RoundID("1"))
                    == state.lanes[LaneID(1)]?.collecting.waiting?.person.token)
        }
    }

    @Test func `Snapshots are taken while it works, and two are kept`() throws {
        let folder = try Folder()
        let desk = try Desk(folder.journal)
        for index in 0..<1600 { try desk.tube("T\(index)") }
        let sequences = try readColumn(folder.journal, "SELECT CAST(sequence AS TEXT) FROM snapshot ORDER BY sequence")
        #expect(sequences == ["1000", "1500"])
        #expect(try JournalFile.verify(path: folder.journal).isSound)
        let log = try FileManager.default.attributesOfItem(atPath: folder.journal + "-wal")[.size] as? Int ?? 0
        #expect(log >= JournalLimit.logPages * 4120, "the log was extended at the start")
        #expect(log < (JournalLimit.logPages + 100) * 4120, "the log is bounded")
    }

    @Test(arguments: [(40, []), (120, ["122"])])
    func `A start that replayed many rows writes a snapshot with its first row`(
        tubes: Int, snapshots: [String]
    ) throws {
        let folder = try Folder()
        var desk: Desk? = try Desk(folder.journal)
        for index in 0..<tubes { try desk?.tube("T\(index)") }
        let state = try #require(desk?.state)
        // Not in order: nothing is written at the end.
        desk = nil
        let again = try Desk(folder.journal)
        #expect(again.state == state)
        try again.tube("T-1")
        try again.tube("T-2")
        let found = try readColumn(folder.journal, "SELECT CAST(sequence AS TEXT) FROM snapshot ORDER BY sequence")
        #expect(found == snapshots)
        #expect(try JournalFile.verify(path: folder.journal).isSound)
        #expect(try JournalFile.verify(path: folder.journal).rows == Int64(tubes + 4))
    }

    @Test func `A second station on the same journal is refused and told who has it`() throws {
        let folder = try Folder()
        let desk = try Desk(folder.journal)
        let pid = ProcessInfo.processInfo.processIdentifier
        #expect(throws: JournalError.inUse(path: folder.journal, pid: pid)) {
            try JournalFile.open(path: folder.journal, station: "S1", random: seeded())
        }
        try desk.journal.close(desk.state)
    }

    @Test func `Another station's journal, another program's file and a journal without its keys are refused`() throws {
        let folder = try Folder()
        do {
            let desk = try Desk(folder.journal)
            try desk.journal.close(desk.state)
        }
        #expect(throws: JournalError.self) {
            try JournalFile.open(path: folder.journal, station: "S2", random: seeded())
        }
        try FileManager.default.removeItem(atPath: folder.journal + ".keys")
        #expect(throws: JournalError.keysMissing(path: folder.journal + ".keys")) {
            try JournalFile.open(path: folder.journal, station: "S1", random: seeded(7))
        }
        let other = try Folder()
        let queue = try DatabaseQueue(path: other.journal)
        try queue.write { try $0.execute(sql: "CREATE TABLE recipes (name TEXT)") }
        try queue.close()
        #expect(throws: JournalError.foreign(path: other.journal, reason: "another program's database")) {
            try JournalFile.open(path: other.journal, station: "S1", random: seeded())
        }
    }

    @Test func `A full disk rolls the row back and the journal goes on when there is room`() throws {
        let folder = try Folder()
        let desk = try Desk(folder.journal)
        try desk.command(.category(1))
        try desk.journal.limitPages(to: 0)
        let before = desk.journal.sequence
        var refused = 0
        for index in 0..<200 where refused == 0 {
            do { try desk.tube("T\(index)") } catch JournalError.diskFull { refused += 1 }
        }
        #expect(refused == 1)
        #expect(desk.journal.failure == nil)
        let full = desk.journal.sequence
        #expect(throws: JournalError.diskFull) { try desk.tube("T") }
        try desk.journal.limitPages(to: 100_000)
        try desk.person(1)
        #expect(desk.journal.sequence == full + 1 && full >= before)
        #expect(try JournalFile.verify(path: folder.journal).isSound)
    }

    @Test func `After a failed sync nothing is accepted until a verified copy took the journal's place`() throws {
        let folder = try Folder()
        let desk = try Desk(folder.journal)
        try desk.shortShift()
        let (state, hash) = (desk.state, desk.journal.hash)
        desk.journal.fail(.syncFailed(reason: "test"))
        #expect(throws: JournalError.syncFailed(reason: "test")) { try desk.tube("T9") }
        #expect(desk.journal.sequence == 20)
        try desk.journal.recover()
        #expect(desk.journal.failure == nil)
        #expect(desk.journal.hash == hash)
        try desk.tube("T9")
        #expect(try JournalFile.verify(path: folder.journal).rows == 21)
        #expect(desk.state != state)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains("recover") }
        #expect(left.isEmpty)
    }

    @Test func `A swap that was cut short is finished by the next start`() throws {
        let folder = try Folder()
        do {
            let desk = try Desk(folder.journal)
            try desk.shortShift()
            try desk.journal.close(desk.state)
        }
        try FileManager.default.moveItem(atPath: folder.journal, toPath: folder.journal + ".recovered")
        let again = try JournalFile.open(path: folder.journal, station: "S1", random: seeded())
        #expect(again.sequence == 20)
    }

    @Test func `A journal that a killed program has left after a failed sync is copied before it is opened`() throws {
        let folder = try Folder()
        var hash: [UInt8] = []
        do {
            let desk = try Desk(folder.journal)
            try desk.shortShift()
            hash = desk.journal.hash
            desk.journal.fail(.syncFailed(reason: "test"))
        }
        let files = FileManager.default
        #expect(files.fileExists(atPath: folder.journal + ".failed"))
        let old = try files.attributesOfItem(atPath: folder.journal)[.systemFileNumber] as? Int
        let again = try JournalFile.open(path: folder.journal, station: "S1", random: seeded())
        #expect(again.sequence == 20 && again.hash == hash)
        #expect(try files.attributesOfItem(atPath: folder.journal)[.systemFileNumber] as? Int != old)
        let left = try files.contentsOfDirectory(atPath: folder.path)
        #expect(left.allSatisfy { !$0.contains("failed") && !$0.contains("recover") })
    }

    @Test func `What cannot be overwritten is told, and what is not there needs it not`() throws {
        let folder = try Folder()
        try SystemFolder().zero(folder.path + "/nothing")
        #expect(throws: JournalError.self) { try SystemFolder().zero(folder.path) }
    }

    @Test func `Nobody else may read the files`() throws {
        let folder = try Folder()
        let desk = try Desk(folder.journal)
        try desk.shortShift()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }
}
