package import Devices

/// The one table of devices; the udev rules are generated from it. A more exact entry wins over a wider one, and of two
/// that are equally exact the first.
package struct DeviceTable: Sendable {
    package let models: [DeviceModel]

    package init(_ models: [DeviceModel]) { self.models = models }

    /// The devices a station knows without configuration.
    package static let standard = DeviceTable(
        zebra + honeywell + datalogic + newland + scanners + keyboards + cardReaders + keypads + zebraPrinters
            + labelPrinters + receiptPrinters + fallbacks)

    /// The model of an attached device, or nil for one that is not the station's business. Entries that need a rule of
    /// the site are left out: they would take ordinary keyboards.
    package func model(for identity: DeviceIdentity) -> DeviceModel? {
        best { $0.fits(identity) && !$0.quirks.contains(.needsRule) && !$0.quirks.contains(.onlyByName) }
    }

    /// The model of an attached device for a rule that wants it in this role, or nil where it cannot be that.
    ///
    /// - Parameter isNamed: whether the rule names the very device or its model. Only then are entries considered that
    ///   need a rule, and does the rule's role decide between two entries that fit the same device: a tty may be a
    ///   scanner or an ID-card reader, a keyboard a scanner or a keypad.
    package func model(
        for identity: DeviceIdentity, as role: DeviceModel.Role, isNamed: Bool
    ) -> DeviceModel? {
        if let known = model(for: identity), known.role == role { return known }
        return isNamed ? best { $0.fits(identity) && $0.role == role && !$0.quirks.contains(.onlyByName) } : nil
    }

    /// The entry of this name, for a rule that wants another one than the device's ids lead to.
    package func model(named name: String) -> DeviceModel? { models.first { $0.name == name } }

    private func best(where fits: (DeviceModel) -> Bool) -> DeviceModel? {
        var best: Int?
        for index in models.indices where fits(models[index]) {
            // The first of several that are equal stays.
            if let other = best, models[other].rank >= models[index].rank { continue }
            best = index
        }
        return best.map { models[$0] }
    }
}

/// Lists from which ids were taken.
enum Source {
    /// The list of Linux, version 2025.07.26. It names devices, and seldom their interface mode.
    static let idList = "usb.ids"
    /// The quirks of CUPS' USB backend.
    static let cups = "CUPS backend/org.cups.usb-quirks"
}
