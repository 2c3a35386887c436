import FakeUSB

/// The bytes of what a server answers.
enum USBIPReply {
    /// OP_REP_DEVLIST: every device with its interfaces.
    static func devices(_ devices: [(device: FakeUSBDevice, number: UInt32)]) -> [UInt8] {
        header(0x0005, status: 0) + word(UInt32(devices.count))
            + devices.flatMap { description($0.device, $0.number) + interfaces(of: $0.device) }
    }

    /// OP_REP_IMPORT of a device that is now the host's.
    static func imported(_ device: FakeUSBDevice, _ number: UInt32) -> [UInt8] {
        header(0x0003, status: 0) + description(device, number)
    }

    /// Why a device is not given away, as the kernel's tools number it.
    enum Refusal: UInt32 {
        /// Another host has it.
        case busy = 2
        case noDevice = 4
    }

    static func refused(_ refusal: Refusal) -> [UInt8] { header(0x0003, status: refusal.rawValue) }

    /// USBIP_RET_SUBMIT. The transfer's bytes follow when it was to the host. The number of packets is 0 as from the kernel's
    /// own server; its documentation wants all ones, which vhci would take into a transfer that has no packets.
    static func submitted(_ number: UInt32, status: Int32, length: Int, _ bytes: [UInt8]) -> [UInt8] {
        command(3, number) + word(UInt32(bitPattern: status)) + word(UInt32(length)) + word(0) + word(0) + word(0)
            + [UInt8](repeating: 0, count: 8) + bytes
    }

    /// USBIP_RET_UNLINK: -ECONNRESET when the transfer was taken back, 0 when it had ended before.
    static func unlinked(_ number: UInt32, status: Int32) -> [UInt8] {
        command(4, number) + word(UInt32(bitPattern: status)) + [UInt8](repeating: 0, count: 24)
    }

    private static func header(_ code: UInt16, status: UInt32) -> [UInt8] {
        half(Layout.version) + half(code) + word(status)
    }

    /// Without device, direction and endpoint: a server leaves them 0.
    private static func command(_ code: UInt32, _ number: UInt32) -> [UInt8] {
        word(code) + word(number) + word(0) + word(0) + word(0)
    }

    private static func description(_ device: FakeUSBDevice, _ number: UInt32) -> [UInt8] {
        let ids = half(device.vendor) + half(device.product) + half(0x0100)
        let shown = device.shownInterfaces
        return field("/sys/devices/scansim/\(device.portPath)", Layout.path) + field(device.portPath, Layout.busID)
            + word(device.busNumber) + word(number) + word(device.speed.number) + ids
            + [device.classCode, 0, 0, FakeUSBDevice.configurationValue, 1, UInt8(truncatingIfNeeded: shown.count)]
    }

    private static func interfaces(of device: FakeUSBDevice) -> [UInt8] {
        device.shownInterfaces.flatMap { [$0.classCode, $0.subclassCode, $0.protocolCode, 0] }
    }

    /// Text that ends with at least one 0.
    private static func field(_ text: String, _ size: Int) -> [UInt8] {
        let kept = Array(text.utf8.prefix(size - 1))
        return kept + [UInt8](repeating: 0, count: size - kept.count)
    }

    private static func half(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xFF)] }

    private static func word(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}

extension FakeUSBDevice {
    /// The number of its bus, from the port's path; 1 where that has none.
    var busNumber: UInt32 { UInt32(portPath.split(separator: "-").first ?? "") ?? 1 }

    fileprivate var shownInterfaces: [FakeUSBInterface] { interfaces.filter { $0.setting == 0 } }
}

extension FakeUSBDevice.Speed {
    /// As the kernel numbers speeds.
    fileprivate var number: UInt32 {
        switch self {
        case .low: 1
        case .full: 2
        case .high: 3
        }
    }
}
