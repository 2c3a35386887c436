import Codes
import Controller
import Journal
import Station

/// Which bag is in which box, and what has left, by the rows alone: compared with the station's own books.
struct BoxBooks {
    private struct Held {
        var bags: [BagCode] = []
        var isClosed = false
    }
    private var boxes: [BoxCode: Held] = [:]
    /// Boxes that are at the station.
    private var here: Set<BoxCode> = []
    /// Bags and tubes that the courier has.
    private var gone: [BagCode: BoxCode] = [:]
    private var goneTubes: Set<TubeCode> = []
    /// Versions of the manifests that are out.
    private var versions: [BoxCode: Int] = [:]

    private typealias Broken = Books.Broken

    func check(_ fact: Fact, _ loop: ControlLoop) throws {
        if case .custody(let fact) = fact { return try check(fact, loop) }
        try checkStays(fact)
        if case .bagUnsealed(let bag, _, _) = fact, boxes.values.contains(where: { $0.bags.contains(bag) }) {
            throw Broken("a bag is opened in its box")
        }
    }

    /// What left is not changed, nor is a change of it taken back. Late labels, and marks of what was found later, change
    /// nothing of it.
    private func checkStays(_ fact: Fact) throws {
        switch fact {
        case .undone(_, _, let facts): return try facts.forEach(checkStays)
        case .label, .tubeMarked, .personMarked, .visited, .personCorrected: return
        default: break
        }
        for touched in fact.touches {
            switch touched {
            case .bag(let bag): if gone[bag] != nil { throw Broken("a bag changes that the courier has") }
            case .tube(let tube): if goneTubes.contains(tube) { throw Broken("a tube changes that the courier has") }
            default: continue
            }
        }
    }

    /// The station knows which boxes it has, also after a training has ended.
    func compare(_ facts: [Fact], _ loop: ControlLoop) throws {
        let mayChange = facts.contains { fact in
            switch fact {
            case .custody, .undone, .trainingBegun, .trainingEnded: true
            default: false
            }
        }
        guard mayChange else { return }
        let known = Set((loop.state.boxes ?? [:]).keys)
        if known != here { throw Broken("the station has \(known.count) boxes, \(here.count) are there") }
        for case .custody(let fact) in facts { try compare(fact, loop) }
    }

    /// The record says of a box what the row says.
    private func compare(_ fact: CustodyFact, _ loop: ControlLoop) throws {
        let (code, fits): (BoxCode, (BoxRecord.Stage) -> Bool)
        switch fact {
        case .handedOver(let box, _, let handOver): (code, fits) = (box, { $0 == .handedOver(handOver) })
        case .lost(let box, let handOver): (code, fits) = (box, { $0 == .lost(handOver) })
        case .revoked(let box, _, _): (code, fits) = (box, { $0 == .here })
        case .received(let box, let receipt):
            let isTaken = { (stage: BoxRecord.Stage) in
                if case .received(_, receipt) = stage { true } else { false }
            }
            (code, fits) = (box, isTaken)
        case .boxOpened, .bagBoxed, .bagUnboxed, .boxClosed, .boxReopened, .cancelled: return
        }
        guard case .box(let record)? = try loop.journal.register.record(of: .box(code)), fits(record.stage) else {
            throw Broken("the record does not say where a box is")
        }
    }

    /// What a training was played with is forgotten.
    mutating func clear() { here = [] }

    private func check(_ fact: CustodyFact, _ loop: ControlLoop) throws {
        switch fact {
        case .boxOpened(let box, _): if boxes[box] != nil { throw Broken("a box is opened twice") }
        case .bagBoxed(let bag, let box):
            if boxes.values.contains(where: { $0.bags.contains(bag) }) { throw Broken("a bag is put into two boxes") }
            if boxes[box]?.isClosed != false { throw Broken("a bag is put into a box that is not open") }
            guard case .bag(let record)? = try loop.journal.register.record(of: .bag(bag)), case .sealed = record.stage
            else { throw Broken("a bag is put into a box unsealed") }
        case .boxClosed(let box, _, _):
            if boxes[box]?.bags.isEmpty != false { throw Broken("an empty box is closed") }
        case .handedOver(let box, let held, let handOver):
            guard let mine = boxes[box], mine.isClosed, mine.bags == held.bags else {
                throw Broken("a box is handed over that is not closed, or holds other bags")
            }
            try check(handOver, mine.bags, loop)
        case .cancelled(let box, _, _):
            if boxes[box]?.bags.isEmpty != true { throw Broken("a box is cancelled with bags in it") }
        case .received(let box, let receipt):
            if receipt.version != 0, receipt.version != versions[box] {
                throw Broken("a receipt is of another hand-over")
            }
        case .bagUnboxed, .boxReopened, .revoked, .lost: break
        }
    }

    /// The manifest says what the record says.
    private func check(_ handOver: HandOver, _ bags: [BagCode], _ loop: ControlLoop) throws {
        let manifest = handOver.manifest
        if manifest.bags.map(\.code) != bags { throw Broken("a manifest lists other bags") }
        if let giver = handOver.giver, giver == handOver.courier { throw Broken("one badge gives and takes") }
        for bag in manifest.bags {
            guard case .bag(let record)? = try loop.journal.register.record(of: .bag(bag.code)),
                record.stage == .sealed(bag.seal), record.contents?.tubes == bag.tubes.map(\.code)
            else { throw Broken("a manifest says other of a bag than the record") }
            for tube in bag.tubes {
                guard case .tube(let known)? = try loop.journal.register.record(of: .tube(tube.code)),
                    known.count == tube.count, tube.count > 0, known.short == tube.isShort,
                    known.category == bag.category
                else { throw Broken("a manifest says other of a tube than the record") }
            }
        }
    }

    mutating func enter(_ fact: CustodyFact) {
        switch fact {
        case .boxOpened(let box, _):
            boxes[box] = Held()
            here.insert(box)
        case .bagBoxed(let bag, let box): boxes[box]?.bags.append(bag)
        case .bagUnboxed(let bag, let box, _): boxes[box]?.bags.removeAll { $0 == bag }
        case .boxClosed(let box, _, _): boxes[box]?.isClosed = true
        case .boxReopened(let box, _): boxes[box]?.isClosed = false
        case .handedOver(let box, _, let handOver):
            here.remove(box)
            versions[box] = handOver.manifest.version
            for bag in handOver.manifest.bags {
                gone[bag.code] = box
                goneTubes.formUnion(bag.tubes.map(\.code))
            }
        case .revoked(let box, _, let handOver):
            here.insert(box)
            versions[box] = nil
            for bag in handOver.manifest.bags {
                gone[bag.code] = nil
                goneTubes.subtract(bag.tubes.map(\.code))
            }
        case .cancelled(let box, _, _):
            boxes[box] = nil
            here.remove(box)
        case .received, .lost: break
        }
    }

    mutating func takeBack(_ fact: CustodyFact) {
        switch fact {
        case .boxOpened(let box, _):
            boxes[box] = nil
            here.remove(box)
        case .bagBoxed(let bag, let box): boxes[box]?.bags.removeAll { $0 == bag }
        case .bagUnboxed(let bag, let box, let index): boxes[box]?.bags.insert(bag, at: index)
        case .boxClosed(let box, _, _): boxes[box]?.isClosed = false
        case .boxReopened(let box, _): boxes[box]?.isClosed = true
        case .cancelled(let box, _, _):
            boxes[box] = Held()
            here.insert(box)
        case .handedOver, .revoked, .received, .lost: break
        }
    }
}
