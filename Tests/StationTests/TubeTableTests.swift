import Codes
import Devices
import Station
import Testing

/// The tube table of the workflow (section 2), row by row, in each order: who waits, what the tube is, what it means.
struct TubeTableTests {
    /// What the scanned tube is, brought about by real scans.
    enum Tube: String, Sendable, CaseIterable {
        case new, newWhileAnotherIsOpen = "new, another open", openWithRoom = "open with room", full, parked, sealed
        case bagged
        case sealedWithOpenBag = "sealed, a bag is open"
        case openAfterShort = "open, after SHORT"
        case openAndEmpty = "open and empty"
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var waits: Bool
        var tube: Tube
        var meaning: String
        init(_ waits: Bool, _ tube: Tube, _ meaning: String) {
            self.waits = waits
            self.tube = tube
            self.meaning = meaning
        }
        var testDescription: String { "\(waits ? "a person waits" : "nobody waits"), \(tube.rawValue): \(meaning)" }
    }

    static let scanner = Sample.scanner("a")
    static let tube = Sample.tube(1)

    static let personFirst: [Row] = [
        Row(true, .new, "bound"),
        Row(true, .openWithRoom, "bound"),
        Row(true, .newWhileAnotherIsOpen, "open-tube"),
        Row(true, .full, "tube-full"),
        Row(true, .parked, "tube-full"),
        Row(true, .sealed, "tube-used"),
        Row(true, .bagged, "tube-used"),
        Row(false, .full, "sealed"),
        Row(false, .parked, "sealed"),
        Row(false, .openWithRoom, "no-person"),
        Row(false, .openAfterShort, "sealed short"),
        Row(false, .sealedWithOpenBag, "joined"),
        Row(false, .sealed, "told"),
        Row(false, .bagged, "tube-used"),
        Row(false, .new, "no-person"),
        Row(false, .newWhileAnotherIsOpen, "no-person"),
    ]

    /// Nobody ever waits: persons bind on their own scan.
    static let tubeFirst: [Row] = [
        Row(false, .new, "opened"),
        Row(false, .newWhileAnotherIsOpen, "open-tube"),
        Row(false, .openAndEmpty, "tube-empty"),
        Row(false, .openWithRoom, "short-pool"),
        Row(false, .openAfterShort, "sealed short"),
        Row(false, .full, "sealed"),
        Row(false, .parked, "sealed"),
        Row(false, .sealedWithOpenBag, "joined"),
        Row(false, .sealed, "told"),
        Row(false, .bagged, "tube-used"),
    ]

    @Test("person-first, a pool of two", arguments: personFirst)
    func personFirstRow(_ row: Row) { check(row, order: .personFirst) }

    @Test("tube-first, a pool of two", arguments: tubeFirst)
    func tubeFirstRow(_ row: Row) { check(row, order: .tubeFirst) }

    @Test("a single, person-first, is bound and sealed by one tube scan")
    func single() {
        var world = World(Sample.settings(capacity: 1, order: .personFirst))
        world.take(.commandScanned(.category(1)), at: Self.scanner)
        world.take(.personScanned(Sample.person(1)), at: Self.scanner)
        let decision = world.take(.tubeScanned(Self.tube), at: Self.scanner)
        #expect(decision.verdict == .accepted(.boundAndSealed(binding(1))))
        #expect(world.state.lanes[LaneID(1)]?.collecting == .idle)
    }

    @Test("a single, tube-first: tube, person, tube")
    func singleTubeFirst() {
        var world = World(Sample.settings(capacity: 1, order: .tubeFirst))
        world.take(.commandScanned(.category(1)), at: Self.scanner)
        #expect(world.take(.tubeScanned(Self.tube), at: Self.scanner).verdict == .accepted(.tubeOpened(Self.tube)))
        let bound = world.take(.personScanned(Sample.person(1)), at: Self.scanner)
        #expect(bound.verdict == .accepted(.boundAndFull(binding(1))))
        let sealed = world.take(.tubeScanned(Self.tube), at: Self.scanner)
        #expect(sealed.verdict == .accepted(.tubeSealed(Self.tube, count: 1, short: false, bag: nil)))
    }

