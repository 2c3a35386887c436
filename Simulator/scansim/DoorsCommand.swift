import ArgumentParser
import FakeLinks
import Foundation
import Scenarios

struct DoorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doors",
        abstract: "Go from door to door with one scanner and a made-up roster, through the shipping scanstation.",
        discussion: """
            Codes are given by scanstation roster number. People are sampled by their line of the sheet or by their own number, \
            are out, refuse, have moved; the station is killed halfway and started again. In the end the coverage it tells has \
            to be what was done, each tube the record of the person who was sampled with the roster's name, and verify sound. \
            Ends with 1 and names the seed when anything does not hold.
            """)

    @Option(help: "How many households, 1 to 2000.")
    var households = 40

    @Option(help: "The random source of people and outcomes.")
    var seed: UInt64 = 1

    @Option(help: "The folder for roster, journal and log. Default: a new one in $TMPDIR or /tmp.")
    var keep: String?

    func validate() throws {
        if !(1...2000).contains(households) { throw ValidationError("--households must be 1 to 2000.") }
    }

    func run() throws {
        do {
            try Testbed.reexecuteUnderPreloadIfNeeded()
            var run = try DoorRun(folder: try demoFolder(keep), seed: seed)
            let outcome = try run.visit(households: households)
            print(
                "\(outcome.households) households with \(outcome.people) people, \(outcome.sampled) sampled: \(outcome.scans) scans, "
                    + "\(outcome.restarts) power cut; coverage and export are what was done")
            print(
                outcome.coverage.split(separator: "\n").prefix(while: { !$0.hasPrefix("all") }).joined(separator: "\n"))
        } catch let failure as ExitCode {
            throw failure
        } catch {
            complain("with --seed \(seed), the doors came out wrong: \(error)")
            throw ExitCode(1)
        }
    }
}
