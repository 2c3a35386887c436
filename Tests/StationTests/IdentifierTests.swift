import Codes
import Devices
import Station
import Testing

/// Two identifiers of one person: a card, and the QR on a telephone.
struct IdentifierTests {
    let desk = Sample.scanner("desk")
    let card = Sample.person(1)
    let qr = PersonSighting(token: PersonToken("qr-1"), kind: .opaque, qr: .stable)
    let expiring = PersonSighting(token: PersonToken("qr-2"), kind: .opaque, qr: .expiring)

    private func open() -> World {
        var world = World(Sample.settings(capacity: 1, order: .personFirst))
        world.take(.commandScanned(.category(1)), at: desk)
        return world
    }

    private func person(_ token: PersonToken, in world: World) -> PersonRecord? {
        guard case .person(let record)? = world.register.records[.person(token)] else { return nil }
        return record
    }

    @Test func `A QR that carries another number than the card is refused, whichever came first`() {
        let other = PersonSighting(token: Sample.person(2).token, kind: .resident, qr: .carriesNumber)
        var world = open()
        world.take(.personScanned(card), at: desk)
        #expect(world.take(.personScanned(other), at: desk).verdict == .refused(.mismatch(card.token)))
        world = open()
        world.take(.personScanned(other), at: desk)
        #expect(world.take(.personScanned(card), at: desk).verdict == .refused(.mismatch(other.token)))
        // Two cards are two people, and one number twice is one person.
        #expect(world.take(.personScanned(Sample.person(2)), at: desk).verdict == .told(.stillWaiting(other.token)))
    }

    @Test func `An opaque QR joins who waits only after LINK, and is that person from then on`() {
        var world = open()
        #expect(world.take(.commandScanned(.link), at: desk).verdict == .refused(.notNow(.link)))
        world.take(.personScanned(card), at: desk)
        #expect(world.take(.personScanned(qr), at: desk).verdict == .refused(.personWaits(card.token)))
        world.take(.commandScanned(.link), at: desk)
        #expect(world.take(.personScanned(Sample.person(2)), at: desk).verdict == .refused(.noQR))
        #expect(world.take(.personScanned(qr), at: desk).verdict == .accepted(.personLinked(card.token)))
        #expect(world.take(.personScanned(qr), at: desk).verdict == .told(.stillWaiting(card.token)))
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        let again = world.take(.personScanned(qr), at: desk).verdict
        #expect(again.name == "dup-round", "who comes by the QR was sampled by the card")
        world.take(.commandScanned(.confirm), at: desk)
        world.take(.tubeScanned(Sample.tube(2)), at: desk)
        #expect(person(card.token, in: world)?.bindings.map(\.tube) == [Sample.tube(1), Sample.tube(2)])
        #expect(person(qr.token, in: world)?.bindings == [])
    }

