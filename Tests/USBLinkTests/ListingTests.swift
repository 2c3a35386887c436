import Devices
import FakeLinks
import FakeUSB
import Testing
import USBLink

extension USBInTheTestbed {
    @Suite("What is on the USB")
    struct ListingTests {
        @Test func `an interface lists with all that its device tells`() async throws {
            let bench = try Bench()
            let device = try bench.testbed.plugUSB(Bench.scanner())
            try await bench.appears(device)
            #expect(
                bench.bus.listUSBInterfaces() == [
                    DeviceIdentity(
                        vendor: 0x0c2e, product: 0x0907, serialNumber: "S123", node: "\(device.node)#0",
                        port: .usb(interface: 0, class: 3, subclass: 0, protocol: 0), portPath: "1-1.2",
                        name: "Xenon 1900")
                ])
            device.unplug()
            try await bench.appears(device, false)
            #expect(bench.bus.listUSBInterfaces() == [])
        }

        @Test func `only interfaces that a station cares for are listed, hubs and serial ports are not`() async throws {
            let bench = try Bench()
            var composite = Bench.scanner()
            composite.interfaces = [0x02, 0x0A, 0x03, 0xFF, 0x0B, 0x08].enumerated().map { number, code in
                FakeUSBInterface(number: UInt8(number), classCode: code, endpoints: [])
            }
            let device = try bench.testbed.plugUSB(composite)
            let port = try bench.testbed.plug(
                FakePort(vendor: 1, product: 2, name: "Serial", node: "ttyACM0", portPath: "1-1.4"))
            try await bench.appears(device)
            let expected = ["\(device.node)#2", "\(device.node)#3", "\(device.node)#4"]
            #expect(bench.bus.listUSBInterfaces().map(\.node) == expected)
            #expect(bench.bus.listUSBInterfaces().map { String($0.id.text.suffix(2)) } == ["#2", "#3", "#4"])
            port.unplug()
        }

        @Test func `two devices without a serial number are told apart by their port`() async throws {
            let bench = try Bench()
            let left = try bench.testbed.plugUSB(Bench.scanner(on: "1-1.1", serial: nil))
            let right = try bench.testbed.plugUSB(Bench.scanner(on: "2-3", serial: nil))
            try await bench.appears(left)
            try await bench.appears(right)
            let listed = bench.bus.listUSBInterfaces()
            #expect(listed.map(\.portPath) == ["1-1.1", "2-3"])
            #expect(listed.map(\.serialNumber) == [nil, nil])
            #expect(Set(listed.map(\.id)).count == 2)
        }

        @Test func `a device that may not be opened is listed, and the error says what to do`() async throws {
            let bench = try Bench()
            var denied = Bench.scanner()
            denied.mayBeOpened = false
            let device = try bench.testbed.plugUSB(denied)
            try await bench.appears(device)
            #expect(bench.bus.listUSBInterfaces().first?.serialNumber == "S123")
            let error = #expect(throws: LinkError.self) {
                try USBInterfaceLink.open("\(device.node)#0", wire: .reports, on: bench.bus) { _ in }
            }
            #expect(error?.reason == .permissionDenied)
            #expect(error?.description.contains("udev rules") == true)
            #expect(error?.device == "\(device.node)#0")
        }

        @Test func `coming and going is told, and what is told is listed`() async throws {
            let bench = try Bench()
            let first = try bench.testbed.plugUSB(Bench.scanner())
            try await bench.changes.wait(for: "the coming") { !$0.isEmpty }
            try await bench.appears(first)
            let before = bench.changes.events.count
            first.unplug()
            try await bench.changes.wait(for: "the going") { $0.count > before }
            try await bench.appears(first, false)
            let second = try bench.testbed.plugUSB(Bench.scanner())
            try await bench.appears(second)
            #expect(first.node != second.node, "a bus gives a new number with every plug")
            let told = bench.changes.events.count
            bench.bus.stop()
            bench.bus.stop()
            second.unplug()
            try await Task.sleep(for: .milliseconds(20))
            #expect(bench.changes.events.count == told, "a stopped bus tells nothing")
        }

        @Test func `two fake devices cannot share a port, whatever they are`() throws {
            let bench = try Bench()
            let device = try bench.testbed.plugUSB(Bench.scanner(on: "1-1.2"))
            #expect(throws: TestbedError.taken("1-1.2")) { try bench.testbed.plugUSB(Bench.printer(on: "1-1.2")) }
            #expect(throws: TestbedError.taken("1-1")) { try bench.testbed.plugUSB(Bench.printer(on: "1-1")) }
            let port = FakePort(vendor: 1, product: 2, name: "Serial", node: "ttyACM0", portPath: "1-1.2")
            #expect(throws: TestbedError.taken("1-1.2")) { try bench.testbed.plug(port) }
            device.unplug()
            device.unplug()
            try bench.testbed.plug(port).unplug()
        }
    }
}
