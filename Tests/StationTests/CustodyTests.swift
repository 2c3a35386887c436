import Codes
import Devices
import Station
import Testing

/// From the sealed bag to the courier, scan by scan.
struct CustodyTests {
    private let desk = Sample.scanner("desk")
    private let box = BoxCode("X1")

    private func world(bags: Int = 1, _ change: (inout Settings) -> Void = { _ in }) -> World {
        var settings = Sample.settings(capacity: 1, order: .personFirst)
        change(&settings)
        var world = World(settings)
        world.clock = ClockReading(microseconds: 60_000_000, utcOffsetMinutes: 480, isTrusted: true)
        scan(&world, [.commandScanned(.category(1))])
        for bag in 1...bags {
            scan(
                &world,
                [
                    .personScanned(Sample.person(bag)), .tubeScanned(Sample.tube(bag)), .bagScanned(Sample.bag(bag)),
                    .tubeScanned(Sample.tube(bag)), .bagScanned(Sample.bag(bag)), .commandScanned(.count(1)),
                    .sealScanned(Sample.seal(bag)),
                ])
        }
        return world
    }

    @discardableResult
    private func scan(_ world: inout World, _ happenings: [Happening]) -> Verdict {
        var last = Verdict.noted
        for happening in happenings { last = world.take(happening, at: desk).verdict }
        return last
    }

    private func closed(bags: Int = 1, _ change: (inout Settings) -> Void = { _ in }) -> World {
        var world = world(bags: bags, change)
        scan(&world, [.boxScanned(box)])
        for bag in 1...bags { scan(&world, [.bagScanned(Sample.bag(bag))]) }
        scan(&world, [.boxScanned(box)])
        return world
    }

    private func record(_ world: World, _ code: BoxCode? = nil) -> BoxRecord? {
        if case .box(let record)? = world.register.records[.box(code ?? box)] { record } else { nil }
    }

    // MARK: Filling

