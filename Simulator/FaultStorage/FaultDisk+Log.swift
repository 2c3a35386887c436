import CFaultVFS

extension FaultDisk {
    /// Something that was done.
    package struct Operation: Hashable, Sendable, CustomStringConvertible {
        package enum Kind: String, Hashable, Sendable { case write, truncate, delete, rename, sync, syncNames }
        package var kind: Kind
        /// As it is called on the disk, with its slash; its first 47 bytes.
        package var file: String
        package var offset: Int
        package var bytes: Int
        /// Syncs that returned before it: what has the same number lies between the same two.
        package var interval: Int

        package var description: String {
            switch kind {
            case .write: "write \(bytes) bytes at \(offset) of \(file)"
            case .truncate: "truncate \(file) to \(bytes)"
            case .delete: "delete \(file)"
            case .rename: "rename \(file)"
            case .sync: "sync \(file)"
            case .syncNames: "sync the names"
            }
        }
    }

    /// Keeps the first so many operations from now on; 0 keeps none, and forgets those that were kept.
    package func keepLog(of operations: Int) { fault_disk_log(disk, max(0, operations)) }

    /// What was kept, oldest first.
    package var log: [Operation] {
        (0..<fault_disk_log_count(disk)).map { Operation(fault_disk_log_entry(disk, $0)) }
    }

    /// The operations that are not synced, in their order.
    package var waiting: [Operation] { (0..<pending).map { Operation(fault_disk_pending_entry(disk, $0)) } }
}

extension FaultDisk.Operation {
    fileprivate init(_ entry: fault_entry) {
        switch entry.kind {
        case op_truncate: kind = .truncate
        case op_delete: kind = .delete
        case op_rename: kind = .rename
        case op_sync: kind = .sync
        case op_sync_names: kind = .syncNames
        default: kind = .write
        }
        file = withUnsafeBytes(of: entry.file) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        offset = Int(entry.offset)
        bytes = Int(entry.size)
        interval = Int(entry.syncs)
    }
}
