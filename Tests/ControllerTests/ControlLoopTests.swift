import Codes
import Devices
import Foundation
import Station
import Testing

@testable import Controller
@testable import Journal

@Suite struct ControlLoopTests {
    // MARK: Rule zero

    @Test func `A verdict's row is on the disk before anybody hears it`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        for (text, feedback) in [
            (LoopDesk.tube(1), Feedback.refused), (LoopDesk.person(1), .accepted), (LoopDesk.tube(1), .sealed),
            ("NONSENSE", .refused),
        ] {
            let orders = desk.scan(text)
            #expect(desk.feel(orders) == [feedback])
            #expect(try desk.scans().last?.verdict.feedback == feedback)
        }
        #expect(try desk.scans().count == 5)
    }

    @Test func `On a full disk a scan is refused, changes nothing, and is accepted when there is room again`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        let before = desk.loop.state
        try desk.loop.journal.limitPages(to: 1)
        var refused: [Order] = []
        // The pages that are there still have room for a few rows.
        for number in 1...200 {
            refused = desk.scan("FOREIGN-\(number)-" + String(repeating: "X", count: 40))
            if refused.contains(.stopIntake(.diskFull)) { break }
        }
        #expect(refused == [.signal(.refused, LoopDesk.collect.device), .stopIntake(.diskFull)])
        let rows = try desk.scans().count
        #expect(desk.scan(LoopDesk.person(1)).contains(.stopIntake(.diskFull)))
        #expect(try desk.scans().count == rows)
        #expect(desk.loop.state == before)
        try desk.loop.journal.limitPages(to: 1_000_000)
        #expect(desk.feel(desk.scan(LoopDesk.person(2))) == [.accepted])
    }

    @Test func `After a failed sync everything is refused until the journal was copied and verified`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        let failure = JournalError.syncFailed(reason: "input/output error")
        desk.loop.journal.fail(failure)
        let before = desk.loop.state
        for text in [LoopDesk.person(1), LoopDesk.tube(1), LoopDesk.card(.undo)] {
            #expect(desk.scan(text) == [.signal(.refused, LoopDesk.collect.device), .stopIntake(failure)])
        }
        #expect(desk.loop.failure == failure)
        #expect(desk.loop.state == before)
        try desk.loop.recover()
        #expect(desk.loop.failure == nil)
        #expect(desk.feel(desk.scan(LoopDesk.person(2))) == [.accepted])
        #expect(try desk.scans().count == 2)
        try desk.loop.stop(at: desk.clock.now)
        #expect(try JournalFile.verify(path: desk.folder.journal).isSound)
    }

    @Test func `A checkpoint that fails when nobody waits stops the intake before the next scan`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        #expect(desk.loop.prepare().isEmpty && desk.loop.idle().isEmpty)
        let failure = JournalError.syncFailed(reason: "input/output error")
        desk.loop.journal.fail(failure)
        #expect(desk.loop.idle() == [.stopIntake(failure)])
        #expect(desk.loop.failure == failure)
        #expect(desk.loop.prepare().isEmpty, "it is said once")
        try desk.loop.recover()
        #expect(desk.loop.prepare().isEmpty && desk.loop.failure == nil)
        #expect(desk.feel(desk.scan(LoopDesk.person(1))) == [.accepted])
    }

    @Test func `What is due while nothing can be written wakes nobody, and is told when it can`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        _ = desk.scan(LoopDesk.person(1))
        let due = try #require(desk.loop.state.nextDeadline)
        desk.loop.journal.fail(.syncFailed(reason: "input/output error"))
        _ = desk.scan(LoopDesk.tube(1))
        #expect(desk.loop.failure != nil)
        #expect(desk.loop.deadline.map { $0 > due } ?? true)
        try desk.loop.recover()
        #expect(desk.loop.deadline.map { $0 <= due } ?? false)
    }

    // MARK: Sight

    @Test func `A code that stays in sight is one scan, and one row with the count of its repeats`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        #expect(desk.feel(desk.scan(LoopDesk.person(1))) == [.accepted])
        for _ in 1...7 { #expect(desk.scan(LoopDesk.person(1), after: 1400).isEmpty) }
        #expect(desk.loop.deadline != nil)
        desk.clock.advance(milliseconds: 1600)
        #expect(desk.loop.deadlinePassed(at: desk.clock.now).isEmpty)
        let rows = try desk.scans()
        #expect(rows.map(\.happening).last == .repeatScanned(count: 7))
        #expect(rows.count == 3)
        // Out of sight, it counts again: the prompt is repeated, and nothing changes.
        #expect(desk.feel(desk.scan(LoopDesk.person(1))) == [.attention])
        #expect(try desk.scans().count == 4)
    }

    @Test func `The repeats of a code are recorded before the code after it`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        desk.scan(LoopDesk.person(1))
        desk.scan(LoopDesk.person(1), after: 100)
        #expect(desk.feel(desk.scan(LoopDesk.tube(1), after: 100)) == [.sealed])
        let kinds = try desk.scans().map(\.happening)
        #expect(kinds.suffix(2).first == .repeatScanned(count: 1))
        #expect(kinds.count == 4)
    }

    @Test func `A COUNT card counts again after a third of a second`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        desk.scan(LoopDesk.card(.count(1)))
        #expect(desk.scan(LoopDesk.card(.count(1)), after: 250).isEmpty)
        #expect(desk.feel(desk.scan(LoopDesk.card(.count(1)), after: 350)) == [.refused])
    }

    // MARK: Restart

    @Test func `A killed station goes on where it was, and says its last word once`() throws {
        let folder = try LoopFolder()
        let clock = HandClock()
        let first = try LoopDesk(folder, clock: clock)
        first.begin()
        first.plug(LoopDesk.pack)
        first.scan(LoopDesk.person(1))
        first.scan(LoopDesk.tube(1))
        first.scan(LoopDesk.person(2))
        let state = first.loop.state
        // Killed: nothing is closed, and the one writer's lock goes with the process; here it is let go by hand.
        let copy = try first.abandoned()
        let again = try LoopDesk(copy, clock: clock)
        #expect(again.loop.state.lanes == state.lanes)
        #expect(again.loop.state.undo == state.undo)
        #expect(again.feel(again.plug(LoopDesk.pack)).isEmpty)
        // It takes a while until a scanner is found and opened.
        clock.advance(milliseconds: 5_000)
        #expect(again.feel(again.plug()) == [.accepted])
        _ = again.loop.deviceLost(LoopDesk.collect.device, at: clock.now)
        #expect(again.feel(again.plug()).isEmpty)
        // The person's code still lies before the scanner.
        #expect(again.scan(LoopDesk.person(2), after: 100).isEmpty)
        #expect(again.feel(again.scan(LoopDesk.tube(2))) == [.sealed])
        try again.loop.stop(at: clock.now)
        #expect(try JournalFile.verify(path: copy.journal).isSound)
    }

    @Test func `What a scanner sends once more to a station that was killed is in its record already`() throws {
        let clock = HandClock()
        let first = try LoopDesk(LoopFolder(), clock: clock)
        first.begin()
        first.scan(LoopDesk.person(1))
        let again = try LoopDesk(first.abandoned(), clock: clock)
        again.plug()
        clock.advance(milliseconds: 4_000)
        var scan = Scan(payload: Array(LoopDesk.person(1).utf8))
        scan.isResent = true
        #expect(again.loop.scanned(scan, by: LoopDesk.collect.device, at: clock.now).isEmpty)
        #expect(again.feel(again.scan(LoopDesk.tube(1))) == [.sealed])
    }

    // MARK: Time

    @Test func `A wall clock that jumps is a row, and moves no deadline`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        desk.scan(LoopDesk.person(1))
        let deadline = try #require(desk.loop.deadline)
        desk.clock.setWall(by: 1900)
        desk.scan("SMALL-STEP", after: 10)
        desk.clock.setWall(by: -3_600_000, isTrusted: false)
        desk.scan("HOUR-BACK", after: 10)
        #expect(desk.loop.deadline == deadline)
        let jumps = try desk.rows().compactMap { row -> Int64? in
            if case .clockJumped(let milliseconds) = row.happening { return milliseconds }
            return nil
        }
        #expect(jumps == [-3_600_000])
        #expect(try desk.rows().map(\.moment.row) == Array(1...Int64(try desk.rows().count)))
    }

    @Test func `The pairing deadline says once who waits, and discards nobody`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        desk.scan(LoopDesk.person(1))
        let waiting = try #require(desk.loop.state.lanes[LaneID(1)]?.collecting.waiting?.person)
        desk.clock.advance(milliseconds: 61_000)
        let orders = desk.loop.deadlinePassed(at: desk.clock.now)
        #expect(orders == [.show(.told(.waitsLong([LongWait(lane: LaneID(1), person: waiting.token)])), nil)])
        let rest = try #require(desk.loop.deadline)
        #expect(desk.clock.now.duration(to: rest) > .seconds(1_700), "nothing but rest is due")
        desk.clock.advance(milliseconds: 1_000_000)
        #expect(desk.loop.deadlinePassed(at: desk.clock.now).isEmpty)
        #expect(desk.feel(desk.scan(LoopDesk.tube(1))) == [.sealed])
    }

    // MARK: Devices

    @Test func `Nothing is taken of a scanner that is not ready`() throws {
        let desk = try LoopDesk(LoopFolder())
        #expect(desk.scan(LoopDesk.card(.category(1))).isEmpty)
        desk.begin()
        _ = desk.loop.deviceLost(LoopDesk.collect.device, at: desk.clock.now)
        #expect(desk.scan(LoopDesk.person(1)).isEmpty)
        #expect(try desk.scans().count == 1)
        let kinds = try desk.rows().map(\.happening).suffix(2)
        #expect(kinds.last == .deviceLost(LoopDesk.collect.device))
    }

    @Test func `A code that was taken back once is taken back in the record, too`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        desk.scan(LoopDesk.person(1))
        desk.scan(LoopDesk.tube(1))
        #expect(desk.feel(desk.scan(LoopDesk.card(.undo))) == [.accepted])
        #expect(try desk.loop.journal.register.record(of: .tube(TubeCode(LoopDesk.tube(1)))) == nil)
        #expect(desk.feel(desk.scan(LoopDesk.tube(1))) == [.sealed])
    }
}

extension LoopDesk {
    /// A copy of the files as they lie on the disk while this station still runs: what a power cut leaves.
    func abandoned() throws -> LoopFolder {
        let copy = try LoopFolder()
        for suffix in ["", "-wal", ".keys"] {
            let from = folder.journal + suffix
            if FileManager.default.fileExists(atPath: from) {
                try FileManager.default.copyItem(atPath: from, toPath: copy.journal + suffix)
            }
        }
        return copy
    }
}
