import Attach
import Catalog
import Devices
import Drivers
import Foundation
import Testing

private func device(_ vendor: UInt16?, _ product: UInt16?, _ node: String = "/dev/ttyACM0") -> DeviceIdentity {
    DeviceIdentity(vendor: vendor, product: product, node: node)
}

/// Ids as the system tells them, and the name of the entry that must win.
struct Known: Sendable {
    var vendor: UInt16?
    var product: UInt16?
    var node = "/dev/ttyACM0"
    var name: String?
}

@Suite("The device table")
struct DeviceTableTests {
    @Test(
        "knows its devices, the exacter entry first",
        arguments: [
            Known(vendor: 0x05E0, product: 0x1701, name: "Zebra USB CDC host"),
            Known(vendor: 0x0C2E, product: 0x0720, name: "Honeywell Metrologic bi-directional serial"),
            Known(vendor: 0x0C2E, product: 0x0B6A, name: "Honeywell USB serial"),
            Known(vendor: 0x05F9, product: 0x4204, name: "Datalogic RS-232 emulation"),
            Known(vendor: 0x1EAB, product: 0x1A06, name: "Newland USB CDC"),
            Known(vendor: 0x1EAB, product: 0x8306, name: "Newland USB CDC"),
            Known(vendor: 0x1EAB, product: 0x1A03, name: "USB serial scanner"),
            Known(vendor: 0x065A, product: 0x0009, name: "Opticon USB serial"),
            Known(vendor: 0x1FBB, product: 0x3850, name: "Cino USB CDC"),
            Known(vendor: 0x27DD, product: 0x0002, name: "Mindeo virtual COM port"),
            Known(vendor: 0x1234, product: 0x5678, name: "USB serial scanner"),
            Known(vendor: 0x0403, product: 0x6001, node: "/dev/ttyUSB0", name: "RS-232 scanner on an adaptor"),
            Known(vendor: 0x1234, product: 0x5678, node: "/dev/hidraw0", name: nil),
            Known(vendor: nil, product: nil, node: "/dev/ttyS0", name: nil),
        ])
    func knows(known: Known) {
        let identity = device(known.vendor, known.product, known.node)
        #expect(DeviceTable.standard.model(for: identity)?.name == known.name)
    }

    @Test func `names every entry once and gives its source`() {
        let models = DeviceTable.standard.models
        #expect(Set(models.map(\.name)).count == models.count)
        #expect(models.allSatisfy { !$0.source.isEmpty && $0.role == .scanner })
    }

    @Test("makes a driver for every entry that reads a line", arguments: DeviceTable.standard.models)
    func makesDriver(model: DeviceModel) {
        let attached = Attached(id: DeviceID("x"), identity: device(1, 2), model: model, rule: 0)
        var driver = attached.makeDriver()
        #expect(driver.received(Array("A\r".utf8), at: .start) == [.scan(Scan(payload: [0x41]))])
        let told = model.verdict.bytes(for: .refused)
        #expect(driver.tell(.refused, at: .start) == (told.isEmpty ? [] : [.send(told)]))
    }

    @Test func `and the rules for udev are one`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Hardware/udev/60-scanstation.rules").standardizedFileURL
        if ProcessInfo.processInfo.environment["SCANSTATION_WRITE_GENERATED"] != nil {
            try DeviceTable.standard.udevRules().write(to: file, atomically: true, encoding: .utf8)
        }
        let installed = try String(contentsOf: file, encoding: .utf8)
        #expect(installed == DeviceTable.standard.udevRules(), "SCANSTATION_WRITE_GENERATED=1 writes it anew")
    }

    @Test func `gives udev one rule for the USB device and one for the port of each entry with ids`() {
        let rules = DeviceTable.standard.udevRules()
        let withIDs = DeviceTable.standard.models.count { $0.vendor != nil }
        let lines = rules.split(separator: "\n")
        #expect(lines.count { $0.contains(#"ENV{ID_MM_DEVICE_IGNORE}="1""#) } == 2 * withIDs)
        #expect(lines.count { $0.contains(#"GROUP="dialout", MODE="0660""#) } == withIDs)
        #expect(rules.contains(#"ATTRS{idVendor}=="1eab", ATTRS{idProduct}=="??06""#))
    }
}
