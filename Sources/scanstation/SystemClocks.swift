import CClock
import Controller
import Devices
import Dispatch
import Glibc
import Station

/// This machine's clocks.
enum SystemClocks {
    static let clocks = Clocks(now: now, wall: wall)

    static let now: @Sendable () -> Instant = {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// Wall time; trusted when the kernel's clock is disciplined by a time source (`adjtimex` does not say unsynchronised).
    private static let wall: @Sendable () -> ClockReading = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        var local = tm()
        var seconds = time.tv_sec
        localtime_r(&seconds, &local)
        var discipline = timex()
        let isTrusted = adjtimex(&discipline) != TIME_ERROR && discipline.status & Int32(STA_UNSYNC) == 0
        return ClockReading(
            microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000,
            utcOffsetMinutes: local.tm_gmtoff / 60, isTrusted: isTrusted)
    }
}
