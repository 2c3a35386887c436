import Codes
import Devices
import Station
import Testing

@testable import Controller
@testable import Journal

/// The empty tubes, through the shipping loop: typed, used, and said once in time to fetch more.
@Suite struct StockLoopTests {
    private func desk(_ folder: LoopFolder? = nil) throws -> LoopDesk {
        let desk = try LoopDesk(try folder ?? LoopFolder(), hasBadges: false)
        desk.begin()
        return desk
    }

    private func type(_ digits: String, at desk: LoopDesk) {
        desk.scan(LoopDesk.card(.stock))
        for digit in digits {
            desk.clock.advance(milliseconds: 500)
            desk.scan(LoopDesk.card(.key(.digit(digit.wholeNumberValue ?? 0))))
        }
        desk.scan(LoopDesk.card(.key(.enter)))
    }

    private func single(_ number: Int, at desk: LoopDesk) {
        for code in [LoopDesk.person(number), LoopDesk.tube(number)] { desk.scan(code) }
    }

    /// What is said of tubes while minutes pass.
    private func wait(minutes: Int, at desk: LoopDesk) -> [Notice] {
        var said: [Notice] = []
        for _ in 0..<minutes {
            desk.clock.advance(milliseconds: 60_000)
            guard let due = desk.loop.deadline, due <= desk.clock.now else { continue }
            for case .show(.told(let notice), nil) in desk.loop.deadlinePassed(at: desk.clock.now) {
                if case .tubesRunOut = notice { said.append(notice) }
            }
        }
        return said
    }

    @Test func `A number that was typed is the stock, and what is none is refused`() throws {
        let desk = try desk()
        type("40", at: desk)
        #expect(try desk.scans().last?.verdict == .accepted(.stockCounted(40)))
        #expect(desk.loop.state.stock?.left == 40)
        type("0", at: desk)
        #expect(try desk.scans().last?.verdict == .refused(.stockUnfit))
        #expect(desk.loop.state.stock?.left == 40)
    }

    @Test func `Every tube that is opened is one less, and one that is undone is there again`() throws {
        let desk = try desk()
        type("40", at: desk)
        single(1, at: desk)
        #expect(desk.loop.state.stock?.left == 39)
        desk.scan(LoopDesk.card(.undo))
        #expect(desk.loop.state.stock?.left == 40)
    }

    @Test func `That they run out is said once, half an hour before the pace has used them, and anew for a new stock`()
        throws
    {
        let desk = try desk()
        type("20", at: desk)
        var said: [(tube: Int, notice: Notice)] = []
        for number in 1...20 {
            single(number, at: desk)
            // A tube in five minutes.
            said += wait(minutes: 5, at: desk).map { (number, $0) }
        }
        #expect(said.count == 1)
        guard case .tubesRunOut(let left, let minutes)? = said.first?.notice else {
            Issue.record("nothing was said")
            return
        }
        #expect((5...7).contains(left) && (25...30).contains(minutes))
        type("4", at: desk)
        single(21, at: desk)
        #expect(wait(minutes: 9, at: desk).isEmpty, "there is no pace yet")
        for number in 22...23 { single(number, at: desk) }
        #expect(wait(minutes: 3, at: desk).count == 1)
    }

    @Test func `After a restart the stock is known, and its pace begins anew`() throws {
        let folder = try LoopFolder()
        do {
            let desk = try desk(folder)
            type("40", at: desk)
            single(1, at: desk)
            try desk.loop.stop(at: desk.clock.now)
        }
        let desk = try LoopDesk(folder, seed: 2, hasBadges: false)
        #expect(desk.loop.state.stock?.left == 39)
        #expect(desk.loop.state.stock?.used == 0)
    }
}
