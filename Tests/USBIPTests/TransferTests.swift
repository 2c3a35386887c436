import Glibc
import Testing
import USBIP

@testable import FakeUSB

@Suite("A device that a host has imported", .timeLimit(.minutes(1)))
struct TransferTests {
    private let (bench, device, host): (Bench, USBIPDevice, Host)

    init() throws { (bench, device, host) = try Bench.imported() }

    @Test func `tells its descriptors`() throws {
        let whole = try host.ask(1, [0x80, 6, 0, 1, 0, 0, 18, 0])
        guard case .brought(1, 0, let bytes) = whole else { throw CancellationError() }
        #expect(bytes.count == 18)
        #expect(bytes[8..<12] == [0x5F, 0x0A, 0x00, 0x01])
        guard case .brought(2, 0, let first) = try host.ask(2, [0x80, 6, 0, 2, 0, 0, 9, 0]) else {
            throw CancellationError()
        }
        guard case .brought(3, 0, let all) = try host.ask(3, [0x80, 6, 0, 2, 0, 0, 0xFF, 0]) else {
            throw CancellationError()
        }
        #expect(all.count == Int(first[2]) && all.prefix(9) == first[...])
        // There is no qualifier of a device that knows one speed.
        #expect(try host.ask(4, [0x80, 6, 0, 6, 0, 0, 10, 0]) == .brought(4, -EPIPE, []))
    }

    @Test func `hears what the bus asks of it, and answers`() async throws {
        #expect(try host.ask(1, [0x00, 9, 1, 0, 0, 0, 0, 0]) == .brought(1, 0, []))
        #expect(try host.ask(2, [0x01, 11, 0, 0, 0, 0, 0, 0]) == .brought(2, 0, []))
        #expect(try host.ask(3, [0x00, 5, 7, 0, 0, 0, 0, 0]) == .brought(3, 0, []))
        #expect(
            bench.heard == [.host(.configured(1)), .host(.settingChosen(interface: 0, setting: 0))])
    }

    @Test func `gets control transfers that are its firmware's`() throws {
        #expect(try host.ask(1, [0xA1, 2, 0, 0, 0, 0, 2, 0]) == .brought(1, 0, [1, 2]))
        #expect(try host.ask(2, [0xA1, 3, 0, 0, 0, 0, 2, 0]) == .brought(2, -EPIPE, []))
        host.submit(3, 0x00, [9, 8], setup: [0x21, 2, 0, 0, 0, 0, 2, 0])
        #expect(try host.answer(toHost: []) == .taken(3, 0, 2))
        let setup = ControlSetup(type: 0x21, request: 2, value: 0, index: 0, length: 2)
        #expect(bench.heard.last == .asked(setup, [9, 8]))
    }

    @Test func `sends, and cuts what is long into packets`() async throws {
        host.submit(1, 0x81, room: 100)
        device.tell(.send([UInt8](repeating: 5, count: 70), on: 0x81))
        #expect(try host.answer() == .brought(1, 0, [UInt8](repeating: 5, count: 70)))
        device.tell(.send([1, 2], on: 0x81))
        host.submit(2, 0x81, room: 64)
        #expect(try host.answer() == .brought(2, 0, [1, 2]))
        try await bench.wait(for: "what was delivered") { device.delivered == 2 }
    }

    @Test func `receives`() throws {
        let label = [UInt8](repeating: 0x5A, count: 40_000)
        host.submit(1, 0x02, label)
        #expect(try host.answer(toHost: []) == .taken(1, 0, label.count))
        #expect(bench.heard == [.bytes(label, endpoint: 0x02)])
    }

    @Test func `has no other endpoints than it says`() throws {
        host.submit(1, 0x85)
        #expect(try host.answer() == .brought(1, -ENOENT, []))
    }

    @Test func `stalls until the halt is cleared, and babbles`() throws {
        device.tell(.stall(0x81, times: 1))
        host.submit(1, 0x81)
        #expect(try host.answer() == .brought(1, -EPIPE, []))
        host.submit(2, 0x81)
        device.tell(.send([1], on: 0x81))
        #expect(try host.ask(3, [0x02, 1, 0, 0, 0x81, 0, 0, 0]) == .brought(2, 0, [1]))
        #expect(try host.answer() == .brought(3, 0, []))
        device.tell(.babble(0x81, times: 1))
        host.submit(4, 0x81)
        #expect(try host.answer() == .brought(4, -EOVERFLOW, []))
    }

    @Test func `knows who reads from it`() async throws {
        host.submit(1, 0x81)
        try await bench.wait(forHeard: .host(.claimed(interface: 0)))
        host.unlink(2, of: 1)
        #expect(try host.answer() == .unlinked(2, -ECONNRESET))
        try await bench.wait(forHeard: .host(.released(interface: 0)))
    }

    @Test func `hears that its host has gone`() async throws {
        let bench = try Bench()
        try bench.plug()
        var host: Host? = try bench.host()
        host?.submit(1, 0x81)
        try await bench.wait(forHeard: .host(.claimed(interface: 0)))
        host = nil
        try await bench.wait(forHeard: .host(.configured(0)))
        #expect(
            bench.heard == [
                .host(.claimed(interface: 0)), .host(.released(interface: 0)), .host(.configured(0)),
            ])
    }
}

