import Journal

/// A tube as FHIR has it: a specimen, the group in it where it may hold several, the orders of its persons, and what was
/// corrected.
struct FHIRTube {
    private let code: String
    private let lines: [Export.Line]
    /// Who is in it, in the order of the places.
    let bound: [Export.Line]
    /// Lines that are not true any more, and those that came from another place.
    let corrections: [Export.Line]

    /// The last of each place that nobody is in any more: their orders are taken back.
    let stale: [Export.Line]

    init(_ code: String, _ lines: [Export.Line]) {
        self.code = code
        self.lines = lines
        bound = lines.filter { $0.status == "bound" }.sorted { $0.slot < $1.slot }
        corrections = lines.filter { $0.changed != nil }
        let taken = Set(bound.map(\.slot))
        let left = Dictionary(lines.filter { !taken.contains($0.slot) }.map { ($0.slot, $0) }) { $1 }
        stale = left.values.sorted { $0.slot < $1.slot }
    }

    /// A tube is told when it is sealed, or when nobody is in it any more.
    var isTold: Bool { bound.first.map { !$0.tubeSealed.isEmpty } ?? true }

    /// A tube that held a swab is never used again, so that its code is enough.
    var key: String { code }
    private var isPool: Bool { (bound.first?.capacity ?? 1) > 1 }
    /// Whether a server may have it otherwise.
    var isCorrected: Bool { !corrections.isEmpty || wholeChange != nil }
    /// Who tells of a change to the tube as a whole.
    private var wholeChange: Export.Line? { bound.first { $0.tubeChanged != nil } }
    var deadBags: [Export.Line.DeadBag] { bound.first?.deadBags ?? [] }

    var entries: [JSON] {
        (isPool ? [group] : []) + (bound + stale).map { order(of: $0) } + [specimen] + corrections.map { told(of: $0) }
            + [wholeChange].compactMap { $0 }.map {
                provenance(of: $0, "tube \($0.tubeChange)", isNull: false, at: $0.tubeChanged ?? $0.bound)
            }
    }

    /// What became of a place.
    private func told(of line: Export.Line) -> JSON {
        provenance(
            of: line, "place \(line.slot): \(line.status == "bound" ? "moved here" : line.status)",
            isNull: line.status != "bound" && line.status != "moved", at: line.changed ?? line.bound)
    }

    private var group: JSON {
        FHIR.entry(
            .having([
                "resourceType": "Group", "identifier": .list([FHIR.identifier(.pool, key)]), "type": "person",
                "actual": .flag(true), "quantity": .number(bound.count),
                "member": .list(bound.map { .object(["entity": FHIR.reference(.person, $0.patientKey)]) }),
            ]), .pool, key, isCorrected: isCorrected)
    }

    private func order(of line: Export.Line) -> JSON {
        FHIR.entry(
            .having([
                "resourceType": "ServiceRequest", "identifier": .list([FHIR.identifier(.order, orderKey(line))]),
                "status": line.status == "bound" ? "active" : "entered-in-error", "intent": "order",
                "category": .list([.object(["text": .text(line.category)])]),
                "code": .object(["text": "nucleic acid test"]),
                "subject": FHIR.reference(.person, line.patientKey), "occurrenceDateTime": .text(line.bound),
                "requester": .object(["display": .text(line.place)]),
                "specimen": .list([FHIR.reference(.tube, key)]),
            ]), .order, orderKey(line), isCorrected: isCorrected)
    }

    private func orderKey(_ line: Export.Line) -> String { "\(key)/\(line.slot)" }

    private var specimen: JSON {
        let first = bound.first
        let times = bound.map(\.bound).sorted()
        let collected: JSON? = times.first.map { .text($0) }
        let period: JSON? = times.first.flatMap { start in
            times.last.map { .object(["start": .text(start), "end": .text($0)]) }
        }
        let sampler = first.flatMap { $0.sampler.isEmpty ? nil : $0.sampler }
        let collection: JSON? = first.map { _ in
            .having([
                "collector": sampler.map { .object(["identifier": FHIR.identifier(.badge, $0)]) },
                "collectedDateTime": isPool ? nil : collected, "collectedPeriod": isPool ? period : nil,
            ])
        }
        var subject: JSON?
        if let first { subject = isPool ? FHIR.reference(.pool, key) : FHIR.reference(.person, first.patientKey) }
        let tags = [(FHIRSystem.mode, lines.first?.mode), (.round, lines.first?.round)].map { system, code in
            JSON.object(["system": .text(system.uri), "code": .text(code ?? "")])
        }
        return FHIR.entry(
            .having([
                "resourceType": "Specimen", "meta": .object(["tag": .list(tags)]),
                "identifier": .list([FHIR.identifier(.tube, key)]),
                "accessionIdentifier": .object(["value": .text(code)]),
                "status": first == nil ? "entered-in-error" : "available",
                "type": .object(["text": "swab"]), "subject": subject,
                "request": bound.isEmpty ? nil : .list(bound.map { FHIR.reference(.order, orderKey($0)) }),
                "collection": collection,
                "container": .list([.object(["identifier": .list([FHIR.identifier(.tube, code)])])]),
                "condition": first.flatMap {
                    $0.condition.isEmpty ? nil : .list([.object(["text": .text($0.condition)])])
                },
                "note": first.flatMap { shortNote($0) },
            ]), .tube, key, isCorrected: isCorrected)
    }

