import Foundation
import Journal
import Messages
import Testing

@Suite("A FHIR bundle")
struct FHIRBundleTests {
    /// A synthetic person: born before 1900.
    private func number(_ person: Int) -> String { "110101189001" + "0\(person)" + "001X" }

    private func line(
        _ person: Int, _ tube: String, slot: Int = 1, status: String = "bound", capacity: Int = 1,
        changed: String? = nil, sealed: Bool = true, bag: String = "", kind: String = "resident"
    ) -> Export.Line {
        var line = Export.Line.empty
        (line.station, line.team, line.lane, line.round) = ("north-1", "A", "1", "2022-03-05")
        (line.category, line.mode) = ("全员筛查", capacity > 1 ? "pool-10" : "single")
        (line.capacity, line.isShort) = (capacity, capacity > 1)
        (line.person, line.kind, line.personOrigin) = (.number(number(person)), kind, "card")
        (line.tube, line.slot, line.status, line.changed) = (tube, slot, status, changed)
        (line.bag, line.seal) = (bag, bag.isEmpty ? "" : "FQ0000001")
        line.personScanned = "2022-03-05T08:14:0\(person).000+08:00"
        line.bound = "2022-03-05T08:14:1\(person).000+08:00"
        line.tubeSealed = sealed ? "2022-03-05T08:15:00.000+08:00" : ""
        line.bagSealed = bag.isEmpty ? "" : "2022-03-05T09:00:00.000+08:00"
        (line.operator, line.sampler) = ("K-0001", "K-0002")
        return line
    }

    private struct Entry {
        var resource: [String: Any]
        var request: [String: String]
        var url: String
        var kind: String { resource["resourceType"] as? String ?? "" }
    }

    private func entries(_ lines: [Export.Line]) throws -> [Entry] {
        let data = try FHIRBundle(lines).data()
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(object["type"] as? String == "transaction")
        return try #require(object["entry"] as? [[String: Any]]).map { entry in
            Entry(
                resource: try #require(entry["resource"] as? [String: Any]),
                request: try #require(entry["request"] as? [String: String]),
                url: try #require(entry["fullUrl"] as? String))
        }
    }

    private func text(_ value: Any?) -> String {
        let data = value.flatMap {
            try? JSONSerialization.data(withJSONObject: $0, options: [.sortedKeys, .withoutEscapingSlashes])
        }
        return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    @Test func `has patient, order and specimen of a single, each on the condition that it is new`() throws {
        let entries = try entries([line(1, "T0000000018")])
        #expect(entries.map(\.kind) == ["Patient", "ServiceRequest", "Specimen"])
        #expect(entries.allSatisfy { $0.request["method"] == "POST" && $0.request["ifNoneExist"] != nil })
        #expect(entries[0].resource["birthDate"] as? String == "1890-01-01")
        #expect(entries[0].resource["gender"] as? String == "male")
        #expect(
            entries[0].request["ifNoneExist"]
                == "identifier=urn:x-scanstation:person:resident|\(number(1))")
        #expect(text(entries[2].resource["subject"]).contains(entries[0].url))
        #expect(text(entries[1].resource["specimen"]).contains(entries[2].url))
        #expect(entries[2].resource["note"] == nil)
    }

    @Test func `names a person where card or roster did, and has no empty name where neither did`() throws {
        var named = line(1, "T0000000018")
        (named.name, named.phone, named.address) = ("\u{20BB7}样", "100", "样本市虚构路㐂号")
        let patient = try #require(try entries([named]).first).resource
        #expect(text(patient["name"]) == "[{\"text\":\"\u{20BB7}样\"}]")
        #expect(text(patient["telecom"]) == "[{\"system\":\"phone\",\"value\":\"100\"}]")
        #expect(text(patient["address"]) == "[{\"text\":\"样本市虚构路㐂号\"}]")
        let nobody = try #require(try entries([line(1, "T0000000018")]).first).resource
        #expect(["name", "telecom", "address"].allSatisfy { nobody[$0] == nil })
    }

    @Test func `has the persons of a pool in the order of their places, and says that it is short`() throws {
        let lines = [2, 3, 1].map { line($0, "T0000000026", slot: $0, capacity: 10) }
        let entries = try entries(lines)
        let group = try #require(entries.first { $0.kind == "Group" })
        let members = try #require(group.resource["member"] as? [[String: Any]])
        let patients = Dictionary(
            uniqueKeysWithValues: entries.filter { $0.kind == "Patient" }.map {
                ($0.url, text($0.resource["identifier"]))
            })
        for (place, member) in members.enumerated() {
            let reference = (member["entity"] as? [String: String])?["reference"] ?? ""
            #expect(patients[reference]?.contains(number(place + 1)) == true)
        }
        let specimen = try #require(entries.first { $0.kind == "Specimen" })
        #expect(text(specimen.resource["note"]).contains("short pool: 3 of 10"))
        #expect(text(specimen.resource["subject"]).contains(group.url))
        #expect(text(specimen.resource["collection"]).contains("08:14:13"))
    }

    @Test func `replaces what was corrected, takes back the old order and says so`() throws {
        let changed = "2022-03-05T08:20:00.000+08:00"
        let entries = try entries([
            line(1, "T0000000018", status: "moved", changed: changed),
            line(1, "T0000000026", changed: changed),
        ])
        let specimens = entries.filter { $0.kind == "Specimen" }
        #expect(specimens.map { $0.resource["status"] as? String } == ["entered-in-error", "available"])
        #expect(specimens.allSatisfy { $0.request["method"] == "PUT" })
        let orders = entries.filter { $0.kind == "ServiceRequest" }
        #expect(orders.map { $0.resource["status"] as? String } == ["entered-in-error", "active"])
        let said = entries.filter { $0.kind == "Provenance" }
        #expect(said.count == 2)
        #expect(said.allSatisfy { $0.resource["recorded"] as? String == changed })
        #expect(said.allSatisfy { $0.request["url"] == "Provenance/\($0.resource["id"] as? String ?? "")" })
        #expect(entries.count { $0.kind == "Patient" } == 1)
    }

