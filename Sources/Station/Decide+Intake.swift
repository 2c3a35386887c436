import Codes
import Devices

/// A laboratory's desk.
extension Desk {
    /// What a scan means where boxes are received; nil for what means the same everywhere.
    func intake() -> Decision? {
        switch event.happening {
        case .boxScanned(let box): return boxCame(box)
        case .slipScanned(.manifest(let slip)): return manifestCame(slip)
        case .slipScanned(.bag(let slip)): return bagCame(slip)
        case .slipScanned(.correction(let slip)): return accept(.corrected(slip), [])
        case .slipScanned(.receipt): return refuse(.wrongClass(.label, expected: [.label]))
        case .sealScanned(let seal): return sealCame(seal)
        case .tubeScanned(let tube): return tubeCame(tube)
        case .commandScanned(.reason(let reason)): return rejecting(reason)
        case .commandScanned(.confirm): return confirmedIntake()
        case .commandScanned(.cancel): return leaving()
        case .personScanned, .bagScanned, .householdScanned: return refuse(.intake(.noSampling))
        case .commandScanned(let command):
            return command.isOfSampling ? refuse(.notNow(command)) : nil
        default: return nil
        }
    }

    private func take(_ acceptance: IntakeAcceptance, _ facts: [IntakeFact]) -> Decision {
        accept(.intake(acceptance), facts.map { .intake($0) })
    }

    // MARK: Boxes

    private func boxCame(_ code: BoxCode) -> Decision {
        guard let intake = lane.intake else {
            if let refusal = obstacle(toReceiving: code) { return refuse(refusal) }
            return take(.boxCame(code, bags: nil), [.boxCame(laneID, code)])
        }
        if intake.box != code { return refuse(.intake(.boxInHand(intake.box))) }
        if let bag = intake.current, let question = difference(of: bag) { return ask(.intake(question)) }
        return finishing(intake)
    }

    private func manifestCame(_ slip: ManifestSlip) -> Decision {
        if let intake = lane.intake {
            if intake.box != slip.box { return refuse(.intake(.boxInHand(intake.box))) }
            if intake.manifest != nil { return boxCame(slip.box) }
            return take(.boxCame(slip.box, bags: slip.bags), [.manifestRead(laneID, slip)])
        }
        if let refusal = obstacle(toReceiving: slip.box) { return refuse(refusal) }
        return take(
            .boxCame(slip.box, bags: slip.bags), [.boxCame(laneID, slip.box), .manifestRead(laneID, slip)])
    }

    /// Why a box cannot be received at this desk.
    private func obstacle(toReceiving code: BoxCode) -> Refusal? {
        if let record = event.known.custody.boxes[code], case .taken = record.stage {
            return .intake(.boxReceived(code, at: record.at))
        }
        return elsewhere(code.text) { $0.box == code }
    }

    /// Another desk that has a thing in hand, the first by its number.
    private func elsewhere(_ code: String, _ holds: (Intake) -> Bool) -> Refusal? {
        let other = state.lanes.filter { id, lane in id != laneID && lane.intake.map(holds) == true }.keys.min()
        return other.map { .intake(.elsewhere(code, $0)) }
    }

    /// CANCEL without a question: a box of which nothing was scanned is left. Nil where there is none.
    private func leaving() -> Decision? {
        guard question == nil, let intake = lane.intake, intake.bags.isEmpty else { return nil }
        return take(.boxLeft(intake.box), [.boxLeft(laneID, was: intake)])
    }

    /// The box is closed; what is not as its manifest says is asked about first.
    private func finishing(_ intake: Intake) -> Decision {
        if intake.bags.isEmpty, intake.manifest == nil { return refuse(.intake(.bagFirst)) }
        if let manifest = intake.manifest, manifest.bags != intake.bags.count {
            return ask(.intake(.boxDiffers(intake.box, bags: intake.bags.count, of: manifest.bags)))
        }
        return receive(intake)
    }

