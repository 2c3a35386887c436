import Journal

/// A box that was handed over, as FHIR has it: a list of its bags, and who gave it to whom.
///
/// A box that the courier gave back is taken back, until it is handed over again: then its list replaces the one before.
struct FHIRBox {
    private let code: String
    /// The first line of each bag, in the order of their first tubes.
    private let bags: [Export.Line]

    private var first: Export.Line { bags[0] }
    private var isGone: Bool { !first.handedOver.isEmpty }

    /// The entries of all boxes, in the order of their first tubes.
    static func entries(_ tubes: [FHIRTube]) -> [JSON] {
        var order: [String] = []
        var bags: [String: [Export.Line]] = [:]
        for line in tubes.compactMap(\.bound.first) where line.handOvers > 0 {
            if bags[line.box] == nil { order.append(line.box) }
            guard bags[line.box]?.contains(where: { $0.bag == line.bag }) != true else { continue }
            bags[line.box, default: []].append(line)
        }
        return order.flatMap { FHIRBox(code: $0, bags: bags[$0] ?? []).entries }
    }

    private var entries: [JSON] { isGone ? [list, handOver] : [list] }

    private var list: JSON {
        FHIR.entry(
            .having([
                "resourceType": "List", "identifier": .list([FHIR.identifier(.box, code)]),
                "status": isGone ? "current" : "entered-in-error", "mode": "snapshot",
                "code": .object(["text": "transfer box"]), "date": isGone ? .text(first.handedOver) : nil,
                "note": isGone ? .list([.object(["text": .text("manifest \(first.manifest)")])]) : nil,
                "entry": isGone ? .list(bags.map { .object(["item": FHIR.reference(.bag, $0.bag)]) }) : nil,
            ]), .box, code, isCorrected: first.handOvers > 1 || !isGone)
    }

    /// Who gave the box to whom. FHIR gives a Provenance no identifier of its own, so that it goes under an id.
    private var handOver: JSON {
        let id = FHIR.uuid(.manifest, "\(code) \(first.handOvers) \(first.manifest)")
        let agents = [("giver", first.giver), ("courier", first.courier)].map { role, badge -> JSON in
            let who: JSON =
                badge.isEmpty
                ? .object(["display": .text(role == "giver" ? first.place : role)])
                : .object(["identifier": FHIR.identifier(.badge, badge)])
            return .object(["type": .object(["text": .text(role)]), "who": who])
        }
        let resource: JSON = .object([
            "resourceType": "Provenance", "id": .text(id), "target": .list([FHIR.reference(.box, code)]),
            "recorded": .text(first.handedOver), "activity": .object(["text": "hand-over"]), "agent": .list(agents),
            "entity": .list([
                .object([
                    "role": "source", "what": .object(["identifier": FHIR.identifier(.manifest, first.manifest)]),
                ])
            ]),
        ])
        return .object([
            "fullUrl": .text("urn:uuid:\(id)"), "resource": resource,
            "request": .object(["method": "PUT", "url": .text("Provenance/\(id)")]),
        ])
    }
}
