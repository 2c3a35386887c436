package import Devices

/// An ID-card reader with a security module (SAM): polls for a card, reads it, and delivers each laying once.
///
/// ```
///   started                                            no card: after findEvery
///      │                                             ┌────────────────────────────┐
///      ▼      answered        answered or not        ▼   found          selected  │         text: .card
///   status ─────────────► id ────────────────────► find ───────► select ───────► readTextAndPhoto ──► resting
///      ▲ │                                          ▲ ▲             │                 │                  │
///      │ │ 3 replies missed, anywhere, or the       │ └─────────────┴─────────────────┘                  │
///      │ ▼ self-test failed: .readerFault, once     │   failed: at once again, then .cardTrouble         │
///   faulty: status every statusEvery                └────────────────────────────────────────────────────┘
///                                                       after findEvery; every statusEvery by way of status
/// ```
/// One command is under way at a time. A reply that is broken or does not come repeats its command; only select, which
/// a reader takes once, is followed by the read as if it had succeeded. A reply that cannot belong to the command under
/// way is dropped. Replies come in order, and between the reads of two layings there is always a find with its reply:
/// no late reply to a read can be taken for that of the next card.
///
/// How the same card is kept from being delivered twice stands above `LastCard`.
///
/// Not modelled: fingerprints (accepted in a reply and dropped), the newest-address block, the management number, the
/// line speed commands; a reader that loses its power for less than `findEvery` while a card lies on it.
package struct SAMCardReader: Driver {
    enum Phase: Hashable {
        /// Not started yet.
        case stopped
        /// Nothing is under way until then.
        case resting(until: Instant)
        case waiting(Exchange)
    }

    /// A command under way.
    struct Exchange: Hashable {
        var command: SAMCommand
        var sentAt: Instant
        /// How often the command was sent since the last reply, this time included.
        var sends = 1
        /// When bytes came last; nil for none yet.
        var lastBytes: Instant?
    }

    enum Health: Hashable {
        /// It has not answered since the start.
        case starting
        case well
        /// Out of order, and said so.
        case faulty
    }

    /// Fixed for the life of the driver.
    package let settings: CardReaderSettings
    /// Whether a sound frame answered a command since the start.
    package private(set) var isProven = false
    /// Replies that belonged to no command under way, since the driver was made.
    package private(set) var strayReplies = 0
    var phase = Phase.stopped
    var health = Health.starting
    /// Commands in a row without a usable reply.
    var missed = 0
    var statusDue = Instant.start
    /// Whether the id was asked for since the start; some readers do not tell it, and none is asked twice.
    private var hasAskedID = false
    private var splitter = SAMSplitter()
    /// The card delivered last, and whether it still lies there.
    var last: LastCard?
    /// What is being found out, and was told, about a card that cannot be read.
    var trouble = TroubledCard()

    /// Does nothing before `started`.
    package init(settings: CardReaderSettings) { self.settings = settings }

    /// How many bytes wait for the rest of their frame; never above `SAMLimit.frameBytes`.
    package var heldBytes: Int { splitter.heldBytes }

    package var deadline: Instant? {
        switch phase {
        case .stopped: return nil
        case .resting(let until): return until
        case .waiting(let exchange):
            let end = exchange.sentAt.advanced(by: settings.commandTimeout)
            if !splitter.isInBody { return min(exchange.sentAt.advanced(by: SAMLimit.headerTimeout), end) }
            return min((exchange.lastBytes ?? exchange.sentAt).advanced(by: SAMLimit.gap), end)
        }
    }

    package mutating func started(at now: Instant) -> [DriverOutput] {
        splitter.forget()
        health = .starting
        isProven = false
        hasAskedID = false
        missed = 0
        trouble = TroubledCard()
        last?.wasUnwatched(at: now)
        return send(.status, at: now)
    }

    package mutating func received(_ bytes: [UInt8], at now: Instant) -> [DriverOutput] {
        let pieces = splitter.take(bytes)
        guard case .waiting(var exchange) = phase else {
            strayReplies += pieces.count { $0 != .broken }
            return []
        }
        exchange.lastBytes = now
        phase = .waiting(exchange)
        let replies = pieces.compactMap { piece in
            if case .frame(let content) = piece { SAMReply(content: content) } else { nil }
        }
        if let reply = replies.first(where: { $0.answers(exchange.command) }) {
            strayReplies += replies.count - 1
            return take(reply, to: exchange, at: now)
        }
        strayReplies += replies.count
        return pieces.contains(.broken) ? brokenReply(to: exchange, at: now) : []
    }

    package mutating func deadlinePassed(at now: Instant) -> [DriverOutput] {
        guard let deadline, now >= deadline else { return [] }
        let wasInBody = splitter.isInBody
        splitter.forget()
        switch phase {
        case .stopped: return []
        case .resting: return send(health == .well && now < statusDue ? .find : .status, at: now)
        case .waiting(let exchange):
            let isOver = now >= exchange.sentAt.advanced(by: settings.commandTimeout)
            return wasInBody && !isOver ? brokenReply(to: exchange, at: now) : missedReply(to: exchange, at: now)
        }
    }
}

