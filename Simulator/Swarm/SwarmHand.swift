import Assembly
import Codes
import Controller
import Devices
import FakeDevices
import Journal
import Scenarios
import Station

/// The operators of one lane: they do what the lane's screen asks for, most of the time, and what hurried people do
/// otherwise. Numbers count up, so that every code is new until somebody uses it again.
struct SwarmHand {
    let lane: LaneID
    /// Numbers, that are being typed with cards, and what is left of them.
    private var typing: [TypingKey] = []
    /// Stickers that were given to new colleagues.
    var badges = 0
    /// The devices' numbers on the bench, and their ids.
    let collect: Int
    let pack: Int
    let collectID: DeviceID
    let packID: DeviceID
    /// Whether a label's QR fits into a report of the collecting scanner: not in IBM's hand-held mode.
    private let collectReadsLabels: Bool
    var random: Seeded
    /// Full tubes are put beside until the station asks for them.
    private let closesLate: Bool
    /// When they act again.
    var due: Instant = .start
    /// Whether people come by QR codes too.
    let hasQR: Bool
    let deck: Deck
    var persons = 0
    private var tubes = 0
    var bags = 0
    var seals = 0
    var boxes = 0
    /// What lies on the packer's table; what is put away while people are trained, or what was left of trainings.
    var table = PackingTable()
    var aside = PackingTable()
    var isTraining = false
    /// Where the lane goes from door to door.
    var doors: SwarmDoors?
    /// What a household came to was the last that was said: some take it back.
    var hasVisited = false
    /// At a laboratory: the box in hand, as it came.
    var shipment: SwarmRoad.Shipment?

    /// Codes of one lane are apart from another's by so much.
    private static let stride = 50_000

    init(lane: Int, _ configuration: ScenarioConfiguration, _ scanners: [Int], seed: UInt64) {
        self.lane = LaneID(lane)
        let places = configuration.scanners
        let collecting = places.firstIndex { $0.lane == lane && $0.track != .pack } ?? 0
        let packing = places.firstIndex { $0.lane == lane && $0.track != .collect } ?? collecting
        (collect, pack) = (scanners[collecting], scanners[packing])
        (collectID, packID) = (places[collecting].device, places[packing].device)
        if case .ibm = places[collecting].model { collectReadsLabels = false } else { collectReadsLabels = true }
        hasQR = configuration.moreCodes.contains(Self.qrCodes)
        deck = Deck(configuration)
        random = Seeded(seed: seed)
        closesLate = random.next() % 2 == 0
        (persons, tubes, bags) = (lane * Self.stride, lane * Self.stride, lane * Self.stride)
        (seals, boxes) = (lane * Self.stride, lane * Self.stride)
    }

    // MARK: Acting

    /// One act at the lane; the number of readings it made.
    mutating func act(_ station: SwarmStation) -> Int {
        due = station.now.advanced(by: .milliseconds(Int64(random.next() % 6_000) + 400))
        if random.next() % 2_000 == 0 { due = due.advanced(by: .seconds(Int64(random.next() % 7_200))) }
        guard let box = station.box else { return 0 }
        if station.isFaulty, station.plan.faults.contains(.hands), random.next() % 5 == 0 {
            return scan(wrongItem(station), with: random.next() % 3 == 0 ? pack : collect, station)
        }
        return rightAct(station, box.loop)
    }

    /// What the screen asks for.
    @discardableResult
    mutating func rightAct(_ station: SwarmStation, _ loop: ControlLoop) -> Int {
        let state = loop.state
        if station.configuration.placesByCard, state.day?.places?[collectID] != lane {
            return scan(.card(.lane(lane.number)), with: collect, station)
        }
        if state.shift == .closed, !state.isTraining { return scan(.card(.morning), with: collect, station) }
        if let item = waking(state) { return scan(item, with: collect, station) }
        for (device, id) in [(collect, collectID), (pack, packID)] {
            guard let question = state.questions[id]?.question else { continue }
            if case .stock = question { return type([.digit(4), .digit(0), .enter], at: device, station) }
            if state.pinDemand(of: id) != nil { return type(pin(station), at: device, station) }
            return scan(answer(to: question, state, station), with: device, station)
        }
        if !typing.isEmpty { return scan(.card(.key(typing.removeFirst())), with: collect, station) }
        learn(state)
        if let item = training(state) { return scan(item, with: collect, station) }
        if let item = staffing(state) {
            // Nobody is enrolled in a training: it is ended first.
            let isEnded = state.isTraining && item == .card(.enrol)
            return scan(isEnded ? .card(.training) : item, with: collect, station)
        }
        if let item = labelling(state) { return scan(item, with: collect, station) }
        if station.isLaboratory, let road = station.road {
            let item = receiving(state, road, station)
            return scan(item, with: random.next() % 4 == 0 || !collectReadsLabels ? pack : collect, station)
        }
        if let item = receipt(station) { return scan(item, with: pack, station) }
        if random.next() % 4 == 0, let item = packing(state) { return scan(item, with: pack, station) }
        if random.next() % 60 == 0, case .scanPerson = state.prompt(lane: lane) {
            persons += 1
            let number = station.deck.payload(of: .person(persons))
            typing = number.map { $0 == "X" ? TypingKey.x : .digit($0.wholeNumberValue ?? 0) } + [.enter]
            // In one go, or between other things.
            if random.next() % 2 == 0 {
                defer { typing = [] }
                return type(typing, at: collect, station)
            }
        }
        if random.next() % 40 == 0, let reader = station.reader, case .scanPerson = state.prompt(lane: lane) {
            return lay(reader, station)
        }
        return scan(collecting(state.prompt(lane: lane), state), with: collect, station)
    }

