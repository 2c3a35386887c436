import Devices
import FakeLinks
import Synchronization

/// A fake scanner with a stopwatch: a bell scanner, whose every verdict ends with CR.
final class BenchScanner: Sendable {
    private static let patience: Duration = .seconds(10)

    let device: FakePort
    private let port: Mutex<TestbedPort?> = Mutex(nil)
    private let verdicts = BenchInbox<Int64>()
    private let openings = BenchInbox<Int64>()

    init(number: Int) {
        device = FakePort(
            vendor: 0x05E0, product: 0x1701, serialNumber: "BENCH\(number)", name: "Bench scanner",
            node: "ttyACM\(number)", portPath: "1-1.\(number + 1)")
    }

    var serial: String { device.serialNumber ?? "" }
    var node: String { "/dev/" + device.node }

    func plug(into testbed: Testbed) throws {
        forget()
        let plugged = try testbed.plug(device) { [verdicts, openings] event in
            let at = benchNow()
            switch event {
            case .bytes(let bytes): for byte in bytes where byte == UInt8(ascii: "\r") { verdicts.put(at) }
            case .opened: openings.put(at)
            case .closed: break
            }
        }
        port.withLock { $0 = plugged }
    }

    func unplug() { port.withLock { $0.take() }?.unplug() }

    /// When the host opened the port.
    @discardableResult
    func opened() throws(BenchError) -> Int64 {
        guard let at = openings.take(within: Self.patience) else { throw BenchError("nobody opens \(node)") }
        return at
    }

    /// When the next verdict's last byte came.
    @discardableResult
    func verdict() throws(BenchError) -> Int64 {
        guard let at = verdicts.take(within: Self.patience) else { throw BenchError("no verdict at \(node)") }
        return at
    }

    func send(_ payload: [UInt8]) throws {
        try port.withLock { $0 }?.write(payload + [UInt8(ascii: "\r")])
    }

    /// Forgets what came and was not asked for.
    func forget() {
        verdicts.forget()
        openings.forget()
    }

    /// Scans and waits: when the verdict's last byte came.
    func timedScan(_ payload: [UInt8]) throws -> Int64 {
        try send(payload)
        return try verdict()
    }

    /// Scans and waits: from the scan's bytes being written to the verdict's last byte, in nanoseconds.
    func scan(_ payload: [UInt8]) throws -> Int64 {
        let begun = benchNow()
        try send(payload)
        return try verdict() - begun
    }
}
