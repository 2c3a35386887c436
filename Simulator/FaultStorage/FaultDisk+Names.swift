import CFaultVFS

/// What a program does on the disk beside SQLite. Paths begin with the disk's.
extension FaultDisk {
    /// The disk did not do it; `code` is SQLite's.
    package struct Refused: Error, Hashable, Sendable {
        package var code: Int32
    }

    package func exists(_ path: String) -> Bool { fault_disk_exists(disk, path) }

    /// Makes an empty file, if there is none; it goes with the power until it is synced.
    package func make(_ path: String) throws(Refused) { try check(fault_disk_make(disk, path)) }

    /// Durable after `syncNames`.
    package func remove(_ path: String) throws(Refused) { try check(fault_disk_remove(disk, path)) }

    /// At once, or not at all: what had the new name loses it. Durable after `syncNames`.
    package func rename(_ from: String, to: String) throws(Refused) { try check(fault_disk_rename(disk, from, to)) }

    package func syncFile(_ path: String) throws(Refused) { try check(fault_disk_sync_file(disk, path)) }

    /// Deletions and renamings are durable.
    package func syncNames() throws(Refused) { try check(fault_disk_sync_names(disk)) }

    /// All bytes of the file are zeros, durably.
    package func zero(_ path: String) throws(Refused) { try check(fault_disk_zero(disk, path)) }

    /// What is in the file now; nil for no such file.
    package func contents(_ path: String) -> [UInt8]? {
        bytes(of: path, durably: false)
    }

    /// What a power cut that leaves nothing of what waits would leave in the file; nil for no such file.
    package func durableContents(_ path: String) -> [UInt8]? {
        bytes(of: path, durably: true)
    }

    private func bytes(of path: String, durably: Bool) -> [UInt8]? {
        let size = Int(fault_disk_size_of(disk, path, durably))
        if size < 0 { return nil }
        return Array(unsafeUninitializedCapacity: size) { buffer, count in
            fault_disk_copy_of(disk, path, durably, buffer.baseAddress, size)
            count = size
        }
    }

    private func check(_ code: Int32) throws(Refused) {
        if code != 0 { throw Refused(code: code) }
    }
}
