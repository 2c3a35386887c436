import Devices

/// The commands of the host: one is out at a time, and is sent again until it is answered or given up.
///
/// ```
///              proceed                    time          ACK or reply: done
///   ┌──────┐ ───────────► ┌────────┐ ──────────► ┌──────┐ ───────────────► idle
///   │ idle │  (WAKEUP)    │ waking │   command   │ sent │ NAK: refused ──► idle
///   └──────┘              └────────┘             └──────┘ time, third: ──► idle, unanswered
///       │       command, device awake              ▲  │
///       └──────────────────────────────────────────┘  │ time, or NAK RESEND: WAKEUP if it sleeps, then
///                                                  ▲  ▼ the command with its retransmit bit
///                                                  └──┘
/// ```
/// Each kind of command has one place to wait in, so that four wait at most; a new verdict takes the place of one that
/// was not sent yet, and the place of one that would have to be sent again.
///
/// A device that has answered nothing so far is told its verdicts without waiting for an answer, so that one whose
/// handshaking is off beeps once, and at once.
///
/// Not modelled: hardware handshake, and answers that come after their time-out (the next command takes them for its
/// own).
struct SSIOrders: Hashable, Sendable {
    enum Order: Hashable {
        case verdict(Feedback)
        case light(Feedback)
        /// Switches the device to packets, until it loses its power.
        case packets
        case revision
    }

    /// What became of a command.
    enum Fate: Hashable {
        case done(Order)
        case refused(Order)
        case unanswered(Order)
    }

    /// A command and how often it was sent again.
    private struct Sending: Hashable {
        var order: Order
        var resends = 0
    }

    private enum State: Hashable {
        case idle
        /// The WAKEUP byte is out; then comes the command that has to be sent again, or the next that waits.
        case waking(Sending?, until: Instant)
        case sent(Sending, until: Instant)
    }

    private struct Verdict: Hashable {
        var feedback: Feedback
        var since: Instant
    }

    private let settings: SSISettings
    private var state = State.idle
    private var verdict: Verdict?
    private var light: Feedback?
    private var wantsPackets = false
    private var wantsRevision = false
    /// Whether the device has answered any command.
    private(set) var deviceAnswers = false
    private var lastByte: Instant?

    init(settings: SSISettings) { self.settings = settings }

    var deadline: Instant? {
        switch state {
        case .idle: nil
        case .waking(_, let until), .sent(_, let until): until
        }
    }

    mutating func order(_ order: Order, at now: Instant) {
        switch order {
        case .verdict(let feedback): verdict = Verdict(feedback: feedback, since: now)
        case .light(let feedback): light = feedback
        case .packets: wantsPackets = wantsPackets || !isOut(.packets)
        case .revision: wantsRevision = true
        }
    }

    mutating func cancelRevision() { wantsRevision = false }

    /// Bytes of the device came: it is awake.
    mutating func heardDevice(at now: Instant) { lastByte = now }

    /// Sends what waits, as far as it is its turn.
    mutating func proceed(at now: Instant, into outputs: inout [DriverOutput]) {
        switch state {
        case .idle: begin(nil, at: now, into: &outputs)
        case .waking: break
        case .sent(let sending, _):
            // Not answering so far: a verdict does not wait for the end of that.
            if sending.resends > 0, !deviceAnswers, let order = takeVerdict(at: now, into: &outputs) {
                if settings.needsWakeup, sleeps(at: now) { outputs.append(.send([SSIOpcode.wakeup])) }
                send(Sending(order: order), at: now, into: &outputs)
            }
        }
    }

    mutating func deadlinePassed(at now: Instant, into outputs: inout [DriverOutput]) -> Fate? {
        switch state {
        case .idle: return nil
        case .waking(let sending, let until):
            if now < until { return nil }
            state = .idle
            sendNext(sending, at: now, into: &outputs)
            return nil
        case .sent(let sending, let until):
            return now < until ? nil : sendAgain(sending, at: now, into: &outputs)
        }
    }
}

// MARK: Answers

extension SSIOrders {
    mutating func acknowledged() -> Fate? {
        deviceAnswers = true
        guard case .sent(let sending, _) = state else { return nil }
        state = .idle
        return .done(sending.order)
    }

    mutating func replied(_ opcode: UInt8) -> Fate? {
        deviceAnswers = true
        guard isOut(.revision), opcode == SSIOpcode.replyRevision else { return nil }
        state = .idle
        return .done(.revision)
    }

    mutating func refused(_ cause: UInt8?, at now: Instant, into outputs: inout [DriverOutput]) -> Fate? {
        deviceAnswers = true
        guard case .sent(let sending, _) = state else { return nil }
        if cause == SSICause.resend { return sendAgain(sending, at: now, into: &outputs) }
        state = .idle
        let reason = cause.map { String($0) } ?? "none"
        outputs.append(.note("SSI: the scanner refuses \(sending.order.name), cause \(reason)"))
        return .refused(sending.order)
    }