    /// Most questions are answered as they should be; some are dropped.
    private mutating func answer(to question: Question, _ state: StationState, _ station: SwarmStation) -> Item {
        if station.isFaulty, random.next() % 6 == 0 { return .card(.cancel) }
        switch question {
        case .count(let bag), .recount(let bag, _):
            let tubes = state.bags[bag]?.tubes ?? []
            if case .recount(_, let seen) = question {
                return .foreign((tubes.first { !seen.contains($0) })?.text ?? bag.text)
            }
            return .card(.count(tubes.count + (random.next() % 12 == 0 ? 1 : 0)))
        case .typedPerson, .newRound, .settle, .setClock, .duplicateRound, .oldRound, .wrongCategory:
            return .card(.confirm)
        case .secondIdentifier: return random.next() % 3 == 0 ? .card(.confirm) : otherCode()
        case .link: return otherCode()
        case .shortPool, .report, .voidTube: return .card(random.next() % 2 == 0 ? .reason(1) : .confirm)
        case .release, .notSampled, .proxy: return .person(random.next() % 2 == 0 ? persons : earlier(persons))
        case .training: return .card(random.next() % 4 == 0 ? .cancel : .confirm)
        case .household: return householdAnswer()
        case .leaveHousehold: return .card(random.next() % 2 == 0 ? .confirm : .cancel)
        case .void, .ask, .mark: return .tube(earlier(tubes))
        case .reprint: return random.next() % 2 == 0 ? .bag(earlier(bags)) : .box(earlier(boxes))
        case .correcting(let correction): return step(of: correction, state, station)
        case .custody(let custody): return custodyAnswer(to: custody, state)
        case .enrolling(let step): return enrolment(step, state)
        case .intake: return .card(random.next() % 4 == 0 ? .cancel : .confirm)
        case .stock, .time, .pin: return .card(.cancel)
        }
    }

    /// The next step of a correction, with codes of late.
    private mutating func step(of correction: Correction, _ state: StationState, _ station: SwarmStation) -> Item {
        if case .revoke(let box, let courier) = correction {
            if station.road?.hasLeft(box, at: station.now) == true { return .card(.cancel) }
            if let courier { return .foreign(courier.text) }
        }
        if correction.isComplete {
            if case .reopenBag(let bag, _, _) = correction { table.open(bag) }
            return .card(random.next() % 2 == 0 ? .reason(1) : .confirm)
        }
        switch correction {
        case .recategorise: return .card(.category(Int(random.next() % 3) + 1))
        case .fix: return .bag(earlier(bags))
        case .reopen where random.next() % 3 == 0: return .box(earlier(boxes))
        case .reopen where !table.packed.isEmpty && random.next() % 2 == 0: return .foreign(anyPacked().text)
        case .reopen, .recategoriseTo: return random.next() % 2 == 0 ? .tube(earlier(tubes)) : .bag(earlier(bags))
        case .transfer: return random.next() % 2 == 0 ? .tube(earlier(tubes)) : .person(earlier(persons))
        default: return random.next() % 4 == 0 ? nextTube() : .tube(earlier(tubes))
        }
    }

