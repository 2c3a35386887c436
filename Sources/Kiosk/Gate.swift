import Crypto
import Foundation

/// What a request says of itself, as far as the gate looks at it.
package struct Asked: Hashable, Sendable {
    package var method: String
    /// Path and query, as they were sent.
    package var target: String
    package var host: String?
    package var origin: String?
    package var fetchSite: String?
    package var authorization: String?
    package var cookies: [String]
    /// Where it comes from; empty for what is not known.
    package var address: String

    package init(
        method: String, target: String, host: String? = nil, origin: String? = nil, fetchSite: String? = nil,
        authorization: String? = nil, cookies: [String] = [], address: String = ""
    ) {
        self.method = method
        self.target = target
        self.host = host
        self.origin = origin
        self.fetchSite = fetchSite
        self.authorization = authorization
        self.cookies = cookies
        self.address = address
    }

    var path: String { String(target.prefix { $0 != "?" && $0 != "#" }) }

    /// The value of the query's first field of this name, decoded; nil without one.
    func field(_ name: String) -> String? {
        guard let mark = target.firstIndex(of: "?") else { return nil }
        for part in target[target.index(after: mark)...].prefix(while: { $0 != "#" }).split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.first.map(String.init) == name {
                return pair.count > 1 ? pair[1].removingPercentEncoding ?? "" : ""
            }
        }
        return nil
    }
}

/// Who may ask, and for what. Pure but for what it remembers of addresses.
///
///     method -> Host -> Origin -> rate -> token -> answer
///
/// - No request changes anything: only GET and HEAD.
/// - A page of another site can neither read an answer (Origin, Sec-Fetch-Site) nor pass its own name off as ours (Host is an
///   address, `localhost`, or a name of the configuration: DNS rebinding).
/// - Beyond loopback a token is asked for, brought once in the query and then kept in a cookie that no script reads.
package struct Gate: Sendable {
    package enum Passage: Hashable, Sendable {
        case enter
        /// The token was right: it is laid down in this cookie, and the address without it is asked for.
        case enterWith(cookie: String, at: String)
        case refuse(status: Int, String)
    }

    static let cookieName = "scanstation"

    let rules: KioskRules
    private let cookie: String?
    private var requests = Buckets(size: KioskLimit.burst, perSecond: KioskLimit.perSecond)
    private var wrongTokens = Buckets(size: KioskLimit.wrongTokens, perSecond: 1.0 / 60)

    package init(rules: KioskRules) {
        self.rules = rules
        // The cookie tells nobody the token, and a new token makes old cookies void.
        cookie = rules.network.map { network in
            let mac = HMAC<SHA256>.authenticationCode(
                for: Data("scanstation kiosk cookie 1".utf8), using: SymmetricKey(data: Data(network.token.utf8)))
            return mac.map { String(format: "%02x", $0) }.joined()
        }
    }

    /// - Parameter seconds: Of a clock that does not go back.
    package mutating func passage(of asked: Asked, at seconds: Double) -> Passage {
        guard asked.method == "GET" || asked.method == "HEAD" else {
            return .refuse(status: 405, "only GET and HEAD: the station is worked by scanning")
        }
        guard asked.target.utf8.count <= 1024, asked.target.hasPrefix("/") else {
            return .refuse(status: 400, "not an address of this station")
        }
        guard let host = asked.host, isOurs(host) else {
            return .refuse(status: 421, "ask by the station's address, or list the name under kiosk.hosts")
        }
        if let origin = asked.origin, !isSame(origin, host) {
            return .refuse(status: 403, "pages of other sites may not ask")
        }
        if let site = asked.fetchSite, site == "cross-site" || site == "same-site" {
            return .refuse(status: 403, "pages of other sites may not ask")
        }
        guard requests.take(asked.address, at: seconds) else { return .refuse(status: 429, "too many requests") }
        return admit(asked, at: seconds)
    }

    private mutating func admit(_ asked: Asked, at seconds: Double) -> Passage {
        guard let network = rules.network, let cookie else { return .enter }
        let expected = "\(Gate.cookieName)=\(cookie)"
        if asked.cookies.contains(where: { isEqual($0, expected) }) {
            guard asked.field("token") != nil else { return .enter }
            return .enterWith(cookie: cookie, at: asked.path)
        }
        guard wrongTokens.has(asked.address, at: seconds) else { return .refuse(status: 429, "too many wrong tokens") }
        if let token = asked.field("token") {
            if isEqual(token, network.token) { return .enterWith(cookie: cookie, at: asked.path) }
        } else if let bearer = asked.authorization {
            if isEqual(bearer, "Bearer \(network.token)") { return .enter }
        } else {
            return .refuse(status: 401, "open the address of the pairing code: scanstation pair prints it")
        }
        _ = wrongTokens.take(asked.address, at: seconds)
        return .refuse(status: 401, "the token is not this station's: scanstation pair prints the right one")
    }

    // MARK: Names

    /// `127.0.0.1:8022`, `[::1]:8022`, `localhost`, a name of the configuration.
    private func isOurs(_ host: String) -> Bool {
        guard host.utf8.count <= 255, let name = Gate.name(in: host) else { return false }
        if name == "localhost" || rules.network?.hosts.contains(where: { $0.lowercased() == name }) == true {
            return true
        }
        let isAddress = name.hasPrefix("[") ? name == "[::1]" : Gate.isIPv4(name)
        return isAddress && (!rules.isLoopback || name == "[::1]" || name.hasPrefix("127."))
    }

    /// The host without its port, in small letters; nil where the port is none.
    private static func name(in host: String) -> String? {
        var name = Substring(host.lowercased())
        if let colon = name.lastIndex(of: ":"), !name[colon...].contains("]") {
            let port = name[name.index(after: colon)...]
            guard (1...5).contains(port.utf8.count), port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                return nil
            }
            name = name[..<colon]
        }
        return String(name)
    }

    private static func isIPv4(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
                    && UInt8(part) != nil
            }
    }

    private func isSame(_ origin: String, _ host: String) -> Bool {
        origin.lowercased() == (rules.network == nil ? "http://" : "https://") + host.lowercased()
    }

    /// Takes as long whatever the difference is.
    private func isEqual(_ left: String, _ right: String) -> Bool {
        let (left, right) = (SHA256.hash(data: Data(left.utf8)), SHA256.hash(data: Data(right.utf8)))
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// Token buckets by address, as many as there is room for: when it is full, those that have not been seen longest are forgotten.
struct Buckets: Sendable {
    private struct Bucket {
        var left: Double
        var at: Double
    }

    private let size: Double
    private let perSecond: Double
    private var buckets: [String: Bucket] = [:]

    init(size: Double, perSecond: Double) {
        self.size = size
        self.perSecond = perSecond
    }

    var count: Int { buckets.count }

    /// Whether one may be taken.
    func has(_ address: String, at now: Double) -> Bool { level(address, at: now) >= 1 }

    /// Takes one; false when there is none.
    mutating func take(_ address: String, at now: Double) -> Bool {
        let left = level(address, at: now)
        if buckets[address] == nil, buckets.count >= KioskLimit.addresses { forget() }
        buckets[address] = Bucket(left: left >= 1 ? left - 1 : left, at: now)
        return left >= 1
    }

    private func level(_ address: String, at now: Double) -> Double {
        guard let bucket = buckets[address] else { return size }
        return min(size, bucket.left + max(0, now - bucket.at) * perSecond)
    }

    private mutating func forget() {
        for (address, _) in buckets.sorted(by: { $0.value.at < $1.value.at }).prefix(buckets.count / 2) {
            buckets[address] = nil
        }
    }
}
