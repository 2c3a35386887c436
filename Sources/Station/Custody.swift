package import Codes

/// What comes after the sealed bag (WORKFLOW.md 3.5).
///
///     box code ──> open ── sealed bags ──> box code [── TEMPERATURE] [── REASON when late] ──> closed
///     HANDOVER ── closed boxes ── badge of who gives ── courier's badge ──> handed over, its manifest frozen
///     (without badges: HANDOVER ── closed boxes ── CONFIRM)
///     VOID, an empty box ──> new again          VOID, a box handed over ── CONFIRM ──> lost, until its receipt comes
///     closed ── REOPEN, box, REASON ──> open        handed over ── REOPEN, box, courier's badge ──> closed
///
/// A team has one open box. What a box holds can be put right until it is handed over; a bag is opened only while its box
/// is open.
package struct Box: Hashable, Codable, Sendable {
    /// Whose it is; nil where nobody scanned a team's code.
    package var team: String?
    /// In the order they were put in.
    package var bags: [BagCode]
    /// How it is kept on its way, number of the temperature class; nil while it is open.
    package var closed: Int?
    package init(team: String? = nil, bags: [BagCode] = [], closed: Int? = nil) {
        self.team = team
        self.bags = bags
        self.closed = closed
    }

    package var isClosed: Bool { closed != nil }
}

/// What a site decides about boxes.
package struct BoxRules: Hashable, Codable, Sendable {
    /// Most bags in a box.
    package var limit: Int
    /// TEMPERATURE-1 is the first. With a single one nothing is asked.
    package var temperatures: [TemperatureRule]
    package init(limit: Int = 10, temperatures: [TemperatureRule] = [TemperatureRule()]) {
        self.limit = limit
        self.temperatures = temperatures
    }

    /// The class with this number (1 is the first), nil when there is none.
    package func temperature(_ number: Int) -> TemperatureRule? {
        temperatures.indices.contains(number - 1) ? temperatures[number - 1] : nil
    }
}

/// A way to keep a box, and how long it keeps swabs: minutes since the oldest one (WORKFLOW.md 4, transport).
package struct TemperatureRule: Hashable, Codable, Sendable {
    package var english: String
    package var chinese: String
    /// It is said.
    package var warning: Int
    /// A box that closes so late needs a reason.
    package var alarm: Int
    package init(
        english: String = "room temperature", chinese: String = "常温", warning: Int = 180, alarm: Int = 240
    ) {
        self.english = english
        self.chinese = chinese
        self.warning = warning
        self.alarm = alarm
    }
}

/// Where a box stands that somebody opened.
package struct BoxRecord: Hashable, Codable, Sendable {
    package enum Stage: Hashable, Codable, Sendable {
        /// Open or closed: the machine has it.
        case here
        case handedOver(HandOver)
        /// The courier brought the laboratory's receipt back.
        case received(HandOver, ReceiptSlip)
        /// The courier has it no more, and no laboratory got it.
        case lost(HandOver)
        /// At the laboratory: it came, and this was its receipt.
        case taken(ReceiptSlip)
    }
    package var stage: Stage
    /// When it was opened or, later, handed over.
    package var at: Moment
    /// How often it was handed over, those included that were revoked.
    package var handOvers: Int
    /// How many labels and manifests of it were owed; nil for none.
    package var labels: Int?
    package var manifests: Int?
    package var receipts: Int?
    package init(stage: Stage, at: Moment, handOvers: Int = 0) {
        self.stage = stage
        self.at = at
        self.handOvers = handOvers
    }
}

/// What is told of a box that has left.
package struct Departure: Hashable, Codable, Sendable {
    package var at: Moment
    package var courier: BadgeCode?
    package var bags: Int
    package var tubes: Int
    package init(at: Moment, courier: BadgeCode?, bags: Int, tubes: Int) {
        self.at = at
        self.courier = courier
        self.bags = bags
        self.tubes = tubes
    }
}

extension BoxRecord {
    /// The last one, while it holds.
    package var handOver: HandOver? {
        switch stage {
        case .handedOver(let handOver), .received(let handOver, _), .lost(let handOver): handOver
        case .here, .taken: nil
        }
    }

    /// Nil while it is here.
    var departure: Departure? {
        guard let handOver else { return nil }
        let manifest = handOver.manifest
        return Departure(at: at, courier: handOver.courier, bags: manifest.bags.count, tubes: manifest.tubes)
    }
}

/// A box in the courier's hands.
package struct HandOver: Hashable, Codable, Sendable {
    package var manifest: Manifest
    /// Whose badges; nil at a site without badges.
    package var giver: BadgeCode?
    package var courier: BadgeCode?
    package init(manifest: Manifest, giver: BadgeCode? = nil, courier: BadgeCode? = nil) {
        self.manifest = manifest
        self.giver = giver
        self.courier = courier
    }
}

// MARK: What the machine says of it

/// What became of boxes.
package enum CustodyFact: Hashable, Codable, Sendable {
    case boxOpened(BoxCode, team: String?)
    case bagBoxed(BagCode, BoxCode)
    /// The bag was opened, and so is in no box.
    case bagUnboxed(BagCode, BoxCode, index: Int)
    /// `age`: minutes since the oldest swab, where clocks know it.
    case boxClosed(BoxCode, temperature: Int, age: Int?)
    case boxReopened(BoxCode, was: Int)
    case handedOver(BoxCode, Box, HandOver)
    /// The courier gave it back: it is here again, closed.
    case revoked(BoxCode, Box, HandOver)
    case received(BoxCode, ReceiptSlip)
    /// An empty one is new again.
    case cancelled(BoxCode, Box, BoxRecord)
    case lost(BoxCode, HandOver)

    var touches: [Touched] {
        switch self {
        case .boxOpened(let box, _), .boxClosed(let box, _, _), .boxReopened(let box, _),
            .cancelled(let box, _, _):
            [.box(box), .boxing]
        case .bagBoxed(let bag, let box), .bagUnboxed(let bag, let box, _): [.box(box), .bag(bag)]
        case .received(let box, _), .lost(let box, _): [.box(box)]
        case .handedOver(let code, let box, let handOver), .revoked(let code, let box, let handOver):
            [.box(code)] + box.bags.map { .bag($0) }
                + handOver.manifest.bags.flatMap { $0.tubes.map { .tube($0.code) } }
        }
    }
}

package enum CustodyQuestion: Hashable, Codable, Sendable {
    /// How is it kept? A TEMPERATURE card.
    case temperature(BoxCode)
    /// The oldest swab is so many minutes old: a REASON card closes the box all the same.
    case late(BoxCode, temperature: Int, minutes: Int)
    /// Another team's (非本组箱): a REASON card closes it all the same, kept in the first way.
    case foreign(BoxCode, String)
    /// Is it lost on its way? CONFIRM or a REASON.
    case lost(BoxCode)
    /// Which boxes, and whose badges? `from`: who gives them.
    case handOver([BoxCode], from: BadgeCode?)

    var name: String {
        switch self {
        case .temperature: "temperature"
        case .late: "lab-clock"
        case .foreign: "box-foreign"
        case .lost: "box-lost"
        case .handOver: "hand-over"
        }
    }

    var isAlarm: Bool {
        switch self {
        case .late, .lost: true
        case .temperature, .foreign, .handOver: false
        }
    }

    /// Whether it says no, and only in passing how it could be done.
    var isRefusal: Bool {
        if case .foreign = self { return true }
        return false
    }

    /// Boxes it names.
    var boxes: [BoxCode] {
        switch self {
        case .temperature(let box), .late(let box, _, _), .foreign(let box, _), .lost(let box): [box]
        case .handOver(let boxes, _): boxes
        }
    }
}

package enum CustodyAcceptance: Hashable, Codable, Sendable {
    case boxOpened(BoxCode)
    case bagBoxed(BagCode, BoxCode, count: Int)
    /// `late`: minutes since the oldest swab, when they are more than the warning.
    case boxClosed(BoxCode, bags: Int, late: Int?)
    case boxReopened(BoxCode)
    case handedOver([BoxCode], to: BadgeCode?)
    case revoked(BoxCode)
    case cancelled(BoxCode)
    case lost(BoxCode)
    /// `missing`: bags of the manifest that the receipt does not have.
    case received(ReceiptSlip, missing: [BagCode], isWhole: Bool)
}

package enum CustodyRefusal: Hashable, Codable, Sendable {
    /// The team has another open box.
    case openBox(BoxCode)
    case boxFull(BoxCode, limit: Int)
    case boxEmpty(BoxCode)
    /// Only an empty box is cancelled.
    case boxHolds(BoxCode, bags: Int)
    /// It was handed over.
    case boxUsed(BoxCode, Moment)
    /// Only closed boxes are handed over or opened again.
    case boxNotClosed(BoxCode)
    /// No box was opened with this code.
    case boxUnknown(BoxCode)
    /// The bag is in a box already.
    case inBox(BagCode, BoxCode)
    /// The bag cannot be opened before its box.
    case inClosedBox(BagCode, BoxCode)
    /// The courier has the bag.
    case gone(BagCode, BoxCode)
    /// The same badge cannot give and take.
    case twoBadges(BadgeCode)
    /// A hand-over is taken back by who has the box.
    case custodianOnly(BadgeCode)
    /// A receipt that belongs to another hand-over of the box, or to none.
    case otherReceipt(BoxCode)
    /// Boxes before badges.
    case noBoxYet

    /// The short name of WORKFLOW.md 3.6.
    var name: String {
        switch self {
        case .openBox: "open-box"
        case .boxFull: "box-full"
        case .boxEmpty: "box-empty"
        case .boxHolds: "box-holds"
        case .boxUsed: "box-used"
        case .boxNotClosed: "box-not-closed"
        case .boxUnknown: "box-unknown"
        case .inBox: "in-box"
        case .inClosedBox: "in-closed-box"
        case .gone: "handed-over"
        case .twoBadges, .custodianOnly: "not-allowed"
        case .otherReceipt: "other-receipt"
        case .noBoxYet: "no-box"
        }
    }
}

// MARK: The fold

extension StationState {
    mutating func apply(_ fact: CustodyFact) {
        switch fact {
        case .boxOpened(let code, let team): set(Box(team: team), code)
        case .bagBoxed(let bag, let code): boxes?[code]?.bags.append(bag)
        case .bagUnboxed(let bag, let code, _): boxes?[code]?.bags.removeAll { $0 == bag }
        case .boxClosed(let code, let temperature, _): boxes?[code]?.closed = temperature
        case .boxReopened(let code, _): boxes?[code]?.closed = nil
        case .handedOver(let code, _, _), .cancelled(let code, _, _): set(nil, code)
        case .revoked(let code, let box, _): set(box, code)
        case .received, .lost: return
        }
    }

    mutating func takeBack(_ fact: CustodyFact) {
        switch fact {
        case .boxOpened(let code, _): set(nil, code)
        case .bagBoxed(let bag, let code): boxes?[code]?.bags.removeAll { $0 == bag }
        case .bagUnboxed(let bag, let code, let index): boxes?[code]?.bags.insert(bag, at: index)
        case .boxClosed(let code, _, _): boxes?[code]?.closed = nil
        case .boxReopened(let code, let was): boxes?[code]?.closed = was
        case .handedOver(let code, let box, _), .cancelled(let code, let box, _): set(box, code)
        case .revoked(let code, _, _): set(nil, code)
        case .received, .lost: return
        }
    }

    private mutating func set(_ box: Box?, _ code: BoxCode) {
        var all = boxes ?? [:]
        all[code] = box
        boxes = all.isEmpty ? nil : all
    }
}

extension Register {
    mutating func project(_ fact: CustodyFact, at moment: Moment) throws(Failure) {
        switch fact {
        case .boxOpened(let code, _): try set(.box(BoxRecord(stage: .here, at: moment)), for: .box(code))
        case .bagBoxed(let bag, let code): try change(bag) { $0.box = code }
        case .bagUnboxed(let bag, _, _): try change(bag) { $0.box = nil }
        case .boxClosed, .boxReopened: return
        case .handedOver(let code, _, let handOver):
            try change(code) { record in
                record.stage = .handedOver(handOver)
                record.at = moment
                record.handOvers += 1
            }
        case .revoked(let code, _, _): try change(code) { $0.stage = .here }
        case .cancelled(let code, _, _): try set(nil, for: .box(code))
        case .lost(let code, let handOver): try change(code) { $0.stage = .lost(handOver) }
        case .received(let code, let receipt):
            try change(code) { record in
                if let handOver = record.handOver { record.stage = .received(handOver, receipt) }
            }
        }
    }

    mutating func takeBack(_ fact: CustodyFact) throws(Failure) {
        switch fact {
        case .boxOpened(let code, _): try set(nil, for: .box(code))
        case .bagBoxed(let bag, _): try change(bag) { $0.box = nil }
        case .bagUnboxed(let bag, let code, _): try change(bag) { $0.box = code }
        case .cancelled(let code, _, let record): try set(.box(record), for: .box(code))
        case .lost(let code, let handOver): try change(code) { $0.stage = .handedOver(handOver) }
        case .boxClosed, .boxReopened, .handedOver, .revoked, .received: return
        }
    }

    mutating func change(_ box: BoxCode, _ body: (inout BoxRecord) -> Void) throws(Failure) {
        guard case .box(var record)? = try record(of: .box(box)) else { return }
        body(&record)
        try set(.box(record), for: .box(box))
    }
}
