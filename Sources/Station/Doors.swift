package import Codes

/// A line of the roster (花名册): the person a scan named is listed there.
package struct RosterLine: Hashable, Codable, Sendable {
    /// The code printed beside the person.
    package var code: String
    /// The code of their household.
    package var household: String
    /// True for somebody who must have a tube of their own; nil for anybody else.
    package var isSingleOnly: Bool?
    package init(code: String, household: String, isSingleOnly: Bool) {
        self.code = code
        self.household = household
        self.isSingleOnly = isSingleOnly ? true : nil
    }
}

/// A household's code as the roster knows it.
package struct HouseholdSighting: Hashable, Codable, Sendable {
    package struct Member: Hashable, Codable, Sendable {
        package var line: String
        package var person: PersonToken
        package init(line: String, person: PersonToken) {
            self.line = line
            self.person = person
        }
    }
    package var code: String
    /// In the order of the roster; empty where it names nobody.
    package var people: [Member]
    /// Of its building, as it was scanned; nil where it stands alone.
    package var building: BuildingProgress?
    package init(code: String, people: [Member], building: BuildingProgress? = nil) {
        self.code = code
        self.people = people
        self.building = building
    }
}

/// How far a building is in this round.
package struct BuildingProgress: Hashable, Codable, Sendable {
    package var doors: Int
    /// Doors to go to, by `Register.isOpen`.
    package var open: Int
    package init(doors: Int, open: Int) {
        self.doors = doors
        self.open = open
    }
}

/// Whom a visit was to.
package enum VisitPlace: Hashable, Codable, Sendable {
    case household(String)
    /// A line of the roster.
    case line(String)

    package var code: String {
        switch self {
        case .household(let code), .line(let code): code
        }
    }
}

/// What the last visit of a round came to.
package struct VisitRecord: Hashable, Codable, Sendable {
    package var visit: Visit
    package var round: RoundID
    package var at: Moment
    package init(_ visit: Visit, round: RoundID, at: Moment) {
        self.visit = visit
        self.round = round
        self.at = at
    }
}

/// The roster that is in force, as far as a row says it.
package struct RosterRule: Hashable, Codable, Sendable {
    /// SHA-256 of the roster's file, in hexadecimal.
    package var digest: String
    package var households: Int
    package var people: Int
    package init(digest: String, households: Int, people: Int) {
        self.digest = digest
        self.households = households
        self.people = people
    }
}

/// How far a household is in this round.
package struct HouseholdProgress: Hashable, Codable, Sendable {
    package var people: Int
    package var sampled: Int
    /// Of those who were not sampled, how many have a visit of their own that says why.
    package var explained: Int
    /// Of the household as a whole.
    package var last: Visit?
    package var building: BuildingProgress?
    package init(people: Int, sampled: Int, explained: Int, last: Visit?, building: BuildingProgress? = nil) {
        self.building = building
        self.people = people
        self.sampled = sampled
        self.explained = explained
        self.last = last
    }
    /// People of whom nothing is known.
    package var missing: Int { people - sampled - explained }
}

/// What the record knows of a household's doors and people.
struct DoorKnowledge: Hashable, Sendable {
    /// Of this round.
    var records: [VisitPlace: VisitRecord] = [:]
    var sampled: Set<PersonToken> = []

    init() {}

    init<R: Register>(
        of happening: Happening, answering question: Question?, on lane: LaneID?, in state: StationState,
        from register: borrowing R
    ) throws(R.Failure) {
        var household: HouseholdSighting?
        switch (happening, question) {
        case (.householdScanned(let sighting), _): household = sighting
        case (.commandScanned(.visit), .household(let sighting, _)),
            (.commandScanned(.confirm), .leaveHousehold(let sighting, _)):
            household = sighting
        default: break
        }
        if let household {
            try note(.household(household.code), state.round, register)
            for member in household.people {
                try note(.line(member.line), state.round, register)
                if try register.binding(of: member.person) != nil { sampled.insert(member.person) }
            }
        } else if let line = lane.flatMap({ state.lanes[$0]?.collecting.waiting?.person.line }) {
            try note(.line(line.code), state.round, register)
        }
    }

    /// Other rounds' visits are over.
    private mutating func note<R: Register>(
        _ place: VisitPlace, _ round: RoundID, _ register: borrowing R
    ) throws(R.Failure) {
        guard case .visit(let record)? = try register.record(of: .visit(place, round)) else { return }
        records[place] = record
    }

    func progress(of household: HouseholdSighting) -> HouseholdProgress {
        let left = household.people.filter { !sampled.contains($0.person) }
        return HouseholdProgress(
            people: household.people.count, sampled: household.people.count - left.count,
            explained: left.count { records[.line($0.line)] != nil },
            last: records[.household(household.code)]?.visit, building: household.building)
    }
}

