import Controller
import Devices
import Foundation
import Glibc

/// The Unix socket `status` asks at: whoever connects is sent one JSON object, then the connection is closed.
///
/// A thread of its own serves one caller at a time; a caller that does not read is dropped after a second.
final class StatusSocket: Sendable {
    private let socket: Int32
    private let path: String

    static func path(in runtimeDirectory: String) -> String { runtimeDirectory + "/status.sock" }

    /// - Throws: `LinkError` when the directory or the socket cannot be made.
    init(runtimeDirectory: String, mailbox: Mailbox<BoxMessage>) throws(LinkError) {
        path = Self.path(in: runtimeDirectory)
        try makeDirectory(runtimeDirectory)
        unlink(path)
        socket = try UnixSocket.listening(at: path)
        let socket = socket
        let thread = Thread {
            while true {
                let caller = accept(socket, nil, nil)
                if caller < 0 {
                    if errno == EINTR || errno == ECONNABORTED { continue }
                    return
                }
                Self.answer(caller, mailbox)
            }
        }
        thread.stackSize = 256 << 10
        thread.start()
    }

    func close() {
        shutdown(socket, Int32(SHUT_RDWR))
        Glibc.close(socket)
        unlink(path)
    }

    private static func answer(_ caller: Int32, _ mailbox: Mailbox<BoxMessage>) {
        let answered = DispatchSemaphore(value: 0)
        let report = Answer()
        mailbox.put(
            .status { status in
                report.put(status)
                answered.signal()
            })
        if answered.wait(timeout: .now() + 1) == .success, let bytes = report.json {
            UnixSocket.send(bytes, to: caller)
        }
        Glibc.close(caller)
    }
}

/// A report on its way from the loop's thread to the caller's.
private final class Answer: @unchecked Sendable {
    // Written before the semaphore is signalled and read after it was waited for.
    private var report: StatusReport?
    func put(_ report: StatusReport) { self.report = report }
    var json: [UInt8]? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return report.flatMap { try? encoder.encode($0) }.map { Array($0) }
    }
}

private func makeDirectory(_ path: String) throws(LinkError) {
    do {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
    } catch {
        throw LinkError(.permissionDenied, device: path, attempt: "make the runtime directory")
    }
}

/// Stream sockets by path.
enum UnixSocket {
    static func listening(at path: String) throws(LinkError) -> Int32 {
        try made(path, attempt: "listen") { socket, name, length in
            bind(socket, name, length) == 0 && listen(socket, 4) == 0
        }
    }

    static func connected(to path: String) throws(LinkError) -> Int32 {
        try made(path, attempt: "connect") { connect($0, $1, $2) == 0 }
    }

    static func send(_ bytes: [UInt8], to socket: Int32) {
        var limit = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return }
            sent += count
        }
    }

    /// Everything until the other side closes, at most 1 MiB.
    static func readAll(from socket: Int32) -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while all.count < 1 << 20 {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count <= 0 { break }
            all += buffer[..<count]
        }
        return all
    }

    private static func made(
        _ path: String, attempt: String, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
    ) throws(LinkError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw LinkError(.unsupported, device: path, attempt: attempt + " (the path is too long for a socket)")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let done = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if done { return socket }
        let code = errno
        close(socket)
        switch code {
        case ENOENT, ECONNREFUSED: throw LinkError(.notFound, device: path, attempt: attempt)
        case EACCES: throw LinkError(.permissionDenied, device: path, attempt: attempt)
        default:
            throw LinkError(.other(code: code, text: String(cString: strerror(code))), device: path, attempt: attempt)
        }
    }
}
