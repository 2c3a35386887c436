import Codes
import Scenarios
import Station

extension Deck {
    /// The payload of `person:1`, `tube:1`, `bag:1`, `seal:1`, `box:1`, `badge:1`, or of a command card by what stands on it,
    /// `card:CATEGORY-1`; any other text is itself.
    func payload(named text: String) -> String {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return text }
        if parts[0] == "card", let command = Deck.cards[parts[1]] { return payload(of: .card(command)) }
        guard let number = Int(parts[1]), number > 0 else { return text }
        switch parts[0] {
        case "person": return payload(of: .person(number))
        case "tube": return payload(of: .tube(number))
        case "bag": return payload(of: .bag(number))
        case "seal": return payload(of: .seal(number))
        case "box": return payload(of: .box(number))
        case "badge": return payload(of: .badge(number))
        default: return text
        }
    }

    /// By their English names.
    private static let cards: [String: Command] = {
        let names = Names(
            person: { _ in "" }, time: { _ in "" }, settings: Settings(station: "", categories: [], modes: []))
        let wording = Wording(language: .english, names: names)
        return Dictionary(Command.onCards.map { (wording.name(of: $0), $0) }) { first, _ in first }
    }()
}
