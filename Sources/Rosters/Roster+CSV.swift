import SwiftCSV

/// What is wrong with a roster's file: every fault with its line, none of them with what stands there.
package struct RosterError: Error, Hashable, Sendable, CustomStringConvertible {
    package var faults: [String]
    package init(_ faults: [String]) { self.faults = faults }
    package var description: String {
        let more = faults.count - RosterLimit.faults
        return (faults.prefix(RosterLimit.faults) + (more > 0 ? ["and \(more) more"] : [])).joined(separator: "\n")
    }
}

/// The columns of a roster: the first line names them, in any order and in either language.
private enum Column: String, CaseIterable {
    case household, building, unit, door, line, name, number, phone, single, note

    var chinese: String {
        switch self {
        case .household: "户码"
        case .building: "楼栋"
        case .unit: "单元"
        case .door: "门牌"
        case .line: "行码"
        case .name: "姓名"
        case .number: "证件号码"
        case .phone: "电话"
        case .single: "单采"
        case .note: "备注"
        }
    }

    static let required: [Column] = [.building, .door]

    static func named(_ text: String) -> Column? {
        let name = text.trimmed.lowercased()
        return allCases.first { $0.rawValue == name || $0.chinese == name }
    }
}

extension Roster {
    /// Reads a comma-separated file (RFC 4180) in UTF-8: a line for each person, or for a household of which nobody is known
    /// one without name, number and code. People of one place make a household, wherever their lines stand.
    ///
    /// Columns: `household`, `building`, `unit`, `door`, `line`, `name`, `number`, `phone`, `single` (yes, no, 是, 否) and `note`,
    /// or their Chinese names; `building` and `door` must be there, others are passed over.
    package init(csv text: String) throws(RosterError) {
        guard text.utf8.count <= RosterLimit.bytes else {
            throw RosterError(["expected at most \(RosterLimit.bytes / 1024) KiB; divide the roster"])
        }
        let table = try Roster.table(text)
        let columns = try Roster.columns(table.header)
        guard table.rows.count <= RosterLimit.lines else {
            throw RosterError([
                "found \(table.rows.count) lines, expected at most \(RosterLimit.lines); divide the roster"
            ])
        }
        var reader = RosterReader(columns: columns)
        for (index, row) in table.rows.enumerated() { reader.take(row, line: index + 2) }
        let faults = reader.faults
        guard faults.isEmpty else { throw RosterError(faults) }
        households = reader.households
    }

    private static func table(_ text: String) throws(RosterError) -> (header: [String], rows: [[String]]) {
        // A spreadsheet program writes a byte order mark.
        let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
        do {
            let file = try CSV<Enumerated>(string: text, delimiter: .comma, loadColumns: false)
            let rows = file.rows.filter { $0.contains { !$0.trimmed.isEmpty } }
            return (file.header, rows)
        } catch {
            throw RosterError(["the file is no comma-separated table: \(error); save it as CSV UTF-8"])
        }
    }

    private static func columns(_ header: [String]) throws(RosterError) -> [String: Int] {
        var columns: [String: Int] = [:]
        for (index, text) in header.enumerated() {
            guard let column = Column.named(text) else { continue }
            if columns[column.rawValue] != nil {
                throw RosterError(["line 1: the column \(column.rawValue) (\(column.chinese)) stands twice"])
            }
            columns[column.rawValue] = index
        }
        let missing = Column.required.filter { columns[$0.rawValue] == nil }
        guard missing.isEmpty else {
            let names = missing.map { "\($0.rawValue) (\($0.chinese))" }.joined(separator: " and ")
            let known = Column.allCases.map { "\($0.rawValue) \($0.chinese)" }.joined(separator: ", ")
            throw RosterError(["line 1: expected the column \(names); columns are \(known)"])
        }
        return columns
    }

