/// What a host asks over USB/IP, protocol 1.1.1 (Documentation/usb/usbip_protocol.rst of the kernel). All numbers are big
/// endian.
///
///     connected --listDevices--> answered, and the connection ends
///         '-- import --> attached --submit, unlink--> ... until one of the two ends the connection
package enum USBIPRequest: Hashable, Sendable {
    /// OP_REQ_DEVLIST: which devices are there.
    case listDevices
    /// OP_REQ_IMPORT: one device, by its bus id (`1-1.2`).
    case importDevice(busID: String)
    /// USBIP_CMD_SUBMIT: a transfer.
    case submit(USBIPTransfer)
    /// USBIP_CMD_UNLINK: the transfer of the number `of` is taken back.
    case unlink(number: UInt32, of: UInt32)
}

/// A transfer as a host submits it.
package struct USBIPTransfer: Hashable, Sendable {
    /// `seqnum`: the host's own number of the transfer, which its reply carries.
    package var number: UInt32
    /// 0 to 15, without the direction.
    package var endpoint: UInt8
    package var isToHost: Bool
    /// How much room the host has, or how much it sends; bytes.
    package var length: Int
    /// The eight bytes of a control transfer; zeros of others.
    package var setup: [UInt8]
    /// What it sends; empty when it is to the host.
    package var bytes: [UInt8]

    /// As an endpoint descriptor has it.
    package var address: UInt8 { endpoint | (isToHost ? 0x80 : 0) }
}

/// Why a connection cannot be understood; it is ended then, as the kernel does.
package enum USBIPError: Error, Hashable, Sendable, CustomStringConvertible {
    case version(UInt16)
    case operation(UInt16)
    case command(UInt32)
    case busID
    /// An endpoint above 15, or a direction that is none.
    case endpoint(UInt32, direction: UInt32)
    case length(Int64)
    /// None of the fake devices has isochronous endpoints.
    case isochronous(packets: UInt32)

    package var description: String {
        switch self {
        case .version(let version): "version \(hex(version)) of USB/IP; this is version 0x0111"
        case .operation(let code): "operation \(hex(code)); a host lists devices (0x8005) or imports one (0x8003)"
        case .command(let code): "command \(code); a host submits (1) or unlinks (2)"
        case .busID: "a bus id that does not end, or is no text"
        case .endpoint(let number, let direction): "endpoint \(number) in direction \(direction)"
        case .length(let length): "a transfer of \(length) bytes; at most \(USBIPLimit.transferBytes)"
        case .isochronous(let packets):
            "an isochronous transfer of \(packets) packets; no device here has such endpoints"
        }
    }
}

private func hex(_ number: UInt16) -> String {
    let digits = String(number, radix: 16)
    return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
}

package enum USBIPLimit {
    /// The most bytes of one transfer. usbfs cuts larger ones, and drivers ask for less.
    package static let transferBytes = 1 << 20
    /// The most transfers of one host that wait at a time.
    package static let pending = 1024
    /// The most bytes that they bring or have room for together: what usbfs allows all programs.
    package static let pendingBytes = 16 << 20
    /// The most hosts at a time, whether they have imported a device or only ask.
    package static let connections = 64
    /// The most devices.
    package static let devices = 32
    /// How long a host may take to read an answer before it is cut off.
    package static let patienceSeconds = 5
}
