import CLibSerialPort
package import Devices
import Glibc

/// The serial ports that are attached now, in the order the operating system lists them; none where there is no
/// `/sys/class/tty`.
package func listSerialPorts() throws(LinkError) -> [DeviceIdentity] {
    // sp_list_ports fails without /sys/class/tty and then leaves the list pointer as it was.
    if access(ttyFolder, F_OK) != 0 { return [] }
    var found: UnsafeMutablePointer<OpaquePointer?>?
    let result = sp_list_ports(&found)
    if result != SP_OK { throw LinkError(afterSerialCall: result, device: "serial ports", attempt: "list") }
    guard let found else { return [] }
    defer { sp_free_port_list(found) }
    var identities: [DeviceIdentity] = []
    var next = found
    while let port = next.pointee {
        if let identity = identity(of: port) { identities.append(identity) }
        next += 1
    }
    return identities
}

/// The path of the USB port (`1-1.2`) in a resolved sysfs path: the last folder that names a USB interface
/// (`1-1.2:1.0`: bus, ports, configuration, interface), up to its colon. Nil for a device that is not on USB.
package func usbPortPath(inSysfsPath path: String) -> String? {
    for folder in path.split(separator: "/").reversed() {
        let halves = folder.split(separator: ":", omittingEmptySubsequences: false)
        guard halves.count == 2 else { continue }
        let bus = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        let isUSB = bus.count == 2 && isNumbers(bus[0], 1...1) && isNumbers(bus[1], 1...7)
        if isUSB && isNumbers(halves[1], 2...2) { return String(halves[0]) }
    }
    return nil
}

private let ttyFolder = "/sys/class/tty"

private func identity(of port: OpaquePointer) -> DeviceIdentity? {
    guard let node = text(sp_get_port_name(port)) else { return nil }
    var identity = DeviceIdentity(node: node, portPath: portPath(ofNode: node))
    guard sp_get_port_transport(port) == SP_TRANSPORT_USB else { return identity }
    var vendor: Int32 = 0
    var product: Int32 = 0
    if sp_get_port_usb_vid_pid(port, &vendor, &product) == SP_OK {
        identity.vendor = UInt16(truncatingIfNeeded: vendor)
        identity.product = UInt16(truncatingIfNeeded: product)
    }
    identity.serialNumber = text(sp_get_port_usb_serial(port))
    identity.name = text(sp_get_port_usb_product(port))
    return identity
}

private func portPath(ofNode node: String) -> String? {
    guard let name = node.split(separator: "/").last else { return nil }
    guard let resolved = realpath("\(ttyFolder)/\(name)/device", nil) else { return nil }
    defer { free(resolved) }
    return usbPortPath(inSysfsPath: String(cString: resolved))
}

private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
    guard let pointer, pointer.pointee != 0 else { return nil }
    return String(cString: pointer)
}

private func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String? {
    text(pointer.map { UnsafePointer($0) })
}

/// Whether the text is so many decimal numbers with points between them.
private func isNumbers(_ text: Substring, _ count: ClosedRange<Int>) -> Bool {
    let numbers = text.split(separator: ".", omittingEmptySubsequences: false)
    return count.contains(numbers.count)
        && numbers.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
}
