import Foundation
import Glibc
import Logging
import Station
import Synchronization
import Testing

@testable import Kiosk

/// The server on loopback, as browsers and those who are none meet it.
@Suite("The kiosk's server", .serialized) struct ServerTests {
    /// A server on a port of its own, for as long as `body` runs.
    private func served(_ body: @Sendable (Telling, Int) async throws -> Void) async throws {
        let telling = Telling(boot: "12345678")
        let port = AsyncStream<Int>.makeStream()
        let server = KioskServer(
            rules: KioskRules(port: 0), telling: telling, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { address in
            port.continuation.yield(Int(address.split(separator: ":").last?.dropLast() ?? "") ?? 0)
        }
        try await withThrowingTaskGroup { group in
            group.addTask { try await server.run() }
            var iterator = port.stream.makeAsyncIterator()
            let number = await iterator.next() ?? 0
            try await body(telling, number)
            telling.close()
            group.cancelAll()
        }
    }

    private static let settings = Settings(
        station: "desk-1", categories: [CategoryRule(english: "all", chinese: "全员", modes: [1])],
        modes: [ModeRule(name: "single", capacity: 1, order: .personFirst, confirm: .each)])

    private func post(_ telling: Telling, _ number: Int) {
        let words = Words(names: Names(person: { _ in "" }, time: { _ in "" }, settings: Self.settings))
        var around = Surroundings(language: .english) { _ in 0 }
        around.totals.people = number
        telling.post(
            Screen(of: StationState(settings: Self.settings), words: words, around),
            [Told(.refused(.noPerson), lane: nil, number: number, at: 0, words: words)],
            figures: FigureReport(Figures(), words: words), now: 1)
    }

    @Test func `serves the pages, and nothing that they would have to fetch elsewhere`() async throws {
        try await served { telling, port in
            post(telling, 1)
            for path in Page.all.keys.sorted() + ["/api/v1/state", "/api/v1/figures", "/health", "/metrics"] {
                telling.pulse(now: 2)
                let answer = exchange(port, "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 200"), "\(path): \(answer.prefix(60))")
                #expect(answer.contains("Content-Security-Policy: default-src 'none'"), "\(path)")
                #expect(!answer.contains("unsafe-inline"))
            }
            let missing = exchange(port, "GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(missing.hasPrefix("HTTP/1.1 404"))
            telling.pulse(now: 3)
            let head = exchange(port, "HEAD /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(head.hasPrefix("HTTP/1.1 200") && !head.contains("ok\n"))
        }
    }

    @Test func `tells events, from where a browser was`() async throws {
        try await served { telling, port in
            for number in 1...5 { post(telling, number) }
            let resumed = Client(port)
            resumed.send(
                "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 12345678-3\r\n\r\n")
            let first = resumed.read(until: "\n\n", seconds: 30)
            #expect(first.contains("id: 12345678-5"))
            #expect(first.contains("\"n\":4") && first.contains("\"n\":5") && !first.contains("\"n\":3"))
            post(telling, 6)
            #expect(resumed.read(until: "\"n\":6", seconds: 30).contains("12345678-6"))
            telling.pulse(now: 7)
            #expect(resumed.read(until: "event: pulse", seconds: 30).contains("pulse"))
            for foreign in ["87654321-3", "12345678-99", "12345678--1", "x", ""] {
                let other = Client(port)
                other.send(
                    "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: \(foreign)\r\n\r\n")
                #expect(other.read(until: "\n\n", seconds: 30).contains("\"verdicts\":[]"), "\(foreign)")
            }
        }
    }

    @Test func `keeps nobody in mind who is gone, or has asked for the head alone`() async throws {
        try await served { telling, port in
            post(telling, 1)
            for _ in 0..<KioskLimit.listeners + 4 {
                let head = exchange(
                    port, "HEAD /api/v1/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                #expect(head.hasPrefix("HTTP/1.1 200"))
            }
            #expect(telling.watchers == 0)
            do {
                let listener = Client(port)
                listener.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(listener.read(until: "\n\n", seconds: 30).contains("event: screen"))
                #expect(telling.watchers == 1)
            }
            let due = ContinuousClock.now + .seconds(30)
            while telling.watchers > 0, ContinuousClock.now < due {
                telling.pulse(now: 2)
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(telling.watchers == 0)
        }
    }

    @Test func `is not slowed by a browser that takes nothing`() async throws {
        try await served { telling, port in
            post(telling, 1)
            let stalled = Client(port)
            stalled.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            _ = stalled.read(until: "\n\n", seconds: 30)
            let live = Client(port)
            live.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            _ = live.read(until: "\n\n", seconds: 30)
            // More than the sockets' buffers hold.
            var slowest: Duration = .zero
            for number in 2...4000 {
                let begun = ContinuousClock.now
                post(telling, number)
                slowest = max(slowest, ContinuousClock.now - begun)
            }
            #expect(live.read(until: "\"n\":4000,", seconds: 20).contains("\"n\":4000,"))
            #expect(slowest < .milliseconds(500))
        }
    }

    @Test func `withstands what is no request`() async throws {
        try await served { telling, port in
            post(telling, 1)
            var random = Generator(seed: 5)
            let bits: [String] = [
                "GET ", "POST ", "/", "/api/v1/events", " HTTP/1.1\r\n", " HTTP/9.9\r\n", "Host: localhost\r\n",
                "Host: evil.example\r\n", "\r\n", "\r\n\r\n", "Content-Length: 99999999999\r\n",
                "Transfer-Encoding: chunked\r\n", "Content-Length: -1\r\n", "\u{0}", "Cookie: scanstation=\r\n",
                "Last-Event-ID: 12345678-99999999999999999999\r\n", String(repeating: "A", count: 20_000),
                "Connection: Upgrade\r\nUpgrade: websocket\r\n", "ffffffff\r\n", "Expect: 100-continue\r\n", "%%%",
                "Range: bytes=0-\r\n", "\n", ": \r\n", "Origin: null\r\n", "\u{16}\u{3}\u{1}\u{2}",
            ]
            for _ in 0..<600 {
                let client = Client(port)
                let text = (0..<Int.random(in: 1...9, using: &random)).map { _ in
                    bits.randomElement(using: &random) ?? ""
                }.joined()
                client.send(text)
                if Bool.random(using: &random) { _ = client.read(until: "\r\n\r\n", seconds: 0.02) }
            }
            let answer = exchange(port, "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            // Who has sent so much may have to wait, and the station is there.
            #expect(answer.hasPrefix("HTTP/1.1 200") || answer.hasPrefix("HTTP/1.1 429"))
        }
    }

    @Test func `lets go who asks too slowly, and takes no bodies`() async throws {
        try await served { telling, port in
            post(telling, 1)
            let body = exchange(
                port, "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello", seconds: 3)
            #expect(!body.contains("hello"))
            let slow = Client(port)
            slow.send("GET / HTTP/1.1\r\nHo")
            let begun = ContinuousClock.now
            _ = slow.read(until: "never", seconds: 15)
            #expect(slow.isClosed)
            #expect(ContinuousClock.now - begun < .seconds(14))
        }
    }

    @Test func `says that the station is lost, and not that it is ready`() async throws {
        try await served { telling, port in
            let request = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            #expect(exchange(port, request).hasPrefix("HTTP/1.1 503"))
            post(telling, 1)
            #expect(exchange(port, request).hasPrefix("HTTP/1.1 200"))
            try await Task.sleep(for: KioskLimit.lost + .milliseconds(200))
            #expect(exchange(port, request).hasPrefix("HTTP/1.1 503"))
        }
    }
}

/// Sends a request and reads until the other side closes.
private func exchange(_ port: Int, _ request: String, seconds: Double = 30) -> String {
    let client = Client(port)
    client.send(request)
    return client.read(until: "\u{1}never", seconds: seconds)
}

/// A connection to loopback that says what it is told to.
private final class Client {
    private let socket: Int32
    private(set) var isClosed = false

    init(_ port: Int) {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    deinit { close(socket) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    /// What came until `end` stood in it, the other side closed or the time was over.
    func read(until end: String, seconds: Double) -> String {
        var all: [UInt8] = []
        let wanted = Array(end.utf8)
        let due = ContinuousClock.now + .milliseconds(Int(seconds * 1000))
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while ContinuousClock.now < due {
            var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            guard poll(&descriptor, 1, 10) > 0 else { continue }
            let count = recv(socket, &buffer, buffer.count, 0)
            if count <= 0 {
                isClosed = true
                break
            }
            all += buffer[..<count]
            if all.suffix(count + wanted.count).contains(sequence: wanted) { break }
        }
        return String(decoding: all, as: UTF8.self)
    }
}

extension ArraySlice<UInt8> {
    fileprivate func contains(sequence: [UInt8]) -> Bool {
        guard count >= sequence.count else { return false }
        return (startIndex...endIndex - sequence.count).contains {
            self[$0..<$0 + sequence.count].elementsEqual(sequence)
        }
    }
}
