import Codes
import Devices
import Station
import Testing

/// A training uses the station as it is, and leaves nothing real behind.
struct TrainingTests {
    private let desk = Sample.scanner("desk")
    private let pack = ScannerRole(device: DeviceID("pack"), lane: LaneID(1), track: .pack)

    private func world(_ change: (inout Settings) -> Void = { _ in }) -> World {
        var settings = Sample.settings(capacity: 1, order: .personFirst)
        change(&settings)
        var world = World(settings)
        _ = scan(&world, [.commandScanned(.category(1))])
        return world
    }

    @discardableResult
    private func scan(_ world: inout World, _ happenings: [Happening], at role: ScannerRole? = nil) -> Verdict {
        var last = Verdict.noted
        for happening in happenings { last = world.take(happening, at: role ?? desk).verdict }
        return last
    }

    private let begin: [Happening] = [.commandScanned(.training), .commandScanned(.confirm)]

    /// A single of this person in this tube.
    private func single(_ person: Int, _ tube: Int) -> [Happening] {
        [.personScanned(Sample.person(person)), .tubeScanned(Sample.tube(tube))]
    }

    @Test func `It begins and ends with CONFIRM, and real work is as it was but for the category`() {
        var world = world()
        scan(&world, single(1, 1) + [.bagScanned(BagCode("B1")), .tubeScanned(Sample.tube(1))])
        let before = world.state
        #expect(scan(&world, [.commandScanned(.training)]) == .asked(.training(begins: true)))
        #expect(scan(&world, [.commandScanned(.confirm)]) == .accepted(.trainingBegun))
        #expect(world.state.isTraining && world.state.bags.isEmpty && world.state.round == .training(1))
        scan(&world, [.commandScanned(.category(1))] + single(11, 11))
        #expect(scan(&world, [.bagScanned(BagCode("B2")), .tubeScanned(Sample.tube(11))]).name == "accepted")
        #expect(scan(&world, begin) == .accepted(.trainingEnded))
        #expect(world.state.bags == before.bags && world.state.round == before.round)
        #expect(world.state.lanes[LaneID(1)]?.category == nil && !world.state.isTraining)
        #expect(scan(&world, single(2, 2)) == .refused(.noPerson), "the category is chosen anew")
        scan(&world, begin)
        #expect(world.state.round == .training(2))
    }

    @Test func `Codes of a training are new to real work, and codes of real work are refused in it`() {
        var world = world()
        scan(&world, single(1, 1) + begin + [.commandScanned(.category(1))])
        #expect(scan(&world, single(2, 1)) == .refused(.realCode(.tube)))
        #expect(scan(&world, [.tubeScanned(Sample.tube(2))]).feedback == .sealed, "the person waits on")
        scan(&world, begin + [.commandScanned(.category(1))])
        #expect(scan(&world, single(4, 2)).feedback == .sealed, "as if nobody had ever used it")
        #expect(scan(&world, begin + [.commandScanned(.category(1))] + single(5, 2)) == .refused(.realCode(.tube)))
    }

    @Test func `Where people wait or a tube is open it does not begin`() {
        var world = world { $0.modes[0].capacity = 5 }
        scan(&world, [.personScanned(Sample.person(1))])
        #expect(scan(&world, [.commandScanned(.training)]).name == "work-open")
        scan(&world, [.tubeScanned(Sample.tube(1))])
        #expect(scan(&world, [.commandScanned(.training)]).name == "work-open")
        scan(&world, [.commandScanned(.short), .tubeScanned(Sample.tube(1)), .commandScanned(.training)])
        scan(&world, [.personScanned(Sample.person(2))])
        #expect(scan(&world, [.commandScanned(.confirm)]).name == "nothing-to-confirm", "the question ended")
    }

