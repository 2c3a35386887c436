/// How a device is reached: which door opens it, and how what passes is cut into chunks.
package enum Wire: Hashable, Sendable {
    /// A serial port, real or USB. Chunks are cut anywhere.
    case serial(LineSettings)
    /// A USB interface with interrupt endpoints (HID): one chunk is one report as it is on the wire, with its report id in
    /// front where the device numbers its reports. What is sent goes to the interrupt OUT endpoint; where there is none,
    /// as a SET_REPORT(output) whose report id is the first byte.
    case reports
    /// A USB interface with a bulk endpoint each way. Chunks are cut anywhere.
    case bulk
    /// The same; the kernel's driver is not given back when the link is closed, because its attaching resets the device.
    case bulkKept
    /// A USB interface whose frames have their first bytes on one bulk endpoint pair and the rest on another (native SAM
    /// card readers). Both directions are put together by the link: what is sent is one whole frame, and chunks received
    /// are a header or a body, in their order.
    case splitBulk(headerBytes: Int)
    /// A keyboard of the operating system, grabbed so that its keys reach nobody else. A chunk is a row of pairs
    /// (`KeyEvent`), all keys that changed at one moment.
    case keys
    /// A raw TCP port. Chunks are cut anywhere.
    case network(host: String, port: UInt16)
}

/// One key of a grabbed keyboard going down or up, in two bytes of a chunk: the usage of HID usage page 07, and 1 for
/// down, 0 for up. Repeats of the operating system are left out.
package struct KeyEvent: Hashable, Sendable {
    package var usage: UInt8
    package var isDown: Bool

    package init(usage: UInt8, isDown: Bool) {
        self.usage = usage
        self.isDown = isDown
    }

    package var bytes: [UInt8] { [usage, isDown ? 1 : 0] }

    /// The events of a chunk; an odd last byte is left out.
    package static func events(in chunk: [UInt8]) -> [KeyEvent] {
        stride(from: 0, to: chunk.count - 1, by: 2).map { KeyEvent(usage: chunk[$0], isDown: chunk[$0 + 1] != 0) }
    }
}
