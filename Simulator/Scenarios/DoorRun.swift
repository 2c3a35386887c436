import Codes
import Devices
import FakeDevices
import Foundation

/// A compound of made-up households, visited door by door with one scanner through the shipping station: sheets are scanned, some
/// people are out, refuse or have moved, and in the middle the battery gives out. What the station says of it afterwards has to be
/// what was done.
package struct DoorRun {
    package struct Outcome: Hashable, Sendable {
        package var households = 0
        package var people = 0
        package var sampled = 0
        package var scans = 0
        package var restarts = 0
        /// What `scanstation roster coverage` printed.
        package var coverage = ""
    }

    /// Why it did not come out right.
    package struct Wrong: Error, CustomStringConvertible {
        package var description: String
    }

    private struct Person {
        var line: String
        var name: String
        var number: String
        var isSingleOnly: Bool
    }

    private enum End: CaseIterable {
        case sampled, absent, refused, moved, revisit
    }

    private let table: Table
    private let scanner: String
    private var random: Seeded
    private var outcome = Outcome()
    private var tubes = 0
    private var last: Feedback?
    /// By building: doors, people, sampled, absent, refused, moved, revisit, missing.
    private var sums: [String: [Int]] = [:]
    private var namesOfTubes: [String] = []

    /// - Parameter folder: for the configuration, the roster and the journal.
    package init(folder: String, seed: UInt64) throws(ScenarioError) {
        let place = ScannerPlace.collecting
        var configuration = ScenarioConfiguration(folder: folder, scanners: [place])
        configuration.moreCodes = "  household: {pattern: 'H[0-9]{6}'}\n  roster-line: {pattern: 'L[0-9]{8}'}"
        configuration.more = "  pairing-seconds: 600\nroster: \(folder)/roster.csv"
        scanner = place.name
        table = try Table(configuration)
        random = Seeded(seed: seed)
    }

    private var folder: String { table.configuration.folder }

    package mutating func visit(households: Int) throws -> Outcome {
        try writeRoster(households)
        let roster = try numberedRoster()
        try table.open()
        try scan(.card(.category(1)), .accepted)
        for (index, household) in roster.enumerated() {
            if index == roster.count / 2 { try restart() }
            try visit(household.code, household.building, household.people)
        }
        try compareCoverage()
        guard try table.station.stop() == 0 else { throw Wrong(description: "the station did not end in order") }
        let verified = try table.station.run(["verify", "--journal", table.configuration.journal])
        if verified.code != 0 { throw Wrong(description: "verify: \(verified.output)") }
        try compareExport()
        return outcome
    }

    // MARK: The roster

    private mutating func writeRoster(_ households: Int) throws {
        var lines = ["楼栋,门牌,姓名,证件号码,单采"]
        var number = 0
        for door in 0..<households {
            let place = "\(door / 24 + 1)号楼,\(door % 24 / 4 + 1)0\(door % 4 + 1)"
            for person in 0..<Int.random(in: 1...4, using: &random) {
                number += 1
                let isKnown = random.next() % 4 > 0
                let document = isKnown ? table.deck.payload(of: .person(number)) : ""
                let name = (person % 3 == 2 ? "\u{20BB7}" : "样") + "\(number)"
                lines.append("\(place),\(name),\(document),\(random.next() % 5 == 0 ? "是" : "")")
            }
        }
        try Data(lines.joined(separator: "\r\n").utf8).write(to: URL(fileURLWithPath: folder + "/list.csv"))
    }

    private func numberedRoster() throws -> [(code: String, building: String, people: [Person])] {
        let ended = try table.station.run([
            "roster", "number", folder + "/list.csv", "--output", folder + "/roster.csv",
        ])
        if ended.code != 0 { throw Wrong(description: "roster number ended with \(ended.code)") }
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder + "/roster.csv")), as: UTF8.self)
        var households: [(code: String, building: String, people: [Person])] = []
        // The made-up roster quotes nothing.
        for line in text.split(whereSeparator: \.isNewline).dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            let person = Person(line: fields[4], name: fields[5], number: fields[6], isSingleOnly: fields[8] == "是")
            if households.last?.code != fields[0] { households.append((fields[0], fields[1], [])) }
            households[households.count - 1].people.append(person)
        }
        return households
    }

    // MARK: At the doors

    private mutating func visit(_ code: String, _ building: String, _ people: [Person]) throws {
        var counts = [1, people.count, 0, 0, 0, 0, 0, 0]
        outcome.households += 1
        outcome.people += people.count
        try scan(.foreign(code), .accepted)
        switch random.next() % 8 {
        case 0:
            try scan(.card(.visit(.absent)), .accepted)
            counts[3] += people.count
        case 1:
            try scan(.card(.visit(.revisit)), .accepted)
            counts[6] += people.count
        case 2 where people.count > 1:
            // One is sampled, and DONE is said too early.
            try sample(people[0], &counts)
            try scan(.foreign(code), .accepted)
            try scan(.card(.visit(.done)), .attention)
            try scan(.card(.confirm), .accepted)
            counts[7] += people.count - 1
        default:
            for person in people { try visit(person, &counts) }
            try scan(.foreign(code), .accepted)
            try scan(.card(.visit(.done)), .accepted)
        }
        sums[building] = zip(sums[building] ?? [Int](repeating: 0, count: counts.count), counts).map(+)
    }

    private mutating func visit(_ person: Person, _ counts: inout [Int]) throws {
        let end = random.next() % 4 > 0 ? End.sampled : End.allCases.randomElement(using: &random) ?? .sampled
        let visits: [End: (Visit, Int)] = [
            .absent: (.absent, 3), .refused: (.refused, 4), .moved: (.moved, 5), .revisit: (.revisit, 6),
        ]
        guard let (visit, column) = visits[end] else { return try sample(person, &counts) }
        try scan(.foreign(person.line), .accepted)
        try scan(.card(.visit(visit)), .accepted)
        counts[column] += 1
    }

    /// By the sheet, or by the person's own number.
    private mutating func sample(_ person: Person, _ counts: inout [Int]) throws {
        let isByDocument = !person.number.isEmpty && random.next() % 3 == 0
        if person.isSingleOnly {
            // In a pool they are refused.
            try scan(.card(.mode(2)), .accepted)
            try scan(.foreign(person.line), .refused)
            try scan(.card(.mode(1)), .accepted)
        }
        try scan(.foreign(isByDocument ? person.number : person.line), .accepted)
        tubes += 1
        try scan(.tube(tubes), .sealed)
        namesOfTubes.append(person.name)
        counts[2] += 1
        outcome.sampled += 1
    }

    private mutating func scan(_ item: Item, _ expected: Feedback) throws {
        let heard = try table.desk.scan(item, with: scanner)
        outcome.scans += 1
        last = heard.feedback
        guard heard.feedback == expected else {
            throw Wrong(description: "scan \(outcome.scans), \(item): expected \(expected), heard \(heard.feedback)")
        }
    }

    private mutating func restart() throws {
        table.station.kill()
        outcome.restarts += 1
        try table.start()
        let repeated = try table.scanner(scanner).nextVerdict(within: table.desk.patience.verdict)?.feedback
        if repeated != last { throw Wrong(description: "after the power cut the last verdict was not said again") }
    }

    // MARK: What is said of it

    private mutating func compareCoverage() throws {
        let said = try table.station.run(["roster", "coverage", "--missing", "--config", table.configuration.file])
        if said.code != 0 { throw Wrong(description: "roster coverage ended with \(said.code)") }
        let lines = said.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        for (building, counts) in sums {
            let expected = [building] + counts.map(String.init)
            if !lines.contains(expected) { throw Wrong(description: "expected \(expected) in: \(said.output)") }
        }
        outcome.coverage = said.output
    }

    /// Each tube has the name that the roster has for its person.
    private func compareExport() throws {
        let exported = try table.station.run(["export", "--journal", table.configuration.journal])
        let lines = exported.output.split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        guard let header = lines.first, let column = header.firstIndex(of: "name"), lines.count == tubes + 1 else {
            throw Wrong(description: "the export has \(lines.count - 1) lines, expected \(tubes)")
        }
        let names = lines.dropFirst().map { $0.indices.contains(column) ? $0[column] : "" }
        if names != namesOfTubes { throw Wrong(description: "the export has other names than the roster") }
    }
}