    @Test func `A box is opened by its code, takes sealed bags, and is closed by its code`() {
        var world = world(bags: 2)
        #expect(scan(&world, [.boxScanned(box)]) == .accepted(.custody(.boxOpened(box))))
        #expect(scan(&world, [.boxScanned(box)]) == .refused(.custody(.boxEmpty(box))))
        #expect(
            scan(&world, [.bagScanned(Sample.bag(1))]) == .accepted(.custody(.bagBoxed(Sample.bag(1), box, count: 1))))
        #expect(scan(&world, [.bagScanned(Sample.bag(1))]) == .refused(.custody(.inBox(Sample.bag(1), box))))
        #expect(
            scan(&world, [.bagScanned(Sample.bag(2))]) == .accepted(.custody(.bagBoxed(Sample.bag(2), box, count: 2))))
        #expect(scan(&world, [.boxScanned(box)]) == .accepted(.custody(.boxClosed(box, bags: 2, late: nil))))
        #expect(scan(&world, [.boxScanned(box)]) == .told(.boxStands(box, bags: 2)))
        #expect(world.state.openWork().boxes == [box])
    }

    @Test func `A sealed bag without an open box is refused as before, and no bag goes into a closed box`() {
        var world = closed()
        #expect(scan(&world, [.bagScanned(Sample.bag(1))]).name == "in-box")
        scan(&world, [.commandScanned(.undo)])
        var other = self.world()
        #expect(scan(&other, [.bagScanned(Sample.bag(1))]).name == "bag-used")
    }

    @Test func `A full box takes no further bag`() {
        var world = world(bags: 2) { $0.boxes = BoxRules(limit: 1) }
        scan(&world, [.boxScanned(box), .bagScanned(Sample.bag(1))])
        #expect(scan(&world, [.bagScanned(Sample.bag(2))]) == .refused(.custody(.boxFull(box, limit: 1))))
    }

    @Test func `A team has one open box, and keeps to its own`() {
        var world = world()
        scan(&world, [.teamScanned("K1"), .boxScanned(box)])
        #expect(scan(&world, [.boxScanned(BoxCode("X2"))]) == .refused(.custody(.openBox(box))))
        scan(&world, [.bagScanned(Sample.bag(1)), .teamScanned("K2")])
        let foreign = scan(&world, [.boxScanned(box)])
        #expect(foreign == .asked(.custody(.foreign(box, "K1"))))
        #expect(foreign.name == "box-foreign" && foreign.feedback == .refused)
        #expect(scan(&world, [.commandScanned(.confirm)]) == .refused(.reasonFirst))
        #expect(scan(&world, [.boxScanned(BoxCode("X2"))]) == .accepted(.custody(.boxOpened(BoxCode("X2")))))
    }

    @Test
    func `A box of a team that has gone is closed for a reason, and one that was opened without a team is anybody's`() {
        var world = world(bags: 2)
        scan(&world, [.boxScanned(box), .bagScanned(Sample.bag(1)), .teamScanned("K1"), .bagScanned(Sample.bag(2))])
        #expect(world.state.boxes?[box]?.bags.count == 2)
        #expect(scan(&world, [.boxScanned(box)]).feedback == .sealed)
        var other = self.world()
        scan(&other, [.teamScanned("K1"), .boxScanned(box), .bagScanned(Sample.bag(1)), .teamScanned("K2")])
        scan(&other, [.boxScanned(box)])
        #expect(scan(&other, [.commandScanned(.reason(9))]).feedback == .sealed)
    }

    @Test func `A team's second box is not opened again while the third is open`() {
        var world = world(bags: 2)
        scan(&world, [.teamScanned("K1"), .boxScanned(box), .bagScanned(Sample.bag(1)), .boxScanned(box)])
        scan(&world, [.boxScanned(BoxCode("X2")), .teamScanned("K2")])
        scan(&world, [.commandScanned(.reopen), .boxScanned(box)])
        #expect(scan(&world, [.commandScanned(.reason(1))]) == .refused(.custody(.openBox(BoxCode("X2")))))
    }

    @Test func `UNDO takes a bag out of its box again`() {
        var world = world()
        scan(&world, [.boxScanned(box), .bagScanned(Sample.bag(1)), .commandScanned(.undo)])
        #expect(world.state.boxes?[box]?.bags == [])
        #expect(scan(&world, [.bagScanned(Sample.bag(1))]).name == "accepted")
    }

    @Test func `A scanner that only collects knows no boxes`() {
        var world = world()
        let collector = Sample.scanner("c", track: .collect)
        #expect(world.take(.boxScanned(box), at: collector).verdict.name == "wrong-class")
    }

    // MARK: The clock from the oldest swab

    @Test(arguments: [(179, "accepted", nil), (180, "accepted", 180), (239, "accepted", 239), (240, "lab-clock", nil)])
    func `A box that closes late says so, and from the alarm on wants a reason`(
        minutes: Int, outcome: String, late: Int?
    ) throws {
        var world = world()
        guard case .bag(let bag)? = world.register.records[.bag(Sample.bag(1))] else {
            throw BrokenPromise(description: "")
        }
        let oldest = try #require(bag.contents?.oldest)
        world.clock?.microseconds = oldest + Int64(minutes) * 60_000_000
        let verdict = scan(&world, [.boxScanned(box), .bagScanned(Sample.bag(1)), .boxScanned(box)])
        #expect(verdict.name == outcome)
        if outcome == "accepted" { #expect(verdict == .accepted(.custody(.boxClosed(box, bags: 1, late: late)))) }
        guard outcome == "lab-clock" else { return }
        #expect(scan(&world, [.commandScanned(.confirm)]) == .refused(.reasonFirst))
        let decision = world.take(.commandScanned(.reason(9)), at: desk)
        #expect(decision.verdict == .accepted(.custody(.boxClosed(box, bags: 1, late: 240))))
        #expect(decision.facts.contains(.reasonGiven(9)))
    }

    @Test func `A clock that nobody vouches for never makes a box late`() {
        var world = world()
        world.clock = ClockReading(microseconds: 90_000_000_000, utcOffsetMinutes: 0, isTrusted: false)
        let verdict = scan(&world, [.boxScanned(box), .bagScanned(Sample.bag(1)), .boxScanned(box)])
        #expect(verdict == .accepted(.custody(.boxClosed(box, bags: 1, late: nil))))
    }

    @Test func `Where boxes are kept in several ways, the box asks how`() {
        var world = world {
            $0.boxes = BoxRules(temperatures: [TemperatureRule(), TemperatureRule(english: "cooled", chinese: "冷藏")])
        }
        let asked = scan(&world, [.boxScanned(box), .bagScanned(Sample.bag(1)), .boxScanned(box)])
        #expect(asked == .asked(.custody(.temperature(box))))
        #expect(scan(&world, [.commandScanned(.temperature(3))]) == .refused(.unknownChoice))
        #expect(scan(&world, [.commandScanned(.temperature(2))]).name == "accepted")
        #expect(world.state.boxes?[box]?.closed == 2)
    }

    // MARK: Hand-over

    @Test func `Without badges CONFIRM hands the box over, and the manifest says what is in it`() throws {
        var world = closed(bags: 2)
        #expect(scan(&world, [.commandScanned(.handover)]) == .asked(.custody(.handOver([], from: nil))))
        #expect(scan(&world, [.commandScanned(.confirm)]) == .refused(.custody(.noBoxYet)))
        #expect(scan(&world, [.boxScanned(box)]) == .asked(.custody(.handOver([box], from: nil))))
        #expect(scan(&world, [.commandScanned(.confirm)]) == .accepted(.custody(.handedOver([box], to: nil))))
        guard case .handedOver(let handOver)? = record(world)?.stage else {
            throw BrokenPromise(description: "not gone")
        }
        #expect(handOver.manifest.bags.map(\.code) == [Sample.bag(1), Sample.bag(2)])
        #expect(handOver.manifest.bags.map(\.seal) == [Sample.seal(1), Sample.seal(2)])
        #expect(handOver.manifest.bags.flatMap(\.tubes).map(\.code) == [Sample.tube(1), Sample.tube(2)])
        #expect(handOver.manifest.people == 2)
        #expect(world.state.boxes == nil)
        #expect(scan(&world, [.boxScanned(box)]).name == "box-used")
        #expect(scan(&world, [.commandScanned(.undo)]) == .refused(.nothingToUndo))
    }

    @Test func `An open box is not handed over, and one that is nobody's is not known`() {
        var world = closed()
        scan(&world, [.boxScanned(BoxCode("X2")), .commandScanned(.handover)])
        #expect(scan(&world, [.boxScanned(BoxCode("X2"))]) == .refused(.custody(.boxNotClosed(BoxCode("X2")))))
        #expect(scan(&world, [.boxScanned(BoxCode("X9"))]) == .refused(.custody(.boxUnknown(BoxCode("X9")))))
    }

    /// A supervisor, a packer and a courier.
    private func staffed() -> World {
        var world = closed { $0.badges = BadgeRules() }
        func enrol(_ badge: Int, _ role: Role) {
            scan(
                &world,
                [
                    .commandScanned(.enrol), .badgeScanned(BadgeCode("K1")), .pinEntered(.checked(isRight: true)),
                    .badgeScanned(BadgeCode("K\(badge)")), .personScanned(Sample.person(90 + badge)),
                    .commandScanned(.role(role.number)),
                ])
        }
        scan(
            &world,
            [
                .commandScanned(.enrol), .badgeScanned(BadgeCode("K1")), .personScanned(Sample.person(91)),
                .pinEntered(.chosen), .pinEntered(.repeated(isSame: true)),
            ])
        enrol(2, .packer)
        enrol(3, .courier)
        return world
    }

    @Test func `Two different badges hand it over: somebody's here, and the courier's`() {
        var world = staffed()
        scan(&world, [.commandScanned(.handover)])
        #expect(scan(&world, [.badgeScanned(BadgeCode("K2"))]) == .refused(.custody(.noBoxYet)))
        scan(&world, [.boxScanned(box)])
        #expect(scan(&world, [.commandScanned(.confirm)]) == .refused(.badgeFirst(.courier)))
        #expect(scan(&world, [.badgeScanned(BadgeCode("K3"))]) == .refused(.notAllowed(.courier)))
        #expect(scan(&world, [.badgeScanned(BadgeCode("K9"))]) == .refused(.badgeUnknown(BadgeCode("K9"))))
        #expect(
            scan(&world, [.badgeScanned(BadgeCode("K2"))]) == .asked(.custody(.handOver([box], from: BadgeCode("K2")))))
        #expect(scan(&world, [.badgeScanned(BadgeCode("K2"))]) == .refused(.custody(.twoBadges(BadgeCode("K2")))))
        #expect(
            scan(&world, [.badgeScanned(BadgeCode("K3"))])
                == .accepted(.custody(.handedOver([box], to: BadgeCode("K3")))))
        guard case .handedOver(let handOver)? = record(world)?.stage else { return }
        #expect([handOver.giver, handOver.courier] == [BadgeCode("K2"), BadgeCode("K3")])
    }

    // MARK: Back

    @Test func `The courier gives it back with the badge that took it; the next hand-over is a second manifest`() throws
    {
        var world = staffed()
        let give: [Happening] = [
            .commandScanned(.handover), .boxScanned(box), .badgeScanned(BadgeCode("K2")),
            .badgeScanned(BadgeCode("K3")),
        ]
        scan(&world, give)
        scan(&world, [.commandScanned(.reopen), .boxScanned(box)])
        #expect(scan(&world, [.badgeScanned(BadgeCode("K2"))]) == .refused(.custody(.custodianOnly(BadgeCode("K3")))))
        #expect(scan(&world, [.badgeScanned(BadgeCode("K3"))]) == .accepted(.custody(.revoked(box))))
        #expect(world.state.boxes?[box] == Box(bags: [Sample.bag(1)], closed: 1))
        scan(&world, give)
        guard case .handedOver(let handOver)? = record(world)?.stage else {
            throw BrokenPromise(description: "not gone")
        }
        #expect(handOver.manifest.version == 2)
    }

    @Test func `A closed box is opened again for a reason, and its bag is then opened out of it`() {
        var world = closed(bags: 2)
        let opening: [Happening] = [.commandScanned(.reopen), .bagScanned(Sample.bag(1))]
        #expect(scan(&world, opening) == .refused(.custody(.inClosedBox(Sample.bag(1), box))))
        scan(&world, [.commandScanned(.cancel)])
        #expect(
            scan(&world, [.commandScanned(.reopen), .boxScanned(box)]) == .asked(.correcting(.reopenBox(box, bags: 2))))
        #expect(scan(&world, [.commandScanned(.reason(2))]) == .accepted(.custody(.boxReopened(box))))
        scan(&world, opening)
        let opened = world.take(.commandScanned(.reason(6)), at: desk)
        #expect(opened.verdict.name == "accepted")
        #expect(opened.facts.contains(.custody(.bagUnboxed(Sample.bag(1), box, index: 0))))
        #expect(world.state.boxes?[box]?.bags == [Sample.bag(2)])
    }

    @Test func `What the courier has is not put right here any more`() {
        var world = closed()
        scan(&world, [.commandScanned(.handover), .boxScanned(box), .commandScanned(.confirm)])
        let gone = Verdict.refused(.custody(.gone(Sample.bag(1), box)))
        #expect(scan(&world, [.commandScanned(.fix), .bagScanned(Sample.bag(1))]) == gone)
        #expect(scan(&world, [.commandScanned(.reopen), .bagScanned(Sample.bag(1))]) == gone)
        scan(&world, [.commandScanned(.recategorise), .commandScanned(.category(2))])
        #expect(scan(&world, [.bagScanned(Sample.bag(1))]) == gone)
        #expect(scan(&world, [.commandScanned(.cancel), .bagScanned(Sample.bag(1))]) == gone)
    }

    @Test func `FIX and RECATEGORISE reach into a closed box`() {
        var world = closed()
        let fixed = scan(
            &world,
            [
                .commandScanned(.fix), .bagScanned(Sample.bag(1)), .tubeScanned(Sample.tube(1)),
                .tubeScanned(Sample.tube(9)), .commandScanned(.confirm),
            ])
        #expect(fixed.name == "accepted")
        let changed = scan(
            &world,
            [
                .commandScanned(.recategorise), .commandScanned(.category(2)), .bagScanned(Sample.bag(1)),
                .commandScanned(.confirm),
            ])
        #expect(changed.name == "accepted")
        scan(&world, [.commandScanned(.handover), .boxScanned(box), .commandScanned(.confirm)])
        guard case .handedOver(let handOver)? = record(world)?.stage else { return }
        #expect(handOver.manifest.bags.first?.category == 2)
        #expect(handOver.manifest.bags.first?.tubes.map(\.code) == [Sample.tube(9)])
    }

    @Test func `ASK tells where a box is`() {
        var world = closed()
        #expect(
            scan(&world, [.commandScanned(.ask), .boxScanned(box)])
                == .told(.story(.openBox(box, Box(bags: [Sample.bag(1)], closed: 1)))))
        scan(&world, [.commandScanned(.handover), .boxScanned(box), .commandScanned(.confirm)])
        #expect(
            scan(&world, [.commandScanned(.ask), .boxScanned(box)])
                == .told(.story(.box(box, Departure(at: record(world)?.at ?? .none, courier: nil, bags: 1, tubes: 1)))))
    }

    @Test func `VOID and an empty box makes it new again, and UNDO takes that back`() {
        var world = world()
        scan(&world, [.boxScanned(box)])
        let before = world.register
        let void: [Happening] = [.commandScanned(.void), .boxScanned(box)]
        #expect(scan(&world, void) == .accepted(.custody(.cancelled(box))))
        #expect(world.state.boxes == nil && record(world) == nil)
        scan(&world, [.commandScanned(.undo), .commandScanned(.cancel)])
        #expect(world.register == before && world.state.boxes?[box] == Box())
        var full = closed()
        #expect(scan(&full, void) == .refused(.custody(.boxHolds(box, bags: 1))))
        #expect(
            scan(&full, [.commandScanned(.cancel), .commandScanned(.void), .boxScanned(BoxCode("X9"))]).name
                == "box-unknown")
    }

    @Test func `A box that was handed over may be lost, until its receipt comes after all`() {
        var world = closed()
        scan(&world, [.commandScanned(.handover), .boxScanned(box), .commandScanned(.confirm)])
        let void: [Happening] = [.commandScanned(.void), .boxScanned(box)]
        #expect(scan(&world, void) == .asked(.custody(.lost(box))))
        #expect(scan(&world, [.commandScanned(.confirm)]) == .accepted(.custody(.lost(box))))
        guard case .lost? = record(world)?.stage else {
            Issue.record("it is not lost")
            return
        }
        #expect(scan(&world, void).name == "box-used")
        let receipt = ReceiptSlip(
            laboratory: "lab", box: box, version: 0, bags: [Sample.bag(1)], tubes: 1, differences: [])
        #expect(scan(&world, [.commandScanned(.cancel), .slipScanned(.receipt(receipt))]).name == "accepted")
        guard case .received? = record(world)?.stage else {
            Issue.record("it was not received")
            return
        }
    }
}
