import ArgumentParser
import Foundation
import Swarm

struct SwarmCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swarm",
        abstract:
            "Many stations in virtual time with everything that can go wrong; every promise is checked at every row.",
        discussion: """
            The shipping box, drivers, loop and journal work on fake devices and on disks that fail. First with faults: what \
            was told must never be lost, changed, doubled or invented, and state, record and books agree. Then without: every \
            lane has to come back to work. The same seed gives the same run, byte for byte; the last line is a hash over all \
            journals. Ends with 1 and names the seed when a promise does not hold.
            """)

    @Option(help: "The random source of everything.")
    var seed: UInt64 = 1

    @Option(help: "Readings over all stations, before the faults end.")
    var scans = 1_000

    @Option(help: "How many stations; in one seed of three the last of several is a laboratory.")
    var stations = 2

    @Option(help: "So many seeds, one after the other, from --seed on.")
    var seeds = 1

    @Option(
        parsing: .upToNextOption,
        help: "Leave these faults out: \(SwarmFault.allCases.map(\.rawValue).joined(separator: ", ")).")
    var without: [SwarmFault] = []

    @Flag(help: "Tell how often each outcome came.")
    var outcomes = false

    @Flag(help: "After a failure, look for a shorter run and fewer faults that fail too.")
    var shrink = false

    func validate() throws {
        if !(1...1_000_000_000).contains(scans) { throw ValidationError("--scans must be 1 to 1000000000.") }
        if !(1...1_000).contains(stations) { throw ValidationError("--stations must be 1 to 1000.") }
        if !(1...10_000_000).contains(seeds) { throw ValidationError("--seeds must be 1 to 10000000.") }
    }

    func run() throws {
        let faults = Set(SwarmFault.allCases).subtracting(without)
        var sum = SwarmRun.Outcome()
        for number in 0..<UInt64(seeds) {
            var plan = SwarmPlan(seed: seed &+ number, scans: scans, stations: stations, faults: faults)
            plan.countsOutcomes = outcomes
            do {
                let outcome = try SwarmRun(plan).run()
                sum.scans += outcome.scans
                sum.rows += outcome.rows
                sum.starts += outcome.starts
                sum.journal = outcome.journal
                sum.outcomes.merge(outcome.outcomes, uniquingKeysWith: +)
            } catch {
                complain("--seed \(plan.seed) \(options(plan)): \(error)")
                if shrink { try tellShrunk(plan) }
                throw ExitCode(1)
            }
        }
        if outcomes {
            for (name, count) in sum.outcomes.sorted(by: { $0.key < $1.key }) { print("\(count)\t\(name)") }
        }
        print("\(seeds) seeds, \(sum.scans) scans, \(sum.rows) rows, \(sum.starts) starts, 0 promises broken")
        print("journal: \(sum.journal)")
    }

    private func tellShrunk(_ plan: SwarmPlan) throws {
        let (smaller, failure) = Shrinking.shrunk(plan)
        complain("shrunk to --seed \(smaller.seed) \(options(smaller)): \(failure)")
    }

    private func options(_ plan: SwarmPlan) -> String {
        let left = SwarmFault.allCases.filter { !plan.faults.contains($0) }.map(\.rawValue)
        return "--scans \(plan.scans) --stations \(plan.stations)"
            + (left.isEmpty ? "" : " --without \(left.joined(separator: " "))")
    }
}

extension SwarmFault: ExpressibleByArgument {}
