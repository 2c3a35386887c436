import CLibSerialPort
package import Devices
import Glibc

/// The serial ports that are attached now, in the order the operating system lists them; none where there is no
/// `/sys/class/tty`, and none that goes while it is looked at.
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
    // The node goes before what tells who it is: what is there still was read whole.
    return folder(ofNode: node).flatMap { access($0, F_OK) == 0 ? identity : nil }
}

private func folder(ofNode node: String) -> String? { node.split(separator: "/").last.map { "\(ttyFolder)/\($0)" } }

private func portPath(ofNode node: String) -> String? {
    guard let folder = folder(ofNode: node) else { return nil }
    guard let resolved = realpath("\(folder)/device", nil) else { return nil }
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
