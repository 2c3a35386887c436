import CLibUSB
package import Devices
import Glibc

extension USBBus {
    /// Every interface of the attached devices that a station cares for (HID, printers, smart card readers, makers'
    /// own), in the order of their nodes. Nothing is opened for it; a device whose descriptors cannot be read is left
    /// out, and texts that cannot be read are nil.
    package func listUSBInterfaces() -> [DeviceIdentity] {
        events.withDevices { devices in devices.flatMap(identities(of:)) }.sorted { $0.node < $1.node }
    }
}

extension USBEvents {
    /// Lends the attached devices for the length of the call.
    func withDevices<Result: ~Copyable, Failure: Error>(
        _ body: ([USBPointer]) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        let count = libusb_get_device_list(context, &list)
        defer { if let list { libusb_free_device_list(list, 1) } }
        guard count > 0, let list else { return try body([]) }
        return try body((0..<count).compactMap { list[$0].map { USBPointer(raw: $0) } })
    }
}

/// The settings of all interfaces in a device's configuration; empty where it cannot be read.
func settings(of device: USBPointer) -> [USBSetting] {
    var found: UnsafeMutablePointer<libusb_config_descriptor>?
    // A device that is not configured yet is read as it will be.
    if libusb_get_active_config_descriptor(device.raw, &found) != 0 {
        if libusb_get_config_descriptor(device.raw, 0, &found) != 0 { return [] }
    }
    guard let found else { return [] }
    defer { libusb_free_config_descriptor(found) }
    let interfaces = UnsafeBufferPointer(start: found.pointee.interface, count: Int(found.pointee.bNumInterfaces))
    return interfaces.flatMap { interface in
        UnsafeBufferPointer(start: interface.altsetting, count: Int(interface.num_altsetting)).map(USBSetting.init)
    }
}

extension USBSetting {
    fileprivate init(_ descriptor: libusb_interface_descriptor) {
        let extra = UnsafeBufferPointer(start: descriptor.extra, count: Int(descriptor.extra_length))
        let endpoints = UnsafeBufferPointer(start: descriptor.endpoint, count: Int(descriptor.bNumEndpoints))
        self.init(
            interface: descriptor.bInterfaceNumber, setting: descriptor.bAlternateSetting,
            classCode: descriptor.bInterfaceClass, subclassCode: descriptor.bInterfaceSubClass,
            protocolCode: descriptor.bInterfaceProtocol, endpoints: endpoints.compactMap(Endpoint.init),
            reportDescriptorBytes: Self.reportDescriptorBytes(inExtra: Array(extra)))
    }

    /// The length that an HID descriptor gives (HID 1.11, 6.2.1).
    static func reportDescriptorBytes(inExtra extra: [UInt8]) -> Int {
        var rest = extra[...]
        while let length = rest.first.map(Int.init), length >= 2, rest.count >= length {
            let descriptor = Array(rest.prefix(length))
            if descriptor[1] == 0x21, length >= 9, descriptor[6] == 0x22 {
                return Int(descriptor[7]) | Int(descriptor[8]) << 8
            }
            rest = rest.dropFirst(length)
        }
        return 0
    }
}

extension USBSetting.Endpoint {
    fileprivate init?(_ descriptor: libusb_endpoint_descriptor) {
        guard let kind = Kind(rawValue: descriptor.bmAttributes & 3) else { return nil }
        self.init(
            address: descriptor.bEndpointAddress, kind: kind,
            packetBytes: max(1, Int(descriptor.wMaxPacketSize & 0x7FF)))
    }
}

private func identities(of device: USBPointer) -> [DeviceIdentity] {
    var descriptor = libusb_device_descriptor()
    if libusb_get_device_descriptor(device.raw, &descriptor) != 0 { return [] }
    let settings = settings(of: device).filter { $0.setting == 0 && $0.isWanted }
    if settings.isEmpty { return [] }
    let (bus, address) = (libusb_get_bus_number(device.raw), libusb_get_device_address(device.raw))
    let path = portPath(of: device, bus: bus)
    let folder = path.map { "/sys/bus/usb/devices/\($0)" }
    // Another device may have come to this port meanwhile.
    let number = { folder.flatMap { firstLine(of: "\($0)/devnum") } == String(address) }
    let isSame = number()
    let told = { (name: String) in isSame ? folder.flatMap { firstLine(of: "\($0)/\(name)") } : nil }
    let (serial, product) = (told("serial"), told("product"))
    // A device that goes meanwhile would be taken for one without a serial number.
    if isSame && !number() { return [] }
    return settings.map { setting in
        DeviceIdentity(
            vendor: descriptor.idVendor, product: descriptor.idProduct, serialNumber: serial,
            node: USBNode(bus: bus, address: address, interface: setting.interface).text,
            port: .usb(
                interface: setting.interface, class: setting.classCode, subclass: setting.subclassCode,
                protocol: setting.protocolCode),
            portPath: path, name: product)
    }
}

/// As sysfs names the port: `1-1.2`. Nil for a root hub.
private func portPath(of device: USBPointer, bus: UInt8) -> String? {
    // USB 3.0 allows seven tiers, the host's own included.
    var ports = [UInt8](repeating: 0, count: 7)
    let count = libusb_get_port_numbers(device.raw, &ports, Int32(ports.count))
    if count <= 0 { return nil }
    return "\(bus)-" + ports.prefix(Int(count)).map(String.init).joined(separator: ".")
}

/// The first line of a file in sysfs, without blanks around it; nil where there is none or it is empty.
private func firstLine(of path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 { return nil }
    defer { close(file) }
    let bytes = [UInt8](unsafeUninitializedCapacity: 512) { buffer, count in
        count = max(0, read(file, buffer.baseAddress, buffer.count))
    }
    let line = bytes.prefix { $0 != 0x0A }.drop { $0 == 0x20 }
    let length = (line.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? line.startIndex) - line.startIndex
    return length == 0 ? nil : String(decoding: line.prefix(length), as: UTF8.self)
}
