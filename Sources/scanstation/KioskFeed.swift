import Assembly
import Controller
import Devices
import Foundation
import Journal
import Kiosk
import Station

/// Puts what the station does into words for the screens: on the loop's thread, behind the verdicts and their orders.
///
///     rows, verdicts ──noted──> waiting ──publish──> words, figures ──> Telling ──> browsers
final class KioskFeed {
    let telling: Telling
    let words: Words
    private let language: Language
    private(set) var figures = Figures()
    /// The report that was shown last.
    var lastReport: Screen.Report?
    /// The disk was full at the last row; nil once one was written again.
    private var stopped: JournalError?
    private var isUntold = false
    /// Has the history of a thing read, beside the loop.
    var readHistory: ((Touched) -> Void)?
    var asked: Asked?
    private var said: [(verdict: Verdict, lane: LaneID?)] = []
    /// Rows since the start, until those of earlier today have been read.
    private var early: [DayRow]? = []
    private var rows: [DayRow] = []
    private var last: [LaneID: Told] = [:]
    private var swab: (at: Instant, rows: Int64, swab: Screen.Swab?)?
    var exports: Exports
    /// Nil at a station without a roster.
    let roster: RosterWatch?
    private let board: DeviceBoard
    private let morning: Morning
    private var figuresAt: Instant?
    /// Milliseconds since 1970-01-01 UTC at the monotonic clock's zero.
    private var clockZero: Int64 = 0

    private static let swabsEvery: Duration = .seconds(10)
    private static let figuresEvery: Duration = .seconds(2)
    /// Most acts that are listed.
    private static let unsigned = 50
    /// Rows of earlier today that are read at the start.
    static let earlierRows = 50_000

    init(
        telling: Telling, words: Words, language: Language, board: DeviceBoard, morning: Morning, exports: Exports,
        roster: RosterWatch?
    ) {
        self.exports = exports
        self.roster = roster
        self.board = board
        self.morning = morning
        self.telling = telling
        self.words = words
        self.language = language
    }

    /// Listens at a box, until it ends.
    func listen(to box: StationBox) {
        let earlier = box.shown
        box.shown = { [unowned self] verdict, lane in
            earlier?(verdict, lane)
            said.append((verdict, lane))
            ask(verdict, at: SystemClocks.now())
        }
    }

    /// A row was written.
    func recorded(_ row: RecordedDecision) {
        stopped = nil
        rows.append(
            DayRow(
                sequence: row.row,
                lane: row.entry.scanner?.lane,
                clock: ClockReading(
                    microseconds: row.entry.wall, utcOffsetMinutes: row.entry.utcOffsetMinutes,
                    isTrusted: row.entry.clockTrusted), isTraining: row.entry.round.isTraining,
                verdict: row.decision.verdict, facts: row.decision.facts))
    }

    /// A row could not be written. On a full disk each scan tries again, and until one is kept the screens say so; any other
    /// failure is the loop's to say and to mend.
    func intakeStopped(_ error: JournalError) {
        isUntold = true
        if error == .diskFull { stopped = error }
    }

    /// What was recorded today before this start.
    func earlier(_ earlier: [DayRow], at now: Instant) {
        for row in earlier + (early ?? []) {
            take(row)
            morning.noted(row.verdict, row.facts, at: now)
        }
        early = nil
    }

