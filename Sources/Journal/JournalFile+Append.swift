import Codes
import Devices
package import Station

/// Appending rows.
extension JournalFile {
    /// Appends one row, durable when it returns; the records of codes follow it.
    ///
    /// - Parameters:
    ///   - before: state the decision was made on; it becomes a snapshot when one is due.
    /// - Returns: the row's sequence number.
    /// - Throws: `diskFull`: nothing was written and the journal goes on; `syncFailed`: nothing is accepted any more.
    package func append(
        _ entry: Entry, _ decision: Decision, before state: StationState
    ) throws(JournalError) -> Int64 {
        if let failure { throw failure }
        let row = try row(of: entry, decision)
        let hash = row.hash()
        do {
            try engine.commit { () throws(JournalError) in
                try engine.records.catchUp()
                try engine.insert(row, hash: hash)
                if isSnapshotDue { try engine.insertSnapshot(after: sequence, of: state, latest) }
            }
        } catch {
            note(error)
            throw error
        }
        engine.records.follow(
            FollowedRow(
                facts: decision.facts,
                moment: Moment(
                    row: row.sequence, wall: entry.wall, isTrusted: entry.clockTrusted,
                    isTraining: entry.round.isTraining),
                person: entry.person == nil ? nil : entry.happening.personSeen))
        if isSnapshotDue { lastSnapshot = sequence }
        advance(to: ChainHead(sequence: row.sequence, hash: hash, boot: boot))
        if let scanner = entry.scanner, decision.verdict != .noted { latest.note(row.sequence, scanner) }
        if engine.logPages >= checkpointDue { checkpoint() }
        return row.sequence
    }

    /// A snapshot is of the state before the row being written, in that row's transaction. The first row of a start brings
    /// one for fewer rows, so that a box whose power fails often does not replay the same ones at every start.
    private var isSnapshotDue: Bool {
        let rows = sequence == opened ? JournalLimit.rowsBeforeFirstSnapshot : JournalLimit.rowsBetweenSnapshots
        return sequence - lastSnapshot >= rows
    }

    private func row(of entry: Entry, _ decision: Decision) throws(JournalError) -> EventRow {
        let sequence = sequence + 1
        let sealed = try seal(entry, row: sequence)
        let facts = if let common = CommonText.of(decision.facts) { common } else { try RowText.encode(decision.facts) }
        return EventRow(
            sequence: sequence, boot: boot, wall: entry.wall, utcOffset: Int64(entry.utcOffsetMinutes),
            monotonic: entry.at.nanoseconds, clockTrusted: entry.clockTrusted, rules: Int64(rulesVersion),
            round: entry.round.text, lane: entry.scanner.map { Int64($0.lane.number) },
            device: entry.scanner?.device.text, track: entry.scanner?.post,
            origin: entry.scan?.origin.rawValue, symbology: entry.scan?.aim.map(\.text), raw: sealed.raw,
            person: sealed.person, happening: try limited(texts.text(of: entry.happening), "happening"),
            facts: try limited(facts, "facts"),
            verdict: try limited(texts.text(of: decision.verdict), "verdict"),
            repeats: Int64(entry.repeats), previous: hash)
    }

    private func seal(_ entry: Entry, row: Int64) throws(JournalError) -> (raw: [UInt8]?, person: [UInt8]?) {
        guard entry.scan != nil || entry.person != nil else { return (nil, nil) }
        guard let keys = try keys.keys(of: entry.round, making: true) else { throw .keyDestroyed(entry.round) }
        var raw: [UInt8]?
        var person: [UInt8]?
        if let payload = entry.scan?.payload {
            raw = try sealer.seal(payload, .raw, row: row, under: keys.seal)
        }
        if let code = entry.person {
            let named = SealedPerson(code, entry.details)
            let text = if let common = CommonText.of(named) { common } else { try RowText.encode(named) }
            person = try sealer.seal(text, .person, row: row, under: keys.seal)
        }
        return (raw, person)
    }

    private func limited(_ text: [UInt8], _ field: String) throws(JournalError) -> [UInt8] {
        guard text.count <= JournalLimit.textBytes else { throw .tooLong(field: field, bytes: text.count) }
        return text
    }
}

extension Happening {
    /// The person a row of this happening names, if its field `person` is filled.
    var personSeen: PersonToken? {
        if case .personScanned(let sighting) = self { sighting.token } else { nil }
    }
}

extension AIMIdentifier {
    /// The two characters after `]`.
    var text: String { String(decoding: [code, modifier], as: UTF8.self) }
}
