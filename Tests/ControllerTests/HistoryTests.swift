import Codes
import Devices
import Station
import Testing

@testable import Controller
@testable import Journal

/// All that was recorded of one thing, read beside the loop.
@Suite struct HistoryTests {
    private func history(_ thing: Touched, of desk: LoopDesk, limit: Int = 60, window: Int64 = 1_000) throws
        -> [HistoryRow]
    {
        try JournalFile.history(path: desk.folder.journal, of: thing, window: window, limit: limit)
    }

    private func desk() throws -> LoopDesk {
        let desk = try LoopDesk(try LoopFolder(), hasBadges: false)
        desk.begin()
        desk.plug(LoopDesk.pack)
        for number in 1...2 { for code in [LoopDesk.person(number), LoopDesk.tube(number)] { desk.scan(code) } }
        for code in ["B00000001", LoopDesk.tube(1)] { desk.scan(code, with: LoopDesk.pack) }
        return desk
    }

    @Test func `A tube's rows are those that touch it, oldest first, with what was said`() throws {
        let desk = try desk()
        let tube = TubeCode(LoopDesk.tube(1))
        let rows = try history(.tube(tube), of: desk)
        #expect(rows.map(\.sequence) == rows.map(\.sequence).sorted())
        let verdicts = rows.map(\.verdict)
        #expect(verdicts.count == 2 && rows.allSatisfy { $0.lane == LaneID(1) })
        guard case .accepted(.boundAndSealed)? = verdicts.first else {
            Issue.record("it begins with \(verdicts)")
            return
        }
        #expect(verdicts.last == .accepted(.tubeJoined(tube, BagCode("B00000001"), count: 1)))
        #expect(try history(.bag(BagCode("B00000001")), of: desk).count == 2)
    }

    @Test func `A person's rows are theirs alone, and what is not there has none`() throws {
        let desk = try desk()
        let token = try #require(
            try desk.rows().compactMap { row -> PersonToken? in
                if case .personScanned(let sighting) = row.happening { sighting.token } else { nil }
            }.first)
        #expect(try history(.person(token), of: desk).count == 2)
        #expect(try history(.tube(TubeCode("T00000000")), of: desk).isEmpty)
        #expect(try history(.station, of: desk).isEmpty)
        #expect(try history(.person(token), of: desk, limit: 1).count == 1)
        #expect(try history(.person(token), of: desk, window: 1).isEmpty)
    }
}
