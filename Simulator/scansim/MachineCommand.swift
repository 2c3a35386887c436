import ArgumentParser
import Foundation
import Machine

struct MachineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vm",
        abstract: "The station on an emulated machine with a kernel of its own; started by Simulator/vm.",
        subcommands: [
            ShiftOnMachine.self, DevicesOnMachine.self, PlugsOnMachine.self, CutsOnMachine.self, SiteOnMachine.self,
        ])
}

/// Where `Simulator/vm` has put the machine.
struct MachineParts: ParsableArguments {
    @Option(help: "The script that becomes QEMU.")
    var boot: String

    @Option(help: "The folder with kernel and system.")
    var cache: String

    @Option(help: "The folder for disks and consoles.")
    var folder: String

    var parts: GuestMachine.Parts { GuestMachine.Parts(boot: boot, cache: cache, folder: folder) }

    /// Says what was not so, and ends.
    func failing(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            complain("\(error)")
            throw ExitCode(1)
        }
    }
}

struct ShiftOnMachine: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shift", abstract: "The demo's shift with devices that the guest's kernel drives.")

    @OptionGroup var machine: MachineParts

    @Option(help: "The file with the golden record it has to come to.")
    var golden: String

    func run() throws {
        try machine.failing {
            let outcome = try MachineShift(machine.parts).run(golden: String(contentsOfFile: golden, encoding: .utf8))
            tell(
                """
                \(outcome.drivers.text)
                shown: \(outcome.steps) steps of the demo's shift on the guest's own drivers, as the station's ordinary \
                user; what was taken from them they have again; the golden record is the one of memory and testbed; \
                verify: \(outcome.verified)
                """)
        }
    }
}

struct DevicesOnMachine: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices", abstract: "usbip list, attach and detach; plugs pulled in mid-transfer; twins.")

    @OptionGroup var machine: MachineParts

    @Option(help: "The random source of the moments.")
    var seed: UInt64 = 1

    func run() throws {
        try machine.failing {
            var devices = try MachineDevices(machine.parts, seed: seed)
            let outcome = try devices.run(told: tell)
            tell(
                """
                \(outcome.drivers.text)
                shown, with --seed \(seed): \(outcome.pulls) plugs pulled in mid-transfer, each noticed by kernel and station, \
                each device taken again; \(outcome.scans) scans, each at the lane of its socket; \(outcome.refused) readings \
                that came in part, refused
                """)
        }
    }
}

struct PlugsOnMachine: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugs", abstract: "Pull the machine's plug at random moments; no verdict that was heard is lost.")

    @OptionGroup var machine: MachineParts

    @Option(help: "How often.")
    var pulls = 10

    @Option(help: "The random source of the moments.")
    var seed: UInt64 = 1

    func run() throws {
        try machine.failing {
            var plugs = try PulledPlugs(machine.parts, seed: seed)
            let outcome = try plugs.pull(pulls, told: tell)
            let moments = PulledPlugs.Moment.allCases.map { "\(outcome.pulls[$0, default: 0]) \($0)" }
            tell(
                """
                shown, with --seed \(seed): \(pulls) plugs pulled (\(moments.joined(separator: ", "))); \
                \(outcome.heard) verdicts heard and \(outcome.rows) scans on the disk, 0 lost, 0 doubled; of \
                \(outcome.unsure) scans under way \(outcome.unsureKept) were there; every journal sound
                """)
        }
    }
}

struct CutsOnMachine: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cuts", abstract: "The machine's disk as a power cut leaves it at each flush of a shift.")

    @OptionGroup var machine: MachineParts

    @Option(help: "Scans of the shift.")
    var scans = 30

    @Option(help: "Flushes to look at, evenly spread. Default: all.")
    var flushes: Int?

    @Option(help: "The random source of what a cut leaves of writes under way.")
    var seed: UInt64 = 1

    func run() throws {
        try machine.failing {
            var cuts = try CutDisk(machine.parts, seed: seed)
            let outcome = try cuts.run(scans: scans, flushes: flushes, told: tell)
            tell(
                """
                shown, with --seed \(seed): \(outcome.examined) of \(outcome.flushes) flushes of a shift of \
                \(outcome.heard) scans, \(outcome.states) disks as a power cut leaves them; each verdict heard has its \
                row, every journal is sound; \(outcome.telling) of these flushes came just before a row was due
                """)
        }
    }
}

struct SiteOnMachine: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "debian", abstract: "The README's steps on a fresh Debian with systemd, and a shift on it.")

    @OptionGroup var machine: MachineParts

    @Option(help: "The file with the golden record it has to come to.")
    var golden: String

    @Option(help: "The file with the README's steps, a command to a line.")
    var steps: String

    func run() throws {
        try machine.failing {
            let steps = try String(contentsOfFile: steps, encoding: .utf8).split(separator: "\n").map(String.init)
            var site = try MachineSite(machine.parts)
            let outcome = try site.run(
                steps: steps, golden: String(contentsOfFile: golden, encoding: .utf8), told: tell)
            tell(
                """
                shown: \(outcome.installed) steps of the README taken by an ordinary user; \(outcome.steps) steps of the \
                demo's shift on the service; it was \(outcome.breaks.map(\.rawValue).joined(separator: ", ")) meanwhile; \
                the golden record is the one of memory and testbed; verify: \(outcome.verified)
                """)
        }
    }
}

/// At once, also where the output is no terminal.
private func tell(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }
