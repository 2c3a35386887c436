import Devices
import FakeLinks
import SerialLink
import Testing

/// Everything that needs the fake world: one test at a time, because the fake world is the whole process's.
@Suite("In the testbed", .serialized) enum InTheTestbed {}

/// A testbed with what the tests plug into it.
struct Bench {
    let testbed: Testbed

    init() throws {
        do {
            testbed = try Testbed()
        } catch .preloadMissing {
            Issue.record("run these tests as Tests/run does: LD_PRELOAD=libumockdev-preload.so.0 swift test")
            throw TestbedError.preloadMissing
        }
    }

    /// A scanner without a serial number of its own unless one is given.
    static func scanner(_ node: String = "ttyACM0", on portPath: String = "1-1.2", serial: String? = nil) -> FakePort {
        FakePort(
            vendor: 0x05e0, product: 0x1701, serialNumber: serial, name: "Bar Code Scanner", node: node,
            portPath: portPath)
    }

    /// Plugs a device in and opens it.
    func connect(
        _ device: FakePort = Bench.scanner(), settings: LineSettings = LineSettings()
    ) async throws -> Connection {
        let host = Inbox<TestbedEvent>()
        let port = try testbed.plug(device) { host.take($0) }
        let station = Inbox<LinkEvent>()
        let link = try SerialPortLink.open("/dev/\(device.node)", settings: settings) { station.take($0) }
        try await host.wait(for: "the host to open") { $0.contains(.opened) }
        return Connection(port: port, host: host, link: link, station: station)
    }
}

/// An open link and the fake device at its other end.
struct Connection {
    let port: TestbedPort
    /// What the device was told.
    let host: Inbox<TestbedEvent>
    let link: SerialPortLink
    /// What the station was told.
    let station: Inbox<LinkEvent>
}

/// All bytes in what a station was told.
func bytes(_ events: [LinkEvent]) -> [UInt8] {
    events.flatMap { event -> [UInt8] in
        switch event {
        case .bytes(let bytes): bytes
        case .answered, .unplugged: []
        }
    }
}

/// All bytes in what a device was told.
func bytes(_ events: [TestbedEvent]) -> [UInt8] {
    events.flatMap { event -> [UInt8] in
        switch event {
        case .bytes(let bytes): bytes
        case .opened, .closed: []
        }
    }
}
