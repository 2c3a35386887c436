import ArgumentParser
import Controller
import Foundation
import Journal
import Messages
import Spreadsheet
import Station

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the record: a line for each person and tube, or the golden form that tests compare.",
        discussion: """
            The lines hold persons' numbers; treat the file as health data. It can be written while a station runs. \
            Standard output unless --output names a file; a workbook needs --output.

            For spreadsheet programs, --format xlsx: every cell is text there, while a program that opens the CSV cuts an \
            18-digit number to 15 digits.

            For a laboratory's server, --format fhir: a FHIR R4 transaction of the sealed tubes, that may be sent again.
            """)

    /// What lines are written as.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case csv, xlsx, fhir
    }

    @OptionGroup var journal: JournalOption

    @Option(help: "Only this round.")
    var round: String?

    @Option(help: "csv, xlsx or fhir.")
    var format = Format.csv

    @Option(
        help: ArgumentHelp(
            "Another station's journal, written into the same table; a tube that two stations have is marked. May be repeated.",
            valueName: "journal"))
    var beside: [String] = []

    @Flag(help: "The ordered facts and refusals of each lane, without times, devices and numbers.")
    var golden = false

    @Option(name: [.short, .long], help: "The file to write.")
    var output: String?

    func validate() throws {
        if format != .csv, golden { throw ValidationError("the golden form is text; leave --format out") }
        if !beside.isEmpty, golden || format == .fhir { throw ValidationError("--beside is for csv and xlsx") }
        if format == .xlsx, output == nil { throw ValidationError("name the workbook with --output FILE") }
    }

    func run() throws {
        let path = try journal.path()
        do {
            if golden { return try write(Journal.Export.golden(path: path)) }
            let round = round.map { RoundID($0) }
            let last = try ExportLedger.lastRow(ofJournal: path)
            let count: Int
            switch format {
            case .csv:
                let table = try Journal.Export.table(path: path, beside: beside, round: round)
                try write(table.csv)
                count = table.lines.count
            case .xlsx:
                let table = try Journal.Export.table(path: path, beside: beside, round: round)
                try write(table)
                count = table.lines.count
            case .fhir:
                let lines = try Journal.Export.lines(path: path, round: round).lines
                try write(FHIRBundle(lines).data())
                count = lines.count
            }
            note(
                ExportLedger.Entry(
                    at: Int64(Date().timeIntervalSince1970 * 1000), format: format.rawValue, round: self.round,
                    lines: count, through: last), path)
        } catch let error as JournalError {
            throw ending(for: error)
        } catch let error as MessageError {
            complain("\(path): \(error)")
            throw StationExit.journal
        }
    }

    /// What has left is a figure on the station's screen.
    private func note(_ entry: ExportLedger.Entry, _ path: String) {
        if !ExportLedger.append(entry, toJournal: path) {
            complain(
                "\(ExportLedger.path(ofJournal: path)) cannot be written: the station's screen will not show this export"
            )
        }
    }

    private func write(_ text: String) throws { try write(Data(text.utf8)) }

    private func write(_ data: Data) throws {
        guard let output else { return FileHandle.standardOutput.write(data) }
        if !writePrivately(data, to: output) { throw refused(output, "it cannot be written") }
    }

    private func write(_ table: Journal.Export.Table) throws {
        let output = output ?? ""
        // It is nobody else's from its first byte on.
        guard writePrivately(Data(), to: output) else { throw refused(output, "it cannot be written") }
        do {
            try Workbook.write(
                header: table.header, table.lines, sheet: "record", made: table.made, to: output,
                temporary: URL(fileURLWithPath: output).deletingLastPathComponent().path)
        } catch {
            try? FileManager.default.removeItem(atPath: output)
            let advice = error == .tooManyLines ? "; write one round with --round R, or --format csv" : ""
            throw refused(output, "\(error)\(advice)")
        }
    }

    private func refused(_ output: String, _ reason: String) -> ExitCode {
        complain("\(output): \(reason); choose another place with --output FILE")
        return StationExit.journal
    }
}
