/// A USB device as its bus is to show it.
package struct FakeUSBDevice: Hashable, Sendable {
    /// As sysfs writes it, in Mbit/s.
    package enum Speed: String, Hashable, Sendable {
        case low = "1.5"
        case full = "12"
        case high = "480"
    }

    package var vendor: UInt16
    package var product: UInt16
    /// Nil for the many devices that have none of their own.
    package var serialNumber: String?
    /// The product string.
    package var name: String
    /// The port it hangs on: `1-1.2`, bus and ports. Hubs on the way are made.
    package var portPath: String
    package var speed = Speed.full
    /// Every setting of every interface, in the order of their descriptors.
    package var interfaces: [FakeUSBInterface]
    /// False: the system has not set its configuration.
    package var isConfigured = true
    /// False: the system denies the node to everybody.
    package var mayBeOpened = true

    package init(
        vendor: UInt16, product: UInt16, serialNumber: String? = nil, name: String, portPath: String,
        interfaces: [FakeUSBInterface]
    ) {
        self.vendor = vendor
        self.product = product
        self.serialNumber = serialNumber
        self.name = name
        self.portPath = portPath
        self.interfaces = interfaces
    }
}

/// One setting of an interface.
package struct FakeUSBInterface: Hashable, Sendable {
    package var number: UInt8
    package var setting: UInt8
    package var classCode: UInt8
    package var subclassCode: UInt8
    package var protocolCode: UInt8
    package var endpoints: [FakeUSBEndpoint]
    /// The kernel's driver that holds it when it is plugged in: `usbhid`, `usblp`. Nil for none.
    package var driver: String?
    /// Of an HID interface; empty for others.
    package var reportDescriptor: [UInt8] = []
    /// Descriptors of its class, between its own and its endpoints'.
    package var functional: [UInt8] = []

    package init(
        number: UInt8 = 0, setting: UInt8 = 0, classCode: UInt8, subclassCode: UInt8 = 0, protocolCode: UInt8 = 0,
        endpoints: [FakeUSBEndpoint], driver: String? = nil
    ) {
        self.number = number
        self.setting = setting
        self.classCode = classCode
        self.subclassCode = subclassCode
        self.protocolCode = protocolCode
        self.endpoints = endpoints
        self.driver = driver
    }
}

package struct FakeUSBEndpoint: Hashable, Sendable {
    /// As in `bmAttributes`.
    package enum Kind: UInt8, Hashable, Sendable {
        case bulk = 2
        case interrupt = 3
    }

    /// Bit 7 set: to the host.
    package var address: UInt8
    package var kind: Kind
    /// The most bytes in a packet.
    package var packetBytes: UInt16

    package init(_ address: UInt8, _ kind: Kind, packetBytes: UInt16 = 64) {
        self.address = address
        self.kind = kind
        self.packetBytes = packetBytes
    }
}

/// The first eight bytes of a control transfer.
package struct ControlSetup: Hashable, Sendable {
    package var type: UInt8
    package var request: UInt8
    package var value: UInt16
    package var index: UInt16
    package var length: UInt16

    package var asksForData: Bool { type & 0x80 != 0 }
}

/// What a fake device does with a control transfer.
package enum ControlReply: Hashable, Sendable {
    /// Done; with data where it was asked for some, of which the host gets no more than it asked for.
    case done([UInt8] = [])
    case stalled
    /// The device never answers.
    case silent
}

/// What the host does with an interface of a fake device.
package enum USBHostEvent: Hashable, Sendable {
    /// The kernel's driver was sent away, or called back.
    case driverDetached(interface: UInt8)
    case driverAttached(interface: UInt8)
    /// A program took the interface, or gave it back (or ended).
    case claimed(interface: UInt8)
    case released(interface: UInt8)
    case settingChosen(interface: UInt8, setting: UInt8)
    /// The device's configuration was set; 0 when the host has gone.
    case configured(UInt8)
}

/// A fake device's side of its wires, called on the device's own thread, in order, until it is unplugged.
package struct FakeUSBFirmware: Sendable {
    /// Requests that are not the bus's own (descriptors, status, configuration), with what the host sent along.
    package var control: @Sendable (ControlSetup, [UInt8]) -> ControlReply = { _, _ in .stalled }
    /// Bytes that an endpoint took: a whole transfer, or as much as it was told to accept.
    package var received: @Sendable (_ endpoint: UInt8, [UInt8]) -> Void = { _, _ in }
    package var host: @Sendable (USBHostEvent) -> Void = { _ in }

    package init() {}
}
