import BlockLog
import FakeDevices
import Foundation
import Scenarios

/// A shift on a machine whose disk's writes are logged, and then the disk as a power cut would have left it at each flush:
/// with what was flushed, and some of what was under way. Every verdict that had been heard when the log was so long has
/// its row.
package struct CutDisk {
    /// What came of it.
    package struct Outcome: Sendable {
        package var heard = 0
        package var entries = 0
        package var flushes = 0
        /// Flushes that were looked at.
        package var examined = 0
        /// Disks that were looked at.
        package var states = 0
        /// Flushes that brought the row of a verdict which was heard right after: without them it would have been lost.
        package var telling = 0
    }

    private let table: MachineTable
    private let parts: GuestMachine.Parts
    private var random: Seeded
    private var beginning: String { parts.folder + "/beginning.img" }

    package init(_ parts: GuestMachine.Parts, seed: UInt64) throws {
        (table, self.parts) = (try MachineTable(parts), parts)
        random = Seeded(seed: seed)
    }

    /// Scans so many codes, and looks at this many flushes, evenly spread; nil for all.
    package mutating func run(scans: Int, flushes most: Int?, told: (String) -> Void) throws -> Outcome {
        try DiskImage(parts.disk).copy(to: beginning)
        try table.boot(logsWrites: true)
        try table.open()
        var counts: [Int] = []
        for _ in 0..<scans {
            try table.scan()
            counts.append(try BlockLogFile.count(in: parts.writes))
        }
        try table.end()
        let log = try BlockLogFile(parts.writes)
        told("\(scans) verdicts heard; the disk's log has \(log.entries.count) entries")
        return try examine(log, counts, most, told)
    }

    private mutating func examine(
        _ log: BlockLogFile, _ counts: [Int], _ most: Int?, _ told: (String) -> Void
    ) throws -> Outcome {
        let promises = log.entries.indices.filter { log.entries[$0].isPromise }
        // For each verdict the promise that was the last one when it was heard, counted from 0.
        let kept = counts.map { count in promises.count { $0 < count } - 1 }
        var outcome = Outcome()
        (outcome.heard, outcome.entries, outcome.flushes) = (counts.count, log.entries.count, promises.count)
        var replay = BlockLogReplay(log, onto: try DiskImage(beginning))
        let disk = GuestDisk(folder: parts.folder)
        for number in chosen(promises.count, most) {
            do {
                try replay.advance(past: promises[number])
                let sure = kept.count { $0 <= number }
                let asFlushed = try disk.contents(of: replay)
                try table.check(asFlushed, sure: sure)
                try table.check(disk.contents(of: replay, withSomeOfTheRestBy: &random), sure: sure)
                if kept.contains(number + 1), asFlushed.scans == sure { outcome.telling += 1 }
                outcome.examined += 1
                outcome.states += 2
            } catch {
                throw MachineError("at flush \(number + 1) of \(promises.count): \(error)")
            }
            if outcome.examined % 25 == 0 { told("\(outcome.examined) flushes looked at") }
        }
        return outcome
    }

    private func chosen(_ count: Int, _ most: Int?) -> [Int] {
        guard let most, most < count, most > 1 else { return Array(0..<count) }
        return (0..<most).map { $0 * (count - 1) / (most - 1) }
    }
}
