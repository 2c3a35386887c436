import CLibSerialPort
import Devices
import Glibc
import Synchronization

/// An open port as its reading thread and its senders share it.
///
/// The handle is used under a lock, and only for calls that do not wait; all waiting is done on the descriptor without
/// the lock. A sender may so poll a descriptor that was just closed: its wait then ends wrongly or late, and the lock
/// tells it the truth.
final class SerialLine: Sendable {
    private let node: String
    private let descriptor: Int32
    /// An eventfd that becomes readable when the thread is to end.
    private let ending: Int32
    private let handle: Mutex<SerialHandle?>
    private let sink: LinkSink

    init(node: String, settings: LineSettings, sink: @escaping LinkSink) throws(LinkError) {
        let opened = try SerialHandle(node: node, settings: settings)
        ending = eventfd(0, CInt(EFD_CLOEXEC))
        if ending < 0 { throw LinkError(systemCode: errno, device: node, attempt: "open") }
        descriptor = opened.descriptor
        handle = Mutex(opened)
        self.node = node
        self.sink = sink
    }

    deinit { _ = Glibc.close(ending) }

    /// Waits for bytes and delivers them, until the device hangs up (delivered, with the port closed before) or `end`
    /// was called (not delivered).
    func readUntilEnd() {
        var watched = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        watched.append(pollfd(fd: ending, events: Int16(POLLIN), revents: 0))
        while true {
            let ready = poll(&watched, nfds_t(watched.count), -1)
            if ready < 0 && errno == EINTR { continue }
            if watched[1].revents != 0 { return closePort() }
            let bytes = ready < 0 ? [] : arrived()
            if bytes.isEmpty {
                closePort()
                return sink(.unplugged)
            }
            sink(.bytes(bytes))
        }
    }

    /// Tells the thread to end. It needs no lock and may be called from any thread, the reading one too.
    func end() {
        eventfd_write(ending, 1)
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
