import Codes
package import Station

/// A row as the figures of a day take it.
package struct DayRow: Sendable {
    package var sequence: Int64
    package var lane: LaneID?
    package var clock: ClockReading
    /// Whether it is of a training.
    package var isTraining: Bool
    package var verdict: Verdict
    package var facts: [Fact]

    package init(
        sequence: Int64, lane: LaneID?, clock: ClockReading, isTraining: Bool, verdict: Verdict, facts: [Fact]
    ) {
        self.sequence = sequence
        self.lane = lane
        self.clock = clock
        self.isTraining = isTraining
        self.verdict = verdict
        self.facts = facts
    }
}

extension JournalFile {
    /// The rows up to one, of one working day, in order; read beside a running station, from the end back, so that a long
    /// journal costs no more than its last day.
    ///
    /// - Parameters:
    ///   - sequence: the last row that is wanted.
    ///   - day: `ClockReading.day`. Reading ends at the first row that a trusted clock puts on another.
    ///   - limit: most rows; of more, the last ones.
    package static func rows(
        path: String, through sequence: Int64, ofDay day: Int64, limit: Int
    ) throws(JournalError) -> [DayRow] {
        try ReadOnly.read(path) { connection throws(JournalError) in
            let row = try Statement(
                connection, EventRow.select + " WHERE sequence <= ? ORDER BY sequence DESC LIMIT ?")
            defer { row.reset() }
            row.bind(1, sequence)
            row.bind(2, Int64(limit))
            var rows: [DayRow] = []
            while try row.step() {
                let clock = ClockReading(
                    microseconds: row.integer(EventRow.Column.wall),
                    utcOffsetMinutes: Int(row.integer(EventRow.Column.utcOffset)),
                    isTrusted: row.integer(EventRow.Column.clockTrusted) != 0)
                if clock.isTrusted, clock.day != day { break }
                rows.append(
                    DayRow(
                        sequence: row.integer(EventRow.Column.sequence),
                        lane: row.integerIfAny(EventRow.Column.lane).map { LaneID(Int($0)) }, clock: clock,
                        isTraining: RoundID(row.text(EventRow.Column.round)).isTraining,
                        verdict: try EventRow.verdict(of: row), facts: try EventRow.facts(of: row)))
            }
            return rows.reversed()
        }
    }
}
