import Devices
import FakeDevices
import Scenarios

/// Pulls the plug of a machine on which the shipping station works, again and again, at seeded moments. After each, every
/// verdict that was heard outside has its row on the disk, once, and the journal is sound, to the host and to the guest
/// that boots from it.
///
/// A killed QEMU loses nothing that the guest gave to its disk, flushed or not: `CutDisk` is for that.
package struct PulledPlugs {
    /// When the plug comes out.
    package enum Moment: String, CaseIterable, Sendable {
        /// The guest boots, and the station starts.
        case starting
        /// A scan was sent some milliseconds ago.
        case scanning
        /// Nothing is under way.
        case idle
        /// The station was told to end.
        case ending
    }

    /// What came of it.
    package struct Outcome: Sendable {
        package var pulls: [Moment: Int] = [:]
        /// Verdicts that were heard.
        package var heard = 0
        /// Scans that nobody heard of, and how many of them the disk had.
        package var unsure = 0
        package var unsureKept = 0
        /// Scans on the disk in the end.
        package var rows = 0
    }

    /// Of ten pulls.
    private static let tenMoments: [Moment] =
        [.idle] + Array(repeating: .starting, count: 2) + Array(repeating: .ending, count: 2)
        + Array(repeating: .scanning, count: 5)

    private let table: MachineTable
    private var random: Seeded
    private var outcome = Outcome()
    /// Of the next pulls, the last first.
    private var moments: [Moment] = []

    package init(_ parts: GuestMachine.Parts, seed: UInt64) throws {
        table = try MachineTable(parts)
        random = Seeded(seed: seed)
    }

    /// Pulls the plug so many times, boots once more and ends in order.
    ///
    /// - Parameter told: hears a sentence after each.
    package mutating func pull(_ count: Int, told: (String) -> Void) throws -> Outcome {
        for number in 1...max(1, count) where number <= count {
            do {
                let moment = try pull()
                told("plug \(number), \(moment): \(table.heard) verdicts heard so far, \(table.sure) scans on the disk")
            } catch {
                throw MachineError("plug \(number): \(error)")
            }
        }
        try table.boot()
        try table.open()
        for _ in 0..<MachinePace.scans { try table.scan() }
        try table.end()
        (outcome.heard, outcome.rows) = (table.heard, table.sure)
        return outcome
    }

    private mutating func pull() throws -> Moment {
        if moments.isEmpty { moments = Self.tenMoments.shuffled(using: &random) }
        let moment = moments.removeLast()
        try table.boot()
        if moment == .starting {
            pause(upTo: MachinePace.start)
        } else {
            try table.open()
            for _ in 0..<Int.random(in: 1...MachinePace.scans, using: &random) { try table.scan() }
        }
        switch moment {
        case .starting: break
        case .scanning:
            try table.send()
            pause(upTo: MachinePace.verdict)
        case .idle: pause(upTo: MachinePace.idle)
        case .ending:
            table.machine.tell("end")
            pause(upTo: MachinePace.end)
        }
        outcome.pulls[moment, default: 0] += 1
        if let isKept = try table.pull(isListening: moment == .scanning) {
            outcome.unsure += 1
            outcome.unsureKept += isKept ? 1 : 0
        }
        return moment
    }

    private mutating func pause(upTo longest: Duration) {
        let length = Int64.random(in: 0...longest.inNanoseconds, using: &random)
        MonotonicClock.wait(until: MonotonicClock.now().advanced(by: .nanoseconds(length)))
    }
}

/// The longest pauses before a plug is pulled: about as long as what they wait for takes on an emulated machine.
private enum MachinePace {
    /// The most scans between two plugs.
    static let scans = 12
    static let start: Duration = .milliseconds(2500)
    static let verdict: Duration = .milliseconds(40)
    static let idle: Duration = .milliseconds(500)
    static let end: Duration = .milliseconds(400)
}
