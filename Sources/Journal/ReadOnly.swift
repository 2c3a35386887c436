import Foundation
import GRDB
import GRDBSQLite
import Glibc

/// Opens files that others write, or that lie on a medium nobody can write.
enum ReadOnly {
    /// The open file, and the folder of a temporary copy when one had to be made; `read` removes it.
    static func queue(_ path: String) throws -> (DatabaseQueue, copy: String?) {
        guard exists(path, readable: true) else {
            throw JournalError.cannotOpen(path: path, reason: "there is no such file, or it may not be read")
        }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(JournalLimit.busySeconds)
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { db in _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") }
            return (queue, nil)
        } catch let error as DatabaseError {
            guard [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) else { throw error }
            // A write-ahead journal wants to write beside itself even to be read: read a copy.
            let folder = try copy(path)
            return (try DatabaseQueue(path: folder + "/copy", configuration: Configuration()), folder)
        }
    }

    /// Runs `body` on one consistent view of a journal, while a station may be writing it.
    static func read<T>(_ path: String, _ body: (OpaquePointer) throws -> T) throws(JournalError) -> T {
        try sqlite("read \(path)") {
            let (queue, copy) = try queue(path)
            defer {
                try? queue.close()
                if let copy { try? FileManager.default.removeItem(atPath: copy) }
            }
            return try queue.read { db in
                guard let connection = db.sqliteConnection else {
                    throw JournalError.cannotOpen(path: path, reason: "the connection is closed")
                }
                guard try Int64.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID else {
                    throw JournalError.foreign(path: path, reason: "no journal of a station")
                }
                return try body(connection)
            }
        }
    }

    /// Whether SQLite finds a file there, and may read it if `readable` is asked for.
    static func exists(_ path: String, readable: Bool = false) -> Bool {
        var found: Int32 = 0
        guard let files = sqlite3_vfs_find(nil) else { return false }
        let question = readable ? SQLITE_ACCESS_READ : SQLITE_ACCESS_EXISTS
        return files.pointee.xAccess(files, path, question, &found) == SQLITE_OK && found != 0
    }

    private static func copy(_ path: String) throws -> String {
        let folder = NSTemporaryDirectory() + "/scanstation-\(UUID().uuidString)"
        let files = FileManager.default
        try files.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for suffix in ["", "-wal"] where files.fileExists(atPath: path + suffix) {
            try files.copyItem(atPath: path + suffix, toPath: folder + "/copy" + suffix)
            chmod(folder + "/copy" + suffix, 0o600)
        }
        return folder
    }
}
