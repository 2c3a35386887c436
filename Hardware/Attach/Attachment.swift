import Devices

/// One device's life on the box.
///
/// ```
///             appeared                opened
///   vacant ────────────► opening ───────────────► ready ──── vanished ────┐
///   absent ────────────►    │  ▲                    │ ▲                    ▼
///      ▲                    │  │ retry time,        │ └── appeared ──── leaving
///      │         openFailed │  │ or a new listing   │ unplugged: lost      │
///      │                    ▼  │                    │                      │
///      │                   waiting ◄────────────────┘                      │
///      │                                                                   │
///      └── vanished from the listing, while not ready ── unplugged, or too late: lost
///
///   vacant, absent ── appeared, and no rule wants it ──► unassigned
/// ```
/// A device that vanishes while its link is open is not lost yet: the link says so itself once it has delivered what it
/// had, and what arrived whole must not be dropped because the listing was quicker.
///
/// Not modelled: what the device says once it is open, and two links to one device.
struct Attachment: ~Copyable {
    private enum State: ~Copyable {
        /// Never used.
        case vacant
        /// Known, and not on the box now; what is remembered keeps its id.
        case absent(Attached)
        /// On the box and left alone.
        case unassigned(Attached)
        /// The open order is out.
        case opening(Attached, Retry)
        /// It could not be opened, or dropped out; tried again at `until` or when a listing comes.
        case waiting(Attached, Retry, until: Instant)
        /// Open since then.
        case ready(Attached, Retry, since: Instant)
        /// Open, no longer on the box, and waited for until then.
        case leaving(Attached, Retry, since: Instant, until: Instant)
    }

    private let state: State

    init() { state = .vacant }

    private init(_ state: consuming State) { self.state = state }

    /// The device has a place in a fresh listing.
    mutating func appeared(_ device: Attached) -> [AttachOutput] {
        switch consume self.state {
        case .vacant:
            self = Attachment.begun(device)
            return device.firstOrders
        case .absent(_):
            self = Attachment.begun(device)
            return device.firstOrders
        case .unassigned(let old):
            if old.identity.node != device.identity.node {
                self = Attachment.begun(device)
                return device.firstOrders
            }
            self = Attachment(.unassigned(old))
            return []
        case .opening(let old, let retry):
            if old.identity.node != device.identity.node {
                self = Attachment.begun(device)
                return device.firstOrders
            }
            self = Attachment(.opening(old, retry))
            return []
        case .waiting(let old, let retry, until: _):
            if old.identity.node != device.identity.node {
                self = Attachment.begun(device)
                return device.firstOrders
            }
            self = Attachment(.opening(old, retry))
            return [.open(old)]
        case .ready(let old, let retry, let since):
            if old.identity.node != device.identity.node {
                self = Attachment.begun(device)
                return [.lost(old.id, node: old.identity.node)] + device.firstOrders
            }
            self = Attachment(.ready(old, retry, since: since))
            return []
        case .leaving(let old, let retry, let since, until: _):
            if old.identity.node != device.identity.node {
                self = Attachment.begun(device)
                return [.lost(old.id, node: old.identity.node)] + device.firstOrders
            }
            // A new device perhaps: then the link says that the old one is gone.
            self = Attachment(.ready(old, retry, since: since))
            return []
        }
    }

    /// The device has no place in a fresh listing.
    ///
    /// - Parameter isReplaced: another device has its node, which can be open but once.
    mutating func vanished(at now: Instant, isReplaced: Bool) -> [AttachOutput] {
        switch consume self.state {
        case .vacant: self = Attachment(.vacant)
        case .absent(let device): self = Attachment(.absent(device))
        case .unassigned(let device): self = Attachment(.absent(device))
        case .opening(let device, _): self = Attachment(.absent(device))
        case .waiting(let device, _, until: _): self = Attachment(.absent(device))
        case .ready(let device, let retry, let since):
            self = Attachment(.leaving(device, retry, since: since, until: now.advanced(by: AttachLimit.farewell)))
        case .leaving(let device, let retry, let since, let until):
            self = Attachment(.leaving(device, retry, since: since, until: until))
        }
        return isReplaced ? farewell() : []
    }

    /// The device that is leaving is gone.
    private mutating func farewell() -> [AttachOutput] {
        switch consume self.state {
        case .leaving(let device, _, since: _, until: _):
            self = Attachment(.absent(device))
            return [.lost(device.id, node: device.identity.node)]
        case let unchanged: self = Attachment(unchanged)
        }
        return []
    }

    /// The link answered the open order.
    mutating func opened(at now: Instant) -> [AttachOutput] {
        switch consume self.state {
        case .opening(let device, let retry):
            self = Attachment(.ready(device, retry, since: now))
            return [.ready(device)]
        case let unchanged: self = Attachment(unchanged)
        }
        return []
    }

