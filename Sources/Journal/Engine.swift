import Foundation
import GRDB
import GRDBSQLite
import Station

/// The open database. GRDB migrates it and closes it again; the rest runs on a connection of our own with prepared
/// statements, because a commit through GRDB's accessors costs more than the statements themselves. One thread at a time
/// uses it.
final class Engine {
    let connection: OpaquePointer
    let records: RecordTable
    private let transaction: Transaction
    private var statements: Statements?
    private let logCounter: UnsafeMutablePointer<Int32>
    /// As many rows had been entered in the records when the open transaction was last written ahead.
    private var written = -1

    /// What an append runs.
    private struct Statements {
        var insertEvent: Statement
        var insertSnapshot: Statement
        var trimSnapshots: Statement
    }

    /// Pages in the write-ahead log since it was last begun anew.
    var logPages: Int { Int(logCounter.pointee) }

    init(path: String) throws(JournalError) {
        try Engine.migrate(path)
        connection = try Engine.connect(path)
        try Engine.makeDurable(connection)
        transaction = try Transaction(connection)
        records = try RecordTable(connection, transaction)
        statements = Statements(
            insertEvent: try Statement(connection, EventRow.insert),
            insertSnapshot: try Statement(
                connection, "INSERT OR REPLACE INTO snapshot (sequence, state, latest) VALUES (?, ?, ?)"),
            trimSnapshots: try Statement(
                connection,
                """
                DELETE FROM snapshot WHERE sequence NOT IN
                (SELECT sequence FROM snapshot ORDER BY sequence DESC LIMIT \(JournalLimit.snapshotsKept))
                """))
        logCounter = .allocate(capacity: 1)
        logCounter.initialize(to: 0)
        sqlite3_wal_autocheckpoint(connection, 0)
        sqlite3_wal_hook(
            connection,
            { counter, _, _, pages in
                counter?.assumingMemoryBound(to: Int32.self).pointee = pages
                return SQLITE_OK
            }, logCounter)
    }

    deinit {
        close()
        logCounter.deallocate()
    }

    /// Lets go of the file. Nothing may be called afterwards.
    func close() {
        guard statements != nil else { return }
        giveUpBegun()
        statements = nil
        transaction.close()
        records.close()
        sqlite3_wal_hook(connection, nil, nil)
        // A statement that was forgotten would keep the file open; all are ours and gone.
        sqlite3_close_v2(connection)
    }

    // MARK: Settings that durability rests on

    private static func migrate(_ path: String) throws(JournalError) {
        try sqlite("open \(path)") {
            var configuration = Configuration()
            configuration.label = "journal"
            configuration.busyMode = .timeout(JournalLimit.busySeconds)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            // Until it is a write-ahead journal, a transaction's rollback journal must be gone for good once it is over: one
            // that came back with the power would undo what the write-ahead journal has by then.
            try queue.inDatabase { try $0.execute(sql: "PRAGMA synchronous = EXTRA") }
            try refuseForeign(queue, path)
            try Schema.migrator.migrate(queue)
        }
    }

