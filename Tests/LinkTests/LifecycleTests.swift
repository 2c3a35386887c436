import Devices
import FakeLinks
import Glibc
import SerialLink
import Synchronization
import Testing

extension InTheTestbed {
    @Suite("A serial port's coming and going")
    struct LifecycleTests {
        @Test func `a port lists with all that its device tells`() throws {
            let bench = try Bench()
            let port = try bench.testbed.plug(Bench.scanner(serial: "S123"))
            #expect(
                listSerialPorts() == [
                    DeviceIdentity(
                        vendor: 0x05e0, product: 0x1701, serialNumber: "S123", node: "/dev/ttyACM0", portPath: "1-1.2",
                        name: "Bar Code Scanner")
                ])
            port.unplug()
            #expect(listSerialPorts() == [])
        }

        @Test func `ports that come and go while they are listed are listed whole or not at all`() async throws {
            let bench = try Bench()
            let testbed = bench.testbed
            let over = Inbox<Void>()
            let pulling = Task {
                defer { over.take(()) }
                for _ in 0..<100 { try testbed.plug(Bench.scanner(serial: "S123")).unplug() }
            }
            let whole = DeviceIdentity(
                vendor: 0x05e0, product: 0x1701, serialNumber: "S123", node: "/dev/ttyACM0", portPath: "1-1.2",
                name: "Bar Code Scanner")
            while over.events.isEmpty {
                for port in listSerialPorts() { #expect(port == whole) }
                await Task.yield()
            }
            try await pulling.value
        }

        @Test func `a machine without serial ports lists none`() throws {
            let bench = try Bench()
            #expect(withExtendedLifetime(bench) { listSerialPorts() } == [])
        }

        @Test func `two devices without a serial number are told apart by their port`() async throws {
            let bench = try Bench()
            let left = try await bench.connect(Bench.scanner("ttyACM0", on: "1-1.1"))
            let right = try await bench.connect(Bench.scanner("ttyACM1", on: "1-1.2"))
            let identities = listSerialPorts().sorted { $0.node < $1.node }
            #expect(identities.map(\.portPath) == ["1-1.1", "1-1.2"])
            #expect(Set(identities.map(\.id)).count == 2)
            try right.port.write([0x52])
            try await right.station.wait(for: "the right one's byte") { bytes($0) == [0x52] }
            #expect(left.station.events.isEmpty)
            left.link.close()
            right.link.close()
        }

        @Test func `a pulled plug is told once and last, and sending then fails`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect()
            try desk.port.write([0x41])
            try await desk.station.wait(for: "the byte") { bytes($0) == [0x41] }
            desk.port.unplug()
            try await desk.station.wait(for: "the unplugging") { $0.contains(.unplugged) }
            let error = #expect(throws: LinkError.self) { try desk.link.send([0x06]) }
            #expect(error?.reason == .disconnected)
            try await Task.sleep(for: .milliseconds(20))
            #expect(desk.station.events == [.bytes([0x41]), .unplugged])
            desk.link.close()
        }

        @Test("a device that comes back works under", arguments: ["ttyACM0", "ttyACM1"])
        func replug(node: String) async throws {
            let bench = try Bench()
            for round in 0..<3 {
                let first = try await bench.connect()
                first.port.unplug()
                try await first.station.wait(for: "the unplugging") { $0 == [.unplugged] }
                let second = try await bench.connect(Bench.scanner(node))
                try second.port.write([UInt8(round)])
                try await second.station.wait(for: "a byte") { bytes($0) == [UInt8(round)] }
                second.link.close()
                second.port.unplug()
            }
        }

        @Test func `a closed port delivers nothing more, tells its device, and can be opened again`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect()
            desk.link.close()
            desk.link.close()
            try await desk.host.wait(for: "the host to close") { $0 == [.opened, .closed] }
            #expect(!desk.port.isOpen)
            try desk.port.write([0x41])
            let again = Inbox<LinkEvent>()
            let link = try SerialPortLink.open("/dev/ttyACM0", settings: LineSettings()) { again.take($0) }
            try await desk.host.wait(for: "the host to open again") { $0 == [.opened, .closed, .opened] }
            try desk.port.write([0x42])
            try await again.wait(for: "a byte") { bytes($0) == [0x42] }
            #expect(desk.station.events.isEmpty)
            link.close()
        }

        @Test func `a link may be closed from its own sink`() async throws {
            let bench = try Bench()
            let port = try bench.testbed.plug(Bench.scanner())
            let held = Mutex<SerialPortLink?>(nil)
            let station = Inbox<LinkEvent>()
            let link = try SerialPortLink.open("/dev/ttyACM0", settings: LineSettings()) { event in
                held.withLock { $0 }?.close()
                station.take(event)
            }
            held.withLock { $0 = link }
            try port.write([0x41])
            try await station.wait(for: "the byte") { $0 == [.bytes([0x41])] }
            held.withLock { $0 = nil }
            #expect(throws: LinkError.self) {
                for _ in 0..<1_000 {
                    try link.send([0x06])
                    usleep(1_000)
                }
            }
        }

        @Test func `a port in use is busy for everyone else, and stays in use`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect()
            let error = #expect(throws: LinkError.self) {
                try SerialPortLink.open("/dev/ttyACM0", settings: LineSettings()) { _ in }
            }
            #expect(error?.reason == .busy)
            try desk.port.write([0x41])
            try await desk.station.wait(for: "a byte") { bytes($0) == [0x41] }
            desk.link.close()
        }

        @Test func `an absent port is not found`() throws {
            let bench = try Bench()
            let error = #expect(throws: LinkError.self) {
                try withExtendedLifetime(bench) {
                    _ = try SerialPortLink.open("/dev/ttyACM9", settings: LineSettings()) { _ in }
                }
            }
            #expect(error?.reason == .notFound)
            #expect(error?.device == "/dev/ttyACM9")
        }

        @Test func `a quiet link's thread sleeps`() async throws {
            let bench = try Bench()
            let port = try bench.testbed.plug(Bench.scanner())
            let threads = Inbox<pthread_t>()
            let link = try SerialPortLink.open("/dev/ttyACM0", settings: LineSettings()) { _ in
                threads.take(pthread_self())
            }
            try port.write([0x41])
            try await threads.wait(for: "the thread") { !$0.isEmpty }
            let thread = try #require(threads.events.first)
            try await Task.sleep(for: .milliseconds(50))
            let before = try cpuNanoseconds(of: thread)
            try await Task.sleep(for: .milliseconds(500))
            #expect(try cpuNanoseconds(of: thread) == before)
            link.close()
        }
    }
}

private func cpuNanoseconds(of thread: pthread_t) throws -> Int {
    var clock = clockid_t()
    try #require(pthread_getcpuclockid(thread, &clock) == 0)
    var time = timespec()
    try #require(clock_gettime(clock, &time) == 0)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}
