package import Catalog
package import Devices

/// All devices of a box: what hot plug sees goes in, what to open and who is ready comes out.
///
/// It opens nothing and reads no clock. Whoever owns it carries out `.open` orders, answers each with `opened` or
/// `openFailed` before it hands in the next listing (answers go by node), hands on `unplugged` of the links, and calls `deadlinePassed` at `deadline`. A device that cannot be
/// opened is tried for ever, ever more slowly (`AttachLimit`).
///
/// Two devices without serial numbers are told apart by their ports, and two that report the same serial number by
/// appending the port to the id of the second. Such a device that moves to another port is another device.
package struct Attachments: ~Copyable, Sendable {
    private let table: DeviceTable
    /// With their places in the row they were given in, the most particular first, else in the order of the row: a printer
    /// that is told by its serial number is no scanner where scanners are told by nothing.
    private let rules: [(place: Int, rule: RoleRule)]
    private var slots: InlineArray<16, Attachment>
    /// Nodes that were told as `unknown` or `tooMany` and are still there.
    private var told: Set<String> = []
    /// The same devices as the last listing had them.
    private var leftAlone: [Sighted] = []
    /// When a device is to be tried again, or one whose link says nothing is given up; nil when none waits. Asked for much
    /// oftener than it changes.
    package private(set) var deadline: Instant?

    package init(table: DeviceTable = .standard, rules: [RoleRule]) {
        self.table = table
        self.rules = rules.enumerated().map { (place: $0.offset, rule: $0.element) }
            .sorted { ($0.rule.match.rank, $0.place) < ($1.rule.match.rank, $1.place) }
        self.slots = InlineArray { _ in Attachment() }
        precondition(slots.count == AttachLimit.devices, "one slot for each device of AttachLimit.devices")
    }

    /// A fresh and complete listing of what hangs on the box. Devices that wait for a retry are tried at once, because a
    /// listing comes when something has changed.
    package mutating func present(_ listing: [DeviceIdentity], at now: Instant) -> [AttachOutput] {
        defer { deadline = nextDeadline }
        let devices = recognised(in: listing)
        var outputs: [AttachOutput] = []
        for index in slots.indices {
            let id = slots[index].listedID
            if devices.contains(where: { $0.id == id }) { continue }
            let node = slots[index].listedNode
            let isReplaced = devices.contains { $0.identity.node == node }
            outputs += slots[index].vanished(at: now, isReplaced: isReplaced)
        }
        told.formIntersection(listing.map(\.node))
        leftAlone = []
        for identity in listing where !devices.contains(where: { $0.identity == identity }) {
            leftAlone.append(Sighted(identity: identity, attached: nil, phase: .unknown))
            if told.insert(identity.node).inserted { outputs.append(.unknown(identity)) }
        }
        for device in devices {
            if let index = slot(for: device.id) {
                outputs += slots[index].appeared(device)
            } else {
                leftAlone.append(Sighted(identity: device.identity, attached: device, phase: .tooMany))
                if told.insert(device.identity.node).inserted { outputs.append(.tooMany(device.identity)) }
            }
        }
        // Two devices may have swapped nodes: what is lost must be closed before its node is opened for the other.
        return outputs.filter(\.isLoss) + outputs.filter { !$0.isLoss }
    }

    /// The link of an `.open` order is open.
    package mutating func opened(node: String, at now: Instant) -> [AttachOutput] {
        guard let index = slot(at: node) else { return [] }
        defer { deadline = nextDeadline }
        return slots[index].opened(at: now)
    }

    /// The link of an `.open` order could not be opened.
    package mutating func openFailed(node: String, _ error: LinkError, at now: Instant) -> [AttachOutput] {
        guard let index = slot(at: node) else { return [] }
        defer { deadline = nextDeadline }
        return slots[index].openFailed(error, at: now)
    }

    /// A link reported that its device is gone.
    package mutating func unplugged(node: String, at now: Instant) -> [AttachOutput] {
        guard let index = slot(at: node) else { return [] }
        defer { deadline = nextDeadline }
        return slots[index].unplugged(at: now)
    }

    private var nextDeadline: Instant? {
        var earliest: Instant?
        for index in slots.indices {
            earliest = Instant.earlier(earliest, slots[index].deadline)
        }
        return earliest
    }

    /// Time has passed: devices whose retry is due are tried, and those that left without a word are lost.
    package mutating func deadlinePassed(at now: Instant) -> [AttachOutput] {
        guard let due = deadline, due <= now else { return [] }
        defer { deadline = nextDeadline }
        var outputs: [AttachOutput] = []
        for index in slots.indices { outputs += slots[index].deadlinePassed(at: now) }
        return outputs
    }

    /// Everything the last listing had, and how far it has come, in the order of the nodes.
    package var inventory: [Sighted] {
        var sighted = leftAlone
        for index in slots.indices {
            guard let device = slots[index].listed, let phase = slots[index].phase else { continue }
            sighted.append(Sighted(identity: device.identity, attached: device, phase: phase))
        }
        return sighted.sorted { $0.identity.node < $1.identity.node }
    }

    /// The device that has this node now, open or not.
    package func device(at node: String) -> Attached? { slot(at: node).flatMap { slots[$0].listed } }

    /// The devices that are open now, by their slots.
    package var ready: [Attached] {
        var devices: [Attached] = []
        for index in slots.indices where slots[index].isReady {
            if let device = slots[index].listed { devices.append(device) }
        }
        return devices
    }
}

