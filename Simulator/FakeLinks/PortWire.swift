import CTestbed
import Glibc
import Synchronization
import Threads

/// The device's end of a fake port, as its listening thread, its writers and the C side share it.
final class PortWire: Sendable {
    /// What the C side and `endThread` tell the listening thread, one byte each through a pipe, so that it stays in
    /// order.
    private enum Signal: UInt8 { case closed, opened, end }

    /// What exists while the device is plugged in.
    private struct Plugged: @unchecked Sendable {
        var port: OpaquePointer?
        var wire: Int32 = -1
    }

    let device: FakePort
    let minor: Int32
    private let sink: @Sendable (TestbedEvent) -> Void
    private let signals: (read: Int32, write: Int32)
    private let plugged = Mutex(Plugged())
    private let open = Atomic(false)
    /// Listens from the plugging until the end is told.
    private let thread = Mutex<JoinedThread?>(nil)

    init(device: FakePort, minor: Int32, sink: @escaping @Sendable (TestbedEvent) -> Void) throws(TestbedError) {
        var ends: [Int32] = [-1, -1]
        if pipe(&ends) != 0 { throw .failed("no pipe for \(device.node)") }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        signals = (ends[0], ends[1])
        self.device = device
        self.minor = minor
        self.sink = sink
    }

    deinit {
        _ = close(signals.read)
        _ = close(signals.write)
    }

    var lineSpeed: Int { plugged.withLock { $0.port.map { Int(testbed_port_speed($0)) } ?? 0 } }

    var unreadBytes: Int { plugged.withLock { $0.port.map { Int(testbed_port_unread($0)) } ?? 0 } }

    var isOpen: Bool { open.load(ordering: .acquiring) }

    func write(_ bytes: [UInt8]) throws(TestbedError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let (taken, code, wire) = plugged.withLock { plugged in
                let taken = rest.withUnsafeBytes { Glibc.write(plugged.wire, $0.baseAddress, $0.count) }
                return (taken, errno, plugged.wire)
            }
            if taken > 0 { rest = rest.dropFirst(taken) }
            if taken < 0 && code != EAGAIN && code != EINTR { throw .unplugged(node: device.node) }
            if !rest.isEmpty { try waitUntilWritable(wire) }
        }
    }

    private func waitUntilWritable(_ wire: Int32) throws(TestbedError) {
        var watched = pollfd(fd: wire, events: Int16(POLLOUT), revents: 0)
        let milliseconds = Int32(TestbedLimit.writeTimeout.components.seconds * 1000)
        if poll(&watched, 1, milliseconds) == 0 { throw .stuck(node: device.node) }
    }
}

// MARK: - Plugging

extension PortWire {
    /// Attaches the device and starts to listen. The C side calls back until `unplug`; the world keeps the wire until
    /// then.
    func plug(into bed: OpaquePointer, number: Int32) throws(TestbedError) {
        var failure = [CChar](repeating: 0, count: 256)
        let port = device.withC(number: number, minor: minor) { description in
            testbed_plug(
                bed, &description,
                { context, ready in
                    guard let context else { return }
                    Unmanaged<PortWire>.fromOpaque(context).takeUnretainedValue().tell(ready ? .opened : .closed)
                }, Unmanaged.passUnretained(self).toOpaque(), &failure, failure.count)
        }
        guard let port else {
            let text = failure.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
            throw .failed("\(device.node): \(String(decoding: text, as: UTF8.self))")
        }
        let wire = testbed_port_wire(port)
        plugged.withLock { $0 = Plugged(port: port, wire: wire) }
        do {
            try startThread()
        } catch {
            unplug(from: bed)
            throw error
        }
    }

    func unplug(from bed: OpaquePointer) {
        plugged.withLock { plugged in
            if let port = plugged.port { testbed_unplug(bed, port) }
            plugged = Plugged()
        }
        open.store(false, ordering: .releasing)
    }
}

// MARK: - Listening

extension PortWire {
    /// Ends the thread and waits for it, unless this is that thread.
    func endThread() {
        tell(.end)
        thread.withLock { $0 }?.join()
    }

    private func startThread() throws(TestbedError) {
        do {
            let started = try JoinedThread.start { [self] in listenUntilEnd() }
            thread.withLock { $0 = started }
        } catch {
            throw .failed("no thread for \(device.node): \(String(cString: strerror(error.code)))")
        }
    }

    /// Delivers what the host sends and does, until the end is told.
    private func listenUntilEnd() {
        let wire = plugged.withLock { $0.wire }
        var watched = [pollfd(fd: signals.read, events: Int16(POLLIN), revents: 0)]
        watched.append(pollfd(fd: wire, events: Int16(POLLIN), revents: 0))
        while true {
            if poll(&watched, nfds_t(watched.count), -1) < 0 && errno != EINTR { return }
            // Bytes before signals: what the host sent before it closed comes first.
            let bytes = watched[1].revents & Int16(POLLIN) != 0 ? sent() : []
            if !bytes.isEmpty { sink(.bytes(bytes)) }
            if watched[0].revents != 0 && !deliverSignals() { return }
        }
    }

    /// False when the thread is to end.
    private func deliverSignals() -> Bool {
        for byte in Self.bytes(from: signals.read) {
            switch Signal(rawValue: byte) {
            case .opened:
                open.store(true, ordering: .releasing)
                sink(.opened)
            case .closed:
                open.store(false, ordering: .releasing)
                sink(.closed)
            case .end, nil: return false
            }
        }
        return true
    }

    /// What the host sent; nothing once unplugged, when the descriptor may be another's already.
    private func sent() -> [UInt8] {
        plugged.withLock { $0.port == nil ? [] : Self.bytes(from: $0.wire) }
    }

    private func tell(_ signal: Signal) {
        var byte = signal.rawValue
        _ = Glibc.write(signals.write, &byte, 1)
    }

    private static func bytes(from descriptor: Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: TestbedLimit.chunkBytes) { buffer, count in
            count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
        }
    }
}
