package import Devices

/// Keeps one device that sends nothing but noise from burying the others (refusal `device-set-aside`).
///
/// ```
///             more than 20 unreadable scans in 10 s
///   listening ─────────────────────────────────────► set aside ◄─┐ anything comes
///       ▲                                                │  └────┘
///       └────────────────────────────────────────────────┘
///                        10 s of silence
/// ```
/// A readable scan does not take unreadable ones back. Not modelled: why the device babbles.
package struct BabbleGuard: Hashable, Sendable {
    private enum State: Hashable {
        /// The instants of the latest unreadable scans, oldest first; at most `BabbleLimit.unreadableScans`.
        case listening([Instant])
        /// Nothing of the device is looked at; it was last heard then.
        case setAside(lastHeard: Instant)
    }

    private var state = State.listening([])

    package init() {}

    package var isSetAside: Bool {
        if case .setAside = state { return true }
        return false
    }

    /// When a set-aside device comes back if it keeps silent; nil for one that is listened to.
    package var deadline: Instant? {
        guard case .setAside(let lastHeard) = state else { return nil }
        return lastHeard.advanced(by: BabbleLimit.silence)
    }

    /// Something came from the device: whether it is to be looked at. While set aside it is not, and prolongs the silence
    /// that is waited for.
    package mutating func admits(at now: Instant) -> Bool {
        deadlinePassed(at: now)
        guard case .setAside = state else { return true }
        state = .setAside(lastHeard: now)
        return false
    }

    /// The device's scan was unreadable or damaged. True once: when the device is set aside now.
    package mutating func noted(unreadable now: Instant) -> Bool {
        guard admits(at: now), case .listening(var recent) = state else { return false }
        recent.removeAll { $0.duration(to: now) >= BabbleLimit.window }
        if recent.count >= BabbleLimit.unreadableScans {
            state = .setAside(lastHeard: now)
            return true
        }
        recent.append(now)
        state = .listening(recent)
        return false
    }

    /// Time has passed. True when the device is listened to again.
    @discardableResult
    package mutating func deadlinePassed(at now: Instant) -> Bool {
        guard let deadline, now >= deadline else { return false }
        state = .listening([])
        return true
    }
}

package enum BabbleLimit {
    /// As many unreadable scans are borne within the window; one more sets the device aside.
    package static let unreadableScans = 20
    package static let window: Duration = .seconds(10)
    /// How long a set-aside device has to be silent.
    package static let silence: Duration = .seconds(10)
}
