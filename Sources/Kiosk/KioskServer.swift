import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Synchronization

/// Serves the station's screen (`API.md`). It reads what the loop has posted, decides nothing, and when it cannot be served the
/// station works on without it.
package struct KioskServer: Service {
    package let rules: KioskRules
    let telling: Telling
    let log: Logger
    private let started: @Sendable (String) -> Void

    /// - Parameter started: told the address it is served at, once it is.
    package init(
        rules: KioskRules, telling: Telling, log: Logger, started: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.rules = rules
        self.telling = telling
        self.log = log
        self.started = started
    }

    /// Serves until the program ends. What fails is logged, and does not end the program.
    package func run() async throws {
        do {
            try await serve()
        } catch is CancellationError {
            return
        } catch {
            log.error(
                "the kiosk cannot be served; scans are taken without it",
                metadata: ["address": "\(rules.host):\(rules.port)", "reason": "\(error)"])
            try? await gracefulShutdown()
        }
    }

    private func serve() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let doorkeeper = Doorkeeper()
        let base = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [Threshold(doorkeeper)],
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: KioskLimit.headBytes, maxHeaderListSize: KioskLimit.headBytes,
                    maxHeaderFieldCount: 64)))
        let builder = try rules.network.map { try HTTPServerBuilder.tls(base, tlsConfiguration: tls($0)) } ?? base
        let answers = Answers(telling: telling)
        let gate = Mutex(Gate(rules: rules))
        let responder = CallbackResponder<KioskContext> { request, context in
            let asked = Asked(request, from: context.channel.remoteAddress?.ipAddress ?? "")
            let passage = gate.withLock { $0.passage(of: asked, at: uptime()) }
            switch passage {
            case .enter: return await answers.answer(asked, request, channel: context.channel)
            case .enterWith(let cookie, let path): return .moved(to: path, cookie: cookie)
            case .refuse(let status, let reason): return .plain(reason, status: .init(code: status))
            }
        }
        var quiet = Logger(label: "kiosk") { _ in SwiftLogNoOpLogHandler() }
        quiet.logLevel = .critical
        let (rules, started) = (rules, started)
        let application = Application(
            responder: responder, server: builder,
            configuration: ApplicationConfiguration(
                address: .hostname(rules.host, port: rules.port), serverName: nil, backlog: 64),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? rules.port
                started("\(rules.network == nil ? "http" : "https")://\(rules.host):\(port)/")
            },
            eventLoopGroupProvider: .shared(group), logger: quiet)
        let telling = telling
        try await withGracefulShutdownHandler {
            try await application.run()
        } onGracefulShutdown: {
            telling.close()
        }
        try await group.shutdownGracefully()
    }

    private func tls(_ network: KioskRules.Network) throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMFile(network.certificate).map {
            NIOSSLCertificateSource.certificate($0)
        }
        let key = try NIOSSLPrivateKey(file: network.key, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        return configuration
    }
}

/// Seconds of a clock that does not go back.
private func uptime() -> Double {
    let age = ContinuousClock.now - beginning
    return Double(age.components.seconds) + Double(age.components.attoseconds) / 1e18
}

private let beginning = ContinuousClock.now

struct KioskContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}

extension Asked {
    init(_ request: Request, from address: String) {
        self.init(
            method: request.method.rawValue, target: request.head.path ?? "", host: request.head.authority,
            origin: request.headers[.origin], fetchSite: request.headers.field("Sec-Fetch-Site"),
            authorization: request.headers[.authorization],
            cookies: request.headers[values: .cookie].flatMap { line in
                line.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            },
            address: address)
    }
}

extension HTTPFields {
    /// For names that the library has no constant of.
    mutating func set(_ name: String, _ value: String) {
        if let name = HTTPField.Name(name) { self[name] = value }
    }

    func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { self[$0] } }
}

extension Response {
    /// What every answer says: nothing is kept, framed, guessed or fetched from elsewhere.
    static func fields(_ type: String) -> HTTPFields {
        var fields = HTTPFields()
        fields[.contentType] = type
        fields[.cacheControl] = "no-store"
        fields[.contentSecurityPolicy] =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'; form-action 'none'"
        fields[.xContentTypeOptions] = "nosniff"
        fields.set("Referrer-Policy", "no-referrer")
        fields.set("Cross-Origin-Resource-Policy", "same-origin")
        fields.set("X-Frame-Options", "DENY")
        return fields
    }

    static func plain(_ text: String, status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: fields("text/plain; charset=utf-8"),
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n")))
    }

    static func json(_ value: some Encodable) -> Response {
        guard let data = try? answerEncoder().encode(value) else {
            return plain("not encoded", status: .internalServerError)
        }
        return Response(
            status: .ok, headers: fields("application/json"), body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }

    /// To the same page without the token in its address.
    static func moved(to path: String, cookie: String) -> Response {
        var fields = fields("text/plain; charset=utf-8")
        // A path that begins with two slashes would be another host's.
        fields[.location] = "/" + path.drop { $0 == "/" || $0 == "\\" }
        fields[.setCookie] = "\(Gate.cookieName)=\(cookie); Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=86400"
        return Response(status: .seeOther, headers: fields)
    }
}

func answerEncoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
}
