import Codes
import Station

/// Things of the deck by name: `person:1`, `tube:1`, `bag:1`, `seal:1`, `box:1`, `badge:1`, or a command card by what stands
/// on it, `card:CATEGORY-1`.
extension Item {
    /// Nil for a text that names none.
    package init?(named text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        if parts[0] == "card", let command = Item.cards[parts[1]] {
            self = .card(command)
            return
        }
        guard let number = Int(parts[1]), number > 0 else { return nil }
        switch parts[0] {
        case "person": self = .person(number)
        case "tube": self = .tube(number)
        case "bag": self = .bag(number)
        case "seal": self = .seal(number)
        case "box": self = .box(number)
        case "badge": self = .badge(number)
        default: return nil
        }
    }

    /// Nil for what has no name.
    package var name: String? {
        switch self {
        case .person(let number): "person:\(number)"
        case .tube(let number): "tube:\(number)"
        case .bag(let number): "bag:\(number)"
        case .seal(let number): "seal:\(number)"
        case .box(let number): "box:\(number)"
        case .badge(let number): "badge:\(number)"
        case .card(let command): "card:\(Item.english.name(of: command))"
        case .misread, .twice, .foreign: nil
        }
    }

    private static let english = Wording(
        language: .english,
        names: Names(person: { _ in "" }, time: { _ in "" }, settings: Settings(station: "", categories: [], modes: []))
    )

    private static let cards: [String: Command] = Dictionary(Command.onCards.map { (english.name(of: $0), $0) }) {
        first, _ in first
    }
}

extension Deck {
    /// The payload of what is named so; any other text is itself.
    package func payload(named text: String) -> String { Item(named: text).map(payload(of:)) ?? text }
}
