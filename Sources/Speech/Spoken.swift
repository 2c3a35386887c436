import Codes
package import Station

/// What is said for a verdict, shortest first: the first words have to be enough, because the next scan cuts the rest.
///
/// - Parameter category: what the lane collects now, said when a tube is opened.
package func spoken(_ verdict: Verdict, category: Int?) -> [Phrase] {
    let said: [Phrase] =
        switch verdict {
        case .accepted(let acceptance): spoken(acceptance, category.map { [.category($0)] } ?? [])
        case .refused(let refusal): spoken(refusal)
        case .asked(let question): spoken(question)
        case .told(let notice): spoken(notice)
        case .noted: []
        }
    return said.filter { phrase in
        if case .number(let number) = phrase { return (0...SpeechLimit.numbers).contains(number) }
        return true
    }
}

private func spoken(_ acceptance: Acceptance, _ category: [Phrase]) -> [Phrase] {
    switch acceptance {
    case .siteChosen: [.done(.site)]
    case .roundBegun: [.done(.round)]
    case .teamChosen: [.done(.team)]
    case .categoryChosen(let number): [.category(number)]
    case .modeChosen(let number): [.mode(number)]
    case .personWaits: [.advice(.scanTube)]
    case .personLeft: [.done(.left), .advice(.nextPerson)]
    case .personLinked: [.done(.linked), .advice(.scanTube)]
    case .tubeOpened: [.done(.tubeOpen)] + category
    case .bound(let binding, of: _): [.number(binding.slot)] + (binding.slot == 1 ? category : [])
    case .boundAndFull(let binding): [.number(binding.slot), .done(.tubeFull), .advice(.scanTubeAgain)]
    case .boundAndSealed: [.done(.sealed)] + category
    case .personReleased: [.done(.released)]
    case .personNotSampled: [.done(.notSampled)]
    case .tubeReleased: [.done(.tubeNew)]
    case .tubeEmptied: [.done(.released), .advice(.setAside)]
    case .tubeVoided: [.done(.void), .advice(.setAside)]
    case .shortAllowed: [.done(.mayBeShort), .advice(.specialMark)]
    case .tubeSealed(_, let count, let short, bag: _):
        [.done(.sealed), .number(count)] + (short ? [.advice(.specialMark)] : [])
    case .bagOpened, .bagReopened, .bagUnsealed: [.done(.bagOpen)]
    case .tubeJoined(_, _, let count): [.number(count)]
    case .bagClosed: [.done(.bagClosed), .advice(.countCard)]
    case .tubeRecounted(_, let seen): [.number(seen)]
    case .bagCounted(_, let count), .bagSettled(_, let count):
        [.number(count), .done(.countRight), .advice(.scanSeal)]
    case .bagSealed(_, _, let count): [.done(.bagSealed), .number(count)]
    case .swabsMoved(_, _, let people): [.done(.moved), .number(people)]
    case .tubeReopened(_, let count, capacity: _): [.done(.tubeOpen), .number(count)]
    case .recategorised(let number, tubes: _): [.done(.recategorised), .category(number)]
    case .tubeFixed, .personCorrected, .corrected: [.done(.corrected)]
    case .custody(let custody): spoken(custody)
    case .intake(let intake): spoken(intake)
    case .lotChosen: [.done(.lot)]
    case .tubeMarked, .personMarked: [.done(.marked)]
    case .visited: [.done(.visited)]
    case .languageChosen: [.done(.language)]
    case .trainingBegun: [.done(.trainingBegun)]
    case .trainingEnded: [.done(.trainingEnded)]
    case .labelHandwritten, .labelSeen: [.done(.labelDone)]
    case .labelAgain: [.done(.labelAgain)]
    case .undone: [.done(.undone)]
    case .postTaken: [.done(.onDuty)]
    case .laneLocked: [.done(.locked)]
    case .paused: [.done(.paused)]
    case .shiftClosed: [.done(.shiftClosed)]
    case .shiftBegun: [.done(.shiftBegun)]
    case .clockSet: [.done(.clockSet)]
    case .stockCounted: [.done(.stockCounted)]
    case .scannerPlaced(let lane): [.done(.desk), .number(lane.number)]
    case .badgeEnrolled: [.done(.badgeEnrolled)]
    case .badgeWithdrawn: [.done(.badgeWithdrawn)]
    case .signed(_, let count): [.done(.signed), .number(count)]
    }
}

private func spoken(_ custody: CustodyAcceptance) -> [Phrase] {
    switch custody {
    case .boxOpened, .boxReopened: [.done(.boxOpen)]
    case .bagBoxed(_, _, let count): [.number(count)]
    case .boxClosed(_, let bags, let late):
        [.done(.boxClosed), .number(bags)] + (late == nil ? [] : [.advice(.handOver)])
    case .handedOver(let boxes, to: _): [.done(.handedOver), .number(boxes.count)]
    case .revoked: [.done(.boxBack)]
    case .cancelled: [.done(.boxNew)]
    case .lost: [.done(.boxLost), .advice(.laboratory)]
    case .received(_, missing: _, isWhole: true): [.done(.receiptRight)]
    case .received(_, missing: _, isWhole: false): [.done(.receiptDiffers), .advice(.laboratory)]
    }
}

private func spoken(_ intake: IntakeAcceptance) -> [Phrase] {
    switch intake {
    case .boxCame: [.done(.boxCame), .advice(.scanBag)]
    case .boxLeft: [.done(.boxLeft)]
    case .bagCame: [.done(.bagCame), .advice(.scanSeal)]
    case .sealRight(_, let tubes): [.done(.sealRight), .number(tubes)]
    case .tubeSeen(_, let seen, let count): [.number(seen)] + (seen == count ? [.advice(.scanBag)] : [])
    case .tubeUnexpected: [.done(.unexpected), .advice(.setAside)]
    case .rejected: [.done(.rejected), .advice(.setAside)]
    case .bagReceived(_, let tubes): [.done(.received), .number(tubes)]
    case .boxReceived(let receipt): [.done(.received), .number(receipt.bags.count)]
    }
}
