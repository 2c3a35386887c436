import Devices
import FakeLinks
import FakeUSB
import Testing
import USBLink

extension USBInTheTestbed {
    @Suite("Broken transfers and control requests")
    struct FaultTests {
        @Test("an endpoint that stalls goes on", arguments: [1, 3])
        func stalled(times: Int) async throws {
            let bench = try Bench()
            let desk = try await bench.connect()
            desk.device.send([1], on: Bench.toHost)
            try await desk.station.wait(for: "the first report") { bytes($0) == [1] }
            desk.device.stall(Bench.toHost, times: times)
            desk.device.send([2], on: Bench.toHost)
            desk.device.stall(Bench.fromHost, times: times)
            try desk.link.send([3])
            try await desk.station.wait(for: "the second report") { bytes($0) == [1, 2] }
            try await desk.taken.wait(for: "the sent report") { $0.flatMap(\.bytes) == [3] }
            desk.link.close()
        }

        @Test("a device that breaks every transfer is given up", arguments: ["stall", "babble", "stall sending"])
        func givenUp(fault: String) async throws {
            let bench = try Bench()
            let desk = try await bench.connect()
            switch fault {
            case "stall": desk.device.stall(Bench.toHost, times: .max)
            case "babble": desk.device.babble(on: Bench.toHost, times: .max)
            default:
                desk.device.stall(Bench.fromHost, times: .max)
                try desk.link.send([1])
            }
            try await desk.station.wait(for: "the end") { $0 == [.unplugged] }
            let error = #expect(throws: LinkError.self) { try desk.link.send([1]) }
            #expect(error?.reason == .disconnected)
            #expect(desk.device.interface(0).hasDriver)
        }

        @Test func `a babble loses its own bytes and no others`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect()
            desk.device.send([1], on: Bench.toHost)
            try await desk.station.wait(for: "the first report") { bytes($0) == [1] }
            desk.device.send(packets: [[UInt8](repeating: 9, count: 65), [2]], on: Bench.toHost)
            try await desk.station.wait(for: "the second report") { bytes($0) == [1, 2] }
            desk.link.close()
        }

        @Test func `control requests are answered, refused or run out of time, and reports go on`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect(Bench.printer(), wire: .bulk) { setup, payload in
                switch setup.request {
                case 0: .done([0, 12, UInt8(setup.index >> 8), UInt8(setup.index & 0xFF), UInt8(setup.length)])
                case 1: .done(Array(repeating: 0x18, count: 100))
                case 2: .done(payload)
                case 3: .silent
                default: .stalled
                }
            }
            let identify = ControlRequest(type: 0xA1, request: 0, index: .interfaceAndSetting, asking: 64)
            let status = ControlRequest(type: 0xA1, request: 1, asking: 1)
            let reset = ControlRequest(type: 0x21, request: 2, payload: [])
            let unknown = ControlRequest(type: 0xA1, request: 9, asking: 1)
            let silent = ControlRequest(type: 0xA1, request: 3, asking: 1)
            for request in [identify, status, reset, unknown, silent] { try desk.link.request(request) }
            desk.device.send([7], on: Bench.toHost)
            try await desk.station.wait(for: "four answers and a byte") { $0.count >= 5 }
            let soon: Set<LinkEvent> = [
                .answered(identify, .done([0, 12, 0, 0, 64])), .answered(status, .done([0x18])),
                .answered(reset, .done([])), .answered(unknown, .stalled), .bytes([7]),
            ]
            #expect(Set(desk.station.events) == soon)
            try await desk.station.wait(for: "the time-out") { $0.count >= 6 }
            #expect(desk.station.events.last == .answered(silent, .failed))
            desk.link.close()
        }

        @Test func `too many control requests are refused, and none is answered after closing`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect { _, _ in .silent }
            let request = ControlRequest(type: 0xA1, request: 3, asking: 1)
            let error = #expect(throws: LinkError.self) {
                for _ in 0..<100 { try desk.link.request(request) }
            }
            #expect(error?.reason == .busy)
            desk.link.close()
            try await Task.sleep(for: .milliseconds(20))
            #expect(desk.station.events.isEmpty)
            #expect(throws: LinkError.self) { try desk.link.request(request) }
        }

        @Test func `an interface's number and setting are put into requests`() async throws {
            let bench = try Bench()
            var device = Bench.scanner()
            device.interfaces.append(
                FakeUSBInterface(number: 3, setting: 2, classCode: 7, endpoints: [FakeUSBEndpoint(4, .bulk)]))
            let indexes = Inbox<UInt16>()
            var firmware = FakeUSBFirmware()
            firmware.control = { setup, _ in
                indexes.take(setup.index)
                return .done()
            }
            device.interfaces.append(FakeUSBInterface(number: 3, classCode: 7, endpoints: []))
            let plugged = try bench.testbed.plugUSB(device, firmware: firmware)
            try await bench.appears(plugged)
            let link = try USBInterfaceLink.open("\(plugged.node)#3", wire: .bulk, on: bench.bus) { _ in }
            for index in [ControlRequest.Index.number(0x1234), .interface, .interfaceAndSetting] {
                try link.request(ControlRequest(type: 0x21, request: 1, index: index, payload: [1]))
            }
            try await indexes.wait(for: "three requests") { $0.count >= 3 }
            #expect(indexes.events == [0x1234, 3, 0x0302])
            link.close()
        }
    }
}
