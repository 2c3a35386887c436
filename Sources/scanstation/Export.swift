import ArgumentParser
import Controller
import Foundation
import Journal
import Station

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the record: a CSV line for each person, or the golden form that tests compare.",
        discussion: """
            The CSV holds persons' numbers; treat the file as health data. It can be written while a station runs. \
            Standard output unless --output names a file.
            """)

    @OptionGroup var journal: JournalOption

    @Option(help: "Only this round.")
    var round: String?

    @Flag(help: "The ordered facts and refusals of each lane, without times, devices and numbers.")
    var golden = false

    @Option(name: [.short, .long], help: "The file to write.")
    var output: String?

    func run() throws {
        let path = try journal.path()
        let text: String
        do {
            text =
                golden
                ? try Journal.Export.golden(path: path)
                : try Journal.Export.csv(path: path, round: round.map { RoundID($0) })
        } catch {
            throw ending(for: error)
        }
        guard let output else { return FileHandle.standardOutput.write(Data(text.utf8)) }
        guard writePrivately(Data(text.utf8), to: output) else {
            complain("\(output): cannot be written; choose another place with --output FILE")
            throw StationExit.journal
        }
    }
}
