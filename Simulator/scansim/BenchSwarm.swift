import Foundation
import GRDB
import Swarm

/// What a swarm costs: every fault, the real journal on the disk of faults, all promises checked.
struct BenchSwarm {
    struct Figures {
        /// Readings a second on one core.
        var scans: Double
        /// Commits a second of one row each, by GRDB into a database in memory: what the machine can do at the time.
        var commits: Double
        /// Readings in the time of one such commit.
        var scansToCommit: Double
    }

    /// The medians of several seeds, each with its floor right before it.
    static func rates(scans: Int) throws -> Figures {
        let runs = try (1...5).map { seed in
            let commits = try commitRate(count: 20_000)
            let begun = benchNow()
            let outcome = try SwarmRun(SwarmPlan(seed: UInt64(seed), scans: scans)).run()
            let scans = Double(outcome.scans) / Double(benchNow() - begun) * 1_000_000_000
            return Figures(scans: scans, commits: commits, scansToCommit: scans / commits)
        }
        func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
        return Figures(
            scans: median(runs.map(\.scans)), commits: median(runs.map(\.commits)),
            scansToCommit: median(runs.map(\.scansToCommit)))
    }

    private static func commitRate(count: Int) throws -> Double {
        let queue = try DatabaseQueue()
        try queue.write { try $0.execute(sql: "CREATE TABLE event (sequence INTEGER PRIMARY KEY, row BLOB NOT NULL)") }
        let row = Data(repeating: 0x2E, count: Bench.rowBytes)
        let begun = benchNow()
        for _ in 0..<count {
            try queue.write { db in
                try db.cachedStatement(sql: "INSERT INTO event (row) VALUES (?)").execute(arguments: [row])
            }
        }
        return Double(count) / Double(benchNow() - begun) * 1_000_000_000
    }

    /// Rows a second on one core, through the loop and the real journal on a disk of faults without faults: the median of
    /// several runs.
    static func storageRate(scans: Int) throws -> Double {
        let rates = try (0..<5).map { _ in
            var run = try StorageRate(scans: scans)
            let begun = benchNow()
            try run.run()
            return Double(run.rows) / Double(benchNow() - begun) * 1_000_000_000
        }
        return rates.sorted()[rates.count / 2]
    }

    /// How much more a reading costs in a run that is so many times as long, of one station: the median of several, each
    /// seed's long run against its own short ones before and after it: stations of other seeds have other devices and rules.
    static func growth(scans: Int, times: Int) throws -> Double {
        func cost(_ scans: Int, _ seed: UInt64) throws -> Double {
            let begun = benchNow()
            let outcome = try SwarmRun(SwarmPlan(seed: seed, scans: scans, stations: 1)).run()
            return Double(benchNow() - begun) / Double(outcome.scans)
        }
        let ratios = try (1...3 as ClosedRange<UInt64>).map { seed in
            let before = try cost(scans, seed)
            let long = try cost(scans * times, seed)
            return long / ((before + (try cost(scans, seed))) / 2)
        }
        return ratios.sorted()[ratios.count / 2]
    }
}
