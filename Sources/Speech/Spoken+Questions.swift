import Station

/// A question, and the card that answers it.
func spoken(_ question: Question) -> [Phrase] {
    switch question {
    case .duplicateRound: [.asked(.duplicateRound), .advice(.confirmOrNext)]
    case .shortPool(_, let count, capacity: _): [.asked(.shortPool), .number(count), .advice(.confirm)]
    case .wrongCategory(_, let expected): [.asked(.wrongCategory), .category(expected)]
    case .newRound: [.asked(.newRound), .advice(.confirm)]
    case .oldRound: [.asked(.oldRound), .advice(.confirm)]
    case .release: [.asked(.release)]
    case .notSampled: [.asked(.notSampled)]
    case .typedPerson: [.asked(.typedPerson), .advice(.confirm)]
    case .link: [.asked(.link)]
    case .proxy: [.asked(.proxy)]
    case .secondIdentifier: [.asked(.secondIdentifier), .advice(.confirm)]
    case .report: [.asked(.report), .advice(.confirmOrReason)]
    case .stock: [.asked(.stock), .advice(.typeDigits), .advice(.enterCard)]
    case .time: [.asked(.time), .advice(.typeDigits), .advice(.enterCard)]
    case .setClock: [.asked(.setClock), .advice(.confirm)]
    case .void: [.asked(.void)]
    case .voidTube(_, let people): [.asked(.voidTube), .number(people), .advice(.confirmOrReason)]
    case .ask: [.asked(.ask)]
    case .mark: [.asked(.mark)]
    case .training(begins: true): [.asked(.trainingBegins), .advice(.confirm)]
    case .training(begins: false): [.asked(.trainingEnds), .advice(.confirm)]
    case .household: [.asked(.household), .advice(.visitCard)]
    case .leaveHousehold: [.asked(.leaveHousehold), .advice(.confirm)]
    case .intake: [.asked(.intake), .advice(.find)]
    case .reprint: [.asked(.reprint)]
    case .custody(let custody): spoken(custody)
    case .correcting(let correction): spoken(correction)
    case .enrolling(let enrolment): spoken(enrolment)
    case .pin(_, _, tries: 0): [.asked(.pin)]
    case .pin: [.asked(.wrongPIN), .advice(.typeAgain)]
    case .count: [.asked(.count), .advice(.countCard)]
    case .recount(_, seen: _): [.asked(.countDiffers), .advice(.everyTube)]
    case .settle(_, let seen, missing: _, extra: _):
        [.asked(.countDiffers)] + (seen.isEmpty ? [.advice(.everyTube)] : [.number(seen.count), .advice(.find)])
    }
}

private func spoken(_ custody: CustodyQuestion) -> [Phrase] {
    switch custody {
    case .temperature: [.asked(.temperature), .advice(.temperatureCard)]
    case .late: [.asked(.late), .advice(.reasonCard)]
    case .foreign: [.asked(.foreignBox), .advice(.newBox)]
    case .lost: [.asked(.lostBox), .advice(.confirmOrReason)]
    case .handOver(let boxes, from: _): [.asked(.handOver)] + (boxes.isEmpty ? [] : [.number(boxes.count)])
    }
}

private func spoken(_ correction: Correction) -> [Phrase] {
    switch correction {
    case .transfer: [.asked(.transfer)]
    case .transferFrom: [.asked(.rightOne)]
    case .transferTo(_, _, let people, exchange: _): [.asked(.doIt), .number(people), .advice(.reasonCard)]
    case .reopen: [.asked(.reopen)]
    case .reopenTube, .reopenBag, .reopenBox: [.asked(.doIt), .advice(.reasonCard)]
    case .revoke(_, let courier): [.asked(.doIt), .advice(courier == nil ? .reasonCard : .scanBadge)]
    case .recategorise: [.asked(.recategorise), .advice(.chooseCategory)]
    case .recategoriseTo(let number): [.category(number), .advice(.scanTube)]
    case .recategoriseTubes(_, let tubes): [.asked(.doIt), .number(tubes.count), .advice(.confirm)]
    case .recategoriseBag(_, _, let tubes): [.asked(.doIt), .number(tubes), .advice(.confirm)]
    case .fix: [.asked(.fix)]
    case .fixIn, .fixWrong, .fixPerson: [.asked(.rightOne)]
    case .fixRight: [.asked(.doIt), .advice(.confirm)]
    case .fixPersonTo: [.asked(.doIt), .advice(.reasonCard)]
    }
}

private func spoken(_ enrolment: Enrolment) -> [Phrase] {
    switch enrolment {
    case .supervisor: [.advice(.supervisorBadge)]
    case .sticker: [.asked(.enrol)]
    case .holder: [.asked(.holder)]
    case .role: [.asked(.role)]
    case .newPIN(_, _, by: _, again: false): [.asked(.newPIN), .advice(.enterCard)]
    case .newPIN(_, _, by: _, again: true): [.asked(.samePIN), .advice(.enterCard)]
    case .withdraw: [.asked(.withdraw), .advice(.confirm)]
    }
}
