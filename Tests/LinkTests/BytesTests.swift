import Devices
import FakeLinks
import SerialLink
import Synchronization
import Testing

extension InTheTestbed {
    @Suite("Bytes over a serial port")
    struct BytesTests {
        @Test func `a scan reaches the station and the verdict reaches the device`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect()
            try desk.port.write(Array("T0001\r".utf8))
            try await desk.station.wait(for: "the scan") { bytes($0) == Array("T0001\r".utf8) }
            try desk.link.send([0x06])
            try await desk.host.wait(for: "the verdict") { bytes($0) == [0x06] }
            desk.link.close()
        }

        @Test func `every byte passes unchanged in both directions`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect()
            let all = (0...255).map { UInt8($0) }
            try desk.port.write(all)
            try await desk.station.wait(for: "all byte values") { bytes($0) == all }
            try desk.link.send(all)
            try await desk.host.wait(for: "all byte values") { bytes($0) == all }
            #expect(bytes(desk.station.events) == all, "nothing may be echoed")
            desk.link.close()
        }

        @Test func `a scan sent in two pieces arrives in order`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect()
            try desk.port.write(Array("T00".utf8))
            try await desk.station.wait(for: "the first piece") { bytes($0) == Array("T00".utf8) }
            try desk.port.write(Array("01\r".utf8))
            try await desk.station.wait(for: "the second piece") { bytes($0) == Array("T0001\r".utf8) }
            #expect(desk.station.events.count == 2)
            desk.link.close()
        }

        @Test func `a long document arrives whole, in chunks within the limit`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect()
            let long = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            try desk.port.write(long)
            try await desk.station.wait(for: "20,000 bytes") { bytes($0).count >= long.count }
            #expect(bytes(desk.station.events) == long)
            for event in desk.station.events { #expect(bytes([event]).count <= LinkLimit.chunkBytes) }
            desk.link.close()
        }

        @Test func `more than the wire takes at once is sent whole`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect()
            let long = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 11) }
            try desk.link.send(long)
            try await desk.host.wait(for: "300,000 bytes") { bytes($0).count >= long.count }
            #expect(bytes(desk.host.events) == long)
            desk.link.close()
        }

        @Test func `a device that takes nothing is busy`() async throws {
            let bench = try Bench()
            let gate = Mutex(())
            let listening = Atomic(false)
            let port = try bench.testbed.plug(Bench.scanner()) { event in
                if case .bytes = event {
                    listening.store(true, ordering: .releasing)
                    gate.withLock { _ in }
                }
            }
            let link = try SerialPortLink.open("/dev/ttyACM0", settings: LineSettings()) { _ in }
            let error = gate.withLock { _ in
                #expect(throws: LinkError.self) { try link.send([UInt8](repeating: 1, count: 1_000_000)) }
            }
            #expect(error?.reason == .busy)
            let wasListening = listening.load(ordering: .acquiring)
            #expect(wasListening)
            port.unplug()
            link.close()
        }

        @Test func `what was sent before the port was opened is dropped`() async throws {
            let bench = try Bench()
            let host = Inbox<TestbedEvent>()
            let port = try bench.testbed.plug(Bench.scanner()) { host.take($0) }
            try port.write(Array("early\r".utf8))
            try await Task.sleep(for: .milliseconds(20))
            let station = Inbox<LinkEvent>()
            let link = try SerialPortLink.open("/dev/ttyACM0", settings: LineSettings()) { station.take($0) }
            try await host.wait(for: "the host to open") { $0.contains(.opened) }
            try port.write(Array("late\r".utf8))
            try await station.wait(for: "the late scan") { bytes($0) == Array("late\r".utf8) }
            #expect(host.events == [.opened], "nothing may be echoed to the device")
            link.close()
        }

        @Test("the device sees the speed the station set", arguments: [1200, 9600, 115_200])
        func speed(baudRate: Int) async throws {
            let bench = try Bench()
            let desk = try await bench.connect(settings: LineSettings(baudRate: baudRate))
            #expect(desk.port.lineSpeed == baudRate)
            desk.link.close()
        }
    }
}
