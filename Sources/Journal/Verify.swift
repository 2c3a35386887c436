import Codes
import Devices
package import Station

/// What `verify` found.
package struct VerifyReport: Hashable, Sendable {
    /// The first thing that is wrong: which row, or nil when it is about a table that follows from the rows.
    package struct Fault: Hashable, Sendable, CustomStringConvertible {
        package var row: Int64?
        package var reason: String
        package var description: String { row.map { "row \($0): \(reason)" } ?? reason }
    }
    /// Rows that were read and are sound.
    package var rows: Int64 = 0
    /// Rows that were decided again, being of this program's rules.
    package var decidedAgain: Int64 = 0
    /// Hash of the last sound row.
    package var hash: [UInt8] = EventRow.genesis
    package var firstBad: Fault?
    package var isSound: Bool { firstBad == nil }
}

extension JournalFile {
    /// Checks a journal: sequence and hash chain over every column; that every row can be read; that rows of this
    /// version's rules are decided the same again; that records of codes and snapshots are what the rows make them.
    ///
    /// Needs no keys, writes nothing, and may run beside the station or on a copy on a read-only medium. Memory grows with
    /// the number of different codes (about 400 bytes each), not with the number of rows.
    ///
    /// - Parameter decide: the rules; injected by tests.
    /// - Throws: when the file cannot be read at all. What is wrong with its content is in the report.
    package static func verify(
        path: String, decide: @escaping (StationState, Event) -> Decision = Station.decide
    ) throws(JournalError) -> VerifyReport {
        try ReadOnly.read(path) { connection in
            var check = Check(decide: decide)
            do {
                try check.snapshots = Check.snapshots(connection)
                try check.rows(connection)
                // Older versions wrote records with their row.
                if try !Schema.recordsFollow(connection) { check.followLast() }
                try check.records(connection)
            } catch let error as JournalError {
                guard case .damaged(let row, let reason) = error else { throw error }
                check.report.firstBad = VerifyReport.Fault(row: row, reason: reason)
            }
            return check.report
        }
    }
}

/// A check in progress: the replay so far.
private struct Check {
    let decide: (StationState, Event) -> Decision
    let texts = WrittenTexts()
    var report = VerifyReport()
    var replay = Replay()
    var register = MemoryRegister()
    /// The last row, which the records have only if there is a snapshot after it.
    var last: FollowedRow?
    /// The row that first named each person.
    var links: [String: Int64] = [:]
    var snapshots: [Int64: (state: StationState, latest: Latest)] = [:]

    init(decide: @escaping (StationState, Event) -> Decision) { self.decide = decide }

    // MARK: Rows

    mutating func rows(_ connection: OpaquePointer) throws(JournalError) {
        let row = try Statement(connection, EventRow.select + " ORDER BY sequence")
        defer { row.reset() }
        while try row.step() {
            let sequence = report.rows + 1
            try chain(row, sequence)
            try content(row, sequence)
            if let snapshot = snapshots.removeValue(forKey: sequence) {
                guard snapshot.state == replay.state, snapshot.latest == replay.latest else {
                    throw .damaged(row: sequence, reason: "the snapshot after it is not what the rows make it")
                }
                followLast()
            }
            report.rows = sequence
        }
        if let missing = snapshots.keys.min() {
            throw .damaged(row: missing, reason: "there is a snapshot after it, and the rows end at \(report.rows)")
        }
    }

    private mutating func chain(_ row: Statement, _ sequence: Int64) throws(JournalError) {
        let found = row.integer(EventRow.Column.sequence)
        guard found == sequence else {
            throw .damaged(row: sequence, reason: "it is missing; the next row is \(found)")
        }
        guard row.holds(report.hash, in: EventRow.Column.previous) else {
            throw .damaged(row: sequence, reason: "it does not follow the row before it (previous)")
        }
        let hash = EventRow.hash(of: row)
        guard row.holds(hash, in: EventRow.Column.hash) else {
            throw .damaged(row: sequence, reason: "its hash does not fit its content")
        }
        report.hash = hash
    }

