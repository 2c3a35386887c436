import Devices
import FakeDevices
package import FakeLinks
import FakeUSB
import Synchronization
package import USBIP

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

/// Where fake devices are plugged in.
package enum DeviceSockets: Sendable {
    /// A fake `/sys` and `/dev`, for a station in the same process tree.
    case testbed(Testbed)
    /// For the kernel of any host that imports them.
    case bus(USBIPBus)
}

/// A fake device's plug: a port with a node, the interface of a USB device that has none, or a socket. On a bus that a
/// kernel imports from there are no nodes: ports and keyboards are USB devices there too, and the kernel makes the nodes.
enum DevicePlug: Sendable {
    case port(TestbedPort)
    case usb(any PluggedUSB, hasTwoPipePairs: Bool)
    /// A serial port of the communications class.
    case modem(USBIPDevice)
    case keyboard(USBIPDevice, HeldKeys)
    case network(FakeNetworkDevice)

    /// Plugs a device in as its identity says.
    ///
    /// - Parameters:
    ///   - hostAsked: answers a control transfer at once.
    ///   - sink: called on the plug's own thread, in order, until it is pulled.
    static func plugged(
        _ firmware: any FakeFirmware, into sockets: DeviceSockets, node: String?, portPath: String?, name: String,
        hostAsked: @escaping @Sendable (ControlRequest) -> ControlAnswer,
        sink: @escaping @Sendable (PlugEvent) -> Void
    ) throws(ScenarioError) -> DevicePlug {
        switch sockets {
        case .testbed(let testbed):
            do {
                return try plugged(firmware, testbed, node, portPath, name, hostAsked, sink)
            } catch {
                throw .testbed(error)
            }
        case .bus(let bus):
            do {
                return try plugged(firmware, bus, portPath, name, hostAsked, sink)
            } catch {
                throw .bus(error)
            }
        }
    }

    private static func plugged(
        _ firmware: any FakeFirmware, _ testbed: Testbed, _ node: String?, _ portPath: String?, _ name: String,
        _ hostAsked: @escaping @Sendable (ControlRequest) -> ControlAnswer,
        _ sink: @escaping @Sendable (PlugEvent) -> Void
    ) throws(TestbedError) -> DevicePlug {
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
        guard let interface = interface(of: firmware) else {
            let port = identity.fakePort(node: node, portPath: portPath, name: name)
            return .port(try testbed.plug(port, sink: told))
        }
        let device = try testbed.plugUSB(
            identity.fakeUSB([interface], portPath, name), firmware: wires(hostAsked, sink))
        return .usb(device, hasTwoPipePairs: firmware.hasTwoPipePairs)
    }

    private static func plugged(
        _ firmware: any FakeFirmware, _ bus: USBIPBus, _ portPath: String?, _ name: String,
        _ hostAsked: @escaping @Sendable (ControlRequest) -> ControlAnswer,
        _ sink: @escaping @Sendable (PlugEvent) -> Void
    ) throws(USBIPBusError) -> DevicePlug {
        let identity = firmware.identity
        switch identity.port {
        case .usb, .network:
            let interfaces = [interface(of: firmware)].compactMap { $0 }
            let device = try bus.plug(
                identity.fakeUSB(interfaces, portPath, name), firmware: wires(hostAsked, sink))
            return .usb(device, hasTwoPipePairs: firmware.hasTwoPipePairs)
        case .serial:
            let device = try bus.plug(
                identity.fakeUSB(ModemClass.interfaces, portPath, name), firmware: modemWires(sink))
            return .modem(device)
        case .input:
            var wires = wires(hostAsked, sink)
            wires.control = { setup, _ in KeyboardClass.reply(to: setup) ?? .stalled }
            let device = try bus.plug(
                identity.fakeUSB([KeyboardClass.interface], portPath, name), firmware: wires)
            return .keyboard(device, HeldKeys())
        }
    }

