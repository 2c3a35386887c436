import Devices
import FakeDevices
import FakeLinks
import FakeUSB

/// What a plug tells its device, in the order the host does it.
enum PlugEvent: Sendable {
    case bytes([UInt8])
    /// The host has opened the port, grabbed the keyboard or claimed the interface.
    case opened
    case closed
}

/// How far what a device wrote has come to its host.
package enum Delivery: Hashable, Sendable {
    /// So much lies ready at the port, and the host has read the rest.
    case unread(bytes: Int)
    /// So many packets the host gets whatever happens, since the plug.
    case delivered(packets: Int)
}

/// A fake device's plug in the testbed: a port with a node, the interface of a USB device that has none, or a socket.
enum TestbedPlug: Sendable {
    case port(TestbedPort)
    case usb(TestbedUSBDevice, hasTwoPipePairs: Bool)
    case network(FakeNetworkDevice)

    /// Plugs a device in as its identity says.
    ///
    /// - Parameters:
    ///   - hostAsked: answers a control transfer at once.
    ///   - sink: called on the plug's own thread, in order, until it is pulled.
    static func plugged(
        _ firmware: any FakeFirmware, into testbed: Testbed, node: String?, portPath: String?, name: String,
        hostAsked: @escaping @Sendable (ControlRequest) -> ControlAnswer,
        sink: @escaping @Sendable (PlugEvent) -> Void
    ) throws(TestbedError) -> TestbedPlug {
        let identity = firmware.identity
        let told = { @Sendable (event: TestbedEvent) in
            switch event {
            case .bytes(let bytes): sink(.bytes(bytes))
            case .opened: sink(.opened)
            case .closed: sink(.closed)
            }
        }
        if let (address, port) = identity.socket {
            return .network(try FakeNetworkDevice.plugged(at: address, port: port, sink: told))
        }
        guard case .usb(let interface, let code, let subclass, let `protocol`) = identity.port else {
            let port = identity.fakePort(node: node, portPath: portPath, name: name)
            return .port(try testbed.plug(port, sink: told))
        }
        var shown = FakeUSBInterface(
            number: interface, classCode: code, subclassCode: subclass, protocolCode: `protocol`,
            endpoints: endpoints(of: firmware, code), driver: code == 3 ? "usbhid" : code == 7 ? "usblp" : nil)
        shown.reportDescriptor = code == 3 ? reportDescriptor(of: firmware) : []
        let device = FakeUSBDevice(
            vendor: identity.vendor ?? 0, product: identity.product ?? 0, serialNumber: identity.serialNumber,
            name: identity.name ?? name, portPath: portPath ?? identity.portPath ?? "1-1", interfaces: [shown])
        var wires = FakeUSBFirmware()
        wires.received = { _, bytes in sink(.bytes(bytes)) }
        wires.control = { setup, payload in
            switch hostAsked(ControlRequest(setup, payload)) {
            case .done(let bytes): .done(bytes)
            case .stalled: .stalled
            case .failed: .silent
            }
        }
        wires.host = { event in
            switch event {
            case .claimed: sink(.opened)
            case .released: sink(.closed)
            default: break
            }
        }
        return .usb(try testbed.plugUSB(device, firmware: wires), hasTwoPipePairs: firmware.hasTwoPipePairs)
    }

    /// Sends a chunk of the firmware to the host.
    func write(_ chunk: [UInt8], of identity: DeviceIdentity) throws(TestbedError) {
        switch self {
        case .port(let port): try port.write(identity.onWire(chunk))
        case .usb(let device, let hasTwoPipePairs):
            device.send(chunk, on: hasTwoPipePairs && !chunk.isHeader ? Self.bodyToHost : Self.toHost)
        case .network(let device): try device.write(chunk)
        }
    }

