package import Devices

/// Zebra and Symbol scanners that speak SSI: packets with a checksum, each answered; or raw lines where they are not
/// switched to packets.
///
/// ```
///               ┌───────────┐ ACK of PARAM_SEND, or a DECODE_DATA   ┌─────────┐
///   started ──► │ switching │ ────────────────────────────────────► │ packets │
///               └───────────┘ ◄──────────────────────────────────── └─────────┘
///                   │  ▲        EVENT power-up, or a reading came raw    ▲
///      NAK, or no   │  │ a raw reading, when it may be tried again       │
///      answer in    │  │                                                 │
///      three sends  ▼  │                                                 │
///               ┌───────────┐      DECODE_DATA                           │
///               │    raw    │ ───────────────────────────────────────────┘
///               └───────────┘ also the start where packets are not used
/// ```
/// Raw readings are the default of every device when it gets its power, and it loses the switch with it. So a reading
/// may come raw at any time, and packets too; both are understood in every mode. What differs is what stray bytes are:
/// - `switching` and `raw`: a line (`LineDriver`), delivered at once. A line that a packet interrupts before its suffix
///   is damage.
/// - `packets`: most likely noise. They are held until a pause or a packet shows where they end, and are readings only
///   when they are whole lines of text and no DECODE_DATA follows them directly; that device is in raw mode again.
///
/// A packet is answered before its reading is delivered, so that a verdict cannot come between. Every DECODE_DATA and
/// EVENT is answered with ACK, also one that was sent again because the last ACK was lost; that one is not delivered
/// again. A broken one is answered with NAK RESEND, and is damage when it does not come again (`SSILimit.repair`).
/// Replies are answered only when they are sent again: the documents do not say whether a decoder waits for it. ACK and
/// NAK are never answered.
///
/// Not modelled: multipacket options 2 and 3 (no ACK for each packet), hardware handshake, and what packets without a
/// number cannot tell: two parts of a long reading that are the same bytes when the second is lost without a trace (it
/// is taken for the first), and a host so late that a packet and its repetition are both answered (the decoder takes
/// the second ACK for that of its next packet).
package struct SSIDriver: Driver {
    /// What the device is thought to send its readings in.
    enum Mode: Hashable {
        /// Raw; the command to send packets is waiting or out.
        case switching
        case packets
        /// Raw. A reading from this instant on makes it be asked for packets again; nil: it never is.
        case raw(retryAt: Instant?)
    }

    /// Bytes between packets that may be raw readings, at most `LineLimit.frameBytes`; the last came at `last`.
    struct Run: Hashable {
        var bytes: [UInt8]
        var last: Instant
    }

    /// A packet that was answered with ACK last.
    struct Accepted: Hashable {
        var frame: SSIFrame
        /// When it, or its last repetition, came.
        var at: Instant
    }

    /// Bytes that are damage unless their packet comes again before `until`.
    struct Unrepaired: Hashable {
        var bytes: [UInt8]
        var until: Instant
    }

    package let settings: SSISettings
    var mode: Mode
    var splitter = SSISplitter()
    /// When the last byte came.
    var lastByte = Instant.start
    /// The line of raw readings; holds bytes only in `switching` and `raw`.
    var line: LineDriver
    /// Stray bytes in `packets`.
    var run: Run?
    var parts = SSIParts.none
    var accepted: Accepted?
    /// Whether no packet has come, also none that was broken and new.
    var hasHeardNothing = true
    /// Whether the packet in hand was sent before, to whoever listened before this driver, or is the same code, read again
    /// while the decoder waited for an answer that was lost.
    var mayBeKnown = false
    /// When a packet came again last.
    var lastRepetition: Instant?
    var unrepaired: Unrepaired?
    /// Broken packets since the last right one.
    var brokenInRow = 0
    var orders: SSIOrders
    /// Whether a raw reading came.
    var hasReadRaw = false
    package internal(set) var isProven = false

    package init(settings: SSISettings = SSISettings()) {
        self.settings = settings
        mode = settings.usesPackets ? .switching : .raw(retryAt: nil)
        line = LineDriver(format: settings.raw)
        orders = SSIOrders(settings: settings)
    }

    package var tellsVerdicts: Bool { true }

    /// Whether readings are thought to come in packets now.
    package var isPacketed: Bool { mode == .packets }

    /// How many bytes of the device are kept; never above `SSIDriver.mostHeldBytes`.
    package var heldBytes: Int {
        splitter.held.count + line.heldBytes + (run?.bytes.count ?? 0) + parts.heldBytes
            + (unrepaired?.bytes.count ?? 0)
    }

    /// A packet, a line or a run, a reading of several parts, and something broken.
    package static let mostHeldBytes = SSILimit.frameBytes + 3 * LineLimit.frameBytes

    package mutating func started(at now: Instant) -> [DriverOutput] {
        var fresh = SSIDriver(settings: settings)
        // A decoder that kept its power may send again what was answered before, and goes on with a long reading.
        fresh.accepted = accepted
        fresh.hasHeardNothing = hasHeardNothing
        fresh.parts = parts.abandoned(at: now, skipsAll: true)
        fresh.lastByte = now
        self = fresh
        var outputs: [DriverOutput] = []
        if settings.usesPackets { orders.order(.packets, at: now) }
        orders.order(.revision, at: now)
        orders.proceed(at: now, into: &outputs)
        return outputs
    }

    package mutating func received(_ bytes: [UInt8], at now: Instant) -> [DriverOutput] {
        var outputs: [DriverOutput] = []
        settleBytes(at: now, into: &outputs)
        if !bytes.isEmpty {
            orders.heardDevice(at: now)
            for piece in splitter.take(bytes) { take(piece, at: now, into: &outputs) }
            lastByte = now
            releaseLineEnd(at: now, into: &outputs)
        }
        settleOrders(at: now, into: &outputs)
        return outputs
    }

    package mutating func deadlinePassed(at now: Instant) -> [DriverOutput] {
        var outputs: [DriverOutput] = []
        settleBytes(at: now, into: &outputs)
        settleOrders(at: now, into: &outputs)
        return outputs
    }

    package var deadline: Instant? {
        [bytesDeadline, parts.deadline, unrepaired?.until, orders.deadline].compactMap { $0 }.min()
    }

    package mutating func tell(_ feedback: Feedback, at now: Instant) -> [DriverOutput] {
        var outputs: [DriverOutput] = []
        orders.order(.verdict(feedback), at: now)
        if settings.ledMask != nil { orders.order(.light(feedback), at: now) }
        orders.proceed(at: now, into: &outputs)
        return outputs
    }
}

