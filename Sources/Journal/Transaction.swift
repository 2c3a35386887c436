import GRDBSQLite

/// A connection's one transaction. Prepared once: the statements run for every row.
final class Transaction {
    private struct Statements {
        var begin: Statement
        var commit: Statement
        var rollback: Statement
    }
    private var statements: Statements?
    private let connection: OpaquePointer

    init(_ connection: OpaquePointer) throws(JournalError) {
        self.connection = connection
        statements = Statements(
            begin: try Statement(connection, "BEGIN IMMEDIATE"), commit: try Statement(connection, "COMMIT"),
            rollback: try Statement(connection, "ROLLBACK"))
    }

    /// Lets go of the statements; nothing may be called afterwards.
    func close() { statements = nil }

    var isOpen: Bool { sqlite3_get_autocommit(connection) == 0 }

    func begin() throws(JournalError) {
        guard let statements else { throw Engine.closed }
        try statements.begin.run()
    }

    /// Durable when it returns.
    func commit() throws(JournalError) {
        guard let statements else { throw Engine.closed }
        try statements.commit.run()
    }

    /// Does nothing when SQLite has rolled back of its own accord.
    func rollBack() {
        if isOpen { try? statements?.rollback.run() }
    }
}
