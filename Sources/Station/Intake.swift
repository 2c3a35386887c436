package import Codes

/// The laboratory's desk (`role = intake`): a box as it came, compared with its labels alone.
///
///     box code or manifest ──> box ── a bag's label ──> bag ── its seal ── its tubes ── the label again ──> bag received
///                               └── every bag ── box code ──> received: a receipt that the courier brings back
///     A REASON card rejects what was scanned last, a tube or a bag whose seal is broken. What is missing or not on the
///     label is asked about, and CONFIRM puts it on the receipt.
package struct Intake: Hashable, Codable, Sendable {
    package struct Bag: Hashable, Codable, Sendable {
        package var slip: BagSlip
        /// Its seal was scanned, or it was rejected for it.
        package var isSealSeen = false
        /// In the order they were scanned.
        package var seen: [TubeCode] = []
        /// Tubes, or the bag's own code, that are not fit.
        package var rejected: [String] = []
        package var isDone = false
        package init(slip: BagSlip) { self.slip = slip }

        var missing: [TubeCode] { slip.tubes.map(\.code).filter { !seen.contains($0) } }
        var unexpected: [TubeCode] { seen.filter { tube in !slip.tubes.contains { $0.code == tube } } }
    }

    package var box: BoxCode
    /// Nil where its slip was not read.
    package var manifest: ManifestSlip?
    package var bags: [Bag] = []

    package init(box: BoxCode, manifest: ManifestSlip? = nil) {
        self.box = box
        self.manifest = manifest
    }

    /// The bag in hand, whose tubes are being scanned.
    package var current: Bag? { bags.last.flatMap { $0.isDone ? nil : $0 } }

    func receipt(laboratory: String) -> ReceiptSlip {
        var differences: [ReceiptSlip.Difference] = []
        for bag in bags {
            differences += bag.missing.map { .init(kind: .missing, code: $0.text) }
            differences += bag.unexpected.map { .init(kind: .unexpected, code: $0.text) }
            differences += bag.rejected.map { .init(kind: .rejected, code: $0) }
        }
        return ReceiptSlip(
            laboratory: laboratory, box: box, version: manifest?.version ?? 0, bags: bags.map(\.slip.bag),
            tubes: bags.reduce(0) { $0 + $1.seen.count }, differences: differences)
    }
}

/// What became of boxes that came.
package enum IntakeFact: Hashable, Codable, Sendable {
    case boxCame(LaneID, BoxCode)
    /// It was the wrong one: nothing of it was scanned.
    case boxLeft(LaneID, was: Intake)
    case manifestRead(LaneID, ManifestSlip)
    case bagCame(LaneID, BagSlip)
    case sealSeen(LaneID)
    case tubeSeen(LaneID, TubeCode)
    /// A tube, or the bag itself.
    case rejected(LaneID, String, reason: Int)
    case bagDone(LaneID, BagCode)
    case received(LaneID, ReceiptSlip, was: Intake)

    /// The desk it happened at.
    package var lane: LaneID {
        switch self {
        case .boxCame(let lane, _), .boxLeft(let lane, _), .manifestRead(let lane, _), .bagCame(let lane, _),
            .sealSeen(let lane), .tubeSeen(let lane, _), .rejected(let lane, _, _), .bagDone(let lane, _),
            .received(let lane, _, _):
            lane
        }
    }
}

package enum IntakeQuestion: Hashable, Codable, Sendable {
    /// CONFIRM puts it on the receipt.
    case bagDiffers(BagCode, missing: [TubeCode], unexpected: [TubeCode])
    /// So many bags came of those the manifest counts.
    case boxDiffers(BoxCode, bags: Int, of: Int)
}

