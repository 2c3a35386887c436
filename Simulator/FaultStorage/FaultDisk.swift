import CFaultVFS

/// A disk in memory that loses, tears and reorders what was not synced, under SQLite: files whose paths begin with `path`
/// are on it. What it claims of itself is in `fault_vfs.h`. Used from one thread at a time. Who has a file of it open when
/// it goes, or when its power went, can only close it.
package final class FaultDisk {
    /// How paths on it begin, without the slash that follows.
    package let path: String
    let disk: OpaquePointer
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

    // MARK: Power

    package var hasPower: Bool { fault_disk_has_power(disk) }

    package func cutPower() { fault_disk_cut(disk) }

    /// The power is cut, if it was not, and comes back; of what was not synced so much is left. Who has a file open has it
    /// no more.
    package func cut(keeping survival: Survival) {
        cutPower()
        restart(survival)
    }

    /// The power comes back.
    package func restart(_ survival: Survival) {
        let last = pending - 1
        let fates = (0..<pending).map { survival.fate(of: $0, last: last) }
        fault_disk_restart(disk, fates, fates.count)
    }

    /// The same, with what a random source leaves: half of the operations; a write torn or damaged at times, mostly the last.
    package func restart(using random: inout some RandomNumberGenerator) {
        let last = pending - 1
        let fates = (0..<pending).map { index -> fault_fate in
            var fate = fault_fate(kept: UInt8.random(in: 0...1, using: &random), damaged: 0, torn: 0)
            let units = fault_disk_units(disk, index)
            guard units > 0, index == last || Int.random(in: 0..<8, using: &random) == 0 else { return fate }
            switch Int.random(in: 0..<4, using: &random) {
            case 0: fate.torn = UInt16.random(in: 1...UInt16(clamping: units), using: &random)
            case 1: fate.damaged = 1
            default: break
            }
            return fate
        }
        fault_disk_restart(disk, fates, fates.count)
    }

    /// After `cutPower`: only the program that used the disk was killed. What it wrote reads back, synced or not, and is still
    /// pending; what it had open it has no more.
    package func resume() { fault_disk_resume(disk) }

    // MARK: What can be asked

    /// How many operations are not synced.
    package var pending: Int { fault_disk_pending(disk) }
    /// How many units of 512 bytes the last pending operation writes; 0 for none, and for one that is no write.
    package var unitsOfLast: Int { pending == 0 ? 0 : fault_disk_units(disk, pending - 1) }
    /// Writes, syncs, truncations, deletions and renamings since it was made.
    package var operations: UInt64 { fault_disk_operations(disk) }
    package var syncs: UInt64 { fault_disk_syncs(disk) }
    package var reads: UInt64 { fault_disk_reads(disk) }
    /// Bytes its files have now.
    package var bytes: Int { fault_disk_bytes(disk) }
    /// What its operations have taken by `setCost`.
    package var timeTaken: Duration { .nanoseconds(Int64(clamping: fault_disk_nanoseconds(disk))) }

    /// Another disk with the same files and the same pending operations; without faults, log and `willSync`.
    package func clone(_ path: String) -> FaultDisk { FaultDisk(path, fault_disk_clone(disk, path)) }
}
