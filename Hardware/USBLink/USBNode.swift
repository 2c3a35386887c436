import Devices

/// The name an interface of a USB device can be opened by: `/dev/bus/usb/001/004#1` is interface 1 of device 4 on bus
/// 1.
struct USBNode: Hashable {
    var bus: UInt8
    var address: UInt8
    var interface: UInt8

    init(bus: UInt8, address: UInt8, interface: UInt8) {
        self.bus = bus
        self.address = address
        self.interface = interface
    }

    /// Nil for what is no such name.
    init?(_ text: String) {
        let halves = text.split(separator: "#", omittingEmptySubsequences: false)
        let folders = (halves.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, folders.count == 6, folders[..<4] == ["", "dev", "bus", "usb"] else { return nil }
        guard let bus = UInt8(folders[4]), let address = UInt8(folders[5]), let interface = UInt8(halves[1]) else {
            return nil
        }
        self.init(bus: bus, address: address, interface: interface)
    }

    /// The file of the whole device.
    var file: String { "/dev/bus/usb/\(threeDigits(bus))/\(threeDigits(address))" }

    var text: String { "\(file)#\(interface)" }

    private func threeDigits(_ value: UInt8) -> String {
        let digits = String(value)
        return String(repeating: "0", count: 3 - digits.count) + digits
    }
}
