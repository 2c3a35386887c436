import Codes
import Devices
import Foundation
import Rosters
import Station
import Testing

@testable import Controller
@testable import Journal

/// A roster through the shipping loop: its codes stand for people, whatever else names them.
@Suite struct RosterLoopTests {
    private static let number = LoopDesk.person(1)
    private static let list = """
        household,building,unit,door,line,name,number,phone,single
        H000001,3,2,501,L00000101,样一,\(number),100,
        H000001,3,2,501,L00000102,\u{20BB7}二,,,是
        H000002,3,2,502,L00000201,样三,12345,,

        """

    private func roster(_ text: String = Self.list) throws -> RosterIndex {
        try RosterIndex(
            try Roster(csv: text), digest: Roster.digest(of: Array(text.utf8)), book: try LoopDesk.book())
    }

    private func desk(_ folder: LoopFolder? = nil, clock: HandClock = HandClock()) throws -> LoopDesk {
        let desk = try LoopDesk(try folder ?? LoopFolder(), clock: clock, hasBadges: false, roster: try roster())
        desk.begin()
        return desk
    }

    @Test func `A person's line and their ID card are the same person`() throws {
        let desk = try desk()
        desk.scan("L00000101")
        #expect(desk.feel(desk.scan(LoopDesk.tube(1))) == [.sealed])
        desk.scan(Self.number)
        #expect(try desk.scans().last?.verdict.name == "dup-round")
        desk.scan(LoopDesk.card(.cancel))
        desk.scan("H000001")
        guard case .asked(.household(_, let progress))? = try desk.scans().last?.verdict else {
            Issue.record("the household is not asked about")
            return
        }
        #expect(
            progress
                == HouseholdProgress(
                    people: 2, sampled: 1, explained: 0, last: nil, building: BuildingProgress(doors: 2, open: 2)))
        for scan in [LoopDesk.card(.visit(.refused)), "H000002"] { desk.scan(scan) }
        guard case .asked(.household(_, let next))? = try desk.scans().last?.verdict else {
            Issue.record("the household is not asked about")
            return
        }
        #expect(next.building == BuildingProgress(doors: 2, open: 1))
    }

    @Test func `Who has no number is known by the line, and the record has name, telephone and address`() throws {
        let desk = try desk()
        for scan in ["L00000102", LoopDesk.tube(1), "L00000101", LoopDesk.tube(2)] { desk.scan(scan) }
        try desk.loop.stop(at: desk.clock.now)
        let lines = try Export.lines(path: desk.folder.journal).lines
        #expect(lines.map(\.name) == ["\u{20BB7}二", "样一"] && lines.map(\.phone) == ["", "100"])
        #expect(lines.map(\.address) == ["3 2 501", "3 2 501"])
        #expect(lines.map(\.person.text) == ["L00000102", Self.number])
        #expect(lines.map(\.household) == ["H000001", "H000001"])
        let bytes = try Data(contentsOf: URL(fileURLWithPath: desk.folder.journal))
        for name in ["样一", "\u{20BB7}二"] { #expect(bytes.range(of: Data(name.utf8)) == nil, "it is sealed") }
    }

    /// The coverage of the records as they lie there, at no time.
    private func beside(_ desk: LoopDesk, _ round: RoundID) throws -> Coverage {
        try Export.coverage(ofRecords: desk.folder.journal, households: roster().people, round: round)
    }

    @Test func `The coverage says who is missing, now and in a round that has no keys yet`() throws {
        let desk = try desk()
        for scan in ["L00000101", LoopDesk.tube(1), "H000002", LoopDesk.card(.visit(.absent))] { desk.scan(scan) }
        let index = try roster()
        var now = try Export.coverage(path: desk.folder.journal, households: index.people)
        now.at = ""
        #expect(try beside(desk, now.round) == now)
        guard case .sampled(let binding)? = now.people["L00000101"] else {
            Issue.record("who was sampled is not")
            return
        }
        #expect(binding.tube == TubeCode(LoopDesk.tube(1)))
        #expect(now.people["L00000102"] == .missing && now.people["L00000201"] == .visited(.absent))
        #expect(now.visits == ["H000002": .absent] && now.open == ["H000001", "H000002"])
        for scan in ["H000001", LoopDesk.card(.visit(.done)), LoopDesk.card(.confirm)] { desk.scan(scan) }
        for scan in ["H000002", LoopDesk.card(.visit(.moved))] { desk.scan(scan) }
        var later = try Export.coverage(path: desk.folder.journal, households: index.people)
        later.at = ""
        #expect(try beside(desk, later.round) == later)
        #expect(later.people["L00000102"] == .missing && later.open == ["H000001"], "DONE says of nobody why")
        for card: Command in [.training, .confirm] { desk.scan(LoopDesk.card(card)) }
        let training = try Export.coverage(path: desk.folder.journal, households: index.people)
        #expect(training.round == later.round && training.people == later.people)
        let next = try Export.coverage(path: desk.folder.journal, households: index.people, round: RoundID("2"))
        #expect(Set(next.people.values) == [.missing] && next.visits.isEmpty && next.open.count == 2)
    }

    @Test func `A relative's name is not the name of who comes by their code`() throws {
        let desk = try desk()
        for scan in [LoopDesk.card(.proxy(1)), "L00000101", LoopDesk.tube(1)] { desk.scan(scan) }
        try desk.loop.stop(at: desk.clock.now)
        let line = try #require(try Export.lines(path: desk.folder.journal).lines.first)
        #expect(line.proxy == "1" && line.name.isEmpty && line.phone.isEmpty && line.household.isEmpty)
    }

    @Test func `A door behind which nobody is known is open until a visit`() throws {
        let list = "household,building,door,line,name\nH000001,3,1,L00000101,样一\nH000002,3,2,,\n"
        let desk = try LoopDesk(try LoopFolder(), hasBadges: false, roster: try roster(list))
        desk.begin()
        func open() throws -> Int? {
            guard case .asked(.household(_, let progress))? = try desk.scans().last?.verdict else { return nil }
            return progress.building?.open
        }
        desk.scan("H000002")
        #expect(try open() == 2)
        for scan in [LoopDesk.card(.visit(.done)), "H000002"] { desk.scan(scan) }
        #expect(try open() == 1)
    }

    @Test func `Codes that are not on the roster are refused, and people that are not are taken`() throws {
        let desk = try desk()
        desk.scan("H000009")
        #expect(try desk.scans().last?.verdict == .refused(.unlisted(.household, "H000009")))
        desk.scan("L00000901")
        #expect(try desk.scans().last?.verdict == .refused(.unlisted(.rosterLine, "L00000901")))
        desk.scan(LoopDesk.person(7))
        #expect(try desk.scans().last?.verdict.name == "accepted")
    }

    @Test func `The roster in force is in the journal, and a replay decides the same`() throws {
        let folder = try LoopFolder()
        let clock = HandClock()
        do {
            let desk = try desk(folder, clock: clock)
            for scan in ["H000001", LoopDesk.card(.visit(.revisit)), "L00000102", LoopDesk.tube(1)] { desk.scan(scan) }
            try desk.loop.stop(at: clock.now)
        }
        let again = try LoopDesk(folder, clock: clock, seed: 2, hasBadges: false, roster: try roster())
        #expect(again.loop.state.settings.roster?.people == 3)
        try again.loop.stop(at: clock.now)
        let verification = try JournalFile.verify(path: folder.journal)
        #expect(verification.isSound, "\(verification.firstBad.map { "\($0)" } ?? "")")
    }

    @Test func `A roster that cannot be scanned is refused, a number that is none is doubted`() throws {
        #expect(try roster().doubts == ["3 2 502, person 1: the number is no person's number here"])
        let bare = "building,door,name\n3,501,样一\n"
        let error = #expect(throws: RosterError.self) { try roster(bare) }
        #expect(error?.faults.first == "3 501 has no code; give codes with: scanstation roster number")
        let foreign = "household,building,door,line\nX1,3,501,L00000101\n"
        #expect(throws: RosterError(["3 501: its code is none of codes.household"])) { try roster(foreign) }
    }

    @Test func `A person who was put right has a line of their own, and the wrong one says so`() throws {
        let desk = try desk()
        for scan in [LoopDesk.person(5), LoopDesk.tube(1), LoopDesk.card(.fix), LoopDesk.person(5), "L00000101"] {
            desk.scan(scan)
        }
        desk.scan(LoopDesk.card(.reason(2)))
        #expect(try desk.scans().last?.verdict.name == "accepted")
        try desk.loop.stop(at: desk.clock.now)
        let lines = try Export.lines(path: desk.folder.journal).lines
        #expect(lines.map(\.status) == ["corrected", "bound"] && lines.map(\.slot) == [1, 1])
        #expect(lines.map(\.person.text) == [LoopDesk.person(5), Self.number] && lines[1].name == "样一")
        #expect(try JournalFile.verify(path: desk.folder.journal).isSound)
    }
}