    @Test(
        "at a pack scanner a tube always means the bag", arguments: [Tube.new, .openWithRoom, .full, .sealed, .bagged])
    func packScanner(_ tube: Tube) {
        var world = prepared(tube, order: .personFirst)
        world.take(.personScanned(Sample.person(9)), at: Self.scanner)
        let verdict = world.take(.tubeScanned(Self.tube), at: Sample.scanner("b", track: .pack)).verdict
        let expected = [
            Tube.new: "not-sealed", .openWithRoom: "not-sealed", .full: "not-sealed", .sealed: "told",
            .bagged: "tube-used",
        ]
        #expect(verdict.name == expected[tube])
        #expect(world.state.lanes[LaneID(1)]?.collecting.waiting?.person == Sample.person(9))
    }

    private func check(_ row: Row, order: ModeRule.Order) {
        var world = prepared(row.tube, order: order)
        if row.waits {
            let came = world.take(.personScanned(Sample.person(9)), at: Self.scanner)
            #expect(came.verdict == .accepted(.personWaits(Sample.person(9).token)))
        }
        let before = world.state.lanes[LaneID(1)]?.collecting
        let verdict = world.take(.tubeScanned(Self.tube), at: Self.scanner).verdict
        #expect(meaning(of: verdict) == row.meaning, "\(verdict)")
        if case .refused = verdict {
            #expect(world.state.lanes[LaneID(1)]?.collecting == before, "in each refusal the person keeps waiting")
        }
    }

    private func meaning(of verdict: Verdict) -> String {
        switch verdict {
        case .accepted(.tubeOpened): "opened"
        case .accepted(.bound), .accepted(.boundAndFull): "bound"
        case .accepted(.tubeSealed(_, _, let short, _)): short ? "sealed short" : "sealed"
        case .accepted(.tubeJoined): "joined"
        case .accepted, .refused, .asked, .told, .noted: verdict.name
        }
    }

    /// A desk at which tube 1 is what the row says.
    private func prepared(_ tube: Tube, order: ModeRule.Order) -> World {
        var world = World(Sample.settings(capacity: 2, order: order))
        world.take(.commandScanned(.category(1)), at: Self.scanner)
        let one = Self.tube
        switch tube {
        case .new: break
        case .newWhileAnotherIsOpen: fill(Sample.tube(2), people: [1], in: &world, order)
        case .openAndEmpty: world.take(.tubeScanned(one), at: Self.scanner)
        case .openWithRoom: fill(one, people: [1], in: &world, order)
        case .openAfterShort:
            fill(one, people: [1], in: &world, order)
            world.take(.commandScanned(.short), at: Self.scanner)
        case .full: fill(one, people: [1, 2], in: &world, order)
        case .parked:
            fill(one, people: [1, 2], in: &world, order)
            fill(Sample.tube(2), people: [3, 4], in: &world, order)
        case .sealed: seal(one, in: &world, order)
        case .sealedWithOpenBag:
            seal(one, in: &world, order)
            world.take(.bagScanned(Sample.bag(1)), at: Self.scanner)
        case .bagged:
            seal(one, in: &world, order)
            world.take(.bagScanned(Sample.bag(1)), at: Self.scanner)
            world.take(.tubeScanned(one), at: Self.scanner)
        }
        return world
    }

    private func seal(_ tube: TubeCode, in world: inout World, _ order: ModeRule.Order) {
        fill(tube, people: [1, 2], in: &world, order)
        let verdict = world.take(.tubeScanned(tube), at: Self.scanner).verdict
        #expect(verdict.feedback == .sealed)
    }

    private func fill(_ tube: TubeCode, people: [Int], in world: inout World, _ order: ModeRule.Order) {
        if order == .tubeFirst { world.take(.tubeScanned(tube), at: Self.scanner) }
        for person in people {
            world.take(.personScanned(Sample.person(person)), at: Self.scanner)
            if order == .personFirst { world.take(.tubeScanned(tube), at: Self.scanner) }
        }
    }

    private func binding(_ person: Int) -> Binding {
        Binding(person: Sample.person(person).token, tube: Self.tube, slot: 1)
    }
}
