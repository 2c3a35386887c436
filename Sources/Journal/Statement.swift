import GRDBSQLite
import Glibc

/// SQLite's numbers for the types of values, as `Statement.type` gives them.
enum ColumnType {
    static let integer = SQLITE_INTEGER
    static let null = SQLITE_NULL
}

/// One prepared statement: the only owner of its C handle. Used on the thread of its connection, and let go before the
/// connection closes.
final class Statement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer
    /// What texts of the rows that it stepped over said.
    private(set) lazy var texts = ReadTexts()

    /// The destructor that makes SQLite copy what it is given.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    init(_ connection: OpaquePointer, _ sql: String) throws(JournalError) {
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else {
            throw JournalError(connection, code, attempt: "prepare \(sql)")
        }
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    // MARK: Parameters, counted from 1

    func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }

    func bind(_ index: Int32, _ value: Int64?) {
        if let value { bind(index, value) } else { sqlite3_bind_null(handle, index) }
    }

    func bind(_ index: Int32, text: [UInt8]) {
        text.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { chars in
                _ = sqlite3_bind_text(handle, index, chars.baseAddress, Int32(chars.count), Statement.transient)
            }
        }
    }

    func bind(_ index: Int32, text: String?) {
        guard var text else {
            sqlite3_bind_null(handle, index)
            return
        }
        text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { chars in
                // An empty string may have no address, which SQLite would take for NULL.
                guard let start = chars.baseAddress else {
                    sqlite3_bind_text(handle, index, "", 0, Statement.transient)
                    return
                }
                sqlite3_bind_text(handle, index, start, Int32(chars.count), Statement.transient)
            }
        }
    }

    func bind(_ index: Int32, blob: [UInt8]?) {
        guard let blob else {
            sqlite3_bind_null(handle, index)
            return
        }
        if blob.isEmpty {
            sqlite3_bind_zeroblob(handle, index, 0)
        } else {
            sqlite3_bind_blob(handle, index, blob, Int32(blob.count), Statement.transient)
        }
    }

    // MARK: Running

    /// Runs to the end; rows are not wanted.
    func run() throws(JournalError) {
        defer { sqlite3_reset(handle) }
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure(code) }
    }

    /// Steps to the next row; false at the end. Call `reset` when no more rows are wanted.
    func step() throws(JournalError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            let error = failure(code)
            reset()
            throw error
        }
    }

    func reset() { sqlite3_reset(handle) }

    private func failure(_ code: Int32) -> JournalError {
        JournalError(connection, code, attempt: String(cString: sqlite3_sql(handle)))
    }

    // MARK: Columns of the current row, counted from 0

    func type(_ column: Int32) -> Int32 { sqlite3_column_type(handle, column) }
    func isNull(_ column: Int32) -> Bool { type(column) == SQLITE_NULL }
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
    func integerIfAny(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

    /// Bytes of a text or blob column, valid until the next step.
    func withBytes<T>(_ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
        // `column_blob` first: it fixes the form in which `column_bytes` counts.
        let start = sqlite3_column_blob(handle, column)
        let count = Int(sqlite3_column_bytes(handle, column))
        return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    /// Whether a text or blob column is these bytes.
    func holds(_ bytes: [UInt8], in column: Int32) -> Bool {
        withBytes(column) { column in
            bytes.withUnsafeBytes { bytes in
                guard bytes.count == column.count else { return false }
                guard let one = bytes.baseAddress, let other = column.baseAddress else { return true }
                return memcmp(one, other, bytes.count) == 0
            }
        }
    }

    func bytes(_ column: Int32) -> [UInt8] { withBytes(column) { [UInt8]($0) } }
    func bytesIfAny(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : bytes(column) }
    func text(_ column: Int32) -> String { withBytes(column) { String(decoding: $0, as: UTF8.self) } }
    func textIfAny(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
}

extension JournalError {
    /// The connection's own words for what just failed; fetched before anything else is called on it.
    init(_ connection: OpaquePointer, _ code: Int32, attempt: String) {
        let extended = sqlite3_extended_errcode(connection)
        let reason = String(cString: sqlite3_errmsg(connection))
        self.init(code: extended & 0xff == code & 0xff ? extended : code, reason: reason, attempt: attempt)
    }
}

/// Runs one statement without parameters and returns the first column of its first row.
@discardableResult
func execute(_ connection: OpaquePointer, _ sql: String) throws(JournalError) -> String? {
    let statement = try Statement(connection, sql)
    defer { statement.reset() }
    return try statement.step() ? statement.textIfAny(0) : nil
}
