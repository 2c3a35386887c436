import Assembly
import Codes
import Controller
import Devices
import FaultStorage
import Foundation
import GRDB
import Journal
import Scenarios
import Station
import Testing

@testable import Swarm

/// Rarer moments of a journal, on a disk that fails.
@Suite("A journal on a disk that fails") struct DiskJournalTests {
    /// A journal with some rows, ended in order.
    private static func worked(_ desk: CutDesk, on disk: FaultDisk) throws -> Int64 {
        let at = try desk.start(on: disk, minute: 0)
        at.open()
        at.scan(.card(.category(1)))
        for number in 1...12 {
            at.scan(.person(number))
            at.scan(.tube(number))
        }
        try at.box.loop.stop(at: at.bench.now)
        return at.box.loop.journal.sequence
    }

    @Test func `of the first version is brought up to date, however often the power goes meanwhile`() throws {
        let cuts = try PowerCuts()
        let disk = FaultDisk(CutDesk.diskName("old"))
        let rows = try Self.worked(cuts.desk, on: disk)
        let old = try DatabaseQueue(path: CutDesk.journal(disk))
        try old.write { db in
            try db.execute(sql: "DELETE FROM code; DELETE FROM snapshot")
            try db.execute(sql: "DELETE FROM grdb_migrations WHERE identifier NOT LIKE '1 %'")
            #expect(db.changesCount == 4)
        }
        try old.close()
        disk.cut(keeping: .everything)
        let recording = CutRecording(cuts.desk, on: disk, told: rows)
        let at = try recording.start(minute: 30)
        at.open()
        try recording.end(at)
        let new = try DatabaseQueue(path: CutDesk.journal(disk))
        #expect(try new.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM grdb_migrations") } == 5)
        var outcome = PowerCuts.Outcome(pass: .restart)
        try cuts.tryAll([recording], 200, &outcome)
        #expect(outcome.states == 200)
    }

    @Test func `whose round was wiped has its key nowhere, whatever the power leaves`() throws {
        let disk = FaultDisk(CutDesk.diskName("wiped"))
        let (journal, keys) = (CutDesk.journal(disk), CutDesk.journal(disk) + ".keys")
        let key = (0..<32).map { UInt8($0 * 7 + 1) }
        let file = try JournalFile.open(
            path: journal, station: "S1", random: { _ in key }, locking: false, folder: DiskFolder(disk))
        let number = Array("110101180101011234".utf8)
        _ = try file.token(for: PersonCode(kind: .resident, number: number), in: RoundID("R1"))
        let salted = try #require(disk.contents(keys)).count(of: key)
        #expect(salted >= 2, "the salt and the key")
        // The rollback journal of the deletion holds the key for a while; what of it was last there must not.
        var lastJournal: [UInt8]?
        disk.willSync = { [unowned disk] in lastJournal = disk.durableContents(keys + "-journal") ?? lastJournal }
        try file.wipe(
            RoundID("R1"), at: Instant(nanoseconds: 1), wall: 1_646_439_247_000_000, utcOffsetMinutes: 0,
            clockTrusted: true)
        disk.willSync = nil
        #expect(try #require(lastJournal).count(of: key) == 0)
        for survival in disk.survivals(subsetsUpTo: 8) + [.nothing, .everything] {
            let after = disk.clone(CutDesk.diskName("after"))
            after.cut(keeping: survival)
            #expect(after.contents(after.path + "/journal.keys")?.count(of: key) == 1, "the salt stays")
            #expect((after.contents(after.path + "/journal.keys-journal") ?? []).count(of: key) == 0)
        }
    }

    /// The mark of a failed sync is of no harm where there is nothing to keep.
    @Test func `that failed before it had a table starts anew`() throws {
        let desk = try CutDesk()
        for operations in 0..<40 {
            let disk = FaultDisk(CutDesk.diskName("new"))
            disk.arm(.sync, after: UInt64(operations))
            if (try? desk.start(on: disk, minute: 0)) != nil { continue }
            disk.mend()
            let at = try desk.start(on: disk, minute: 1)
            #expect(at.box.loop.journal.sequence == 2)
            #expect(!disk.exists(CutDesk.journal(disk) + ".failed"))
        }
    }
}

extension [UInt8] {
    /// How often the bytes are in it.
    fileprivate func count(of bytes: [UInt8]) -> Int {
        var (found, rest) = (0, Data(self)[...])
        while let range = rest.range(of: Data(bytes)) {
            found += 1
            rest = rest[range.upperBound...]
        }
        return found
    }
}