    /// Sends some of what the firmware wants to send: at a port some of its bytes (of a keyboard whole events), elsewhere some of
    /// its packets, at least one and not all.
    ///
    /// - Returns: false when there is only one piece; nothing is sent then.
    func writeBeginning(
        of chunks: [[UInt8]], of identity: DeviceIdentity, share: Double
    ) throws(TestbedError) -> Bool {
        let part = { (pieces: Int) in min(max(1, Int(share * Double(pieces))), pieces - 1) }
        switch self {
        case .port(let port):
            let bytes = chunks.flatMap { identity.onWire($0) }
            let size = identity.port == .input ? KernelKeys.eventBytes : 1
            // With the last key down a reading is whole: it and its going up, each with a SYN, are not sent.
            let pieces = bytes.count / size - (identity.port == .input ? 3 : 0)
            if pieces < 2 { return false }
            try port.write(Array(bytes.prefix(part(pieces) * size)))
        case .usb(let device, _):
            if chunks.count < 2 { return false }
            for chunk in chunks.prefix(part(chunks.count)) { device.send(chunk, on: Self.toHost) }
        case .network: return false
        }
        return true
    }

    /// How much the firmware's chunks are on the wire.
    func extent(of chunks: [[UInt8]], of identity: DeviceIdentity) -> Delivery {
        switch self {
        case .port: .unread(bytes: chunks.reduce(0) { $0 + identity.onWire($1).count })
        case .usb, .network: .delivered(packets: chunks.count)
        }
    }

    /// How far what was written has come: what lies unread at a port, what a USB device has got rid of.
    var delivery: Delivery {
        switch self {
        case .port(let port): .unread(bytes: port.unreadBytes)
        case .usb(let device, _): .delivered(packets: device.delivered)
        case .network: .delivered(packets: 0)
        }
    }

    func unplug() {
        switch self {
        case .port(let port): port.unplug()
        case .usb(let device, _): device.unplug()
        case .network(let device): device.unplug()
        }
    }

    private static let toHost: UInt8 = 0x81
    private static let fromHost: UInt8 = 0x02
    /// The second pair of a card reader with two.
    private static let bodyToHost: UInt8 = 0x85
    private static let bodyFromHost: UInt8 = 0x06

    private static func endpoints(of firmware: any FakeFirmware, _ code: UInt8) -> [FakeUSBEndpoint] {
        if firmware.hasTwoPipePairs {
            return [bodyToHost, bodyFromHost, fromHost, toHost].map { FakeUSBEndpoint($0, .bulk) }
        }
        let kind = code == 3 ? FakeUSBEndpoint.Kind.interrupt : .bulk
        return [FakeUSBEndpoint(fromHost, kind), FakeUSBEndpoint(toHost, kind)]
    }

    /// The descriptor as the firmware would give it.
    private static func reportDescriptor(of firmware: any FakeFirmware) -> [UInt8] {
        var firmware = firmware
        let request = ControlRequest(type: 0x81, request: 0x06, value: 0x2200, asking: 4096)
        guard case .done(let bytes) = firmware.hostAsked(request, at: .start) else { return [] }
        return bytes
    }
}

extension DeviceIdentity {
    /// Where a device in the network listens.
    fileprivate var socket: (address: String, port: UInt16)? {
        guard self.port == .network else { return nil }
        let parts = node.dropFirst("tcp://".count).split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1]) else { return nil }
        return (String(parts[0]), port)
    }
}

extension [UInt8] {
    /// Whether this is the beginning of a card reader's reply, up to its length.
    fileprivate var isHeader: Bool { starts(with: [0xAA, 0xAA, 0xAA, 0x96, 0x69]) }
}

extension ControlRequest {
    /// As it comes over the wire.
    fileprivate init(_ setup: ControlSetup, _ payload: [UInt8]) {
        if setup.asksForData {
            self.init(
                type: setup.type, request: setup.request, value: setup.value, index: .number(setup.index),
                asking: setup.length)
        } else {
            self.init(
                type: setup.type, request: setup.request, value: setup.value, index: .number(setup.index),
                payload: payload)
        }
    }
}
