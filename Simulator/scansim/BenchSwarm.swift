import Swarm

/// What a swarm costs: every fault, the real journal on the disk of faults, all promises checked.
struct BenchSwarm {
    /// Readings a second on one core: the median of several seeds.
    static func rate(scans: Int) throws -> Double {
        let rates = try (1...5).map { seed in
            let begun = benchNow()
            let outcome = try SwarmRun(SwarmPlan(seed: UInt64(seed), scans: scans)).run()
            return Double(outcome.scans) / Double(benchNow() - begun) * 1_000_000_000
        }
        return rates.sorted()[rates.count / 2]
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

    /// How much more a reading costs in a run that is so many times as long, of one station.
    static func growth(scans: Int, times: Int) throws -> Double {
        func cost(_ scans: Int) throws -> Double {
            let begun = benchNow()
            let outcome = try SwarmRun(SwarmPlan(seed: 1, scans: scans, stations: 1)).run()
            return Double(benchNow() - begun) / Double(outcome.scans)
        }
        let short = try cost(scans)
        return try cost(scans * times) / short
    }
}
