import Swarm
import Testing

/// Short swarms; `scansim swarm` runs long ones.
@Suite("The swarm") struct SwarmTests {
    @Test("breaks no promise, and comes to the same in every run", arguments: 1...6)
    func seeds(seed: UInt64) throws {
        let plan = SwarmPlan(seed: seed, scans: 600)
        let outcome = try SwarmRun(plan).run()
        #expect((600...610).contains(outcome.scans), "the last act may be several scans")
        #expect(outcome.journal.count == 64)
        #expect(outcome.rows > 300)
        if seed <= 2 { #expect(try SwarmRun(plan).run() == outcome) }
    }

    @Test func `other seeds have other histories`() throws {
        let journals = try (1...3).map { try SwarmRun(SwarmPlan(seed: $0, scans: 100, stations: 1)).run().journal }
        #expect(Set(journals).count == 3)
    }

    @Test func `comes to what its hands are there for`() throws {
        var outcomes: [String: Int] = [:]
        for seed in 1...36 as ClosedRange<UInt64> {
            var plan = SwarmPlan(seed: seed, scans: 600)
            plan.countsOutcomes = true
            outcomes.merge(try SwarmRun(plan).run().outcomes, uniquingKeysWith: +)
        }
        for wanted in [
            "accepted badgeEnrolled", "accepted postTaken", "accepted scannerPlaced", "accepted personNotSampled",
            "badge-first", "lane-first", "bag-full", "closing-scan-first", "typed-person", "pin", "accepted visited",
            "accepted personLinked", "second-identifier", "accepted trainingEnded", "real-code", "accepted bagSealed",
            "accepted bagUnsealed", "in-box", "in-closed-box", "accepted labelHandwritten", "accepted custody",
            "accepted intake", "bag-first", "bag-used", "box-in-hand", "seal-first", "seal-broken", "receipt-differs",
        ] { #expect(outcomes[wanted, default: 0] > 0, "\(wanted)") }
    }

    @Test func `notices disks that only seem to sync, and finds a smaller run that does`() throws {
        var plan = SwarmPlan(seed: 1, scans: 3_000, stations: 2)
        plan.disksSync = false
        #expect(throws: SwarmFailure.self) { try SwarmRun(plan).run() }
        let (smaller, failure) = Shrinking.shrunk(plan)
        #expect(smaller.scans < plan.scans && smaller.stations == 1)
        #expect(smaller.faults.contains(.power) && smaller.faults.count < SwarmFault.allCases.count)
        #expect(failure.contains("lost") || failure.contains("not what was told") || failure.contains("start"))
    }

    @Test func `without faults every reading is taken or refused, and the box is started once`() throws {
        var plan = SwarmPlan(seed: 4, scans: 500, stations: 1, faults: [])
        plan.countsOutcomes = true
        let outcome = try SwarmRun(plan).run()
        #expect(outcome.starts == 1)
        #expect(outcome.outcomes["accepted bagSealed", default: 0] > 0)
        #expect(outcome.outcomes["unknown-code"] == nil)
    }
}
