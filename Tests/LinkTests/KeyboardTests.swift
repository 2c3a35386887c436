import Devices
import FakeLinks
import HotPlug
import InputLink
import Testing

extension InTheTestbed {
    @Suite("A grabbed keyboard")
    struct KeyboardTests {
        private static let keypad = FakePort(
            kind: .keyboard, vendor: 0x04D9, product: 0x1603, serialNumber: "K7", name: "Numeric Keypad",
            node: "input/event3", portPath: "1-1.4")
        /// 7 and Enter of a keypad.
        private static let seven: UInt8 = 0x5F
        private static let enter: UInt8 = 0x58

        private static func press(_ usage: UInt8) -> [UInt8] {
            [true, false].flatMap { KernelKeys.bytes(of: [KeyEvent(usage: usage, isDown: $0)]) }
        }

        @Test func `a keyboard lists with all that its device tells`() throws {
            let bench = try Bench()
            let port = try bench.testbed.plug(Self.keypad)
            #expect(
                listKeyboards() == [
                    DeviceIdentity(
                        vendor: 0x04D9, product: 0x1603, serialNumber: "K7", node: "/dev/input/event3", port: .input,
                        portPath: "1-1.4", name: "Numeric Keypad")
                ])
            port.unplug()
            #expect(listKeyboards() == [])
        }

        @Test func `delivers the keys of one moment as one chunk, however they are cut`() async throws {
            let bench = try Bench()
            let host = Inbox<TestbedEvent>()
            let port = try bench.testbed.plug(Self.keypad) { host.take($0) }
            let station = Inbox<LinkEvent>()
            let link = try KeyboardLink.open("/dev/input/event3") { station.take($0) }
            try await host.wait(for: "the grab") { $0.contains(.opened) }
            let events = Self.press(Self.seven) + Self.press(Self.enter)
            for byte in stride(from: 0, to: events.count, by: 24) { try port.write(Array(events[byte..<byte + 24])) }
            let chunks: [LinkEvent] = [Self.seven, Self.enter].flatMap {
                [LinkEvent.bytes([$0, 1]), .bytes([$0, 0])]
            }
            try await station.wait(for: "both keys") { $0 == chunks }
            link.close()
            try await host.wait(for: "the keys given back") { $0.contains(.closed) }
        }

        @Test func `is taken for one program alone`() async throws {
            let bench = try Bench()
            let port = try bench.testbed.plug(Self.keypad)
            let first = try KeyboardLink.open("/dev/input/event3") { _ in }
            let error = #expect(throws: LinkError.self) { try KeyboardLink.open("/dev/input/event3") { _ in } }
            #expect(error?.reason == .busy)
            first.close()
            let second = try KeyboardLink.open("/dev/input/event3") { _ in }
            second.close()
            port.unplug()
        }

        @Test func `a pulled plug is told once, and takes nothing`() async throws {
            let bench = try Bench()
            let port = try bench.testbed.plug(Self.keypad)
            let station = Inbox<LinkEvent>()
            let link = try KeyboardLink.open("/dev/input/event3") { station.take($0) }
            port.unplug()
            try await station.wait(for: "the unplugging") { $0.contains(.unplugged) }
            #expect(station.events == [.unplugged])
            #expect(throws: LinkError.self) { try link.send([1]) }
            link.close()
            #expect(throws: LinkError.self) { try KeyboardLink.open("/dev/input/event3") { _ in } }
        }

        @Test func `lost events end the link, because nobody knows then which keys are down`() async throws {
            let bench = try Bench()
            let port = try bench.testbed.plug(Self.keypad)
            let station = Inbox<LinkEvent>()
            let link = try KeyboardLink.open("/dev/input/event3") { station.take($0) }
            try port.write(KernelKeys.overrun + Self.press(Self.seven))
            try await station.wait(for: "the end") { $0.contains(.unplugged) }
            #expect(bytes(station.events).isEmpty)
            link.close()
        }

        @Test func `its coming and going is seen`() async throws {
            let bench = try Bench()
            let seen = Inbox<HotPlugEvent>()
            let monitor = try HotPlugMonitor.start { seen.take($0) }
            let port = try bench.testbed.plug(Self.keypad)
            try await seen.wait(for: "the coming") { $0.contains(.appeared(node: "/dev/input/event3")) }
            port.unplug()
            try await seen.wait(for: "the going") { $0.contains(.vanished(node: "/dev/input/event3")) }
            monitor.stop()
        }
    }
}
