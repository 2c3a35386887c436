package import Codes
import Devices
package import Rosters
package import Station

/// A roster as the loop asks it: by the codes on its sheets, and by people's numbers.
///
/// A line's code stands for the person's number, so that whoever comes to the desk with an ID card and whoever is scanned from
/// the sheet are the same person. Somebody whose number is not known is known by the line itself.
package struct RosterIndex: Sendable {
    struct Entry: Sendable {
        var person: PersonCode
        var details: PersonDetails
        var line: RosterLine
    }

    private let entries: [String: Entry]
    private let lineOfNumber: [PersonCode: String]
    private let households: [String: [String]]
    /// The households of a building, by each of them.
    private let neighbours: [String: [String]]
    /// In the order of the list, each with the codes of its households.
    package let buildings: [(name: String, households: [String])]
    /// What a row says of it.
    package let rule: RosterRule
    /// Lines whose number is no person's number at this site: they are known by their line. Without the numbers.
    package let doubts: [String]

    /// - Parameter digest: SHA-256 of its file, in hexadecimal.
    /// - Throws: what keeps it from being used: codes that are missing, or that are none of `codes.household` and
    ///   `codes.roster-line`.
    package init(_ roster: Roster, digest: String, book: CodeBook) throws(RosterError) {
        var entries: [String: Entry] = [:]
        var lines: [PersonCode: String] = [:]
        var households: [String: [String]] = [:]
        var faults: [String] = []
        var doubts: [String] = []
        for household in roster.households {
            if let fault = Self.fault(household, book) { faults.append(fault) }
            for (index, person) in household.people.enumerated() {
                if let fault = Self.fault(person, household, place: index + 1, book) { faults.append(fault) }
                let named = Self.person(person.number, book)
                if named == nil, !person.number.isEmpty {
                    doubts.append("\(household.address), person \(index + 1): the number is no person's number here")
                }
                let code =
                    named ?? PersonCode(kind: .opaque, number: Array(person.line.utf8), opaqueClass: .stable)
                if named != nil { lines[code] = person.line }
                entries[person.line] = Entry(
                    person: code,
                    details: PersonDetails(name: person.name, phone: person.phone, address: household.address),
                    line: RosterLine(
                        code: person.line, household: household.code, isSingleOnly: person.isSingleOnly))
            }
            households[household.code] = household.people.map(\.line)
        }
        guard faults.isEmpty else { throw RosterError(faults) }
        self.entries = entries
        lineOfNumber = lines
        self.households = households
        let buildings = Dictionary(grouping: roster.households, by: \.building).mapValues { $0.map(\.code) }
        self.buildings = roster.buildings.map { ($0, buildings[$0] ?? []) }
        neighbours = Dictionary(
            roster.households.map { ($0.code, buildings[$0.building] ?? []) }, uniquingKeysWith: { first, _ in first })
        self.doubts = doubts
        rule = RosterRule(digest: digest, households: households.count, people: entries.count)
    }

    private static func fault(_ household: Roster.Household, _ book: CodeBook) -> String? {
        if household.code.isEmpty {
            return "\(household.address) has no code; give codes with: scanstation roster number"
        }
        guard book.classify(Scan(payload: Array(household.code.utf8))) != .household(household.code) else { return nil }
        return "\(household.address): its code is none of codes.household"
    }

    private static func fault(
        _ person: Roster.Person, _ household: Roster.Household, place: Int, _ book: CodeBook
    ) -> String? {
        let who = "\(household.address), person \(place)"
        if person.line.isEmpty { return "\(who) has no code; give codes with: scanstation roster number" }
        guard book.classify(Scan(payload: Array(person.line.utf8))) != .rosterLine(person.line) else { return nil }
        return "\(who): the code is none of codes.roster-line"
    }

    private static func person(_ number: String, _ book: CodeBook) -> PersonCode? {
        guard !number.isEmpty, case .person(let person) = book.classify(Scan(payload: Array(number.utf8))) else {
            return nil
        }
        return person
    }

    /// The code as the sequence knows it, with what the roster says of its person.
    func resolved(_ code: Code, _ details: PersonDetails?) -> (code: Code, details: PersonDetails?, line: RosterLine?) {
        let line: String?
        switch code {
        case .rosterLine(let text): line = text
        case .person(let person): line = lineOfNumber[person]
        default: line = nil
        }
        guard let entry = line.flatMap({ entries[$0] }) else { return (code, details, nil) }
        return (.person(entry.person), details?.filled(from: entry.details) ?? entry.details, entry.line)
    }

    /// The people of a household, line by line; nil for one that is not on the roster.
    func people(of household: String) -> [Entry]? { households[household]?.compactMap { entries[$0] } }

    /// All households of this one's building, itself among them; empty for a building that is too large to be gone through while
    /// somebody waits for a verdict.
    func building(of household: String) -> [String] {
        let doors = neighbours[household] ?? []
        return doors.count <= LoopLimit.buildingDoors ? doors : []
    }

    /// By household and line, the code by which the record knows somebody.
    package var people: [String: [String: PersonCode]] {
        households.mapValues { lines in
            Dictionary(lines.compactMap { line in entries[line].map { (line, $0.person) } }) { first, _ in first }
        }
    }
}
