import Codes
import Controller
import Devices
import Journal
import Station

/// What one station's rows have made so, kept apart from the station's own books and compared with them.
struct Books {
    /// Of real work or of trainings, whichever goes on.
    private var page = Page()
    private var aside = Page()

    /// A promise that the row broke.
    struct Broken: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    mutating func enter(_ row: RecordedDecision, _ loop: ControlLoop) throws {
        for fact in row.decision.facts {
            try page.check(fact, row, loop)
            enter(fact)
        }
        try page.compare(row.decision.facts, loop)
    }

    /// A row that was written and never told.
    mutating func adopt(_ row: RecordedRow) {
        for fact in row.facts { enter(fact) }
    }

    private mutating func enter(_ fact: Fact) {
        page.enter(fact)
        guard fact.isOfTraining else { return }
        if case .trainingEnded = fact { page.clear() }
        swap(&page, &aside)
    }
}

/// The books of real work, or those of trainings: codes that were used in the one are new to the other, or refused.
private struct Page {
    /// How many tubes each person is in; in another round a person has another token.
    private var bound: [PersonToken: Int] = [:]
    /// QR codes that are known as somebody's.
    private var linked: Set<PersonToken> = []
    private var seals: Set<SealNumber> = []
    /// Bags that were counted and not sealed since.
    private var counted: Set<BagCode> = []
    private var boxes = BoxBooks()
    private var doors = DoorBooks()
    private var intake = IntakeBooks()

    private typealias Broken = Books.Broken

    /// A training has ended: its tables are cleared.
    mutating func clear() {
        boxes.clear()
        intake.clear()
    }

    // MARK: Facts

    mutating func enter(_ fact: Fact) {
        doors.enter(fact)
        switch fact {
        case .personBound(_, let binding, _, _, _): bound[binding.person, default: 0] += 1
        case .personUnbound(_, let binding, _): bound[binding.person, default: 0] -= 1
        case .personCorrected(_, let from, let to, _): move(from.person, to.person)
        case .personLinked(_, let qr, _, _): linked.insert(qr)
        case .bagCounted(let bag, _): counted.insert(bag)
        case .bagReopened(let bag, _): counted.remove(bag)
        case .bagSealed(let bag, let seal, _):
            seals.insert(seal)
            counted.remove(bag)
        case .custody(let fact): boxes.enter(fact)
        case .intake(let fact): intake.enter(fact)
        case .undone(_, _, let facts): for fact in facts.reversed() { takeBack(fact) }
        default: break
        }
    }

    /// A place in a tube is another person's.
    private mutating func move(_ wrong: PersonToken, _ right: PersonToken) {
        bound[wrong, default: 0] -= 1
        bound[right, default: 0] += 1
    }

    private mutating func takeBack(_ fact: Fact) {
        switch fact {
        case .personBound(_, let binding, _, _, _): bound[binding.person, default: 0] -= 1
        case .personUnbound(_, let binding, _): bound[binding.person, default: 0] += 1
        case .personCorrected(_, let from, let to, _): move(to.person, from.person)
        case .personLinked(_, let qr, _, let was): if was?.primary == nil { linked.remove(qr) }
        case .bagCounted(let bag, _): counted.remove(bag)
        case .bagReopened(let bag, let was): if case .counted = was { counted.insert(bag) }
        case .custody(let fact): boxes.takeBack(fact)
        case .intake(let fact): intake.takeBack(fact)
        default: break
        }
    }

    /// Rules that a fact may break by itself.
    func check(_ fact: Fact, _ row: RecordedDecision, _ loop: ControlLoop) throws {
        try boxes.check(fact, loop)
        switch fact {
        case .intake(let fact): try intake.check(fact)
        case .personBound(_, let binding, _, let isRepeat, _):
            if linked.contains(binding.person) { throw Broken("a person is bound by a code that is another's") }
            if !isRepeat, bound[binding.person, default: 0] > 0 { throw Broken("a person is bound a second time") }
        case .personUnbound(_, let binding, _):
            if bound[binding.person, default: 0] < 1 { throw Broken("a person is taken out who was in no tube") }
        case .personCorrected(_, let from, let to, _):
            if bound[from.person, default: 0] < 1 { throw Broken("a person is put right who was in no tube") }
            if linked.contains(to.person) { throw Broken("a person is put right by a code that is another's") }
        case .tubeSealed(_, let tube, _, let isShort):
            let count = tube.bindings.count
            if count < 1 || count > tube.capacity { throw Broken("a tube of \(tube.capacity) is sealed with \(count)") }
            if isShort != (count < tube.capacity) {
                throw Broken("short says \(isShort) of \(count) in \(tube.capacity)")
            }
            let modes = loop.state.settings.category(tube.category)?.modes ?? []
            if !modes.isEmpty, !modes.contains(tube.mode) {
                throw Broken("category \(tube.category) is in a tube of mode \(tube.mode)")
            }
        case .bagCounted(let bag, _):
            guard case .commandScanned(.count(let number)) = row.entry.happening else { return }
            let tubes = loop.state.bags[bag]?.tubes.count ?? -1
            if number != tubes { throw Broken("a bag of \(tubes) tubes is counted as \(number)") }
        case .bagSealed(let bag, let seal, let tubes):
            if seals.contains(seal) { throw Broken("a seal is used a second time") }
            if !counted.contains(bag) { throw Broken("a bag is sealed that was not counted") }
            try check(sealed: bag, tubes, loop)
        default: break
        }
    }

