import Devices
package import FakeDevices
package import FakeLinks
import Foundation

/// Kills the shipping station from outside, again and again, and looks whether anything was lost or came twice.
package struct KillRun {
    /// What came of it.
    package struct Outcome: Sendable {
        package var kills = 0
        package var heard = 0
        package var rows = 0
        package init() {}
    }

    private let folder: String
    private let testbed: Testbed
    package var random: Seeded

    package init(folder: String, testbed: Testbed, seed: UInt64) {
        self.folder = folder
        self.testbed = testbed
        random = Seeded(seed: seed)
    }

    // MARK: At random moments

    /// Kills one station at so many moments of one long shift: most while a scan is decided, some while it starts or ends.
    package mutating func moments(_ count: Int) throws -> Outcome {
        let table = try newTable("moments")
        defer { table.clear() }
        var outcome = Outcome()
        try start(table)
        while outcome.kills < count {
            do {
                try kill(at: table)
                outcome.kills += 1
                try start(table)
                if outcome.kills % KillRun.killsBetweenLooks == 0 {
                    try table.ask()
                    try table.verify()
                }
            } catch {
                throw KillFailure("moment \(outcome.kills + 1): \(error)")
            }
        }
        guard try table.scan(1) else { throw KillFailure("after the last moment it ended by itself") }
        try table.ask()
        try table.close()
        (outcome.heard, outcome.rows) = (table.heard, table.sure)
        return outcome
    }

    private static let killsBetweenLooks = 50

    private func start(_ table: KillTable) throws {
        guard try table.restart() else { throw KillFailure("it ended by itself when it was started again") }
    }

    private mutating func kill(at table: KillTable) throws {
        guard try table.scan(Int.random(in: 0...3, using: &random)) else {
            throw KillFailure("it ended by itself")
        }
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            table.station.kill()
            try table.overhear()
            try table.station.startUnheard()
            pause(upTo: .milliseconds(45))
            table.station.kill()
            try table.overhear()
        case 1:
            table.station.tellToEnd()
            pause(upTo: .milliseconds(12))
            table.station.kill()
            try table.overhear()
        case 2:
            pause(upTo: .milliseconds(4))
            table.station.kill()
            try table.overhear()
        default:
            try table.send()
            pause(upTo: .microseconds(1200))
            table.station.kill()
            _ = try table.hear()
        }
    }

    private mutating func pause(upTo longest: Duration) {
        let length = Int64.random(in: 0...longest.inNanoseconds, using: &random)
        MonotonicClock.wait(until: MonotonicClock.now().advanced(by: .nanoseconds(length)))
    }

    // MARK: At system calls

    /// The calls that a short shift makes in both lives, from the start to the end.
    package func calls() throws -> [KillCall] {
        try KillCall.Life.allCases.flatMap { life in
            let trace = folder + "/trace-\(life.rawValue)"
            let table = try newTable("calls-\(life.rawValue)")
            defer { table.clear() }
            try prepare(table, for: life)
            guard try table.restart(under: KillTracer.watching(writing: trace)) else { throw KillRun.unasked }
            let pid = table.station.pid
            guard try table.scan(KillScript.once), try table.stop() else { throw KillRun.unasked }
            return try KillTracer.calls(of: pid, in: trace, life: life)
        }
    }

    private static let unasked = KillFailure("the station was killed while its calls were only counted")

    /// Works a short shift until the call kills the station, starts it again and ends the shift in order. No kill when the
    /// call did not come this time.
    package func kill(at call: KillCall) throws -> Outcome {
        let table = try newTable("call")
        defer { table.clear() }
        var outcome = Outcome()
        do {
            try prepare(table, for: call.life)
            let tracer = KillTracer.killing(at: call)
            let isAlive = try table.restart(under: tracer) && table.scan(KillScript.once) && table.stop()
            if !isAlive { outcome.kills = 1 }
            try table.overhear()
            try start(table)
            guard try table.scan(KillScript.once) else { throw KillFailure("it ended by itself") }
            try table.close()
        } catch {
            throw KillFailure("\(call): \(error)")
        }
        (outcome.heard, outcome.rows) = (table.heard, table.sure)
        return outcome
    }

    private func prepare(_ table: KillTable, for life: KillCall.Life) throws {
        switch life {
        case .first: break
        case .later:
            try start(table)
            guard try table.scan(KillScript.beforehand) else { throw KillFailure("it ended by itself") }
            table.station.kill()
            try table.overhear()
        }
    }

    /// A table in an empty folder of this name.
    private func newTable(_ name: String) throws -> KillTable {
        let folder = folder + "/" + name
        if FileManager.default.fileExists(atPath: folder) { try FileManager.default.removeItem(atPath: folder) }
        return try KillTable(folder: folder, in: testbed)
    }
}
