package import Catalog
package import Devices
package import Drivers

/// All devices of a box with their drivers, as one step machine: listings, chunks and instants in; orders and scans out.
///
///     listing, unplugged, answers --> Attachments --> open / close / ready / lost
///     chunk --> that device's Driver --> scan | damaged (through its BabbleGuard) | bytes to send
///
/// It opens nothing and reads no clock, so that real links, the testbed and virtual time drive the very same steps.
package struct DeviceHub: ~Copyable {
    private struct Working {
        var attached: Attached
        var driver: any Driver
        var guardian = BabbleGuard()
    }

    private var attachments: Attachments
    private let tune: @Sendable (Attached) -> Attached
    private var working: [String: Working] = [:]
    private var nodes: [DeviceID: String] = [:]

    /// - Parameters:
    ///   - rules: which devices the box uses, and for what.
    ///   - tune: a site's own settings for a device, laid over the table's.
    package init(
        table: DeviceTable = .standard, rules: [RoleRule], tune: @escaping @Sendable (Attached) -> Attached = { $0 }
    ) {
        attachments = Attachments(table: table, rules: rules)
        self.tune = tune
    }

    /// A fresh and complete listing of the devices on the box.
    package mutating func present(_ listing: [DeviceIdentity], at now: Instant) -> [HubOutput] {
        take(attachments.present(listing, at: now), at: now)
    }

    package mutating func opened(node: String, at now: Instant) -> [HubOutput] {
        take(attachments.opened(node: node, at: now), at: now)
    }

    package mutating func openFailed(node: String, _ error: LinkError, at now: Instant) -> [HubOutput] {
        take(attachments.openFailed(node: node, error, at: now), at: now)
    }

    package mutating func unplugged(node: String, at now: Instant) -> [HubOutput] {
        take(attachments.unplugged(node: node, at: now), at: now)
    }

    /// A chunk of a device that is ready; of any other it is dropped.
    package mutating func received(_ bytes: [UInt8], node: String, at now: Instant) -> [HubOutput] {
        guard var device = working[node] else { return [] }
        defer { working[node] = device }
        if !device.guardian.admits(at: now) { return [] }
        return outputs(of: device.driver.received(bytes, at: now), device: device.attached.id, node: node)
    }

    /// A scan of this device was unreadable; true once, when the device is to be set aside.
    package mutating func notedUnreadable(_ id: DeviceID, at now: Instant) -> Bool {
        guard let node = nodes[id], working[node] != nil else { return false }
        return working[node]?.guardian.noted(unreadable: now) ?? false
    }

    /// The bytes that let a device's operator feel the verdict, and where to send them; nil for a device that is away.
    package func bytes(for feedback: Feedback, to id: DeviceID) -> (node: String, bytes: [UInt8])? {
        guard let node = nodes[id], let device = working[node] else { return nil }
        return (node, device.driver.bytes(for: feedback))
    }

    package var deadline: Instant? {
        var all = working.values.flatMap { [$0.driver.deadline, $0.guardian.deadline] }
        all.append(attachments.deadline)
        return all.compactMap(\.self).min()
    }

    package mutating func deadlinePassed(at now: Instant) -> [HubOutput] {
        var orders = take(attachments.deadlinePassed(at: now), at: now)
        for (node, var device) in working {
            device.guardian.deadlinePassed(at: now)
            if let due = device.driver.deadline, due <= now {
                let told = device.driver.deadlinePassed(at: now)
                orders += outputs(of: told, device: device.attached.id, node: node)
            }
            working[node] = device
        }
        return orders
    }

    /// The devices that are open now.
    package var ready: [Attached] { working.values.map(\.attached).sorted { $0.id.text < $1.id.text } }

    private mutating func take(_ outputs: [AttachOutput], at now: Instant) -> [HubOutput] {
        outputs.flatMap { output -> [HubOutput] in
            switch output {
            case .open(let device):
                let tuned = tune(device)
                return [.open(node: tuned.identity.node, tuned.model.line)]
            case .ready(let device): return begin(tune(device), at: now)
            case .lost(let id, let node):
                working[node] = nil
                nodes[id] = nil
                return [.close(node: node), .lost(id)]
            case .unassigned(let device): return [.unassigned(device)]
            case .unknown(let identity): return [.unknown(identity)]
            case .tooMany(let identity): return [.tooMany(identity)]
            case .trouble(let id, let error): return [.trouble(id, error)]
            }
        }
    }

    private mutating func begin(_ device: Attached, at now: Instant) -> [HubOutput] {
        var driver = device.makeDriver()
        let first = driver.started(at: now)
        let node = device.identity.node
        working[node] = Working(attached: device, driver: driver)
        nodes[device.id] = node
        return [.ready(device)] + outputs(of: first, device: device.id, node: node)
    }

    private func outputs(of told: [DriverOutput], device: DeviceID, node: String) -> [HubOutput] {
        told.map { output in
            switch output {
            case .scan(let scan): .scan(device, scan)
            case .damaged(let damage, let bytes): .damaged(device, damage, bytes: bytes)
            case .send(let bytes): .send(node: node, bytes)
            }
        }
    }
}

/// What the owner of a `DeviceHub` has to do or to know, in the order given.
package enum HubOutput: Hashable, Sendable {
    /// Open this node; answer with `opened` or `openFailed`.
    case open(node: String, LineSettings)
    /// Close the link to this node, if it is open still.
    case close(node: String)
    case send(node: String, [UInt8])
    case ready(Attached)
    case lost(DeviceID)
    case scan(DeviceID, Scan)
    case damaged(DeviceID, Damage, bytes: [UInt8])
    case unassigned(Attached)
    case unknown(DeviceIdentity)
    case tooMany(DeviceIdentity)
    case trouble(DeviceID, LinkError)
}
