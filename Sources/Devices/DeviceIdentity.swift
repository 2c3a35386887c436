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
    /// The name it can be opened by now: `/dev/ttyACM0`, `/dev/input/event3`, `/dev/bus/usb/001/004#1` for interface 1 of
    /// a USB device, `tcp://192.168.1.9:9100`. It may change with every replug.
    package var node: String
    /// What kind of thing the node is.
    package var port: PortKind
    /// The path of the physical port (`1-1.2`), which stays with the socket, not with the device.
    package var portPath: String?
    /// The product string, for people.
    package var name: String?

    package init(
        vendor: UInt16? = nil, product: UInt16? = nil, serialNumber: String? = nil, node: String,
        port: PortKind = .serial, portPath: String? = nil, name: String? = nil
    ) {
        self.vendor = vendor
        self.product = product
        self.serialNumber = serialNumber
        self.node = node
        self.port = port
        self.portPath = portPath
        self.name = name
    }

    /// The stable identity: serial number if there is one, else the port's path, else the node. Interfaces of a USB device
    /// that is not a serial port have their number behind it, if it is not 0.
    package var id: DeviceID {
        var text = port.word
        if let vendor, let product { text = "\(vendor.fourHexDigits):\(product.fourHexDigits)" }
        let rest = port.interface.map { $0 == 0 ? "" : "#\($0)" } ?? ""
        if let serialNumber { return DeviceID("\(text)/\(serialNumber)\(rest)") }
        return DeviceID("\(text)@\(portPath ?? node)\(portPath == nil ? "" : rest)")
    }
}

/// What a device looks like from the operating system's side.
package enum PortKind: Hashable, Sendable {
    /// A tty.
    case serial
    /// An interface of a USB device, with its class code triple.
    case usb(interface: UInt8, class: UInt8, subclass: UInt8, protocol: UInt8)
    /// A keyboard of the operating system.
    case input
    /// A TCP port, from the configuration.
    case network

    /// The interface's number; nil for what is none.
    package var interface: UInt8? {
        if case .usb(let interface, _, _, _) = self { return interface }
        return nil
    }

    fileprivate var word: String {
        switch self {
        case .serial: "serial"
        case .usb: "usb"
        case .input: "input"
        case .network: "tcp"
        }
    }
}

extension UInt16 {
    /// Four lower case hexadecimal digits, as the kernel and lsusb write ids.
    package var fourHexDigits: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
