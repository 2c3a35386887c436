import Codes
import Devices
import Station
import Testing

/// Lots of tubes, and marks after the fact.
struct MarkTests {
    private let desk = Sample.scanner("desk")

    private func world(capacity: Int = 1, _ change: (inout Settings) -> Void = { _ in }) -> World {
        var settings = Sample.settings(capacity: capacity, order: .personFirst)
        change(&settings)
        var world = World(settings)
        world.clock = ClockReading(microseconds: 19_000 * 86_400_000_000, utcOffsetMinutes: 0, isTrusted: true)
        world.take(.commandScanned(.category(1)), at: desk)
        return world
    }

    private func scan(_ world: inout World, _ happenings: [Happening]) -> Verdict {
        var last = Verdict.noted
        for happening in happenings { last = world.take(happening, at: desk).verdict }
        return last
    }

    private func record(_ world: World, _ tube: Int) -> TubeRecord? {
        if case .tube(let record)? = world.register.records[.tube(Sample.tube(tube))] { record } else { nil }
    }

    @Test func `A tube keeps the lot that was scanned before it, and UNDO takes the lot back`() {
        var world = world { $0.lots = [LotRule(code: "A", expires: 19_000), LotRule(code: "B", expires: nil)] }
        #expect(scan(&world, [.lotScanned("A")]) == .accepted(.lotChosen("A")))
        #expect(scan(&world, [.lotScanned("C")]) == .refused(.unknownLot("C")))
        _ = scan(&world, [.lotScanned("B"), .commandScanned(.undo), .personScanned(Sample.person(1))])
        let opened = world.take(.tubeScanned(Sample.tube(1)), at: desk)
        #expect(opened.facts.contains { if case .tubeOpened(_, let tube) = $0 { tube.lot == "A" } else { false } })
    }

    @Test func `A lot past its last day is refused, also where it passes while it is in use`() {
        var world = world { $0.lots = [LotRule(code: "old", expires: 18_999), LotRule(code: "A", expires: 19_000)] }
        #expect(scan(&world, [.lotScanned("old")]) == .refused(.expiredLot("old")))
        _ = scan(&world, [.lotScanned("A"), .personScanned(Sample.person(1))])
        world.clock?.microseconds += 86_400_000_000
        let verdict = scan(&world, [.tubeScanned(Sample.tube(1))])
        #expect(verdict == .refused(.expiredLot("A")) && verdict.name == "expired-lot")
        #expect(world.state.lanes[LaneID(1)]?.collecting.waiting != nil, "the person waits on")
        world.clock?.isTrusted = false
        #expect(scan(&world, [.tubeScanned(Sample.tube(1))]).feedback == .sealed)
    }

    @Test func `A site without lots takes no lot's code`() {
        var world = world()
        #expect(scan(&world, [.lotScanned("A")]).name == "wrong-class")
    }

    @Test func `A sealed tube is marked wherever it is, and waits for a supervisor`() {
        var world = world { $0.badges = BadgeRules() }
        _ = scan(&world, [.personScanned(Sample.person(1)), .tubeScanned(Sample.tube(1))])
        #expect(scan(&world, [.commandScanned(.mark(2))]) == .asked(.mark(.leaked)))
        #expect(scan(&world, [.tubeScanned(Sample.tube(1))]) == .accepted(.tubeMarked(Sample.tube(1), .leaked)))
        #expect(record(world, 1)?.mark == .leaked)
        #expect(world.state.staff?.unsigned.map(\.act) == [.marked(Sample.tube(1), .leaked)])
        _ = scan(&world, [.commandScanned(.undo)])
        #expect(record(world, 1)?.mark == nil)
        #expect(scan(&world, [.commandScanned(.mark(2)), .tubeScanned(Sample.tube(9))]).name == "nothing-to-void")
        #expect(scan(&world, [.commandScanned(.mark(9))]) == .refused(.unknownChoice))
    }

    @Test func `Somebody in a sealed tube is marked as not sampled, an open one takes NOT-SAMPLED`() {
        var world = world(capacity: 2)
        _ = scan(&world, [.personScanned(Sample.person(1)), .tubeScanned(Sample.tube(1))])
        let mark: [Happening] = [.commandScanned(.mark(1)), .personScanned(Sample.person(1))]
        #expect(scan(&world, mark) == .refused(.notBound))
        _ = scan(&world, [.commandScanned(.cancel), .commandScanned(.short), .tubeScanned(Sample.tube(1))])
        #expect(
            scan(&world, mark)
                == .accepted(.personMarked(Binding(person: Sample.person(1).token, tube: Sample.tube(1), slot: 1))))
    }

    @Test func `A mark on a tube in a sealed bag owes the laboratory a slip, and UNDO takes it back`() {
        var world = world()
        _ = scan(&world, [.personScanned(Sample.person(1)), .tubeScanned(Sample.tube(1))])
        let slip = LabelSubject.correction(Sample.tube(1), slot: nil)
        _ = scan(&world, [.commandScanned(.mark(2)), .tubeScanned(Sample.tube(1))])
        #expect(!world.state.debts.contains { $0.subject == slip }, "it is in no bag")
        _ = scan(&world, [.bagScanned(BagCode("B1")), .tubeScanned(Sample.tube(1)), .commandScanned(.mark(3))])
        #expect(scan(&world, [.tubeScanned(Sample.tube(1))]) == .accepted(.tubeMarked(Sample.tube(1), .broken)))
        #expect(world.state.debts.map(\.subject) == [slip])
        _ = scan(&world, [.commandScanned(.undo)])
        #expect(world.state.debts.isEmpty)
        _ = scan(&world, [.commandScanned(.mark(1)), .personScanned(Sample.person(1))])
        #expect(world.state.debts.map(\.subject) == [.correction(Sample.tube(1), slot: 1)])
    }

    @Test func `A laboratory's desk reads the slip`() {
        var settings = Sample.settings(capacity: 1, order: .personFirst)
        settings.role = .intake
        var world = World(settings)
        let slip = CorrectionSlip(
            station: "desk-1", number: 7, tube: Sample.tube(1), slot: nil, what: "LEAKED", bag: BagCode("B1"))
        #expect(scan(&world, [.slipScanned(.correction(slip))]) == .accepted(.corrected(slip)))
    }
}
