import CTestbed
import FakeUSB

extension FakeUSBDevice {
    /// The bus in the port's path.
    var bus: Int32 { Int32(portPath.split(separator: "-").first ?? "") ?? 1 }

    /// The ports of the hubs on the way, outermost first: `1-1`, `1-1.4` for `1-1.4.2`.
    var hubPaths: [String] {
        let ports = portPath.split(separator: ".")
        return ports.indices.dropFirst().map { ports[..<$0].joined(separator: ".") }
    }

    /// Where it is below its controller in sysfs: `usb1/1-1/1-1.2`; a root hub is only `usb1`.
    var sysfsPath: String {
        if portPath.hasPrefix("usb") { return portPath }
        return (["usb\(bus)"] + hubPaths + [portPath]).joined(separator: "/")
    }

    /// Lends the description to C for the length of the call.
    func withC<Result>(bus: Int32, number: Int32, _ body: (inout testbed_usb_device) -> Result) -> Result {
        var description = testbed_usb_device()
        description.bus = bus
        description.device_number = number
        description.vendor = vendor
        description.product = product
        description.configuration = isConfigured ? Int32(Self.configurationValue) : 0
        description.may_be_opened = mayBeOpened
        return sysfsPath.withCString { path in
            name.withCString { name in
                speed.rawValue.withCString { speed in
                    description.sysfs_path = path
                    description.name = name
                    description.speed = speed
                    return withSerial(&description) { withParts(&$0, body) }
                }
            }
        }
    }

    private func withSerial<Result>(
        _ description: inout testbed_usb_device, _ body: (inout testbed_usb_device) -> Result
    ) -> Result {
        guard let serialNumber else { return body(&description) }
        return serialNumber.withCString { serial in
            description.serial = serial
            return body(&description)
        }
    }

    private func withParts<Result>(
        _ description: inout testbed_usb_device, _ body: (inout testbed_usb_device) -> Result
    ) -> Result {
        let shown = interfaces.filter { $0.setting == 0 }
        return withDrivers(shown.map(\.driver)) { drivers in
            let parts = zip(shown, drivers).map { interface, driver in
                testbed_usb_interface(
                    number: interface.number, class_code: interface.classCode,
                    subclass_code: interface.subclassCode, protocol_code: interface.protocolCode, driver: driver)
            }
            return descriptors.withUnsafeBufferPointer { descriptors in
                parts.withUnsafeBufferPointer { parts in
                    description.descriptors = descriptors.baseAddress
                    description.descriptors_size = descriptors.count
                    description.interfaces = parts.baseAddress
                    description.interface_count = parts.count
                    return body(&description)
                }
            }
        }
    }

    private func withDrivers<Result>(
        _ names: [String?], _ pointers: [UnsafePointer<CChar>?] = [], _ body: ([UnsafePointer<CChar>?]) -> Result
    ) -> Result {
        if pointers.count == names.count { return body(pointers) }
        guard let name = names[pointers.count] else { return withDrivers(names, pointers + [nil], body) }
        return name.withCString { withDrivers(names, pointers + [$0], body) }
    }
}
