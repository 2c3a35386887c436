package import Attach
import Catalog
package import Controller
package import Devices
import Drivers
import Labels
package import Station

/// What each device of the box is for, as the configuration says: its rules, and what they mean in the device rooms' words.
///
/// The rules of scanners come first, then those of keypads, card readers and printers; a device knows its rule by its place
/// in this row. Which of them a device gets is `Attachments`' to say: the most particular one.
package struct Crew: Sendable {
    let scanners: [ScannerRule]
    let helpers: [HelperRule]

    package init(_ configuration: Configuration) {
        scanners = configuration.scanners
        helpers = configuration.helpers
    }

    package var rules: [RoleRule] { scanners.map(\.roleRule) + helpers.map(\.roleRule) }

    /// Entries that rules name and the device table does not have.
    package var unknownEntries: [String] {
        let names = scanners.compactMap(\.entry) + helpers.compactMap(\.entry)
        return names.filter { DeviceTable.standard.model(named: $0) == nil }
    }

    /// The printers that are in the network, as if they had been listed.
    package var network: [DeviceIdentity] {
        helpers.compactMap { helper in
            guard case .address(let host, let port) = helper.match else { return nil }
            return DeviceIdentity(node: "tcp://\(host):\(port)", port: .network, name: "\(host):\(port)")
        }
    }

    /// The device with this site's settings in place of its model's.
    package func laid(over device: Attached) -> Attached {
        guard let rule = device.rule else { return device }
        return rule < scanners.count
            ? scanners[rule].laid(over: device) : helpers[rule - scanners.count].laid(over: device)
    }

    /// What the device does, in the sequence's words; nil for one that no rule wants.
    package func duty(of device: Attached) -> Duty? {
        guard let rule = device.rule else { return nil }
        if rule < scanners.count {
            let scanner = scanners[rule]
            return .scanner(
                ScannerRole(
                    device: device.id, lane: scanner.lane, track: scanner.track,
                    isPlaced: scanner.isPlacedByCard ? false : nil))
        }
        guard helpers.indices.contains(rule - scanners.count) else { return nil }
        let helper = helpers[rule - scanners.count]
        return switch helper.kind {
        case .keypad: .helper(.keypad, helper.lane)
        case .cardReader: .helper(.cardReader, helper.lane)
        case .printer: .printer(helper.lane)
        }
    }
}

extension Crew {
    /// A printer that is ready, as the labels see it; nil for what is none.
    func printer(_ device: Attached) -> ReadyPrinters.Printer? {
        guard case .printer(let lane)? = duty(of: device), case .printer(let settings) = device.model.language else {
            return nil
        }
        let language: PrinterLanguage =
            switch settings.language {
            case .zpl: .zpl
            case .tspl: .tspl
            case .cpcl: .cpcl
            case .escpos: .escpos
            }
        return ReadyPrinters.Printer(
            device: device.id, lane: lane, language: language, dotsPerMillimetre: settings.dotsPerMillimetre)
    }
}

/// What a device does for its lane.
package enum Duty: Hashable, Sendable {
    case scanner(ScannerRole)
    case helper(HelperKind, LaneID)
    case printer(LaneID)

    /// For people.
    package var place: String {
        if case .scanner(let role) = self, role.isPlaced == false { return "no lane yet" }
        return "lane \(lane)"
    }

    private var lane: LaneID {
        switch self {
        case .scanner(let role): role.lane
        case .helper(_, let lane), .printer(let lane): lane
        }
    }

    /// For people.
    package var name: String {
        switch self {
        case .scanner: "scanner"
        case .helper(.keypad, _): "keypad"
        case .helper(.cardReader, _): "card reader"
        case .printer: "printer"
        }
    }
}
