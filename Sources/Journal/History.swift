import Codes
package import Station

/// A row of a thing's history: when and where, and what was said of it.
package struct HistoryRow: Hashable, Sendable {
    package var sequence: Int64
    package var clock: ClockReading
    /// Nil for what no desk did.
    package var lane: LaneID?
    package var verdict: Verdict
}

extension JournalFile {
    /// The rows whose facts touch a thing, oldest first; read beside a running station.
    ///
    /// - Parameters:
    ///   - window: of the newest rows of the journal, which are looked through: a row of the table is compared in about a
    ///     microsecond.
    ///   - limit: most rows; of more, the newest.
    package static func history(
        path: String, of thing: Touched, window: Int64, limit: Int
    ) throws(JournalError) -> [HistoryRow] {
        guard let code = thing.code else { return [] }
        return try ReadOnly.read(path) { connection throws(JournalError) in
            let row = try Statement(
                connection,
                EventRow.select + """
                     WHERE sequence > (SELECT max(sequence) FROM event) - ? AND instr(facts, ?) > 0
                    ORDER BY sequence DESC
                    """)
            defer { row.reset() }
            row.bind(1, window)
            row.bind(2, text: "\"" + code + "\"")
            var found: [HistoryRow] = []
            while found.count < limit, try row.step() {
                guard try EventRow.facts(of: row).contains(where: { $0.touches.contains(thing) }) else { continue }
                found.append(
                    HistoryRow(
                        sequence: row.integer(EventRow.Column.sequence),
                        clock: ClockReading(
                            microseconds: row.integer(EventRow.Column.wall),
                            utcOffsetMinutes: Int(row.integer(EventRow.Column.utcOffset)),
                            isTrusted: row.integer(EventRow.Column.clockTrusted) != 0),
                        lane: row.integerIfAny(EventRow.Column.lane).map { LaneID(Int($0)) },
                        verdict: try EventRow.verdict(of: row)))
            }
            return found.reversed()
        }
    }
}

extension Touched {
    /// As rows write it.
    fileprivate var code: String? {
        switch self {
        case .person(let token): token.text
        case .tube(let tube): tube.text
        case .bag(let bag): bag.text
        case .box(let box): box.text
        case .door(.household(let code)), .door(.line(let code)): code
        case .station, .lane, .packing, .boxing: nil
        }
    }
}