    private mutating func collecting(_ prompt: Prompt, _ state: StationState) -> Item {
        switch prompt {
        case .chooseCategory: return .card(.category(Int(random.next() % 3) + 1))
        case .scanPerson, .scanPersonOrTube:
            if let item = visiting() { return item }
            return random.next() % 40 == 0 ? .card(.mode(random.next() % 3 == 0 ? 1 : 2)) : nextPerson()
        // Somebody does not open their mouth after all, also where nobody else is in the tube.
        case .scanNextPerson(_, let count, _) where random.next() % (count == 1 ? 20 : 200) == 0:
            return .card(.notSampled)
        case .scanNextPerson: return random.next() % 25 == 0 ? .card(.short) : nextPerson()
        case .scanPersonOrClose(let parked):
            let closes = !closesLate && random.next() % 3 == 0
            return closes ? .foreign((parked.first?.text) ?? "") : nextPerson()
        case .scanNewTube, .scanTube:
            let isInPool = state.lanes[lane]?.mode != 1 && state.lanes[lane]?.collecting.waiting?.isAlone == true
            return besideTube(isInPool ? .card(.mode(1)) : nextTube())
        case .scanNewTubeOrClose(let parked): return .foreign(parked.first?.text ?? "")
        case .scanOpenTube(let tube, _): return besideTube(.foreign(tube.text))
        case .scanTubeToSealShort(let tube): return .foreign(tube.text)
        case .closingScan(let parked):
            // Some go on with the queue all the same.
            return random.next() % 3 == 0 ? nextPerson() : .foreign(parked.first?.text ?? "")
        case .countBag, .sealBag, .receiveBox, .scanBagLabel, .scanSealOf, .scanTubesOf: return .card(.cancel)
        }
    }

    /// Sealed tubes are put beside.
    private mutating func learn(_ state: StationState) {
        for act in state.undo.values.sorted(by: { $0.row < $1.row }) {
            for case .tubeSealed(let id, let tube, _, _) in act.facts where id == lane {
                table.lay(tube.code)
            }
        }
    }

    private mutating func nextTube() -> Item {
        tubes += 1
        return .tube(tubes)
    }

    // MARK: Errors

    private static let cards: [Command] =
        [
            .short, .undo, .undo, .undo, .release, .notSampled, .void, .ask, .transfer, .reopen, .recategorise, .fix,
            .confirm, .cancel, .pause, .report, .morning, .stock, .round, .link, .category(1), .category(2),
            .category(3),
            .mode(1), .mode(2), .mode(2), .reason(1), .proxy(1), .lane(1), .lane(2), .time, .enrol, .lock, .role(1),
            .key(.enter), .handover, .temperature(1), .reprint, .handwritten, .training, .mark(1), .mark(2),
            .visit(.absent),
        ] + (0...4).map(Command.count)

    private mutating func wrongItem(_ station: SwarmStation) -> Item {
        if station.road != nil, random.next() % 4 == 0, let paper = anyPaper(station) { return paper }
        switch random.next() % 14 {
        case 0, 1, 2: return .card(Self.cards[Int(random.next() % UInt64(Self.cards.count))])
        case 3: return .person(earlier(persons))
        case 4: return hasQR ? otherCode() : .person(earlier(persons))
        case 5, 6: return .tube(earlier(tubes))
        case 7: return .bag(earlier(bags))
        case 8: return .seal(random.next() % 2 == 0 ? seals + 1 : earlier(seals))
        case 9: return .misread(.tube(tubes + 1))
        case 10: return .foreign("ZZ-\(random.next() % 1000)")
        case 11: return .badge(Int(random.next() % 250))
        case 12: return .box(earlier(boxes))
        default: return .card(.key(.digit(Int(random.next() % 10))))
        }
    }

    /// A number of this lane's that was used lately, or another lane's.
    mutating func earlier(_ number: Int) -> Int {
        if random.next() % 8 == 0 { return Self.stride + Int(random.next() % 20) }
        return max(1, number - Int(random.next() % 12))
    }

    // MARK: Scanning

    /// Holds a code under a scanner and hears what it says; waits mostly.
    @discardableResult
    mutating func scan(_ item: Item, with device: Int, _ station: SwarmStation) -> Int {
        let payload = Array(station.deck.payload(of: item).utf8)
        let id = device == collect ? collectID : packID
        let times = spoil(device, station)
        station.auditor.shows(payload, to: id, times: times)
        if case .card(.key) = item { station.auditor.types(on: id) }
        station.bench.read(device, payload)
        let isHurried = station.isFaulty && random.next() % 10 == 0
        if !isHurried { station.bench.pass(until: station.now.advanced(by: .milliseconds(700))) }
        for feedback in station.bench.heard(device) { station.auditor.heard(feedback, from: id) }
        return 1
    }