    private func shortNote(_ line: Export.Line) -> JSON? {
        line.isShort ? .list([.object(["text": .text("short pool: \(bound.count) of \(line.capacity)")])]) : nil
    }

    /// What was corrected, and when. FHIR gives a Provenance no identifier of its own, so that it goes under an id.
    private func provenance(of line: Export.Line, _ what: String, isNull: Bool, at time: String) -> JSON {
        let id = FHIR.uuid(.correction, "\(orderKey(line)) \(what) \(time) \(line.bound)")
        let activity: JSON = .object([
            "coding": .list([
                .object([
                    "system": "http://terminology.hl7.org/CodeSystem/v3-DataOperation",
                    "code": isNull ? "NULLIFY" : "UPDATE",
                ])
            ]),
            "text": .text(what),
        ])
        let who: JSON =
            line.operator.isEmpty
            ? .object(["display": .text(line.place)])
            : .object(["identifier": FHIR.identifier(.badge, line.operator), "display": .text(line.place)])
        let resource: JSON = .object([
            "resourceType": "Provenance", "id": .text(id), "target": .list([FHIR.reference(.tube, key)]),
            "recorded": .text(time), "activity": activity,
            "agent": .list([.object(["who": who])]),
            "entity": .list([
                .object([
                    "role": "revision",
                    "what": .object(["identifier": FHIR.identifier(.order, orderKey(line))]),
                ])
            ]),
        ])
        return .object([
            "fullUrl": .text("urn:uuid:\(id)"), "resource": resource,
            "request": .object(["method": "PUT", "url": .text("Provenance/\(id)")]),
        ])
    }
}

extension Export.Line {
    /// Where it was recorded, in words.
    var place: String { [station, team].filter { !$0.isEmpty }.joined(separator: ", ") }

    /// Who it is: document, number, and which relative of its holder.
    var patientKey: String { "\(kind)/\(person.text)" + (proxy.isEmpty ? "" : "/\(proxy)") }

    var patientEntry: JSON {
        let system = "\(FHIRSystem.person.uri):\(kind)"
        let value = person.text + (proxy.isEmpty ? "" : "/\(proxy)")
        let isHolder = proxy.isEmpty && kind == "resident"
        let origin: JSON = .object(["url": .text(FHIRSystem.origin.uri), "valueString": .text(personOrigin)])
        let unverified: JSON? = isUnverified ? .object(["text": "not verified"]) : nil
        let identifier: JSON = .having([
            "system": .text(system), "value": .text(value), "use": isUnverified ? "temp" : "official",
            "type": unverified,
        ])
        return FHIR.entry(
            .having([
                "resourceType": "Patient", "extension": personOrigin.isEmpty ? nil : .list([origin]),
                "identifier": .list([identifier]),
                "name": name.isEmpty ? nil : .list([.object(["text": .text(name)])]),
                "telecom": phone.isEmpty ? nil : .list([.object(["system": "phone", "value": .text(phone)])]),
                "address": address.isEmpty ? nil : .list([.object(["text": .text(address)])]),
                "birthDate": isHolder ? birthDate.map { .text($0) } : nil,
                "gender": isHolder ? gender.map { .text($0) } : nil,
            ]), .person, patientKey, of: (system, value))
    }

    /// Of an 18-character resident number (GB 11643): eight digits from the seventh on.
    private var birthDate: String? {
        let digits = Array(person.text)
        guard digits.count == 18 else { return nil }
        return String(digits[6..<10]) + "-" + String(digits[10..<12]) + "-" + String(digits[12..<14])
    }

    /// Its seventeenth digit is odd for men.
    private var gender: String? {
        let digits = Array(person.text)
        guard digits.count == 18, let digit = digits[16].wholeNumberValue else { return nil }
        return digit % 2 == 1 ? "male" : "female"
    }
}
