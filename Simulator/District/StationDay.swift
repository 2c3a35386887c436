import Codes
import FakeDevices
import Scenarios
import Station

/// One station's morning: people come, queue and are sampled one by one, tubes are sealed and bagged, the courier comes.
///
///     arrivals --queue--> desk: person, tube --full--> closing scan --> bag --courier--> laboratory
struct StationDay {
    /// What one station contributes to the report.
    struct Outcome: Sendable {
        var sampled = 0
        var leftQueue = 0
        var secondVisits = 0
        var scans = 0
        var refusals: [String: Int] = [:]
        var tubes = 0
        var shortTubes = 0
        var bags = 0
        /// Seconds that people were served, added up, and that they waited.
        var served = 0.0
        var waited = 0.0
        /// For each quarter of an hour from the opening: people sampled in it, and the queue at its end.
        var sampledIn: [Int] = []
        var queueAt: [Int] = []
        /// For each bag: hours from its oldest swab to the laboratory.
        var laboratoryHours: [Double] = []
        var closed = 0.0
    }

    private let plan: DistrictPlan
    private let isDoor: Bool
    private let deck: Deck
    private var random: Seeded
    private var machine: StationMachine
    private var outcome = Outcome()
    private var now = 0.0
    private var tubes = 0
    private var bags = 0
    /// When the first swab of the open tube was taken, and of each tube in the bag.
    private var oldestInTube: Double?
    private var sealed: [(code: String, oldest: Double)] = []
    private var ready: [Double] = []

    init(_ station: Int, _ plan: DistrictPlan, book: CodeBook, settings: Settings, deck: Deck) {
        self.plan = plan
        self.deck = deck
        isDoor = plan.isDoor(station)
        var random = Seeded(seed: plan.seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(station) &* 0x2545_F491_4F6C_DD1D)
        _ = random.next()
        self.random = random
        machine = StationMachine(book: book, settings: settings)
    }

    /// Plays the morning out, until everybody who came is gone.
    mutating func play(people: Int) -> Outcome {
        let opening = chance(isDoor ? 0 : plan.latePercent * 10) ? Double(plan.lateMinutes) * 60 : 0
        let arrivals = isDoor ? [Double](repeating: 0, count: people) : arrivals(people)
        var starts: [(arrival: Double, start: Double)] = []
        starts.reserveCapacity(people)
        now = opening
        begin()
        var courier = Double(plan.courierMinutes) * 60 * (0.5 + unit())
        for (person, arrival) in arrivals.enumerated() {
            while courier < max(now, arrival) {
                handOver(at: courier)
                courier += Double(plan.courierMinutes) * 60
            }
            if !isDoor, now - arrival > Double(plan.patienceMinutes) * 60 {
                outcome.leftQueue += 1
                starts.append((arrival, arrival + Double(plan.patienceMinutes) * 60))
                continue
            }
            now = max(now, arrival)
            starts.append((arrival, now))
            if !isDoor { outcome.waited += now - arrival }
            serve(person)
        }
        end(courier)
        outcome.queueAt = isDoor ? [] : queues(starts)
        outcome.scans = machine.scans
        outcome.refusals = machine.refusals
        outcome.closed = now
        return outcome
    }

    // MARK: The desk

    private mutating func begin() {
        // The category comes first; forgetting it is what newcomers do.
        if chance(200) { refused { $0.scan($1.payload(of: .person(1)), at: $2) } }
        machine.command(.category(1), at: now)
        let mode = isDoor ? 1 : [.single: 1, .pool10: 2, .pool20: 3][plan.collecting] ?? 1
        machine.command(.mode(mode), at: now)
    }

    private mutating func serve(_ person: Int) {
        let begun = now
        let number = deck.payload(of: .person(person + 1))
        if chance(Pace.foreign) { refused { $0.scan($1.payload(of: .foreign("HEALTH-\(person)")), at: $2) } }
        if chance(plan.codelessPerMille) { now += Pace.typing }
        if chance(Pace.tubeFirst), machine.openCount == nil {
            refused { $0.scan($1.payload(of: .tube(899_999_999)), at: $2) }
        }
        if person > 40, chance(Pace.again) {
            // Somebody who was here comes again; the station asks, and they are sent home.
            outcome.secondVisits += 1
            refused { $0.scan($1.payload(of: .person(person - 30)), at: $2) }
            machine.command(.cancel, at: now)
        }
        machine.scan(number, at: now)
        if chance(Pace.hasty) { refused { $0.scan($1.payload(of: .person(person + 2)), at: $2) } }
        now += isDoor ? triangle(Pace.door) : triangle(Pace.desk)
        bind()
        outcome.served += now - begun
        let quarter = Int(now / 900)
        while outcome.sampledIn.count <= quarter { outcome.sampledIn.append(0) }
        outcome.sampledIn[quarter] += 1
        outcome.sampled += 1
    }

