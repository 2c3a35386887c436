import FakeUSB
import Synchronization
import Testing
import USBIP

/// A bus with devices that have a bulk endpoint each way, and what their firmware heard.
final class Bench: Sendable {
    /// What a device's firmware was told.
    enum Heard: Hashable, Sendable {
        case bytes([UInt8], endpoint: UInt8)
        case host(USBHostEvent)
        case asked(ControlSetup, [UInt8])
    }

    /// What the bus logged.
    final class Log: Sendable {
        private let lines = Mutex<[String]>([])
        var texts: [String] { lines.withLock { $0 } }
        func take(_ text: String) { lines.withLock { $0.append(text) } }
    }

    let bus: USBIPBus
    let log = Log()
    private let told = Mutex<[Heard]>([])
    var heard: [Heard] { told.withLock { $0 } }

    init() throws { bus = try USBIPBus(port: 0) { [log] in log.take($0) } }

    static func printer(_ portPath: String, serial: String? = "N1") -> FakeUSBDevice {
        FakeUSBDevice(
            vendor: 0x0A5F, product: 0x0100, serialNumber: serial, name: "Printer", portPath: portPath,
            interfaces: [
                FakeUSBInterface(
                    classCode: 7, subclassCode: 1, protocolCode: 2,
                    endpoints: [FakeUSBEndpoint(0x81, .bulk), FakeUSBEndpoint(0x02, .bulk)])
            ])
    }

    @discardableResult
    func plug(_ device: FakeUSBDevice = printer("1-1")) throws -> USBIPDevice {
        var firmware = FakeUSBFirmware()
        firmware.received = { [weak self] endpoint, bytes in self?.hear(.bytes(bytes, endpoint: endpoint)) }
        firmware.host = { [weak self] event in self?.hear(.host(event)) }
        firmware.control = { [weak self] setup, bytes in
            self?.hear(.asked(setup, bytes))
            // A class request 1 is never answered, 2 is answered.
            return setup.request == 1 ? .silent : setup.request == 2 ? .done([1, 2, 3]) : .stalled
        }
        return try bus.plug(device, firmware: firmware)
    }

    private func hear(_ heard: Heard) { told.withLock { $0.append(heard) } }

    /// Waits until this is so, which is looked at every millisecond; five seconds in vain are a failure.
    func wait(for what: String, until satisfied: () -> Bool) async throws {
        for _ in 0..<5_000 {
            if satisfied() { return }
            try await Task.sleep(for: .milliseconds(1))
        }
        Issue.record("waited in vain for \(what)")
        throw CancellationError()
    }

    func wait(forHeard wanted: Heard) async throws {
        try await wait(for: "\(wanted)") { heard.contains(wanted) }
    }

    /// A bus with a device that a host has imported.
    static func imported() throws -> (Bench, USBIPDevice, Host) {
        let bench = try Bench()
        return (bench, try bench.plug(), try bench.host())
    }

    /// A host that has imported the device.
    func host(_ busID: String = "1-1") throws -> Host {
        let host = try Host(bus)
        try #require(try host.importDevice(busID) == 0)
        return host
    }
}