    /// - Parameter writing: false leaves file and log as they are: SQLite checkpoints when a last connection that may write
    ///   is closed.
    static func connect(_ path: String, writing: Bool = true) throws(JournalError) -> OpaquePointer {
        var connection: OpaquePointer?
        // Cheap storage may damage the neighbours of a byte that is being written when power goes; with psow off, a commit
        // fills up its last sector and a later one never touches it.
        let plain = path.replacing("%", with: "%25").replacing("?", with: "%3f").replacing("#", with: "%23")
        let flags = (writing ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI
        let code = sqlite3_open_v2("file:\(plain)?psow=0", &connection, flags, nil)
        guard code == SQLITE_OK, let connection else {
            sqlite3_close_v2(connection)
            throw .cannotOpen(path: path, reason: String(cString: sqlite3_errstr(code)))
        }
        sqlite3_extended_result_codes(connection, 1)
        sqlite3_busy_timeout(connection, Int32(JournalLimit.busySeconds * 1000))
        return connection
    }

    private static func refuseForeign(_ queue: DatabaseQueue, _ path: String) throws {
        let (id, tables) = try queue.inDatabase { db in
            (
                try Int64.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
                try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            )
        }
        if tables > 0, id != Schema.applicationID {
            throw JournalError.foreign(path: path, reason: "another program's database")
        }
        // An empty file is marked first: tables are made in several transactions, and power may go between them.
        if id != Schema.applicationID {
            try queue.inDatabase { try $0.execute(sql: "PRAGMA application_id = \(Schema.applicationID)") }
        }
        if try queue.inDatabase({ try Schema.migrator.hasBeenSuperseded($0) }) {
            throw JournalError.foreign(path: path, reason: "written by a newer version of scanstation")
        }
    }

    /// Sets, and reads back, what durability rests on.
    private static func makeDurable(_ connection: OpaquePointer) throws(JournalError) {
        // EXTRA for the rollback journal of the change to WAL; see `migrate`.
        for setting in [
            "synchronous = EXTRA", "journal_mode = WAL", "synchronous = FULL", "cell_size_check = ON",
            "trusted_schema = OFF",
            "temp_store = MEMORY", "cache_size = -4096",
        ] {
            try execute(connection, "PRAGMA \(setting)")
        }
        for (setting, wanted) in [("journal_mode", "wal"), ("synchronous", "2")] {
            let value = try execute(connection, "PRAGMA \(setting)") ?? ""
            guard value == wanted else { throw .notDurable(setting: setting, value: value) }
        }
    }

    /// Notes at a new journal which station and key file it belongs to, and compares at an old one.
    func claim(path: String, station: String, keys: String, isNew: Bool) throws(JournalError) {
        for (name, value) in [("station", station), ("keys", keys)] {
            let select = try Statement(connection, "SELECT value FROM identity WHERE name = ?")
            select.bind(1, text: name)
            let found = try select.step() ? select.text(0) : nil
            select.reset()
            if found == value { continue }
            guard isNew else {
                if name == "keys" { throw .keysMissing(path: path + ".keys") }
                throw .foreign(path: path, reason: "it belongs to station \(found ?? "?")")
            }
            let insert = try Statement(connection, "INSERT OR REPLACE INTO identity (name, value) VALUES (?, ?)")
            insert.bind(1, text: name)
            insert.bind(2, text: value)
            try insert.run()
        }
    }

    // MARK: Writing

    /// Begins the next transaction before there is anything to write, so that what it costs does not delay a verdict:
    /// lookups and the append then need no lock of their own, and the records of the last row are in the log, uncommitted.
    /// What prevents it is told when there is something to write.
    func beginAhead() {
        guard statements != nil else { return }
        do {
            if transaction.isOpen, records.isLevel, written == records.entries { return }
            if !transaction.isOpen { try transaction.begin() }
            try records.catchUp()
            written = records.entries
            let code = sqlite3_db_cacheflush(connection)
            guard code == SQLITE_OK else { throw JournalError(connection, code, attempt: "write ahead") }
        } catch {
            giveUpBegun()
        }
    }

    /// Gives up a transaction that was begun ahead; the records in it are entered again by the next one.
    func giveUpBegun() {
        guard statements != nil else { return }
        transaction.rollBack()
        records.noteRollback()
    }

    /// Runs `body` in one transaction, durable when this returns and rolled back when it throws.
    func commit(_ body: () throws(JournalError) -> Void) throws(JournalError) {
        guard statements != nil else { throw Engine.closed }
        if !transaction.isOpen { try transaction.begin() }
        do {
            try body()
            try transaction.commit()
            records.noteCommit()
        } catch {
            // SQLite may have rolled back of its own accord.
            if transaction.isOpen { transaction.rollBack() }
            records.noteRollback()
            throw error
        }
    }

    func insert(_ row: EventRow, hash: [UInt8]) throws(JournalError) {
        guard let insert = statements?.insertEvent else { throw Engine.closed }
        row.bind(to: insert, hash: hash)
        try insert.run()
    }

    func insertSnapshot(after sequence: Int64, of state: StationState, _ latest: Latest) throws(JournalError) {
        guard let statements else { throw Engine.closed }
        statements.insertSnapshot.bind(1, sequence)
        statements.insertSnapshot.bind(2, text: try RowText.encode(state))
        statements.insertSnapshot.bind(3, text: try RowText.encode(latest))
        try statements.insertSnapshot.run()
        try statements.trimSnapshots.run()
    }

    func checkpoint(_ mode: Int32) throws(JournalError) {
        giveUpBegun()
        var inLog: Int32 = 0
        var moved: Int32 = 0
        let code = sqlite3_wal_checkpoint_v2(connection, nil, mode, &inLog, &moved)
        // Busy: a reader holds the log's end. The next attempt moves the rest.
        guard code == SQLITE_OK || code == SQLITE_BUSY else {
            throw JournalError(connection, code, attempt: "checkpoint")
        }
        logCounter.pointee = code == SQLITE_OK && inLog == moved ? 0 : max(inLog, 0)
    }

    /// Extends the log to the size it is used up to, so that commits overwrite blocks the file has: an fdatasync then has
    /// no file size and no new blocks to write. Zeros after the last frame are no frames to SQLite. Want of room is no
    /// error here.
    func extendLog() throws(JournalError) {
        var pointer: UnsafeMutablePointer<sqlite3_file>?
        // The log is opened by the first read.
        try execute(connection, "SELECT count(*) FROM identity")
        let code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &pointer)
        guard code == SQLITE_OK, let file = pointer, let methods = file.pointee.pMethods?.pointee else { return }
        var size: sqlite3_int64 = 0
        guard methods.xFileSize?(file, &size) == SQLITE_OK else { return }
        // SQLite's unix VFS writes at most 128 KiB less one byte at a time.
        let chunk = [UInt8](repeating: 0, count: 1 << 16)
        let wanted = Int64(JournalLimit.logPages) * 4120
        while size < wanted {
            guard methods.xWrite?(file, chunk, Int32(chunk.count), size) == SQLITE_OK else { return }
            size += Int64(chunk.count)
        }
        _ = methods.xSync?(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY)
    }

    static let closed = JournalError.other(code: 0, reason: "it was closed", attempt: "use the journal")
}