    /// The same as a file that `init(csv:)` reads, with Chinese column names behind a byte order mark.
    package var csv: String {
        let header = Column.allCases.map(\.chinese)
        let lines = households.flatMap { household -> [[String]] in
            let place = [household.code, household.building, household.unit, household.door]
            let people = household.people.isEmpty ? [Person()] : household.people
            return people.map { place + [$0.line, $0.name, $0.number, $0.phone, $0.isSingleOnly ? "是" : "", $0.note] }
        }
        return "\u{FEFF}" + ([header] + lines).map { $0.map(Roster.quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func quoted(_ field: String) -> String {
        let isSpecial = field.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
        return isSpecial
            ? "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
            : field
    }
}

/// Takes line after line, and gathers households and faults.
private struct RosterReader {
    let columns: [String: Int]
    private(set) var households: [Roster.Household] = []
    private(set) var faults: [String] = []
    private var places: [[String]: Int] = [:]
    private var lineOfCode: [String: Int] = [:]
    private var lineOfNumber: [String: Int] = [:]
    private var placeOfCode: [String: Int] = [:]

    init(columns: [String: Int]) { self.columns = columns }

    mutating func take(_ row: [String], line: Int) {
        func field(_ column: Column) -> String {
            guard let index = columns[column.rawValue], row.indices.contains(index) else { return "" }
            return row[index].trimmed
        }
        for column in Column.allCases where field(column).count > RosterLimit.fieldCharacters {
            return fault(line, "\(column.rawValue) is longer than \(RosterLimit.fieldCharacters) characters")
        }
        for column in Column.allCases
        where field(column).unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return fault(line, "\(column.rawValue) holds a line end or another control character")
        }
        for column in Column.required where field(column).isEmpty {
            return fault(line, "expected a \(column.rawValue) (\(column.chinese))")
        }
        guard let isSingleOnly = Roster.flag(field(.single)) else {
            return fault(line, "in single (单采), expected yes or no (是 or 否), or nothing")
        }
        let person = Roster.Person(
            line: field(.line), name: field(.name), number: field(.number).uppercased(), phone: field(.phone),
            isSingleOnly: isSingleOnly, note: field(.note))
        guard let index = household(at: [field(.building), field(.unit), field(.door)], field(.household), line)
        else { return }
        guard !person.line.isEmpty || !person.name.isEmpty || !person.number.isEmpty else { return }
        add(person, to: index, line)
    }

    /// The index of the household at a place.
    private mutating func household(at place: [String], _ code: String, _ line: Int) -> Int? {
        if let index = places[place] {
            if households[index].code.isEmpty { households[index].code = code }
            if !code.isEmpty, households[index].code != code {
                fault(line, "the household (户码) has another code than in the line above it; a place has one")
                return nil
            }
            note(code, index, line)
            return index
        }
        let index = households.count
        places[place] = index
        households.append(Roster.Household(code: code, building: place[0], unit: place[1], door: place[2]))
        note(code, index, line)
        return index
    }

    private mutating func note(_ code: String, _ index: Int, _ line: Int) {
        guard !code.isEmpty else { return }
        if let other = placeOfCode[code], other != index {
            fault(line, "the household (户码) has the code of another door, \(households[other].address)")
        }
        placeOfCode[code] = placeOfCode[code] ?? index
    }

    private mutating func add(_ person: Roster.Person, to index: Int, _ line: Int) {
        if !person.line.isEmpty {
            if let first = lineOfCode[person.line] { fault(line, "its code (行码) stands already in line \(first)") }
            lineOfCode[person.line] = line
        }
        if !person.number.isEmpty {
            if let first = lineOfNumber[person.number] {
                fault(line, "its number (证件号码) stands already in line \(first); a person lives at one door")
            }
            lineOfNumber[person.number] = line
        }
        guard households[index].people.count < RosterLimit.peopleOfHousehold else {
            return fault(line, "more than \(RosterLimit.peopleOfHousehold) people at one door")
        }
        households[index].people.append(person)
    }

    private mutating func fault(_ line: Int, _ text: String) { faults.append("line \(line): \(text)") }
}

extension Roster {
    fileprivate static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "", "no", "n", "0", "false", "否": false
        case "yes", "y", "1", "true", "是": true
        default: nil
        }
    }
}

extension StringProtocol {
    /// Without white space at its ends.
    fileprivate var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text)
    }
}
