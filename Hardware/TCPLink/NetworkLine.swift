import Devices
import Glibc
import Synchronization
import Threads

/// A socket as its serving thread and its senders share it.
///
///     connecting --accepted--> open --other side closes, time-out--> gone: `unplugged` is told
///          \---- refused, no answer ------------------------------/   (never after `end`)
final class NetworkLine: Sendable {
    /// The most one read takes.
    private static let readBytes = 512

    private enum Phase { case serving, gone }
    private struct Outgoing {
        var phase = Phase.serving
        var waiting: [UInt8] = []
    }

    let name: String
    private let address: sockaddr_in
    private let socket: Int32
    private let wakeup: Wakeup
    private let outgoing = Mutex(Outgoing())
    private let sink: LinkSink

    init(host: String, port: UInt16, sink: @escaping LinkSink) throws(LinkError) {
        name = "tcp://\(host):\(port)"
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        if inet_pton(AF_INET, host, &address.sin_addr) != 1 {
            throw LinkError(.notFound, device: name, attempt: "connect")
        }
        self.address = address
        do {
            wakeup = try Wakeup()
        } catch {
            throw LinkError(systemCode: error.code, device: name, attempt: "connect")
        }
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        socket = Glibc.socket(AF_INET, kind, 0)
        if socket < 0 { throw LinkError(systemCode: errno, device: name, attempt: "connect") }
        self.sink = sink
        // A printer that was switched off is noticed although nothing is sent to it.
        for (level, option, value) in [
            (SOL_SOCKET, SO_KEEPALIVE, 1), (tcpLevel, TCP_KEEPIDLE, 10), (tcpLevel, TCP_KEEPINTVL, 5),
            (tcpLevel, TCP_KEEPCNT, 3),
        ] {
            var setting = Int32(value)
            setsockopt(socket, level, option, &setting, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    deinit { _ = close(socket) }

    func end() { wakeup.end() }

    func send(_ bytes: [UInt8]) throws(LinkError) {
        let attempt = "send \(bytes.count) bytes"
        try outgoing.withLock { (outgoing) throws(LinkError) in
            if outgoing.phase == .gone { throw LinkError(.disconnected, device: name, attempt: attempt) }
            if outgoing.waiting.count + bytes.count > LinkLimit.queueBytes {
                throw LinkError(.busy, device: name, attempt: attempt)
            }
            outgoing.waiting += bytes
        }
        wakeup.nudge()
    }

    func serveUntilEnd() {
        if connects() { serve() }
        let isEnded = wakeup.wait(for: -1, writing: false, milliseconds: 0).isEnded
        outgoing.withLock { $0 = Outgoing(phase: .gone) }
        shutdown(socket, Int32(SHUT_RDWR))
        if !isEnded { sink(.unplugged) }
    }

    /// False when the connection could not be made, or the end was told first.
    private func connects() -> Bool {
        var address = address
        let begun = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if begun == 0 { return true }
        if errno != EINPROGRESS { return false }
        let until = NetworkLimit.connectTimeout
        let give = Int32(until.inNanoseconds / 1_000_000)
        let started = monotonicMilliseconds()
        while true {
            let left = give - Int32(clamping: monotonicMilliseconds() - started)
            let outcome = wakeup.wait(for: socket, writing: true, milliseconds: max(0, left))
            if outcome.isEnded || left <= 0 { return false }
            if outcome.canRead || outcome.canWrite { return failure == 0 }
        }
    }

    private func serve() {
        while true {
            let isWriting = outgoing.withLock { !$0.waiting.isEmpty }
            let outcome = wakeup.wait(for: socket, writing: isWriting)
            if outcome.isEnded { return }
            if outcome.canWrite && !writeWaiting() { return }
            guard outcome.canRead else { continue }
            var code: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: Self.readBytes) { buffer, count in
                let got = recv(socket, buffer.baseAddress, buffer.count, 0)
                code = got < 0 ? errno : got == 0 ? ECONNRESET : 0
                count = max(0, got)
            }
            if code == EAGAIN || code == EINTR { continue }
            if code != 0 { return }
            sink(.bytes(bytes))
        }
    }

    /// False when the connection is broken.
    private func writeWaiting() -> Bool {
        outgoing.withLock { outgoing in
            let taken = outgoing.waiting.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if taken > 0 { outgoing.waiting.removeFirst(taken) }
            return taken >= 0 || errno == EAGAIN || errno == EINTR
        }
    }

    /// The socket's own error, and none once it was read.
    private var failure: Int32 {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &size)
        return code
    }
}

/// `IPPROTO_TCP`, which Swift imports as an enumeration's case.
private let tcpLevel: Int32 = 6

private func monotonicMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
