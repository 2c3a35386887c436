package import Devices
import Glibc

/// The keyboards the operating system has now: event nodes with at least the keys 1 and Enter, from the main block or the
/// keypad. None where there is no `/sys/class/input`; none that goes while it is looked at.
package func listKeyboards() -> [DeviceIdentity] {
    guard let folder = opendir(inputFolder) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder), names.count < InputLimit.nodes {
        let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name.hasPrefix("event") { names.append(name) }
    }
    return names.sorted().compactMap(keyboard)
}

private let inputFolder = "/sys/class/input"

package enum InputLimit {
    /// The most event nodes that are looked at.
    static let nodes = 256
    /// The longest text that is read of a device.
    static let textBytes = 1024
}

private func keyboard(_ name: String) -> DeviceIdentity? {
    let device = "\(inputFolder)/\(name)/device"
    guard let keys = text(ofFile: "\(device)/capabilities/key"), isKeyboard(keys: keys) else { return nil }
    let port = resolved(device)
    let usb = port.flatMap(usbPortPath(inSysfsPath:))
    let number = { (file: String) in text(ofFile: "\(device)/id/\(file)").flatMap { UInt16($0, radix: 16) } }
    let serial = text(ofFile: "\(device)/uniq") ?? usb.flatMap { text(ofFile: "/sys/bus/usb/devices/\($0)/serial") }
    guard let vendor = number("vendor"), let product = number("product") else { return nil }
    let identity = DeviceIdentity(
        vendor: vendor, product: product, serialNumber: serial, node: "/dev/input/\(name)",
        port: .input, portPath: usb, name: text(ofFile: "\(device)/name"))
    // The node goes before what tells who it is: what is there still was read whole.
    return access(device, F_OK) == 0 ? identity : nil
}

/// Whether a key bitmap of the kernel (hexadecimal words of a machine's length, the highest first) has 1 and Enter.
func isKeyboard(keys: String) -> Bool {
    let words = keys.split(separator: " ").reversed().compactMap { UInt64($0, radix: 16) }
    func has(_ code: Int) -> Bool {
        let word = code / 64
        return words.indices.contains(word) && words[word] >> UInt64(code % 64) & 1 == 1
    }
    // KEY_1 and KEY_ENTER, KEY_KP1 and KEY_KPENTER of linux/input-event-codes.h
    return has(2) && has(28) || has(79) && has(96)
}

private func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
}

/// The first line of a sysfs file; nil for none, and for an empty one.
private func text(ofFile path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return nil }
    defer { close(descriptor) }
    let bytes = [UInt8](unsafeUninitializedCapacity: InputLimit.textBytes) { buffer, count in
        count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
    }
    let line = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
    return line.isEmpty ? nil : line
}
