/// Who may ask, and for what: programs of this machine, and pages of this server. Pure.
///
/// - A page of another site can neither read an answer nor scan: Host is loopback (DNS rebinding), Origin is ours, and a
///   scan is sent as JSON, for which a browser asks before.
package struct TrainerGate: Hashable, Sendable {
    package var method: String
    package var target: String
    package var host: String?
    package var origin: String?
    package var fetchSite: String?
    package var contentType: String?

    package init(
        method: String, target: String, host: String?, origin: String? = nil, fetchSite: String? = nil,
        contentType: String? = nil
    ) {
        self.method = method
        self.target = target
        self.host = host
        self.origin = origin
        self.fetchSite = fetchSite
        self.contentType = contentType
    }

    package struct Refusal: Hashable, Sendable {
        package var status: Int
        package var reason: String
    }

    /// Nil for what may pass.
    package var refusal: Refusal? {
        guard ["GET", "HEAD", "POST"].contains(method) else {
            return Refusal(status: 405, reason: "only GET, HEAD and POST")
        }
        guard target.utf8.count <= 1024, target.hasPrefix("/") else {
            return Refusal(status: 400, reason: "not an address of the trainer")
        }
        guard let host, isLoopback(host) else {
            return Refusal(status: 421, reason: "ask by the address that scansim has printed")
        }
        if let origin, origin.lowercased() != "http://" + host.lowercased() {
            return Refusal(status: 403, reason: "pages of other sites may not ask")
        }
        if fetchSite == "cross-site" || fetchSite == "same-site" {
            return Refusal(status: 403, reason: "pages of other sites may not ask")
        }
        if method == "POST", contentType?.lowercased().hasPrefix("application/json") != true {
            return Refusal(status: 415, reason: "send application/json")
        }
        return nil
    }

    private func isLoopback(_ host: String) -> Bool {
        var name = Substring(host.lowercased())
        if let colon = name.lastIndex(of: ":"), !name[colon...].contains("]") {
            let port = name[name.index(after: colon)...]
            guard (1...5).contains(port.utf8.count), port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                return false
            }
            name = name[..<colon]
        }
        if name == "localhost" || name == "[::1]" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
