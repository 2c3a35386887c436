package import Codes
package import Devices

/// A reading of the wall clock, as a row keeps it.
package struct ClockReading: Hashable, Codable, Sendable {
    /// Since 1970-01-01 UTC.
    package var microseconds: Int64
    /// East of Greenwich.
    package var utcOffsetMinutes: Int
    package var isTrusted: Bool
    package init(microseconds: Int64, utcOffsetMinutes: Int, isTrusted: Bool) {
        self.microseconds = microseconds
        self.utcOffsetMinutes = utcOffsetMinutes
        self.isTrusted = isTrusted
    }

    /// The working day it falls on, counted from 1970-01-01: a day begins at 04:00 of the site (WORKFLOW.md 3.2).
    package var day: Int64 {
        let local = microseconds + Int64(utcOffsetMinutes) * 60_000_000 - DayLimit.dayBegins
        let length = DayLimit.hour * 24
        return local >= 0 ? local / length : -((-local + length - 1) / length)
    }
}

package enum DayLimit {
    /// Microseconds.
    static let hour: Int64 = 3_600_000_000
    /// After midnight.
    static let dayBegins: Int64 = 4 * hour
    /// A round that began so long ago is doubted.
    static let roundAge: Int64 = 12 * hour
    /// So many people who were sampled already, within `duplicateWindow`, make the round doubtful.
    static let duplicates = 3
    static let duplicateWindow: Duration = .seconds(600)
    /// After so long without a scan person data is blanked.
    package static let idle: Duration = .seconds(1_800)
}

/// Where the shift stands (WORKFLOW.md 3.1).
///
///     working ──30 min without a scan, or PAUSE──> asleep ──a badge, or without badges any scan──> working
///     working ──REPORT, CONFIRM or REASON──> closed ──MORNING──> working
package enum ShiftPhase: String, Hashable, Codable, Sendable {
    case working, asleep, closed
}

/// What the station knows of its day. Only what differs from a day that has just begun.
package struct Day: Hashable, Codable, Sendable {
    package var shift = ShiftPhase.working
    /// When the round began; nil when no clock vouched for it.
    package var roundBegan: ClockReading?
    /// When people came who had been sampled in this round, the last few.
    package var duplicates: [Instant] = []
    /// The round was doubted and answered for.
    package var wasDoubted = false
    /// What TIME set in this boot.
    package var clock: ClockSetting?
    /// What was said last of the oldest swab; nil for nothing.
    package var swabs: SwabWarning?
    /// The empty tubes; nil where nobody has said how many there were.
    package var stock: Stock?
    /// Where scanners work that LANE cards have placed in this shift; nil for none.
    package var places: [DeviceID: LaneID]?
    package init() {}
}

/// The wall clock as somebody set it.
package struct ClockSetting: Hashable, Codable, Sendable {
    /// Since 1970-01-01 UTC.
    package var microseconds: Int64
    /// The monotonic clock at that moment.
    package var at: Instant
    package init(microseconds: Int64, at: Instant) {
        self.microseconds = microseconds
        self.at = at
    }
}

/// Why a round may be over.
package enum RoundDoubt: Hashable, Codable, Sendable {
    case repeats(Int)
    /// Whole hours since it began.
    case hours(Int)
    /// It began before 04:00 of today.
    case yesterday
}

/// What is not finished: what a close of the shift lists, and what a start finds.
package struct OpenWork: Hashable, Codable, Sendable {
    /// Open and full tubes that are not sealed.
    package var tubes: [TubeCode]
    /// In those tubes.
    package var people: Int
    /// People who wait for a tube.
    package var waiting: Int
    /// Bags that are not sealed.
    package var bags: [BagCode]
    /// Acts that wait for a signature.
    package var unsigned: Int
    /// Boxes that were not handed over; nil for none. A shift closes without a word about them: couriers come when they come.
    package var boxes: [BoxCode]?
    /// Labels that are to be printed or may exist; nil for none.
    package var labels: Int?

    package init(tubes: [TubeCode] = [], people: Int = 0, waiting: Int = 0, bags: [BagCode] = [], unsigned: Int = 0) {
        self.tubes = tubes
        self.people = people
        self.waiting = waiting
        self.bags = bags
        self.unsigned = unsigned
    }

    /// Whether the same work is open; labels are printed meanwhile.
    func isSame(as other: OpenWork) -> Bool {
        var (mine, others) = (self, other)
        (mine.labels, others.labels) = (nil, nil)
        return mine == others
    }

    /// Whether a shift can be closed without a word: signatures may come later.
    package var isFinished: Bool { tubes.isEmpty && waiting == 0 && bags.isEmpty }
}

extension StationState {
    /// What is open on a lane, or, without one, at the whole station.
    package func openWork(lane only: LaneID? = nil) -> OpenWork {
        var work = OpenWork()
        for (id, lane) in lanes.sorted(by: { $0.key < $1.key }) where only == nil || only == id {
            let tubes = [lane.collecting.tube].compactMap(\.self) + lane.parked
            work.tubes += tubes.map(\.code)
            work.people += tubes.reduce(0) { $0 + $1.bindings.count }
            work.waiting += lane.collecting.waiting == nil ? 0 : 1
        }
        if only == nil {
            work.bags = bags.keys.sorted()
            work.unsigned = staff?.unsigned.count ?? 0
            work.boxes = boxes.map { $0.keys.sorted() }
            work.labels = labels?.count
        }
        return work
    }

