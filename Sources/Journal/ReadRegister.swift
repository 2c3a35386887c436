import Codes
import Station

/// The records of codes of a journal that somebody else writes, with its last row, which they may be behind (`RecordTable`).
/// For what may be said twice: a last row that the records have already is projected a second time. Nothing but that row is
/// kept in memory, and nothing is written.
struct ReadRegister: Register {
    private let select: Statement
    private var lastRow: [RecordKey: CodeRecord?] = [:]

    init(_ connection: OpaquePointer) throws(JournalError) {
        select = try Statement(connection, "SELECT record FROM code WHERE class = ? AND code = ?")
        let row = try Statement(connection, EventRow.select + " ORDER BY sequence DESC LIMIT 1")
        defer { row.reset() }
        guard try row.step(), !RoundID(row.text(EventRow.Column.round)).isTraining else { return }
        let moment = Moment(
            row: row.integer(EventRow.Column.sequence), wall: row.integer(EventRow.Column.wall),
            isTrusted: row.integer(EventRow.Column.clockTrusted) != 0)
        for fact in try EventRow.facts(of: row) { try project(fact, at: moment) }
    }

    func record(of key: RecordKey) throws(JournalError) -> CodeRecord? {
        if let known = lastRow[key] { return known }
        select.bind(1, text: key.codeClass)
        select.bind(2, text: key.code)
        defer { select.reset() }
        guard try select.step(), let text = select.bytesIfAny(0) else { return nil }
        return try key.record(from: text)
    }

    /// Nobody asks for corrections here.
    func tubes(openedFrom first: Int64, through last: Int64, limit: Int) throws(JournalError) -> [TubeCode] { [] }

    mutating func set(_ record: CodeRecord?, for key: RecordKey) throws(JournalError) {
        lastRow.updateValue(record, forKey: key)
    }
}