    private func isOut(_ order: Order) -> Bool {
        switch state {
        case .sent(let sending, _), .waking(let sending?, _): sending.order == order
        case .idle, .waking(nil, _): false
        }
    }
}

// MARK: Sending

extension SSIOrders {
    /// Wakes the device if it sleeps, else sends.
    private mutating func begin(_ sending: Sending?, at now: Instant, into outputs: inout [DriverOutput]) {
        guard sending != nil || verdict != nil || light != nil || wantsPackets || wantsRevision else { return }
        guard settings.needsWakeup, sleeps(at: now) else {
            sendNext(sending, at: now, into: &outputs)
            return
        }
        outputs.append(.send([SSIOpcode.wakeup]))
        lastByte = now
        state = .waking(sending, until: now.advanced(by: settings.wakeupPause))
    }

    private func sleeps(at now: Instant) -> Bool {
        guard let lastByte else { return true }
        return lastByte.duration(to: now) >= settings.staysAwake
    }

    private mutating func sendNext(_ sending: Sending?, at now: Instant, into outputs: inout [DriverOutput]) {
        if let sending {
            send(sending, at: now, into: &outputs)
            return
        }
        while case .idle = state, let order = takeNext(at: now, into: &outputs) {
            send(Sending(order: order), at: now, into: &outputs)
        }
    }

    private mutating func send(_ sending: Sending, at now: Instant, into outputs: inout [DriverOutput]) {
        var frame = sending.order.frame(settings)
        if sending.resends > 0 { frame.status |= SSIStatus.retransmit }
        outputs.append(.send(frame.bytes))
        lastByte = now
        if sending.order.isForOperator, !deviceAnswers { return }
        state = .sent(sending, until: now.advanced(by: SSILimit.responseTimeout))
    }

    /// The command was not understood or not answered.
    private mutating func sendAgain(
        _ sending: Sending, at now: Instant, into outputs: inout [DriverOutput]
    ) -> Fate? {
        state = .idle
        if isOvertaken(sending.order) { return nil }
        if sending.resends < SSILimit.resends {
            let again = Sending(order: sending.order, resends: sending.resends + 1)
            begin(again, at: now, into: &outputs)
            return nil
        }
        outputs.append(.note("SSI: no answer to \(sending.order.name), sent \(SSILimit.resends + 1) times"))
        return .unanswered(sending.order)
    }

    private func isOvertaken(_ order: Order) -> Bool {
        switch order {
        case .verdict: verdict != nil
        case .light: light != nil
        case .packets, .revision: false
        }
    }

    /// The most urgent command that waits.
    private mutating func takeNext(at now: Instant, into outputs: inout [DriverOutput]) -> Order? {
        if let order = takeVerdict(at: now, into: &outputs) { return order }
        if let feedback = light {
            light = nil
            return .light(feedback)
        }
        if wantsPackets {
            wantsPackets = false
            return .packets
        }
        guard wantsRevision else { return nil }
        wantsRevision = false
        return .revision
    }

    /// The verdict that waits, unless it is stale.
    private mutating func takeVerdict(at now: Instant, into outputs: inout [DriverOutput]) -> Order? {
        guard let waiting = verdict else { return nil }
        verdict = nil
        if waiting.since.duration(to: now) <= SSILimit.verdictAge { return .verdict(waiting.feedback) }
        outputs.append(.note("SSI: a verdict was too old to be told"))
        return nil
    }
}

extension SSIOrders.Order {
    fileprivate var isForOperator: Bool {
        switch self {
        case .verdict, .light: true
        case .packets, .revision: false
        }
    }

    /// For notes.
    fileprivate var name: String {
        switch self {
        case .verdict: "BEEP"
        case .light: "LED_ON or LED_OFF"
        case .packets: "PARAM_SEND"
        case .revision: "REQUEST_REVISION"
        }
    }

    fileprivate func frame(_ settings: SSISettings) -> SSIFrame {
        switch self {
        case .verdict(let feedback): SSIFrame(SSIOpcode.beep, data: [settings.beeps[feedback]])
        case .light(let feedback):
            SSIFrame(feedback.isGood ? SSIOpcode.ledOn : SSIOpcode.ledOff, data: [settings.ledMask ?? 0])
        // FF: without a beep. EE, Decode Data Packet Format: 1 is packets.
        case .packets: SSIFrame(SSIOpcode.parameters, data: [0xFF, 0xEE, 0x01])
        case .revision: SSIFrame(SSIOpcode.requestRevision)
        }
    }
}

extension Feedback {
    fileprivate var isGood: Bool {
        switch self {
        case .accepted, .sealed: true
        case .refused, .attention: false
        }
    }
}
