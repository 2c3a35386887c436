/// A USB serial device or keyboard as the testbed is to show it: what the station will read of it before it opens it.
package struct FakePort: Hashable, Sendable {
    package var vendor: UInt16
    package var product: UInt16
    /// Nil for the many devices that have none of their own.
    package var serialNumber: String?
    /// The product string.
    package var name: String
    /// What it is to the host.
    package enum Kind: Hashable, Sendable {
        case serial
        /// What is written are the kernel's events, as `KernelKeys.bytes` makes them.
        case keyboard
    }
    package var kind: Kind
    /// The node without its folder: `ttyACM0`, `input/event3`.
    package var node: String
    /// The port it hangs on: `1-1.2`, bus and ports.
    package var portPath: String

    package init(
        kind: Kind = .serial, vendor: UInt16, product: UInt16, serialNumber: String? = nil, name: String, node: String,
        portPath: String
    ) {
        self.kind = kind
        self.vendor = vendor
        self.product = product
        self.serialNumber = serialNumber
        self.name = name
        self.node = node
        self.portPath = portPath
    }
}

/// What the host does with a fake port, in the order it does it.
package enum TestbedEvent: Hashable, Sendable {
    /// Bytes as the host sent them, at most `TestbedLimit.chunkBytes` at a time.
    case bytes([UInt8])
    /// The host raised DTR: it has opened and configured the port, emptied its input, and hears what is sent from now.
    case opened
    /// The host lowered DTR, or closed the port.
    case closed
}

/// Why the fake world cannot do what was asked.
package enum TestbedError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The process does not run under libumockdev's preload library.
    case preloadMissing
    /// Another port of the testbed has this node or hangs on this port.
    case taken(String)
    /// The device is unplugged.
    case unplugged(node: String)
    /// The host has not read for `TestbedLimit.writeTimeout`, and the buffers are full.
    case stuck(node: String)
    case failed(String)

    package var description: String {
        switch self {
        case .preloadMissing:
            "not under libumockdev: start with LD_PRELOAD=libumockdev-preload.so.0 (Debian: apt install umockdev)"
        case .taken(let name): "\(name) is taken by another fake device"
        case .unplugged(let node): "\(node) is unplugged"
        case .stuck(let node): "the host does not read from \(node)"
        case .failed(let text): text
        }
    }
}

package enum TestbedLimit {
    /// The most bytes one event carries.
    package static let chunkBytes = 4096
    /// How long a fake device waits for a host that does not read.
    package static let writeTimeout: Duration = .seconds(2)
    /// The most ports at a time.
    package static let ports = 64
    /// The most USB devices that are no ports, at a time.
    package static let usbDevices = 32
    /// The numbers a bus gives: 1 to this.
    package static let usbNumbers: Int32 = 127
}
