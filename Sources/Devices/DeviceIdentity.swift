/// Who a device is for as long as the station knows it: the same string after unplugging, replugging and a restart.
///
/// It is made from vendor, product and serial number where the device has one of its own, else from vendor, product and
/// the path of the port it hangs on (`DeviceIdentity.id`).
package struct DeviceID: Hashable, Codable, Sendable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
}

/// What the operating system tells of an attached device before it is opened.
package struct DeviceIdentity: Hashable, Sendable {
    /// USB vendor and product id; nil for a device that is not on USB (an on-board serial port).
    package var vendor: UInt16?
    package var product: UInt16?
    /// The serial number the device reports; empty strings are given as nil.
    package var serialNumber: String?
    /// The name it can be opened by now, `/dev/ttyACM0`. It may change with every replug.
    package var node: String
    /// The path of the physical port (`1-1.2`), which stays with the socket, not with the device.
    package var portPath: String?
    /// The product string, for people.
    package var name: String?

    package init(
        vendor: UInt16? = nil, product: UInt16? = nil, serialNumber: String? = nil, node: String,
        portPath: String? = nil, name: String? = nil
    ) {
        self.vendor = vendor
        self.product = product
        self.serialNumber = serialNumber
        self.node = node
        self.portPath = portPath
        self.name = name
    }

    /// The stable identity: serial number if there is one, else the port's path, else the node.
    package var id: DeviceID {
        var text = "serial"
        if let vendor, let product { text = "\(hex(vendor)):\(hex(product))" }
        if let serialNumber { return DeviceID("\(text)/\(serialNumber)") }
        return DeviceID("\(text)@\(portPath ?? node)")
    }

    private func hex(_ value: UInt16) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
