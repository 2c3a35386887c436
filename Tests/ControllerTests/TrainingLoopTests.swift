import Codes
import Devices
import Station
import Testing

@testable import Controller
@testable import Journal

/// A training through the shipping loop: its rows are kept, and never leave.
@Suite struct TrainingLoopTests {
    private func begin(_ desk: LoopDesk) {
        for card: Command in [.training, .confirm, .category(1)] { desk.scan(LoopDesk.card(card)) }
    }

    private func end(_ desk: LoopDesk) {
        for card: Command in [.training, .confirm, .category(1)] { desk.scan(LoopDesk.card(card)) }
    }

    private func single(_ number: Int, at desk: LoopDesk) {
        desk.scan(LoopDesk.person(number))
        desk.scan(LoopDesk.tube(number))
    }

    private func bag(_ number: Int, at desk: LoopDesk) {
        for code in ["B0000000\(number)", LoopDesk.tube(number), "B0000000\(number)", LoopDesk.card(.count(1))] {
            desk.scan(code, with: LoopDesk.pack)
        }
        desk.scan("FQ000000\(number)", with: LoopDesk.pack)
    }

    private func box(_ number: Int, bag: Int, at desk: LoopDesk) {
        for code in ["BX000000\(number)", "B0000000\(bag)", "BX000000\(number)"] {
            desk.scan(code, with: LoopDesk.pack)
        }
        desk.scan(LoopDesk.card(.handover), with: LoopDesk.pack)
        for code in ["BX000000\(number)", LoopDesk.card(.confirm)] { desk.scan(code, with: LoopDesk.pack) }
    }

    @Test func `No export has a row of a training, and codes of it are used again for real`() throws {
        let folder = try LoopFolder()
        let clock = HandClock()
        do {
            let desk = try LoopDesk(folder, clock: clock, hasBadges: false)
            desk.begin()
            desk.plug(LoopDesk.pack)
            single(1, at: desk)
            begin(desk)
            single(2, at: desk)
            bag(2, at: desk)
            box(2, bag: 2, at: desk)
            #expect(try desk.scans().last?.verdict.name == "accepted")
            // The battery gives out in the middle of it.
            try desk.loop.stop(at: clock.now)
        }
        let desk = try LoopDesk(folder, clock: clock, seed: 2, hasBadges: false)
        #expect(desk.loop.state.isTraining)
        desk.plug()
        desk.plug(LoopDesk.pack)
        single(3, at: desk)
        end(desk)
        #expect(!desk.loop.state.isTraining)
        single(2, at: desk)
        #expect(try desk.scans().last?.verdict.feedback == .sealed)
        bag(2, at: desk)
        try desk.loop.stop(at: clock.now)

        let lines = try Export.lines(path: folder.journal).lines
        #expect(lines.map(\.tube) == [1, 2].map(LoopDesk.tube))
        #expect(lines.map(\.bag) == ["", "B00000002"] && lines.allSatisfy { $0.box.isEmpty })
        #expect(lines.allSatisfy { $0.round == "1" })
        #expect(try Export.lines(path: folder.journal, round: .training(1)).lines.isEmpty)
        #expect(try Export.handOvers(path: folder.journal).isEmpty)
        let report = try JournalFile.verify(path: folder.journal)
        #expect(report.isSound && report.decidedAgain == report.rows, "\(report.firstBad.map { "\($0)" } ?? "")")
    }
}
