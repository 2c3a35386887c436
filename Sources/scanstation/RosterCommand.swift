import ArgumentParser
import Codes
import Controller
import Documents
import Foundation
import Journal
import Rosters
import Station
import Symbols

struct RosterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roster",
        abstract: "Households and their people (入户花名册): give codes, print sheets, see who is missing.",
        discussion: """
            A roster is a CSV file in UTF-8, one line for each person. Its first line names the columns, in any order and in \
            either language: building 楼栋 and door 门牌, which must be there, unit 单元, name 姓名, number 证件号码, phone 电话, \
            single 单采 (yes 是: must have a tube alone), note 备注, and the codes household 户码 and line 行码, which \
            "roster number" gives. The configuration names the file: roster: /etc/scanstation/roster.csv. A station reads \
            it when it starts.

            Every output holds people's names; treat it as health data.
            """, subcommands: [Number.self, Sheets.self, CoverageCommand.self])
}

extension RosterCommand {
    struct Number: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give codes to households and people that have none; codes that are there stay.")

        @Argument(help: "The roster as it is.")
        var file: String

        @Option(name: [.short, .long], help: "The roster with codes; may be the same file.")
        var output: String

        func run() throws {
            var (roster, _) = try RosterFile.read(file)
            let given = roster.number()
            guard writePrivately(Data(roster.csv.utf8), to: output) else { throw RosterFile.unwritable(output) }
            print("\(output): \(roster.households.count) households, \(roster.people) people, \(given) codes given")
        }
    }

    struct Sheets: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the roster with its codes: A4, as PDF, to be scanned at the door or filled in by hand.",
            discussion: """
                Scan a household's code and ABSENT, REFUSED, MOVED, REVISIT or DONE; or a person's code and the tube. A \
                sheet that was filled in by hand, with the tube's spare label stuck on, is scanned in the same way afterwards.
                """)

        @OptionGroup var configuration: ConfigurationOption

        @Option(help: "Only this building.")
        var building: String?

        @Option(name: [.short, .long], help: "The PDF file to write.")
        var output = "roster.pdf"

        @Option(help: "A TrueType or OpenType file with Chinese glyphs. Default: what Debian's font packages install.")
        var font: String?

        func run() throws {
            let configuration = try configuration.load()
            let (roster, _) = try configuration.needRoster()
            let households = try roster.households(of: building)
            let typeface = try openTypeface(font)
            do {
                let title = "入户 Door to door" + (building.map { "  \($0)" } ?? "")
                let sheet = RosterSheet(title: title, households: households.map(\.onSheet))
                let pages = try sheet.pages(typeface: typeface)
                guard writePrivately(Data(try pdf(pages, title: "Roster")), to: output) else {
                    throw RosterFile.unwritable(output)
                }
                print(
                    "\(output): \(pages.count) \(pages.count == 1 ? "page" : "pages"), \(households.count) households")
            } catch let error as SymbolError {
                complain("\(error)")
                throw StationExit.failure
            } catch let error as DrawingError {
                complain("\(error)")
                throw StationExit.failure
            }
        }
    }

    struct CoverageCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "coverage",
            abstract: "Say for each building who was sampled and who is missing. Can be asked while a station runs.",
            discussion: """
                Somebody who was sampled counts as sampled, wherever and by whatever code. A visit to a household stands for \
                those of its people who were not sampled and have no visit of their own.
                """)

        @OptionGroup var configuration: ConfigurationOption

        @Option(help: "Only this building.")
        var building: String?

        @Option(help: "In this round. Default: the one that runs.")
        var round: String?

        @Flag(help: "List the doors to go to, with the codes of those who were not sampled.")
        var missing = false

        func run() throws {
            let configuration = try configuration.load()
            let (roster, index) = try configuration.needRoster()
            let households = try roster.households(of: building)
            do {
                let coverage = try Journal.Export.coverage(
                    path: configuration.journalPath, households: index.people, round: round.map { RoundID($0) })
                print("round \(coverage.round), at \(coverage.at)")
                print(CoverageTable(households, coverage).text)
                if missing { CoverageTable.missing(households, coverage).forEach { print($0) } }
            } catch {
                throw ending(for: error)
            }
        }
    }
}