    @Test func `No label is owed, nothing waits for a signature, and nothing of it is undone later`() {
        var world = world { $0.badges = BadgeRules() }
        scan(&world, begin + [.commandScanned(.category(1))] + single(1, 1))
        scan(&world, [.commandScanned(.recategorise), .commandScanned(.category(2)), .tubeScanned(Sample.tube(1))])
        #expect(scan(&world, [.commandScanned(.confirm), .commandScanned(.category(2))]).name == "accepted")
        for happening: Happening in [
            .bagScanned(BagCode("B1")), .tubeScanned(Sample.tube(1)), .bagScanned(BagCode("B1")),
        ] {
            scan(&world, [happening], at: pack)
        }
        #expect(
            scan(&world, [.commandScanned(.count(1)), .sealScanned(SealNumber("Z1"))], at: pack).feedback == .sealed)
        #expect(world.state.bags.isEmpty && world.state.debts.isEmpty && (world.state.staff?.unsigned ?? []).isEmpty)
        scan(&world, begin)
        #expect(scan(&world, [.commandScanned(.undo)]) == .refused(.nothingToUndo))
        #expect(scan(&world, [.commandScanned(.undo)], at: pack) == .refused(.nothingToUndo))
    }

    @Test func `Rounds, shifts and badges are left alone in it`() {
        var world = world { $0.badges = BadgeRules() }
        scan(&world, begin)
        for card: Command in [.round, .enrol, .report, .morning] {
            #expect(scan(&world, [.commandScanned(card)]) == .refused(.inTraining))
        }
        #expect(scan(&world, [.roundScanned(RoundID("7"))]) == .refused(.inTraining))
        var real = self.world()
        #expect(scan(&real, [.roundScanned(.training(3))]) == .refused(.unknownCode))
    }

    @Test func `A label that a printer had when it began is looked at afterwards`() {
        var world = world()
        scan(&world, single(1, 1))
        for happening: Happening in [
            .bagScanned(BagCode("B1")), .tubeScanned(Sample.tube(1)), .bagScanned(BagCode("B1")),
            .commandScanned(.count(1)), .sealScanned(SealNumber("Z1")),
        ] { scan(&world, [happening], at: pack) }
        let debt = world.state.debts[0]
        world.take(.labelHanded(debt.id, DeviceID("printer")), at: nil)
        scan(&world, begin)
        #expect(world.state.debts.isEmpty)
        world.take(.labelEnded(debt.id, .printed), at: nil)
        scan(&world, begin)
        #expect(world.state.debts.map(\.stage) == [.doubtful])
    }

    @Test func `A configuration that changes in it holds for the real work afterwards`() {
        var world = world { $0.modes.append(ModeRule(name: "pool", capacity: 5)) }
        scan(&world, [.commandScanned(.cancel)])
        var settings = world.state.settings
        settings.categories[0].modes = [1, 2, 3]
        world.take(.configured(settings, rules: rulesVersion), at: nil)
        scan(&world, [.commandScanned(.mode(3))] + begin)
        settings.modes.removeLast()
        settings.categories[0].modes = [1, 2]
        settings.lanes.append(LaneID(9))
        world.take(.configured(settings, rules: rulesVersion), at: nil)
        scan(&world, begin)
        #expect(world.state.lanes[LaneID(1)]?.mode == 1 && world.state.lanes[LaneID(9)] != nil)
    }

    @Test func `A row of tubes is put right across a training, and the training's tubes are not in it`() {
        var world = world()
        scan(&world, single(1, 1) + begin + [.commandScanned(.category(1))])
        // More than a row may have.
        for number in 11...(11 + Correction.tubeLimit) { scan(&world, single(number, number)) }
        scan(&world, begin)
        scan(&world, [.commandScanned(.category(1))] + single(2, 2) + single(3, 3))
        scan(&world, [.commandScanned(.recategorise), .commandScanned(.category(2)), .tubeScanned(Sample.tube(1))])
        scan(&world, [.tubeScanned(Sample.tube(3))])
        #expect(scan(&world, [.commandScanned(.confirm)]) == .accepted(.recategorised(2, tubes: 3)))
        let categories = [1, 2, 3, 11].map { number -> Int? in
            guard case .tube(let record)? = world.register.records[.tube(Sample.tube(number))] else { return nil }
            return record.category
        }
        #expect(categories == [2, 2, 2, 1])
    }
}