    @Test func `replaces a tube that was recategorised, with its orders, and takes back a bag that was opened`() throws
    {
        var line = line(1, "T0000000018", bag: "B00000002")
        (line.tubeChanged, line.tubeChange) = ("2022-03-05T08:30:00.000+08:00", "recategorised")
        line.deadBags = [.init(bag: "B00000001", seal: "FQ0000009")]
        let entries = try entries([line])
        for entry in entries where ["Specimen", "ServiceRequest", "List"].contains(entry.kind) {
            #expect(entry.request["method"] == "PUT", "\(entry.kind)")
        }
        let said = try #require(entries.first { $0.kind == "Provenance" })
        #expect(text(said.resource["activity"]).contains("tube recategorised"))
        let bags = entries.filter { $0.kind == "List" }
        #expect(bags.map { $0.resource["status"] as? String } == ["current", "entered-in-error"])
        #expect(text(bags[1].resource["identifier"]).contains("FQ0000009"))
    }

    @Test func `is the same for the same record, and each thing in it has an address of its own`() throws {
        let lines = [line(1, "T0000000018", bag: "B00000001"), line(2, "T0000000026", bag: "B00000001")]
        #expect(try FHIRBundle(lines).data() == FHIRBundle(lines).data())
        let entries = try entries(lines)
        #expect(Set(entries.map(\.url)).count == entries.count)
        let bag = try #require(entries.last)
        #expect(bag.kind == "List")
        #expect((bag.resource["entry"] as? [Any])?.count == 2)
        let references = text(entries.map(\.resource)).matches(of: /"reference":"([^"]*)"/).map { String($0.1) }
        #expect(Set(references).isSubset(of: Set(entries.map(\.url))))
    }

    @Test func `leaves tubes that are not sealed for the next time`() throws {
        #expect(try entries([line(1, "T0000000018", sealed: false)]).isEmpty)
    }

    @Test func `is refused without persons, and says what to do`() {
        var line = line(1, "T0000000018")
        line.person = .wiped
        #expect(throws: MessageError.wiped(round: "2022-03-05")) { try FHIRBundle([line]) }
        line.person = .locked
        #expect(throws: MessageError.locked) { try FHIRBundle([line]) }
        #expect("\(MessageError.wiped(round: "7"))".contains("--round"))
    }

    @Test func `has values of codes that would part a search written so that they do not`() throws {
        let entries = try entries([line(1, "T|1,2$&#%+ 试")])
        let condition = try #require(entries.last?.request["ifNoneExist"])
        #expect(condition.hasSuffix("|T%5C%7C1%5C%2C2%5C%24%26%23%25%2B%20%E8%AF%95"))
    }

    /// A sealed single in a bag and a box that the courier took, `handOvers` times.
    private func boxed(_ person: Int, _ tube: String, bag: String, handOvers: Int = 1, isGone: Bool = true)
        -> Export.Line
    {
        var line = line(person, tube, bag: bag)
        (line.box, line.handOvers) = ("BX0000001", handOvers)
        guard isGone else { return line }
        line.handedOver = "2022-03-05T10:00:00.000+08:00"
        (line.giver, line.courier, line.manifest) = ("K-0002", "K-0003", "00ff")
        return line
    }

    private func list(_ entries: [Entry]) throws -> Entry {
        try #require(entries.first { text($0.resource["identifier"]).contains("urn:x-scanstation:box") })
    }

    @Test func `has a box that was handed over as a list of its bags, and who gave it to whom`() throws {
        let lines = [(1, "T1", "B1"), (2, "T2", "B2"), (3, "T3", "B1")].map { boxed($0, $1, bag: $2) }
        let entries = try entries(lines)
        let box = try list(entries)
        #expect(box.resource["status"] as? String == "current")
        #expect(box.request["method"] == "POST")
        let items = try #require(box.resource["entry"] as? [[String: Any]]).map { text($0["item"]) }
        let bags = entries.filter { $0.kind == "List" && $0.url != box.url }
        #expect(bags.count == 2)
        #expect(zip(items, bags).allSatisfy { $0.contains($1.url) } && items.count == 2)
        let told = try #require(entries.last { $0.kind == "Provenance" })
        #expect(text(told.resource["target"]).contains(box.url))
        #expect(text(told.resource["agent"]).contains("K-0002") && text(told.resource["agent"]).contains("K-0003"))
        #expect(text(told.resource["entity"]).contains("00ff"))
    }

    @Test func `takes a box back that the courier gave back, and replaces it when it goes again`() throws {
        let back = try list(try entries([boxed(1, "T1", bag: "B1", isGone: false)]))
        #expect(back.resource["status"] as? String == "entered-in-error")
        #expect(back.request["method"] == "PUT")
        let again = try list(try entries([boxed(1, "T1", bag: "B1", handOvers: 2)]))
        #expect(again.resource["status"] as? String == "current")
        #expect(again.request["method"] == "PUT")
        let never = try entries([boxed(1, "T1", bag: "B1", handOvers: 0, isGone: false)])
        #expect(never.filter { $0.kind == "List" }.count == 1)
    }
}
