import Codes
import Controller
import Journal
import Station

/// What came of going to doors, by the rows alone: compared with the record.
struct DoorBooks {
    private struct Place: Hashable {
        var round: RoundID
        var place: VisitPlace
    }
    /// The last visit of each round.
    private var visits: [Place: Visit] = [:]

    mutating func enter(_ fact: Fact) {
        switch fact {
        case .visited(let place, let visit, let round, _): visits[Place(round: round, place: place)] = visit
        case .undone(_, _, let facts): for fact in facts.reversed() { takeBack(fact) }
        default: break
        }
    }

    private mutating func takeBack(_ fact: Fact) {
        guard case .visited(let place, _, let round, let was) = fact else { return }
        visits[Place(round: round, place: place)] = was?.round == round ? was?.visit : nil
    }

    /// Every place that the row touched, and all of them when a training begins or ends.
    func compare(_ facts: [Fact], _ loop: ControlLoop) throws {
        let round = loop.state.round
        if facts.contains(where: \.isOfTraining) {
            for place in visits.keys.filter({ $0.round == round }).map(\.place) { try compare(place, in: round, loop) }
        }
        for case .door(let place) in Set(facts.flatMap(\.touches)) { try compare(place, in: round, loop) }
    }

    /// What the station would say of a place when it is scanned now.
    private func compare(_ place: VisitPlace, in round: RoundID, _ loop: ControlLoop) throws {
        let known = try loop.journal.register.visit(to: place, in: round)
        let mine = visits[Place(round: round, place: place)]
        if known != mine { throw Books.Broken("a door's last visit is \(told(mine)), by the record \(told(known))") }
    }

    private func told(_ visit: Visit?) -> String { visit?.rawValue ?? "none" }
}

extension Fact {
    /// Whether a training begins or ends with it.
    var isOfTraining: Bool {
        switch self {
        case .trainingBegun, .trainingEnded: true
        default: false
        }
    }
}