    private mutating func content(_ row: Statement, _ sequence: Int64) throws(JournalError) {
        followLast()
        let happening = try EventRow.happening(of: row)
        let scanner = EventRow.scanner(of: row)
        let outcome: (verdict: Verdict, facts: [Fact])
        if row.integer(EventRow.Column.rules) == Int64(rulesVersion) {
            outcome = try decideAgain(row, happening, scanner, sequence)
        } else {
            outcome = (try EventRow.verdict(of: row), try EventRow.facts(of: row))
        }
        try replay.take(outcome.facts, outcome.verdict, sequence, scanner)
        last = EventRow.followed(outcome.facts, happening, of: row)
    }

    mutating func followLast() {
        guard let row = last else { return }
        last = nil
        for fact in row.facts { register.project(fact, at: row.moment) }
        if let person = row.person, links[person.text] == nil { links[person.text] = row.moment.row }
    }

    /// Decides on the row's event with the state and record of its time. Mostly the texts agree byte for byte, which saves
    /// reading them; when they do not, the values are compared.
    private mutating func decideAgain(
        _ row: Statement, _ happening: Happening, _ scanner: ScannerRole?, _ sequence: Int64
    ) throws(JournalError) -> (verdict: Verdict, facts: [Fact]) {
        if replay.state == nil, case .configured(let settings, _) = happening {
            replay.state = StationState(settings: settings)
        }
        guard let state = replay.state else {
            throw .damaged(row: sequence, reason: "the first row does not configure the station")
        }
        let at = Instant(nanoseconds: row.integer(EventRow.Column.monotonic))
        let known = Knowledge(of: happening, at: scanner, in: state, from: register)
        let decision = decide(
            state, Event(at: at, scanner: scanner, happening, known: known, clock: EventRow.clock(of: row)))
        report.decidedAgain += 1
        let verdict = try texts.text(of: decision.verdict)
        if !row.holds(verdict, in: EventRow.Column.verdict), try EventRow.verdict(of: row) != decision.verdict {
            throw .damaged(
                row: sequence,
                reason: "its verdict is \(row.text(EventRow.Column.verdict)), decided again "
                    + String(decoding: verdict, as: UTF8.self))
        }
        let facts = if let common = CommonText.of(decision.facts) { common } else { try RowText.encode(decision.facts) }
        if !row.holds(facts, in: EventRow.Column.facts), try EventRow.facts(of: row) != decision.facts {
            throw .damaged(row: sequence, reason: "its facts are not those decided again")
        }
        return (decision.verdict, decision.facts)
    }

    // MARK: What follows from the rows

    static func snapshots(
        _ connection: OpaquePointer
    ) throws(JournalError) -> [Int64: (state: StationState, latest: Latest)] {
        let row = try Statement(connection, "SELECT sequence, state, latest FROM snapshot")
        defer { row.reset() }
        var found: [Int64: (state: StationState, latest: Latest)] = [:]
        while try row.step() {
            let sequence = row.integer(0)
            found[sequence] = (
                try RowReader.decode(StationState.self, from: row.bytes(1), of: "snapshot", row: sequence),
                try RowReader.decode(Latest.self, from: row.bytes(2), of: "snapshot", row: sequence)
            )
        }
        return found
    }

    /// Compares the table of codes with the replay, both ways.
    mutating func records(_ connection: OpaquePointer) throws(JournalError) {
        let row = try Statement(connection, "SELECT class, code, record, row FROM code")
        defer { row.reset() }
        var recordsSeen = 0
        var linksSeen = 0
        while try row.step() {
            guard let key = RecordKey(codeClass: row.text(0), code: row.text(1)) else {
                throw .damaged(row: nil, reason: "the table of codes has a class \(row.text(0))")
            }
            let record: CodeRecord? = try row.bytesIfAny(2).map { text throws(JournalError) in
                try key.record(from: text)
            }
            guard record == register.record(of: key) else {
                throw .damaged(
                    row: nil, reason: "the record of \(key.codeClass) \(key.code) is not what the rows make it")
            }
            guard !key.isPerson || row.integerIfAny(3) == links[key.code] else {
                throw .damaged(row: nil, reason: "person \(key.code) does not lead to the row that names them")
            }
            recordsSeen += record == nil ? 0 : 1
            linksSeen += row.isNull(3) ? 0 : 1
        }
        guard recordsSeen == register.records.count, linksSeen == links.count else {
            throw .damaged(
                row: nil,
                reason: "the table of codes lacks codes that the rows name: it has \(recordsSeen) of "
                    + "\(register.records.count) records and leads to \(linksSeen) of \(links.count) persons")
        }
    }
}
