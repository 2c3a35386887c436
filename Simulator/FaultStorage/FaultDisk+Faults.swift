import CFaultVFS

extension FaultDisk {
    /// What can go wrong, at one operation.
    package enum Fault: String, Hashable, Sendable, CaseIterable {
        /// The power goes.
        case cut
        /// No room, until `mend`.
        case full
        /// A write, a sync, a deletion or a truncation fails, and is not done.
        case error
        /// A sync fails, and what it was to keep is not kept, although it reads back until the power goes.
        case sync
        /// The first half of a write is done, and it fails.
        case short

        var kind: fault_kind {
            switch self {
            case .cut: fault_cut
            case .full: fault_full
            case .error: fault_error
            case .sync: fault_sync
            case .short: fault_short
            }
        }
    }

    /// What goes wrong by chance: one in so many operations on average. The same plan and the same operations give the same
    /// faults.
    package struct FaultPlan: Hashable, Sendable {
        package var seed: UInt64
        package var oneIn: [Fault: UInt32]
        package var oneReadIn: UInt32?
        /// Locks that find another program's; waiting for them takes no time.
        package var oneLockIn: UInt32?

        package init(
            seed: UInt64, oneIn: [Fault: UInt32] = [:], oneReadIn: UInt32? = nil, oneLockIn: UInt32? = nil
        ) {
            self.seed = seed
            self.oneIn = oneIn
            self.oneReadIn = oneReadIn
            self.oneLockIn = oneLockIn
        }
    }

    /// Lets something go wrong after so many more operations, 0 for the next; in place of what was armed before.
    package func arm(_ fault: Fault, after operations: UInt64) { fault_disk_arm(disk, fault.kind, operations) }

    /// A sync fails, and keeps all the same what has a bit here, bit 0 for what was done first.
    package func armSync(after operations: UInt64, keeping bits: UInt64) {
        fault_disk_arm_sync(disk, operations, bits)
    }

    /// After so many more readings one fails.
    package func armRead(after reads: UInt64) { fault_disk_arm_read(disk, reads) }

    /// After so many more locks, so many of them find another program's; waiting for them takes no time.
    package func armBusy(after locks: UInt64, times: UInt64) { fault_disk_arm_busy(disk, locks, times) }

    /// From now on things go wrong by chance; until `mend`, or until the power comes back.
    package func plan(_ plan: FaultPlan) {
        var chances = fault_plan()
        chances.seed = plan.seed
        withUnsafeMutableBytes(of: &chances.one_in) { bytes in
            for (fault, oneIn) in plan.oneIn {
                bytes.storeBytes(of: oneIn, toByteOffset: Int(fault.kind.rawValue) * 4, as: UInt32.self)
            }
        }
        chances.one_read_in = plan.oneReadIn ?? 0
        chances.one_lock_in = plan.oneLockIn ?? 0
        fault_disk_plan(disk, chances)
    }

    /// Bytes that all files may have together; nil for 1 GiB.
    package func setCapacity(_ bytes: Int?) { fault_disk_capacity(disk, max(0, bytes ?? 0)) }

    /// What operations take, for `timeTaken`: nothing waits.
    package func setCost(write: Duration, sync: Duration) {
        fault_disk_cost(disk, write.wholeNanoseconds, sync.wholeNanoseconds)
    }

    /// Nothing goes wrong any more, and there is room up to the capacity.
    package func mend() { fault_disk_mend(disk) }

    /// A disk that only seems to sync, for tests that this is noticed.
    ///
    /// - Parameter suffix: only files whose names end so; nil for all, and for names.
    package func ignoreSyncs(of suffix: String? = nil) { fault_disk_ignore_syncs(disk, true, suffix) }
}

extension Duration {
    fileprivate var wholeNanoseconds: UInt64 {
        UInt64(clamping: components.seconds) &* 1_000_000_000
            &+ UInt64(clamping: components.attoseconds / 1_000_000_000)
    }
}
