import Codes
import Devices
import Testing

@testable import Station

/// Long days of everything the station knows, in any order: what breadth-first search cannot reach.
struct RandomWalkTests {
    private static let scanners = [
        Sample.scanner("a"), Sample.scanner("b", track: .pack), Sample.scanner("c", lane: 2),
    ]
    private static let badges = (1...4).map { BadgeCode("K\($0)") }

    private static let commands: [Command] =
        [
            .short, .undo, .undo, .release, .notSampled, .void, .ask, .transfer, .reopen, .recategorise, .fix, .confirm,
            .confirm, .confirm, .cancel, .enrol, .lock, .link, .pause, .report, .morning, .time, .round, .category(1),
            .category(2), .visit(.absent), .visit(.done), .mode(1), .mode(2), .reason(1), .reason(1), .proxy(1),
            .handover, .temperature(1),
        ] + (0...2).map(Command.count) + (1...5).map(Command.role)

    /// New codes come up as the walk goes on.
    private static func happening<G: RandomNumberGenerator>(at step: Int, _ random: inout G) -> Happening {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<24:
            let number = Int.random(in: 1...6, using: &random)
            var person = Sample.person(number)
            if number == 6 { person.qr = .carriesNumber }
            if number < 3 { person.line = line(number) }
            return .personScanned(person)
        case 24..<30:
            let number = Int.random(in: 1...3, using: &random)
            return .personScanned(
                PersonSighting(
                    token: PersonToken("qr-\(number)"), kind: .opaque, qr: number == 1 ? .expiring : .stable))
        case 30: return .householdScanned(household)
        case 31..<56: return .tubeScanned(Sample.tube(Int.random(in: 1...10 + step / 25, using: &random)))
        case 60..<62: return .slipScanned(slip(Int.random(in: 1...6, using: &random)))
        case 56..<60: return .bagScanned(Sample.bag(Int.random(in: 1...4 + step / 50, using: &random)))
        case 62..<64: return .boxScanned(BoxCode("X\(Int.random(in: 1...2 + step / 100, using: &random))"))
        case 64..<68: return .sealScanned(Sample.seal(Int.random(in: 1...4 + step / 50, using: &random)))
        case 68..<72: return .badgeScanned(badges.randomElement(using: &random) ?? badges[0])
        case 72..<76:
            let entries: [PINEntry] = [
                .checked(isRight: true), .checked(isRight: false), .chosen, .repeated(isSame: true),
            ]
            return .pinEntered(entries.randomElement(using: &random) ?? .unfit)
        default: return .commandScanned(commands.randomElement(using: &random) ?? .undo)
        }
    }

    /// Who lives behind the one door of the walk: persons 1 and 2.
    private static let household = HouseholdSighting(
        code: "H1", people: (1...2).map { .init(line: "L\($0)", person: Sample.person($0).token) })

    private static func line(_ number: Int) -> RosterLine {
        RosterLine(code: "L\(number)", household: "H1", isSingleOnly: number == 2)
    }

    /// Labels that a laboratory's desk reads, and its receipts that stations read.
    private static func slip(_ number: Int) -> Slip {
        let box = BoxCode("X\(number % 3 + 1)")
        switch number {
        case 1:
            return .manifest(
                ManifestSlip(
                    station: "test", box: box, version: 1, temperature: "", bags: 2, tubes: 3, people: 3, hash: "00"))
        case 2:
            return .receipt(
                ReceiptSlip(laboratory: "lab", box: box, version: 0, bags: [Sample.bag(1)], tubes: 1, differences: []))
        default:
            let tubes = (number...(number + 1)).map { BaggedTube(code: Sample.tube($0), count: 1, isShort: false) }
            return .bag(
                BagSlip(
                    station: "test", bag: Sample.bag(number), seal: Sample.seal(number), category: "", capacity: 1,
                    round: "1", oldest: nil, tubes: tubes))
        }
    }

    /// A supervisor, an operator and a mentor.
    private func enrol(_ world: inout World) throws {
        let desk = Self.scanners[0]
        var happenings: [Happening] = [
            .commandScanned(.enrol), .badgeScanned(Self.badges[0]), .personScanned(Sample.person(90)),
            .pinEntered(.chosen), .pinEntered(.repeated(isSame: true)),
        ]
        for (badge, role) in [(Self.badges[1], Role.operator), (Self.badges[2], .mentor)] {
            happenings += [
                .commandScanned(.enrol), .badgeScanned(Self.badges[0]), .pinEntered(.checked(isRight: true)),
                .badgeScanned(badge), .personScanned(Sample.person(91)), .commandScanned(.role(role.number)),
            ]
        }
        for happening in happenings { world.take(happening, at: desk) }
        try #require(world.state.staff?.badges.count == 3)
    }

    /// What a training must not touch.
    private struct Real: Equatable {
        var lanes: [LaneID: Lane]
        var bags: [BagCode: Bag]
        var boxes: [BoxCode: Box]?
        var labels: [LabelDebt]?
        var round: RoundID
        var records: [RecordKey: CodeRecord]

        init(_ world: World) {
            lanes = world.state.lanes.mapValues { lane in
                var lane = lane
                (lane.category, lane.lot, lane.crew) = (nil, nil, nil)
                return lane
            }
            (bags, boxes, labels) = (world.state.bags, world.state.boxes, world.state.labels)
            round = world.state.round
            // Persons of the training are others; its codes are told by their moments.
            let real = ShiftRegister(base: world.register, isTraining: false)
            records = world.register.records.filter { key, _ in
                if case .person(let token) = key { return !token.text.hasPrefix("trainee") }
                if case .visit = key { return false }
                return real.record(of: key) != nil
            }
        }
    }

    @Test(arguments: 1...40) func `a training leaves real work and its records as they were`(seed: Int) throws {
        var random = Seeded(state: UInt64(seed))
        var world = World(Sample.settings(capacity: 1, order: .personFirst, lanes: 2, bagLimit: 3))
        let (desk, pack) = (Self.scanners[0], Self.scanners[1])
        world.take(.commandScanned(.category(1)), at: desk)
        for number in 1...6 {
            world.take(.personScanned(Sample.person(number)), at: desk)
            world.take(.tubeScanned(Sample.tube(number)), at: desk)
        }
        for happening: Happening in [
            .bagScanned(Sample.bag(1)), .tubeScanned(Sample.tube(1)), .bagScanned(Sample.bag(1)),
            .commandScanned(.count(1)), .sealScanned(Sample.seal(1)), .boxScanned(BoxCode("X1")),
            .bagScanned(Sample.bag(1)), .bagScanned(Sample.bag(2)), .tubeScanned(Sample.tube(2)),
        ] { world.take(happening, at: pack) }
        let before = Real(world)
        try #require(before.boxes?.count == 1 && before.bags.count == 1 && before.records.count > 12)
        world.take(.commandScanned(.training), at: desk)
        world.take(.commandScanned(.confirm), at: desk)
        try #require(world.state.isTraining)
        var accepted = 0
        for step in 0..<1_500 {
            world.now = world.now.advanced(by: .seconds(Int64.random(in: 0..<8, using: &random)))
            var happening = Self.happening(at: step, &random)
            if case .personScanned(var person) = happening {
                person.token = PersonToken("trainee-\(person.token)")
                happening = .personScanned(person)
            }
            if Int.random(in: 0..<200, using: &random) == 0 { world.take(.started, at: nil) }
            let scanner = Self.scanners.randomElement(using: &random)
            if case .accepted = world.take(happening, at: scanner).verdict { accepted += 1 }
        }
        #expect(accepted > 50, "a walk that goes nowhere")
        world.take(.commandScanned(.training), at: desk)
        world.take(.commandScanned(.confirm), at: desk)
        try #require(!world.state.isTraining)
        let after = Real(world)
        #expect(after.lanes == before.lanes && after.bags == before.bags && after.boxes == before.boxes)
        #expect(after.labels == before.labels && after.round == before.round)
        #expect(after.records == before.records)
    }

    @Test(arguments: 1...200) func `no walk breaks a promise`(seed: Int) throws {
        var random = Seeded(state: UInt64(seed))
        var settings = Sample.settings(capacity: seed % 3 + 1, order: .personFirst, lanes: 2, bagLimit: 3)
        if seed % 4 == 0 { settings.badges = BadgeRules(required: [.operator], learningTubes: 3) }
        if seed % 4 == 1 { settings.badges = BadgeRules(learningTubes: 1) }
        if seed % 10 == 7 { settings.role = .intake }
        var world = World(settings)
        var accepted: Set<String> = []
        if settings.badges != nil, settings.role == nil { try enrol(&world) }
        for step in 0..<6_000 {
            let pause = Int64.random(in: 0..<100, using: &random) == 0 ? 7_200 : Int64.random(in: 0..<8, using: &random)
            world.now = world.now.advanced(by: .seconds(pause))
            world.clock = ClockReading(
                microseconds: 1_646_439_240_000_000 + world.now.nanoseconds / 1000, utcOffsetMinutes: 480,
                isTrusted: seed % 2 == 0)
            let happening = Self.happening(at: step, &random)
            let scanner = Self.scanners.randomElement(using: &random)
            if let due = world.state.nextDeadline, due <= world.now {
                // The loop tells deadlines first; the walk's time stands still meanwhile.
                world.take(.deadlinePassed, at: nil)
            }
            if Int.random(in: 0..<400, using: &random) == 0 { world.take(.started, at: nil) }
            if Int.random(in: 0..<400, using: &random) == 0 { world.take(.wentIdle, at: nil) }
            if let after = try Promises.step(world, happening, scanner, counting: true) {
                if case .accepted(let acceptance) = world.decision(on: happening, at: scanner).verdict {
                    accepted.insert(String("\(acceptance)".prefix { $0 != "(" }))
                }
                world = after
            }
        }
        #expect(accepted.count > (settings.role == nil ? 9 : 2), "a walk that goes nowhere: \(accepted.sorted())")
    }
}

/// A small generator that is the same everywhere (SplitMix64).
private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
