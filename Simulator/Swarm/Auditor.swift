import Codes
import Controller
import Devices
import Journal
import Station

/// Watches one station and holds it to what it promises, after every row: against books of its own where it can, and state
/// against record where it cannot. Written once, for every run.
final class Auditor {
    /// The first promise that did not hold.
    private(set) var broken: String?
    /// Rows that were told since the journal was last read.
    private var told: [RecordedDecision] = []
    /// Readings that may come in from each device, newest last.
    private var shown: [DeviceID: [Shown]] = [:]
    /// What each device's operator may hear, in order.
    private var expected: [DeviceID: [Feedback]] = [:]
    /// What each lane repeats after a start.
    private var lastOfLanes: [LaneID: (device: DeviceID, feedback: Feedback)] = [:]
    private var books = Books()
    private(set) var rows: Int64 = 0
    /// How often each outcome came, as the rows name it.
    private(set) var outcomes: [String: Int] = [:]
    private let countsOutcomes: Bool

    private struct Shown {
        var payload: [UInt8]
        /// How often it may be recorded.
        var times: Int
    }

    /// - Parameter countsOutcomes: whether each row's outcome is counted, which costs a twentieth of a run.
    init(countsOutcomes: Bool) { self.countsOutcomes = countsOutcomes }

    private static let shownLimit = 24
    private static let heardLimit = 64

    func fail(_ reason: String) { broken = broken ?? reason }

    // MARK: What happens

    /// A trigger was pulled over a code; noise of the device's own may come too.
    func shows(_ payload: [UInt8], to device: DeviceID, times: Int) {
        shown[device, default: []].append(Shown(payload: payload, times: times))
        if shown[device, default: []].count > Self.shownLimit { shown[device]?.removeFirst() }
    }

    /// A row was written; `loop` has applied it.
    func wrote(_ row: RecordedDecision, _ loop: ControlLoop) {
        if row.row != rows + 1 { fail("row \(row.row) came after row \(rows)") }
        rows = row.row
        told.append(row)
        if countsOutcomes { outcomes[row.decision.verdict.outcome, default: 0] += 1 }
        note(row.decision.verdict, row.entry.scanner)
        for case .signal(let feedback, let device) in row.decision.effects { hears(feedback, device) }
        checkOrigin(row)
        checkRefusal(row)
        do {
            try books.enter(row, loop)
        } catch {
            fail("row \(row.row), \(row.entry.happening.short): \(error)")
        }
    }

    /// A key was typed, which makes no row and is heard.
    func types(on device: DeviceID) { hears(.accepted, device) }

    private func note(_ verdict: Verdict, _ scanner: ScannerRole?) {
        guard let feedback = verdict.feedback, let scanner else { return }
        lastOfLanes[scanner.lane] = (scanner.device, feedback)
    }

    private func hears(_ feedback: Feedback, _ device: DeviceID) {
        expected[device, default: []].append(feedback)
        if expected[device, default: []].count > Self.heardLimit { expected[device]?.removeFirst() }
    }

    /// An operator heard this from a device: there is a row of it. Refusals and warnings may be about the station itself.
    func heard(_ feedback: Feedback, from device: DeviceID) {
        guard feedback == .accepted || feedback == .sealed else { return }
        // Two good beeps that are cut short are one, and beeps of two starts may run together; all let somebody go on.
        let fits = { (said: Feedback) in said == .accepted || said == .sealed }
        guard let index = expected[device]?.firstIndex(where: fits) else {
            return fail("\(feedback) was heard at \(device), and no row says so")
        }
        expected[device]?.removeFirst(index + 1)
    }

    /// The last row of a device, for those who hear nothing from it.
    func last(of device: DeviceID, after row: Int64) -> RecordedDecision? {
        told.last { $0.entry.scanner?.device == device && $0.row > row && $0.entry.scan != nil }
    }

    /// Whether an ID card was read.
    func cardWasRead(after row: Int64) -> Bool {
        told.contains { $0.row > row && $0.entry.scan?.origin == .card }
    }

    // MARK: Promises about one row

    /// What is recorded as read was held under that scanner.
    private func checkOrigin(_ row: RecordedDecision) {
        guard let scan = row.entry.scan, scan.origin == .scan, let device = row.entry.scanner?.device else { return }
        switch row.entry.happening {
        case .unreadableScanned, .repeatScanned: return
        default: break
        }
        // Noise before it may be a space, which a person's number may have in it.
        let trimmed = scan.payload.drop { $0 == UInt8(ascii: " ") }
        let mayBe = { (one: Shown) in
            one.times > 0 && (one.payload == scan.payload || one.payload.elementsEqual(trimmed))
        }
        guard let index = shown[device]?.lastIndex(where: mayBe) else {
            return fail(
                "row \(row.row), \(row.entry.happening.short): nobody scanned that at \(device), or not so often")
        }
        shown[device]?[index].times -= 1
    }

    private func checkRefusal(_ row: RecordedDecision) {
        guard case .refused(let refusal) = row.decision.verdict else { return }
        if row.decision.facts.contains(where: { $0 != .woke }) {
            fail("row \(row.row): \(refusal.name) changed something")
        }
    }

    // MARK: The journal

    /// The station was started again: what was told is in the journal, as it was told, then at most the row that was being
    /// written, then those of the start.
    ///
    /// - Returns: the rows that were written and never told.
    func restarted(_ journal: JournalFile) throws(JournalError) -> [RecordedRow] {
        let found = try journal.rows(after: rows - Int64(told.count))
        for (row, wanted) in zip(found, told) where !row.isSame(as: wanted) {
            fail("row \(wanted.row) is not what was told of it")
            return []
        }
        if found.count < told.count { fail("\(told.count - found.count) rows that were told are lost") }
        let more = found.dropFirst(told.count)
        let torn = more.prefix { !$0.isOfStart }
        if torn.count > 1 { fail("\(torn.count) rows are there that were never told") }
        if more.count == torn.count { fail("the start is not recorded") }
        for row in torn {
            books.adopt(row)
            note(row.verdict, row.scanner)
        }
        rows += Int64(more.count)
        told = []
        for last in lastOfLanes.values { hears(last.feedback, last.device) }
        return Array(torn)
    }
}

extension RecordedRow {
    /// Whether a start writes it of itself.
    var isOfStart: Bool {
        switch happening {
        case .started, .configured: true
        default: false
        }
    }

    fileprivate func isSame(as told: RecordedDecision) -> Bool {
        moment.row == told.row && happening == told.entry.happening && verdict == told.decision.verdict
            && facts == told.decision.facts && scanner == told.entry.scanner
    }
}

extension Verdict {
    /// The row's outcome; of what was accepted, what it was.
    var outcome: String {
        if case .accepted(let acceptance) = self {
            "accepted " + String("\(acceptance)".prefix { $0 != "(" })
        } else {
            name
        }
    }
}

extension Happening {
    /// Without what it holds, which may be a person's.
    var short: String { String("\(self)".prefix { $0 != "(" }) }
}
