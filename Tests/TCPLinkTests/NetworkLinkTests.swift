import Devices
import Foundation
import Glibc
import Synchronization
import TCPLink
import Testing

/// What a link told, with a way to wait for it.
private final class Told: Sendable {
    private let events = Mutex<[LinkEvent]>([])
    var all: [LinkEvent] { events.withLock { $0 } }
    func take(_ event: LinkEvent) { events.withLock { $0.append(event) } }

    func wait(_ condition: ([LinkEvent]) -> Bool) async throws -> Bool {
        for _ in 0..<500 {
            if condition(all) { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }
}

/// A printer's end on the loopback: one listening socket.
private final class Printer {
    let socket: Int32
    let port: UInt16

    init(listening: Bool = true) throws {
        let opened = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let made = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(opened, address, size) == 0 && (!listening || listen(opened, 1) == 0)
                    && getsockname(opened, address, &size) == 0
            }
        }
        try #require(made)
        socket = opened
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(socket) }

    func accepted() -> Int32 { accept(socket, nil, nil) }

    static func read(_ connection: Int32, _ count: Int) -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while all.count < count {
            let got = recv(connection, &buffer, min(buffer.count, count - all.count), 0)
            if got <= 0 { break }
            all += buffer[..<got]
        }
        return all
    }
}

@Suite("A network link") struct NetworkLinkTests {
    private func open(_ port: UInt16, _ told: Told) throws -> NetworkLink {
        try NetworkLink.open(host: "127.0.0.1", port: port) { told.take($0) }
    }

    @Test func `carries bytes both ways, also those that were sent before it stood`() async throws {
        let printer = try Printer()
        let told = Told()
        let link = try open(printer.port, told)
        try link.send([1, 2, 3])
        let connection = printer.accepted()
        #expect(Printer.read(connection, 3) == [1, 2, 3])
        #expect(send(connection, [UInt8(7), 8], 2, 0) == 2)
        #expect(try await told.wait { $0 == [.bytes([7, 8])] })
        link.close()
        #expect(Printer.read(connection, 1).isEmpty, "it is closed")
        #expect(throws: LinkError.self) { try link.send([1]) }
        #expect(told.all == [.bytes([7, 8])], "a link that was closed tells nothing")
        close(connection)
    }

    @Test func `keeps what a printer does not take, in order, up to its limit`() async throws {
        let printer = try Printer()
        let told = Told()
        let link = try open(printer.port, told)
        let connection = printer.accepted()
        let label = (0..<LinkLimit.queueBytes).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        try link.send(label)
        // The sockets' own buffers take some; sooner or later the queue is full.
        let error = #expect(throws: LinkError.self) { for _ in 0..<64 { try link.send(label) } }
        #expect(error?.reason == .busy)
        #expect(Printer.read(connection, label.count) == label)
        link.close()
        close(connection)
    }

    @Test func `tells once that the other side has gone`() async throws {
        let printer = try Printer()
        let told = Told()
        let link = try open(printer.port, told)
        close(printer.accepted())
        #expect(try await told.wait { $0 == [.unplugged] })
        #expect(throws: LinkError.self) { try link.send([1]) }
        link.close()
        #expect(told.all == [.unplugged])
    }

    @Test func `tells that nobody answers at the address`() async throws {
        let printer = try Printer(listening: false)
        let told = Told()
        let link = try open(printer.port, told)
        #expect(try await told.wait { $0 == [.unplugged] })
        link.close()
    }

    @Test func `takes four numbers for an address, and no name`() {
        for host in ["printer.local", "1.2.3", "", "::1"] {
            let error = #expect(throws: LinkError.self) { try NetworkLink.open(host: host, port: 9100) { _ in } }
            #expect(error?.reason == .notFound)
        }
    }

    @Test func `can be closed from its own sink`() async throws {
        let printer = try Printer()
        let told = Told()
        let box = Mutex<NetworkLink?>(nil)
        let link = try NetworkLink.open(host: "127.0.0.1", port: printer.port) { event in
            told.take(event)
            box.withLock { $0 }?.close()
        }
        box.withLock { $0 = link }
        let connection = printer.accepted()
        send(connection, [UInt8(7)], 1, 0)
        #expect(try await told.wait { $0 == [.bytes([7])] })
        #expect(Printer.read(connection, 1).isEmpty)
        box.withLock { $0 = nil }
        close(connection)
    }
}