    package var shift: ShiftPhase { day?.shift ?? .working }
}

// MARK: At a desk

extension Desk {
    /// Why nothing is taken now: a shift that is closed or asleep; nil for what wakes or begins it.
    var sleeping: Refusal? {
        switch state.shift {
        case .working: return nil
        case .closed:
            return mayComeAfterClose ? nil : .shiftClosed
        case .asleep:
            // Where no badge is enrolled, none can wake it.
            guard let rules = settings.badges, !rules.required.isEmpty, !staff.badges.isEmpty else { return nil }
            if case .badgeScanned(let code) = event.happening, staff.badges[code] != nil { return nil }
            return .asleep
        }
    }

    /// What begins a shift, asks, signs, sets the clock or takes the close back.
    private var mayComeAfterClose: Bool {
        switch event.happening {
        case .commandScanned(.morning), .commandScanned(.ask), .commandScanned(.time), .commandScanned(.testLabel),
            .badgeScanned, .pinEntered, .timeTyped, .timeScanned:
            return true
        case .commandScanned(.cancel): return question != nil
        case .commandScanned(.undo): return state.undo[scanner.device]?.facts.contains(.shiftClosed) ?? false
        case .commandScanned(.confirm): return standing?.isAboutClock ?? false
        default: return standing == .ask
        }
    }

    /// Wakes the station, whatever else the scan does.
    func awake(_ decision: Decision) -> Decision {
        guard state.shift == .asleep else { return decision }
        if case .refused(.asleep) = decision.verdict { return decision }
        if case .accepted(.paused) = decision.verdict { return decision }
        var decision = decision
        decision.facts.insert(.woke, at: 0)
        return decision
    }

    // MARK: PAUSE, REPORT, MORNING

    func pauseGiven() -> Decision { accept(.paused, [.fellAsleep]) }

    func reportGiven() -> Decision { ask(.report(state.openWork())) }

    /// CONFIRM closes a shift that has nothing open, a REASON one that has.
    func closeShift(_ reported: OpenWork, reason: Int?) -> Decision {
        let work = state.openWork()
        // Others went on meanwhile: what was reported is not what would be closed.
        if !work.isSame(as: reported) { return ask(.report(work)) }
        if !work.isFinished, reason == nil { return refuse(.reasonFirst) }
        return accept(.shiftClosed(work), [.shiftClosed] + (reason.map { [.reasonGiven($0)] } ?? []))
    }

    func morningGiven() -> Decision {
        let begun =
            state.shift == .working
            ? tell(.shiftRuns(state.round)) : accept(.shiftBegun(state.round), [.shiftBegun])
        guard let doubt = state.doubt(of: event), roundObstacle == nil else { return begun }
        var asked = ask(.oldRound(state.round.next, doubt))
        asked.facts += [.roundDoubted] + (state.shift == .working ? [] : [.shiftBegun])
        return asked
    }

    // MARK: Is it a new round?

    /// Asks, once, whether the round is over, before somebody is taken into it.
    var doubtOfRound: Decision? {
        guard state.day?.wasDoubted != true, let doubt = state.doubt(of: event), roundObstacle == nil else {
            return nil
        }
        var asked = ask(.oldRound(state.round.next, doubt))
        asked.facts.append(.roundDoubted)
        return asked
    }

    /// The facts of a round that begins.
    func beginning(_ round: RoundID) -> [Fact] {
        // Tokens belong to their round, those in other scanners' questions too.
        let ended = state.questions.filter { $0.key != scanner.device && $0.value.question.holdsPerson }
            .sorted { $0.key.text < $1.key.text }
        return [.roundBegun(round, was: state.round)] + ended.map { .questionEnded($0.key, was: $0.value) }
            + state.dating(event)
    }

    // MARK: TIME

    func timeTyped(_ clock: ClockReading?) -> Decision {
        guard case .time? = standing else { return refuse(.notNow(.key(.enter))) }
        return clockGiven(clock)
    }

    /// Read back first: a printed TIME code is right for a minute only.
    func clockGiven(_ clock: ClockReading?) -> Decision {
        guard let clock else { return refuse(.timeUnfit) }
        return ask(.setClock(ClockSetting(microseconds: clock.microseconds, at: event.at)))
    }
}

extension StationState {
    fileprivate func doubt(of event: Event) -> RoundDoubt? {
        let recent = (day?.duplicates ?? []).filter { $0.duration(to: event.at) <= DayLimit.duplicateWindow }
        if recent.count >= DayLimit.duplicates { return .repeats(recent.count) }
        guard let now = event.clock, now.isTrusted, let began = day?.roundBegan, began.isTrusted else { return nil }
        let age = now.microseconds - began.microseconds
        if age > DayLimit.roundAge { return .hours(Int(age / DayLimit.hour)) }
        return now.day > began.day ? .yesterday : nil
    }

    /// When the round began, where a clock is there to say it.
    func dating(_ event: Event) -> [Fact] {
        event.clock.map { [.roundDated($0, was: day)] } ?? []
    }
}
