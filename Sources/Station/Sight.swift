package import Devices

/// What one scanner has in its sight: tells a new scan from the same code read again and again (`repeat-read`).
///
///     clear --any code--> sees(code) --same code within the window--> sees(code, one more)
///       ^                    |  ^--- another code: the run ends, a new one begins ---+
///       +--- out of sight for the window: the run ends
///
/// The window slides: a code that stays in front of a presentation scanner is one scan however long it stays. Not modelled:
/// what a code means; after a restart the last code is taken as still in sight, from when the scanner is opened
/// (`init(seeing:window:at:)`, `listens`).
package struct Sight: Hashable, Sendable {
    /// The longest time that a scanner can be set to wait for an answer is 9.9 s (Zebra's SSI guides, Host Serial Response
    /// Timeout).
    private static let resending: Duration = .seconds(10)

    private enum State: Hashable {
        case clear
        case sees([UInt8], window: Duration, last: Instant, repeats: Int)
    }

    private var state = State.clear

    package init() {}

    package init(seeing payload: [UInt8], window: Duration, at now: Instant) {
        state = .sees(payload, window: window, last: now, repeats: 0)
    }

    /// The scanner is listened to from now on: what lies before it since the start counts from here, for who opens a device
    /// takes longer than many a window.
    package mutating func listens(at now: Instant) {
        guard case .sees(let payload, let window, _, let repeats) = state else { return }
        state = .sees(payload, window: window, last: now, repeats: repeats)
    }

    package enum Reading: Hashable, Sendable {
        /// A scan to decide on; the run before it, if it had any, was repeated so often.
        case fresh(endedRepeats: Int)
        /// Nothing new.
        case again
    }

    /// A payload was read.
    ///
    /// - Parameters:
    ///   - window: how long the code must be out of sight to count again.
    ///   - isResent: it comes late, because nobody told the scanner that the reading before it had arrived: the same code is
    ///     not new for as long as scanners wait for that.
    package mutating func read(
        _ payload: [UInt8], window: Duration, isResent: Bool = false, at now: Instant
    ) -> Reading {
        if case .sees(payload, let own, let last, let repeats) = state,
            last.duration(to: now) < (isResent ? max(own, Self.resending) : own)
        {
            state = .sees(payload, window: own, last: now, repeats: repeats + 1)
            return .again
        }
        let ended = endRun()
        state = .sees(payload, window: window, last: now, repeats: 0)
        return .fresh(endedRepeats: ended)
    }

    /// When the run ends if nothing comes; nil when no repeat is owed to the record.
    package var deadline: Instant? {
        guard case .sees(_, let window, let last, let repeats) = state, repeats > 0 else { return nil }
        return last.advanced(by: window)
    }

    /// Time has passed: how many repeats are to be recorded now, 0 for none.
    package mutating func deadlinePassed(at now: Instant) -> Int {
        guard let deadline, deadline <= now else { return 0 }
        return endRun()
    }

    private mutating func endRun() -> Int {
        guard case .sees(_, _, _, let repeats) = state else { return 0 }
        state = .clear
        return repeats
    }
}
