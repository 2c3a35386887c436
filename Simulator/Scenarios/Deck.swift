package import Codes
import Devices
package import FakeDevices
import Journal

/// One thing that can be held under a scanner. Numbers count from 1.
package enum Item: Hashable, Sendable {
    case person(Int)
    case tube(Int)
    case bag(Int)
    case seal(Int)
    case box(Int)
    case badge(Int)
    case card(Command)
    /// A reading in which the last character came out wrong.
    indirect case misread(Item)
    /// A reading in which the code stands twice.
    indirect case twice(Item)
    /// Something that is none of the site's codes.
    case foreign(String)
}

/// Everything a scenario scans: codes that the configuration's classes accept, cards of its key, persons that nobody is.
package struct Deck: Sendable {
    private let cards: CommandCards

    package init(_ configuration: ScenarioConfiguration) {
        cards = CommandCards(check: cardCheck(siteKey: configuration.cardKey))
    }

    /// The bytes a scanner sends for the thing, as text.
    package func payload(of item: Item) -> String {
        switch item {
        case .person(let number): SyntheticPersons.number(number)
        case .tube(let number): tube(number)
        case .bag(let number): "B" + padded(number, 8)
        case .seal(let number): "FQ" + padded(number, 7)
        case .box(let number): "BX" + padded(number, 7)
        case .badge(let number): "K-" + padded(number, 4)
        case .card(let command): cards.payload(of: command)
        case .misread(let item): misread(payload(of: item))
        case .twice(let item): payload(of: item) + payload(of: item)
        case .foreign(let text): text
        }
    }

    private func tube(_ number: Int) -> String {
        let head = "T" + padded(number, 9)
        let check = CheckDigit.luhn.character(after: Array(head.utf8)) ?? UInt8(ascii: "0")
        return head + String(UnicodeScalar(check))
    }

    /// Another last digit, so that no check digit fits.
    private func misread(_ text: String) -> String {
        text.dropLast() + (text.last == "0" ? "1" : "0")
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension FakeCard {
    /// The resident identity card of a person of the deck.
    package static func of(_ deck: Deck, person: Int) -> FakeCard {
        let number = deck.payload(of: .person(person))
        let birth = String(number.dropFirst(6).prefix(8))
        return FakeCard(kind: .resident, number: number, chineseName: "样某", sex: .unspecified, birth: birth)
    }
}

extension Item: CustomStringConvertible {
    /// For accounts and errors; never a person's number.
    package var description: String {
        switch self {
        case .person(let number): "person \(number)"
        case .tube(let number): "tube \(number)"
        case .bag(let number): "bag \(number)"
        case .seal(let number): "seal \(number)"
        case .box(let number): "box \(number)"
        case .badge(let number): "badge \(number)"
        case .card(let command): "the card \(command)"
        case .misread(let item): "\(item), misread"
        case .twice(let item): "\(item), read twice in one"
        case .foreign: "a foreign code"
        }
    }
}
