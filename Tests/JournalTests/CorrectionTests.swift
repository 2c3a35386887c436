import Codes
import Devices
import Foundation
import Station
import Testing

@testable import Journal

/// Corrections on a real file: what verify, a restart and the exports make of them.
@Suite struct CorrectionJournalTests {
    /// Tube T2 of the sealed bag was really T9.
    private func fixed(_ desk: Desk) throws {
        try desk.command(.fix)
        try desk.bag("B1")
        try desk.tube("T2")
        try desk.tube("T9")
        try desk.command(.confirm)
    }

    private func shift(_ path: String) throws -> Desk {
        let desk = try Desk(path)
        try desk.shortShift()
        try desk.command(.cancel)
        return desk
    }

    private func line(of tube: String, in csv: String) -> [String] {
        let lines = csv.split(separator: "\r\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        return lines.first { $0[8] == tube }?.map(String.init) ?? []
    }

    /// A closed journal's files, which the first station has let go of.
    private func copy(of folder: Folder) throws -> Folder {
        let copy = try Folder()
        for suffix in ["", ".keys"] {
            try FileManager.default.copyItem(atPath: folder.journal + suffix, toPath: copy.journal + suffix)
        }
        return copy
    }

    @Test func `A corrected code has the old line, marked, and a new one with bag and seal`() throws {
        let folder = try Folder()
        let desk = try shift(folder.journal)
        try fixed(desk)
        #expect(desk.verdicts.last == .accepted(.tubeFixed(TubeCode("T2"), TubeCode("T9"), BagCode("B1"))))
        try desk.journal.close(desk.state)
        #expect(try JournalFile.verify(path: folder.journal).firstBad == nil)
        let csv = try Export.table(path: folder.journal).csv
        let (old, new) = (line(of: "T2", in: csv), line(of: "T9", in: csv))
        #expect(old[6] == Desk.number(2) && new[6] == Desk.number(2))
        #expect(old[10] == "moved" && old[12] == "")
        #expect(new[10] == "bound" && new[12] == "B1" && new[13] == "Z1")
        #expect(try Export.golden(path: folder.journal).contains("tube T2 is T9 with 1 in bag B1"))
    }

    @Test func `Every correction and its undo passes verify, and a restart has the same state`() throws {
        let folder = try Folder()
        let desk = try shift(folder.journal)
        try fixed(desk)
        try desk.command(.undo)
        try fixed(desk)
        try desk.command(.reopen)
        try desk.bag("B1")
        try desk.command(.reason(6))
        try desk.command(.transfer)
        try desk.tube("T1")
        try desk.tube("T9")
        try desk.command(.reason(1))
        #expect(desk.verdicts.last == .accepted(.swabsMoved(TubeCode("T1"), TubeCode("T9"), people: 2)))
        try desk.command(.undo)
        try desk.journal.close(desk.state)
        #expect(try JournalFile.verify(path: folder.journal).firstBad == nil)
        let copy = try copy(of: folder)
        let again = try JournalFile.open(path: copy.journal, station: "S1", random: seeded(9))
        #expect(again.restored == desk.state)
        guard case .members(let members)? = try again.register.record(of: .members(TubeCode("T9"))) else {
            Issue.record("nobody is in T9")
            return
        }
        #expect(members.bindings.map(\.tube) == [TubeCode("T9")])
    }

    @Test func `A bag that was opened, and a tube of another category, say so in the record`() throws {
        let folder = try Folder()
        let desk = try shift(folder.journal)
        func lines() throws -> [Export.Line] { try Export.lines(path: folder.journal).lines }
        #expect(try lines().allSatisfy { $0.deadBags.isEmpty && $0.tubeChanged == nil })
        try desk.command(.reopen)
        try desk.bag("B1")
        try desk.command(.reason(6))
        try desk.command(.recategorise)
        try desk.command(.category(2))
        try desk.tube("T1")
        try desk.command(.reason(1))
        #expect(desk.verdicts.last == .accepted(.recategorised(2, tubes: 1)))
        let record = try lines().filter { $0.status == "bound" }
        #expect(Set(record.map(\.tube)) == ["T1", "T2"])
        #expect(record.allSatisfy { $0.deadBags == [.init(bag: "B1", seal: "Z1")] && $0.bag.isEmpty })
        for line in record {
            #expect(line.category == (line.tube == "T1" ? "重点人群" : "全员筛查"))
            #expect((line.tubeChanged != nil) == (line.tube == "T1"))
            #expect(line.tubeChange == (line.tube == "T1" ? "recategorised" : ""))
        }
    }

    @Test func `The tubes of a row are found in the order they were opened`() throws {
        let folder = try Folder()
        let desk = try shift(folder.journal)
        let all = try desk.journal.register.tubes(openedFrom: 0, through: 1000, limit: 9)
        #expect(all == [TubeCode("T1"), TubeCode("T2")])
        #expect(try desk.journal.register.tubes(openedFrom: 0, through: 1000, limit: 1) == [TubeCode("T1")])
        #expect(try desk.journal.register.tubes(openedFrom: 900, through: 1000, limit: 9).isEmpty)
    }

    @Test func `The records of an older version's journal are made anew from its rows`() throws {
        let folder = try Folder()
        let desk = try shift(folder.journal)
        try desk.journal.close(desk.state)
        let copy = try copy(of: folder)
        try tamper(
            copy.journal,
            """
            UPDATE code SET record = json_remove(record, '$.contents') WHERE class = 'bag';
            DELETE FROM grdb_migrations WHERE identifier LIKE '2 %';
            DELETE FROM code WHERE class = 'members'
            """)
        // `tamper` took the triggers, which no migration may rely on.
        let again = try JournalFile.open(path: copy.journal, station: "S1", random: seeded(9))
        #expect(try again.person(for: try again.token(for: Desk.person(1), in: RoundID("1"))) == Desk.person(1))
        try again.close(again.restored)
        #expect(try JournalFile.verify(path: copy.journal).firstBad == nil)
    }

    @Test func `Visits of an older version's journal, which kept one for all rounds, are each round's afterwards`()
        throws
    {
        let folder = try Folder()
        let desk = try shift(folder.journal)
        let household = HouseholdSighting(code: "H000001", people: [])
        let place = VisitPlace.household("H000001")
        let first = desk.state.round
        for visit in [Visit.refused, .absent] {
            try desk.happen(.householdScanned(household), scan: Desk.scan("H000001"))
            try desk.command(.visit(visit))
            try desk.command(.round)
            try desk.command(.confirm)
        }
        let second = RoundID("2")
        try desk.journal.close(desk.state)
        let copy = try copy(of: folder)
        try tamper(
            copy.journal,
            """
            DELETE FROM code WHERE class = 'household' AND record LIKE '%refused%';
            UPDATE code SET code = 'H000001' WHERE class = 'household';
            DELETE FROM grdb_migrations WHERE identifier LIKE '5 %'
            """)
        let again = try JournalFile.open(path: copy.journal, station: "S1", random: seeded(9))
        #expect(try again.register.visit(to: place, in: first) == .refused)
        #expect(try again.register.visit(to: place, in: second) == .absent)
        try again.close(again.restored)
        #expect(try JournalFile.verify(path: copy.journal).firstBad == nil)
    }

    @Test
    func `An older version's journal after a power cut has its last row's records, and is sound before and after`()
        throws
    {
        let folder = try Folder()
        let desk = try shift(folder.journal)
        try desk.person(7)
        try desk.tube("T7")
        try desk.journal.close(desk.state)
        let copy = try copy(of: folder)
        // Older versions wrote records with their row, and a power cut left no snapshot after the last one.
        try tamper(
            copy.journal, "DELETE FROM snapshot; DELETE FROM grdb_migrations WHERE identifier LIKE '3 %'")
        #expect(try JournalFile.verify(path: copy.journal).firstBad == nil)
        let again = try JournalFile.open(path: copy.journal, station: "S1", random: seeded(9))
        #expect(try JournalFile.verify(path: copy.journal).firstBad == nil)
        guard case .tube(let tube)? = try again.register.record(of: .tube(TubeCode("T7"))) else {
            Issue.record("T7 has no record")
            return
        }
        #expect(tube.count == 1, "entered once")
        try again.close(again.restored)
        #expect(try JournalFile.verify(path: copy.journal).firstBad == nil)
    }
}
