import FakeDevices

/// What a swarm does, in full: the same plan gives the same journals, byte for byte.
package struct SwarmPlan: Hashable, Sendable {
    package var seed: UInt64
    /// Readings over all stations, before the faults end.
    package var scans: Int
    package var stations: Int
    package var faults: Set<SwarmFault>
    /// False for disks that only seem to sync, to see that it is noticed.
    package var disksSync = true
    /// Whether the outcome of each row is counted, by its name.
    package var countsOutcomes = false

    package init(
        seed: UInt64, scans: Int = 1_000, stations: Int = 2, faults: Set<SwarmFault> = Set(SwarmFault.allCases)
    ) {
        self.seed = seed
        self.scans = scans
        self.stations = stations
        self.faults = faults
    }

    /// Whether the last of several stations is the laboratory, which receives the boxes of the others: in one plan of three.
    var hasLaboratory: Bool {
        var random = Seeded(seed: seed &* 0xD1B5_4A32_D192_ED03)
        return random.next() % 3 == 0 && stations > 1
    }
}

/// What goes wrong in a swarm, by what it happens to. Each has a random source of its own, so that a run without one of
/// them is otherwise the same for as long as nothing else follows from it.
package enum SwarmFault: String, Hashable, Sendable, CaseIterable {
    /// Operators act wrongly, scan what they should not, take back and correct.
    case hands
    /// Scanners split, merge, lose, repeat and garble.
    case scanners
    /// Plugs are pulled and put back, under other names.
    case plugs
    /// Wall clocks jump, and nothing vouches for them.
    case clocks
    /// Disks are full.
    case full = "full-disk"
    /// A write fails, or a sync.
    case storage
    /// The power goes, in the middle of a write.
    case power
    /// Printers have no paper, open heads and silence.
    case printers
    /// The station is ended in order and started again.
    case restarts
}

/// A promise that did not hold.
package struct SwarmFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package var station: Int
    /// Readings up to then, over all stations.
    package var scans: Int
    package var reason: String
    package var description: String { "station \(station), after \(scans) scans: \(reason)" }
}
