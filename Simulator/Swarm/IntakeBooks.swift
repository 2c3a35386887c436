import Codes
import Controller
import Devices
import Journal
import Station

/// What a laboratory's desks have in hand and what they received, by the rows alone: compared with the station's own books, and
/// with each receipt.
struct IntakeBooks {
    private struct Bag: Hashable {
        var slip: BagSlip
        var seen: [TubeCode] = []
        var rejected: [String] = []
    }
    private struct Held: Hashable {
        var box: BoxCode
        var version = 0
        var bags: [Bag] = []
    }
    private var desks: [LaneID: Held] = [:]
    private var boxes: Set<BoxCode> = []
    private var seals: Set<SealNumber> = []

    private typealias Broken = Books.Broken

    /// What a training was played with is forgotten.
    mutating func clear() { self = IntakeBooks() }

    // MARK: Rules

    func check(_ fact: IntakeFact) throws {
        let held = desks[fact.lane]
        switch fact {
        case .boxCame(_, let box):
            if held != nil { throw Broken("a desk takes a second box in hand") }
            if desks.values.contains(where: { $0.box == box }) { throw Broken("two desks have one box in hand") }
            if boxes.contains(box) { throw Broken("a box is received a second time") }
        case .manifestRead(_, let slip): if held?.box != slip.box { throw Broken("a manifest is of another box") }
        case .bagCame(_, let slip):
            if held == nil { throw Broken("a bag comes without a box") }
            if seals.contains(slip.seal) || desks.values.contains(where: { $0.bags.contains { $0.slip == slip } }) {
                throw Broken("a bag is received a second time")
            }
        case .tubeSeen(_, let tube):
            guard let bag = held?.bags.last else { throw Broken("a tube comes without a bag") }
            if bag.seen.contains(tube) { throw Broken("a tube is counted twice") }
        case .received(_, let receipt, _): try check(receipt, held)
        case .boxLeft: if held?.bags.isEmpty != true { throw Broken("a box is left that was begun") }
        case .sealSeen, .rejected, .bagDone: break
        }
    }

    /// The receipt says what was scanned.
    private func check(_ receipt: ReceiptSlip, _ held: Held?) throws {
        guard let held, held.box == receipt.box else { throw Broken("a receipt is of a box that is not in hand") }
        if receipt.version != held.version { throw Broken("a receipt is of version \(receipt.version)") }
        if receipt.bags != held.bags.map(\.slip.bag) { throw Broken("a receipt lists other bags") }
        if receipt.tubes != held.bags.reduce(0, { $0 + $1.seen.count }) { throw Broken("a receipt counts other tubes") }
        var wanted: Set<ReceiptSlip.Difference> = []
        for bag in held.bags {
            let (labelled, seen) = (Set(bag.slip.tubes.map(\.code)), Set(bag.seen))
            for tube in labelled.subtracting(seen) { wanted.insert(.init(kind: .missing, code: tube.text)) }
            for tube in seen.subtracting(labelled) { wanted.insert(.init(kind: .unexpected, code: tube.text)) }
            for code in bag.rejected { wanted.insert(.init(kind: .rejected, code: code)) }
        }
        if Set(receipt.differences) != wanted { throw Broken("a receipt has other differences than were found") }
        if receipt.isWhole != wanted.isEmpty { throw Broken("a receipt is whole, or is not, against what was found") }
    }

    /// The desks have in hand what was scanned there.
    func compare(_ facts: [Fact], _ loop: ControlLoop) throws {
        guard facts.contains(where: \.mayChangeIntake) else { return }
        for case .intake(.received(_, let receipt, _)) in facts {
            guard case .box(let record)? = try loop.journal.register.record(of: .box(receipt.box)),
                record.stage == .taken(receipt)
            else { throw Broken("the record lacks the receipt of a box") }
        }
        for (id, lane) in loop.state.lanes {
            let known = lane.intake.map { intake in
                Held(
                    box: intake.box, version: intake.manifest?.version ?? 0,
                    bags: intake.bags.map { Bag(slip: $0.slip, seen: $0.seen, rejected: $0.rejected) })
            }
            if known != desks[id] { throw Broken("a desk has another box in hand, or other things of it") }
        }
    }

    // MARK: Facts

    mutating func enter(_ fact: IntakeFact) {
        let lane = fact.lane
        switch fact {
        case .boxCame(_, let box): desks[lane] = Held(box: box)
        case .boxLeft: desks[lane] = nil
        case .manifestRead(_, let slip): desks[lane]?.version = slip.version
        case .bagCame(_, let slip): desks[lane]?.bags.append(Bag(slip: slip))
        case .tubeSeen(_, let tube): change(lane) { $0.seen.append(tube) }
        case .rejected(_, let code, _): change(lane) { $0.rejected.append(code) }
        case .sealSeen, .bagDone: break
        case .received(_, let receipt, _):
            boxes.insert(receipt.box)
            seals.formUnion((desks[lane]?.bags ?? []).map(\.slip.seal))
            desks[lane] = nil
        }
    }

    mutating func takeBack(_ fact: IntakeFact) {
        let lane = fact.lane
        switch fact {
        case .boxCame: desks[lane] = nil
        case .boxLeft(_, let was):
            desks[lane] = Held(box: was.box, version: was.manifest?.version ?? 0)
        case .manifestRead: desks[lane]?.version = 0
        case .bagCame: desks[lane]?.bags.removeLast()
        case .tubeSeen: change(lane) { $0.seen.removeLast() }
        case .rejected: change(lane) { $0.rejected.removeLast() }
        case .sealSeen, .bagDone, .received: break
        }
    }

    private mutating func change(_ lane: LaneID, _ body: (inout Bag) -> Void) {
        guard let last = desks[lane]?.bags.indices.last, var bag = desks[lane]?.bags[last] else { return }
        body(&bag)
        desks[lane]?.bags[last] = bag
    }
}

extension Fact {
    fileprivate var mayChangeIntake: Bool {
        switch self {
        case .intake, .undone, .trainingBegun, .trainingEnded: true
        default: false
        }
    }
}
