import Devices
import Glibc

/// Tells the service manager how the station is, by the protocol of sd_notify(3): one datagram to `$NOTIFY_SOCKET`.
/// Without that variable it tells nobody.
struct Notifier: ~Copyable {
    private let socket: Int32
    private let address: sockaddr_un?
    private let addressLength: socklen_t
    /// How often `alive` must be told, half of what the manager allows; nil without a watchdog.
    let watchdogInterval: Duration?

    init(environment: [String: String]) {
        let path = environment["NOTIFY_SOCKET"] ?? ""
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        if bytes.isEmpty || bytes.count >= room {
            self.address = nil
            socket = -1
        } else {
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            // A leading @ stands for the abstract namespace's zero byte.
            if bytes[0] == UInt8(ascii: "@") { withUnsafeMutableBytes(of: &address.sun_path) { $0[0] = 0 } }
            self.address = address
            socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        }
        addressLength = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let isOurs = environment["WATCHDOG_PID"].flatMap(Int32.init) ?? getpid() == getpid()
        let microseconds = isOurs ? environment["WATCHDOG_USEC"].flatMap(Int64.init) : nil
        watchdogInterval = microseconds.map { .microseconds($0 / 2) }
    }

    deinit { if socket >= 0 { close(socket) } }

    func ready() { tell("READY=1\nSTATUS=taking scans") }
    func alive() { tell("WATCHDOG=1") }
    func stopping() { tell("STOPPING=1") }
    func status(_ text: String) { tell("STATUS=\(text)") }

    private func tell(_ text: String) {
        guard socket >= 0, var address else { return }
        let bytes = Array(text.utf8)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                _ = sendto(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL), name, addressLength)
            }
        }
    }
}
