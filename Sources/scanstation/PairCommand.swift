import ArgumentParser
import Controller
import Documents
import Foundation
import Glibc
import Kiosk
import Symbols

struct PairCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pair",
        abstract: "Show a phone the way to the screen: a QR of its address, with the token.",
        discussion: """
            The phone is in the box's own network, photographs the code and opens the page; it can look and change nothing. Its \
            browser warns of a certificate that the box made itself: compare the fingerprint that is printed here. Who has the \
            code can look too: show it, do not post it.

            --certificate makes the certificate and key that the configuration names (kiosk.certificate, kiosk.key), with \
            openssl, for ten years.
            """)

    @OptionGroup var configuration: ConfigurationOption

    @Flag(help: "Make the certificate and its key first; those that are there already are kept.")
    var certificate = false

    @Option(name: [.short, .long], help: "Write the code as a PNG picture to this file.")
    var output: String?

    func run() throws {
        let configuration = try configuration.load()
        guard let kiosk = configuration.kiosk else {
            complain("no screen is configured: add kiosk to the configuration")
            throw StationExit.configuration
        }
        guard let network = kiosk.network else {
            print(
                "http://\(kiosk.host):\(kiosk.port)/ on the box itself; phones need kiosk.address, token, certificate and key"
            )
            return
        }
        if certificate { try makeCertificate(network, host: host(kiosk)) }
        let address = "https://\(host(kiosk)):\(kiosk.port)/?token=\(escaped(network.token))"
        do {
            let matrix = try Matrix(address, .qr(level: 1))
            if let output {
                try write(png(matrix.picture(scale: 8)), to: output)
            } else {
                print(matrix.lines)
                print("https://\(host(kiosk)):\(kiosk.port)/")
            }
        } catch let error as SymbolError {
            complain("\(error)")
            throw StationExit.failure
        }
        if let fingerprint = fingerprint(of: network.certificate) { print("certificate \(fingerprint)") }
    }

    /// The address that phones reach: of a kiosk on all addresses, the first that is not loopback.
    private func host(_ kiosk: Configuration.Kiosk) -> String {
        kiosk.host == "0.0.0.0" ? addresses().first ?? kiosk.host : kiosk.host
    }

    private func escaped(_ token: String) -> String {
        // The gate compares what stands in the address as it was sent.
        token.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~")))
            ?? ""
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        guard
            FileManager.default.createFile(atPath: path, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
        else {
            complain("\(path) cannot be written")
            throw StationExit.failure
        }
        print(path)
    }

    // MARK: The certificate

    private func makeCertificate(_ network: Configuration.Kiosk.Network, host: String) throws {
        if FileManager.default.fileExists(atPath: network.certificate) {
            complain("\(network.certificate) is there already and is kept; remove it to have a new one")
            return
        }
        let names = ["IP:\(host)"] + network.hosts.map { "DNS:\($0)" }
        let ended = openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650",
            "-subj",
            "/CN=\(host)", "-addext", "subjectAltName=\(names.joined(separator: ","))", "-keyout", network.key, "-out",
            network.certificate,
        ])
        guard let ended, ended.code == 0 else {
            complain(
                ended == nil
                    ? "openssl is not installed: sudo apt-get install openssl"
                    : "openssl could not make it: \(ended?.text ?? "")")
            throw StationExit.failure
        }
        chmod(network.key, 0o600)
        print("made \(network.certificate) and \(network.key)")
    }

    private func fingerprint(of certificate: String) -> String? {
        guard let ended = openssl(["x509", "-in", certificate, "-noout", "-fingerprint", "-sha256"]), ended.code == 0
        else {
            return nil
        }
        return ended.text.split(separator: "\n").first.map(String.init)
    }

    /// Nil where there is no openssl.
    private func openssl(_ arguments: [String]) -> (code: Int32, text: String)? {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = output
        guard (try? process.run()) != nil else { return nil }
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
    }

    private func addresses() -> [String] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return [] }
        defer { freeifaddrs(first) }
        var found: [String] = []
        var next = first
        while let interface = next?.pointee {
            next = interface.ifa_next
            guard let address = interface.ifa_addr, address.pointee.sa_family == sa_family_t(AF_INET) else { continue }
            var name = [CChar](repeating: 0, count: Int(INET_ADDRSTRLEN))
            let text = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
                var place = pointer.pointee.sin_addr
                return inet_ntop(AF_INET, &place, &name, socklen_t(name.count)).map { String(cString: $0) }
            }
            if let text, !text.hasPrefix("127.") { found.append(text) }
        }
        return found
    }
}

extension Matrix {
    /// For a terminal with dark ground: two modules to a character, light on dark turned about.
    fileprivate var lines: String {
        let quiet = 2
        func isLight(_ x: Int, _ y: Int) -> Bool {
            let (x, y) = (x - quiet, y - quiet)
            return !(x >= 0 && y >= 0 && x < modules.width && y < modules.height && modules[x, y])
        }
        return stride(from: 0, to: modules.height + 2 * quiet, by: 2).map { y in
            (0..<modules.width + 2 * quiet).map { x in
                switch (isLight(x, y), isLight(x, y + 1)) {
                case (true, true): "█"
                case (true, false): "▀"
                case (false, true): "▄"
                case (false, false): " "
                }
            }.joined()
        }.joined(separator: "\n")
    }
}