// MARK: Who is who

extension Attachments {
    /// The listed devices the table knows, each with the id it keeps and its rule.
    private func recognised(in listing: [DeviceIdentity]) -> [Attached] {
        listing.compactMap { identity in
            for (place, rule) in rules {
                guard let model = rule.model(for: identity, in: table) else { continue }
                return Attached(id: id(of: identity, in: listing), identity: identity, model: model, rule: place)
            }
            guard let model = table.model(for: identity) else { return nil }
            return Attached(id: id(of: identity, in: listing), identity: identity, model: model, rule: nil)
        }
    }

    /// The plain id, or the one with the port for a device that shares its serial number with another one.
    private func id(of identity: DeviceIdentity, in listing: [DeviceIdentity]) -> DeviceID {
        let plain = identity.id
        guard identity.serialNumber != nil else { return plain }
        let own = Attachments.idWithPort(of: identity)
        if isKnown(own) { return own }
        let rivals = listing.filter { $0.id == plain && !isKnown(Attachments.idWithPort(of: $0)) }
        if rivals.count < 2 { return plain }
        let port = known(plain)?.identity.port
        let holder = rivals.first { $0.port == port } ?? rivals.min { $0.port < $1.port }
        return holder == identity ? plain : own
    }

    private static func idWithPort(of identity: DeviceIdentity) -> DeviceID {
        DeviceID("\(identity.id.text)@\(identity.port)")
    }

    private func isKnown(_ id: DeviceID) -> Bool {
        for index in slots.indices where slots[index].knownID == id { return true }
        return false
    }

    private func known(_ id: DeviceID) -> Attached? {
        for index in slots.indices {
            if slots[index].knownID == id { return slots[index].known }
        }
        return nil
    }

    /// The slot of a known device, else an unused one, else one whose device is away.
    private func slot(for id: DeviceID) -> Int? {
        var unused: Int?
        var away: Int?
        for index in slots.indices {
            guard let known = slots[index].knownID else {
                unused = unused ?? index
                continue
            }
            if known == id { return index }
            if slots[index].listedID == nil { away = away ?? index }
        }
        return unused ?? away
    }

    private func slot(at node: String) -> Int? {
        for index in slots.indices where slots[index].listedNode == node { return index }
        return nil
    }
}

extension DeviceIdentity {
    /// What tells two sockets apart.
    fileprivate var port: String { portPath ?? node }
}
