import Codes

/// What is said at a laboratory's desk, and of its receipts.
extension English {
    func accepted(_ intake: IntakeAcceptance) -> Message {
        switch intake {
        case .boxCame(let box, nil): Message("Box \(box)", "Scan its manifest, or the label of a bag")
        case .boxCame(let box, let count?):
            Message("Box \(box): \(count == 1 ? "1 bag" : "\(count) bags") by its manifest", "Scan the label of a bag")
        case .boxLeft(let box): Message("Box \(box) is left", "Scan another box")
        case .bagCame(let bag, let seal, let count):
            Message("Bag \(bag): \(tubes(count)), seal \(seal)", "Scan the seal on the bag")
        case .sealRight(let bag, let count):
            Message("The seal of bag \(bag) is right", "Open it and scan its \(tubes(count))")
        case .tubeSeen(let tube, let seen, let count):
            seen == count
                ? Message("Tube \(tube): all \(tubes(count)) are here", "Scan the label of the bag again")
                : Message("Tube \(tube): \(seen) of \(count)", "Scan the next tube")
        case .tubeUnexpected(let tube, let bag):
            Message("Tube \(tube) is not on the label of bag \(bag)", "Set it aside and go on")
        case .rejected(let code): Message("\(code) is rejected", "Set it aside and go on")
        case .bagReceived(let bag, let count):
            Message("Bag \(bag) received: \(tubes(count))", "Scan the next bag, or the box")
        case .boxReceived(let receipt): Message(summary(receipt), "Give the courier the receipt")
        }
    }

    func asked(_ intake: IntakeQuestion) -> Message {
        switch intake {
        case .bagDiffers(let bag, let missing, let unexpected):
            Message(
                "Bag \(bag) differs" + (missing.isEmpty ? "" : "; \(missing.count) missing: \(list(missing))")
                    + (unexpected.isEmpty ? "" : "; \(unexpected.count) unexpected: \(list(unexpected))"),
                "Find them, or scan CONFIRM to put it on the receipt")
        case .boxDiffers(let box, let count, let manifest):
            Message(
                "Box \(box): \(count) of \(manifest) bags", "Find the others, or scan CONFIRM to put it on the receipt")
        }
    }

    func refused(_ intake: IntakeRefusal) -> Message {
        switch intake {
        case .boxFirst: Message("No box is being received", "Scan the box first")
        case .boxInHand(let box): Message("Box \(box) is being received", "Finish it by scanning it again")
        case .elsewhere(let code, let lane): Message("\(code) is in hand at desk \(lane)", "Finish it there")
        case .boxReceived(let box, let at):
            Message("Box \(box) was received at \(names.time(at))", "Report to the person in charge")
        case .bagFirst: Message("No bag is being received", "Scan the label of a bag first")
        case .sealFirst(let bag):
            Message("The seal of bag \(bag) was not scanned", "Scan it before the bag is opened; is it broken, REASON")
        case .sealBroken(let bag, let seal):
            Message("This is not seal \(seal) of bag \(bag)", "Scan the right bag; is its seal broken, REASON")
        case .bagReceived(let bag, let at):
            Message("Bag \(bag) was received at \(names.time(at))", "Report to the person in charge")
        case .noSampling: Message("This desk receives boxes", "Scan a box")
        }
    }

    func toldOfIntake(_ notice: Notice) -> Message {
        switch notice {
        case .intakeStands(let bag): Message("Bag \(bag) is received already", "Scan the next bag, or the box")
        case .intakeSeen(let tube): Message("Tube \(tube) was seen already", "Scan the next tube")
        case .receiptKnown(let box): Message("The receipt of box \(box) is known", "Nothing is to be done")
        default: noted
        }
    }

    func received(_ receipt: ReceiptSlip, missing: [BagCode], isWhole: Bool) -> Message {
        let bags = missing.isEmpty ? "" : "; bags missing: \(missing.map(\.text).joined(separator: ", "))"
        return Message(
            summary(receipt) + bags,
            isWhole ? "Nothing is to be done" : "Call \(receipt.laboratory) about the difference")
    }

    private func summary(_ receipt: ReceiptSlip) -> String {
        let count = receipt.bags.count == 1 ? "1 bag" : "\(receipt.bags.count) bags"
        let head = "Box \(receipt.box) received: \(count) (\(receipt.bags.map(\.text).joined(separator: ", "))), "
        let words: [(ReceiptSlip.Difference.Kind, String)] = [
            (.missing, "missing"), (.unexpected, "unexpected"), (.rejected, "rejected"),
        ]
        let parts = words.compactMap { kind, word -> String? in
            let codes = receipt.differences.filter { $0.kind == kind }.map(\.code)
            return codes.isEmpty ? nil : "; \(codes.count) \(word): \(codes.joined(separator: ", "))"
        }
        return head + tubes(receipt.tubes) + parts.joined()
    }

    func seen(_ subject: LabelSubject) -> Message {
        if subject.kind == .test { return Message("The test label reads well", "Go on scanning") }
        return Message("The label of \(name(of: subject)) is there", "Go on scanning")
    }
}