    private func receive(_ intake: Intake) -> Decision {
        var whole = intake
        var facts: [Fact] = []
        if let bag = intake.current {
            facts.append(.intake(.bagDone(laneID, bag.slip.bag)))
            whole.bags[whole.bags.count - 1].isDone = true
        }
        let receipt = whole.receipt(laboratory: settings.station)
        facts.append(.intake(.received(laneID, receipt, was: whole)))
        let earlier = event.known.custody.boxes[intake.box]?.receipts ?? 0
        return accept(
            .intake(.boxReceived(receipt)), facts + state.owing(.receipt(intake.box), on: laneID, earlier: earlier))
    }

    // MARK: Bags

    private func bagCame(_ slip: BagSlip) -> Decision {
        guard let intake = lane.intake else { return refuse(.intake(.boxFirst)) }
        if let bag = intake.current {
            if let question = difference(of: bag) { return ask(.intake(question)) }
            if bag.slip.bag == slip.bag { return done(bag) }
        }
        if intake.bags.contains(where: { $0.slip.bag == slip.bag }) {
            return tell(.intakeStands(slip.bag))
        }
        if let refusal = elsewhere(slip.bag.text, { $0.bags.contains { $0.slip.seal == slip.seal } }) {
            return refuse(refusal)
        }
        if let record = event.known.seal { return refuse(.intake(.bagReceived(slip.bag, at: record.at))) }
        var facts: [IntakeFact] = []
        if let bag = intake.current { facts.append(.bagDone(laneID, bag.slip.bag)) }
        return take(
            .bagCame(slip.bag, slip.seal, tubes: slip.tubes.count), facts + [.bagCame(laneID, slip)])
    }

    private func done(_ bag: Intake.Bag) -> Decision {
        take(.bagReceived(bag.slip.bag, tubes: bag.seen.count), [.bagDone(laneID, bag.slip.bag)])
    }

    /// Nil for a bag that is as its label says.
    private func difference(of bag: Intake.Bag) -> IntakeQuestion? {
        let (missing, unexpected) = (bag.missing, bag.unexpected)
        if missing.isEmpty, unexpected.isEmpty { return nil }
        return .bagDiffers(bag.slip.bag, missing: missing, unexpected: unexpected)
    }

    private func sealCame(_ seal: SealNumber) -> Decision {
        guard let bag = lane.intake?.current else { return refuse(.intake(.bagFirst)) }
        if bag.isSealSeen { return tell(.intakeStands(bag.slip.bag)) }
        if bag.slip.seal != seal { return refuse(.intake(.sealBroken(bag.slip.bag, bag.slip.seal))) }
        return take(.sealRight(bag.slip.bag, tubes: bag.slip.tubes.count), [.sealSeen(laneID)])
    }

    private func tubeCame(_ tube: TubeCode) -> Decision {
        guard let bag = lane.intake?.current else {
            return refuse(.intake(lane.intake == nil ? .boxFirst : .bagFirst))
        }
        if !bag.isSealSeen { return refuse(.intake(.sealFirst(bag.slip.bag))) }
        if bag.seen.contains(tube) { return tell(.intakeSeen(tube)) }
        let facts: [IntakeFact] = [.tubeSeen(laneID, tube)]
        if !bag.slip.tubes.contains(where: { $0.code == tube }) {
            return take(.tubeUnexpected(tube, bag.slip.bag), facts)
        }
        let seen = bag.seen.count - bag.unexpected.count + 1
        return take(.tubeSeen(tube, seen: seen, of: bag.slip.tubes.count), facts)
    }

    // MARK: Cards

    private func rejecting(_ reason: Int) -> Decision {
        guard let bag = lane.intake?.current else { return refuse(.notNow(.reason(reason))) }
        let code = bag.isSealSeen ? bag.seen.last?.text : bag.slip.bag.text
        guard let code, !bag.rejected.contains(code) else { return refuse(.notNow(.reason(reason))) }
        return take(.rejected(code), [.rejected(laneID, code, reason: reason)])
    }

