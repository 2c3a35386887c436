import Codes
import Devices
import Station
import Testing

/// From door to door: households, their people, what came of visits.
struct DoorTests {
    private let desk = Sample.scanner("desk")
    private let place = VisitPlace.household("H000001")

    private func world(capacity: Int = 1) -> World {
        var world = World(Sample.settings(capacity: capacity, order: .personFirst))
        world.take(.commandScanned(.category(1)), at: desk)
        return world
    }

    private func line(_ number: Int, alone: Bool = false) -> PersonSighting {
        var person = Sample.person(number)
        person.line = RosterLine(code: "L0000010\(number)", household: "H000001", isSingleOnly: alone)
        return person
    }

    /// Of people 1 to 3.
    private var household: HouseholdSighting {
        HouseholdSighting(
            code: "H000001",
            people: (1...3).map { .init(line: "L0000010\($0)", person: Sample.person($0).token) })
    }

    private func scan(_ world: inout World, _ happenings: [Happening]) -> Verdict {
        var last = Verdict.noted
        for happening in happenings { last = world.take(happening, at: desk).verdict }
        return last
    }

    private func progress(_ world: inout World) -> HouseholdProgress? {
        if case .asked(.household(_, let progress)) = scan(&world, [.householdScanned(household)]) {
            progress
        } else {
            nil
        }
    }

