import Devices

extension DeviceTable {
    /// The udev rules of the table's devices; the file `Hardware/udev/60-scanstation.rules` is this text. No line comes
    /// twice, and each stands alone.
    package func udevRules() -> String {
        var lines = DeviceTable.udevHeader
        var written: Set<String> = []
        for model in models {
            let fresh = model.udevRules.filter { written.insert($0).inserted }
            if !fresh.isEmpty { lines += ["", "# \(model.name)"] + fresh }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let udevHeader = """
        # Generated from Hardware/Catalog; change the table, not this file.
        # Install as /etc/udev/rules.d/60-scanstation.rules; the station's user belongs to the group \(UdevRule.group).
        #
        # One group for all: \(UdevRule.group) is on every Debian, has the serial ports anyway, and gets by these lines
        # the devices of the table and no other. The groups input and lp would let the station read every keyboard and
        # write to every printer of the box, and plugdev is given to people for whatever they plug in.
        #
        # ttys: ModemManager keeps its hands off, and a link below /dev/scanstation names the socket of the device.
        # Keyboards: the event nodes of scanners and keypads that type. The station grabs them while it runs.
        # USB devices: HID POS and IBM scanners, card readers and printers are opened through usbfs. usbhid and usblp
        # stay bound until the station sets them aside.
        # What only its class tells has no line here: `scanstation devices` prints the line for a site's own file.
        """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}

extension DeviceModel {
    /// The lines for every device the entry is for; none for entries that go by the port alone.
    var udevRules: [String] {
        guard let vendor else { return [] }
        let product = product.pattern
        let device = UdevRule.usbDevice(vendor, product)
        switch wire {
        case .serial:
            let port = UdevRule.tty(vendor, product)
            return [
                "\(device), \(UdevRule.withoutModem)",
                "\(port), \(UdevRule.access), \(UdevRule.withoutModem)",
                // Apart: without a path to the port a line ends at IMPORT, and the access must not end with it.
                #"\#(port), IMPORT{builtin}="path_id", SYMLINK+="scanstation/\#(role.rawValue)-$env{ID_PATH_TAG}""#,
            ]
        case .keys: return ["\(UdevRule.eventNode(vendor, product)), \(UdevRule.access)"]
        case .reports, .bulk, .bulkKept, .splitBulk: return ["\(device), \(UdevRule.access)"]
        case .network: return []
        }
    }

    /// The line that lets the station open a device that only the site knows; nil where the group has it anyway.
    func accessRule(for identity: DeviceIdentity) -> String? {
        guard let vendor = identity.vendor, let product = identity.product else { return nil }
        return switch wire {
        case .keys: "\(UdevRule.eventNode(vendor, product.fourHexDigits)), \(UdevRule.access)"
        case .reports, .bulk, .bulkKept, .splitBulk:
            "\(UdevRule.usbDevice(vendor, product.fourHexDigits)), \(UdevRule.access)"
        case .serial, .network: nil
        }
    }
}

extension DeviceModel.Product {
    /// The product id as udev matches it, with `?` for a digit that may be any.
    fileprivate var pattern: String {
        switch self {
        case .exactly(let id): id.fourHexDigits
        case .lowByte(let mode): "??" + twoDigits(mode)
        case .any: "????"
        }
    }
}