    /// Nil where no question of the intake stands.
    private func confirmedIntake() -> Decision? {
        guard case .intake(let question)? = standing, let intake = lane.intake else { return nil }
        switch question {
        case .bagDiffers(let code, let missing, let unexpected):
            guard let bag = intake.current, bag.slip.bag == code else { return refuse(.nothingToConfirm) }
            // Others may have gone on at this desk: what was confirmed is what is asked.
            if bag.missing != missing || bag.unexpected != unexpected, let now = difference(of: bag) {
                return ask(.intake(now))
            }
            return done(bag)
        case .boxDiffers(let box, let bags, _):
            if intake.box != box || intake.bags.count != bags { return finishing(intake) }
            return receive(intake)
        }
    }

    // MARK: At the station

    /// A label that was scanned where it was printed: proof that it exists, or its story; or the receipt of a box.
    func slipScanned(_ slip: Slip) -> Decision {
        switch slip {
        case .bag(let slip):
            guard let record = event.known.bag, says(slip, record) else {
                return tell(.labelOld(.bag(slip.bag)))
            }
            if let seen = labelSeen(.bag(slip.bag)) { return seen }
            return tell(.story(.bag(slip.bag, record)))
        case .manifest(let slip):
            guard let record = event.known.custody.boxes[slip.box],
                record.handOver?.manifest.version == slip.version
            else { return tell(.labelOld(.manifest(slip.box))) }
            if let seen = labelSeen(.manifest(slip.box)) { return seen }
            return tell(.story(.box(slip.box, record.departure)))
        case .receipt(let receipt): return receiptCame(receipt)
        case .correction(let slip):
            return labelSeen(.correction(slip.tube, slot: slip.slot)) ?? tell(.story(.other(.label)))
        }
    }

    /// Whether a label says what the record says now.
    private func says(_ slip: BagSlip, _ record: BagRecord) -> Bool {
        guard case .sealed(slip.seal) = record.stage, let contents = record.contents else { return false }
        let category = settings.category(contents.category)?.english.uppercased() ?? ""
        return contents.tubes == slip.tubes.map(\.code) && slip.category.uppercased() == category
    }

    private func labelSeen(_ subject: LabelSubject) -> Decision? {
        guard let debt = state.debts.first(where: { $0.subject == subject && $0.stage == .doubtful }) else {
            return nil
        }
        return accept(.labelSeen(subject), [.label(.printed(debt))])
    }

    private func receiptCame(_ receipt: ReceiptSlip) -> Decision {
        guard let record = event.known.custody.boxes[receipt.box] else {
            return refuse(.custody(.boxUnknown(receipt.box)))
        }
        switch record.stage {
        case .handedOver(let handOver), .lost(let handOver):
            let manifest = handOver.manifest
            if receipt.version != 0, receipt.version != manifest.version {
                return refuse(.custody(.otherReceipt(receipt.box)))
            }
            let missing = manifest.bags.map(\.code).filter { !receipt.bags.contains($0) }
            let isWhole = receipt.isWhole && missing.isEmpty
            return accept(
                .custody(.received(receipt, missing: missing, isWhole: isWhole)),
                [.custody(.received(receipt.box, receipt))])
        case .received: return tell(.receiptKnown(receipt.box))
        case .here, .taken: return refuse(.custody(.otherReceipt(receipt.box)))
        }
    }
}

extension Command {
    /// What a laboratory's desk has no use for.
    fileprivate var isOfSampling: Bool {
        switch self {
        case .category, .mode, .round, .short, .release, .notSampled, .void, .transfer, .reopen, .recategorise, .fix,
            .count, .link, .proxy, .handover, .temperature, .visit:
            true
        default: false
        }
    }
}