/// A line for each building, and one for all.
private struct CoverageTable {
    let text: String

    init(_ households: [Roster.Household], _ coverage: Coverage) {
        var order: [String] = []
        var progress: [String: RosterProgress] = [:]
        for household in households {
            if progress[household.building] == nil { order.append(household.building) }
            progress[household.building, default: RosterProgress()].add(
                household.code, people: household.people.map(\.line), coverage)
        }
        let header = ["building", "doors", "people", "sampled", "absent", "refused", "moved", "revisit", "missing"]
        let counts = order.compactMap { progress[$0]?.counts }
        let all = counts.reduce([Int](repeating: 0, count: header.count - 1)) { zip($0, $1).map(+) }
        let rows = zip(order, counts).map { [$0] + $1.map(String.init) } + [["all"] + all.map(String.init)]
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        text = ([header] + rows).map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
                .trimmingEnd
        }.joined(separator: "\n")
    }

    /// The doors to go to, with the lines of those who were not sampled.
    static func missing(_ households: [Roster.Household], _ coverage: Coverage) -> [String] {
        households.filter { coverage.open.contains($0.code) }.map { household in
            let open = household.people.map(\.line).filter { coverage.people[$0]?.isOpen ?? true }
            let who = household.people.isEmpty ? "nobody is known" : "\(open.count) of \(household.people.count)"
            let lines = open.isEmpty ? "" : " (\(open.joined(separator: ", ")))"
            let visit = coverage.visits[household.code].map { ", last visit: \($0.rawValue)" } ?? ""
            return "\(household.address)  \(household.code)  \(who)\(lines)\(visit)"
        }
    }
}

extension RosterProgress {
    /// As the table has them.
    fileprivate var counts: [Int] { [doors, people, sampled, absent, refused, moved, revisit, missing] }
}

extension String {
    fileprivate var trimmingEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}

extension Roster.Household {
    fileprivate var onSheet: RosterSheet.Household {
        RosterSheet.Household(
            code: code, place: address,
            people: people.map {
                RosterSheet.Person(code: $0.line, name: $0.name, note: $0.note, isSingleOnly: $0.isSingleOnly)
            })
    }
}

extension Roster {
    /// All, or those of one building; ends where it has none.
    fileprivate func households(of building: String?) throws -> [Household] {
        guard let building else { return households }
        let found = households.filter { $0.building == building }
        guard found.isEmpty else { return found }
        complain("the roster has no building \(building); it has: \(buildings.prefix(40).joined(separator: ", "))")
        throw StationExit.failure
    }
}

/// Reads rosters; what is wrong with one goes to standard error.
enum RosterFile {
    static func read(_ path: String) throws -> (roster: Roster, digest: String) {
        guard let data = FileManager.default.contents(atPath: path) else {
            complain("\(path): the roster cannot be read")
            throw StationExit.configuration
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            complain("\(path): the roster is not in UTF-8; save it as CSV UTF-8")
            throw StationExit.configuration
        }
        do {
            return (try Roster(csv: text), Roster.digest(of: Array(data)))
        } catch {
            throw refused(path, error)
        }
    }

    static func refused(_ path: String, _ error: RosterError) -> ExitCode {
        for line in error.description.split(separator: "\n") { complain("\(path): \(line)") }
        return StationExit.configuration
    }

    static func unwritable(_ path: String) -> ExitCode {
        complain("\(path): it cannot be written; choose another place with --output FILE")
        return StationExit.journal
    }
}

extension Configuration {
    /// The roster that the configuration names; nil where it names none.
    func roster(_ book: CodeBook) throws -> (roster: Roster, index: RosterIndex)? {
        guard let rosterPath else { return nil }
        let (roster, digest) = try RosterFile.read(rosterPath)
        do {
            return (roster, try RosterIndex(roster, digest: digest, book: book))
        } catch {
            throw RosterFile.refused(rosterPath, error)
        }
    }

    fileprivate func needRoster() throws -> (roster: Roster, index: RosterIndex) {
        if let found = try roster(codeBook()) { return found }
        complain("the configuration names no roster; add: roster: /etc/scanstation/roster.csv")
        throw StationExit.configuration
    }
}
