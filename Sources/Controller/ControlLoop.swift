package import Codes
package import Devices
package import Journal
package import Station

/// The one loop's steps: scan -> code -> decision -> row -> orders. Synchronous; reads no device and starts nothing, so
/// the shipping `run` and a simulation in virtual time drive the very same steps.
///
///     deviceReady ---> the lane's last verdict is repeated once, then its scans are taken
///     scanned -------> Sight (same code still there? silent) -> CodeBook -> Knowledge -> decide
///                      -> journal.append (durable) -> state.apply -> orders
///     append fails --> nothing is applied, the operator hears a refusal; a failed sync stops the intake
///
/// Not modelled: how bytes become scans (drivers) and how an order reaches a hand (the owner of the links).
package final class ControlLoop {
    package private(set) var state: StationState {
        didSet { noteWaits() }
    }
    package let journal: JournalFile
    /// Set while the journal cannot be written: nothing is accepted.
    package private(set) var failure: JournalError? {
        didSet { noteDeadline() }
    }
    /// Scans since the start, by outcome: what `status` shows.
    package private(set) var tally: [String: Int] = [:]
    /// Told of each row once it is durable and applied, before any order of it is carried out: for whoever shows or watches
    /// what the station does.
    package var recorded: ((RecordedDecision) -> Void)?
    /// Lanes whose printers are to be tried, since MORNING.
    package internal(set) var testsWanted: Set<LaneID> = []
    let configuration: Configuration
    let book: CodeBook
    let roster: RosterIndex?
    let clocks: Clocks
    var scanners: [DeviceID: ScannerRole] = [:]
    /// Keypads and card readers, and whose they are.
    var helpers: [DeviceID: LaneID] = [:]
    /// When each scanner was last used.
    private(set) var lastScans: [DeviceID: Instant] = [:]
    private var sights: [DeviceID: Sight] = [:]
    /// Devices that were not opened since the start.
    private var restoredSights: Set<DeviceID> = []
    /// When the loop wants `deadlinePassed`; nil when nothing waits. Asked for much oftener than it changes.
    package private(set) var deadline: Instant?
    /// What waits by the state, and by the sights.
    private var stateDeadline: Instant?
    private var sightDeadline: Instant?
    /// Whether there are swabs here that are real.
    private(set) var hasSwabs = false
    /// Numbers that are being typed.
    var keypads: [DeviceID: Keypad] = [:]
    /// First entries of new PINs, until the second one.
    var newPINs: [DeviceID: [UInt8]] = [:]
    /// Verdicts of the last run, not repeated yet.
    private var owed: [LaneID: LastRow]
    private var clockOffset: Int64?
    /// When the age of the swabs was looked at.
    var swabsSeen: Instant? {
        didSet { noteDeadline() }
    }
    /// When it was looked at whether the tubes last.
    var stockSeen: Instant? {
        didSet { noteDeadline() }
    }
    /// Set with the row of this start: what TIME set before it counted another boot's nanoseconds.
    private var hasStarted = false
    /// The last scan since the start, or since the station fell asleep.
    private var lastScan: Instant? {
        didSet { noteDeadline() }
    }
    /// What was open at the start and has not been said, by lane.
    private var leftOpen: [LaneID: OpenWork] = [:]

    /// - Parameter roster: Who lives where, for a station that goes from door to door.
    /// - Throws: the journal's error when its first rows cannot be written.
    package init(
        configuration: Configuration, book: CodeBook, journal: JournalFile, clocks: Clocks,
        roster: RosterIndex? = nil
    ) throws(JournalError) {
        var configuration = configuration
        configuration.settings.roster = roster?.rule
        self.roster = roster
        self.configuration = configuration
        self.book = book
        self.journal = journal
        self.clocks = clocks
        state = journal.restored ?? StationState(settings: configuration.settings)
        owed = try journal.lastRowsOfLanes()
        let now = clocks.now()
        for (device, row) in try journal.lastRowsOfDevices() {
            guard let raw = row.raw else { continue }
            sights[device] = Sight(seeing: raw, window: window(for: row.happening), at: now)
            restoredSights.insert(device)
        }
        noteWaits()
        if journal.sequence == 0 || state.settings != configuration.settings {
            try record(.configured(configuration.settings, rules: rulesVersion), at: now)
        }
        try record(.started, at: now)
        hasStarted = true
        for lane in state.lanes.keys {
            let work = state.openWork(lane: lane)
            if !work.tubes.isEmpty || work.waiting > 0 { leftOpen[lane] = work }
        }
    }

    // MARK: Devices

    /// A scanner was opened and has this role: its lane's last verdict is repeated, then its scans are taken.
    package func deviceReady(_ given: ScannerRole, at now: Instant) -> [Order] {
        let role = placed(given)
        scanners[role.device] = role
        if restoredSights.remove(role.device) != nil { sights[role.device]?.listens(at: now) }
        var orders = notice(.deviceReady(role.device), role, at: now)
        if role != given { orders.append(.placed(role)) }
        if let last = owed[role.lane], last.scanner.device == role.device {
            owed[role.lane] = nil
            if let feedback = last.verdict.feedback { orders.append(.signal(feedback, role.device)) }
            orders.append(.show(last.verdict, role.lane))
        }
        if role.track != .pack, let work = leftOpen.removeValue(forKey: role.lane) {
            // Without a tone: what is heard here is the last verdict.
            orders.append(.show(.told(.leftOpen(work)), role.lane))
        }
        return orders
    }

    package func deviceLost(_ device: DeviceID, at now: Instant) -> [Order] {
        keypads[device] = nil
        newPINs[device] = nil
        lastScans[device] = nil
        guard let role = scanners.removeValue(forKey: device) else { return [] }
        return notice(.deviceLost(device), role, at: now)
    }

    package func deviceSetAside(_ device: DeviceID, at now: Instant) -> [Order] {
        guard let role = scanners[device] else { return [] }
        return notice(.deviceSetAside(device), role, at: now)
    }

    // MARK: Scans

    /// One reading of a scanner that is ready; of any other nothing is taken.
    ///
    /// - Parameter details: What the reading says of a person besides the number.
    package func scanned(
        _ scan: Scan, by device: DeviceID, details: PersonDetails? = nil, at now: Instant
    ) -> [Order] {
        guard let role = scanners[device] else { return [] }
        noteScan(by: role, at: now)
        let code = book.classify(scan)
        let reading = sights[device, default: Sight()].read(
            scan.payload, window: window(for: code), isResent: scan.isResent, at: now)
        noteSights()
        switch reading {
        case .again: return []
        case .fresh(let ended):
            let orders = ended > 0 ? repeated(ended, role, at: now) : []
            if case .command(.key(let key)) = code { return orders + typed(key, role, at: now) }
            keypads[device] = nil
            let taken = take(scan, code, role, details, at: now)
            return orders.isEmpty ? taken : orders + taken
        }
    }

    func noteScan(by role: ScannerRole, at now: Instant) {
        lastScan = now
        lastScans[role.device] = now
    }

    /// Bytes that were no reading: recorded, refused.
    package func damaged(_ bytes: [UInt8], by device: DeviceID, at now: Instant) -> [Order] {
        guard let role = scanners[device] else { return [] }
        return take(Scan(payload: bytes), .unreadable(.unknown), role, at: now)
    }

    func tell(_ verdict: Verdict, _ feedback: Feedback, _ role: ScannerRole) -> [Order] {
        [.signal(feedback, role.device), .show(verdict, role.lane)]
    }

    func take(
        _ scan: Scan, _ code: Code, _ role: ScannerRole, _ details: PersonDetails? = nil, at now: Instant
    ) -> [Order] {
        do {
            var (code, details) = (code, details)
            var line: RosterLine?
            if let roster { (code, details, line) = roster.resolved(code, details) }
            var person: PersonCode?
            if case .person(var named) = code {
                named.proxy = state.questions[role.device]?.question.proxy
                code = .person(named)
                person = named
                // They are the relative's.
                if named.proxy != nil { details = nil }
            }
            let happening = try happening(code, isTyped: scan.origin == .typed, line: line)
            let decision = try commit(happening, role, scan: scan, person: person, details: details, at: now)
            var orders = decision.effects.map(Order.init)
            orders += placements(decision)
            if case .unreadable = code { orders.append(.noteUnreadable(role.device)) }
            return orders
        } catch {
            return failed(error, role)
        }
    }

    // MARK: Time

    private func noteDeadline() {
        // What cannot be written waits, however long it is due.
        let earliest = failure == nil ? stateDeadline : nil
        deadline = Instant.earlier(
            Instant.earlier(Instant.earlier(earliest, idleDeadline), sightDeadline),
            Instant.earlier(swabDeadline, stockDeadline))
    }

    private func noteWaits() {
        stateDeadline = state.nextDeadline
        hasSwabs = !state.isTraining && state.hasSwabs
        noteDeadline()
    }

    private func noteSights() {
        sightDeadline = sights.values.reduce(nil) { Instant.earlier($0, $1.deadline) }
        noteDeadline()
    }

    package func deadlinePassed(at now: Instant) -> [Order] {
        var orders: [Order] = []
        if let due = sightDeadline, due <= now {
            for device in sights.keys.sorted(by: { $0.text < $1.text }) {
                let count = sights[device]?.deadlinePassed(at: now) ?? 0
                if count > 0, let role = scanners[device] { orders += repeated(count, role, at: now) }
            }
            noteSights()
        }
        orders += lookAtSwabs(at: now)
        orders += lookAtStock(at: now)
        do {
            if let idle = idleDeadline, idle <= now, failure == nil {
                lastScan = nil
                orders += try commit(.wentIdle, nil, at: now).effects.map(Order.init)
            }
            guard let due = stateDeadline, due <= now, failure == nil else { return orders }
            return orders + (try commit(.deadlinePassed, nil, at: now)).effects.map(Order.init)
        } catch {
            return orders + failed(error, nil)
        }
    }

    /// When nothing has been scanned for so long that persons are not shown any more.
    private var idleDeadline: Instant? {
        guard state.shift == .working, failure == nil else { return nil }
        return lastScan?.advanced(by: DayLimit.idle)
    }

    /// Free space ran low; said once for each fall.
    package func diskLow(freeMebibytes: Int, at now: Instant) -> [Order] {
        notice(.diskLow(freeMebibytes: freeMebibytes), nil, at: now)
    }

    /// All orders are carried out: what the next scan needs is made ready.
    ///
    /// - Returns: that the intake stops, when the journal has failed behind a row that was told already.
    package func prepare() -> [Order] {
        journal.prepare()
        return noticed()
    }

    /// Nothing will come for a while: work that would delay a verdict is done now.
    ///
    /// - Returns: that the intake stops, when the journal has failed over it.
    package func idle() -> [Order] {
        if failure == nil { journal.checkpointIfIdle() }
        return noticed()
    }

    /// A checkpoint fails when nobody waits: it is said at once, and put right before the next scan.
    private func noticed() -> [Order] {
        guard failure == nil, let error = journal.failure else { return [] }
        return failed(error, nil)
    }

    /// After a failed write: copies the journal to a new file, verifies and opens it. The intake goes on when it succeeds.
    package func recover() throws(JournalError) {
        guard failure != nil else { return }
        try journal.recover()
        failure = nil
    }

    /// The last row and a snapshot; the journal is closed.
    package func stop(at now: Instant) throws(JournalError) {
        if failure == nil { try record(.stopped, at: now) }
        try journal.close(state)
    }

    // MARK: Rows

    private func record(_ happening: Happening, at now: Instant) throws(JournalError) {
        _ = try commit(happening, nil, at: now)
    }

    func notice(_ happening: Happening, _ role: ScannerRole?, at now: Instant) -> [Order] {
        do {
            let decision = try commit(happening, nil, at: now)
            return decision.effects.map(Order.init)
        } catch {
            return failed(error, role)
        }
    }

    private func repeated(_ count: Int, _ role: ScannerRole, at now: Instant) -> [Order] {
        do {
            _ = try commit(.repeatScanned(count: count), role, repeats: count, at: now)
            return []
        } catch {
            return failed(error, role)
        }
    }

    /// Looks up, decides, writes, applies; in this order, and nothing is applied that is not durable.
    func commit(
        _ happening: Happening, _ role: ScannerRole?, scan: Scan? = nil, person: PersonCode? = nil,
        details: PersonDetails? = nil, repeats: Int = 0, at now: Instant
    ) throws(JournalError) -> Decision {
        if let failure { throw failure }
        let wall = wall(at: now)
        try noteClock(wall, at: now)
        let known = try Knowledge(of: happening, at: role, in: state, from: journal.register)
        let decision = decide(state, Event(at: now, scanner: role, happening, known: known, clock: wall))
        let entry = Entry(
            at: now, wall: wall.microseconds, utcOffsetMinutes: wall.utcOffsetMinutes, clockTrusted: wall.isTrusted,
            scanner: role, happening: happening, scan: scan, person: person,
            details: person == nil ? nil : details, repeats: repeats, round: state.round)
        let row = try journal.append(entry, decision, before: state)
        var accepted = false
        if case .accepted = decision.verdict { accepted = true }
        state.apply(decision.facts, row: row, scanner: role?.device, undoable: accepted)
        if scan != nil { tally[decision.verdict.name, default: 0] += 1 }
        noteTests(happening, decision)
        recorded?(RecordedDecision(row: row, entry: entry, decision: decision))
        return decision
    }

    /// The machine's clock, or, where nothing vouches for it, the one that TIME set in this boot.
    package func wall(at now: Instant) -> ClockReading {
        var wall = clocks.wall()
        guard hasStarted, !wall.isTrusted, let setting = state.day?.clock else { return wall }
        wall.microseconds = setting.microseconds + (now.nanoseconds - setting.at.nanoseconds) / 1000
        wall.isTrusted = true
        return wall
    }

    /// A wall clock that moved against the monotonic one by more than `LoopLimit.clockJump` is a row of its own.
    private func noteClock(_ wall: ClockReading, at now: Instant) throws(JournalError) {
        let offset = wall.microseconds - now.nanoseconds / 1000
        defer { clockOffset = offset }
        guard let clockOffset, abs(offset - clockOffset) > LoopLimit.clockJump.inNanoseconds / 1000 else { return }
        self.clockOffset = offset
        try record(.clockJumped(milliseconds: (offset - clockOffset) / 1000), at: now)
    }

    func failed(_ error: JournalError, _ role: ScannerRole?) -> [Order] {
        if error != .diskFull { failure = failure ?? error }
        tally["journal-failed", default: 0] += 1
        return (role.map { [.signal(.refused, $0.device)] } ?? []) + [.stopIntake(error)]
    }
}
