import ArgumentParser
import FakeDevices
import Swarm

struct PrintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print",
        abstract: "Let printers fail while labels are printed; what is on the paper is what the journal says.",
        discussion: """
            Each run seals some bags while paper and ribbon end, heads open, plugs are pulled, the printer or the box loses \
            its power; then the printer is mended and what is in doubt is looked at. Every bag has a label, none lies on the \
            paper twice without a mark, and the journal names each. Languages take turns. Ends with 1 and names the seed when \
            anything does not hold.
            """)

    @Option(help: "Runs.")
    var runs = 300

    @Option(help: "The first seed.")
    var seed: UInt64 = 1

    func run() throws {
        var all = PrintRun.Outcome()
        for number in 0..<max(1, runs) {
            let language = FakeLabelPrinter.Language.allCases[number % FakeLabelPrinter.Language.allCases.count]
            let seed = seed &+ UInt64(number)
            do {
                let one = try PrintRun.run(seed: seed, language: language)
                all.runs += one.runs
                all.bags += one.bags
                all.labels += one.labels
                all.marked += one.marked
                all.doubts += one.doubts
                all.faults += one.faults
                all.starts += one.starts
            } catch {
                complain("seed \(seed), \(language): \(error)")
                throw ExitCode(1)
            }
        }
        print(
            "\(all.runs) runs, \(all.bags) bags, \(all.faults) faults, \(all.starts) starts: \(all.labels) labels on the paper, "
                + "\(all.marked) of them marked as copies, \(all.doubts) looked at; the journal names each")
    }
}