    private func check(sealed bag: BagCode, _ tubes: [TubeCode], _ loop: ControlLoop) throws {
        if tubes.isEmpty || Set(tubes).count != tubes.count {
            throw Broken("a bag is sealed with \(tubes.count) tubes")
        }
        if tubes.count > loop.state.settings.bagLimit { throw Broken("a bag is sealed with \(tubes.count) tubes") }
        var categories: Set<Int> = []
        for tube in tubes {
            guard case .tube(let record)? = try loop.journal.register.record(of: .tube(tube)) else {
                throw Broken("a bag is sealed with a tube without a record")
            }
            if record.stage != .bagged(bag) || record.count < 1 {
                throw Broken("a tube in a sealed bag is \(record.stage)")
            }
            categories.insert(record.category)
        }
        if categories.count > 1 { throw Broken("a bag is sealed with tubes of \(categories.count) categories") }
    }

    // MARK: State and record

    /// State and record say the same of every tube and person that the row touched, and of what it touched.
    func compare(_ facts: [Fact], _ loop: ControlLoop) throws {
        try doors.compare(facts, loop)
        try boxes.compare(facts, loop)
        try intake.compare(facts, loop)
        for touched in Set(facts.flatMap(\.touches)) {
            switch touched {
            case .tube(let tube): try compare(tube, loop)
            case .person(let person): try compare(person, loop)
            case .lane(let lane): try compare(lane, loop)
            case .station, .bag, .packing, .box, .boxing, .door: break
            }
        }
    }

    private func compare(_ code: TubeCode, _ loop: ControlLoop) throws {
        let record = try loop.journal.register.record(of: .tube(code))
        let places = loop.state.lanes.filter { $0.value.tube(code) != nil }
        guard case .tube(let tube)? = record else {
            if !places.isEmpty { throw Broken("a tube is open without a record") }
            return
        }
        if case .open(let lane) = tube.stage {
            guard let open = places[lane]?.tube(code), places.count == 1 else {
                throw Broken("a tube is open on lane \(lane) and not there")
            }
            if open.bindings.count != tube.count {
                throw Broken("a tube holds \(open.bindings.count), its record \(tube.count)")
            }
        } else if !places.isEmpty {
            throw Broken("a tube is \(tube.stage) and stands on a lane")
        }
        switch tube.stage {
        case .bagged(let bag):
            if let open = loop.state.bags[bag], !open.tubes.contains(code) { throw Broken("a tube is not in its bag") }
        case .sealed: if tube.count < 1 { throw Broken("a sealed tube is empty") }
        case .emptied, .released, .replaced:
            if tube.count != 0 { throw Broken("\(tube.stage) tube holds \(tube.count)") }
        case .open: break
        }
    }

    private func compare(_ person: PersonToken, _ loop: ControlLoop) throws {
        let record = try loop.journal.register.record(of: .person(person))
        var count = 0
        if case .person(let known)? = record { count = known.bindings.count }
        let mine = bound[person, default: 0]
        if count != mine { throw Broken("a person is in \(mine) tubes, in \(count) by the record") }
    }

    private func compare(_ id: LaneID, _ loop: ControlLoop) throws {
        guard let lane = loop.state.lanes[id] else { return }
        let tubes = [lane.collecting.tube].compactMap(\.self) + lane.parked
        for tube in tubes {
            if tube.bindings.count > tube.capacity { throw Broken("a tube holds more than its capacity") }
            if Set(tube.bindings.map(\.slot)).count != tube.bindings.count { throw Broken("two people share a place") }
        }
        if let tube = lane.collecting.tube, tube.isFull { throw Broken("a full tube stays open") }
        if lane.parked.count > loop.state.settings.parkedLimit { throw Broken("too many full tubes wait") }
    }
}
