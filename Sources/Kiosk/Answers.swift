import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// What is answered to whom the gate lets in.
final class Answers: Sendable {
    private let telling: Telling
    /// The newest screen's JSON, which all connections share.
    private let shared = Mutex<(version: Int, json: [UInt8])>((-1, []))

    init(telling: Telling) { self.telling = telling }

    func answer(_ asked: Asked, _ request: Request, channel: any Channel) async -> Response {
        let response: Response
        switch asked.path {
        case "/api/v1/events": response = events(after: request.headers.field("Last-Event-ID"), channel)
        case "/api/v1/state":
            response =
                telling.take(after: nil, version: nil).map { portion in
                    .json(State(boot: telling.boot, now: portion.now, missed: 0, verdicts: [], screen: portion.screen))
                } ?? .plain("the station has not answered yet", status: .serviceUnavailable)
        case "/api/v1/figures":
            response =
                telling.figures.map { .json($0) }
                ?? .plain("the station has not answered yet", status: .serviceUnavailable)
        case "/health": response = health
        case "/metrics": response = .plain(metrics, status: .ok)
        default:
            response =
                Page.all[asked.path].map { page in
                    Response(
                        status: .ok, headers: Response.fields(page.type),
                        body: ResponseBody(byteBuffer: ByteBuffer(bytes: page.bytes)))
                } ?? .plain("nothing here; / is the screen", status: .notFound)
        }
        guard asked.method == "HEAD" else { return response }
        return Response(status: response.status, headers: response.headers)
    }

    // MARK: Events

    private struct State: Codable {
        var boot: String
        var now: Int64
        var missed: Int
        var verdicts: [Told]
        var screen: Screen
    }

    private struct Pulse: Codable { var now: Int64 }

    /// The number of the last verdict that a browser of this start was told; nil for any other.
    private func number(in id: String?) -> Int? {
        guard let id, id.utf8.count <= 40 else { return nil }
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == telling.boot, let number = Int(parts[1]), number >= 0,
            number <= telling.lastNumber
        else { return nil }
        return number
    }

    private func events(after id: String?, _ channel: any Channel) -> Response {
        guard telling.watchers < KioskLimit.listeners else {
            return .plain("too many screens look already", status: .serviceUnavailable)
        }
        let number = number(in: id)
        let (telling, answers) = (telling, self)
        var fields = Response.fields("text/event-stream")
        fields.set("X-Accel-Buffering", "no")
        let body = ResponseBody { writer in
            // Here, and not before: an answer whose body nobody takes (HEAD, a connection that is gone) looks at nothing.
            guard let (watcher, news) = telling.watch(limit: KioskLimit.connections) else {
                return try await writer.finish(nil)
            }
            defer { telling.leave(watcher) }
            var told = number
            var version: Int?
            func write(_ bytes: [UInt8]) async throws {
                // Who takes nothing for so long is let go; the others never wait for it.
                let stalled = channel.eventLoop.scheduleTask(in: .seconds(KioskLimit.stalledSeconds)) {
                    channel.close(promise: nil)
                }
                defer { stalled.cancel() }
                try await writer.write(ByteBuffer(bytes: bytes))
            }
            func tell() async throws -> Bool {
                guard let portion = telling.take(after: told, version: version) else { return false }
                (told, version) = (portion.last, portion.version)
                try await write(try answers.event(portion))
                return true
            }
            _ = try await tell()
            for await _ in news {
                if try await tell() { continue }
                guard let pulse = telling.pulse, pulse.age < KioskLimit.lost else { continue }
                let data = String(decoding: try answerEncoder().encode(Pulse(now: pulse.now)), as: UTF8.self)
                try await write(Array("event: pulse\ndata: \(data)\n\n".utf8))
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: fields, body: body)
    }

    private func event(_ portion: Telling.Portion) throws -> [UInt8] {
        let verdicts = String(decoding: try answerEncoder().encode(portion.verdicts), as: UTF8.self)
        let head =
            "event: screen\nid: \(telling.boot)-\(portion.last)\n"
            + "data: {\"boot\":\"\(telling.boot)\",\"now\":\(portion.now),\"missed\":\(portion.missed),"
            + "\"verdicts\":\(verdicts),\"screen\":"
        return Array(head.utf8) + (try json(of: portion)) + Array("}\n\n".utf8)
    }

    private func json(of portion: Telling.Portion) throws -> [UInt8] {
        let kept = shared.withLock { $0 }
        if kept.version == portion.version { return kept.json }
        let json = Array(try answerEncoder().encode(portion.screen))
        shared.withLock { shared in
            if portion.version > shared.version { shared = (portion.version, json) }
        }
        return json
    }

    // MARK: For machines

    private var health: Response {
        guard let pulse = telling.pulse, pulse.age < KioskLimit.lost else {
            return .plain("the station does not answer", status: .serviceUnavailable)
        }
        if let failure = telling.failure { return .plain(failure.en, status: .serviceUnavailable) }
        return .plain("ok", status: .ok)
    }

    private var metrics: String {
        let totals = telling.screen?.totals ?? Screen.Totals()
        let isUp = telling.pulse.map { $0.age < KioskLimit.lost } ?? false
        let rows: [(name: String, kind: String, help: String, value: Int)] = [
            ("scanstation_up", "gauge", "Whether the station's loop answers.", isUp ? 1 : 0),
            ("scanstation_accepting", "gauge", "Whether scans are taken.", isUp && telling.failure == nil ? 1 : 0),
            ("scanstation_verdicts_total", "counter", "Verdicts since the start.", telling.lastNumber),
            ("scanstation_people_today", "gauge", "People in tubes today.", totals.people),
            ("scanstation_tubes_sealed_today", "gauge", "Tubes sealed today.", totals.tubes),
            ("scanstation_bags_sealed_today", "gauge", "Bags sealed today.", totals.bags),
            ("scanstation_refusals_today", "gauge", "Scans refused today.", totals.refusals),
            ("scanstation_screens", "gauge", "Screens that look.", telling.watchers),
        ]
        return rows.map { row in
            "# HELP \(row.name) \(row.help)\n# TYPE \(row.name) \(row.kind)\n\(row.name) \(row.value)"
        }.joined(separator: "\n")
    }
}
