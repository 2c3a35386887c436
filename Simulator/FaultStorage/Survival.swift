import CFaultVFS

extension FaultDisk {
    /// What the power leaves of the operations that were not synced; they count from 0, oldest first.
    package enum Survival: Hashable, Sendable {
        case nothing
        case everything
        /// The first so many.
        case first(Int)
        /// Only this one.
        case only(Int)
        /// All but this one.
        case allBut(Int)
        /// Those whose bit is set, bit 0 for the first; at most 64.
        case subset(UInt64)
        /// All, of the last one only so many units of 512 bytes.
        case lastTorn(units: Int)
        /// All before the last one, which leaves noise in the sectors it touches.
        case lastDamaged
        /// All, of this one only so many units of 512 bytes.
        case torn(Int, units: Int)
        /// All; this one leaves noise in the sectors it touches.
        case damaged(Int)
    }

    /// Every subset of a few operations; of many, every beginning, each one lost and each one kept. The last one torn at each
    /// 512 bytes, and each write with noise in its sectors.
    ///
    /// - Parameter limit: the most operations of which every subset is taken; at most 16.
    package func survivals(subsetsUpTo limit: Int) -> [Survival] {
        let count = pending
        var survivals: [Survival] =
            count <= min(limit, 16)
            ? (0..<1 << UInt64(count)).map { .subset($0) }
            : (0...count).map { .first($0) } + (0..<count).flatMap { [.only($0), .allBut($0)] }
        if unitsOfLast > 1 { survivals += (1..<unitsOfLast).map { .lastTorn(units: $0) } }
        return survivals + (0..<count).filter { fault_disk_units(disk, $0) > 0 }.map { .damaged($0) }
    }
}

extension FaultDisk.Survival {
    func fate(of index: Int, last: Int) -> fault_fate {
        let kept: Bool
        switch self {
        case .nothing: kept = false
        case .everything, .lastTorn, .lastDamaged, .torn, .damaged: kept = true
        case .first(let count): kept = index < count
        case .only(let one): kept = index == one
        case .allBut(let one): kept = index != one
        case .subset(let bits): kept = index < 64 && bits >> UInt64(index) & 1 == 1
        }
        var fate = fault_fate(kept: kept ? 1 : 0, damaged: 0, torn: 0)
        switch self {
        case .lastTorn(let units) where index == last: fate.torn = UInt16(clamping: units)
        case .torn(index, let units): fate.torn = UInt16(clamping: units)
        case .lastDamaged where index == last: fate.damaged = 1
        case .damaged(index): fate.damaged = 1
        default: break
        }
        return fate
    }
}