    @Test func `A QR of somebody else, or one in a tube already, is not linked`() {
        var world = open()
        world.take(.personScanned(qr), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        world.take(.personScanned(card), at: desk)
        world.take(.commandScanned(.link), at: desk)
        let bound = Binding(person: qr.token, tube: Sample.tube(1), slot: 1)
        #expect(world.take(.personScanned(qr), at: desk).verdict == .refused(.codeBound(bound)))
        let own = PersonSighting(token: PersonToken("qr-3"), kind: .opaque, qr: .stable)
        world.take(.personScanned(own), at: desk)
        world.take(.tubeScanned(Sample.tube(2)), at: desk)
        world.take(.personScanned(Sample.person(2)), at: desk)
        world.take(.commandScanned(.link), at: desk)
        #expect(world.take(.personScanned(own), at: desk).verdict == .refused(.mismatch(Sample.person(2).token)))
    }

    @Test func `UNDO takes a link back`() {
        var world = open()
        world.take(.personScanned(card), at: desk)
        let before = world.work
        world.take(.commandScanned(.link), at: desk)
        world.take(.personScanned(qr), at: desk)
        world.take(.commandScanned(.undo), at: desk)
        world.take(.commandScanned(.cancel), at: desk)
        #expect(person(qr.token, in: world) == nil)
        #expect(world.state.lanes == before.state.lanes)
    }

    @Test func `An expiring QR asks for the card, and both are one person`() {
        var world = open()
        #expect(world.take(.personScanned(expiring), at: desk).verdict == .asked(.secondIdentifier(expiring)))
        #expect(world.take(.personScanned(card), at: desk).verdict == .accepted(.personWaits(card.token)))
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        #expect(person(expiring.token, in: world)?.primary == card.token)
        #expect(world.take(.personScanned(expiring), at: desk).verdict.name == "dup-round")
    }

    @Test func `Without a second identifier nobody is sent away: CONFIRM takes them, unverified`() {
        var world = open()
        world.take(.personScanned(expiring), at: desk)
        #expect(world.take(.commandScanned(.confirm), at: desk).verdict == .accepted(.personWaits(expiring.token)))
        #expect(world.state.lanes[LaneID(1)]?.collecting.waiting?.person.isUnverified == true)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        #expect(person(expiring.token, in: world)?.bindings.map(\.tube) == [Sample.tube(1)])
        #expect(world.take(.personScanned(expiring), at: desk).verdict.name == "dup-round")
    }

    @Test func `A relative's expiring QR asks for the relative's card, and the person stays the relative`() {
        var world = open()
        world.take(.commandScanned(.proxy(1)), at: desk)
        var child = expiring
        child.proxy = 1
        world.take(.personScanned(child), at: desk)
        #expect(world.state.questions[desk.device]?.question.proxy == 1, "what the card is read as")
    }

    @Test func `PROXY before a person's code leaves RELEASE standing, and outlives what is scanned between`() {
        var world = open()
        let child = PersonSighting(token: PersonToken("child"), kind: .resident, proxy: 1)
        world.take(.commandScanned(.proxy(1)), at: desk)
        world.take(.commandScanned(.category(2)), at: desk)
        #expect(world.state.questions[desk.device]?.question == .proxy(1, for: nil))
        world.take(.personScanned(child), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        world.take(.commandScanned(.release), at: desk)
        world.take(.commandScanned(.proxy(1)), at: desk)
        let released = world.take(.personScanned(child), at: desk).verdict
        #expect(released == .accepted(.personReleased(Binding(person: child.token, tube: Sample.tube(1), slot: 1))))
    }

    @Test func `A QR that waits elsewhere is linked to nobody, and one linked twice leads to the last`() {
        var world = World(Sample.settings(capacity: 1, order: .personFirst, lanes: 2))
        let other = Sample.scanner("other", lane: 2)
        for scanner in [desk, other] { world.take(.commandScanned(.category(1)), at: scanner) }
        world.take(.personScanned(qr), at: other)
        world.take(.personScanned(card), at: desk)
        world.take(.commandScanned(.link), at: desk)
        #expect(world.take(.personScanned(qr), at: desk).verdict == .refused(.personWaitsElsewhere(LaneID(2))))
        world.take(.commandScanned(.cancel), at: desk)
        // Another QR is linked to the first one, and that one to the card.
        let second = PersonSighting(token: PersonToken("qr-9"), kind: .opaque, qr: .stable)
        world.take(.commandScanned(.link), at: other)
        world.take(.personScanned(second), at: other)
        world.take(.commandScanned(.cancel), at: other)
        world.take(.commandScanned(.link), at: desk)
        world.take(.personScanned(qr), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        #expect(world.take(.personScanned(second), at: desk).verdict.name == "dup-round")
    }

    @Test func `A QR that another desk linked meanwhile puts nobody right`() {
        var world = World(Sample.settings(capacity: 1, order: .personFirst, lanes: 2))
        let other = Sample.scanner("other", lane: 2)
        for scanner in [desk, other] { world.take(.commandScanned(.category(1)), at: scanner) }
        world.take(.personScanned(Sample.person(5)), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        world.take(.commandScanned(.fix), at: desk)
        world.take(.personScanned(Sample.person(5)), at: desk)
        #expect(world.take(.personScanned(qr), at: desk).verdict.name == "fix")
        world.take(.personScanned(card), at: other)
        world.take(.commandScanned(.link), at: other)
        #expect(world.take(.personScanned(qr), at: other).verdict.name == "accepted")
        #expect(world.take(.commandScanned(.reason(1)), at: desk).verdict == .refused(.nothingToConfirm))
        // The person the QR is of now is put there by another scan of it.
        world.take(.commandScanned(.cancel), at: desk)
        #expect(person(qr.token, in: world)?.primary == card.token)
        #expect(person(Sample.person(5).token, in: world)?.binding?.tube == Sample.tube(1))
    }

    @Test func `PROXY belongs to the next person, and none waits before it`() {
        var world = open()
        #expect(world.take(.commandScanned(.proxy(2)), at: desk).verdict == .asked(.proxy(2, for: nil)))
        let child = PersonSighting(token: PersonToken("child"), kind: .resident, proxy: 2)
        world.take(.personScanned(child), at: desk)
        #expect(world.state.lanes[LaneID(1)]?.collecting.waiting?.person.proxy == 2)
        #expect(world.state.questions.isEmpty)
        #expect(world.take(.commandScanned(.proxy(1)), at: desk).verdict == .refused(.personWaits(child.token)))
    }
}
