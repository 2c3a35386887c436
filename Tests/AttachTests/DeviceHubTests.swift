import Attach
import Catalog
import Devices
import Drivers
import Testing

@Suite("The hub") struct DeviceHubTests {
    private static let node = "/dev/ttyACM0"
    private static let identity = DeviceIdentity(
        vendor: 0x05E0, product: 0x1701, serialNumber: "7", node: node, portPath: "1-1")

    /// A hub with one scanner that is open and speaks SSI.
    private func opened() -> DeviceHub {
        var hub = DeviceHub(rules: [RoleRule(match: .any, lane: 1, track: "both")]) { device in
            var device = device
            device.model.language = .ssi(SSISettings())
            return device
        }
        _ = hub.present([Self.identity], at: .start)
        _ = hub.opened(node: Self.node, at: .start)
        return hub
    }

    private func isReady(_ output: HubOutput) -> Bool {
        if case .ready = output { return true }
        return false
    }

    @Test func `a device that has not answered yet is open and not ready`() {
        let hub = opened()
        #expect(hub.ready.isEmpty)
        #expect(hub.inventory.map(\.phase) == [.open])
    }

    @Test func `is told that a device is ready before its first reading, also where that came before every answer`() {
        var hub = opened()
        let told = hub.received(Array("T1\r".utf8), node: Self.node, at: .start)
        let ready = told.firstIndex(where: isReady)
        let scan = told.firstIndex { if case .scan = $0 { true } else { false } }
        #expect(ready != nil && scan != nil)
        #expect((ready ?? 1) < (scan ?? 0))
        #expect(hub.inventory.map(\.phase) == [.ready])
    }

    @Test func `an answer makes a device ready, and its loss is told only then`() {
        var hub = opened()
        let ack: [UInt8] = [0x04, 0xD0, 0x00, 0x00, 0xFF, 0x2C]
        #expect(hub.received(ack, node: Self.node, at: .start).filter(isReady).count == 1)
        #expect(hub.unplugged(node: Self.node, at: .start).contains(.lost(DeviceID("05e0:1701/7"))))
        var other = opened()
        #expect(!other.unplugged(node: Self.node, at: .start).contains(.lost(DeviceID("05e0:1701/7"))))
    }
}
