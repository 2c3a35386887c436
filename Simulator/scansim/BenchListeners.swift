import Glibc

/// Connections to a station's screen that listen as browsers do; some of them take nothing.
final class BenchListeners: @unchecked Sendable {
    // Written before the thread starts, and after it has ended.
    private var sockets: [Int32] = []
    private let stalled: Int
    private let wake: (read: Int32, write: Int32)
    private var thread = pthread_t()

    /// - Parameter stalled: the first so many of them never read.
    init(port: Int, count: Int, stalled: Int) throws(BenchError) {
        self.stalled = stalled
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw BenchError("no pipe") }
        wake = (ends[0], ends[1])
        for index in 0..<count {
            let socket = try connected(port)
            if index < stalled {
                // As little room as the kernel allows, so that it is full soon.
                var size: Int32 = 1
                setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
            }
            let request = Array("GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n".utf8)
            guard write(socket, request, request.count) == request.count else { throw BenchError("no request") }
            sockets.append(socket)
        }
        let listening = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<BenchListeners>.fromOpaque(context).takeRetainedValue().read()
                return nil
            }, listening.toOpaque())
        if code != 0 {
            listening.release()
            throw BenchError("no thread")
        }
    }

    func end() {
        close(wake.write)
        pthread_join(thread, nil)
        for socket in sockets { close(socket) }
        close(wake.read)
    }

    /// Takes what comes, until the end.
    private func read() {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var waiting = ([wake.read] + sockets.dropFirst(stalled)).map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        while poll(&waiting, nfds_t(waiting.count), -1) >= 0 {
            if waiting[0].revents != 0 { return }
            for place in waiting.indices where waiting[place].revents != 0 {
                if recv(waiting[place].fd, &buffer, buffer.count, 0) <= 0 { waiting[place].fd = -1 }
            }
        }
    }
}

/// A port of loopback that nobody has now.
func freePort() throws(BenchError) -> Int {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = loopback(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(socket, $0, length) == 0 ? getsockname(socket, $0, &length) : -1
        }
    }
    guard code == 0 else { throw BenchError("no port") }
    return Int(UInt16(bigEndian: address.sin_port))
}

private func loopback(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
}

private func connected(_ port: Int) throws(BenchError) -> Int32 {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = loopback(port)
    for _ in 0..<200 {
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if code == 0 { return socket }
        benchPause(.milliseconds(20))
    }
    close(socket)
    throw BenchError("nobody serves a screen at port \(port)")
}

/// The body that a screen answers with.
func fetched(_ path: String, port: Int) throws(BenchError) -> [UInt8] {
    let socket = try connected(port)
    defer { close(socket) }
    let request = Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n".utf8)
    _ = write(socket, request, request.count)
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
        let count = recv(socket, &buffer, buffer.count, 0)
        if count <= 0 { break }
        all += buffer[..<count]
    }
    let end = Array("\r\n\r\n".utf8)
    guard let head = all.indices.first(where: { all[$0...].starts(with: end) }) else {
        throw BenchError("no answer: \(path)")
    }
    return Array(all[(head + end.count)...])
}

/// Somebody in the network who sends the screen whatever comes to mind: halves of requests, foreign names, bodies without end,
/// noise; connection after connection, a pause after each, until the end.
final class BenchAttack: @unchecked Sendable {
    // Set once, by the thread that ends it.
    private var isOver = false
    private let port: Int
    private var thread = pthread_t()

    init(port: Int) throws(BenchError) {
        self.port = port
        let attacking = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<BenchAttack>.fromOpaque(context).takeRetainedValue().attack()
                return nil
            }, attacking.toOpaque())
        if code != 0 {
            attacking.release()
            throw BenchError("no thread")
        }
    }

    func end() {
        isOver = true
        pthread_join(thread, nil)
    }

    private static let bits = [
        "GET / HTTP/1.1\r\n", "POST /api/v1/events HTTP/1.1\r\n", "Host: 127.0.0.1\r\n", "Host: evil.example\r\n",
        "\r\n",
        "Content-Length: 99999999999\r\n", "Transfer-Encoding: chunked\r\n\r\nffffff\r\n", "Origin: null\r\n",
        "\u{0}\u{16}\u{3}",
        String(repeating: "A", count: 9_000), "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /?token=x HTTP/1.1\r\n",
    ]

    private func attack() {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        var held: [Int32] = []
        while !isOver {
            guard let socket = try? connected(port) else { continue }
            let bytes = Array((0...next(6)).map { _ in Self.bits[next(Self.bits.count)] }.joined().utf8)
            _ = send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            // Some are left open, as slow clients leave them.
            held.append(socket)
            if held.count > 40 { close(held.remove(at: next(held.count))) }
            benchPause(.milliseconds(2))
        }
        for socket in held { close(socket) }
    }
}
