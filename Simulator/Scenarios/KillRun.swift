import Devices
import FakeDevices
package import FakeLinks
import Foundation
import Glibc

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
    private var random: Seeded

    package init(folder: String, testbed: Testbed, seed: UInt64) {
        self.folder = folder
        self.testbed = testbed
        random = Seeded(seed: seed)
    }

    // MARK: At random moments

    /// Kills one station at so many moments of one long shift: most while a scan is decided, some while it starts or ends.
    package mutating func moments(_ count: Int) throws -> Outcome {
        let table = try KillTable(folder: folder + "/moments", in: testbed)
        defer { table.clear() }
        var outcome = Outcome()
        try table.restart()
        while outcome.kills < count {
            do {
                try kill(at: table)
                outcome.kills += 1
                try table.restart()
                if outcome.kills % 50 == 0 { try table.verify() }
            } catch {
                throw KillFailure("moment \(outcome.kills + 1): \(error)")
            }
        }
        try table.close()
        (outcome.heard, outcome.rows) = (table.heard, table.sure)
        return outcome
    }

    private mutating func kill(at table: KillTable) throws {
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            try table.send()
            guard try table.hear() else { throw KillFailure("the station ended by itself") }
        }
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            table.station.kill()
            try table.station.startUnheard()
            pause(upTo: .milliseconds(45))
            table.station.kill()
            table.overhear()
        case 1:
            table.station.tellToEnd()
            pause(upTo: .milliseconds(12))
            table.station.kill()
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

    /// One call of one kind, counted from 1 in each thread by itself.
    package struct Call: Hashable, Sendable, CustomStringConvertible {
        package var name: String
        package var number: Int
        package var description: String { "\(name) \(number)" }
    }

    /// The calls a short shift makes, from the start to the order to end. Which ones are looked for: what writes, syncs,
    /// opens, cuts, renames and deletes, what locks, what waits and what sends.
    package func calls() throws -> [Call] {
        let trace = folder + "/trace"
        let table = try KillTable(folder: folder + "/calls", in: testbed)
        defer { table.clear() }
        try table.station.start(under: Tracer.watching(writing: trace))
        try work(at: table)
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: trace)), as: UTF8.self)
        return Tracer.calls(in: text)
    }

    /// One whole cycle of the script, or as much as the station lives for.
    ///
    /// - Returns: false when it was killed.
    @discardableResult
    private func work(at table: KillTable) throws -> Bool {
        while table.sure < KillScript.once {
            try table.send()
            if !(try table.hear()) { return false }
        }
        return true
    }

    /// Kills a station at one call, starts it again and ends the shift in order.
    package func kill(at call: Call) throws -> Outcome {
        let folder = folder + "/call"
        try? FileManager.default.removeItem(atPath: folder)
        let table = try KillTable(folder: folder, in: testbed)
        defer { table.clear() }
        var outcome = Outcome()
        do {
            if !(try lives(table, until: call)) { outcome.kills = 1 }
            table.station.kill()
            try table.restart()
            guard try work(at: table) else { throw KillFailure("the station ended by itself") }
            try table.close()
        } catch {
            throw KillFailure("\(call): \(error)")
        }
        (outcome.heard, outcome.rows) = (table.heard, table.sure)
        return outcome
    }

    /// Works under the tracer; false when the call came and the station was killed.
    private func lives(_ table: KillTable, until call: Call) throws -> Bool {
        do {
            try table.station.start(under: Tracer.killing(at: call))
        } catch {
            // The outcome in words is the tracer's as much as the station's: a kill while it starts.
            if error.isKilled { return false }
            throw error
        }
        return try work(at: table)
    }
}

/// strace(1) as it is used here: it leaves the station the pid that was started.
private enum Tracer {
    private static let kinds = [
        "pwrite64", "write", "fdatasync", "fsync", "ftruncate", "openat", "unlink", "rename", "fcntl", "read",
        "pread64", "mmap", "munmap", "close", "sendto", "recvfrom", "poll", "ioctl", "fallocate",
    ]

    static func watching(writing file: String) -> [String] {
        ["strace", "-D", "-f", "-qq", "-o", file, "-e", "trace=" + kinds.joined(separator: ",")]
    }

    static func killing(at call: KillRun.Call) -> [String] {
        [
            "strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(call.name)", "-e",
            "inject=\(call.name):signal=SIGKILL:when=\(call.number)",
        ]
    }

    /// Every call of the thread that makes most of its kind; the loop's thread makes most of what matters.
    static func calls(in trace: String) -> [KillRun.Call] {
        var counts: [String: [Substring: Int]] = [:]
        for line in trace.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            guard words.count == 2, let end = words[1].firstIndex(of: "(") else { continue }
            let name = words[1][..<end].drop { $0 == " " }
            guard kinds.contains(String(name)) else { continue }
            counts[String(name), default: [:]][words[0], default: 0] += 1
        }
        return kinds.flatMap { name in
            (0..<(counts[name]?.values.max() ?? 0)).map { KillRun.Call(name: name, number: $0 + 1) }
        }
    }
}

extension ScenarioError {
    /// The station was started and killed before it took scans.
    fileprivate var isKilled: Bool {
        if case .station("start", let outcome, _) = self { return outcome == "it ended with \(128 + SIGKILL)" }
        return false
    }
}
