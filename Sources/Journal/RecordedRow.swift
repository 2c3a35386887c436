package import Codes
package import Station

/// A row of the journal as readers outside the loop see it: accounts of a shift, tests.
package struct RecordedRow: Sendable {
    package var moment: Moment
    /// The scanner that made the event; nil for what no scanner did.
    package var scanner: ScannerRole?
    package var happening: Happening
    package var verdict: Verdict
    package var facts: [Fact]
    /// The person a scan named. It is health data: mask it before it is shown. Nil for rows that name none, without the
    /// journal's keys, and once the round's key was destroyed.
    package var person: PersonCode?
}

extension JournalFile {
    /// All rows in order, while a station may be writing the journal. They are held in memory together: meant for a
    /// shift's journal, not for a season's.
    package static func rows(path: String) throws(JournalError) -> [RecordedRow] {
        let keys = try KeyFile(readOnly: path + ".keys")
        defer { keys?.close() }
        return try ReadOnly.read(path) { connection in
            let reader = keys.map { PersonReader(connection, keys: $0) }
            var rows: [RecordedRow] = []
            try Export.rows(connection) { row throws(JournalError) in
                rows.append(
                    RecordedRow(
                        moment: Moment(
                            row: row.sequence, wall: row.at.microseconds, isTrusted: row.at.trusted),
                        scanner: row.scanner,
                        happening: row.happening, verdict: row.verdict, facts: row.facts,
                        person: row.namesPerson ? try reader?.person(inRow: row.sequence) : nil))
            }
            return rows
        }
    }

    /// The rows after this one as they were written, their times as the clock said at the time, without persons.
    package func rows(after sequence: Int64) throws(JournalError) -> [RecordedRow] {
        let row = try Statement(engine.connection, EventRow.select + " WHERE sequence > ? ORDER BY sequence")
        defer { row.reset() }
        row.bind(1, sequence)
        var rows: [RecordedRow] = []
        while try row.step() {
            rows.append(
                RecordedRow(
                    moment: Moment(
                        row: row.integer(EventRow.Column.sequence), wall: row.integer(EventRow.Column.wall),
                        isTrusted: row.integer(EventRow.Column.clockTrusted) != 0),
                    scanner: EventRow.scanner(of: row), happening: try EventRow.happening(of: row),
                    verdict: try EventRow.verdict(of: row), facts: try EventRow.facts(of: row)))
        }
        return rows
    }
}
