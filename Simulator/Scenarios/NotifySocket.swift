import Devices
import Glibc
import Synchronization

/// The service manager's end of sd_notify(3): a datagram socket in the abstract namespace, so that no file is left behind.
struct NotifySocket: ~Copyable {
    /// As `NOTIFY_SOCKET` wants it, with `@` for the zero byte.
    let name: String
    private let socket: Int32
    private static let made = Atomic(0)

    /// Nil where no socket can be had.
    init?() {
        let number = NotifySocket.made.wrappingAdd(1, ordering: .relaxed).newValue
        name = "@scansim-\(getpid())-\(number)"
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        if socket < 0 { return nil }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = [0] + name.utf8.dropFirst()
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) == 0 }
        }
        if !bound {
            close(socket)
            return nil
        }
    }

    deinit { close(socket) }

    /// Waits for one datagram; whether it has this line.
    func hears(_ line: String, within limit: Duration) -> Bool {
        var watched = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        guard poll(&watched, 1, Int32(limit.inNanoseconds / 1_000_000)) > 0 else { return false }
        let text = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            count = max(0, recv(socket, buffer.baseAddress, buffer.count, 0))
        }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").contains { $0 == line }
    }
}
