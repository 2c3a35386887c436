import CTestbed
import FakeUSB
import Synchronization

/// The C testbed and what hangs on it, under one lock, because the C side is not thread-safe. It lives as long as the
/// testbed or one of its ports is held.
final class FakeWorld: Sendable {
    /// The one owner of the C handle.
    struct Contents: ~Copyable {
        let bed: OpaquePointer
        var wires: [PortWire] = []
        var devicesSoFar: Int32 = 0
        var usbWires: [USBWire] = []
        /// The numbers of the hubs, by their ports.
        var hubs: [String: Int32] = [:]
        var lastUSBNumber: Int32 = 0

        init() throws(TestbedError) {
            guard let bed = testbed_create() else { throw .preloadMissing }
            self.bed = bed
        }

        deinit { testbed_destroy(bed) }
    }

    let root: String
    let contents: Mutex<Contents>

    init() throws(TestbedError) {
        let created = try Contents()
        root = String(cString: testbed_root(created.bed))
        contents = Mutex(created)
    }

    func plug(
        _ device: FakePort, sink: @escaping @Sendable (TestbedEvent) -> Void
    ) throws(TestbedError) -> PortWire {
        try contents.withLock { (contents) throws(TestbedError) -> PortWire in
            let others = contents.wires
            if others.count >= TestbedLimit.ports { throw .failed("no more than \(TestbedLimit.ports) fake ports") }
            if others.contains(where: { $0.device.node == device.node }) { throw .taken(device.node) }
            if others.contains(where: { $0.device.portPath == device.portPath }) { throw .taken(device.portPath) }
            if contents.usbWires.contains(where: { $0.device.portPath == device.portPath })
                || contents.hubs[device.portPath] != nil
            {
                throw .taken(device.portPath)
            }
            let minor = (0..<Int32(TestbedLimit.ports)).first { minor in !others.contains { $0.minor == minor } } ?? 0
            contents.devicesSoFar += 1
            let wire = try PortWire(device: device, minor: minor, sink: sink)
            try wire.plug(into: contents.bed, number: contents.devicesSoFar)
            contents.wires.append(wire)
            return wire
        }
    }

    /// Detaches a port; nothing if it is detached already.
    func unplug(_ wire: PortWire) {
        wire.endThread()
        contents.withLock { contents in
            guard contents.wires.contains(where: { $0 === wire }) else { return }
            contents.wires.removeAll { $0 === wire }
            wire.unplug(from: contents.bed)
        }
    }

    func unplugAll() {
        for wire in contents.withLock({ $0.wires }) { unplug(wire) }
        for wire in contents.withLock({ $0.usbWires }) { unplug(wire) }
    }
}
