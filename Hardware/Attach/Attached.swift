package import Catalog
package import Devices
package import Drivers

/// A recognised device with everything needed to work with it.
package struct Attached: Hashable, Sendable {
    package var id: DeviceID
    package var identity: DeviceIdentity
    package var model: DeviceModel
    /// The index of the first rule that matched; nil when none did and the device is left alone.
    package var rule: Int?

    package init(id: DeviceID, identity: DeviceIdentity, model: DeviceModel, rule: Int?) {
        self.id = id
        self.identity = identity
        self.model = model
        self.rule = rule
    }

    /// A driver for the device's language, in its first state.
    package func makeDriver() -> any Driver { model.settings.driver }
}

/// Which devices belong to which lane and track. The first rule that matches a device, and in whose role the table has an
/// entry for it, counts.
package struct RoleRule: Hashable, Sendable {
    package enum Match: Hashable, Sendable {
        case serialNumber(String)
        case portPath(String)
        case model(vendor: UInt16, product: UInt16)
        /// The very node: a printer in the network.
        case node(String)
        case any

        /// Where it stands in the order in which rules are asked: what names one device comes before what names many.
        var rank: Int {
            switch self {
            case .serialNumber, .node: 0
            case .portPath: 1
            case .model: 2
            case .any: 3
            }
        }

        package func holds(_ identity: DeviceIdentity) -> Bool {
            switch self {
            case .serialNumber(let number): identity.serialNumber == number
            case .portPath(let path): identity.portPath == path
            case .model(let vendor, let product): identity.vendor == vendor && identity.product == product
            case .node(let node): identity.node == node
            case .any: true
            }
        }
    }

    package var role: DeviceModel.Role
    package var match: Match
    /// The lane's number, as the configuration counts.
    package var lane: Int
    /// What the scanner is for in its lane, in the configuration's own word: `collect`, `pack` or `both`; empty for what is no scanner.
    package var track: String
    /// The name of the table's entry that the device is to be taken for; nil for what its ids and port tell.
    package var entry: String?

    package init(
        role: DeviceModel.Role = .scanner, match: Match, lane: Int, track: String = "", entry: String? = nil
    ) {
        self.role = role
        self.match = match
        self.lane = lane
        self.track = track
        self.entry = entry
    }

    /// What the device is under this rule; nil where the rule is for another device, or where the device cannot be that.
    func model(for identity: DeviceIdentity, in table: DeviceTable) -> DeviceModel? {
        guard match.holds(identity) else { return nil }
        guard let entry else { return table.model(for: identity, as: role, isNamed: match != .any) }
        return table.model(named: entry).flatMap { $0.role == role && $0.fits(identity) ? $0 : nil }
    }
}

/// What is to be done, or was found, in the order given.
package enum AttachOutput: Hashable, Sendable {
    /// Open the device; answer with `opened` or `openFailed`.
    case open(Attached)
    /// The device is open; scans may come.
    case ready(Attached)
    /// A device that was ready is gone. Its link has closed itself or must be closed now.
    case lost(DeviceID, node: String)
    /// A recognised device that no rule wants; it is left alone. Told once for each appearance.
    case unassigned(Attached)
    /// A device the table does not know. Told once for each appearance.
    case unknown(DeviceIdentity)
    /// More than `AttachLimit.devices` devices hang on the box; this one is left alone. Told once for each appearance.
    case tooMany(DeviceIdentity)
    /// A device cannot be opened for this reason; it is tried on. Told once for each reason.
    case trouble(DeviceID, LinkError)

    /// Whether a link has to be closed.
    var isLoss: Bool {
        if case .lost = self { true } else { false }
    }
}

package enum AttachLimit {
    /// The most recognised devices that one box takes care of.
    package static let devices = 16
    /// How long after a failure a device is tried again at first; the time doubles with every failure.
    package static let firstRetry: Duration = .milliseconds(50)
    /// The longest time between two tries.
    package static let longestRetry: Duration = .seconds(2)
    /// How long a device must have been ready to be trusted again: its next retry is the first one's.
    package static let settled: Duration = .seconds(2)
    /// How long the link of a device that is no longer listed has to deliver what it got, and to say that it is gone.
    package static let farewell: Duration = .milliseconds(500)
}
