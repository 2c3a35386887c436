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
            lost, each alone kept; and the last one torn at each 512 bytes, or any with noise in its sectors. After each the \
            station is started again: the journal is sound, holds every row whose verdict was out and at most the one that was \
            being written, the last verdict is repeated, and the next scan is taken. Then the same while a station starts after \
            such a cut, while a journal is copied after a failed sync, and when the program was killed after one. Ends with 1 \
            and names the cut when anything does not hold.
            """)

    @Option(help: "Only so many steps of the shift.")
    var shift: Int?

    @Option(help: "The most states of the shift to try, spread evenly over it; of the others a fifth.")
    var states = 1_000

    @Flag(help: "All states.")
    var whole = false

    @Option(
        parsing: .upToNextOption,
        help: "When the power goes: \(PowerCuts.Pass.allCases.map(\.rawValue).joined(separator: ", ")). Default: all.")
    var passes: [PowerCuts.Pass] = []

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "A disk that only seems to sync: the command must end with 1.")
    var ignoreSyncs = false

    func validate() throws {
        if states < 1 { throw ValidationError("--states must be 1 or more.") }
        if let shift, shift < 1 { throw ValidationError("--shift must be 1 or more.") }
    }

    func run() throws {
        do {
            let cuts = try PowerCuts(steps: shift, ignoresSyncs: ignoreSyncs)
            let outcomes = try (passes.isEmpty ? PowerCuts.Pass.allCases : passes).map { pass in
                try cuts.run(pass, limit: whole ? nil : pass == .shift ? states : max(1, states / 5))
            }
            print(json ? try CutTable(outcomes: outcomes).json : CutTable(outcomes: outcomes).text)
        } catch {
            complain("a power cut was not survived: \(error)")
            throw ExitCode(1)
        }
    }
}

extension PowerCuts.Pass: ExpressibleByArgument {}

/// The table of the cuts, for people and for programs. It is only made when nothing failed.
private struct CutTable: Encodable {
    var outcomes: [PowerCuts.Outcome]
    var failures = 0

    init(outcomes: [PowerCuts.Outcome]) { self.outcomes = outcomes }

    var text: String {
        let head = ["power goes in", "syncs", "writes", "states tried", "of", "failures"]
        let lines = outcomes.map {
            ["\($0.pass.rawValue)", "\($0.intervals)", "\($0.boundaries)", "\($0.states)", "\($0.allStates)", "0"]
        }
        return ([head] + lines).map { line in
            line.enumerated().map { index, word in
                let room = String(repeating: " ", count: max(0, (index == 0 ? 14 : 13) - word.count))
                return index == 0 ? word + room : room + word
            }.joined()
        }.joined(separator: "\n") + "\nrows of the shift \(outcomes.first?.rows ?? 0)"
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
