import CLibSerialPort
package import Devices
import Glibc

/// The serial ports that are attached now, in the order of their names; none where there is no `/sys/class/tty`, and none
/// that goes while it is looked at.
///
/// Each is asked for by its name: `sp_list_ports` of libserialport 0.1.1 follows a null pointer, and takes the program with
/// it, when a port goes while it lists.
package func listSerialPorts() -> [DeviceIdentity] {
    guard let folder = opendir(ttyFolder) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder), names.count < SerialLimit.names {
        let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." && isPort(name) { names.append(name) }
    }
    return names.sorted().compactMap { name in
        var port: OpaquePointer?
        guard sp_get_port_by_name("/dev/" + name, &port) == SP_OK, let port else { return nil }
        defer { sp_free_port(port) }
        return identity(of: port)
    }
}

package enum SerialLimit {
    /// The most names in `/sys/class/tty` that are looked at.
    static let names = 1024
}

/// Whether there is a port behind a name: no console, no pseudo terminal, and none of the ports that the driver of the
/// board's own serial ports has for chips that are not there.
private func isPort(_ name: String) -> Bool {
    var target = [CChar](repeating: 0, count: 1024)
    let length = readlink("\(ttyFolder)/\(name)", &target, target.count)
    if length <= 0 { return false }
    let place = String(decoding: target.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
    if place.contains("virtual") { return false }
    return !place.contains("serial8250") || hasChip("/dev/" + name)
}

private func hasChip(_ node: String) -> Bool {
    let descriptor = open(node, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    if descriptor < 0 { return false }
    defer { close(descriptor) }
    // struct serial_struct of linux/serial.h: its first number is the chip, 0 for none.
    var answer = [Int32](repeating: 0, count: 64)
    return ioctl(descriptor, UInt(TIOCGSERIAL), &answer) == 0 && answer[0] != 0
}

private let ttyFolder = "/sys/class/tty"

/// Nil for a port that comes or goes just now: what tells who it is is not all there.
private func identity(of port: OpaquePointer) -> DeviceIdentity? {
    guard let node = text(sp_get_port_name(port)), let name = node.split(separator: "/").last else { return nil }
    var identity = DeviceIdentity(node: node)
    if sp_get_port_transport(port) == SP_TRANSPORT_USB {
        var vendor: Int32 = 0
        var product: Int32 = 0
        if sp_get_port_usb_vid_pid(port, &vendor, &product) == SP_OK {
            identity.vendor = UInt16(truncatingIfNeeded: vendor)
            identity.product = UInt16(truncatingIfNeeded: product)
        }
        identity.serialNumber = text(sp_get_port_usb_serial(port))
        identity.name = text(sp_get_port_usb_product(port))
    }
    // The node comes last and goes first: what hangs on USB now and was read as such was read whole.
    guard let resolved = realpath("\(ttyFolder)/\(name)/device", nil) else { return nil }
    defer { free(resolved) }
    identity.portPath = usbPortPath(inSysfsPath: String(cString: resolved))
    return identity.portPath == nil || identity.vendor != nil ? identity : nil
}

private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
    guard let pointer, pointer.pointee != 0 else { return nil }
    return String(cString: pointer)
}

private func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String? {
    text(pointer.map { UnsafePointer($0) })
}
