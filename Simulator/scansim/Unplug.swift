import ArgumentParser
import FakeLinks
import Foundation
import Scenarios

struct Unplug: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Pull the plugs of four scanners of the shipping scanstation at random moments; no scan may be lost.",
        discussion: """
            A line and an SSI scanner on serial ports, a HID POS scanner over libusb and a keyboard scanner work on four \
            lanes. A plug is pulled while nothing happens, in the middle of a reading, just after its last byte was sent, \
            when the station has just taken that byte, and before the station has opened the device; others go on meanwhile. \
            In the end the journal holds each scan that arrived whole, in its place and no other scan, and verify finds it \
            sound. Ends with 1 and names the seed and the pull when anything does not hold.
            """)

    @Option(help: "How many pulls.")
    var pulls = 500

    @Option(help: "The random source of devices and moments.")
    var seed: UInt64 = 1

    @Option(help: "The folder for journal and log. Default: a new one in $TMPDIR or /tmp.")
    var keep: String?

    func validate() throws {
        if !(1...100_000).contains(pulls) { throw ValidationError("--pulls must be 1 to 100000.") }
    }

    func run() throws {
        do {
            try Testbed.reexecuteUnderPreloadIfNeeded()
            var run = try PlugRun(folder: try demoFolder(keep), testbed: try Testbed(), seed: seed)
            let outcome = try run.pull(pulls)
            let moments = PlugRun.Moment.allCases.map { "\(outcome.pulls[$0] ?? 0) \($0.rawValue)" }
            print("\(pulls) plugs pulled: \(moments.joined(separator: ", "))")
            print(
                "\(outcome.whole) scans arrived whole and are in the journal, 0 lost, 0 doubled; \(outcome.cut) were cut off, "
                    + "\(outcome.cutRefused) of them refused as unreadable, 0 invented; \(outcome.unsure) were sent as the plug came out, \(outcome.unsureKept) of them came in"
            )
        } catch let failure as ExitCode {
            throw failure
        } catch {
            complain("with --seed \(seed), a pulled plug was not survived: \(error)")
            throw ExitCode(1)
        }
    }
}
