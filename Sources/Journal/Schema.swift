import GRDB
import Station

/// The tables, as named migrations that are only ever added to.
///
/// - `event`: one row per event, append-only: triggers refuse UPDATE and DELETE.
/// - `code`: what the record knows of each code; follows from `event`, one row behind (`RecordTable`). `row` is the row whose
///   `person` field holds the person behind a token.
/// - `snapshot`: state after a row, so that a restart replays few rows. Outside the hash chain; `verify` compares it.
/// - `identity`: station and key file this journal belongs to.
enum Schema {
    /// "ScSt", in the file's header (PRAGMA application_id).
    static let applicationID: Int64 = 0x5363_5374

    private static let recordsFollow = "3 records follow their rows"

    /// Whether the records of this journal are one row behind.
    static func recordsFollow(_ connection: OpaquePointer) throws(JournalError) -> Bool {
        let row = try Statement(connection, "SELECT 1 FROM grdb_migrations WHERE identifier = ?")
        row.bind(1, text: recordsFollow)
        defer { row.reset() }
        return try row.step()
    }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 events, codes, snapshots") { db in
            try db.execute(sql: event)
            try db.execute(sql: derived)
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        }
        migrator.registerMigration("2 what tubes and bags hold") { db in
            if let connection = db.sqliteConnection { try rebuildRecords(connection) }
        }
        migrator.registerMigration(recordsFollow) { db in
            if let connection = db.sqliteConnection { try rebuildRecords(connection) }
        }
        migrator.registerMigration("4 when swabs were taken") { db in
            if let connection = db.sqliteConnection { try rebuildRecords(connection) }
        }
        migrator.registerMigration("5 visits by round") { db in
            if let connection = db.sqliteConnection { try rebuildRecords(connection) }
        }
        return migrator
    }

    /// Makes the record of codes anew from the rows' facts, for rows that an older version projected: through the last row
    /// if there is a snapshot after it, else through the row before.
    private static func rebuildRecords(_ connection: OpaquePointer) throws(JournalError) {
        try execute(connection, "DELETE FROM code")
        let transaction = try Transaction(connection)
        let records = try RecordTable(connection, transaction)
        defer {
            transaction.close()
            records.close()
        }
        let row = try Statement(
            connection,
            EventRow.select + """
                 WHERE sequence < (SELECT max(sequence) FROM event)
                 OR sequence = (SELECT max(sequence) FROM snapshot) ORDER BY sequence
                """)
        while try row.step() {
            try records.enter(EventRow.followed(try EventRow.facts(of: row), try EventRow.happening(of: row), of: row))
        }
    }

    private static let event = """
        CREATE TABLE event (
            sequence INTEGER PRIMARY KEY,
            boot INTEGER NOT NULL,
            wall INTEGER NOT NULL,
            utc_offset INTEGER NOT NULL,
            monotonic INTEGER NOT NULL,
            clock_trusted INTEGER NOT NULL,
            rules INTEGER NOT NULL,
            round TEXT NOT NULL,
            lane INTEGER,
            device TEXT,
            track TEXT,
            origin TEXT,
            symbology TEXT,
            raw BLOB,
            person BLOB,
            happening TEXT NOT NULL,
            facts TEXT NOT NULL,
            verdict TEXT NOT NULL,
            repeats INTEGER NOT NULL,
            previous BLOB NOT NULL,
            hash BLOB NOT NULL
        ) STRICT;
        CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'rows of the journal are never changed'); END;
        CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'rows of the journal are never deleted'); END;
        """

    private static let derived = """
        CREATE TABLE code (
            class TEXT NOT NULL,
            code TEXT NOT NULL,
            record TEXT,
            row INTEGER,
            PRIMARY KEY (class, code)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE snapshot (
            sequence INTEGER PRIMARY KEY,
            state TEXT NOT NULL,
            latest TEXT NOT NULL
        ) STRICT;
        CREATE TABLE identity (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
