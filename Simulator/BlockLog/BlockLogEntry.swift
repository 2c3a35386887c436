/// One thing that a disk was told, as the log of dm-log-writes has it (Linux `Documentation/admin-guide/device-mapper/
/// log-writes.rst`; QEMU's `blklogwrites` writes the same).
package struct BlockLogEntry: Hashable, Sendable {
    package struct Flags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt64
        package init(rawValue: UInt64) { self.rawValue = rawValue }

        /// What was written before, and has ended, is kept from here on.
        package static let flush = Flags(rawValue: 1)
        /// This write is kept when it has ended.
        package static let fua = Flags(rawValue: 2)
        /// The range means nothing any more; it has no payload.
        package static let discard = Flags(rawValue: 4)
        /// A note; its payload is text.
        package static let mark = Flags(rawValue: 8)
        /// A write of the file system's own.
        package static let metadata = Flags(rawValue: 16)

        static let known: Flags = [.flush, .fua, .discard, .mark, .metadata]
    }

    package var flags: Flags
    /// Where on the disk, in bytes.
    package var offset: UInt64
    /// How much of the disk, in bytes; 0 for a flush and a mark.
    package var length: UInt64
    /// Where its payload lies in the log, in bytes; nil where it has none.
    package var payload: UInt64?

    /// Whether the disk promises something with it.
    package var isPromise: Bool { !flags.isDisjoint(with: [.flush, .fua]) }
    /// Whether it changes the disk.
    package var isWrite: Bool { length > 0 && flags.isDisjoint(with: [.discard, .mark]) }
}

/// Why a log cannot be used.
package enum BlockLogError: Error, Hashable, Sendable, CustomStringConvertible {
    case cannot(String, path: String, reason: String)
    case notALog(path: String)
    case version(UInt64)
    /// 512 to 65536, and a power of two, can be.
    case sectorSize(UInt32)
    /// The log ends within an entry, counted from 1.
    case cutShort(entry: Int)
    /// An entry says that it is longer than `BlockLogLimit.writeBytes`, or that more entries come than can be.
    case tooLong(entry: Int)
    case tooMany(entries: UInt64)
    case unknownFlags(UInt64, entry: Int)
    /// An entry lies outside of the disk.
    case beyondDisk(entry: Int)

    package var description: String {
        switch self {
        case .cannot(let attempt, let path, let reason): "cannot \(attempt) \(path): \(reason)"
        case .notALog(let path): "\(path) is no log of a disk's writes"
        case .version(let version): "the log has version \(version); version 1 is known"
        case .sectorSize(let bytes): "the log has sectors of \(bytes) bytes; 512 to 65536 can be"
        case .cutShort(let entry): "the log ends within entry \(entry)"
        case .tooLong(let entry): "entry \(entry) of the log is longer than \(BlockLogLimit.writeBytes) bytes"
        case .tooMany(let entries): "the log says it has \(entries) entries; \(BlockLogLimit.entries) can be"
        case .unknownFlags(let flags, let entry): "entry \(entry) of the log has the unknown flags \(flags)"
        case .beyondDisk(let entry): "entry \(entry) of the log lies beyond the end of the disk"
        }
    }
}

/// What is taken of a log.
package enum BlockLogLimit {
    /// The longest write, in bytes.
    package static let writeBytes: UInt64 = 64 << 20
    /// The most entries; their index takes 40 bytes each.
    package static let entries: UInt64 = 10_000_000
}
