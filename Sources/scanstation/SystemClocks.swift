import CClock
import Controller
import Devices
import Glibc
import Station

/// This machine's clocks.
enum SystemClocks {
    static let clocks = Clocks(now: now, wall: wall)

    static let now: @Sendable () -> Instant = {
        Instant(nanoseconds: clock_in_nanoseconds(CLOCK_MONOTONIC))
    }

    /// Wall time; trusted when the kernel's clock is disciplined by a time source (`adjtimex` does not say unsynchronised).
    private static let wall: @Sendable () -> ClockReading = {
        let microseconds = clock_in_nanoseconds(CLOCK_REALTIME) / 1000
        var discipline = timex()
        let isTrusted = adjtimex(&discipline) != TIME_ERROR && discipline.status & Int32(STA_UNSYNC) == 0
        return ClockReading(
            microseconds: microseconds, utcOffsetMinutes: minutes_east_of_utc(microseconds / 1_000_000),
            isTrusted: isTrusted)
    }
}
