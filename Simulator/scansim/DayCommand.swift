import ArgumentParser
import Documents
import Foundation
import Paper
import Swarm
import Symbols

struct DayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "day",
        abstract: "Work one day of one station, to the laboratory and back.",
        discussion: """
            People in every mode, errors of every kind of the table of refusals, bags, boxes and the courier; then a \
            laboratory's desk that knows nothing but the labels: each is printed on paper and its QR read by zbarimg. What the \
            laboratory counts is what the station recorded, and the receipts say so. Ends with 1 where anything comes out \
            otherwise.
            """)

    @Option(help: "People.")
    var people = 700

    @Option(help: "The seed.")
    var seed: UInt64 = 1

    func run() throws {
        do {
            let typeface = try scansim.typeface(nil)
            let folder = NSTemporaryDirectory() + "scansim-day-\(ProcessInfo.processInfo.processIdentifier)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let readers = SymbolReaders(folder: folder)
            let outcome = try DayRun.run(seed: seed, people: people) { job in
                let printed = LabelPaper.print(job, language: .zpl, dotsPerMillimetre: 8, typeface: typeface)
                return try readers.zbar([Photograph(label: printed.raster)])[0]["QR-Code"] ?? ""
            }
            let names = outcome.outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            print(names.joined(separator: ", "))
            print(
                "\(outcome.people) people, \(outcome.tubes) tubes, \(outcome.bags) bags, \(outcome.boxes) boxes; "
                    + "\(outcome.acts) acts, \(outcome.errors) errors; the laboratory counts \(outcome.received) people"
            )
        } catch {
            complain("\(error)")
            throw ExitCode(1)
        }
    }
}
