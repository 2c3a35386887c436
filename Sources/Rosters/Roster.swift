import Crypto

/// Who lives where (入户花名册): the households of a site and their people, as a residents' committee lists them. Health data
/// like the record.
package struct Roster: Hashable, Sendable {
    package struct Person: Hashable, Sendable {
        /// The code on the sheet; empty before the roster is numbered.
        package var line: String
        package var name: String
        /// A document's number; empty where it is not known.
        package var number: String
        package var phone: String
        /// Has to have a tube alone: yellow code, close contact, recheck.
        package var isSingleOnly: Bool
        /// For whoever goes there, such as "cannot walk".
        package var note: String
        package init(
            line: String = "", name: String = "", number: String = "", phone: String = "", isSingleOnly: Bool = false,
            note: String = ""
        ) {
            self.line = line
            self.name = name
            self.number = number
            self.phone = phone
            self.isSingleOnly = isSingleOnly
            self.note = note
        }
    }

    package struct Household: Hashable, Sendable {
        /// The code on the sheet; empty before the roster is numbered.
        package var code: String
        package var building: String
        package var unit: String
        package var door: String
        /// In the order of the list; empty where nobody is known.
        package var people: [Person]
        package init(code: String = "", building: String, unit: String = "", door: String, people: [Person] = []) {
            self.code = code
            self.building = building
            self.unit = unit
            self.door = door
            self.people = people
        }

        /// Where it is, `3 2 501`.
        package var address: String { [building, unit, door].filter { !$0.isEmpty }.joined(separator: " ") }
    }

    /// In the order of the list; each place once.
    package var households: [Household]

    /// SHA-256 of a roster's file in hexadecimal, by which rows name it.
    package static func digest(of file: [UInt8]) -> String {
        SHA256.hash(data: file).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    package init(households: [Household]) { self.households = households }

    package var people: Int { households.reduce(0) { $0 + $1.people.count } }
    /// Each once, in the order of the list.
    package var buildings: [String] {
        var seen: Set<String> = []
        return households.map(\.building).filter { seen.insert($0).inserted }
    }
}

package enum RosterLimit {
    /// Of a roster's file.
    package static let bytes = 4 * 1024 * 1024
    /// Lines of a roster: a compound of the mission's report had 2,264 people.
    package static let lines = 20_000
    package static let peopleOfHousehold = 50
    package static let fieldCharacters = 200
    /// Faults that are told at once.
    package static let faults = 20
    /// Households that can be numbered, and people of each.
    package static let numbers = 999_999
}

// MARK: Numbering

extension Roster {
    /// Gives codes to households and people that have none: `H` and six digits, `L`, the household's digits and two of its
    /// own. Codes that are there stay; a new one takes the next number that is free, so that sheets which are out stay true.
    ///
    /// - Returns: how many codes were given.
    package mutating func number() -> Int {
        var given = 0
        var used = Set(households.map(\.code))
        var next = 1
        for index in households.indices {
            if households[index].code.isEmpty {
                while used.contains(Roster.code("H", next, 6)) { next += 1 }
                households[index].code = Roster.code("H", next, 6)
                used.insert(households[index].code)
                given += 1
            }
            given += households[index].numberPeople()
        }
        return given
    }

    fileprivate static func code(_ letter: String, _ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return letter + String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

extension Roster.Household {
    fileprivate mutating func numberPeople() -> Int {
        let stem = "L" + code.filter { $0.isASCII && $0.isNumber }
        var used = Set(people.map(\.line))
        var given = 0
        var next = 1
        for index in people.indices where people[index].line.isEmpty {
            while used.contains(stem + Roster.code("", next, 2)) { next += 1 }
            people[index].line = stem + Roster.code("", next, 2)
            used.insert(people[index].line)
            given += 1
        }
        return given
    }
}
