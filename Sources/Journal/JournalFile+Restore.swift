package import Codes
package import Devices
package import Station

/// Reading back: after a restart, and persons behind tokens.
extension JournalFile {
    /// The last row of each lane that said something; each lane repeats its verdict before it takes scans.
    package func lastRowsOfLanes() throws(JournalError) -> [LaneID: LastRow] {
        var rows: [LaneID: LastRow] = [:]
        for (lane, sequence) in latest.lanes { rows[lane] = try lastRow(sequence) }
        return rows
    }

    /// The last row of each device that said something, with its reading, so that the same code still lying before the
    /// scanner is known as a repeat.
    package func lastRowsOfDevices() throws(JournalError) -> [DeviceID: LastRow] {
        var rows: [DeviceID: LastRow] = [:]
        for (device, sequence) in latest.devices { rows[device] = try lastRow(sequence) }
        return rows
    }

    /// The person behind a token; nil for a token nobody has, or when the round's key was destroyed.
    package func person(for token: PersonToken) throws(JournalError) -> PersonCode? { try named(token)?.person }

    /// The same with the name that the row holds; nil for a name that nobody has said.
    package func named(
        _ token: PersonToken
    ) throws(JournalError) -> (person: PersonCode, name: String?)? {
        guard let sequence = try engine.records.row(of: token),
            let sealed = try PersonReader(engine.connection, keys: keys).named(inRow: sequence)
        else { return nil }
        return (sealed.person, sealed.details?.name)
    }

    private func lastRow(_ sequence: Int64) throws(JournalError) -> LastRow? {
        let select = try Statement(engine.connection, EventRow.select + " WHERE sequence = ?")
        select.bind(1, sequence)
        defer { select.reset() }
        guard try select.step(), let scanner = EventRow.scanner(of: select) else { return nil }
        return LastRow(
            sequence: sequence, boot: select.integer(EventRow.Column.boot),
            at: Instant(nanoseconds: select.integer(EventRow.Column.monotonic)),
            wall: select.integer(EventRow.Column.wall), scanner: scanner,
            happening: try EventRow.happening(of: select), verdict: try EventRow.verdict(of: select),
            raw: try PersonReader(engine.connection, keys: keys).open(EventRow.Column.raw, .raw, of: select))
    }
}

/// What a restart makes of the file.
struct Replay {
    var state: StationState?
    var latest = Latest()
    /// The row the last snapshot was taken after, 0 without one.
    var snapshot: Int64 = 0
    /// The last row, when it is later than the snapshot: the records of codes do not have it yet.
    var last: FollowedRow?
}

extension Engine {
    func readHead() throws(JournalError) -> ChainHead {
        let select = try Statement(connection, EventRow.select + " ORDER BY sequence DESC LIMIT 1")
        defer { select.reset() }
        guard try select.step() else { return .none }
        let sequence = select.integer(EventRow.Column.sequence)
        let hash = select.bytes(EventRow.Column.hash)
        guard EventRow.hash(of: select) == hash else {
            throw .damaged(row: sequence, reason: "the last row's hash does not fit its content")
        }
        return ChainHead(sequence: sequence, hash: hash, boot: select.integer(EventRow.Column.boot))
    }

    /// The last snapshot, and the recorded facts of later rows applied to it. Nothing is decided again, and of the verdicts
    /// nothing is read but what they begin with: hundreds of rows stand between a restart and its first verdict.
    ///
    /// - Parameter last: sequence of the journal's last row.
    func replay(through last: Int64) throws(JournalError) -> Replay {
        var replay = try readSnapshot()
        let select = try Statement(connection, EventRow.select + " WHERE sequence > ? ORDER BY sequence")
        select.bind(1, replay.snapshot)
        defer { select.reset() }
        var previous: [UInt8]?
        while try select.step() {
            let sequence = select.integer(EventRow.Column.sequence)
            let hash = EventRow.hash(of: select)
            guard select.holds(hash, in: EventRow.Column.hash),
                previous.map({ select.holds($0, in: EventRow.Column.previous) }) != false
            else {
                throw .damaged(row: sequence, reason: "the hash chain is broken")
            }
            previous = hash
            try replay.take(select, isLast: sequence == last)
        }
        return replay
    }

    private func readSnapshot() throws(JournalError) -> Replay {
        let select = try Statement(
            connection, "SELECT sequence, state, latest FROM snapshot ORDER BY sequence DESC LIMIT 1")
        defer { select.reset() }
        guard try select.step() else { return Replay() }
        let sequence = select.integer(0)
        return Replay(
            state: try RowReader.decode(StationState.self, from: select.bytes(1), of: "snapshot", row: sequence),
            latest: try RowReader.decode(Latest.self, from: select.bytes(2), of: "snapshot", row: sequence),
            snapshot: sequence)
    }
}

extension Replay {
    /// Takes in one row's recorded facts.
    fileprivate mutating func take(_ row: Statement, isLast: Bool) throws(JournalError) {
        let facts = try EventRow.facts(of: row)
        try take(
            facts, VerdictKind(of: row), row.integer(EventRow.Column.sequence), EventRow.scanner(of: row))
        if isLast { last = EventRow.followed(facts, try EventRow.happening(of: row), of: row) }
    }

