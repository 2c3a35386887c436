package import Devices
import Glibc

/// This machine's monotonic clock, the same one the station stamps its rows with.
package enum MonotonicClock {
    package static func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// Blocks the thread.
    package static func wait(until due: Instant) {
        var rest = now().duration(to: due).inNanoseconds
        while rest > 0 {
            usleep(UInt32(clamping: rest / 1000 + 1))
            rest = now().duration(to: due).inNanoseconds
        }
    }
}
