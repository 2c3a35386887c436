package import Codes
package import Station

/// The table `code`, with the records last looked at kept in memory: projecting a fact mostly changes what the lookup
/// before the decision just read.
///
/// The records follow the rows one row behind, so that a verdict does not wait for them: what row N says is entered when its
/// verdict is out, in the transaction that was begun for row N+1, and becomes durable with that row.
///
///     follow(N) ──> behind ──catchUp()──> entered ──commit──> level
///                     ^                      │
///                     └──────rollback────────┘
///
/// A lookup catches up first. Nothing is lost at a power cut: the next start finds the last row and follows it again. A
/// snapshot of the state after the last row is written in one transaction with its records, and says that they are level.
final class RecordTable {
    private struct Statements {
        var select: Statement
        var selectRow: Statement
        var upsert: Statement
        var forgetCode: Statement
        var forgetPerson: Statement
        var link: Statement
        var selectLink: Statement
    }
    private var statements: Statements?
    private var cache: [RecordKey: CodeRecord?] = [:]
    private let transaction: Transaction
    /// The last row, while its facts are not durably in the records.
    private(set) var behind: FollowedRow?
    /// True when what is behind is entered in the open transaction.
    private var isEntered = false
    /// How many rows were entered since this was opened, in transactions that went and in those that did not.
    private(set) var entries = 0
    /// True while a row is being followed; only then may records change.
    private var isFollowing = false

    init(_ connection: OpaquePointer, _ transaction: Transaction) throws(JournalError) {
        self.transaction = transaction
        statements = Statements(
            select: try Statement(connection, "SELECT record FROM code WHERE class = ? AND code = ?"),
            selectRow: try Statement(
                connection,
                """
                SELECT code FROM code WHERE class = 'tube' AND record ->> '$.opened.row' BETWEEN ? AND ?
                ORDER BY record ->> '$.opened.row', code LIMIT ?
                """),
            upsert: try Statement(
                connection,
                """
                INSERT INTO code (class, code, record) VALUES (?, ?, ?)
                ON CONFLICT (class, code) DO UPDATE SET record = excluded.record
                """),
            forgetCode: try Statement(connection, "DELETE FROM code WHERE class = ? AND code = ?"),
            forgetPerson: try Statement(connection, "UPDATE code SET record = NULL WHERE class = ? AND code = ?"),
            link: try Statement(
                connection,
                """
                INSERT INTO code (class, code, row) VALUES ('person', ?, ?)
                ON CONFLICT (class, code) DO UPDATE SET row = excluded.row WHERE row IS NULL
                """),
            selectLink: try Statement(connection, "SELECT row FROM code WHERE class = 'person' AND code = ?"))
    }

    /// Lets go of the statements; nothing may be called afterwards.
    func close() { statements = nil }

    // MARK: Following the rows

    /// Whether the open transaction has all that rows have said.
    var isLevel: Bool { behind == nil || isEntered }

    /// Notes a row that has been committed, and with it what was entered before.
    func follow(_ row: FollowedRow) {
        behind = row
        isEntered = false
    }

    /// Enters the last row's facts in the open transaction, or in one that this begins.
    func catchUp() throws(JournalError) {
        guard let behind, !isEntered, !isFollowing else { return }
        if !transaction.isOpen { try transaction.begin() }
        do {
            try enter(behind)
        } catch {
            // Half of a row's facts must never be committed.
            transaction.rollBack()
            noteRollback()
            throw error
        }
        isEntered = true
        entries += 1
    }

    /// The open transaction was committed without another row.
    func noteCommit() {
        if isEntered { behind = nil }
        isEntered = false
    }

    /// After a rollback nothing is known.
    func noteRollback() {
        cache.removeAll(keepingCapacity: true)
        isEntered = false
    }

    /// Enters a row's facts in the open transaction.
    func enter(_ row: FollowedRow) throws(JournalError) {
        isFollowing = true
        defer { isFollowing = false }
        var register = SQLiteRegister(table: self)
        for fact in row.facts { try register.project(fact, at: row.moment) }
        if let token = row.person { try link(token, to: row.moment.row) }
    }

    // MARK: Lookups

    func record(of key: RecordKey) throws(JournalError) -> CodeRecord? {
        try catchUp()
        if let known = cache[key] { return known }
        guard let select = statements?.select else { throw Engine.closed }
        select.bind(1, text: key.codeClass)
        select.bind(2, text: key.code)
        defer { select.reset() }
        var record: CodeRecord?
        if try select.step(), let text = select.bytesIfAny(0) { record = try key.record(from: text) }
        remember(record, for: key)
        return record
    }

    /// Reads the records of all tubes, which takes about 1 us each: for corrections of a row of tubes alone.
    func tubes(openedFrom first: Int64, through last: Int64, limit: Int) throws(JournalError) -> [TubeCode] {
        try catchUp()
        guard let selectRow = statements?.selectRow else { throw Engine.closed }
        selectRow.bind(1, first)
        selectRow.bind(2, last)
        selectRow.bind(3, Int64(limit))
        defer { selectRow.reset() }
        var codes: [TubeCode] = []
        while try selectRow.step() { codes.append(TubeCode(selectRow.text(0))) }
        return codes
    }