// MARK: Commands

extension SSIDriver {
    /// Answers come in with the bytes before this, so that one that came in time is not overtaken by its time-out.
    private mutating func settleOrders(at now: Instant, into outputs: inout [DriverOutput]) {
        if let fate = orders.deadlinePassed(at: now, into: &outputs) { settle(fate, at: now) }
        orders.proceed(at: now, into: &outputs)
    }

    /// What the end of a command means for the mode.
    mutating func settle(_ fate: SSIOrders.Fate, at now: Instant) {
        switch fate {
        case .done(.packets): mode = .packets
        case .refused(.packets): if mode == .switching { fallBack(retryAt: nil) }
        case .unanswered(.packets):
            if !orders.deviceAnswers { orders.cancelRevision() }
            if mode == .switching {
                let pause = orders.deviceAnswers ? .zero : SSILimit.packetsRetry
                fallBack(retryAt: now.advanced(by: pause))
            }
        case .done, .refused, .unanswered: break
        }
    }

    private mutating func fallBack(retryAt: Instant?) {
        mode = .raw(retryAt: retryAt)
        if hasReadRaw { isProven = true }
    }

    /// The device has lost the switch to packets, or may have.
    mutating func losePackets(at now: Instant) {
        guard settings.usesPackets else {
            mode = .raw(retryAt: nil)
            return
        }
        mode = .switching
        orders.order(.packets, at: now)
    }
}
