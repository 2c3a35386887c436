import Testing

@testable import Swarm

/// Some of all power cuts; `scansim cuts --whole` tries every one.
@Suite("Power cuts") struct PowerCutTests {
    @Test func `lose nothing that was told, at moments all over a shift`() throws {
        let outcome = try PowerCuts().run(limit: 100)
        #expect(outcome.states == 100)
        #expect(outcome.allStates > 5_000)
        #expect(outcome.intervals > 100)
        #expect(outcome.boundaries > outcome.intervals)
        #expect(outcome.rows > 90)
    }

    @Test func `lose nothing of the first scans, in any state there is`() throws {
        let outcome = try PowerCuts(steps: 3).run()
        #expect(outcome.states == outcome.allStates && outcome.states > 1_000)
    }

    @Test(
        "lose nothing while a station starts, and around a sync that fails",
        arguments: [
            PowerCuts.Pass.restart, .recovery, .killed,
        ])
    func passes(pass: PowerCuts.Pass) throws {
        let outcome = try PowerCuts(steps: 20).run(pass, limit: 250)
        #expect(outcome.states == 250)
        #expect(outcome.intervals > 50)
    }

    @Test func `are noticed when a disk only seems to sync`() throws {
        let broken = #expect(throws: PowerCuts.Broken.self) { try PowerCuts(ignoresSyncs: true).run(limit: 60) }
        #expect(broken?.waiting.isEmpty == false)
    }

    @Test("are noticed when one file alone is not synced", arguments: ["-wal", "/journal", ".keys"])
    func oneFile(suffix: String) throws {
        #expect(throws: PowerCuts.Broken.self) {
            try PowerCuts(steps: 20, ignoresSyncs: true, ignored: suffix).run(limit: 400)
        }
    }

    @Test func `of which not all can be tried are spread over all intervals`() {
        let counts = [1, 300, 4, 0, 7, 256]
        #expect(PowerCuts.chosen(of: counts, nil).map(\.count) == counts)
        for limit in 1...567 {
            let chosen = PowerCuts.chosen(of: counts, limit)
            #expect(chosen.reduce(0) { $0 + $1.count } == limit)
            for (states, count) in zip(chosen, counts) {
                #expect(Set(states).count == states.count && states.allSatisfy { $0 < count })
            }
        }
        #expect(PowerCuts.chosen(of: counts, 30).allSatisfy { $0.count <= 16 })
    }
}