    mutating func take(
        _ facts: [Fact], _ verdict: Verdict, _ sequence: Int64, _ scanner: ScannerRole?
    ) throws(JournalError) {
        try take(facts, VerdictKind(verdict), sequence, scanner)
    }

    /// Row 1 configures the station: before it there is no state.
    private mutating func take(
        _ facts: [Fact], _ verdict: VerdictKind, _ sequence: Int64, _ scanner: ScannerRole?
    ) throws(JournalError) {
        if state == nil {
            guard case .configured(let settings, _)? = facts.first else {
                throw .damaged(row: sequence, reason: "the first row does not configure the station")
            }
            state = StationState(settings: settings)
        }
        state?.apply(facts, row: sequence, scanner: scanner?.device, undoable: verdict == .accepted)
        if let scanner, verdict != .noted { latest.note(sequence, scanner) }
    }
}

/// As much of a verdict as a replay needs.
private enum VerdictKind {
    /// UNDO may take the row's facts back.
    case accepted
    /// Nobody was told.
    case noted
    case other

    init(_ verdict: Verdict) {
        self =
            switch verdict {
            case .accepted: .accepted
            case .noted: .noted
            default: .other
            }
    }

    /// By the key that its text begins with.
    init(of row: Statement) {
        self = row.withBytes(EventRow.Column.verdict) { text in
            if text.starts(with: Self.acceptedText) { return .accepted }
            return text.starts(with: Self.notedText) ? .noted : .other
        }
    }

    private static let acceptedText = Array("{\"accepted\":".utf8)
    private static let notedText = Array("{\"noted\":".utf8)
}

/// Fields of a row being read.
extension EventRow {
    static func scanner(of row: Statement) -> ScannerRole? {
        guard let device = row.textIfAny(Column.device), let lane = row.integerIfAny(Column.lane),
            let post = row.textIfAny(Column.track)
        else { return nil }
        return ScannerRole(device: DeviceID(device), lane: LaneID(Int(lane)), post: post)
    }

    static func happening(of row: Statement) throws(JournalError) -> Happening {
        if let common = row.withBytes(Column.happening, CommonReader.happening) { return common }
        return try row.texts.happening(row.bytes(Column.happening)) { text throws(JournalError) in
            try RowReader.decode(Happening.self, from: text, of: "happening", row: row.integer(Column.sequence))
        }
    }

    static func clock(of row: Statement) -> ClockReading {
        ClockReading(
            microseconds: row.integer(Column.wall), utcOffsetMinutes: Int(row.integer(Column.utcOffset)),
            isTrusted: row.integer(Column.clockTrusted) != 0)
    }

    /// What a row being read says to the records of codes.
    static func followed(_ facts: [Fact], _ happening: Happening, of row: Statement) -> FollowedRow {
        FollowedRow(
            facts: facts,
            moment: Moment(
                row: row.integer(Column.sequence), wall: row.integer(Column.wall),
                isTrusted: row.integer(Column.clockTrusted) != 0,
                isTraining: RoundID(row.text(Column.round)).isTraining),
            person: row.isNull(Column.person) ? nil : happening.personSeen)
    }

    static func facts(of row: Statement) throws(JournalError) -> [Fact] {
        if let common = row.withBytes(Column.facts, CommonReader.facts) { return common }
        return try RowReader.decode(
            [Fact].self, from: row.bytes(Column.facts), of: "facts", row: row.integer(Column.sequence))
    }

    static func verdict(of row: Statement) throws(JournalError) -> Verdict {
        if let common = row.withBytes(Column.verdict, CommonReader.verdict) { return common }
        return try row.texts.verdict(row.bytes(Column.verdict)) { text throws(JournalError) in
            try RowReader.decode(Verdict.self, from: text, of: "verdict", row: row.integer(Column.sequence))
        }
    }
}

/// Opens sealed fields, for masked display and export.
struct PersonReader {
    private let connection: OpaquePointer
    private let keys: KeyFile

    init(_ connection: OpaquePointer, keys: KeyFile) {
        self.connection = connection
        self.keys = keys
    }

    func person(inRow sequence: Int64) throws(JournalError) -> PersonCode? {
        try named(inRow: sequence)?.person
    }

    func named(inRow sequence: Int64) throws(JournalError) -> SealedPerson? {
        let select = try Statement(connection, EventRow.select + " WHERE sequence = ?")
        select.bind(1, sequence)
        defer { select.reset() }
        guard try select.step(), let text = try open(EventRow.Column.person, .person, of: select) else { return nil }
        return try RowReader.decode(SealedPerson.self, from: text, of: "person", row: sequence)
    }

    /// A sealed field of a row being read; nil when it is empty or the round's key was destroyed.
    func open(_ column: Int32, _ field: SealedField, of row: Statement) throws(JournalError) -> [UInt8]? {
        guard let sealed = row.bytesIfAny(column) else { return nil }
        let round = RoundID(row.text(EventRow.Column.round))
        do {
            guard let key = try keys.keys(of: round, making: false) else { return nil }
            return try Sealer.open(
                sealed, field, row: row.integer(EventRow.Column.sequence), station: keys.station, under: key.seal)
        } catch .keyDestroyed {
            return nil
        }
    }
}
