import Glibc
import Synchronization
import Threads

/// A fake device in the network, as a printer on port 9100: it waits on a loopback address, serves one host at a time, and
/// has no place in the testbed's world.
///
///     listening --connected: opened--> serving --host leaves: closed--> listening      unplug: both end
package final class FakeNetworkDevice: Sendable {
    private let address: String
    private let listener: Int32
    private let ending: EndSignal
    private let sink: @Sendable (TestbedEvent) -> Void
    /// The host's connection; -1 for none.
    private let connection = Mutex<Int32>(-1)
    private let thread = Mutex<JoinedThread?>(nil)

    /// Starts to listen. `sink` is called on the device's own thread, in order, until it is unplugged.
    ///
    /// - Parameter address: of this machine, dotted.
    package static func plugged(
        at address: String, port: UInt16, sink: @escaping @Sendable (TestbedEvent) -> Void
    ) throws(TestbedError) -> FakeNetworkDevice {
        let device = try FakeNetworkDevice(address: address, port: port, sink: sink)
        do {
            let started = try JoinedThread.start { [device] in device.serveUntilEnd() }
            device.thread.withLock { $0 = started }
        } catch {
            throw .failed("no thread for \(address)")
        }
        return device
    }

    private init(
        address: String, port: UInt16, sink: @escaping @Sendable (TestbedEvent) -> Void
    ) throws(TestbedError) {
        do {
            ending = try EndSignal()
        } catch {
            throw .failed("no signal for \(address)")
        }
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        self.address = "\(address):\(port)"
        self.sink = sink
        var on: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        inet_pton(AF_INET, address, &name.sin_addr)
        let bound = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if bound != 0 || listen(listener, 1) != 0 { throw .taken(self.address) }
    }

    deinit { _ = close(listener) }

    /// Sends from the device to the host; returns when the connection has taken everything.
    package func write(_ bytes: [UInt8]) throws(TestbedError) {
        let isSent = connection.withLock { connection in
            var rest = bytes[...]
            while !rest.isEmpty, connection >= 0 {
                let taken = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                if taken <= 0 { return false }
                rest = rest.dropFirst(taken)
            }
            return rest.isEmpty
        }
        if !isSent { throw .unplugged(node: address) }
    }

    /// The device is switched off. Nothing reaches the sink once it returned, unless it is called from the sink itself.
    package func unplug() {
        ending.tell()
        thread.withLock { $0 }?.join()
    }

    private func serveUntilEnd() {
        while ending.wait(for: listener) == .ready {
            let accepted = accept(listener, nil, nil)
            if accepted < 0 { continue }
            connection.withLock { $0 = accepted }
            sink(.opened)
            let isEnded = !deliver(from: accepted)
            connection.withLock { $0 = -1 }
            _ = close(accepted)
            if isEnded { return }
            sink(.closed)
        }
    }

    /// Delivers what the host sends until it leaves; false when the end was told first.
    private func deliver(from connection: Int32) -> Bool {
        while ending.wait(for: connection) == .ready {
            let bytes = [UInt8](unsafeUninitializedCapacity: TestbedLimit.chunkBytes) { buffer, count in
                count = max(0, read(connection, buffer.baseAddress, buffer.count))
            }
            if bytes.isEmpty { return true }
            sink(.bytes(bytes))
        }
        return false
    }
}
