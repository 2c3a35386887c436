import Foundation
import Glibc
import Testing

@testable import Scenarios

/// The screen of the shipping station, as a phone in its network meets it: over TLS, and only with the token.
@Suite(.serialized) struct ScreenTests {
    private final class Site {
        let folder: Scratch
        let configuration: ScenarioConfiguration
        let station: StationProcess
        static let token = "a token, for tests & no others"

        init(kiosk: String) throws {
            folder = try Scratch()
            var configuration = ScenarioConfiguration(folder: folder.path)
            configuration.more = "kiosk:\n" + kiosk.replacingOccurrences(of: "FOLDER", with: folder.path)
            try configuration.write()
            self.configuration = configuration
            station = StationProcess(
                configuration: configuration.file, log: configuration.log, environment: [:],
                binary: try Programs.path("scanstation"))
        }

        func run(_ arguments: [String]) throws -> Programs.Ended {
            try Programs.run("scanstation", arguments + ["--config", configuration.file])
        }

        /// Where the log says the screen is.
        func address() throws -> String {
            let due = Date().addingTimeInterval(20)
            while Date() < due {
                let log = try folder.text("station.log")
                if let found = log.components(separatedBy: "address=").dropFirst().first {
                    return String(found.prefix { !$0.isWhitespace })
                }
                usleep(20_000)
            }
            return ""
        }
    }

    private static let networked = """
          port: 0
          token: '\(Site.token)'
          certificate: FOLDER/kiosk.pem
          key: FOLDER/kiosk.key
          hosts: [station-1.local]

        """

    @Test func `A phone is shown the way by a QR, and comes in with the token alone`() throws {
        let site = try Site(kiosk: Self.networked)
        let paired = try site.run(["pair", "--certificate", "-o", site.folder.path + "/code.png"])
        #expect(paired.code == 0, "\(paired.complaint)")
        #expect(paired.output.contains("SHA256 Fingerprint") || paired.output.contains("sha256 Fingerprint"))
        let read = try Programs.tool("zbarimg", ["-q", "--raw", site.folder.path + "/code.png"])
        let code = read.output.trimmingCharacters(in: .newlines)
        #expect(code == "https://127.0.0.1:0/?token=a%20token%2C%20for%20tests%20%26%20no%20others")
        var facts = stat()
        #expect(stat(site.folder.path + "/kiosk.key", &facts) == 0 && facts.st_mode & 0o077 == 0)

        try site.station.start()
        let address = try site.address()
        #expect(address.hasPrefix("https://127.0.0.1:"))
        func get(_ path: String, _ more: [String] = []) throws -> String {
            try Programs.tool(
                "curl",
                ["-s", "-i", "--max-time", "20", "--cacert", site.folder.path + "/kiosk.pem"] + more + [address + path]
            ).output
        }
        #expect(try get("health").hasPrefix("HTTP/1.1 401"))
        #expect(try get("?token=some-other-token-of-tests").hasPrefix("HTTP/1.1 401"))
        let entered = try get(String(code.split(separator: "/").last ?? ""))
        #expect(entered.hasPrefix("HTTP/1.1 303"))
        #expect(entered.contains("HttpOnly; Secure; SameSite=Strict"))
        #expect(entered.contains("Location: /\r\n"))
        let cookie = entered.components(separatedBy: "Set-Cookie: ").last?.prefix { $0 != ";" } ?? ""
        #expect(try get("health", ["-H", "Cookie: \(cookie)"]).hasPrefix("HTTP/1.1 200"))
        #expect(try get("health", ["-H", "Authorization: Bearer \(Site.token)"]).hasPrefix("HTTP/1.1 200"))
        let plain = try Programs.tool(
            "curl", ["-s", "--max-time", "5", address.replacingOccurrences(of: "https", with: "http") + "health"])
        #expect(plain.code != 0, "it is served in the clear: \(plain.output)")
        #expect(try site.station.stop() == 0)
        let log = try site.folder.text("station.log")
        #expect(!log.contains("a token"), "the log has the token")
    }

    @Test func `Without certificate and token others are not served, and the configuration says what is missing`()
        throws
    {
        let site = try Site(kiosk: "  address: 0.0.0.0\n")
        let ended = try site.run(["check"])
        #expect(ended.code == 78)
        #expect(ended.complaint.contains("kiosk.token and kiosk.certificate and kiosk.key"), "\(ended.complaint)")
    }

    @Test func `A port that is taken takes nothing from the station`() throws {
        let first = try Site(kiosk: "  port: 0\n")
        try first.station.start()
        let port = try first.address().split(separator: ":").last.map { $0.filter(\.isNumber) } ?? ""
        let second = try Site(kiosk: "  port: \(port)\n")
        try second.station.start()
        let due = Date().addingTimeInterval(10)
        while !(try second.folder.text("station.log").contains("cannot be served")), Date() < due { usleep(20_000) }
        #expect(try second.folder.text("station.log").contains("scans are taken without it"))
        #expect(try second.run(["status"]).code == 0)
        #expect(try second.station.stop() == 0)
        #expect(try first.station.stop() == 0)
    }
}