    /// Tells the screens what is new. `beat`: a second has passed, and they are told that the loop is there.
    func publish(_ box: StationBox, at now: Instant, beat: Bool = false) {
        let isNew = !said.isEmpty || !rows.isEmpty || isUntold
        isUntold = false
        for row in rows { early == nil ? take(row) : early?.append(row) }
        rows = []
        guard isNew || beat else { return }
        let clock = clock(of: box, at: now)
        let wall = clock(now)
        // First, because verdicts call devices by name.
        let devices = board.list(box, at: now)
        var number = telling.nextNumber
        let verdicts = said.map { said -> Told in
            defer { number += 1 }
            return Told(said.verdict, lane: said.lane, number: number, at: wall, words: words)
        }
        // What is told to all desks and asks for nothing leaves a desk what it was told last.
        for (said, told) in zip(said, verdicts) where said.lane != nil || !told.next.en.isEmpty {
            for lane in said.lane.map({ [$0] }) ?? box.configuration.settings.lanes { last[lane] = told }
        }
        said = []
        var around = Surroundings(language: box.loop.state.language ?? language, clock: clock)
        around.trouble = (box.loop.failure ?? stopped).map { trouble($0) }
        around.openLanes = Set(box.configuration.settings.lanes.filter { box.isOpen($0) })
        around.last = last
        around.totals = figures.totals
        around.pace = figures.pace(at: wall)
        around.outbox = outbox(box.loop.state)
        around.outlook = outlook(box.loop.state, at: now, clock)
        around.report = report(box, at: wall)
        around.swab = nextSwab(box, at: now)
        around.scanners = board.scanners(of: box)
        around.devices = devices
        around.check = morning.findings(of: box, at: now)?.map { Screen.Check(what: $0.what, fix: $0.fix?.text) }
        telling.post(
            Screen(of: box.loop.state, words: words, around), verdicts, figures: figureReport(box, at: now), now: wall)
        if beat { telling.pulse(now: wall) }
    }

    // MARK: Parts

    private func take(_ row: DayRow) {
        figures.take(
            row.verdict, row.facts, row: row.sequence, lane: row.lane, clock: row.clock, isTraining: row.isTraining)
    }

    /// From instants to milliseconds since 1970-01-01 UTC, by the station's clock as it goes now.
    private func clock(of box: StationBox, at now: Instant) -> @Sendable (Instant) -> Int64 {
        let zero = box.loop.wall(at: now).microseconds / 1000 - now.nanoseconds / 1_000_000
        // Two roundings: what has not changed is to look the same.
        if abs(zero - clockZero) > 50 { clockZero = zero }
        let clockZero = clockZero
        return { clockZero + $0.nanoseconds / 1_000_000 }
    }

    private func figureReport(_ box: StationBox, at now: Instant) -> FigureReport? {
        if let figuresAt, figuresAt.advanced(by: Self.figuresEvery) > now { return nil }
        figuresAt = now
        let unsigned = (box.loop.state.staff?.unsigned ?? []).prefix(Self.unsigned).map { act in
            FigureReport.Unsigned(lane: act.lane, act: act.act, words: words)
        }
        exports.look()
        if telling.isWatched, !box.loop.state.isTraining {
            roster?.look(round: box.loop.state.round, rows: box.loop.journal.sequence)
        }
        var report = FigureReport(
            figures, unsigned: unsigned, exports: exports.sent.reversed().map { FigureReport.Sent($0) }, words: words)
        report.history = history(box.loop.state, at: now)
        return report
    }

    private func nextSwab(_ box: StationBox, at now: Instant) -> Screen.Swab? {
        let rows = box.loop.journal.sequence
        if let swab, swab.rows == rows || swab.at.advanced(by: Self.swabsEvery) > now { return swab.swab }
        let next = (try? box.loop.nextSwab()) ?? nil
        let found = next.map { taken, rule in
            Screen.Swab(
                oldest: taken / 1000, warning: (taken + rule.warningMicroseconds) / 1000,
                latest: (taken + rule.alarmMicroseconds) / 1000)
        }
        swab = (now, rows, found)
        return found
    }

    private func trouble(_ error: JournalError) -> Text {
        if case .diskFull = error {
            return Text(en: "The disk is full: free some space, scan again", zh: "磁盘已满，请清理后重扫")
        }
        return Text(
            en: "The record cannot be written: nothing is accepted", zh: "记录无法写入，暂停扫码，请联系维护人员")
    }
}