    /// An ID card is laid on the reader and taken away.
    private mutating func lay(_ reader: Int, _ station: SwarmStation) -> Int {
        persons += 1
        let card = FakeCard.of(station.deck, person: persons)
        _ = station.bench.withFirmware(reader, as: FakeCardReader.self) { reader, _ in reader.lay(card) }
        station.bench.pass(until: station.now.advanced(by: .seconds(3)))
        _ = station.bench.withFirmware(reader, as: FakeCardReader.self) { reader, _ in reader.lift() }
        for feedback in station.bench.heard(collect) { station.auditor.heard(feedback, from: collectID) }
        return 1
    }

    /// Lets the scanner do something wrong with its next reading, at times; how often the reading may then be recorded.
    private mutating func spoil(_ device: Int, _ station: SwarmStation) -> Int {
        guard station.isFaulty, station.plan.faults.contains(.scanners), random.next() % 12 == 0 else { return 1 }
        let seed = random.next()
        let pick = { (count: Int) in Int(seed >> 32 % UInt64(count)) }
        let line: [ScanFault] = [
            .split(at: 3), .drip, .mergeWithNext, .missingSuffix, .doubled, .repeated, .garbage(seed: seed), .silent,
            .babble(count: 25, seed: seed), .wrongBaud,
        ]
        _ = station.bench.withFirmware(device, as: FakeLineScanner.self) { scanner, _ in
            scanner.commit(line[pick(line.count) % line.count])
        }
        let ssi: [FakeSSIFault] = [
            .split(at: 4), .drip, .mergeWithNext, .wrongChecksum, .half, .garbage(seed: seed), .repeated, .silent,
            .babble(count: 2, seed: seed), .powerCycle(event: true), .lostACK, .nak(cause: 1), .lostAnswer,
        ]
        _ = station.bench.withFirmware(device, as: FakeSSIScanner.self) { scanner, _ in
            scanner.commit(ssi[pick(ssi.count) % ssi.count])
        }
        let reports: [ReportFault] = [
            .silent, .repeated, .duplicate(0), .lost(0), .lastLost, .short(bytes: 9), .wrongID, .garbage(seed: seed),
            .babble(count: 25, seed: seed),
        ]
        _ = station.bench.withFirmware(device, as: FakeHIDPOSScanner.self) { scanner, _ in
            scanner.commit(reports[pick(reports.count) % reports.count])
        }
        _ = station.bench.withFirmware(device, as: FakeIBMScanner.self) { scanner, _ in
            scanner.commit(reports[pick(reports.count) % reports.count])
        }
        return 1
    }

    // MARK: Liveness

    /// With everything in order, the lane gets a person into a tube, or a bag received, within so many acts: the count of acts
    /// it took, nil when it does not.
    mutating func comesBackToWork(_ station: SwarmStation, within limit: Int = 60) -> Int? {
        for act in 1...limit {
            guard let loop = station.box?.loop else { return nil }
            let before = loop.journal.sequence
            _ = rightAct(station, loop)
            station.bench.pass(until: station.now.advanced(by: .seconds(2)))
            let rows = [collectID, packID].compactMap { station.auditor.last(of: $0, after: before) }
            if rows.contains(where: { $0.decision.facts.contains(where: \.isWorkDone) }) { return act }
        }
        return nil
    }

    /// The name of a device of the lane that the station does not hear; nil when it hears all of them. Some have to be tried
    /// more than once: a fault that was due at the next reading comes with it.
    mutating func unheard(_ station: SwarmStation) -> String? {
        func sequence() -> Int64 { station.box?.loop.journal.sequence ?? 0 }
        var isHeard = false
        for _ in 1...5 where !isHeard {
            let before = sequence()
            _ = scan(.card(.cancel), with: pack, station)
            station.bench.pass(until: station.now.advanced(by: .seconds(2)))
            isHeard = station.auditor.last(of: packID, after: before) != nil
        }
        if !isHeard { return "scanner \(packID)" }
        guard let reader = station.reader, lane == SwarmStation.helpedLane else { return nil }
        for _ in 1...5 {
            let before = sequence()
            _ = lay(reader, station)
            if station.auditor.cardWasRead(after: before) { return nil }
        }
        return "card reader"
    }
}

extension Waiting {
    /// Whether they must have a tube of their own.
    fileprivate var isAlone: Bool { person.line?.isSingleOnly == true }
}

extension Fact {
    /// A person is in a tube, or a bag is received.
    fileprivate var isWorkDone: Bool {
        switch self {
        case .personBound, .intake(.bagDone): true
        default: false
        }
    }
}