    private static func wires(
        _ hostAsked: @escaping @Sendable (ControlRequest) -> ControlAnswer,
        _ sink: @escaping @Sendable (PlugEvent) -> Void
    ) -> FakeUSBFirmware {
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
            case .released, .configured(0): sink(.closed)
            default: break
            }
        }
        return wires
    }

    /// A program has the port open while DTR is up.
    private static func modemWires(_ sink: @escaping @Sendable (PlugEvent) -> Void) -> FakeUSBFirmware {
        var wires = FakeUSBFirmware()
        wires.received = { _, bytes in sink(.bytes(bytes)) }
        wires.control = { setup, _ in
            guard let request = ModemClass.request(setup) else { return .stalled }
            if case .lines(let isOpen) = request { sink(isOpen ? .opened : .closed) }
            return ModemClass.reply(to: request, setup)
        }
        wires.host = { if $0 == .configured(0) { sink(.closed) } }
        return wires
    }

    /// Sends a chunk of the firmware to the host.
    func write(_ chunk: [UInt8], of identity: DeviceIdentity) throws(TestbedError) {
        switch self {
        case .port(let port): try port.write(identity.onWire(chunk))
        case .usb(let device, let hasTwoPipePairs):
            device.send(chunk, on: hasTwoPipePairs && !chunk.isHeader ? Self.bodyToHost : Self.toHost)
        case .modem(let device): device.send(packets: Self.modemPackets(chunk), on: ModemClass.toHost)
        case .keyboard(let device, let held): Self.type(chunk, held, device)
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
        case .modem(let device):
            let packets = Self.modemPackets(chunks.flatMap(\.self))
            let cut =
                packets.count < 2 ? packets.map { $0.dropLast($0.count / 2 + 1) }.map(Array.init) : packets.dropLast()
            device.send(packets: Array(cut), on: ModemClass.toHost)
        case .keyboard(let device, let held):
            if chunks.count < 3 { return false }
            for chunk in chunks.dropLast(2).prefix(part(chunks.count - 2)) {
                Self.type(chunk, held, device)
            }
        case .network: return false
        }
        return true
    }

    /// Sends a keyboard's report, and no sooner than a host on real wires would have asked for the next one: the kernel keeps
    /// few events, and a host that a slow machine works for would lose some.
    private static func type(_ chunk: [UInt8], _ held: HeldKeys, _ device: USBIPDevice) {
        device.send(held.report(after: chunk), on: KeyboardClass.toHost)
        MonotonicClock.wait(until: MonotonicClock.now().advanced(by: ScenarioLimit.betweenReports))
    }

    /// How much the firmware's chunks are on the wire.
    func extent(of chunks: [[UInt8]], of identity: DeviceIdentity) -> Delivery {
        switch self {
        case .port: .unread(bytes: chunks.reduce(0) { $0 + identity.onWire($1).count })
        case .modem: .delivered(packets: chunks.reduce(0) { $0 + Self.modemPackets($1).count { !$0.isEmpty } })
        case .usb, .keyboard, .network: .delivered(packets: chunks.count)
        }
    }

    /// How far what was written has come: what lies unread at a port, what a USB device has got rid of.
    var delivery: Delivery {
        switch self {
        case .port(let port): .unread(bytes: port.unreadBytes)
        case .usb(let device, _): .delivered(packets: device.delivered)
        case .modem(let device), .keyboard(let device, _): .delivered(packets: device.delivered)
        case .network: .delivered(packets: 0)
        }
    }

    /// The USB device behind it; nil for what has none.
    var usb: (any PluggedUSB)? {
        switch self {
        case .usb(let device, _): device
        case .modem(let device), .keyboard(let device, _): device
        case .port, .network: nil
        }
    }

    func unplug() {
        switch self {
        case .port(let port): port.unplug()
        case .usb(let device, _): device.unplug()
        case .modem(let device), .keyboard(let device, _): device.unplug()
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

    /// A chunk in packets that end the host's transfer: a full last one is followed by an empty one.
    private static func modemPackets(_ chunk: [UInt8]) -> [[UInt8]] {
        let size = ModemClass.packetBytes
        return stride(from: 0, through: chunk.count, by: size).map { start in
            Array(chunk[start..<min(chunk.count, start + size)])
        }
    }

    /// The interface of a device that is one; nil for ports and keyboards, which the testbed knows by themselves.
    private static func interface(of firmware: any FakeFirmware) -> FakeUSBInterface? {
        guard case .usb(let number, let code, let subclass, let `protocol`) = firmware.identity.port else { return nil }
        var interface = FakeUSBInterface(
            number: number, classCode: code, subclassCode: subclass, protocolCode: `protocol`,
            endpoints: endpoints(of: firmware, code), driver: code == 3 ? "usbhid" : code == 7 ? "usblp" : nil)
        interface.reportDescriptor = code == 3 ? reportDescriptor(of: firmware) : []
        return interface
    }

    /// The descriptor as the firmware would give it.
    private static func reportDescriptor(of firmware: any FakeFirmware) -> [UInt8] {
        var firmware = firmware
        let request = ControlRequest(type: 0x81, request: 0x06, value: 0x2200, asking: 4096)
        guard case .done(let bytes) = firmware.hostAsked(request, at: .start) else { return [] }
        return bytes
    }
}

/// What a keyboard holds down, which its next report tells with whatever changed.
final class HeldKeys: Sendable {
    private let held = Mutex(FakeKeyReport.allUp)

    /// The boot report after these changes.
    func report(after chunk: [UInt8]) -> [UInt8] {
        held.withLock { held in
            for event in KeyEvent.events(in: chunk) { held.change(event) }
            return held.bytes
        }
    }
}

extension DeviceIdentity {
    fileprivate func fakeUSB(
        _ interfaces: [FakeUSBInterface], _ portPath: String?, _ name: String
    ) -> FakeUSBDevice {
        FakeUSBDevice(
            vendor: vendor ?? 0, product: product ?? 0, serialNumber: serialNumber, name: self.name ?? name,
            portPath: portPath ?? self.portPath ?? "1-1", interfaces: interfaces)
    }

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
