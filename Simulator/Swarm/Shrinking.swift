/// Looks for a smaller plan that breaks a promise too: fewer scans, fewer stations, fewer kinds of faults.
package enum Shrinking {
    /// - Parameter plan: one that breaks a promise.
    /// - Returns: the smallest plan that was found, and what it breaks.
    package static func shrunk(_ plan: SwarmPlan) -> (plan: SwarmPlan, failure: String) {
        var best = plan
        var failure = broken(plan) ?? "nothing; it did not fail again"
        func take(_ candidate: SwarmPlan) -> Bool {
            guard let reason = broken(candidate) else { return false }
            (best, failure) = (candidate, reason)
            return true
        }
        for fault in SwarmFault.allCases {
            var fewer = best
            fewer.faults.remove(fault)
            _ = take(fewer)
        }
        while best.stations > 1 {
            var fewer = best
            fewer.stations -= 1
            if !take(fewer) { break }
        }
        var step = best.scans / 2
        while step > 0 {
            var shorter = best
            shorter.scans -= step
            if shorter.scans > 0 { _ = take(shorter) }
            step /= 2
        }
        return (best, failure)
    }

    private static func broken(_ plan: SwarmPlan) -> String? {
        do {
            _ = try SwarmRun(plan).run()
            return nil
        } catch {
            return "\(error)"
        }
    }
}
