package import Devices

/// How far a device on the box has come.
package enum AttachPhase: Hashable, Sendable {
    /// In no table, and of no class a station cares for.
    case unknown
    /// Known, and no rule of the site wants it.
    case unassigned
    /// One more than `AttachLimit.devices`.
    case tooMany
    /// Being opened.
    case opening
    /// It could not be opened, for this reason, or dropped out; it is tried again.
    case waiting(LinkError?)
    /// Open, and it has not shown yet that it speaks its language.
    case open
    /// At work.
    case ready
    /// At work, and not listened to until it is quiet: it sent too much that nobody can read.
    case setAside
}

/// One device on the box, for people who look after it.
package struct Sighted: Hashable, Sendable {
    package var identity: DeviceIdentity
    /// What it was recognised as; nil for what is unknown.
    package var attached: Attached?
    package var phase: AttachPhase

    package init(identity: DeviceIdentity, attached: Attached?, phase: AttachPhase) {
        self.identity = identity
        self.attached = attached
        self.phase = phase
    }
}
