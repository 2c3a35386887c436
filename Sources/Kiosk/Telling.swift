import Synchronization

/// What screens are told: the newest state, and the last verdicts by number. The loop posts and never waits; each
/// connection takes what it has not had, at its own pace.
///
///     loop ──post──> [ newest screen, last `Telling.kept` verdicts ] ──take(after:)──> connections, as slow as they are
package final class Telling: Sendable {
    /// Verdicts that are kept for browsers that come back.
    package static let kept = 256

    /// What one connection is sent.
    struct Portion: Sendable {
        /// Nil where only the verdicts are new, or before the loop has posted.
        var screen: Screen
        var verdicts: [Told]
        /// Verdicts that were forgotten before this connection could take them.
        var missed: Int
        /// Of the last verdict that was told to anybody.
        var last: Int
        var version: Int
        var now: Int64
    }

    private struct Held {
        var screen: Screen?
        var version = 0
        var verdicts: [Told] = []
        var last = 0
        var now: Int64 = 0
        var figures: FigureReport?
        var buildings: [FigureReport.Building]?
        var answeredAt: ContinuousClock.Instant?
        var failure: Text?
        var isClosed = false
        var nextWaiter = 0
        var waiters: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    /// Of this start of the station.
    package let boot: String
    private let held = Mutex(Held())

    /// - Parameter boot: Eight characters that no other start has.
    package init(boot: String) { self.boot = boot }

    // MARK: The loop's side

    /// The number of the next verdict.
    package var nextNumber: Int { held.withLock { $0.last + 1 } }

    /// Whether anybody looks, so that it is worth while to put the state in words.
    package var isWatched: Bool { held.withLock { !$0.waiters.isEmpty } }

    /// Keeps what was said and how things stand now, and wakes the connections.
    package func post(_ screen: Screen?, _ verdicts: [Told], figures: FigureReport? = nil, now: Int64) {
        let woken = held.withLock { held -> [AsyncStream<Void>.Continuation] in
            held.now = now
            held.answeredAt = .now
            if let figures { held.figures = figures }
            var isNew = !verdicts.isEmpty
            held.verdicts += verdicts
            if held.verdicts.count > Telling.kept { held.verdicts.removeFirst(held.verdicts.count - Telling.kept) }
            held.last = verdicts.last?.n ?? held.last
            if let screen, screen != held.screen {
                held.screen = screen
                held.failure = screen.trouble
                isNew = true
            }
            guard isNew else { return [] }
            held.version += 1
            return Array(held.waiters.values)
        }
        for waiter in woken { waiter.yield() }
    }

    /// How far the roster's buildings are; from any thread.
    package func post(_ buildings: [FigureReport.Building]) { held.withLock { $0.buildings = buildings } }

    /// The loop is there, and has nothing new. Connections are woken, to say so.
    package func pulse(now: Int64) {
        let woken = held.withLock { held in
            held.now = now
            held.answeredAt = .now
            return Array(held.waiters.values)
        }
        for waiter in woken { waiter.yield() }
    }

    /// Ends all connections; nobody is told anything from here on.
    package func close() {
        let waiters = held.withLock { held in
            held.isClosed = true
            defer { held.waiters = [:] }
            return Array(held.waiters.values)
        }
        for waiter in waiters { waiter.finish() }
    }

    // MARK: A connection's side

    /// A stream that is woken when there is something to take, and ends with the station; nil when so many look already.
    func watch(limit: Int) -> (id: Int, news: AsyncStream<Void>)? {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = held.withLock { held -> Int? in
            guard !held.isClosed, held.waiters.count < limit else { return nil }
            held.nextWaiter += 1
            held.waiters[held.nextWaiter] = continuation
            return held.nextWaiter
        }
        return id.map { ($0, stream) }
    }

    func leave(_ id: Int) {
        let waiter = held.withLock { $0.waiters.removeValue(forKey: id) }
        waiter?.finish()
    }

    /// What somebody who has had `version`, and the verdicts up to `number`, has not had; nil for nothing.
    ///
    /// - Parameter number: nil for who was told none and is told none.
    func take(after number: Int?, version: Int?) -> Portion? {
        held.withLock { held in
            guard let screen = held.screen, version != held.version else { return nil }
            let from = number ?? held.last
            let verdicts = held.verdicts.filter { $0.n > from }
            let missed = max(0, held.last - from - verdicts.count)
            return Portion(
                screen: screen, verdicts: verdicts, missed: missed, last: held.last, version: held.version,
                now: held.now)
        }
    }

    var figures: FigureReport? {
        held.withLock { held in
            var figures = held.figures
            figures?.buildings = held.buildings
            return figures
        }
    }

    /// The station's time when its loop last answered, and how long ago that was; nil before it has answered.
    var pulse: (now: Int64, age: Duration)? {
        held.withLock { held in held.answeredAt.map { (held.now, ContinuousClock.now - $0) } }
    }

    var failure: Text? { held.withLock { $0.failure } }
    var watchers: Int { held.withLock { $0.waiters.count } }
    var lastNumber: Int { held.withLock { $0.last } }
    var screen: Screen? { held.withLock { $0.screen } }
}
