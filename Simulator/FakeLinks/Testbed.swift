import CTestbed

/// A fake world of USB serial ports, in which an unmodified station runs: its libserialport lists and opens our ports, its
/// udev monitor hears them come and go.
///
/// It needs libumockdev's preload library in this process and in the station's (`environment`). One testbed a process
/// at a time: it redirects `/sys` and `/dev` for the whole process. It must outlive the stations in it: a station whose
/// testbed is gone is ended by the preload library.
package final class Testbed: Sendable {
    let world: FakeWorld

    /// Fails with `preloadMissing` where `reexecuteUnderPreloadIfNeeded` was not called and the caller's environment
    /// does not name the library either.
    package init() throws(TestbedError) {
        world = try FakeWorld()
    }

    deinit { unplugAll() }

    /// The folder of the fake world.
    package var root: String { world.root }

    /// What a program needs in its environment, besides its own, to live in the fake world.
    package var environment: [String: String] {
        ["LD_PRELOAD": preloadLibrary, "UMOCKDEV_DIR": root]
    }

    /// Attaches a device. `sink` is called on the port's own thread, in order, until the port is unplugged.
    ///
    /// Fails with `taken` where another device has the node or hangs on the port.
    package func plug(
        _ device: FakePort, sink: @escaping @Sendable (TestbedEvent) -> Void = { _ in }
    ) throws(TestbedError) -> TestbedPort {
        TestbedPort(wire: try world.plug(device, sink: sink), world: world)
    }

    /// Detaches everything.
    package func unplugAll() { world.unplugAll() }
}

/// One attached fake device, as its firmware model drives it.
package final class TestbedPort: Sendable {
    private let wire: PortWire
    private let world: FakeWorld

    init(wire: PortWire, world: FakeWorld) {
        self.wire = wire
        self.world = world
    }

    package var device: FakePort { wire.device }

    /// Sends from the device to the host; returns when the wire has taken everything. The host loses what it gets
    /// before it has opened the port (`TestbedEvent.opened`), as it does with a real device.
    package func write(_ bytes: [UInt8]) throws(TestbedError) { try wire.write(bytes) }

    /// The speed the host has set, in baud: a fake at another speed garbles. 0 once unplugged.
    package var lineSpeed: Int { wire.lineSpeed }

    /// How many bytes lie ready for the host that it has not read; 0 once unplugged. What was written may take a moment to get
    /// there.
    package var unreadBytes: Int { wire.unreadBytes }

    /// Whether the host holds DTR: it has opened the port and listens.
    package var isOpen: Bool { wire.isOpen }

    /// Pulls the plug: the host sees a hang-up, then the removal. Nothing reaches the sink once it returned, unless it
    /// is called from the sink itself. Pulling it again does nothing. Plug again through `Testbed.plug`.
    package func unplug() { world.unplug(wire) }
}
