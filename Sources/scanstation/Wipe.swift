import ArgumentParser
import Controller
import Foundation
import Journal
import Station

struct Wipe: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Destroy a round's key, so that nobody's number in it can be read any more.",
        discussion: """
            There is no way back. Numbers and readings of the round can then be read nowhere: not in the journal, not in \
            copies of it. Used tube, bag and seal codes stay, and verify still passes. Exports that were written, and \
            copies of the key file, keep what they hold: delete them yourself. No station may run meanwhile; the round \
            it works in cannot be wiped.
            """)

    @OptionGroup var configuration: ConfigurationOption

    @Option(help: "The round, as the export names it.")
    var round: String

    func run() throws {
        let configuration = try configuration.load()
        let path = configuration.journalPath
        guard FileManager.default.fileExists(atPath: path) else {
            complain("cannot open \(path): no such file; nothing was wiped")
            throw StationExit.journal
        }
        do {
            let journal = try JournalFile.open(
                path: path, station: configuration.settings.station, random: systemRandom)
            try refuseWrong(RoundID(round), journal)
            let wall = SystemClocks.clocks.wall()
            try journal.wipe(
                RoundID(round), at: SystemClocks.now(), wall: wall.microseconds,
                utcOffsetMinutes: wall.utcOffsetMinutes, clockTrusted: wall.isTrusted)
        } catch let error as JournalError {
            throw ending(for: error)
        }
        print("round \(round): its key is destroyed; nobody's number in it can be read any more")
    }

    /// Says which rounds there are when this one is not there, and what to do when it is in use.
    private func refuseWrong(_ round: RoundID, _ journal: JournalFile) throws {
        let rounds = try journal.keys.rounds()
        let known = rounds.map { $0.isDestroyed ? "\($0.round) (wiped)" : "\($0.round)" }.joined(separator: ", ")
        if !rounds.contains(where: { $0.round == round }) {
            complain("no round \(round) in this journal; it has: \(known.isEmpty ? "none" : known)")
            throw StationExit.failure
        }
        if let state = journal.restored, state.round == round {
            complain("round \(round) is the one the station works in; begin the next round first (card ROUND)")
            throw StationExit.failure
        }
    }
}
