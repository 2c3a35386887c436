/// Where the screen is served; a file without this serves none.
struct WrittenKiosk {
    var host = "127.0.0.1"
    var port = Configuration.Kiosk.usualPort
    var token: String?
    var certificate: String?
    var key: String?
    var hosts: [String] = []
    var persons = PersonNaming.digits

    static var form: ConfigurationForm<WrittenKiosk> {
        .mapping(
            WrittenKiosk(),
            [
                ConfigurationKey("address", \.host, address),
                ConfigurationKey("port", \.port, .whole(0...65_535)),
                ConfigurationKey("token", \.token, .secret(16...128)),
                ConfigurationKey("certificate", \.certificate, .absolutePath),
                ConfigurationKey("key", \.key, .absolutePath),
                ConfigurationKey("hosts", \.hosts, .list(of: hostName, 0...8)),
                ConfigurationKey("persons", \.persons, .word),
            ])
    }

    private static var address: ConfigurationForm<String> {
        .scalar("an IPv4 address of this machine such as 127.0.0.1 or 192.168.4.1") { text in
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            let isAddress = parts.count == 4 && parts.allSatisfy { UInt8($0) != nil && $0.utf8.allSatisfy(isDigit) }
            return isAddress ? text : nil
        }
    }

    private static var hostName: ConfigurationForm<String> {
        .scalar("a name of this machine such as station-1.local") { text in
            let isName =
                (1...255).contains(text.utf8.count)
                && text.utf8.allSatisfy { isDigit($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2D || $0 == 0x2E }
            return isName ? text.lowercased() : nil
        }
    }
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

extension WrittenStation {
    /// A kiosk that others in the network can reach is theirs alone who have the token, and nobody on the way reads it.
    func kioskRules(_ faults: inout ConfigurationFaults) -> Configuration.Kiosk? {
        guard let kiosk else { return nil }
        let written = kiosk.value
        let parts = [("token", written.token), ("certificate", written.certificate), ("key", written.key)]
        let missing = parts.filter { $0.1 == nil }.map { "kiosk.\($0.0)" }
        let isLoopback = written.host.hasPrefix("127.")
        if isLoopback ? (1...2).contains(missing.count) : !missing.isEmpty {
            faults.add(
                "expected \(missing.joined(separator: " and ")) too: a kiosk that others can reach asks for a token, over TLS",
                at: kiosk)
        }
        var rules = Configuration.Kiosk(host: written.host, port: written.port)
        rules.persons = written.persons
        if let token = written.token, let certificate = written.certificate, let key = written.key {
            rules.network = Configuration.Kiosk.Network(
                token: token, certificate: certificate, key: key, hosts: written.hosts)
        }
        return rules
    }
}
