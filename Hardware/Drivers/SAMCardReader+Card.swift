import Devices

/// The card that was delivered last: what keeps it from being delivered again while it lies there.
///
/// ```
///              find: no card;                long enough
///              a reply was missed            without a card
///   ┌───────┐ ──────────────► ┌────────┐ ─────────────────► ┌────────┐
///   │ lying │                 │ absent │                    │ lifted │
///   └───────┘ ◄────────────── └────────┘ ◄───────────────── └────────┘
///     ▲   ▲   read: the same,           a find was not answered │
///     │   │   not delivered                                     │
///     │   └─────────────────────────────────────────────────────┘
///     │                  read: the same, delivered
///     └── any other card that is read is delivered, and is the last card from then on
/// ```
/// Some readers find a card for as long as it lies there; others find it no more once it was selected. For the first,
/// `lying` keeps the card from being selected at all. For the second, finds without a card say nothing; but those
/// readers find a card only after it was away. In between lie cards at the edge of the field, which come and go. So one
/// rule serves all: the same card (kind and number) is delivered again only after an unbroken row of
/// `SAMLimit.emptyFinds` or more finds without a card that lasted `CardReaderSettings.liftedFor`. Another card is
/// delivered at once.
///
/// A read that was repeated or took longer than `SAMLimit.longRead` leaves the card `absent`, so that what lies there
/// then is read once more. While the reader does not answer, nobody knows what lies there: then the same card counts as
/// never lifted. Its holder has to lift it once more, which is better than a person who is read without having come.
///
/// Not modelled: two cards on the plate; a card changed for another between two finds, unless `verifyEvery` is set.
struct LastCard: Hashable {
    enum Presence: Hashable {
        /// Found whenever it was looked for.
        case lying
        /// Not found in so many finds in a row, the first of them at `since`.
        case absent(since: Instant, finds: Int)
        /// Away for long enough: the next card is a new one, even if it is the same.
        case lifted
    }

    var kind: CardRead.Kind
    var number: String
    var presence = Presence.lying
    /// When it was read last.
    var readAt: Instant

    func isSame(as card: CardRead) -> Bool { kind == card.kind && number == card.number }

    /// A find without a card.
    mutating func wasMissed(at now: Instant, liftedFor: Duration) {
        switch presence {
        case .lying, .absent(_, finds: 0): presence = .absent(since: now, finds: 1)
        case .absent(let since, let finds):
            presence = .absent(since: since, finds: finds + 1)
            latch(at: now, liftedFor: liftedFor)
        case .lifted: break
        }
    }

    /// Some card was found and is going to be read: the row of empty finds is over, one way or the other.
    mutating func wasFound(at now: Instant, liftedFor: Duration) {
        latch(at: now, liftedFor: liftedFor)
        if presence != .lifted { wasUnwatched(at: now) }
    }

    /// Nobody saw what lay there: the row of empty finds begins anew.
    mutating func wasUnwatched(at now: Instant) { presence = .absent(since: now, finds: 0) }

    private mutating func latch(at now: Instant, liftedFor: Duration) {
        guard case .absent(let since, let finds) = presence, finds >= SAMLimit.emptyFinds else { return }
        if since.duration(to: now) >= liftedFor { presence = .lifted }
    }
}

/// What is known of a card that cannot be read. The first failure is kept to oneself, for cards often fail while they
/// are still being laid down; what the second attempt shows is told, each trouble once until the card is lifted.
///
/// Not modelled: whether it is the same card; two finds without one in a row are taken for its end.
struct TroubledCard: Hashable {
    /// Why the first attempt failed, for the log; nil before it.
    var firstFailure: String?
    /// Told last to the card's holder.
    var told: CardTrouble?
    /// Finds without a card, in a row.
    var emptyFinds = 0
}

// MARK: Finding

extension SAMCardReader {
    mutating func cardFound(at now: Instant) -> [DriverOutput] {
        trouble.emptyFinds = 0
        if let last, last.presence == .lying, !mustVerify(last, at: now) {
            missed = 0
            rest(from: now)
            return []
        }
        last?.wasFound(at: now, liftedFor: settings.liftedFor)
        return send(.select, at: now)
    }

    private func mustVerify(_ card: LastCard, at now: Instant) -> Bool {
        settings.verifyEvery.map { now >= card.readAt.advanced(by: $0) } ?? false
    }

    mutating func noCardFound(at now: Instant) -> [DriverOutput] {
        missed = 0
        last?.wasMissed(at: now, liftedFor: settings.liftedFor)
        var outputs: [DriverOutput] = []
        if let failure = trouble.firstFailure, trouble.told == nil { outputs = tell(.lifted, failure) }
        trouble.firstFailure = nil
        trouble.emptyFinds = min(trouble.emptyFinds + 1, SAMLimit.emptyFinds)
        if trouble.emptyFinds == SAMLimit.emptyFinds { trouble.told = nil }
        rest(from: now)
        return outputs
    }
}

// MARK: Reading

extension SAMCardReader {
    mutating func cardRead(_ reply: SAMReply, to exchange: Exchange, at now: Instant) -> [DriverOutput] {
        guard let (text, photo) = reply.textAndPhoto else {
            return cardFailed(.malformed, "the lengths in a card's data do not fit them", at: now)
        }
        do {
            let card = try SAMText.card(from: text, photo: settings.keepsPhoto && !photo.isEmpty ? Array(photo) : nil)
            let tookLong = exchange.sends > 1 || exchange.sentAt.duration(to: now) > SAMLimit.longRead
            return deliver(card, tookLong: tookLong, at: now)
        } catch {
            return cardFailed(.malformed, error.description, at: now)
        }
    }

    private mutating func deliver(_ card: CardRead, tookLong: Bool, at now: Instant) -> [DriverOutput] {
        missed = 0
        trouble = TroubledCard()
        let wasHere = last.map { $0.isSame(as: card) && $0.presence != .lifted } ?? false
        last = LastCard(kind: card.kind, number: card.number, readAt: now)
        // The plate may hold another card by now: it is read once more to see.
        if tookLong { last?.wasUnwatched(at: now) }
        rest(from: now)
        return wasHere ? [] : [.card(card)]
    }

    /// A card was found and could not be read. A text that is malformed is read again without a find: a reader that
    /// finds no card that it has selected would else lose it.
    mutating func cardFailed(_ reason: CardTrouble, _ message: String, at now: Instant) -> [DriverOutput] {
        missed = 0
        if trouble.firstFailure == nil {
            trouble.firstFailure = message
            return send(reason == .malformed ? .readTextAndPhoto : .find, at: now)
        }
        rest(from: now)
        return tell(reason, message)
    }

    private mutating func tell(_ reason: CardTrouble, _ message: String) -> [DriverOutput] {
        if trouble.told == reason { return [] }
        trouble.told = reason
        return [.note(message), .cardTrouble(reason)]
    }
}
