package import Devices

extension DeviceModel {
    /// Whether the entry is for this device: its ids, the kind of its port, and what else the entry asks for.
    package func fits(_ identity: DeviceIdentity) -> Bool {
        hasIDs(of: identity) && fits(identity.port) && identity.node.hasPrefix(nodePrefix) && isNamed(in: identity.name)
    }

    /// Whether the entry's wire can be laid to such a port: the tty of a device is not its HID interface.
    package func fits(_ port: PortKind) -> Bool {
        switch (wire, port) {
        case (.serial, .serial), (.keys, .input), (.network, .network): true
        case (.reports, .usb(_, USBClass.hid, let subclass, let `protocol`)):
            typesReports ? subclass == 1 && `protocol` == 1 : subclass == 0
        case (.bulk, .usb(_, let code, _, _)), (.bulkKept, .usb(_, let code, _, _)),
            (.splitBulk, .usb(_, let code, _, _)):
            bulkClasses.contains(code)
        default: false
        }
    }

    /// Whether a driver of the kernel holds the interface and has to be set aside before it can be claimed: `usbhid`
    /// for reports, `usblp` for printers.
    package var setsAsideKernelDriver: Bool {
        switch wire {
        case .reports: true
        case .bulk, .bulkKept: role == .printer
        case .serial, .splitBulk, .keys, .network: false
        }
    }

    /// The exacter an entry is, the higher.
    var rank: Int {
        if vendor == nil { return words.isEmpty ? 0 : 1 }
        return switch product {
        case .any: 2
        case .lowByte: 3
        case .exactly: 4
        }
    }

    private var bulkClasses: [UInt8] {
        if role != .printer { return USBClass.ofReaders }
        // The vendor class alone is no sign of a printer: RS-232 adaptors have it.
        return vendor == nil ? [USBClass.printer] : USBClass.ofPrinters
    }

    private func hasIDs(of identity: DeviceIdentity) -> Bool {
        guard let vendor else { return true }
        guard vendor == identity.vendor, let product = identity.product else { return false }
        return self.product.holds(product)
    }

    private func isNamed(in name: String?) -> Bool {
        if words.isEmpty { return true }
        guard let name = name?.lowercased() else { return false }
        return words.contains { name.contains($0) }
    }

    /// Whether it is read as the reports of a boot keyboard.
    private var typesReports: Bool {
        switch language {
        case .keyboard, .keypad: true
        case .line, .ssi, .hidPOS, .ibm, .cardReader, .printer: false
        }
    }
}

/// Class codes of USB interfaces (usb.org, "Defined Class Codes").
enum USBClass {
    static let perInterface: UInt8 = 0x00
    static let hid: UInt8 = 0x03
    static let printer: UInt8 = 0x07
    static let storage: UInt8 = 0x08
    static let vendor: UInt8 = 0xFF
    /// Some receipt printers have the vendor class on their only interface.
    static let ofPrinters = [printer, vendor]
    /// The class of card readers with a bulk interface is told nowhere; only what the kernel leaves alone is taken.
    static let ofReaders = [vendor, perInterface]
}
