import Devices
import FakeLinks
import HotPlug
import SerialLink
import Testing

extension InTheTestbed {
    @Suite("Hot plug")
    struct HotPlugTests {
        @Test func `ports are told as they come and go`() async throws {
            let bench = try Bench()
            let seen = Inbox<HotPlugEvent>()
            let monitor = try HotPlugMonitor.start { seen.take($0) }
            let first = try bench.testbed.plug(Bench.scanner("ttyACM0", on: "1-1.1"))
            let second = try bench.testbed.plug(Bench.scanner("ttyACM1", on: "1-1.2"))
            first.unplug()
            let third = try bench.testbed.plug(Bench.scanner("ttyACM0", on: "1-1.3"))
            let expected: [HotPlugEvent] = [
                .appeared(node: "/dev/ttyACM0"), .appeared(node: "/dev/ttyACM1"), .vanished(node: "/dev/ttyACM0"),
                .appeared(node: "/dev/ttyACM0"),
            ]
            try await seen.wait(for: "four events") { $0.count >= expected.count }
            #expect(seen.events == expected)
            monitor.stop()
            second.unplug()
            third.unplug()
            try await Task.sleep(for: .milliseconds(20))
            #expect(seen.events == expected, "a stopped monitor tells nothing")
        }

        @Test func `a port that is told can be opened at once`() async throws {
            let bench = try Bench()
            let results = Inbox<String>()
            let monitor = try HotPlugMonitor.start { event in
                guard case .appeared(let node) = event else { return }
                do throws(LinkError) {
                    try SerialPortLink.open(node, settings: LineSettings()) { _ in }.close()
                    results.take("opened")
                } catch {
                    results.take(error.description)
                }
            }
            for round in 1...5 {
                let port = try bench.testbed.plug(Bench.scanner())
                try await results.wait(for: "the opening") { $0.count >= round }
                port.unplug()
            }
            #expect(results.events == Array(repeating: "opened", count: 5))
            monitor.stop()
            monitor.stop()
        }

        @Test func `two fake devices cannot share a node or a port`() throws {
            let bench = try Bench()
            let port = try bench.testbed.plug(Bench.scanner("ttyACM0", on: "1-1.1"))
            #expect(throws: TestbedError.taken("ttyACM0")) {
                try bench.testbed.plug(Bench.scanner("ttyACM0", on: "1-1.2"))
            }
            #expect(throws: TestbedError.taken("1-1.1")) {
                try bench.testbed.plug(Bench.scanner("ttyACM1", on: "1-1.1"))
            }
            port.unplug()
            #expect(throws: TestbedError.unplugged(node: "ttyACM0")) { try port.write([0x41]) }
        }
    }
}