    func set(_ record: CodeRecord?, for key: RecordKey) throws(JournalError) {
        guard isFollowing else {
            throw .other(code: 0, reason: "records change only with a row", attempt: "change the record of a code")
        }
        guard let statements else { throw Engine.closed }
        let statement =
            record == nil ? (key.isPerson ? statements.forgetPerson : statements.forgetCode) : statements.upsert
        statement.bind(1, text: key.codeClass)
        statement.bind(2, text: key.code)
        if let record { statement.bind(3, text: try record.text()) }
        try statement.run()
        remember(record, for: key)
    }

    /// The first row that names a person is the one their token leads to.
    private func link(_ token: PersonToken, to sequence: Int64) throws(JournalError) {
        guard let link = statements?.link else { throw Engine.closed }
        link.bind(1, text: token.text)
        link.bind(2, sequence)
        try link.run()
    }

    func row(of token: PersonToken) throws(JournalError) -> Int64? {
        try catchUp()
        guard let selectLink = statements?.selectLink else { throw Engine.closed }
        selectLink.bind(1, text: token.text)
        defer { selectLink.reset() }
        return try selectLink.step() ? selectLink.integerIfAny(0) : nil
    }

    private func remember(_ record: CodeRecord?, for key: RecordKey) {
        if cache.count >= JournalLimit.recordsCached { cache.removeAll(keepingCapacity: true) }
        cache.updateValue(record, forKey: key)
    }
}

/// What one row says to the records of codes.
struct FollowedRow {
    let facts: [Fact]
    let moment: Moment
    /// The person whose sealed number the row holds.
    let person: PersonToken?
}

/// The journal's record of codes, for lookups before a decision. Its records change only as they follow the rows.
package struct SQLiteRegister: Register {
    let table: RecordTable

    package func record(of key: RecordKey) throws(JournalError) -> CodeRecord? { try table.record(of: key) }
    package mutating func set(_ record: CodeRecord?, for key: RecordKey) throws(JournalError) {
        try table.set(record, for: key)
    }
    package func tubes(
        openedFrom first: Int64, through last: Int64, limit: Int
    ) throws(JournalError) -> [TubeCode] {
        try table.tubes(openedFrom: first, through: last, limit: limit)
    }
}

extension RecordKey {
    var isPerson: Bool {
        if case .person = self { return true }
        return false
    }

    /// The column `class`: the name of the code's class.
    var codeClass: String {
        switch self {
        case .person: "person"
        case .tube: "tube"
        case .members: "members"
        case .bag: "bag"
        case .seal: "seal"
        case .box: "box"
        case .visit(.household, _): "household"
        case .visit(.line, _): "roster-line"
        }
    }

    var code: String {
        switch self {
        case .person(let token): token.text
        case .tube(let tube), .members(let tube): tube.text
        case .bag(let bag): bag.text
        case .seal(let seal): seal.text
        case .box(let box): box.text
        case .visit(let place, let round): round.text + Self.separator + place.code
        }
    }

    init?(codeClass: String, code: String) {
        switch codeClass {
        case "person": self = .person(PersonToken(code))
        case "tube": self = .tube(TubeCode(code))
        case "members": self = .members(TubeCode(code))
        case "bag": self = .bag(BagCode(code))
        case "seal": self = .seal(SealNumber(code))
        case "box": self = .box(BoxCode(code))
        case "household", "roster-line":
            let parts = code.split(separator: Self.separator, maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init)
            guard parts.count == 2 else { return nil }
            self = .visit(codeClass == "household" ? .household(parts[1]) : .line(parts[1]), RoundID(parts[0]))
        default: return nil
        }
    }

    /// Between a round and a place: no code of a site has it.
    private static let separator = "\u{1F}"

    /// Reads the column `record`; its class is the key's.
    func record(from text: [UInt8]) throws(JournalError) -> CodeRecord {
        switch self {
        case .person:
            if let common = CommonReader.person(text) {
                .person(common)
            } else {
                .person(try RowReader.decode(PersonRecord.self, from: text, of: "record"))
            }
        case .tube:
            if let common = CommonReader.tube(text) {
                .tube(common)
            } else {
                .tube(try RowReader.decode(TubeRecord.self, from: text, of: "record"))
            }
        case .members: .members(try RowReader.decode(TubeMembers.self, from: text, of: "record"))
        case .bag: .bag(try RowReader.decode(BagRecord.self, from: text, of: "record"))
        case .seal: .seal(try RowReader.decode(SealRecord.self, from: text, of: "record"))
        case .box: .box(try RowReader.decode(BoxRecord.self, from: text, of: "record"))
        case .visit: .visit(try RowReader.decode(VisitRecord.self, from: text, of: "record"))
        }
    }
}

extension CodeRecord {
    func text() throws(JournalError) -> [UInt8] {
        switch self {
        case .person(let record): if let common = CommonText.of(record) { common } else { try RowText.encode(record) }
        case .tube(let record): if let common = CommonText.of(record) { common } else { try RowText.encode(record) }
        case .members(let record): if let common = CommonText.of(record) { common } else { try RowText.encode(record) }
        case .bag(let record): try RowText.encode(record)
        case .seal(let record): try RowText.encode(record)
        case .box(let record): try RowText.encode(record)
        case .visit(let record): try RowText.encode(record)
        }
    }
}
