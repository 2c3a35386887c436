import CFaultVFS

/// A disk in memory that loses, tears and reorders what was not synced, under SQLite: files whose paths begin with `path`
/// are on it, for as long as it is held. What it claims of itself is in `fault_vfs.h`. Used from one thread at a time.
package final class FaultDisk {
    /// What the power leaves of the operations that were not synced.
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
    }

    /// What can go wrong, at one operation.
    package enum Fault: String, Hashable, Sendable, CaseIterable {
        /// The power goes.
        case cut
        /// No room, until `mend`.
        case full
        /// A write, a deletion or a truncation fails.
        case error
        /// A sync fails, and what it was to keep is not kept.
        case sync
    }

    /// How paths on it begin, without the slash that follows.
    package let path: String
    private let disk: OpaquePointer
    /// Called before each sync does its work, when what is to be synced is pending; nil for nobody.
    package var willSync: (() -> Void)? {
        didSet {
            let told: @convention(c) (UnsafeMutableRawPointer?) -> Void = { context in
                guard let context else { return }
                Unmanaged<FaultDisk>.fromOpaque(context).takeUnretainedValue().willSync?()
            }
            fault_disk_watch_syncs(disk, willSync == nil ? nil : told, Unmanaged.passUnretained(self).toOpaque())
        }
    }

    /// An empty disk. Its name must be no other disk's that is there, and no folder's.
    package init(_ path: String) {
        precondition(fault_vfs_register() == 0, "SQLite takes the file system of faults")
        self.path = path
        disk = fault_disk_new(path)
    }

    private init(_ path: String, _ disk: OpaquePointer) {
        self.path = path
        self.disk = disk
    }

    deinit { fault_disk_free(disk) }

    // MARK: Faults

    /// Lets something go wrong after so many more operations, 0 for the next; in place of what was armed before.
    package func arm(_ fault: Fault, after operations: UInt64) { fault_disk_arm(disk, fault.kind, operations) }

    /// Nothing goes wrong any more, and there is room.
    package func mend() { fault_disk_mend(disk) }

    /// A disk that only seems to sync, for tests that this is noticed.
    package func ignoreSyncs() { fault_disk_ignore_syncs(disk, true) }

    // MARK: Power

    package var hasPower: Bool { fault_disk_has_power(disk) }

    package func cutPower() { fault_disk_cut(disk) }

    /// How many operations are not synced.
    package var pending: Int { fault_disk_pending(disk) }

    /// How many units of 512 bytes the last pending operation writes; 0 for none, and for one that is no write.
    package var unitsOfLast: Int { pending == 0 ? 0 : fault_disk_units(disk, pending - 1) }

    /// The power comes back; everything on the disk must be closed.
    package func restart(_ survival: Survival) {
        let last = pending - 1
        let fates = (0..<pending).map { survival.fate(of: $0, last: last) }
        fault_disk_restart(disk, fates, fates.count)
    }

    /// The same, with what a random source leaves: half of the operations, and the last one torn or damaged at times.
    package func restart(using random: inout some RandomNumberGenerator) {
        let last = pending - 1
        let fates = (0..<pending).map { index -> fault_fate in
            var fate = fault_fate(kept: UInt8.random(in: 0...1, using: &random), damaged: 0, torn: 0)
            guard index == last, fault_disk_units(disk, index) > 0 else { return fate }
            switch Int.random(in: 0..<4, using: &random) {
            case 0: fate.torn = UInt16.random(in: 1...UInt16(fault_disk_units(disk, index)), using: &random)
            case 1: fate.damaged = 1
            default: break
            }
            return fate
        }
        fault_disk_restart(disk, fates, fates.count)
    }

    /// After `cutPower`: only the program that used the disk was killed. What it wrote reads back, synced or not, and is still
    /// pending; everything on the disk must be closed.
    package func resume() { fault_disk_resume(disk) }

    // MARK: What can be asked

    /// Writes, syncs, truncations and deletions since it was made.
    package var operations: UInt64 { fault_disk_operations(disk) }
    package var syncs: UInt64 { fault_disk_syncs(disk) }
    /// Bytes its files have now.
    package var bytes: Int { fault_disk_bytes(disk) }

    /// Another disk with the same files and the same pending operations.
    package func clone(_ path: String) -> FaultDisk { FaultDisk(path, fault_disk_clone(disk, path)) }
}

extension FaultDisk.Fault {
    fileprivate var kind: fault_kind {
        switch self {
        case .cut: fault_cut
        case .full: fault_full
        case .error: fault_error
        case .sync: fault_sync
        }
    }
}

extension FaultDisk.Survival {
    fileprivate func fate(of index: Int, last: Int) -> fault_fate {
        let kept: Bool
        switch self {
        case .nothing: kept = false
        case .everything, .lastTorn, .lastDamaged: kept = true
        case .first(let count): kept = index < count
        case .only(let one): kept = index == one
        case .allBut(let one): kept = index != one
        case .subset(let bits): kept = index < 64 && bits >> UInt64(index) & 1 == 1
        }
        var fate = fault_fate(kept: kept ? 1 : 0, damaged: 0, torn: 0)
        if index == last {
            if case .lastTorn(let units) = self { fate.torn = UInt16(units) }
            if case .lastDamaged = self { fate.damaged = 1 }
        }
        return fate
    }
}
