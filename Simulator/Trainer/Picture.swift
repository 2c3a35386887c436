package import Codes
import Devices
package import Journal
package import Scenarios
package import Station

/// How the desk stands, as the journal's rows tell it: a fold over their facts, in the deck's numbers. Lessons look at it to
/// say what would be right now; they decide nothing of it.
///
/// Not modelled: boxes, labels, badges, other desks.
package struct Picture: Hashable, Sendable {
    package enum Stage: Hashable, Sendable {
        case open
        /// Full, and not sealed.
        case parked
        case sealed
        case bagged(Int)
        /// Never to be used again.
        case dead
    }

    package struct Glass: Hashable, Sendable {
        package var category: Int
        package var capacity: Int
        package var people: [Int] = []
        package var stage = Stage.open
        package var isShortAllowed = false
    }

    package enum Phase: Hashable, Sendable { case open, closed, counted, sealed }

    package struct Sack: Hashable, Sendable {
        package var phase = Phase.open
        package var tubes: [Int] = []
    }

    package var category: Int?
    package var mode = 1
    package var waiting: Int?
    package var tubes: [Int: Glass] = [:]
    package var bags: [Int: Sack] = [:]
    /// What stands at the packing scanner, and at the other.
    package var packingQuestion: Question?
    package var question: Question?
    /// Tubes that were seen in the recount that stands.
    package var recounted: [Int] = []
    /// What UNDO at the collecting scanner would take back.
    package var last: Acceptance?
    package var isClosed = false

    package init() {}

    package init(_ rows: [RecordedRow], numbers: DeckNumbers) {
        for row in rows {
            let before = self
            for fact in row.facts { take(fact, numbers) }
            guard let scanner = row.scanner, scanner.track != .pack else { continue }
            if case .accepted(let acceptance) = row.verdict {
                if case .undone = acceptance { last = nil } else { last = acceptance }
            } else {
                last = before.last
            }
        }
    }

    // MARK: What stands

    package var open: (number: Int, glass: Glass)? { first { $0 == .open } }
    package var parked: (number: Int, glass: Glass)? { first { $0 == .parked } }

    /// Nothing is under way at the collecting scanner.
    package var isClear: Bool { waiting == nil && open == nil && parked == nil && question == nil }

    /// The tube that holds this person.
    package func tube(of person: Int) -> (number: Int, glass: Glass)? {
        tubes.sorted { $0.key < $1.key }.first { $0.value.people.contains(person) && $0.value.stage != .dead }
            .map { ($0.key, $0.value) }
    }

    /// This tube, or, when it is used already, one that lies in reserve.
    package func fresh(_ number: Int) -> Int {
        if tubes[number] == nil { return number }
        return (TrainerLimit.reserve...TrainerLimit.deck.upperBound).first { tubes[$0] == nil } ?? number
    }

    /// Sealed tubes of this category that are in no bag.
    package func loose(category: Int) -> [Int] {
        tubes.filter { $0.value.stage == .sealed && $0.value.category == category }.keys.sorted()
    }

    private func first(where isSo: (Stage) -> Bool) -> (number: Int, glass: Glass)? {
        tubes.sorted { $0.key < $1.key }.first { isSo($0.value.stage) }.map { ($0.key, $0.value) }
    }

    // MARK: Facts

    private mutating func take(_ fact: Fact, _ numbers: DeckNumbers) {
        switch fact {
        case .categoryChosen(_, let number, _): category = number
        case .modeChosen(_, let number, _): mode = number
        case .personCame(_, let waits): waiting = numbers[waits.person.token]
        case .personLeft: waiting = nil
        case .tubeOpened(_, let tube):
            tubes[numbers[tube.code]] = Glass(category: tube.category, capacity: tube.capacity)
        case .personBound(_, let binding, let from, _, _):
            if from != nil { waiting = nil }
            tubes[numbers[binding.tube]]?.people.append(numbers[binding.person])
        case .personUnbound(_, let binding, _): remove(numbers[binding.person], from: numbers[binding.tube])
        case .tubeParked(_, let code): tubes[numbers[code]]?.stage = .parked
        case .shortAllowed(_, let code): tubes[numbers[code]]?.isShortAllowed = true
        case .shortWithdrawn(_, let code): tubes[numbers[code]]?.isShortAllowed = false
        case .tubeSealed(_, let tube, _, _): tubes[numbers[tube.code]]?.stage = .sealed
        case .tubeReleased(_, let code, _): tubes[numbers[code]] = nil
        case .tubeEmptied(_, let code, _): tubes[numbers[code]]?.stage = .dead
        case .tubeReopened(_, let tube, _): tubes[numbers[tube.code]]?.stage = .open
        case .tubeRecategorised(let code, _, let category, _): tubes[numbers[code]]?.category = category
        case .shiftClosed: isClosed = true
        case .shiftBegun: isClosed = false
        case .asked(let device, let standing, _): stand(standing.question, at: device, numbers)
        case .questionEnded(let device, _): stand(nil, at: device, numbers)
        case .undone(_, _, let facts): for fact in facts.reversed() { takeBack(fact, numbers) }
        default: pack(fact, numbers)
        }
    }

    private mutating func pack(_ fact: Fact, _ numbers: DeckNumbers) {
        switch fact {
        case .bagOpened(let bag, _, _): bags[numbers[bag]] = Sack()
        case .tubeJoined(let tube, let bag): join(numbers[tube], numbers[bag])
        case .tubeLeftBag(let tube, let bag, _): leave(numbers[tube], numbers[bag])
        case .bagClosed(let bag, _): bags[numbers[bag]]?.phase = .closed
        case .bagReopened(let bag, _): bags[numbers[bag]]?.phase = .open
        case .bagCounted(let bag, _): bags[numbers[bag]]?.phase = .counted
        case .bagSealed(let bag, _, _): bags[numbers[bag]]?.phase = .sealed
        default: return
        }
    }

    private mutating func takeBack(_ fact: Fact, _ numbers: DeckNumbers) {
        switch fact {
        case .categoryChosen(_, _, let was): category = was
        case .modeChosen(_, _, let was): mode = was
        case .personCame: waiting = nil
        case .personLeft(_, let waits): waiting = numbers[waits.person.token]
        case .tubeOpened(_, let tube): tubes[numbers[tube.code]] = nil
        case .personBound(_, let binding, let from, _, _):
            remove(numbers[binding.person], from: numbers[binding.tube])
            if let from { waiting = numbers[from.person.token] }
        case .personUnbound(_, let binding, _): tubes[numbers[binding.tube]]?.people.append(numbers[binding.person])
        case .tubeParked(_, let code): tubes[numbers[code]]?.stage = .open
        case .shortAllowed(_, let code): tubes[numbers[code]]?.isShortAllowed = false
        case .tubeSealed(_, let tube, let place, _):
            tubes[numbers[tube.code]]?.stage = place == .open ? .open : .parked
        case .tubeRecategorised(let code, _, _, let was): tubes[numbers[code]]?.category = was
        case .asked(let device, _, let was): stand(was?.question, at: device, numbers)
        case .questionEnded(let device, let was): stand(was.question, at: device, numbers)
        case .bagOpened(let bag, _, _): bags[numbers[bag]] = nil
        case .tubeJoined(let tube, let bag): leave(numbers[tube], numbers[bag])
        case .bagClosed(let bag, _): bags[numbers[bag]]?.phase = .open
        case .bagCounted(let bag, _): bags[numbers[bag]]?.phase = .closed
        default: return
        }
    }

    private mutating func stand(_ question: Question?, at device: DeviceID, _ numbers: DeckNumbers) {
        guard device == DeckNumbers.packing else {
            self.question = question
            return
        }
        packingQuestion = question
        if case .recount(_, let seen)? = question { recounted = seen.map { numbers[$0] } } else { recounted = [] }
    }

    private mutating func remove(_ person: Int, from tube: Int) {
        tubes[tube]?.people.removeAll { $0 == person }
    }

    private mutating func join(_ tube: Int, _ bag: Int) {
        tubes[tube]?.stage = .bagged(bag)
        bags[bag]?.tubes.append(tube)
    }

    private mutating func leave(_ tube: Int, _ bag: Int) {
        tubes[tube]?.stage = .sealed
        bags[bag]?.tubes.removeAll { $0 == tube }
    }
}

/// Which number of the deck a code is; 0 for one that is not of it.
package struct DeckNumbers: Sendable {
    static let packing = TrainingDesk.configuration(folder: "").scanners.first { $0.track == .pack }?.device

    private var codes: [String: Int] = [:]
    private var people: [PersonToken: Int] = [:]

    package init(_ deck: Deck, people known: [PersonToken: PersonCode]) {
        var persons: [String: Int] = [:]
        for number in TrainerLimit.deck {
            persons[deck.payload(of: .person(number))] = number
            for item in [Item.tube(number), .bag(number)] { codes[deck.payload(of: item)] = number }
        }
        people = known.compactMapValues { persons[String(decoding: $0.number, as: UTF8.self)] }
    }

    subscript(tube: TubeCode) -> Int { codes[tube.text] ?? 0 }
    subscript(bag: BagCode) -> Int { codes[bag.text] ?? 0 }
    subscript(person: PersonToken) -> Int { people[person] ?? 0 }
}