    @Test func `A household tells who is missing, and a visit is recorded until the next round`() {
        var world = world()
        #expect(progress(&world) == HouseholdProgress(people: 3, sampled: 0, explained: 0, last: nil))
        #expect(scan(&world, [.personScanned(line(1)), .tubeScanned(Sample.tube(1))]).feedback == .sealed)
        #expect(progress(&world)?.sampled == 1)
        #expect(scan(&world, [.commandScanned(.visit(.revisit))]) == .accepted(.visited(place, .revisit)))
        #expect(progress(&world) == HouseholdProgress(people: 3, sampled: 1, explained: 0, last: .revisit))
        #expect(
            scan(&world, [.commandScanned(.cancel), .commandScanned(.round), .commandScanned(.confirm)]).name
                == "accepted")
        #expect(progress(&world)?.last == nil)
    }

    @Test func `DONE asks when somebody is missing without a reason`() {
        var world = world()
        _ = scan(&world, [.personScanned(line(1)), .tubeScanned(Sample.tube(1)), .personScanned(line(2))])
        #expect(
            scan(&world, [.commandScanned(.visit(.absent))]) == .accepted(.visited(.line("L00000102"), .absent)))
        #expect(world.state.lanes[LaneID(1)]?.collecting.waiting == nil, "the person waits no more")
        let asked = scan(&world, [.householdScanned(household), .commandScanned(.visit(.done))])
        let open = HouseholdProgress(people: 3, sampled: 1, explained: 1, last: nil)
        #expect(asked == .asked(.leaveHousehold(household, open)) && open.missing == 1)
        #expect(scan(&world, [.commandScanned(.confirm)]) == .accepted(.visited(place, .done)))
        _ = scan(&world, [.personScanned(line(3)), .tubeScanned(Sample.tube(3)), .householdScanned(household)])
        #expect(scan(&world, [.commandScanned(.visit(.done))]) == .accepted(.visited(place, .done)))
    }

    @Test func `UNDO takes a visit back, and who waited waits again`() {
        var world = world()
        _ = scan(&world, [.householdScanned(household), .commandScanned(.visit(.absent))])
        _ = scan(&world, [.householdScanned(household), .commandScanned(.visit(.refused)), .commandScanned(.undo)])
        _ = scan(&world, [.commandScanned(.cancel)])
        #expect(progress(&world)?.last == .absent)
        _ = scan(&world, [.personScanned(line(2)), .commandScanned(.visit(.moved)), .commandScanned(.undo)])
        #expect(world.state.lanes[LaneID(1)]?.collecting.waiting?.person.token == Sample.person(2).token)
        #expect(scan(&world, [.tubeScanned(Sample.tube(2))]).feedback == .sealed)
        #expect(progress(&world) == HouseholdProgress(people: 3, sampled: 1, explained: 0, last: .absent))
    }

    @Test func `UNDO brings back what an earlier round's visit came to`() {
        var world = world()
        _ = scan(&world, [.householdScanned(household), .commandScanned(.visit(.refused))])
        _ = scan(&world, [.commandScanned(.round), .commandScanned(.confirm), .householdScanned(household)])
        let before = world.register
        _ = scan(&world, [.commandScanned(.visit(.absent)), .commandScanned(.undo)])
        #expect(world.register == before)
    }

    @Test func `A training's visits, and another round's, leave those of this round as they are`() {
        var world = world()
        let training: [Happening] = [.commandScanned(.training), .commandScanned(.confirm)]
        let visited: [Happening] = [.householdScanned(household), .commandScanned(.visit(.refused))]
        _ = scan(&world, [.roundScanned(RoundID("R1")), .commandScanned(.confirm)] + visited + training)
        #expect(progress(&world)?.last == nil)
        _ = scan(&world, [.commandScanned(.visit(.absent))] + training)
        #expect(progress(&world)?.last == .refused)
        _ = scan(&world, [.commandScanned(.cancel), .roundScanned(RoundID("R2")), .commandScanned(.confirm)])
        #expect(world.state.round == RoundID("R2") && progress(&world)?.last == nil)
        _ = scan(&world, [.commandScanned(.visit(.moved)), .roundScanned(RoundID("R1")), .commandScanned(.confirm)])
        #expect(world.state.round == RoundID("R1") && progress(&world)?.last == .refused)
    }

    @Test func `Visits' cards want a household or a line of the roster before them`() {
        var world = world()
        #expect(scan(&world, [.commandScanned(.visit(.absent))]) == .refused(.notNow(.visit(.absent))))
        #expect(
            scan(&world, [.personScanned(Sample.person(4)), .commandScanned(.visit(.absent))])
                == .refused(.notNow(.visit(.absent))), "nobody of the roster")
        #expect(scan(&world, [.householdScanned(household)]) == .refused(.personWaits(Sample.person(4).token)))
        _ = scan(&world, [.tubeScanned(Sample.tube(4)), .personScanned(line(1))])
        #expect(scan(&world, [.commandScanned(.visit(.done))]) == .refused(.notNow(.visit(.done))))
        let pack = ScannerRole(device: DeviceID("pack"), lane: LaneID(1), track: .pack)
        #expect(world.take(.householdScanned(household), at: pack).verdict.name == "wrong-class")
        #expect(world.take(.commandScanned(.visit(.absent)), at: pack).verdict.name == "not-now")
    }

    @Test func `Who must have a tube alone is refused in a pool, by whatever code they come`() {
        var world = World(Sample.settings(capacity: 5, order: .personFirst))
        _ = scan(&world, [.commandScanned(.category(1))])
        let alone = line(1, alone: true)
        let verdict = scan(&world, [.personScanned(alone)])
        #expect(verdict == .refused(.aloneOnly(alone.token)) && verdict.name == "single-only")
        #expect(scan(&world, [.personScanned(line(2)), .tubeScanned(Sample.tube(1))]).name == "accepted")
        #expect(scan(&world, [.personScanned(alone)]) == .refused(.aloneOnly(alone.token)))
    }

    @Test func `A mode that changes while somebody waits does not put them into a pool`() {
        var settings = Sample.settings(capacity: 1, order: .personFirst)
        settings.modes.append(ModeRule(name: "pool", capacity: 5))
        settings.categories[0].modes = [1, 2, 3]
        var world = World(settings)
        let alone = line(1, alone: true)
        _ = scan(&world, [.commandScanned(.category(1)), .personScanned(alone), .commandScanned(.mode(3))])
        #expect(scan(&world, [.tubeScanned(Sample.tube(1))]) == .refused(.aloneOnly(alone.token)))
        #expect(scan(&world, [.commandScanned(.mode(1)), .tubeScanned(Sample.tube(1))]).feedback == .sealed)
    }

    @Test func `ASK tells how far a household is and changes nothing`() {
        var world = world()
        _ = scan(&world, [.personScanned(line(1)), .tubeScanned(Sample.tube(1)), .commandScanned(.ask)])
        let progress = HouseholdProgress(people: 3, sampled: 1, explained: 0, last: nil)
        #expect(scan(&world, [.householdScanned(household)]) == .told(.story(.household("H000001", progress))))
        #expect(scan(&world, [.unlistedScanned(.household, "H9")]) == .refused(.unlisted(.household, "H9")))
    }
}
