extension FakeUSBDevice {
    /// The value of the only configuration.
    package static let configurationValue: UInt8 = 1

    /// What sysfs holds in `descriptors`: the device's, then the configuration's (USB 2.0, 9.6).
    package var descriptors: [UInt8] { deviceDescriptor + configurationDescriptor }

    var deviceDescriptor: [UInt8] {
        [18, 1, 0x00, 0x02, classCode, 0, 0, 64] + little(vendor) + little(product)
            + [0x00, 0x01, 0, 2, serialNumber == nil ? 0 : 3, 1]
    }

    var configurationDescriptor: [UInt8] {
        let body = interfaces.flatMap(\.descriptor)
        let count = UInt8(truncatingIfNeeded: Set(interfaces.map(\.number)).count)
        return [9, 2] + little(UInt16(truncatingIfNeeded: body.count + 9))
            + [count, Self.configurationValue, 0, 0x80, 50] + body
    }

    /// A string descriptor by its index; nil where there is none.
    func stringDescriptor(_ index: UInt8) -> [UInt8]? {
        switch index {
        case 0: return [4, 3, 0x09, 0x04]
        case 2: return string(name)
        case 3: return serialNumber.map(string)
        default: return nil
        }
    }

    /// A hub as the kernel shows it: nothing a program opens.
    package static func hub(portPath: String) -> FakeUSBDevice {
        var hub = FakeUSBDevice(
            vendor: 0x1d6b, product: 0x0002, name: "Hub", portPath: portPath,
            interfaces: [FakeUSBInterface(classCode: 9, endpoints: [FakeUSBEndpoint(0x81, .interrupt, packetBytes: 4)])]
        )
        hub.speed = .high
        return hub
    }

    /// A hub and a modem tell their class for the whole device, others with each interface.
    package var classCode: UInt8 {
        let first = interfaces.first?.classCode ?? 0
        return first == 9 || first == 2 ? first : 0
    }

    private func string(_ text: String) -> [UInt8] {
        let units = Array(text.utf16.prefix(126))
        return [UInt8(truncatingIfNeeded: 2 + 2 * units.count), 3] + units.flatMap(little)
    }
}

extension FakeUSBInterface {
    fileprivate var descriptor: [UInt8] {
        let count = UInt8(truncatingIfNeeded: endpoints.count)
        return [9, 4, number, setting, count, classCode, subclassCode, protocolCode, 0] + hidDescriptor
            + functional + endpoints.flatMap(\.descriptor)
    }

    /// HID 1.11, 6.2.1; empty where there is no report descriptor.
    var hidDescriptor: [UInt8] {
        if reportDescriptor.isEmpty { return [] }
        return [9, 0x21, 0x11, 0x01, 0, 1, 0x22] + little(UInt16(truncatingIfNeeded: reportDescriptor.count))
    }
}

extension FakeUSBEndpoint {
    fileprivate var descriptor: [UInt8] {
        [7, 5, address, kind.rawValue] + little(packetBytes) + [kind == .interrupt ? 10 : 0]
    }
}

private func little(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }
