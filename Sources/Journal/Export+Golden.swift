import Codes
import Devices
import Foundation
import Station

extension Export {
    /// The journal's content in the form that two runs of one scenario share: for each lane (rows without one under
    /// `station`) the facts and refusals in order, with codes and slots. Without sequence numbers, boot, times, devices,
    /// readings, symbology, origin and hashes; persons are `person-1`, `person-2` in the order they appear in this text.
    package static func golden(path: String) throws(JournalError) -> String {
        try ReadOnly.read(path) { connection in
            var lines: [LaneID?: [GoldenLine]] = [:]
            try rows(connection) { row throws(JournalError) in
                lines[row.lane, default: []] += GoldenLine.lines(of: row)
            }
            let lanes = lines.keys.sorted { ($0?.number ?? .min) < ($1?.number ?? .min) }
            var persons: [PersonToken: Int] = [:]
            var text = ""
            for lane in lanes {
                text += lane.map { "lane \($0)\n" } ?? "station\n"
                for line in lines[lane] ?? [] { text += "  " + line.text(&persons) + "\n" }
            }
            return text
        }
    }
}

/// A line in the making: words, and persons that get their number when the order of lines is known.
struct GoldenLine {
    enum Word {
        case text(String)
        case person(PersonToken)
    }
    var words: [Word]

    init(_ words: [Word]) { self.words = words }

    func text(_ persons: inout [PersonToken: Int]) -> String {
        words.map { word in
            switch word {
            case .text(let text): return text
            case .person(let token):
                let number = persons[token] ?? persons.count + 1
                persons[token] = number
                return "person-\(number)"
            }
        }.joined(separator: " ")
    }

    static func lines(of row: Export.ReadRow) -> [GoldenLine] {
        var lines = row.facts.flatMap { $0.golden }
        if case .refused(let refusal) = row.verdict {
            lines.append(GoldenLine([.text("refused \(refusal.name)")] + refusal.golden))
        }
        return lines
    }
}

extension GoldenLine.Word: ExpressibleByStringInterpolation {
    init(stringLiteral value: String) { self = .text(value) }
}

extension Fact {
    /// Its lines; an undo has one for itself and one for each fact that it takes back.
    fileprivate var golden: [GoldenLine] {
        // Whether and when labels are printed hangs on printers.
        if case .label = self { return [] }
        if case .undone(_, _, let facts) = self {
            return [GoldenLine(["undone"])]
                + facts.reversed().flatMap { $0.golden }.map { GoldenLine(["  taken back:"] + $0.words) }
        }
        return [GoldenLine(words)]
    }

    private var words: [GoldenLine.Word] {
        switch self {
        case .configured(let settings, let rules): ["configured rules \(rules)", .text(GoldenLine.sorted(settings))]
        case .started: ["started"]
        case .siteChosen(let site, _): ["site \(site)"]
        case .roundBegun(let round, _): ["round \(round)"]
        case .teamChosen(_, let team, _): ["team \(team)"]
        case .categoryChosen(_, let category, _): ["category \(category)"]
        case .modeChosen(_, let mode, _): ["mode \(mode)"]
        case .personCame(_, let waiting): [.person(waiting.person.token), "waits"]
        case .personLeft(_, let waiting): [.person(waiting.person.token), "left"]
        case .personReminded: ["reminded"]
        case .personLinked(_, let qr, let person, _): [.person(qr), "is", .person(person)]
        case .tubeOpened(_, let tube):
            [
                "tube \(tube.code) opened category \(tube.category) mode \(tube.mode) of \(tube.capacity) round \(tube.round)"
            ]
        case .tubeReleased(_, let tube, _): ["tube \(tube) released"]
        case .tubeEmptied(_, let tube, _): ["tube \(tube) emptied"]
        case .personBound(_, let binding, _, let repeated, _):
            [.person(binding.person), "bound \(binding.tube) slot \(binding.slot)\(repeated ? " repeat" : "")"]
        case .personUnbound(_, let binding, let why):
            [.person(binding.person), "unbound \(binding.tube) slot \(binding.slot) \(why.rawValue)"]
        case .tubeParked(_, let tube): ["tube \(tube) parked"]
        case .shortAllowed(_, let tube): ["tube \(tube) may be short"]
        case .shortWithdrawn(_, let tube): ["tube \(tube) may not be short"]
        case .tubeSealed(_, let tube, _, let short):
            ["tube \(tube.code) sealed with \(tube.bindings.count)\(short ? " short" : "")"]
        default: bagWords
        }
    }

    private var bagWords: [GoldenLine.Word] {
        switch self {
        case .bagOpened(let bag, let category, let round): ["bag \(bag) opened category \(category) round \(round)"]
        case .tubeJoined(let tube, let bag): ["tube \(tube) in bag \(bag)"]
        case .tubeLeftBag(let tube, let bag, _): ["tube \(tube) out of bag \(bag)"]
        case .bagClosed(let bag, _): ["bag \(bag) closed"]
        case .bagReopened(let bag, _): ["bag \(bag) reopened"]
        case .bagCounted(let bag, _): ["bag \(bag) counted"]
        case .bagSealed(let bag, let seal, let tubes):
            ["bag \(bag) sealed \(seal) with \(tubes.map(\.text).joined(separator: " "))"]
        case .personMoved, .personCorrected, .tubeReplaced, .tubeRecategorised, .bagRecategorised, .tubeReopened,
            .bagUnsealed,
            .reasonGiven:
            correctionWords
        case .badgeEnrolled, .badgeWithdrawn, .postTaken, .laneLocked, .scannerPlaced, .signatureOwed, .signed:
            staffWords
        case .labelTested(let lane, let label, _):
            [label == nil ? "test label of lane \(lane) read" : "test label of lane \(lane)"]
        case .lotChosen(_, let lot, _): ["lot \(lot)"]
        case .tubeMarked(let tube, let mark, _): ["tube \(tube) marked \(mark.rawValue)"]
        case .personMarked(let binding): [.person(binding.person), "marked not-sampled in \(binding.tube)"]
        case .languageChosen(let language, _): ["language \(language.rawValue)"]
        case .trainingBegun(let round, _): ["training \(round) begun"]
        case .trainingEnded(let round): ["training \(round) ended"]
        case .visited(let place, let visit, _, _): ["visited \(place.code) \(visit.rawValue)"]
        case .custody(let fact): fact.words
        case .intake(let fact): fact.words
        case .roundDated: ["round dated"]
        case .stockCounted(let stock, _): [stock.map { "stock \($0.left)" } ?? "stock unknown"]
        case .stockWarned: ["stock low"]
        case .swabsWarned(_, let isAlarm): [isAlarm ? "swabs late" : "swabs due"]
        case .roundDoubted: ["round doubted"]
        case .duplicateSeen: ["seen before"]
        case .fellAsleep: ["asleep"]
        case .woke: ["awake"]
        case .shiftClosed: ["shift closed"]
        case .shiftBegun: ["shift begun"]
        case .clockSet: ["clock set"]
        case .asked(_, let question, _): ["asked \(question.question.name)"]
        case .questionEnded(_, let was): ["question \(was.question.name) ended"]
        default: []
        }
    }

    private var staffWords: [GoldenLine.Word] {
        switch self {
        case .badgeEnrolled(let code, let badge): ["badge \(code) enrolled as \(badge.role.rawValue)"]
        case .badgeWithdrawn(let code, _): ["badge \(code) withdrawn"]
        case .postTaken(_, let role, let code, _): ["badge \(code) works as \(role.rawValue)"]
        case .laneLocked: ["locked"]
        case .scannerPlaced(_, let lane): ["works at lane \(lane)"]
        case .signatureOwed: ["signature owed"]
        case .signed(let code, let rows): ["badge \(code) signed \(rows.count)"]
        default: []
        }
    }

    private var correctionWords: [GoldenLine.Word] {
        switch self {
        case .personMoved(_, let from, let to):
            [.person(from.person), "moved \(from.tube) slot \(from.slot) to \(to.tube) slot \(to.slot)"]
        case .personCorrected(_, let from, let to, _):
            [.person(from.person), "is not in \(from.tube) slot \(from.slot), it is", .person(to.person)]
        case .tubeReplaced(let tube, let other, _, let bindings, let bag):
            ["tube \(tube) is \(other) with \(bindings.count)\(bag.map { " in bag \($0)" } ?? "")"]
        case .tubeRecategorised(let tube, _, let category, _): ["tube \(tube) category \(category)"]
        case .bagRecategorised(let bag, let category, _): ["bag \(bag) category \(category)"]
        case .tubeReopened(_, let tube, _): ["tube \(tube.code) reopened with \(tube.bindings.count)"]
        case .bagUnsealed(let bag, let seal, _): ["bag \(bag) unsealed \(seal)"]
        case .reasonGiven(let reason): ["reason \(reason)"]
        default: []
        }
    }
}

extension CustodyFact {
    fileprivate var words: [GoldenLine.Word] {
        switch self {
        case .boxOpened(let box, let team): ["box \(box) opened\(team.map { " team \($0)" } ?? "")"]
        case .bagBoxed(let bag, let box): ["bag \(bag) in box \(box)"]
        case .bagUnboxed(let bag, let box, _): ["bag \(bag) out of box \(box)"]
        case .boxClosed(let box, let temperature, _): ["box \(box) closed temperature \(temperature)"]
        case .boxReopened(let box, _): ["box \(box) reopened"]
        case .handedOver(let box, _, let handOver):
            [
                .text(
                    "box \(box) handed over\(handOver.giver.map { " by \($0)" } ?? "")"
                        + "\(handOver.courier.map { " to \($0)" } ?? "") with \(handOver.manifest.bags.count) bags,"
                        + " \(handOver.manifest.tubes) tubes, \(handOver.manifest.people) people")
            ]
        case .cancelled(let box, _, _): ["box \(box) cancelled"]
        case .lost(let box, _): ["box \(box) lost"]
        case .revoked(let box, _, _): ["box \(box) came back"]
        case .received(let box, let receipt):
            ["box \(box) received with \(receipt.tubes) tubes, \(receipt.differences.count) differences"]
        }
    }
}

extension Refusal {
    /// The codes and slots a refusal names.
    fileprivate var golden: [GoldenLine.Word] {
        switch self {
        case .wrongClass(let found, _), .checkDigit(let found), .lengthCharset(let found): ["\(found.rawValue)"]
        case .personWaits(let person), .mismatch(let person): [.person(person)]
        case .codeBound(let binding): [.person(binding.person), "\(binding.tube)"]
        case .duplicateHere(let slot): ["slot \(slot)"]
        case .tubeUsed(let tube, _), .tubeFull(let tube, _), .tubeEmpty(let tube), .tubeSealed(let tube),
            .openTube(let tube, _, _), .notSealed(let tube):
            ["\(tube)"]
        case .closingScanFirst(let tubes): tubes.map { "\($0)" }
        case .mixedBag(let bag), .bagFull(let bag, _), .bagEmpty(let bag), .openBag(let bag), .bagInHand(let bag),
            .bagUsed(let bag, _), .bagElsewhere(let bag, _), .countFirst(let bag):
            ["\(bag)"]
        case .custody(let custody): custody.golden
        case .sealReuse(let seal, let bag): ["\(seal)", "\(bag)"]
        case .sameTube(let tube), .transferToNew(let tube): ["\(tube)"]
        case .inSealedBag(let tube, let bag), .inBag(let tube, let bag): ["\(tube)", "\(bag)"]
        case .bagNotSealed(let bag): ["\(bag)"]
        case .categoriesDiffer(let tube, let other): ["\(tube)", "\(other)"]
        default: []
        }
    }
}

extension IntakeFact {
    fileprivate var words: [GoldenLine.Word] {
        switch self {
        case .boxCame(_, let box): ["box \(box) came"]
        case .boxLeft(_, let was): ["box \(was.box) left"]
        case .manifestRead(_, let slip): ["manifest of box \(slip.box) with \(slip.bags) bags"]
        case .bagCame(_, let slip): ["bag \(slip.bag) came with \(slip.tubes.count) tubes"]
        case .sealSeen: ["seal right"]
        case .tubeSeen(_, let tube): ["tube \(tube) came"]
        case .rejected(_, let code, let reason): ["\(code) rejected \(reason)"]
        case .bagDone(_, let bag): ["bag \(bag) received"]
        case .received(_, let receipt, _):
            ["box \(receipt.box) received with \(receipt.tubes) tubes, \(receipt.differences.count) differences"]
        }
    }
}

extension CustodyRefusal {
    fileprivate var golden: [GoldenLine.Word] {
        switch self {
        case .openBox(let box), .boxFull(let box, _), .boxEmpty(let box), .boxUsed(let box, _), .boxHolds(let box, _),
            .boxNotClosed(let box), .boxUnknown(let box), .otherReceipt(let box):
            ["\(box)"]
        case .inBox(let bag, let box), .inClosedBox(let bag, let box), .gone(let bag, let box): ["\(bag)", "\(box)"]
        case .twoBadges(let badge), .custodianOnly(let badge): ["\(badge)"]
        case .noBoxYet: []
        }
    }
}

extension GoldenLine {
    /// Settings as JSON with sorted keys; empty when they cannot be written, which no settings are.
    fileprivate static func sorted(_ settings: Settings) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return (try? encoder.encode(settings)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