package enum IntakeAcceptance: Hashable, Codable, Sendable {
    case boxCame(BoxCode, bags: Int?)
    case boxLeft(BoxCode)
    case bagCame(BagCode, SealNumber, tubes: Int)
    case sealRight(BagCode, tubes: Int)
    case tubeSeen(TubeCode, seen: Int, of: Int)
    case tubeUnexpected(TubeCode, BagCode)
    case rejected(String)
    case bagReceived(BagCode, tubes: Int)
    case boxReceived(ReceiptSlip)
}

package enum IntakeRefusal: Hashable, Codable, Sendable {
    /// No box is in hand.
    case boxFirst
    /// Another box is in hand.
    case boxInHand(BoxCode)
    /// Another desk has it in hand.
    case elsewhere(String, LaneID)
    case boxReceived(BoxCode, at: Moment)
    case bagFirst
    /// The bag's seal comes before its tubes.
    case sealFirst(BagCode)
    /// The seal on the bag is not the one on its label.
    case sealBroken(BagCode, SealNumber)
    /// This bag, by its seal, was received before.
    case bagReceived(BagCode, at: Moment)
    /// A laboratory's desk takes nobody.
    case noSampling

    var name: String {
        switch self {
        case .boxFirst: "box-first"
        case .boxInHand, .elsewhere: "box-in-hand"
        case .boxReceived: "box-used"
        case .bagFirst: "bag-first"
        case .sealFirst: "seal-first"
        case .sealBroken: "seal-broken"
        case .bagReceived: "bag-used"
        case .noSampling: "not-allowed"
        }
    }
}

// MARK: The fold

extension StationState {
    mutating func apply(_ fact: IntakeFact) {
        var intake = lanes[fact.lane]?.intake
        switch fact {
        case .boxCame(_, let box): intake = Intake(box: box)
        case .boxLeft: intake = nil
        case .manifestRead(_, let slip): intake?.manifest = slip
        case .bagCame(_, let slip): intake?.bags.append(Intake.Bag(slip: slip))
        case .sealSeen: intake?.changeLast { $0.isSealSeen = true }
        case .tubeSeen(_, let tube): intake?.changeLast { $0.seen.append(tube) }
        case .rejected(_, let code, _):
            intake?.changeLast { bag in
                bag.rejected.append(code)
                bag.isSealSeen = true
            }
        case .bagDone: intake?.changeLast { $0.isDone = true }
        case .received: intake = nil
        }
        lanes[fact.lane]?.intake = intake
    }

    mutating func takeBack(_ fact: IntakeFact) {
        var intake = lanes[fact.lane]?.intake
        switch fact {
        case .boxCame: intake = nil
        case .boxLeft(_, let was): intake = was
        case .manifestRead: intake?.manifest = nil
        case .bagCame: intake?.bags.removeLast()
        case .sealSeen: intake?.changeLast { $0.isSealSeen = false }
        case .tubeSeen: intake?.changeLast { $0.seen.removeLast() }
        case .rejected(_, let code, _):
            intake?.changeLast { bag in
                bag.rejected.removeLast()
                if code == bag.slip.bag.text { bag.isSealSeen = false }
            }
        case .bagDone: intake?.changeLast { $0.isDone = false }
        case .received(_, _, let was): intake = was
        }
        lanes[fact.lane]?.intake = intake
    }
}

extension Intake {
    fileprivate mutating func changeLast(_ body: (inout Bag) -> Void) {
        guard let last = bags.indices.last else { return }
        body(&bags[last])
    }
}

extension Register {
    mutating func project(_ fact: IntakeFact, at moment: Moment) throws(Failure) {
        guard case .received(_, let receipt, let was) = fact else { return }
        for bag in was.bags { try set(.seal(SealRecord(bag: bag.slip.bag, at: moment)), for: .seal(bag.slip.seal)) }
        var record = BoxRecord(stage: .taken(receipt), at: moment)
        if case .box(let before)? = try self.record(of: .box(receipt.box)) { record.receipts = before.receipts }
        try set(.box(record), for: .box(receipt.box))
    }
}
