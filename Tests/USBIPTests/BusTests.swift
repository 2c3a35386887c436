import FakeUSB
import Glibc
import Testing
import USBIP

@Suite("A USB/IP bus", .timeLimit(.minutes(1)))
struct BusTests {
    @Test func `lists what is plugged in, and no more what is not`() throws {
        let bench = try Bench()
        let first = try bench.plug(Bench.printer("1-1"))
        var modem = Bench.printer("1-2.3")
        modem.interfaces = ModemClass.interfaces
        try bench.plug(modem)
        let listed = try Host(bench.bus).list()
        #expect(listed.map(\.busID) == ["1-1", "1-2.3"])
        #expect(listed.map(\.ids) == [[0x0A5F, 0x0100], [0x0A5F, 0x0100]])
        #expect(listed.map(\.speed) == [2, 2])
        #expect(listed.map(\.kind) == [[0, 0, 0], [2, 0, 0]])
        #expect(listed.map(\.interfaces) == [[7, 1, 2, 0], [2, 2, 1, 0, 0x0A, 0, 0, 0]])
        first.unplug()
        #expect(try Host(bench.bus).list().map(\.busID) == ["1-2.3"])
    }

    @Test func `gives a device to one host at a time`() async throws {
        let bench = try Bench()
        let device = try bench.plug()
        #expect(try Host(bench.bus).importDevice("1-9") == 4)
        var host: Host? = try bench.host()
        #expect(device.isImported)
        #expect(try Host(bench.bus).importDevice("1-1") == 2)
        #expect(try Host(bench.bus).list().map(\.busID) == ["1-1"])
        _ = host
        host = nil
        try await bench.wait(for: "the host's end") { !device.isImported }
        #expect(try Host(bench.bus).importDevice("1-1") == 0)
    }

    @Test func `has one device on a port`() throws {
        let bench = try Bench()
        try bench.plug()
        #expect(throws: USBIPBusError.taken(portPath: "1-1")) { try bench.plug() }
        for number in 2...USBIPLimit.devices { try bench.plug(Bench.printer("1-\(number)")) }
        #expect(throws: USBIPBusError.tooMany) { try bench.plug(Bench.printer("1-99")) }
    }

    @Test func `cuts off what it does not understand, and says why`() async throws {
        let bench = try Bench()
        let host = try Host(bench.bus)
        host.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC])
        #expect(host.isCutOff)
        try await bench.wait(for: "the log") { !bench.log.texts.isEmpty }
        #expect(bench.log.texts == ["a host was cut off: version 0x1603 of USB/IP; this is version 0x0111"])
    }

    @Test func `says when it cannot listen, and where`() throws {
        let bench = try Bench()
        #expect(throws: USBIPBusError.self) { try USBIPBus(port: bench.bus.port) }
        #expect(throws: USBIPBusError.self) { try USBIPBus(address: "nowhere", port: 0) }
    }

    @Test func `ends its hosts' connections when it is shut`() throws {
        let bench = try Bench()
        let device = try bench.plug()
        let host = try bench.host()
        bench.bus.shut()
        #expect(host.isCutOff)
        #expect(!device.isImported)
        bench.bus.shut()
    }
}

@Suite("Two devices that are alike", .timeLimit(.minutes(1)))
struct TwinTests {
    @Test func `are told apart by their ports, and each has its own wires`() async throws {
        let bench = try Bench()
        let twins = try ["1-1", "1-2"].map { try bench.plug(Bench.printer($0, serial: nil)) }
        let hosts = try ["1-1", "1-2"].map { try bench.host($0) }
        for (index, host) in hosts.enumerated() { host.submit(UInt32(index + 1), 0x81) }
        twins[1].tell(.send([2], on: 0x81))
        twins[0].tell(.send([1], on: 0x81))
        #expect(try hosts[0].answer() == .brought(1, 0, [1]))
        #expect(try hosts[1].answer() == .brought(2, 0, [2]))
        twins[0].unplug()
        #expect(hosts[0].isCutOff)
        hosts[1].submit(3, 0x81)
        twins[1].tell(.send([3], on: 0x81))
        #expect(try hosts[1].answer() == .brought(3, 0, [3]))
    }
}
