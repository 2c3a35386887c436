import Crypto
package import Foundation
package import Journal

/// Why a record cannot become a message.
package enum MessageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The journal's key file is not there.
    case locked
    /// The key of this round was destroyed: nobody knows its persons any more.
    case wiped(round: String)
    case cannotEncode(reason: String)

    package var description: String {
        switch self {
        case .locked: "the key file is not there, and a message without persons helps nobody; put it beside the journal"
        case .wiped(let round): "round \(round) was wiped, and has no persons any more; choose another with --round R"
        case .cannotEncode(let reason): "the message cannot be written: \(reason)"
        }
    }
}

/// A record as one FHIR R4 (4.0.1) transaction: Patient and ServiceRequest for each person, Specimen for each sealed tube, Group
/// for each that holds several, List for each sealed bag and each box that was handed over, Provenance for each correction and
/// hand-over.
///
/// The same record gives the same bytes, and a server that has seen it before changes nothing: what is new is created on the
/// condition that nothing has its identifier, what was corrected replaces what has it, and a correction has an id of its own.
/// Tubes that are not sealed yet wait for the next time. Persons stand in the order of their places.
package struct FHIRBundle {
    private let tubes: [(code: String, lines: [Export.Line])]

    /// - Parameter lines: the record; lines of one tube in any order.
    package init(_ lines: [Export.Line]) throws(MessageError) {
        var order: [String] = []
        var byTube: [String: [Export.Line]] = [:]
        for line in lines {
            if line.person == .locked { throw .locked }
            if line.person == .wiped { throw .wiped(round: line.round) }
            if byTube[line.tube] == nil { order.append(line.tube) }
            byTube[line.tube, default: []].append(line)
        }
        tubes = order.map { ($0, byTube[$0] ?? []) }
    }

    /// The bundle as JSON, UTF-8, keys sorted.
    package func data() throws(MessageError) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return try encoder.encode(bundle) } catch { throw .cannotEncode(reason: "\(error)") }
    }

    private var bundle: JSON {
        var entries: [JSON] = []
        var patients: Set<String> = []
        for tube in tubes.map({ FHIRTube($0.code, $0.lines) }) where tube.isTold {
            for line in tube.bound + tube.stale where patients.insert(line.patientKey).inserted {
                entries.append(line.patientEntry)
            }
            entries += tube.entries
        }
        entries += bags + deadBags + FHIRBox.entries(tubes.map { FHIRTube($0.code, $0.lines) }.filter(\.isTold))
        return .object(["resourceType": "Bundle", "type": "transaction", "entry": .list(entries)])
    }

    /// Bags that were opened after they had been sealed: a server may have them.
    private var deadBags: [JSON] {
        var seen: Set<Export.Line.DeadBag> = []
        return tubes.flatMap { FHIRTube($0.code, $0.lines).deadBags }.filter { seen.insert($0).inserted }.map { dead in
            FHIR.entry(
                .object([
                    "resourceType": "List", "status": "entered-in-error", "mode": "snapshot",
                    "identifier": .list([FHIR.identifier(.bag, dead.bag), FHIR.identifier(.seal, dead.seal)]),
                    "code": .object(["text": "bag that was opened"]),
                ]), .bag, dead.bag, isCorrected: true)
        }
    }

    /// Sealed bags with their tubes, in the order of their first tube.
    private var bags: [JSON] {
        var order: [String] = []
        var held: [String: [FHIRTube]] = [:]
        for tube in tubes.map({ FHIRTube($0.code, $0.lines) }) {
            guard tube.isTold, let first = tube.bound.first, !first.bagSealed.isEmpty else { continue }
            if held[first.bag] == nil { order.append(first.bag) }
            held[first.bag, default: []].append(tube)
        }
        return order.compactMap { bag in
            guard let tubes = held[bag], let first = tubes.first?.bound.first else { return nil }
            let identifiers = [FHIR.identifier(.bag, bag), FHIR.identifier(.seal, first.seal)]
            return FHIR.entry(
                .having([
                    "resourceType": "List", "identifier": .list(identifiers), "status": "current", "mode": "snapshot",
                    "code": .object(["text": "sealed bag"]), "date": .text(first.bagSealed),
                    "note": .list([.object(["text": .text("category \(first.category)")])]),
                    "entry": .list(tubes.map { .object(["item": FHIR.reference(.tube, $0.key)]) }),
                ]), .bag, bag, isCorrected: tubes.contains(where: \.isCorrected))
        }
    }
}

/// What identifiers are of; each has a system of its own.
enum FHIRSystem: String {
    case person, origin, order, pool, tube, bag, seal, box, manifest, mode, round, badge, correction

    /// RFC 8141 wants a registered name behind `urn:`; a server takes any absolute URI for what it is, a name.
    var uri: String { "urn:x-scanstation:\(rawValue)" }

    /// The type of resource whose business identifier it is.
    var resource: String {
        switch self {
        case .person: "Patient"
        case .order: "ServiceRequest"
        case .pool: "Group"
        case .tube: "Specimen"
        case .bag, .seal, .box: "List"
        case .correction: "Provenance"
        case .origin, .manifest, .mode, .round, .badge: ""
        }
    }
}

enum FHIR {
    static func identifier(_ system: FHIRSystem, _ value: String) -> JSON {
        .object(["system": .text(system.uri), "value": .text(value)])
    }

    /// To a resource of the same bundle.
    static func reference(_ system: FHIRSystem, _ key: String) -> JSON {
        .object(["reference": .text("urn:uuid:\(uuid(system, key))")])
    }

    /// An entry that a server may be sent again.
    ///
    /// - Parameter isCorrected: whether it replaces what the server has.
    static func entry(
        _ resource: JSON, _ system: FHIRSystem, _ key: String, of identifier: (system: String, value: String)? = nil,
        isCorrected: Bool = false
    ) -> JSON {
        let (uri, value) = identifier ?? (system.uri, key)
        let condition = "identifier=\(escaped(uri))|\(escaped(value))"
        let request: JSON =
            isCorrected
            ? .object(["method": "PUT", "url": .text("\(system.resource)?\(condition)")])
            : .object(["method": "POST", "url": .text(system.resource), "ifNoneExist": .text(condition)])
        return .object([
            "fullUrl": .text("urn:uuid:\(uuid(system, key))"), "resource": resource, "request": request,
        ])
    }

    /// A search parameter: `,`, `|` and `$` part values there (FHIR R4, 3.1.1.3), `&`, `#`, `%` and `+` the query (RFC 3986).
    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { text, character in
            if "\\,|$".contains(character) { text.append("\\") }
            text.append(character)
        }.addingPercentEncoding(withAllowedCharacters: allowed) ?? text
    }

    private static let allowed = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/")

    /// The same for the same thing, in every message: version 8 of RFC 9562, of SHA-256.
    static func uuid(_ system: FHIRSystem, _ key: String) -> String {
        var bytes = Array(SHA256.hash(data: Data("\(system.uri) \(key)".utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }
        return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }.joined(separator: "-")
    }
}
