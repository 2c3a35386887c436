import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// Serves the trainer's page to this machine.
///
///     GET /          the page        POST /begin, /again, /skip    {}
///     GET /lesson    how it stands   POST /scan                    {"item": "person:1"} or {"text": what a scanner typed}
///
/// Each POST answers as `/lesson` does.
package struct TrainerServer: Sendable {
    let training: Training
    let port: Int
    private let started: @Sendable (String) -> Void

    /// - Parameters:
    ///   - port: 0 for any that is free.
    ///   - started: told the address it is served at, once it is.
    package init(_ training: Training, port: Int, started: @escaping @Sendable (String) -> Void) {
        self.training = training
        self.port = port
        self.started = started
    }

    /// Serves until SIGINT or SIGTERM.
    package func run() async throws {
        let responder = CallbackResponder<BasicRequestContext> { request, _ in
            let gate = TrainerGate(
                method: request.method.rawValue, target: request.head.path ?? "", host: request.head.authority,
                origin: request.headers[.origin], fetchSite: request.headers.field("Sec-Fetch-Site"),
                contentType: request.headers[.contentType])
            if let refusal = gate.refusal { return .plain(refusal.reason, status: .init(code: refusal.status)) }
            return await answer(request, path: String(gate.target.prefix { $0 != "?" && $0 != "#" }))
        }
        let builder = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: TrainerLimit.headBytes, maxHeaderListSize: TrainerLimit.headBytes,
                    maxHeaderFieldCount: 64)))
        let started = started
        let application = Application(
            responder: responder, server: builder,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { channel in started("http://127.0.0.1:\(channel.localAddress?.port ?? 0)/") },
            logger: Logger(label: "trainer") { _ in SwiftLogNoOpLogHandler() })
        try await application.runService()
    }

    private struct Asked: Decodable {
        var item: String?
        var text: String?
    }

    private func answer(_ request: Request, path: String) async -> Response {
        guard request.method == .post else {
            if path == "/lesson" { return .json(await training.answer(.look), isHead: request.method == .head) }
            return TrainerPage.all[path].map { .page($0, isHead: request.method == .head) }
                ?? .plain("nothing here; / is the trainer", status: .notFound)
        }
        guard let body = try? await request.body.collect(upTo: TrainerLimit.bodyBytes) else {
            return .plain("too long", status: .contentTooLarge)
        }
        switch path {
        case "/begin": return .json(await training.answer(.begin))
        case "/again": return .json(await training.answer(.again))
        case "/skip": return .json(await training.answer(.skip))
        case "/scan":
            let asked = try? JSONDecoder().decode(Asked.self, from: Data(body.readableBytesView))
            guard let text = asked?.item ?? asked?.text, isReading(text) else {
                return .plain("which thing?", status: .badRequest)
            }
            return .json(await training.answer(.scan(text)))
        default: return .plain("nothing here", status: .notFound)
        }
    }

    /// What a symbol of the simple kinds can hold.
    private func isReading(_ text: String) -> Bool {
        TrainerLimit.typedCharacters.contains(text.utf8.count) && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }
}

/// The files of the page, which are part of the program.
struct TrainerPage: Sendable {
    let type: String
    let bytes: [UInt8]

    static let all: [String: TrainerPage] = [
        "/": TrainerPage(type: "text/html; charset=utf-8", bytes: PackageResources.trainer_html),
        "/trainer.css": TrainerPage(type: "text/css; charset=utf-8", bytes: PackageResources.trainer_css),
        "/trainer.js": TrainerPage(type: "text/javascript; charset=utf-8", bytes: PackageResources.trainer_js),
        "/pictures.js": TrainerPage(type: "text/javascript; charset=utf-8", bytes: PackageResources.pictures_js),
        "/icon.svg": TrainerPage(type: "image/svg+xml", bytes: PackageResources.icon_svg),
        "/favicon.ico": TrainerPage(type: "image/svg+xml", bytes: PackageResources.icon_svg),
    ]
}

extension HTTPFields {
    fileprivate func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { self[$0] } }

    fileprivate mutating func set(_ name: String, _ value: String) {
        if let name = HTTPField.Name(name) { self[name] = value }
    }

    /// What every answer says: nothing is kept, framed, guessed or fetched from elsewhere.
    fileprivate static func all(_ type: String) -> HTTPFields {
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
}

extension Response {
    fileprivate static func plain(_ text: String, status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: .all("text/plain; charset=utf-8"),
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n")))
    }

    fileprivate static func json(_ data: Data, isHead: Bool = false) -> Response {
        Response(
            status: .ok, headers: .all("application/json"),
            body: isHead ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }

    fileprivate static func page(_ page: TrainerPage, isHead: Bool) -> Response {
        Response(
            status: .ok, headers: .all(page.type),
            body: isHead ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: page.bytes)))
    }
}
