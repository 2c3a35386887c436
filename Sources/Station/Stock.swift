import Codes
package import Devices

/// The empty tubes of a station, since somebody has counted them and typed how many there were (STOCK). What is said of them is
/// by the pace since then, and in time to fetch more.
package struct Stock: Hashable, Codable, Sendable {
    /// Below nothing where more were opened than had been counted.
    package var left: Int
    /// Opened since `since`.
    package var used = 0
    package var since: Instant
    /// It was said that they run out.
    package var warned = false

    package init(left: Int, since: Instant) {
        self.left = left
        self.since = since
    }

    /// How many may be typed.
    package static let countable = 1...9_999
    /// Said when they last no longer than that.
    package static let warning: Duration = .seconds(1_800)
    /// A pace is told of so much time and so many tubes, not sooner.
    static let paceTime: Duration = .seconds(600)
    static let paceTubes = 3

    /// When the last will be opened; nil as long as there is no pace to tell it by.
    package func end(at now: Instant) -> Instant? {
        guard left > 0 else { return now }
        let elapsed = since.duration(to: now)
        guard used >= Self.paceTubes, elapsed >= Self.paceTime else { return nil }
        return now.advanced(by: elapsed / used * left)
    }

    /// Whether it is to be said now that they run out.
    package func runsOut(at now: Instant) -> Bool {
        guard !warned, let end = end(at: now) else { return false }
        return now.duration(to: end) <= Self.warning
    }

    mutating func opened(_ count: Int) {
        left -= count
        used += count
    }
}

extension StationState {
    package var stock: Stock? { day?.stock }

    /// A tube was taken from the stock, or with -1 was put back.
    mutating func takeFromStock(_ count: Int) {
        guard day?.stock != nil, !isTraining else { return }
        changeDay { $0.stock?.opened(count) }
    }

    func stockAged(at now: Instant) -> Decision {
        guard let stock, stock.runsOut(at: now) else { return Decision(.noted) }
        let minutes = stock.end(at: now).map { Int(now.duration(to: $0).components.seconds / 60) } ?? 0
        return Decision(.told(.tubesRunOut(left: max(0, stock.left), minutes: minutes)), facts: [.stockWarned])
    }
}

extension Desk {
    func stockTyped(_ count: Int?) -> Decision {
        guard case .stock? = standing else { return refuse(.notNow(.key(.enter))) }
        guard let count, Stock.countable.contains(count) else { return refuse(.stockUnfit) }
        return accept(.stockCounted(count), [.stockCounted(Stock(left: count, since: event.at), was: state.stock)])
    }
}
