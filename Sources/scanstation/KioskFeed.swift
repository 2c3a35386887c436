import Assembly
import Attach
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
    private let words: Words
    private let language: Language
    private(set) var figures = Figures()
    /// The report that was shown last.
    var lastReport: Screen.Report?
    /// MORNING was scanned, and nobody has come since.
    private var isMorning = false
    /// The disk was full at the last row; nil once one was written again.
    private var stopped: JournalError?
    private var isUntold = false
    private var said: [(verdict: Verdict, lane: LaneID?)] = []
    /// Rows since the start, until those of earlier today have been read.
    private var early: [DayRow]? = []
    private var rows: [DayRow] = []
    private var last: [LaneID: Told] = [:]
    private var swab: (at: Instant, rows: Int64, swab: Screen.Swab?)?
    private var lost: [DeviceID: (kind: DeviceKind, lane: LaneID?, at: Instant)] = [:]
    private var known: [DeviceID: (kind: DeviceKind, lane: LaneID?)] = [:]
    private var figuresAt: Instant?
    /// Milliseconds since 1970-01-01 UTC at the monotonic clock's zero.
    private var clockZero: Int64 = 0

    private static let swabsEvery: Duration = .seconds(10)
    private static let figuresEvery: Duration = .seconds(2)
    private static let lostFor: Duration = .seconds(3_600)
    /// Most acts that are listed.
    private static let unsigned = 50
    /// Rows of earlier today that are read at the start.
    static let earlierRows = 50_000

    init(telling: Telling, words: Words, language: Language) {
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
            // MORNING in a shift that runs already looks at everything too.
            if case .told(.shiftRuns) = verdict { isMorning = true }
        }
        box.loop.recorded = { [unowned self] row in
            stopped = nil
            rows.append(
                DayRow(
                    lane: row.entry.scanner?.lane,
                    clock: ClockReading(
                        microseconds: row.entry.wall, utcOffsetMinutes: row.entry.utcOffsetMinutes,
                        isTrusted: row.entry.clockTrusted), isTraining: row.entry.round.isTraining,
                    verdict: row.decision.verdict, facts: row.decision.facts))
        }
    }

    /// A row could not be written. On a full disk each scan tries again, and until one is kept the screens say so; any other
    /// failure is the loop's to say and to mend.
    func intakeStopped(_ error: JournalError) {
        isUntold = true
        if error == .diskFull { stopped = error }
    }

    /// What was recorded today before this start.
    func earlier(_ earlier: [DayRow]) {
        for row in earlier + (early ?? []) { take(row) }
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
        around.report = report(box, at: wall)
        around.swab = nextSwab(box, at: now)
        devices(box, &around, at: now)
        if isMorning, box.loop.state.shift == .working {
            around.check = MorningCheck(box: box, devices: around.devices, words: words, now: now).list
        }
        telling.post(
            Screen(of: box.loop.state, words: words, around), verdicts, figures: figureReport(box, at: now), now: wall)
        if beat { telling.pulse(now: wall) }
    }

    // MARK: Parts

    private func take(_ row: DayRow) {
        figures.take(row.verdict, row.facts, lane: row.lane, clock: row.clock, isTraining: row.isTraining)
        for fact in row.facts {
            switch fact {
            case .shiftBegun: isMorning = true
            case .personCame, .personBound, .tubeOpened, .intake, .shiftClosed: isMorning = false
            default: break
            }
        }
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
        return FigureReport(figures, unsigned: unsigned, words: words)
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

    // MARK: Devices

    private func devices(_ box: StationBox, _ around: inout Surroundings, at now: Instant) {
        var there: Set<DeviceID> = []
        for (device, duty) in box.inventory {
            let id = device.attached?.id ?? device.identity.id
            there.insert(id)
            if case .scanner(let role)? = duty { around.scanners[id] = role.lane }
            let (kind, lane) = (DeviceKind(duty), duty?.desk)
            if duty != nil { known[id] = (kind, lane) }
            // What is of no use here is nobody's concern.
            if duty == nil, device.phase != .tooMany { continue }
            let trouble = trouble(of: device, duty, box)
            around.devices.append(
                Screen.Device(
                    id: id.text, what: kind.text, lane: lane?.number,
                    state: trouble == nil ? .ready : trouble == .unplugged ? .lost : .trouble,
                    trouble: trouble?.text))
        }
        for (id, device) in known where !there.contains(id) && lost[id] == nil {
            lost[id] = (device.kind, device.lane, now)
        }
        for id in lost.keys where there.contains(id) || lost[id]?.at.advanced(by: Self.lostFor) ?? now < now {
            lost[id] = nil
            if !there.contains(id) { known[id] = nil }
        }
        for (id, device) in lost.sorted(by: { $0.key.text < $1.key.text }) {
            around.devices.append(
                Screen.Device(
                    id: id.text, what: device.kind.text, lane: device.lane?.number, state: .lost,
                    trouble: DeviceTrouble.unplugged.text))
        }
    }

    private func trouble(of device: Sighted, _ duty: Duty?, _ box: StationBox) -> DeviceTrouble? {
        switch device.phase {
        case .open: return .doesNotAnswer
        case .opening: return nil
        case .waiting(let failure?):
            return failure.isGone ? .unplugged : .cannotBeOpened
        case .waiting(nil): return .unplugged
        case .setAside: return .sendsNoise
        case .unassigned, .unknown: return .unassigned
        case .tooMany: return .tooMany
        case .ready: break
        }
        switch duty {
        case .scanner(let role)?:
            if role.isPlaced == false { return .laneUnknown }
            return box.isOpen(role.lane) ? nil : .cannotTell
        case .printer?:
            let id = device.attached?.id ?? device.identity.id
            return box.status(ofPrinter: id)?.faults.min().map { .printer($0) }
        case .helper?, nil: return nil
        }
    }
}

extension LinkError {
    /// Whether the plug is out.
    fileprivate var isGone: Bool {
        switch reason {
        case .notFound, .disconnected: true
        case .other(let code, _): [ENOENT, ENODEV, ENXIO].contains(code)
        case .busy, .permissionDenied, .unsupported: false
        }
    }
}

extension DeviceKind {
    fileprivate init(_ duty: Duty?) {
        switch duty {
        case .scanner?: self = .scanner
        case .helper(.keypad, _)?: self = .keypad
        case .helper(.cardReader, _)?: self = .cardReader
        case .printer?: self = .printer
        case nil: self = .other
        }
    }
}

extension Duty {
    fileprivate var desk: LaneID? {
        switch self {
        case .scanner(let role): role.isPlaced == false ? nil : role.lane
        case .helper(_, let lane), .printer(let lane): lane
        }
    }
}
