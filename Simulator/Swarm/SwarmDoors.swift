import Codes
import FakeDevices
import Rosters
import Scenarios

/// The compound that a station of a swarm goes through from door to door: a few households, some of them empty, some people with
/// a number and some without, some who must be alone in a tube.
struct SwarmDoors {
    /// Lines under `codes` of the station's file.
    static let codes = "  household: {pattern: 'H[0-9]{6}'}\n  roster-line: {pattern: 'L[0-9]{8}'}"
    /// Persons of the roster, apart from those of the lanes.
    private static let firstPerson = 300_000

    private(set) var roster: Roster
    private var door = 0

    init(_ deck: Deck, random: inout Seeded) {
        var households: [Roster.Household] = []
        var lines = 0
        for number in 1...8 {
            var household = Roster.Household(
                code: Self.code("H", number, 6), building: number > 5 ? "2" : "1", door: "\(number)01")
            for _ in 0..<random.next() % 4 {
                lines += 1
                let hasNumber = random.next() % 3 > 0
                household.people.append(
                    Roster.Person(
                        line: Self.code("L", lines, 8), name: "样某\(lines)",
                        number: hasNumber ? deck.payload(of: .person(Self.firstPerson + lines)) : "",
                        isSingleOnly: random.next() % 8 == 0))
            }
            households.append(household)
        }
        roster = Roster(households: households)
    }

    /// The sheet at the door: the household's code.
    mutating func household(_ random: inout Seeded) -> Item {
        if random.next() % 2 == 0 { door = Int(random.next() % UInt64(roster.households.count)) }
        return .foreign(roster.households[door].code)
    }

    /// A line of the sheet, or the number of who it names; the household's code where nobody lives.
    mutating func person(_ random: inout Seeded) -> Item {
        let people = roster.households[door].people
        guard !people.isEmpty else { return household(&random) }
        let person = people[Int(random.next() % UInt64(people.count))]
        return .foreign(person.number.isEmpty || random.next() % 4 > 0 ? person.line : person.number)
    }

    private static func code(_ letter: String, _ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return letter + String(repeating: "0", count: width - digits.count) + digits
    }
}