@Suite("A transfer that is taken back", .timeLimit(.minutes(1)))
struct UnlinkTests {
    private let (bench, device, host): (Bench, USBIPDevice, Host)

    init() throws { (bench, device, host) = try Bench.imported() }

    @Test func `while nothing has come is told as taken back`() throws {
        host.submit(1, 0x81)
        host.unlink(2, of: 1)
        #expect(try host.answer() == .unlinked(2, -ECONNRESET))
        device.tell(.send([7], on: 0x81))
        host.submit(3, 0x81)
        #expect(try host.answer() == .brought(3, 0, [7]), "the packet is the next transfer's")
    }

    @Test func `with bytes in it still brings them`() async throws {
        host.submit(1, 0x81, room: 128)
        device.tell(.send([UInt8](repeating: 3, count: 64), on: 0x81))
        device.tell(.accept(nil, on: 0x02))
        // A whole packet does not end a transfer with room for more; what follows on the device's thread comes after it.
        host.submit(2, 0x02, [1])
        #expect(try host.answer(toHost: [1]) == .taken(2, 0, 1))
        host.unlink(3, of: 1)
        #expect(try host.answer() == .brought(1, 0, [UInt8](repeating: 3, count: 64)))
        #expect(try host.answer() == .unlinked(3, 0))
    }

    @Test func `after its end is told as ended`() throws {
        device.tell(.send([1], on: 0x81))
        host.submit(1, 0x81)
        #expect(try host.answer() == .brought(1, 0, [1]))
        host.unlink(2, of: 1)
        #expect(try host.answer() == .unlinked(2, 0))
    }

    @Test func `half taken by the device says how much it took`() async throws {
        device.tell(.accept(10, on: 0x02))
        host.submit(1, 0x02, [UInt8](repeating: 4, count: 30))
        try await bench.wait(forHeard: .bytes([UInt8](repeating: 4, count: 10), endpoint: 0x02))
        host.unlink(2, of: 1)
        #expect(try host.answer(toHost: []) == .taken(1, 0, 10))
        #expect(try host.answer() == .unlinked(2, 0))
    }

    @Test func `and is no answer of the device's is taken back too`() throws {
        host.submit(1, 0x80, room: 2, setup: [0xA1, 1, 0, 0, 0, 0, 2, 0])
        host.unlink(2, of: 1)
        #expect(try host.answer() == .unlinked(2, -ECONNRESET))
    }

    @Test func `twice ends the connection`() async throws {
        device.tell(.accept(0, on: 0x02))
        host.submit(1, 0x80, room: 2, setup: [0xA1, 1, 0, 0, 0, 0, 2, 0])
        host.submit(1, 0x81)
        #expect(host.isCutOff)
        try await bench.wait(for: "the log") { !bench.log.texts.isEmpty }
    }
}

@Suite("A plug that is pulled", .timeLimit(.minutes(1)))
struct UnplugTests {
    @Test func `in the middle of transfers ends the host's connection, and nothing comes after it`() throws {
        let bench = try Bench()
        let device = try bench.plug()
        let host = try bench.host()
        device.tell(.accept(100, on: 0x02))
        host.submit(1, 0x81, room: 4096)
        device.tell(.send([UInt8](repeating: 1, count: 64), on: 0x81))
        host.submit(2, 0x02, [UInt8](repeating: 2, count: 5000))
        device.unplug()
        let heard = bench.heard
        #expect(host.isCutOff)
        device.tell(.send([1], on: 0x81))
        device.unplug()
        #expect(bench.heard == heard)
        #expect(try Host(bench.bus).importDevice("1-1") == 4)
        try bench.plug()
        #expect(try Host(bench.bus).importDevice("1-1") == 0)
    }

    @Test func `while a host sends as fast as it can leaves nothing behind`() async throws {
        let bench = try Bench()
        for round in 1...20 {
            let device = try bench.plug()
            let host = try bench.host()
            for number in 1...40 { host.submit(UInt32(number), number % 2 == 0 ? 0x81 : 0x02, [1, 2, 3]) }
            device.unplug()
            #expect(host.read(100_000).count <= 100_000)
            #expect(host.isCutOff, "round \(round)")
        }
    }
}

@Suite("What a host has under way", .timeLimit(.minutes(1)))
struct LimitTests {
    @Test func `is so many transfers at the most`() async throws {
        let bench = try Bench()
        try bench.plug()
        let host = try bench.host()
        for number in 0...USBIPLimit.pending { host.submit(UInt32(number), 0x81, room: 8) }
        #expect(host.isCutOff)
        try await bench.wait(for: "the log") { !bench.log.texts.isEmpty }
    }

    @Test func `is so many bytes at the most`() throws {
        let bench = try Bench()
        try bench.plug()
        let host = try bench.host()
        let most = USBIPLimit.pendingBytes / USBIPLimit.transferBytes
        for number in 0...most { host.submit(UInt32(number), 0x81, room: USBIPLimit.transferBytes) }
        #expect(host.isCutOff)
    }

    @Test func `may be as much as that, again and again`() throws {
        let bench = try Bench()
        let device = try bench.plug()
        let host = try bench.host()
        for number in 0..<2_000 {
            host.submit(UInt32(number), 0x81, room: USBIPLimit.transferBytes)
            device.tell(.send([1], on: 0x81))
            #expect(try host.answer() == .brought(UInt32(number), 0, [1]))
        }
    }
}
