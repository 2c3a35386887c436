import GRDBSQLite
package import Station

/// Why the journal could not be opened, read or written. What a person does wrong is never one of these.
package enum JournalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another process writes this journal; its pid when the lock file names one.
    case inUse(path: String, pid: Int32?)
    case cannotOpen(path: String, reason: String)
    /// The file is no journal of this station: another station's, another program's, or of a newer version.
    case foreign(path: String, reason: String)
    /// SQLite did not take a setting that durability rests on.
    case notDurable(setting: String, value: String)
    /// Nothing was written, and the journal goes on as soon as there is room.
    case diskFull
    /// A write or a sync failed. Nothing is accepted any more until `recover()` has made a verified copy.
    case syncFailed(reason: String)
    /// The record contradicts itself at this row.
    case damaged(row: Int64?, reason: String)
    /// The key file that belongs to this journal is not there.
    case keysMissing(path: String)
    /// The key of the round was destroyed: its persons and raw bytes are gone for good.
    case keyDestroyed(RoundID)
    /// A field is longer than `JournalLimit` allows.
    case tooLong(field: String, bytes: Int)
    case other(code: Int32, reason: String, attempt: String)

    package var description: String {
        switch self {
        case .inUse(let path, let pid):
            "\(path) is in use by \(pid.map { "process \($0)" } ?? "another process"); end that station first"
        case .cannotOpen(let path, let reason): "cannot open \(path): \(reason)"
        case .foreign(let path, let reason): "\(path) is not this station's journal: \(reason)"
        case .notDurable(let setting, let value): "the journal is not durable: \(setting) reads \(value)"
        case .diskFull: "the disk is full; make room, the last scan was not taken"
        case .syncFailed(let reason): "writing the journal failed (\(reason)); stop, and work on paper"
        case .damaged(let row, let reason): "the journal is damaged\(row.map { " at row \($0)" } ?? ""): \(reason)"
        case .keysMissing(let path): "\(path), the keys of this journal, is missing; put it back"
        case .keyDestroyed(let round): "the key of round \(round) was destroyed; its persons cannot be read"
        case .tooLong(let field, let bytes): "\(field) has \(bytes) bytes, more than a row takes"
        case .other(let code, let reason, let attempt): "cannot \(attempt): \(reason) (SQLite \(code))"
        }
    }

    /// Sorts SQLite's extended result code into what the station has to do about it.
    init(code: Int32, reason: String, attempt: String) {
        switch code & 0xff {
        case SQLITE_FULL: self = .diskFull
        // The shared-memory index could not grow: the same lack of room, seen at another file.
        case SQLITE_IOERR where code == JournalError.sharedMemorySize: self = .diskFull
        case SQLITE_IOERR, SQLITE_READONLY: self = .syncFailed(reason: "\(attempt): \(reason), SQLite \(code)")
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .damaged(row: nil, reason: "\(attempt): \(reason)")
        default: self = .other(code: code, reason: reason, attempt: attempt)
        }
    }

    /// SQLITE_IOERR_SHMSIZE, a macro that Swift does not import.
    private static let sharedMemorySize: Int32 = SQLITE_IOERR | (19 << 8)
}

/// Limits of the journal.
package enum JournalLimit {
    /// Pages (4 KiB) in the write-ahead log after which an append checkpoints, whoever waits; also the size to which a
    /// new log is extended, so that commits overwrite blocks the file already has.
    package static let logPages = 1000
    /// Pages after which an idle station checkpoints.
    package static let idleLogPages = 200
    /// Rows between two snapshots of the state: what a restart has to replay at most.
    package static let rowsBetweenSnapshots: Int64 = 500
    /// So many rows that a start has replayed are worth a snapshot of its own.
    package static let rowsBeforeFirstSnapshot: Int64 = 60
    package static let snapshotsKept = 2
    /// The longest text of a row's happening, facts or verdict; a bag of 20 tubes stays below 10 kB.
    package static let textBytes = 1 << 20
    /// Records of codes kept in memory, so that projecting a fact does not read what was just looked up.
    static let recordsCached = 256
    /// Texts of rows that a reader keeps with what they say, and the longest of them.
    static let textsKept = 256
    static let keptTextBytes = 256
    /// How long a reader may make the writer wait.
    static let busySeconds = 2.0
    /// Free space below which a start warns, in mebibytes.
    package static let freeMebibytesWarning = 200
    /// Free space below which a start refuses, in mebibytes.
    package static let freeMebibytesNeeded = 20
    /// The most that is read of a file of the kernel's: a box has some tens of mounts, of some hundred bytes each.
    static let kernelTextBytes = 4 << 20
}
