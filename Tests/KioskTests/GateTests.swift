import Testing

@testable import Kiosk

@Suite("The gate") struct GateTests {
    private static let network = KioskRules(
        host: "192.168.4.1", port: 8443,
        network: KioskRules.Network(
            token: "a token of the tests", certificate: "/c.pem", key: "/k.pem", hosts: ["station-1.local"]))

    private func status(_ asked: Asked, _ rules: KioskRules = KioskRules()) -> Int {
        var gate = Gate(rules: rules)
        return gate.status(asked, at: 0)
    }

    @Test func `lets this machine's browsers in`() {
        for host in ["127.0.0.1:8022", "localhost:8022", "LOCALHOST", "[::1]:8022", "127.0.0.2"] {
            #expect(status(Asked(method: "GET", target: "/", host: host)) == 200, "\(host)")
        }
    }

    @Test(arguments: [
        "evil.example", "evil.example:8022", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.7:8022",
        "localhost:80222222", "localhost:", "", "127.0.0.1:8022:1", "127.0.0.300",
    ])
    func `turns away names that are not this machine's: DNS rebinding`(host: String) {
        #expect(status(Asked(method: "GET", target: "/", host: host)) == 421)
    }

    @Test func `wants a host`() { #expect(status(Asked(method: "GET", target: "/")) == 421) }

    @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE", "get"])
    func `takes no request that would change anything`(method: String) {
        #expect(status(Asked(method: method, target: "/", host: "localhost")) == 405)
    }

    @Test func `tells other sites' pages nothing`() {
        func asked(_ origin: String?, _ site: String?) -> Asked {
            Asked(method: "GET", target: "/api/v1/state", host: "localhost:8022", origin: origin, fetchSite: site)
        }
        #expect(status(asked("http://evil.example", nil)) == 403)
        #expect(status(asked("http://localhost:9000", nil)) == 403)
        #expect(status(asked("null", nil)) == 403)
        #expect(status(asked(nil, "cross-site")) == 403)
        #expect(status(asked(nil, "same-site")) == 403)
        #expect(status(asked("http://localhost:8022", "same-origin")) == 200)
        #expect(status(asked(nil, "none")) == 200)
    }

    @Test func `asks for the token where others can reach it, and keeps it in a cookie`() {
        var gate = Gate(rules: Self.network)
        func ask(
            _ target: String, host: String = "192.168.4.1:8443", cookie: String? = nil, bearer: String? = nil
        ) -> Gate.Passage {
            gate.passage(
                of: Asked(
                    method: "GET", target: target, host: host, authorization: bearer,
                    cookies: cookie.map { [$0] } ?? [], address: "192.168.4.9"), at: 0)
        }
        guard case .refuse(401, _) = ask("/") else {
            Issue.record("let in without a token")
            return
        }
        guard case .refuse(401, _) = ask("/?token=another+token+of+tests") else {
            Issue.record("a wrong one")
            return
        }
        guard case .enterWith(let cookie, let path) = ask("/subject?lane=2&token=a token of the tests") else {
            Issue.record("not let in")
            return
        }
        #expect(path == "/subject")
        #expect(!cookie.contains("token") && cookie.count == 64)
        #expect(ask("/", cookie: "scanstation=\(cookie)") == .enter)
        #expect(ask("/", host: "station-1.local:8443", cookie: "scanstation=\(cookie)") == .enter)
        #expect(ask("/", bearer: "Bearer a token of the tests") == .enter)
        guard case .refuse(401, _) = ask("/", bearer: "Bearer a token of the test") else {
            Issue.record("a wrong bearer")
            return
        }
        guard case .refuse(421, _) = ask("/", host: "evil.example", cookie: "scanstation=\(cookie)") else {
            Issue.record("another's name")
            return
        }
    }

    @Test func `lets nobody try tokens for long`() {
        var gate = Gate(rules: Self.network)
        var statuses: [Int] = []
        for index in 0..<40 {
            let asked = Asked(
                method: "GET", target: "/?token=guess-\(index)", host: "192.168.4.1", address: "192.168.4.66")
            statuses.append(gate.status(asked, at: Double(index)))
        }
        #expect(statuses.filter { $0 == 401 }.count == 10)
        #expect(statuses.suffix(20).allSatisfy { $0 == 429 })
        let right = Asked(
            method: "GET", target: "/?token=a token of the tests", host: "192.168.4.1", address: "192.168.4.66")
        expect(429, gate.status(right, at: 41))
        expect(200, gate.status(right, at: 200))
        let other = Asked(
            method: "GET", target: "/?token=a token of the tests", host: "192.168.4.1", address: "192.168.4.7")
        expect(200, gate.status(other, at: 41))
    }

    @Test func `slows down who asks too often, and nobody else`() {
        var gate = Gate(rules: KioskRules())
        let one = Asked(method: "GET", target: "/", host: "localhost", address: "127.0.0.1")
        let admitted = (0..<1000).filter { _ in gate.status(one, at: 5) == 200 }.count
        #expect(admitted == Int(KioskLimit.burst))
        expect(200, gate.status(Asked(method: "GET", target: "/", host: "localhost", address: "127.0.0.2"), at: 5))
        expect(200, gate.status(one, at: 6))
    }

    @Test func `remembers no more addresses than it has room for`() {
        var buckets = Buckets(size: 2, perSecond: 1)
        for index in 0..<5000 {
            let isTaken = buckets.take("10.0.\(index / 256).\(index % 256)", at: Double(index))
            #expect(isTaken)
        }
        #expect(buckets.count <= KioskLimit.addresses)
    }

    @Test func `is not worn out by anything that is sent`() {
        var random = Generator(seed: 11)
        var gate = Gate(rules: Self.network)
        let bits = [
            "/", "?", "&", "=", "token", "a token of the tests", "%00", "\u{202E}", "..", "//evil.example", "#", ":",
            "[", "]", "scanstation", "\\", " ", "é", "8443", "localhost", "192.168.4.1", "Bearer ", "null", "https://",
        ]
        func text() -> String {
            (0..<Int.random(in: 0...6, using: &random)).map { _ in bits.randomElement(using: &random) ?? "" }.joined()
        }
        for index in 0..<20_000 {
            let asked = Asked(
                method: ["GET", "HEAD", "POST"].randomElement(using: &random) ?? "GET", target: text(), host: text(),
                origin: Bool.random(using: &random) ? text() : nil,
                fetchSite: Bool.random(using: &random) ? text() : nil,
                authorization: Bool.random(using: &random) ? text() : nil, cookies: [text()],
                address: "10.0.0.\(index % 250)")
            switch gate.passage(of: asked, at: Double(index)) {
            case .enter: #expect(asked.authorization == "Bearer a token of the tests")
            case .enterWith(_, let path):
                #expect(asked.field("token") == "a token of the tests")
                #expect(!path.contains("token=") || asked.path == path)
            case .refuse: break
            }
        }
    }
}

private func expect(_ wanted: Int, _ status: Int, _ place: SourceLocation = #_sourceLocation) {
    #expect(wanted == status, sourceLocation: place)
}

extension Gate {
    mutating func status(_ asked: Asked, at seconds: Double) -> Int {
        switch passage(of: asked, at: seconds) {
        case .enter, .enterWith: 200
        case .refuse(let status, _): status
        }
    }
}

/// The same numbers every time.
struct Generator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