/// How things stand with somebody of the roster in a round.
package enum RosterStanding: Hashable, Sendable {
    case sampled(Binding)
    /// What a visit to them came to, or one to their household.
    case visited(Visit)
    /// Nothing is known; DONE does not say why either.
    case missing

    /// Whether somebody has to go there, again or for the first time.
    package var isOpen: Bool {
        switch self {
        case .sampled: false
        case .visited(let visit): visit.isOpen
        case .missing: true
        }
    }
}

extension Visit {
    fileprivate var isOpen: Bool {
        switch self {
        case .absent, .revisit: true
        case .refused, .moved, .done: false
        }
    }
}

extension Register {
    /// Somebody who was sampled counts as sampled, whatever a visit says; one of their own comes before their household's.
    package func standing(
        of member: HouseholdSighting.Member, in household: HouseholdSighting, round: RoundID
    ) throws(Failure) -> RosterStanding {
        if let binding = try binding(of: member.person) { return .sampled(binding) }
        if let own = try visit(to: .line(member.line), in: round) { return .visited(own) }
        guard let visit = try visit(to: .household(household.code), in: round), visit != .done else { return .missing }
        return .visited(visit)
    }

    /// Whether a door has to be gone to. One behind which nobody is known is until a visit has said what is there.
    package func isOpen(_ household: HouseholdSighting, in round: RoundID) throws(Failure) -> Bool {
        if household.people.isEmpty { return try visit(to: .household(household.code), in: round)?.isOpen ?? true }
        for member in household.people where try standing(of: member, in: household, round: round).isOpen {
            return true
        }
        return false
    }

    /// The last one of a round.
    package func visit(to place: VisitPlace, in round: RoundID) throws(Failure) -> Visit? {
        guard case .visit(let visit)? = try record(of: .visit(place, round)) else { return nil }
        return visit.visit
    }

    /// Where somebody is in their round, by this code or by one it was linked to.
    func binding(of person: PersonToken) throws(Failure) -> Binding? {
        var next: PersonToken? = person
        for _ in 0..<Knowledge.links {
            guard let token = next, case .person(let record)? = try record(of: .person(token)) else { return nil }
            if let binding = record.binding { return binding }
            next = record.primary
        }
        return nil
    }
}

extension Happening {
    var isOfDoors: Bool {
        switch self {
        case .householdScanned, .commandScanned(.visit): true
        default: false
        }
    }
}

/// Door to door (入户), WORKFLOW.md 2 and 3.2: what the roster's sheet says, scanned at the door or from paper afterwards.
///
///     household --> told how far it is --ABSENT, REFUSED, MOVED, REVISIT--> visited
///                                      --DONE--> nobody missing: visited; else asked --CONFIRM--> visited
///     person's line --> waits for the tube, as by any other code --ABSENT ... REVISIT--> visited, and waits no more
///
/// Whoever was sampled counts as sampled, whatever a visit before or after says.
extension Desk {
    private var doors: DoorKnowledge { event.known.doors }

    func householdScanned(_ household: HouseholdSighting) -> Decision {
        if scanner.track == .pack { return refuse(.wrongClass(.household, expected: expected)) }
        if let waiting = lane.collecting.waiting { return refuse(.personWaits(waiting.person.token)) }
        return ask(.household(household, doors.progress(of: household)))
    }

    func visitGiven(_ visit: Visit) -> Decision {
        if case .household(let household, _)? = standing {
            let progress = doors.progress(of: household)
            if visit == .done, progress.missing > 0 { return ask(.leaveHousehold(household, progress)) }
            return visited(household, visit)
        }
        guard visit != .done, scanner.track != .pack, let waiting = lane.collecting.waiting,
            let line = waiting.person.line
        else { return refuse(.notNow(.visit(visit))) }
        let place = VisitPlace.line(line.code)
        return accept(
            .visited(place, visit),
            [visited(place, visit), .personLeft(laneID, waiting)])
    }

    /// CONFIRM after DONE, although somebody is missing.
    func leave(_ household: HouseholdSighting) -> Decision { visited(household, .done) }

    private func visited(_ household: HouseholdSighting, _ visit: Visit) -> Decision {
        let place = VisitPlace.household(household.code)
        return accept(.visited(place, visit), [visited(place, visit)])
    }

    private func visited(_ place: VisitPlace, _ visit: Visit) -> Fact {
        .visited(place, visit, round: state.round, was: doors.records[place])
    }

    /// Why somebody who must have a tube of their own cannot go into this one.
    func obstacle(to person: PersonSighting) -> Refusal? {
        guard person.line?.isSingleOnly == true else { return nil }
        return (lane.collecting.tube?.capacity ?? mode.capacity) > 1 ? .aloneOnly(person.token) : nil
    }
}
