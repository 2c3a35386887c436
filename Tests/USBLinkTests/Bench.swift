import Devices
import FakeLinks
import FakeUSB
import Glibc
import Testing
import USBLink

/// Everything that needs the fake world: one test at a time, because the fake world is the whole process's.
@Suite("USB in the testbed", .serialized) enum USBInTheTestbed {}

/// A testbed with what the tests plug into it, and a bus that sees it.
struct Bench {
    let testbed: Testbed
    let bus: USBBus
    /// Entries for each time the bus told that something changed.
    let changes = Inbox<Void>()

    init() throws {
        do {
            testbed = try Testbed()
        } catch .preloadMissing {
            Issue.record("run these tests as Tests/run does: LD_PRELOAD=libumockdev-preload.so.0 swift test")
            throw TestbedError.preloadMissing
        }
        let changes = changes
        bus = try USBBus.start { changes.take(()) }
    }

    static let toHost: UInt8 = 0x81
    static let fromHost: UInt8 = 0x02

    /// An HID scanner whose reports have 8 bytes, with an endpoint to send to unless told otherwise.
    static func scanner(on portPath: String = "1-1.2", serial: String? = "S123", takesReports: Bool = true)
        -> FakeUSBDevice
    {
        let sending = takesReports ? [FakeUSBEndpoint(fromHost, .interrupt)] : []
        let interface = FakeUSBInterface(
            classCode: 3, endpoints: sending + [FakeUSBEndpoint(toHost, .interrupt)], driver: "usbhid")
        return FakeUSBDevice(
            vendor: 0x0c2e, product: 0x0907, serialNumber: serial, name: "Xenon 1900", portPath: portPath,
            interfaces: [interface])
    }

    static func printer(on portPath: String = "1-1.3") -> FakeUSBDevice {
        let interface = FakeUSBInterface(
            classCode: 7, subclassCode: 1, protocolCode: 2,
            endpoints: [FakeUSBEndpoint(fromHost, .bulk), FakeUSBEndpoint(toHost, .bulk)], driver: "usblp")
        return FakeUSBDevice(
            vendor: 0x0a5f, product: 0x0081, serialNumber: "P1", name: "GK420t", portPath: portPath,
            interfaces: [interface])
    }

    /// A card reader whose second pair of endpoints stands first.
    static func cardReader(on portPath: String = "1-2") -> FakeUSBDevice {
        let endpoints: [UInt8] = [0x85, 0x06, 0x02, 0x81]
        return FakeUSBDevice(
            vendor: 0x0400, product: 0xc35a, name: "SAM", portPath: portPath,
            interfaces: [FakeUSBInterface(classCode: 0xFF, endpoints: endpoints.map { FakeUSBEndpoint($0, .bulk) })])
    }

    /// Plugs a device in and opens its interface 0.
    func connect(
        _ device: FakeUSBDevice = Bench.scanner(), wire: Wire = .reports,
        control: @escaping @Sendable (ControlSetup, [UInt8]) -> ControlReply = { _, _ in .stalled }
    ) async throws -> Connection {
        let (taken, host, station) = (Inbox<Taken>(), Inbox<USBHostEvent>(), Inbox<LinkEvent>())
        var firmware = FakeUSBFirmware()
        firmware.control = control
        firmware.received = { taken.take(Taken(endpoint: $0, bytes: $1)) }
        firmware.host = { host.take($0) }
        let plugged = try testbed.plugUSB(device, firmware: firmware)
        try await appears(plugged)
        let link = try USBInterfaceLink.open("\(plugged.node)#0", wire: wire, on: bus) { station.take($0) }
        return Connection(device: plugged, taken: taken, host: host, link: link, station: station)
    }

    /// Waits until the bus lists a device, or lists it no more.
    func appears(_ device: TestbedUSBDevice, _ isListed: Bool = true) async throws {
        for _ in 0..<5_000 {
            if bus.listUSBInterfaces().contains(where: { $0.node.hasPrefix(device.node) }) == isListed { return }
            try await Task.sleep(for: .milliseconds(1))
        }
        Issue.record("the bus does not see \(device.node) \(isListed ? "come" : "go")")
    }
}

/// What a device took on an endpoint.
struct Taken: Hashable {
    var endpoint: UInt8
    var bytes: [UInt8]
}

/// An open link and the fake device at its other end.
struct Connection {
    let device: TestbedUSBDevice
    /// What the device took.
    let taken: Inbox<Taken>
    /// What the host did to its interfaces.
    let host: Inbox<USBHostEvent>
    let link: USBInterfaceLink
    /// What the station was told.
    let station: Inbox<LinkEvent>
}

/// All bytes in what a station was told.
func bytes(_ events: [LinkEvent]) -> [UInt8] {
    events.flatMap { event -> [UInt8] in
        if case .bytes(let bytes) = event { bytes } else { [] }
    }
}

/// Bytes of which every stretch is told from its neighbours.
func pattern(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) } }

/// How many descriptors this process has open.
func openDescriptors() -> Int { (0..<1024).count { fcntl($0, F_GETFD) >= 0 } }

/// How many threads this process has.
func threads() -> Int {
    guard let folder = opendir("/proc/self/task") else { return 0 }
    defer { closedir(folder) }
    var count = 0
    while let entry = readdir(folder) { if entry.pointee.d_name.0 != 0x2E { count += 1 } }
    return count
}

/// Waits until a value comes to rest at what it should be; the last value otherwise.
func settled(_ wanted: Int, _ value: () -> Int) async throws -> Int {
    for _ in 0..<2_000 {
        if value() == wanted { break }
        try await Task.sleep(for: .milliseconds(1))
    }
    return value()
}
