import Codes
import Station

/// The records of codes as they lie in a journal that somebody else writes: level with its rows, or one row behind
/// (`RecordTable`). Nothing is kept in memory, nothing can be set.
struct ReadRegister: Register {
    private let select: Statement

    init(_ connection: OpaquePointer) throws(JournalError) {
        select = try Statement(connection, "SELECT record FROM code WHERE class = ? AND code = ?")
    }

    func record(of key: RecordKey) throws(JournalError) -> CodeRecord? {
        select.bind(1, text: key.codeClass)
        select.bind(2, text: key.code)
        defer { select.reset() }
        guard try select.step(), let text = select.bytesIfAny(0) else { return nil }
        return try key.record(from: text)
    }

    func tubes(openedFrom first: Int64, through last: Int64, limit: Int) throws(JournalError) -> [TubeCode] { [] }

    func set(_ record: CodeRecord?, for key: RecordKey) throws(JournalError) {
        throw .other(code: 0, reason: "the journal is only read", attempt: "change the record of a code")
    }
}
