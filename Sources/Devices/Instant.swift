/// A point on the machine's monotonic clock, in nanoseconds since an arbitrary start. It is handed in by whoever reads a
/// clock; nothing in the pure rooms reads one. Not comparable between two boots.
package struct Instant: InstantProtocol, Hashable, Codable, Sendable {
    package var nanoseconds: Int64

    /// Of two moments the first; nil stands for never.
    package static func earlier(_ one: Instant?, _ other: Instant?) -> Instant? {
        guard let one else { return other }
        return other.map { min(one, $0) } ?? one
    }

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static let start = Instant(nanoseconds: 0)
    /// After every other instant: a deadline that never comes.
    package static let distantFuture = Instant(nanoseconds: .max)

    package func advanced(by duration: Duration) -> Instant {
        Instant(nanoseconds: nanoseconds + duration.inNanoseconds)
    }

    package func duration(to other: Instant) -> Duration { .nanoseconds(other.nanoseconds - nanoseconds) }

    package static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }
}

extension Duration {
    /// The whole of the duration in nanoseconds; durations of a station stay far below the 292 years that fit.
    package var inNanoseconds: Int64 {
        Int64(attoseconds / 1_000_000_000)
    }
}
