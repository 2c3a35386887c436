import Testing

@Suite struct SwarmSeedTests {
    /// Each process hashes with a seed of its own, so that what hangs on the order of a dictionary differs between them.
    @Test func `A seed gives the same journals in every process`() throws {
        let runs = try (0..<6).map { _ in
            try Programs.run("scansim", ["swarm", "--seed", "11", "--scans", "1000"]).output
        }
        #expect(Set(runs).count == 1, "\(Set(runs))")
        #expect(runs.first?.contains("journal: ") == true)
    }
}