    /// The tube: the open one, or a new one.
    private mutating func bind() {
        if machine.openCount == nil {
            if tubes > 2, chance(Pace.usedTube) { refused { $0.scan($1.payload(of: .tube(1)), at: $2) } }
            tubes += 1
        }
        machine.scan(deck.payload(of: .tube(tubes)), at: now)
        oldestInTube = oldestInTube ?? now
        if machine.openCount == nil { close(isShort: false) }
    }

    /// A full tube is closed by its own code, once it was out of sight; a single one was sealed with its person.
    private mutating func close(isShort: Bool) {
        let code = deck.payload(of: .tube(tubes))
        let capacity = isDoor ? 1 : plan.collecting.capacity
        if isShort { machine.command(.short, at: now) }
        if capacity > 1 { machine.scan(code, at: now) }
        outcome.tubes += 1
        outcome.shortTubes += isShort ? 1 : 0
        sealed.append((code, oldestInTube ?? now))
        oldestInTube = nil
        if sealed.count >= Pace.bagTubes { pack() }
    }

    /// The helper bags, counts and seals beside the desk.
    private mutating func pack() {
        guard let oldest = sealed.map(\.oldest).min() else { return }
        bags += 1
        machine.scan(deck.payload(of: .bag(bags)), at: now)
        for tube in sealed { machine.scan(tube.code, at: now) }
        machine.scan(deck.payload(of: .bag(bags)), at: now)
        machine.command(.count(sealed.count), at: now)
        machine.scan(deck.payload(of: .seal(bags)), at: now)
        sealed = []
        ready.append(oldest)
        outcome.bags += 1
    }

    private mutating func handOver(at time: Double) {
        for oldest in ready { outcome.laboratoryHours.append((time - oldest) / 3600 + Double(plan.driveMinutes) / 60) }
        ready = []
    }

    private mutating func end(_ courier: Double) {
        if machine.openCount != nil { close(isShort: true) }
        pack()
        var courier = courier
        while courier < now { courier += Double(plan.courierMinutes) * 60 }
        handOver(at: courier)
    }

    /// Something is refused, which costs time.
    private mutating func refused(_ scan: (inout StationMachine, Deck, Double) -> Bool) {
        _ = scan(&machine, deck, now)
        now += Pace.refusal
    }

    // MARK: Chance

    private mutating func unit() -> Double { Double(random.next() >> 11) / 9_007_199_254_740_992 }

    private mutating func chance(_ perMille: Int) -> Bool { random.next() % 1_000 < UInt64(perMille) }

    /// Triangular distribution.
    private mutating func triangle(_ pace: (least: Double, mode: Double, most: Double)) -> Double {
        let (width, rise) = (pace.most - pace.least, pace.mode - pace.least)
        let at = unit()
        if at < rise / width { return pace.least + (at * width * rise).squareRoot() }
        return pace.most - ((1 - at) * width * (pace.most - pace.mode)).squareRoot()
    }

    /// When people come: half of them before work, in the first third of the morning.
    private mutating func arrivals(_ people: Int) -> [Double] {
        let length = plan.hours * 3600
        return (0..<people).map { _ in unit() < 0.5 ? unit() * length / 3 : unit() * length }.sorted()
    }

    /// How many wait at the end of each quarter of an hour.
    private func queues(_ starts: [(arrival: Double, start: Double)]) -> [Int] {
        let quarters = Int((starts.map(\.start).max() ?? 0) / 900) + 1
        var changes = [Int](repeating: 0, count: quarters + 1)
        for (arrival, start) in starts {
            changes[min(quarters, Int(arrival / 900))] += 1
            changes[min(quarters, Int(start / 900))] -= 1
        }
        var waiting = 0
        return changes.prefix(quarters).map { change in
            waiting += change
            return waiting
        }
    }
}
