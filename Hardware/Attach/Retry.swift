import Devices

/// What slows the tries of one device down, and keeps the same trouble from being told twice.
struct Retry: Hashable, Sendable {
    /// How long the next failure makes the device wait.
    private var delay = AttachLimit.firstRetry
    /// The reason that was told last.
    private var told: LinkError.Reason?
    /// What went wrong last; nil for a device that dropped out.
    private(set) var failure: LinkError?

    /// Whether the operator has to hear of this: once for each reason. That a device is gone `lost` has told already, so
    /// it is news only when the device stays listed until the longest delay.
    mutating func isNews(_ failure: LinkError) -> Bool {
        self.failure = failure
        let reason = failure.reason
        let isGone = reason == .disconnected || reason == .notFound
        if isGone && delay < AttachLimit.longestRetry || told == reason { return false }
        told = reason
        return true
    }

    /// The time of the next try; the one after it waits twice as long.
    mutating func schedule(after now: Instant) -> Instant {
        defer { delay = min(delay * 2, AttachLimit.longestRetry) }
        return now.advanced(by: delay)
    }
}
