import Codes
import Devices
import Station

/// What can be made of a journal for others. Reads it beside a running station.
package enum Export {}

extension Export {
    /// One row, read back.
    struct ReadRow {
        var sequence: Int64
        var at: WallTime
        var scanner: ScannerRole?
        var lane: LaneID?
        /// The round of the station as it happened.
        var round: RoundID
        var happening: Happening
        var verdict: Verdict
        var facts: [Fact]
        var origin: String
        var namesPerson: Bool
    }

    /// Hands every row to `body`, in order. Rows of a clock that nobody vouched for get the time that the last trusted
    /// clock of the same boot gives them by the monotonic clock.
    static func rows(
        _ connection: OpaquePointer, _ body: (ReadRow) throws(JournalError) -> Void
    ) throws(JournalError) {
        let row = try Statement(connection, EventRow.select + " ORDER BY sequence")
        defer { row.reset() }
        let anchors = try Export.anchors(connection)
        while try row.step() {
            try body(
                ReadRow(
                    sequence: row.integer(EventRow.Column.sequence),
                    at: time(of: row, anchors),
                    scanner: EventRow.scanner(of: row),
                    lane: row.integerIfAny(EventRow.Column.lane).map { LaneID(Int($0)) },
                    round: RoundID(row.text(EventRow.Column.round)),
                    happening: try EventRow.happening(of: row), verdict: try EventRow.verdict(of: row),
                    facts: try EventRow.facts(of: row), origin: row.textIfAny(EventRow.Column.origin) ?? "",
                    namesPerson: !row.isNull(EventRow.Column.person)))
        }
    }
}

extension Export {
    /// The last row of a boot whose clock was trusted: wall and monotonic time in microseconds.
    private typealias Anchor = (wall: Int64, monotonic: Int64)

    private static func anchors(_ connection: OpaquePointer) throws(JournalError) -> [Int64: Anchor] {
        let row = try Statement(
            connection,
            "SELECT boot, wall, monotonic, max(sequence) FROM event WHERE clock_trusted = 1 GROUP BY boot")
        defer { row.reset() }
        var anchors: [Int64: Anchor] = [:]
        while try row.step() { anchors[row.integer(0)] = (row.integer(1), row.integer(2) / 1000) }
        return anchors
    }

    private static func time(of row: Statement, _ anchors: [Int64: Anchor]) -> WallTime {
        var time = WallTime(
            microseconds: row.integer(EventRow.Column.wall), offsetMinutes: row.integer(EventRow.Column.utcOffset),
            trusted: row.integer(EventRow.Column.clockTrusted) != 0)
        if !time.trusted, let anchor = anchors[row.integer(EventRow.Column.boot)] {
            time.microseconds = anchor.wall + row.integer(EventRow.Column.monotonic) / 1000 - anchor.monotonic
            time.trusted = true
        }
        return time
    }
}

/// A time of a row, as its clock had it.
struct WallTime: Hashable {
    /// Since 1970-01-01 UTC.
    var microseconds: Int64
    var offsetMinutes: Int64
    var trusted: Bool

    /// ISO 8601 with milliseconds and offset: `2022-03-05T08:14:07.123+08:00`.
    var text: String {
        let milliseconds = floorDivide(microseconds, 1000) + offsetMinutes * 60_000
        let days = floorDivide(milliseconds, 86_400_000)
        let (year, month, day) = WallTime.date(ofDay: days)
        let inDay = milliseconds - days * 86_400_000
        let clock = [inDay / 3_600_000, inDay / 60_000 % 60, inDay / 1000 % 60].map { pad($0, 2) }
        let sign = offsetMinutes < 0 ? "-" : "+"
        let offset = pad(abs(offsetMinutes) / 60, 2) + ":" + pad(abs(offsetMinutes) % 60, 2)
        return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))T\(clock.joined(separator: ":"))"
            + ".\(pad(inDay % 1000, 3))\(sign)\(offset)"
    }

    /// The Gregorian date of a day counted from 1970-01-01. Years are counted from March, so that the leap day is last.
    private static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468
        let era = floorDivide(shifted, 146_097)
        let inEra = shifted - era * 146_097
        let year = (inEra - inEra / 1460 + inEra / 36_524 - inEra / 146_096) / 365
        let inYear = inEra - (365 * year + year / 4 - year / 100)
        let month = (5 * inYear + 2) / 153
        let inMonth = inYear - (153 * month + 2) / 5 + 1
        let january = month < 10 ? month + 3 : month - 9
        return (year + era * 400 + (january <= 2 ? 1 : 0), january, inMonth)
    }
}

private func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
    value / by - (value % by < 0 ? 1 : 0)
}

private func pad(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
