/// The seam between the station and a wire: chunks out, and (through the sink it was opened with) chunks in and at the
/// end, once, `unplugged`. Real ports, the testbed and memory all look like this; nothing above can tell which.
package protocol Link: AnyObject, Sendable {
    /// Hands a chunk to the device. Returns once the operating system has taken it; a device that takes nothing for
    /// `LinkLimit.sendTimeout` is reported as `busy`.
    ///
    /// A USB or network link takes up to `LinkLimit.queueBytes` at once and hands them on by itself, in order, each byte
    /// once: a device that is busy for long (a printer without paper) holds up nobody.
    func send(_ bytes: [UInt8]) throws(LinkError)

    /// Orders a control transfer; what becomes of it comes to the sink as `answered`. Only USB links know them.
    func request(_ request: ControlRequest) throws(LinkError)

    /// Closes the link and gives the device back to the operating system.
    func close()
}

extension Link {
    package func request(_ request: ControlRequest) throws(LinkError) {
        throw LinkError(.unsupported, device: "link", attempt: "make a control request")
    }
}

/// What a link reports of its own accord.
package enum LinkEvent: Hashable, Sendable {
    /// Bytes as the operating system delivered them: a scan may be split or several may be merged.
    case bytes([UInt8])
    /// A control transfer is over.
    case answered(ControlRequest, ControlAnswer)
    /// The device is gone. Nothing follows it, and the link is closed.
    case unplugged
}

/// Where a link delivers; called on the link's own thread, so it must not block for long.
package typealias LinkSink = @Sendable (LinkEvent) -> Void

package enum LinkLimit {
    /// The most bytes one chunk may have.
    package static let chunkBytes = 4096
    /// How long a device may take nothing before sending to it is given up.
    package static let sendTimeout: Duration = .milliseconds(500)
    /// The most bytes a USB or network link keeps for a device that takes none.
    package static let queueBytes = 1 << 20
    /// How long a control transfer may take.
    package static let controlTimeout: Duration = .seconds(1)
}

/// Settings of a serial line. The defaults are 9600 8N1, what most handheld scanners ship with.
package struct LineSettings: Hashable, Sendable {
    package enum Parity: String, Hashable, Sendable { case none, even, odd }
    package var baudRate: Int
    package var dataBits: Int
    package var parity: Parity
    package var stopBits: Int

    package init(baudRate: Int = 9600, dataBits: Int = 8, parity: Parity = .none, stopBits: Int = 1) {
        self.baudRate = baudRate
        self.dataBits = dataBits
        self.parity = parity
        self.stopBits = stopBits
    }
}

/// Why a link could not be opened or used: the same few words for every kind of wire.
package struct LinkError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        case disconnected, busy, permissionDenied, notFound, unsupported
        case other(code: Int32, text: String)
    }
    package var reason: Reason
    /// Which device, by the name it was opened with.
    package var device: String
    /// What was being done, as a verb phrase: `open`, `set 9600 8N1`, `send 3 bytes`.
    package var attempt: String

    package init(_ reason: Reason, device: String, attempt: String) {
        self.reason = reason
        self.device = device
        self.attempt = attempt
    }

    package var description: String {
        let what =
            switch reason {
            case .disconnected: "the device is disconnected; plug it in again"
            case .busy: "another program holds the device; end it, or free the port"
            case .permissionDenied:
                "permission denied; install the udev rules (Hardware/udev) or join the dialout group"
            case .notFound: "there is no such device"
            case .unsupported: "the device does not support this"
            case .other(let code, let text): "\(text) (code \(code))"
            }
        return "\(device): cannot \(attempt): \(what)"
    }
}
