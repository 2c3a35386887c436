/// Where the kiosk is served, and to whom.
package struct KioskRules: Hashable, Sendable {
    /// What a kiosk in the network needs besides an address.
    package struct Network: Hashable, Sendable {
        /// The secret that a browser has to bring, `KioskLimit.tokenCharacters` long. It goes into no message and no row.
        package var token: String
        /// A certificate chain and its key, PEM files, absolute paths.
        package var certificate: String
        package var key: String
        /// Names by which browsers may ask besides addresses.
        package var hosts: [String]

        package init(token: String, certificate: String, key: String, hosts: [String] = []) {
            self.token = token
            self.certificate = certificate
            self.key = key
            self.hosts = hosts
        }
    }

    /// An IPv4 address of this machine; `127.0.0.1` for this machine alone.
    package var host: String
    /// 0 for any that is free.
    package var port: Int
    /// Nil only on loopback.
    package var network: Network?

    package init(host: String = "127.0.0.1", port: Int = KioskLimit.port, network: Network? = nil) {
        self.host = host
        self.port = port
        self.network = network
    }

    package var isLoopback: Bool { host.hasPrefix("127.") }
}

package enum KioskLimit {
    package static let port = 8022
    package static let tokenCharacters = 16...128
    /// Connections at a time, of all and of one address that is not loopback.
    package static let connections = 128
    package static let connectionsOfOne = 48
    /// Connections that listen to events.
    package static let listeners = 64
    /// A request has to have come whole after so long, and a connection is closed that asks for nothing for so long.
    package static let requestSeconds: Int64 = 10
    /// A browser that takes nothing for so long is let go.
    package static let stalledSeconds: Int64 = 20
    /// Bytes of a request's head.
    package static let headBytes = 8 << 10
    /// Requests of one address: so many at once, and so many a second after that.
    package static let burst = 400.0
    package static let perSecond = 60.0
    /// Wrong tokens of one address: so many at once, and one a minute after that.
    package static let wrongTokens = 10.0
    /// Addresses that are remembered for these limits.
    package static let addresses = 1000
    /// The loop is taken for lost when it has not answered for so long.
    package static let lost: Duration = .seconds(3)
}
