import CClock
import Controller
import Devices
import Foundation
import Glibc

/// The Unix socket at which `status`, `devices` and `record` ask: whoever connects sends one line, is sent one JSON value, and
/// the connection is closed. The lines are `status`, and `record ID` or `record-raw ID`, where a missing id means all devices.
///
/// A thread of its own serves one caller at a time; a caller that does not write or read is dropped after a second.
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

    /// What the station that runs on a configuration answers; nil when none runs.
    static func answer(to request: String, of configuration: Configuration) -> [UInt8]? {
        guard let socket = try? UnixSocket.connected(to: path(in: configuration.runtimeDirectory)) else { return nil }
        defer { Glibc.close(socket) }
        UnixSocket.send(Array((request + "\n").utf8), to: socket)
        return UnixSocket.readAll(from: socket)
    }

    private static func answer(_ caller: Int32, _ mailbox: Mailbox<BoxMessage>) {
        let answered = DispatchSemaphore(value: 0)
        let answer = Answer()
        let request = UnixSocket.line(from: caller).split(separator: " ", maxSplits: 1).map(String.init)
        let put = { @Sendable (value: any Encodable & Sendable) in
            answer.put(value)
            answered.signal()
        }
        switch request.first {
        case "status"?: mailbox.put(.status { put($0) })
        case "record"?, "record-raw"?:
            let device = request.count > 1 ? DeviceID(request[1]) : nil
            mailbox.put(.record(device, raw: request[0] == "record-raw") { put($0) })
        default:
            Glibc.close(caller)
            return
        }
        if answered.wait(timeout: .now() + 1) == .success, let bytes = answer.json {
            UnixSocket.send(bytes, to: caller)
        }
        Glibc.close(caller)
    }
}

/// An answer on its way from the loop's thread to the caller's.
private final class Answer: @unchecked Sendable {
    // Written before the semaphore is signalled and read after it was waited for.
    private var value: (any Encodable & Sendable)?
    func put(_ value: any Encodable & Sendable) { self.value = value }
    var json: [UInt8]? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return value.flatMap { try? encoder.encode($0) }.map { Array($0) }
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
        limit_socket(socket, SO_SNDTIMEO, 1)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return }
            sent += count
        }
    }

    /// One line of at most 256 bytes, without its end; what came within a second.
    static func line(from socket: Int32) -> String {
        limit_socket(socket, SO_RCVTIMEO, 1)
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256)
        while all.count < 256, !all.contains(0x0A) {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count <= 0 { break }
            all += buffer[..<count]
        }
        return String(decoding: all.prefix { $0 != 0x0A }, as: UTF8.self)
    }

    /// Everything until the other side closes, at most 64 MiB: captures of many devices.
    static func readAll(from socket: Int32) -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while all.count < 64 << 20 {
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
