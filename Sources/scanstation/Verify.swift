import ArgumentParser
import Controller
import Journal
import Station

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the journal: its hash chain, its lookups against a fresh replay, and its decisions.",
        discussion: "Ends with 1 and names the first bad row when something does not fit. Needs no keys.")

    @OptionGroup var journal: JournalOption

    func run() throws {
        let path = try journal.path()
        let report: VerifyReport
        do {
            report = try JournalFile.verify(path: path)
        } catch {
            throw ending(for: error)
        }
        guard let fault = report.firstBad else {
            print("sound: \(report.rows) rows, \(report.decidedAgain) decided again, head \(hex(report.hash))")
            return
        }
        print("NOT SOUND: \(fault)")
        throw StationExit.failure
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