// MARK: Commands

extension SAMCardReader {
    mutating func send(_ command: SAMCommand, at now: Instant, sends: Int = 1) -> [DriverOutput] {
        phase = .waiting(Exchange(command: command, sentAt: now, sends: sends))
        return [.send(command.bytes)]
    }

    /// Nothing is done until the next find is due.
    mutating func rest(from now: Instant) { phase = .resting(until: now.advanced(by: settings.findEvery)) }

    private mutating func brokenReply(to exchange: Exchange, at now: Instant) -> [DriverOutput] {
        exchange.command == .select ? send(.readTextAndPhoto, at: now) : sendAgain(exchange, at: now)
    }

    /// The command or its reply was broken.
    private mutating func sendAgain(_ exchange: Exchange, at now: Instant) -> [DriverOutput] {
        if exchange.sends < SAMLimit.sends { return send(exchange.command, at: now, sends: exchange.sends + 1) }
        // The bytes may hold a person's data: they are not kept.
        return [.damaged(.brokenFrame, bytes: [])] + missedReply(to: exchange, at: now)
    }

    private mutating func missedReply(to exchange: Exchange, at now: Instant) -> [DriverOutput] {
        missed += 1
        if health == .faulty || missed >= SAMLimit.missedReplies {
            return becomeFaulty("the reader does not answer", at: now)
        }
        switch exchange.command {
        case .status, .id, .find:
            last?.wasUnwatched(at: now)
            return send(exchange.command == .status ? .status : .find, at: now)
        case .select, .readTextAndPhoto: return send(.readTextAndPhoto, at: now, sends: exchange.sends + 1)
        }
    }

    private mutating func becomeFaulty(_ reason: String, at now: Instant) -> [DriverOutput] {
        defer {
            health = .faulty
            missed = 0
            trouble = TroubledCard()
            last?.wasUnwatched(at: now)
            phase = .resting(until: now.advanced(by: settings.statusEvery))
        }
        return health == .faulty ? [] : [.note(reason), .cardTrouble(.readerFault)]
    }
}

// MARK: Replies

extension SAMCardReader {
    private mutating func take(_ reply: SAMReply, to exchange: Exchange, at now: Instant) -> [DriverOutput] {
        isProven = true
        switch reply.status {
        case .selfTestFailed, .notAuthorised: return becomeFaulty(reply.message, at: now)
        case .checksumError, .lengthError: return sendAgain(exchange, at: now)
        default: break
        }
        switch exchange.command {
        case .status: return readerAnswered(at: now)
        case .id:
            let note = reply.samID.map { "SAM \($0)" } ?? "no SAM id: \(reply.message)"
            return [.note(note)] + send(.find, at: now)
        case .find:
            switch reply.status {
            case .cardFound: return cardFound(at: now)
            case .noCardFound: return noCardFound(at: now)
            default: return missedReply(to: exchange, at: now)
            }
        case .select:
            if reply.status == .done { return send(.readTextAndPhoto, at: now) }
            return cardFailed(reply.status?.trouble ?? .unreadable, reply.message, at: now)
        case .readTextAndPhoto:
            if reply.status == .done { return cardRead(reply, to: exchange, at: now) }
            return cardFailed(reply.status?.trouble ?? .unreadable, reply.message, at: now)
        }
    }

    /// The reader answers a status command: it is well. One that does not know the command is well too.
    private mutating func readerAnswered(at now: Instant) -> [DriverOutput] {
        let note: [DriverOutput] = health == .faulty ? [.note("the reader answers again")] : []
        health = .well
        missed = 0
        statusDue = now.advanced(by: settings.statusEvery)
        defer { hasAskedID = true }
        return note + send(hasAskedID ? .find : .id, at: now)
    }
}
