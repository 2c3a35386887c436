import ArgumentParser
import Foundation
import Scenarios
import Swarm

struct Cuts: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Cut the power of a station at every write and sync of its journal; nothing that was told may be lost.",
        discussion: """
            The demo's shift is worked in memory, on a disk that claims of itself only that a sync is durable. Between two \
            syncs every subset of the writes may have survived where there are up to 8, else every beginning, each alone \
            lost, each alone kept; and the last one torn at each 512 bytes, or with noise in its sectors. After each the \
            station is started again: the journal is sound, holds every row whose verdict was out and at most the one that was \
            being written, and the next scan is taken. Ends with 1 and names the cut when anything does not hold.
            """)

    @Option(help: "The most states to try, spread evenly over the shift. Default: all.")
    var states: Int?

    @Flag(help: "A disk that only seems to sync: the command must end with 1.")
    var ignoreSyncs = false

    func validate() throws {
        if let states, states < 1 { throw ValidationError("--states must be 1 or more.") }
    }

    func run() throws {
        do {
            let outcome = try PowerCuts(ignoresSyncs: ignoreSyncs).run(limit: states)
            print("rows of the shift     \(outcome.rows)")
            print("syncs                 \(outcome.intervals)")
            print("writes between them   \(outcome.boundaries)")
            print("states tried          \(outcome.states) of \(outcome.allStates)")
            print("failures              0")
        } catch {
            complain("a power cut was not survived: \(error)")
            throw ExitCode(1)
        }
    }
}