    /// The link could not be opened.
    mutating func openFailed(_ error: LinkError, at now: Instant) -> [AttachOutput] {
        switch consume self.state {
        case .opening(let device, var retry):
            let isNews = retry.isNews(error)
            let until = retry.schedule(after: now)
            self = Attachment(.waiting(device, retry, until: until))
            return isNews ? [.trouble(device.id, error)] : []
        case let unchanged: self = Attachment(unchanged)
        }
        return []
    }

    /// The open link reported that its device is gone.
    mutating func unplugged(at now: Instant) -> [AttachOutput] {
        switch consume self.state {
        case .ready(let device, let old, let since):
            var retry = since.duration(to: now) >= AttachLimit.settled ? Retry() : old
            let until = retry.schedule(after: now)
            self = Attachment(.waiting(device, retry, until: until))
            return [.lost(device.id, node: device.identity.node)]
        case let unchanged: self = Attachment(unchanged)
        }
        return farewell()
    }

    /// Time has passed: a device whose retry is due is tried.
    mutating func deadlinePassed(at now: Instant) -> [AttachOutput] {
        switch consume self.state {
        case .waiting(let device, let retry, let until):
            if now < until {
                self = Attachment(.waiting(device, retry, until: until))
                return []
            }
            self = Attachment(.opening(device, retry))
            return [.open(device)]
        case .leaving(let device, let retry, let since, let until):
            self = Attachment(.leaving(device, retry, since: since, until: until))
            return now < until ? [] : farewell()
        case let unchanged: self = Attachment(unchanged)
        }
        return []
    }

    /// A device that has just come: to be opened, or left alone.
    private static func begun(_ device: Attached) -> Attachment {
        device.rule == nil ? Attachment(.unassigned(device)) : Attachment(.opening(device, Retry()))
    }
}

extension Attached {
    /// What `Attachment.begun` orders.
    fileprivate var firstOrders: [AttachOutput] { rule == nil ? [.unassigned(self)] : [.open(self)] }
}

// MARK: What can be asked

extension Attachment {
    /// The device that was last here, on the box now or not.
    var known: Attached? {
        switch self.state {
        case .vacant: nil
        case .absent(let device): device
        case .unassigned(let device): device
        case .opening(let device, _): device
        case .waiting(let device, _, until: _): device
        case .ready(let device, _, since: _): device
        case .leaving(let device, _, since: _, until: _): device
        }
    }

    /// The device that is on the box now, or whose link is open still.
    var listed: Attached? {
        switch self.state {
        case .vacant: nil
        case .absent(_): nil
        case .unassigned(let device): device
        case .opening(let device, _): device
        case .waiting(let device, _, until: _): device
        case .ready(let device, _, since: _): device
        case .leaving(let device, _, since: _, until: _): device
        }
    }

    /// The id of `known`, asked for much oftener than the rest.
    var knownID: DeviceID? {
        switch self.state {
        case .vacant: nil
        case .absent(let device): device.id
        default: listedID
        }
    }

    /// The id of `listed`.
    var listedID: DeviceID? {
        switch self.state {
        case .vacant: nil
        case .absent(_): nil
        case .unassigned(let device): device.id
        case .opening(let device, _): device.id
        case .waiting(let device, _, until: _): device.id
        case .ready(let device, _, since: _): device.id
        case .leaving(let device, _, since: _, until: _): device.id
        }
    }

    /// The node of `listed`.
    var listedNode: String? {
        switch self.state {
        case .vacant: nil
        case .absent(_): nil
        case .unassigned(let device): device.identity.node
        case .opening(let device, _): device.identity.node
        case .waiting(let device, _, until: _): device.identity.node
        case .ready(let device, _, since: _): device.identity.node
        case .leaving(let device, _, since: _, until: _): device.identity.node
        }
    }

    /// When the device is to be tried again, or is waited for no longer.
    var deadline: Instant? {
        switch self.state {
        case .waiting(_, _, let until): until
        case .leaving(_, _, since: _, let until): until
        default: nil
        }
    }

    /// How far the device that is on the box now has come.
    var phase: AttachPhase? {
        switch self.state {
        case .vacant: nil
        case .absent(_): nil
        case .unassigned(_): .unassigned
        case .opening(_, _): .opening
        case .waiting(_, let retry, until: _): .waiting(retry.failure)
        case .ready(_, _, since: _): .open
        case .leaving(_, _, since: _, until: _): nil
        }
    }

    var isReady: Bool {
        switch self.state {
        case .ready(_, _, since: _): true
        default: false
        }
    }
}
