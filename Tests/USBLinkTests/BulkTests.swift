import Devices
import FakeLinks
import FakeUSB
import Synchronization
import Testing
import USBLink

extension USBInTheTestbed {
    @Suite("Bytes over bulk endpoints")
    struct BulkTests {
        @Test func `bytes pass unchanged in both directions`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect(Bench.printer(), wire: .bulk)
            let label = pattern(300_000)
            try desk.link.send(label)
            try await desk.taken.wait(for: "the label") { $0.map(\.bytes.count).reduce(0, +) >= label.count }
            #expect(desk.taken.events.flatMap(\.bytes) == label)
            #expect(desk.taken.events.allSatisfy { $0.endpoint == Bench.fromHost })
            let status = pattern(20_001)
            desk.device.send(status, on: Bench.toHost)
            try await desk.station.wait(for: "the status") { bytes($0).count >= status.count }
            #expect(bytes(desk.station.events) == status)
            for event in desk.station.events { #expect(bytes([event]).count <= LinkLimit.chunkBytes) }
            desk.link.close()
        }

        @Test func `short packets end a chunk, empty ones are no chunk`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect(Bench.printer(), wire: .bulk)
            let full = [UInt8](repeating: 1, count: 64)
            desk.device.send(packets: [full, [2], [3, 4], full, [], []], on: Bench.toHost)
            try await desk.station.wait(for: "three chunks") { $0.count >= 3 }
            #expect(desk.station.events == [.bytes(full + [2]), .bytes([3, 4]), .bytes(full)])
            desk.link.close()
        }

        @Test func `a printer without paper holds up nobody, and goes on where it stopped`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect(Bench.printer(), wire: .bulk)
            desk.device.accept(1_000, on: Bench.fromHost)
            let labels = pattern(LinkLimit.queueBytes - 100)
            try desk.link.send(labels)
            try await desk.taken.wait(for: "what it takes") { $0.map(\.bytes.count).reduce(0, +) >= 1_000 }
            let error = #expect(throws: LinkError.self) { try desk.link.send(pattern(5_000)) }
            #expect(error?.reason == .busy)
            desk.device.send([0x18], on: Bench.toHost)
            try await desk.station.wait(for: "its status meanwhile") { bytes($0) == [0x18] }
            desk.device.accept(nil, on: Bench.fromHost)
            try await desk.taken.wait(for: "the rest") { $0.map(\.bytes.count).reduce(0, +) >= labels.count }
            #expect(desk.taken.events.flatMap(\.bytes) == labels)
            try desk.link.send([1])
            try await desk.taken.wait(for: "the next") { $0.flatMap(\.bytes).count == labels.count + 1 }
            desk.link.close()
        }

        @Test(
            "a transfer that breaks half-way is taken up from there", arguments: [0, 1, 63, 64, 1_000, 16_384, 20_000])
        func resumed(taken: Int) async throws {
            let bench = try Bench()
            let desk = try await bench.connect(Bench.printer(), wire: .bulk)
            let label = pattern(40_000)
            desk.device.accept(taken, on: Bench.fromHost)
            desk.device.stall(Bench.fromHost)
            try desk.link.send(label)
            try desk.link.send([9, 9])
            try await Task.sleep(for: .milliseconds(30))
            #expect(desk.taken.events.flatMap(\.bytes) == Array(label.prefix(taken)))
            desk.device.accept(nil, on: Bench.fromHost)
            try await desk.taken.wait(for: "the rest") { $0.map(\.bytes.count).reduce(0, +) >= label.count + 2 }
            let isExact = desk.taken.events.flatMap(\.bytes) == label + [9, 9]
            #expect(isExact, "nothing twice, nothing lost")
            desk.link.close()
        }

        @Test func `a printer that only listens is sent to, and one that answers elsewhere is heard there`()
            async throws
        {
            let bench = try Bench()
            var silent = Bench.printer()
            silent.interfaces[0].endpoints.removeLast()
            let first = try await bench.connect(silent, wire: .bulk)
            try first.link.send([1, 2])
            try await first.taken.wait(for: "two bytes") { $0 == [Taken(endpoint: Bench.fromHost, bytes: [1, 2])] }
            first.device.unplug()
            try await first.station.wait(for: "the unplugging, though nothing was under way") { $0 == [.unplugged] }
            var both = silent
            both.interfaces.append(Bench.printer().interfaces[0])
            both.interfaces[1].setting = 1
            let second = try await bench.connect(both, wire: .bulk)
            second.device.send([5], on: Bench.toHost)
            try await second.station.wait(for: "a byte") { bytes($0) == [5] }
            try await second.host.wait(for: "the setting") { $0.contains(.settingChosen(interface: 0, setting: 1)) }
            second.link.close()
        }

        @Test func `frames are split over two pairs of endpoints, and put together`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect(Bench.cardReader(), wire: .splitBulk(headerBytes: 7))
            let order: [UInt8] = [0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 3, 0x20, 1, 0x22]
            for _ in 0..<2 { try desk.link.send(order) }
            let (header, body) = (Array(order.prefix(7)), Array(order.dropFirst(7)))
            try await desk.taken.wait(for: "two frames") { $0.count >= 4 }
            let expected = [Taken(endpoint: 2, bytes: header), Taken(endpoint: 6, bytes: body)]
            #expect(desk.taken.events == expected + expected)
            let card = pattern(1_288)
            desk.device.send(card, on: 0x85)
            desk.device.send([0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x05, 0x08], on: 0x81)
            try await desk.station.wait(for: "the card") { bytes($0).count >= 7 + card.count }
            #expect(desk.station.events.first == .bytes([0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x05, 0x08]))
            #expect(bytes(desk.station.events).dropFirst(7) == card[...], "the body came first and is told last")
            desk.link.close()
        }

        @Test func `closed at a header, a link keeps the body for itself`() async throws {
            let bench = try Bench()
            let reader = try bench.testbed.plugUSB(Bench.cardReader())
            try await bench.appears(reader)
            let held = Mutex<USBInterfaceLink?>(nil)
            let station = Inbox<LinkEvent>()
            let link = try USBInterfaceLink.open("\(reader.node)#0", wire: .splitBulk(headerBytes: 7), on: bench.bus) {
                event in
                held.withLock { $0 }?.close()
                station.take(event)
            }
            held.withLock { $0 = link }
            reader.send([0, 0, 0x90, 0x94], on: 0x85)
            try await Task.sleep(for: .milliseconds(20))
            reader.send([0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 4], on: 0x81)
            try await station.wait(for: "the header") { !$0.isEmpty }
            link.close()
            #expect(station.events == [.bytes([0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 4])])
            held.withLock { $0 = nil }
        }

        @Test(
            "an interface without the endpoints for a wire is refused",
            arguments: [
                Wire.bulk, .splitBulk(headerBytes: 7), .keys,
            ])
        func unsupported(wire: Wire) async throws {
            let bench = try Bench()
            let device = try bench.testbed.plugUSB(Bench.scanner())
            try await bench.appears(device)
            let error = #expect(throws: LinkError.self) {
                try USBInterfaceLink.open("\(device.node)#0", wire: wire, on: bench.bus) { _ in }
            }
            #expect(error?.reason == .unsupported)
            #expect(device.interface(0).hasDriver)
        }
    }
}
