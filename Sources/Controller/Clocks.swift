package import Devices

/// The two clocks of a box, handed in so that virtual time can stand in for both.
package struct Clocks: Sendable {
    /// The monotonic clock.
    package var now: @Sendable () -> Instant
    /// The wall clock, as good as it is.
    package var wall: @Sendable () -> WallTime

    package init(now: @escaping @Sendable () -> Instant, wall: @escaping @Sendable () -> WallTime) {
        self.now = now
        self.wall = wall
    }
}

/// A reading of the wall clock.
package struct WallTime: Hashable, Sendable {
    /// Since 1970-01-01 UTC.
    package var microseconds: Int64
    /// East of Greenwich.
    package var utcOffsetMinutes: Int
    /// Whether something vouches for it: a network time source or a hand that set it.
    package var isTrusted: Bool

    package init(microseconds: Int64, utcOffsetMinutes: Int, isTrusted: Bool) {
        self.microseconds = microseconds
        self.utcOffsetMinutes = utcOffsetMinutes
        self.isTrusted = isTrusted
    }
}
