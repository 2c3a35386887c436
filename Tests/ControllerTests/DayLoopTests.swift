import Codes
import Devices
import Foundation
import Station
import Testing

@testable import Controller
@testable import Journal

/// The day through the shipping loop: rest, a power cut, and a box without a clock.
@Suite struct DayLoopTests {
    private func shown(_ orders: [Order]) -> [Verdict] {
        orders.compactMap { if case .show(let verdict, _) = $0 { verdict } else { nil } }
    }

    @Test func `Half an hour without a scan is one row, and nobody is shown after it`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        let before = try desk.rows().count
        #expect(desk.loop.deadline == desk.clock.now.advanced(by: DayLimit.idle))
        desk.clock.advance(milliseconds: 1_800_000)
        #expect(shown(desk.loop.deadlinePassed(at: desk.clock.now)) == [.told(.asleep)])
        desk.clock.advance(milliseconds: 1_800_000)
        #expect(shown(desk.loop.deadlinePassed(at: desk.clock.now)) == [])
        #expect(try desk.rows().count == before + 1)
        #expect(desk.loop.deadline == nil)
        #expect(desk.feel(desk.scan(LoopDesk.person(1))) == [.accepted])
        #expect(desk.loop.state.shift == .working)
    }

    @Test func `After a power cut the lane hears its last verdict and what is open`() throws {
        let folder = try LoopFolder()
        do {
            let desk = try LoopDesk(folder)
            desk.begin()
            desk.scan(LoopDesk.person(1))
        }
        let desk = try LoopDesk(folder)
        let orders = shown(desk.plug())
        #expect(orders.last == .told(.leftOpen(OpenWork(waiting: 1))))
        #expect(orders.dropLast().last?.name == "accepted")
        #expect(shown(desk.plug()).contains(.told(.leftOpen(OpenWork(waiting: 1)))) == false, "once")
    }

    @Test func `TIME sets the clock of a box that has none, and what came before is dated again`() throws {
        let folder = try LoopFolder()
        let desk = try LoopDesk(folder)
        // 1970: nobody set this clock.
        desk.clock.setWall(by: -1_646_439_247_000, isTrusted: false)
        desk.begin()
        desk.scan(LoopDesk.person(1))
        desk.scan(LoopDesk.tube(1))
        desk.scan(LoopDesk.card(.time))
        for digit in "202203050814" {
            desk.scan(LoopDesk.card(.key(.digit(digit.wholeNumberValue ?? 0))), after: 400)
        }
        let asked = shown(desk.scan(LoopDesk.card(.key(.enter)), after: 400)).last
        #expect(asked?.name == "time")
        #expect(desk.feel(desk.scan(LoopDesk.card(.confirm))) == [.accepted])
        desk.scan(LoopDesk.person(2))
        desk.scan(LoopDesk.tube(2))
        let lines = try Export.table(path: folder.journal).csv.split(separator: "\r\n")
        #expect(lines[1].contains(",2022-03-05T08:13:5"), "\(lines[1])")
        #expect(lines[2].contains(",2022-03-05T08:14:0"), "\(lines[2])")
        #expect(lines.dropFirst().allSatisfy { $0.contains(",yes,") })
        try desk.loop.stop(at: desk.clock.now)
        #expect(try JournalFile.verify(path: folder.journal).isSound)
    }

    @Test func `What TIME set in another boot counts for nothing after a power cut`() throws {
        let folder = try LoopFolder()
        let clock = HandClock()
        clock.setWall(by: -1_646_439_247_000, isTrusted: false)
        do {
            let desk = try LoopDesk(folder, clock: clock)
            desk.begin()
            desk.scan(LoopDesk.card(.setTime("202203050814")))
            desk.scan(LoopDesk.card(.confirm))
            desk.scan(LoopDesk.card(.setTime("202203050815")))
        }
        let desk = try LoopDesk(folder, clock: clock)
        desk.plug()
        #expect(desk.feel(desk.scan(LoopDesk.card(.confirm))) == [.refused], "no question of another boot")
        desk.scan(LoopDesk.card(.undo))
        #expect(desk.loop.state.day?.clock == nil)
        let started = try #require(try desk.rows().last { $0.happening == .started })
        let dated = started.facts.compactMap { if case .roundDated(let clock, _) = $0 { clock } else { nil } }
        #expect(dated.map(\.isTrusted) == [false])
    }

    @Test func `A TIME code is read back before it sets the clock, and only with the site's key`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.clock.setWall(by: -1_646_439_247_000, isTrusted: false)
        desk.begin()
        let code = LoopDesk.card(.setTime("202203050814"))
        #expect(code.utf8.allSatisfy(CommandCards.alphabet.utf8.contains))
        let forged = code.dropLast() + (code.hasSuffix("B") ? "C" : "B")
        #expect(shown(desk.scan(String(forged))).last == .refused(.checkDigit(.command)))
        #expect(shown(desk.scan(code)).last?.name == "time")
        #expect(desk.feel(desk.scan(LoopDesk.card(.confirm))) == [.accepted])
        #expect(try desk.scans().last?.verdict.name == "accepted")
        desk.scan(LoopDesk.person(1))
        #expect(shown(desk.scan(LoopDesk.card(.setTime("202203320814")))).last == .refused(.timeUnfit))
    }

    @Test(arguments: [
        ("202203050814", Int64(1_646_439_240)), ("202202300814", nil), ("202213010000", nil), ("20220305081", nil),
        ("202203052460", nil), ("197001010000", nil), ("2022030508X4", nil),
    ]) func `Only a date and time that there is is taken`(digits: String, seconds: Int64?) {
        #expect(wallTime(typed: Array(digits.utf8), utcOffsetMinutes: 480) == seconds.map { $0 * 1_000_000 })
    }
}
