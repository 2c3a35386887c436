package import Controller
package import Devices
import Station

/// The two clocks of a box in virtual time; at the start the wall clock shows one second after a fixed date.
package final class VirtualClock: @unchecked Sendable {
    // Read and set on the one thread of the bench.
    package var now = Instant.start
    /// How far the wall clock has been put forward, in microseconds.
    package var shift: Int64 = 0
    /// Whether something vouches for the wall clock.
    package var isTrusted = true

    package init() {}

    package var clocks: Clocks {
        Clocks(
            now: { self.now },
            wall: {
                let microseconds = Self.beginning + self.now.nanoseconds / 1000 + self.shift
                return ClockReading(microseconds: microseconds, utcOffsetMinutes: 480, isTrusted: self.isTrusted)
            })
    }

    /// 2022-03-05, 08:14:07 in China, in microseconds since 1970.
    private static let beginning: Int64 = 1_646_439_247_000_000
}
