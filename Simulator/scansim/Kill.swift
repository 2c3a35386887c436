import ArgumentParser
import FakeLinks
import Foundation
import Scenarios

struct Kill: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Kill the shipping scanstation at random moments and at its system calls; nothing may be lost or doubled.",
        discussion: """
            After each kill it is started again: every scan whose verdict was heard has one row, the last verdict is \
            repeated, the shift goes on where the rows end, and verify finds the journal sound. Ends with 1 and names \
            the seed and the kill when anything does not hold. Needs strace.

            A killed process loses nothing that it gave to the kernel: a power cut is not shown here.
            """)

    @Option(help: "Random moments of one long shift.")
    var moments = 200

    @Option(help: "System calls of two short shifts, some of each kind; 0 for none. Default: every one, ten minutes.")
    var calls: Int?

    @Option(help: "The random source of the moments, and of the choice of calls.")
    var seed: UInt64 = 1

    @Option(help: "The folder for journals and logs. Default: a new one in $TMPDIR or /tmp.")
    var keep: String?

    func run() throws {
        do {
            try Testbed.reexecuteUnderPreloadIfNeeded()
            let folder = try demoFolder(keep)
            var run = KillRun(folder: folder, testbed: try Testbed(), seed: seed)
            if moments > 0 {
                let outcome = try run.moments(moments)
                tell("killed at \(outcome.kills) random moments: \(account(outcome))")
            }
            if calls != 0 { try kill(&run) }
        } catch let failure as ExitCode {
            throw failure
        } catch {
            complain("with --seed \(seed), a kill was not survived: \(error)")
            throw ExitCode(1)
        }
    }

    private func kill(_ run: inout KillRun) throws {
        let all = try run.calls()
        let chosen = KillCall.choose(calls ?? all.count, of: all, using: &run.random)
        var sum = KillRun.Outcome()
        for (name, calls) in Dictionary(grouping: chosen, by: \.name).sorted(by: { $0.key < $1.key }) {
            var kills = 0
            for call in calls {
                let outcome = try run.kill(at: call)
                kills += outcome.kills
                sum.heard += outcome.heard
                sum.rows += outcome.rows
            }
            sum.kills += kills
            let missed = calls.count - kills
            tell("  \(kills) at \(name)\(missed == 0 ? "" : "; \(missed) did not come this time")")
        }
        tell("killed at \(sum.kills) system calls of \(all.count): \(account(sum))")
    }

    private func account(_ outcome: KillRun.Outcome) -> String {
        "\(outcome.heard) verdicts heard, \(outcome.rows) scans in journals, 0 lost, 0 doubled"
    }
}

/// At once, also where the output is no terminal.
private func tell(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }
