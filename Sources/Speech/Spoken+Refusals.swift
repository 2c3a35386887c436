import Codes
import Station

/// Why not, and what to do instead.
func spoken(_ refusal: Refusal) -> [Phrase] {
    switch refusal {
    case .wrongClass(_, let expected): no(.wrongClass, scan(expected.first))
    case .unknownCode: no(.unknownCode, .scanAgain)
    case .doubled: no(.doubled, .scanAgain)
    case .checkDigit: no(.checkDigit, .scanAgain)
    case .lengthCharset: no(.lengthCharset, .scanAgain)
    case .impossibleNumber: no(.lengthCharset, .checkDocument)
    case .noPerson: no(.noPerson, .scanPerson)
    case .personWaits: no(.personWaits, .scanTube)
    case .personWaitsElsewhere: no(.personWaits, .otherDesk)
    case .duplicateHere: no(.duplicateHere, .nextPerson)
    case .mismatch: no(.mismatch, .ownCode)
    case .codeBound: no(.codeBound, .ownCode)
    case .noQR: no(.noQR, .ownCode)
    case .tubeUsed: no(.tubeUsed, .otherTube)
    case .tubeElsewhere: no(.tubeUsed, .otherDesk)
    case .tubeFull: no(.tubeFull, .otherTube)
    case .tubeEmpty: no(.tubeEmpty, .scanPerson)
    case .tubeSealed: no(.tubeSealed, .supervisor)
    case .openTube: no(.openTube, .sealFirst)
    case .closingScanFirst: no(.closingScanFirst, .sealFull)
    case .noCategory: no(.noCategory, .chooseCategory)
    case .singleOnly, .aloneOnly: no(.singleOnly, .modeCard)
    case .modeNotAllowed: no(.modeNotAllowed, .modeCard)
    case .unknownChoice: no(.unknownChoice, .otherCard)
    case .notSealed: no(.notSealed, .sealFirst)
    case .mixedBag: no(.mixedBag, .ownBag)
    case .notInThisBag: no(.notInThisBag, .takeOut)
    case .bagFull: no(.bagFull, .scanBag)
    case .bagEmpty: no(.bagEmpty, .scanTube)
    case .openBag: no(.openBag, .sealBag)
    case .bagInHand: no(.bagInHand, .sealBag)
    case .bagUsed: no(.bagUsed, .newBag)
    case .bagElsewhere: no(.bagUsed, .otherDesk)
    case .countFirst: no(.countFirst, .countCard)
    case .sealReuse: no(.sealReuse, .newSeal)
    case .custody(let custody): spoken(custody)
    case .intake(let intake): spoken(intake)
    case .unknownLot: no(.unknownLot, .otherTube)
    case .expiredLot: no(.expiredLot, .otherTube)
    case .workOpen: no(.workOpen, .finishFirst)
    case .realCode: no(.realCode, .practiceCode)
    case .inTraining: no(.inTraining, .goOn)
    case .unlisted: no(.unlisted, .supervisor)
    case .nothingToUndo: no(.nothingToUndo, .goOn)
    case .nothingToCancel: no(.nothingToCancel, .goOn)
    case .nothingToConfirm: no(.nothingToConfirm, .goOn)
    case .notBound: no(.notBound, .scanPerson)
    case .notNow: no(.notNow, .goOn)
    case .nothingToVoid: no(.nothingToVoid, .otherTube)
    case .sameTube, .inSealedBag, .inBag, .bagNotSealed, .categoriesDiffer, .sameCategory, .transferToNew, .rowTooLong,
        .reasonFirst:
        correction(refusal)
    case .badgeFirst, .noBadgeYet, .badgeUnknown, .badgeUsed, .notAllowed, .lastSupervisor, .tooManyBadges,
        .enrolmentStands, .pinUnfit, .signFirst, .shiftClosed, .asleep, .timeUnfit, .stockUnfit, .laneFirst,
        .nothingTyped,
        .typedTooLong, .typedDiffers:
        ofStaff(refusal)
    }
}

private func no(_ why: Refused, _ instead: Advice) -> [Phrase] { [.refused(why), .advice(instead)] }

private func scan(_ expected: CodeClass?) -> Advice {
    switch expected {
    case .person: .scanPerson
    case .tube: .scanTube
    case .bag: .scanBag
    case .seal: .scanSeal
    case .box: .scanBox
    case .badge: .scanBadge
    case .command, .site, .round, .lot, .team, .household, .rosterLine, .label, nil: .scanOther
    }
}

private func correction(_ refusal: Refusal) -> [Phrase] {
    switch refusal {
    case .sameTube: no(.sameTube, .otherTube)
    case .inSealedBag: no(.inSealedBag, .reopenBag)
    case .inBag: no(.inBag, .scanBag)
    case .bagNotSealed: no(.bagNotSealed, .scanOther)
    case .categoriesDiffer: no(.categoriesDiffer, .otherTube)
    case .sameCategory: no(.sameCategory, .otherCard)
    case .transferToNew: no(.transferToNew, .otherTube)
    case .rowTooLong: no(.rowTooLong, .otherTube)
    case .reasonFirst: no(.reasonFirst, .reasonCard)
    default: []
    }
}

private func ofStaff(_ refusal: Refusal) -> [Phrase] {
    switch refusal {
    case .badgeFirst: no(.badgeFirst, .scanBadge)
    case .noBadgeYet: no(.noBadgeYet, .enrol)
    case .badgeUnknown: no(.badgeUnknown, .supervisor)
    case .badgeUsed: no(.badgeUsed, .blankBadge)
    case .notAllowed, .lastSupervisor: no(.notAllowed, .supervisorBadge)
    case .tooManyBadges: no(.tooManyBadges, .supervisor)
    case .enrolmentStands: no(.enrolmentStands, .finishFirst)
    case .pinUnfit: no(.pinUnfit, .typeAgain)
    case .signFirst: no(.signFirst, .supervisorBadge)
    case .shiftClosed: no(.shiftClosed, .morning)
    case .asleep: no(.asleep, .scanBadge)
    case .stockUnfit: no(.stockUnfit, .typeAgain)
    case .timeUnfit: no(.timeUnfit, .typeAgain)
    case .laneFirst: no(.laneFirst, .laneCard)
    case .nothingTyped: no(.nothingTyped, .typeDigits)
    case .typedTooLong: no(.typedTooLong, .typeAgain)
    case .typedDiffers: no(.typedDiffers, .typeAgain)
    default: []
    }
}

private func spoken(_ custody: CustodyRefusal) -> [Phrase] {
    switch custody {
    case .openBox: no(.openBox, .closeBox)
    case .boxFull: no(.boxFull, .newBox)
    case .boxEmpty: no(.boxEmpty, .scanBag)
    case .boxHolds: no(.boxHolds, .goOn)
    case .boxUsed: no(.boxUsed, .newBox)
    case .boxNotClosed: no(.boxNotClosed, .closeBox)
    case .boxUnknown: no(.boxUnknown, .newBox)
    case .inBox: no(.inBox, .nextBag)
    case .inClosedBox: no(.inClosedBox, .reopenBox)
    case .gone: no(.handedOver, .laboratory)
    case .twoBadges, .custodianOnly: no(.notAllowed, .scanBadge)
    case .otherReceipt: no(.otherReceipt, .courier)
    case .noBoxYet: no(.noBox, .scanBox)
    }
}

private func spoken(_ intake: IntakeRefusal) -> [Phrase] {
    switch intake {
    case .boxFirst: no(.boxFirst, .scanBox)
    case .boxInHand: no(.boxInHand, .finishFirst)
    case .elsewhere: no(.boxInHand, .otherDesk)
    case .boxReceived: no(.boxUsed, .supervisor)
    case .bagFirst: no(.bagFirst, .scanBag)
    case .sealFirst: no(.sealFirst, .scanSeal)
    case .sealBroken: no(.sealBroken, .reasonCard)
    case .bagReceived: no(.bagUsed, .supervisor)
    case .noSampling: no(.notAllowed, .scanBox)
    }
}
