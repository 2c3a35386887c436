extension DeviceTable {
    /// The udev rules of the table's devices: ModemManager keeps its hands off, the group may open the port, and a link
    /// below `/dev/scanstation` names the socket it hangs on. The file `Hardware/udev/60-scanstation.rules` is this text.
    package func udevRules() -> String {
        var lines = [
            "# Generated from Hardware/Catalog; change the table, not this file.",
            "# Install as /etc/udev/rules.d/60-scanstation.rules; the station's user belongs to the group \(Udev.group).",
        ]
        for model in models {
            guard let vendor = model.vendor else { continue }
            let product = model.product.pattern
            lines.append("")
            lines.append("# \(model.name)")
            let port =
                #"SUBSYSTEM=="tty", ATTRS{idVendor}=="\#(fourDigits(vendor))", ATTRS{idProduct}=="\#(product)", "#
            lines.append(
                #"SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ATTR{idVendor}=="\#(fourDigits(vendor))", "#
                    + #"ATTR{idProduct}=="\#(product)", ENV{ID_MM_DEVICE_IGNORE}="1""#)
            lines.append(port + #"GROUP="\#(Udev.group)", MODE="0660", ENV{ID_MM_DEVICE_IGNORE}="1""#)
            // A line of its own: without a path to the port the line ends at IMPORT, and the access must not end with it.
            lines.append(
                port + #"IMPORT{builtin}="path_id", "#
                    + #"SYMLINK+="scanstation/\#(model.role.rawValue)-$env{ID_PATH_TAG}""#)
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

private enum Udev {
    /// The group Debian gives serial ports to.
    static let group = "dialout"
}

extension DeviceModel.Product {
    /// The product id as udev matches it, with `?` for a digit that may be any.
    fileprivate var pattern: String {
        switch self {
        case .exactly(let id): fourDigits(id)
        case .lowByte(let mode): "??" + String(fourDigits(UInt16(mode)).suffix(2))
        case .any: "????"
        }
    }
}

/// Four lower case hexadecimal digits, as the kernel writes ids.
private func fourDigits(_ value: UInt16) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
}
