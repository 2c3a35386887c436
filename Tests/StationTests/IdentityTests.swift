import Codes
import Devices
import Station
import Testing

/// FIX and two persons: whose swab it is, put right.
struct IdentityTests {
    private let desk = Sample.scanner("desk")

    private func world(capacity: Int = 1, badges: BadgeRules? = nil) -> World {
        var settings = Sample.settings(capacity: capacity, order: .personFirst)
        settings.badges = badges
        var world = World(settings)
        world.take(.commandScanned(.category(1)), at: desk)
        return world
    }

    @discardableResult
    private func scan(_ world: inout World, _ happenings: [Happening]) -> Verdict {
        var last = Verdict.noted
        for happening in happenings { last = world.take(happening, at: desk).verdict }
        return last
    }

    private func fix(_ wrong: Int, _ right: Int) -> [Happening] {
        [.commandScanned(.fix), .personScanned(Sample.person(wrong)), .personScanned(Sample.person(right))]
    }

    private func bindings(_ world: World, _ person: Int) -> [Binding] {
        guard case .person(let record)? = world.register.records[.person(Sample.person(person).token)] else {
            return []
        }
        return record.bindings
    }

    @Test func `The place keeps its swab and gets the right person, even in a sealed bag`() {
        var world = world()
        scan(&world, [.personScanned(Sample.person(1)), .tubeScanned(Sample.tube(1))])
        scan(&world, [.bagScanned(BagCode("B1")), .tubeScanned(Sample.tube(1)), .bagScanned(BagCode("B1"))])
        scan(&world, [.commandScanned(.count(1)), .sealScanned(SealNumber("Z1"))])
        let asked = scan(&world, fix(1, 2))
        #expect(asked.name == "fix")
        #expect(scan(&world, [.commandScanned(.confirm)]) == .refused(.reasonFirst))
        let binding = Binding(person: Sample.person(2).token, tube: Sample.tube(1), slot: 1)
        #expect(scan(&world, fix(1, 2) + [.commandScanned(.reason(2))]) == .accepted(.personCorrected(binding)))
        #expect(bindings(world, 1).isEmpty && bindings(world, 2) == [binding])
        #expect(scan(&world, [.personScanned(Sample.person(2))]).name == "dup-round")
        #expect(scan(&world, [.commandScanned(.cancel), .personScanned(Sample.person(1))]).name == "accepted")
    }

    @Test func `In a pool the others stay, and nobody is in a tube twice`() {
        var world = world(capacity: 3)
        for person in 1...3 { scan(&world, [.personScanned(Sample.person(person)), .tubeScanned(Sample.tube(1))]) }
        #expect(scan(&world, fix(1, 2)) == .refused(.duplicateHere(slot: 2)))
        scan(&world, [.commandScanned(.cancel)])
        #expect(scan(&world, fix(2, 7) + [.commandScanned(.reason(2))]).name == "accepted")
        #expect(scan(&world, [.tubeScanned(Sample.tube(1))]).feedback == .sealed)
        guard case .members(let members)? = world.register.records[.members(Sample.tube(1))] else {
            Issue.record("no members")
            return
        }
        #expect(members.bindings.map(\.person) == [1, 7, 3].map { Sample.person($0).token })
    }

    @Test func `UNDO takes it back exactly, also for somebody who was elsewhere before`() {
        var world = world()
        for person in 1...2 {
            scan(&world, [.personScanned(Sample.person(person)), .tubeScanned(Sample.tube(person))])
        }
        let before = world.register
        scan(&world, fix(1, 2) + [.commandScanned(.reason(2))])
        #expect(bindings(world, 2).count == 2)
        scan(&world, [.commandScanned(.undo), .commandScanned(.cancel)])
        #expect(world.register == before)
    }

    @Test func `It waits for a supervisor, and who is in no tube has nothing to correct`() {
        var world = world(badges: BadgeRules())
        scan(&world, [.personScanned(Sample.person(1)), .tubeScanned(Sample.tube(1))])
        #expect(scan(&world, [.commandScanned(.fix), .personScanned(Sample.person(5))]) == .refused(.notBound))
        scan(&world, [.commandScanned(.cancel)] + fix(1, 2) + [.commandScanned(.reason(2))])
        #expect(world.state.staff?.unsigned.map(\.act) == [.identified(Sample.tube(1), slot: 1)])
        scan(&world, [.commandScanned(.round), .commandScanned(.confirm)])
        #expect(
            scan(&world, [.commandScanned(.fix), .personScanned(Sample.person(2))]).name == "tube-used",
            "its round is over")
    }

    @Test func `Tubes that hold the same person do not change places`() {
        var world = world()
        for person in 1...2 {
            scan(&world, [.personScanned(Sample.person(person)), .tubeScanned(Sample.tube(person))])
        }
        scan(&world, fix(1, 2) + [.commandScanned(.reason(2))])
        let transfer: [Happening] = [
            .commandScanned(.transfer), .tubeScanned(Sample.tube(1)), .tubeScanned(Sample.tube(2)),
        ]
        #expect(scan(&world, transfer) == .refused(.duplicateHere(slot: 1)))
    }
}
