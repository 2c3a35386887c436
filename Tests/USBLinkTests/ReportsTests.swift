import Devices
import FakeLinks
import FakeUSB
import Testing
import USBLink

extension USBInTheTestbed {
    @Suite("Reports over an interrupt endpoint")
    struct ReportsTests {
        @Test func `reports arrive in order, one chunk each`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect()
            let reports = (0..<200).map { [UInt8](repeating: UInt8($0), count: 1 + $0 % 64) }
            for report in reports { desk.device.send(report, on: Bench.toHost) }
            try await desk.station.wait(for: "200 reports") { $0.count >= 200 }
            #expect(desk.station.events == reports.map { .bytes($0) })
            desk.link.close()
        }

        @Test func `reports are sent over the endpoint, one transfer each`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect()
            let reports = (0..<50).map { [UInt8](repeating: UInt8($0), count: 64) }
            for report in reports { try desk.link.send(report) }
            try await desk.taken.wait(for: "50 reports") { $0.count >= 50 }
            #expect(desk.taken.events == reports.map { Taken(endpoint: Bench.fromHost, bytes: $0) })
            desk.link.close()
        }

        /// One input report of 63 bytes and one output report of one byte, numbered 2 and 4.
        static let numbered: [UInt8] = [
            0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x85, 0x02, 0x75, 0x08, 0x95, 0x3F, 0x81, 0x02, 0x85, 0x04, 0x95, 0x01,
            0x91, 0x02, 0xC0,
        ]

        @Test func `a report longer than a packet arrives whole`() async throws {
            let bench = try Bench()
            var slow = Bench.scanner()
            slow.speed = .low
            slow.interfaces[0].endpoints = [FakeUSBEndpoint(Bench.toHost, .interrupt, packetBytes: 8)]
            slow.interfaces[0].reportDescriptor = Self.numbered
            let desk = try await bench.connect(slow)
            let reports = (0..<20).map { [2] + [UInt8](repeating: UInt8($0), count: 63) }
            for report in reports { desk.device.send(report, on: Bench.toHost) }
            try await desk.station.wait(for: "20 reports") { $0.count >= 20 }
            #expect(desk.station.events == reports.map { .bytes($0) })
            desk.link.close()
        }

        @Test("without an endpoint to send to, a report goes as SET_REPORT", arguments: [true, false])
        func setReport(isNumbered: Bool) async throws {
            let bench = try Bench()
            var mute = Bench.scanner(takesReports: false)
            mute.interfaces[0].reportDescriptor = isNumbered ? Self.numbered : [0x75, 8, 0x95, 8, 0x81, 2]
            let requests = Inbox<[UInt8]>()
            let desk = try await bench.connect(mute) { setup, payload in
                requests.take(
                    [setup.type, setup.request, UInt8(setup.value >> 8), UInt8(setup.value & 0xFF)] + payload)
                return payload == [4, 0] ? .stalled : .done()
            }
            for value in [1, 0, 2] { try desk.link.send([4, UInt8(value)]) }
            try await requests.wait(for: "three requests") { $0.count >= 3 }
            let id: UInt8 = isNumbered ? 4 : 0
            #expect(
                requests.events == [1, 0, 2].map { [0x21, 0x09, 0x02, id, 4, $0] },
                "one that is refused does not hold up the next")
            desk.link.close()
        }

        @Test func `a device that does not tell of its reports works by its packets`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect(Bench.scanner(takesReports: false)) { setup, payload in
                setup.value == 0x0204 && payload == [4, 1] || setup.value == 0x0200 && payload == [1]
                    ? .done() : .stalled
            }
            desk.device.send([UInt8](repeating: 7, count: 64), on: Bench.toHost)
            try await desk.station.wait(for: "a report") { bytes($0).count == 64 }
            desk.link.close()
        }
    }
}
