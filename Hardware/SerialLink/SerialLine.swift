import Devices
import Glibc
import Synchronization
import Threads

/// An open port as its reading thread and its senders share it.
///
/// The handle is used under a lock, and only for calls that do not wait; all waiting is done on the descriptor without
/// the lock. A sender may so poll a descriptor that was just closed: its wait then ends wrongly or late, and the lock
/// tells it the truth.
final class SerialLine: Sendable {
    private let node: String
    private let descriptor: Int32
    private let ending: EndSignal
    private let handle: Mutex<SerialHandle?>
    private let sink: LinkSink

    init(node: String, settings: LineSettings, sink: @escaping LinkSink) throws(LinkError) {
        let opened = try SerialHandle(node: node, settings: settings)
        do {
            ending = try EndSignal()
        } catch {
            throw LinkError(systemCode: error.code, device: node, attempt: "open")
        }
        descriptor = opened.descriptor
        handle = Mutex(opened)
        self.node = node
        self.sink = sink
    }

    /// Waits for bytes and delivers them, until the device hangs up (delivered, with the port closed before) or `end`
    /// was called (not delivered).
    func readUntilEnd() {
        while true {
            let outcome = ending.wait(for: descriptor)
            if outcome == .ended { return closePort() }
            let bytes = outcome == .ready ? arrived() : []
            if bytes.isEmpty {
                closePort()
                return sink(.unplugged)
            }
            sink(.bytes(bytes))
        }
    }

    /// Tells the thread to end. It needs no lock and may be called from any thread, the reading one too.
    func end() {
        ending.tell()
    }

    /// Sends everything, waiting at most `LinkLimit.sendTimeout` for a device that takes nothing.
    func send(_ bytes: [UInt8]) throws(LinkError) {
        let attempt = "send \(bytes.count) bytes"
        var rest = bytes[...]
        while !rest.isEmpty {
            let taken = try handle.withLock { (handle) throws(LinkError) -> Int in
                switch handle {
                case .none: throw LinkError(.disconnected, device: node, attempt: attempt)
                case .some(let handle): try handle.write(rest, attempt: attempt)
                }
            }
            rest = rest.dropFirst(taken)
            if !rest.isEmpty { try waitUntilWritable(attempt: attempt) }
        }
    }

    /// What has arrived; nothing once the device is gone.
    private func arrived() -> [UInt8] {
        handle.withLock { handle in
            switch handle {
            case .none: []
            case .some(let handle): (try? handle.read()) ?? []
            }
        }
    }

    private func closePort() {
        handle.withLock { $0 = nil }
    }

    private func waitUntilWritable(attempt: String) throws(LinkError) {
        var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        let milliseconds = Int32(LinkLimit.sendTimeout.inNanoseconds / 1_000_000)
        let ready = poll(&watched, 1, milliseconds)
        if ready < 0 && errno != EINTR { throw LinkError(systemCode: errno, device: node, attempt: attempt) }
        if ready == 0 { throw LinkError(.busy, device: node, attempt: attempt) }
    }
}
