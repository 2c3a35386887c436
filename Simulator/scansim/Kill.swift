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
            the kill when anything does not hold. Needs strace.
            """)

    @Option(help: "Random moments of one long shift.")
    var moments = 200

    @Option(help: "System calls of a short shift, spread evenly over all it makes; 0 for none. Default: every one.")
    var calls: Int?

    @Option(help: "The random source of the moments.")
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
                tell("\(outcome.kills) random moments", outcome)
            }
            if calls != 0 { try kill(run) }
        } catch let failure as ExitCode {
            throw failure
        } catch {
            complain("a kill was not survived: \(error)")
            throw ExitCode(1)
        }
    }

    private func kill(_ run: KillRun) throws {
        let all = try run.calls()
        let count = min(calls ?? all.count, all.count)
        var sum = KillRun.Outcome()
        var kinds: [String: Int] = [:]
        for place in 0..<count {
            let call = all[place * all.count / count]
            let outcome = try run.kill(at: call)
            sum.kills += outcome.kills
            sum.heard += outcome.heard
            sum.rows += outcome.rows
            kinds[call.name, default: 0] += outcome.kills
        }
        for (name, kills) in kinds.sorted(by: { $0.key < $1.key }) { print("  \(kills) at \(name)") }
        tell("\(sum.kills) system calls (\(count) of \(all.count) tried)", sum)
    }

    private func tell(_ what: String, _ outcome: KillRun.Outcome) {
        print(
            "killed at \(what): \(outcome.heard) verdicts heard, \(outcome.rows) scans in journals, 0 lost, 0 doubled")
    }
}
