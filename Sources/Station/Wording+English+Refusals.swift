import Codes
import Devices

extension English {
    func refused(_ refusal: Refusal) -> Message {
        switch refusal {
        case .wrongClass(let scanned, let expected): Message("This is a \(name(of: scanned))", scan(expected))
        case .unknownCode: Message("Not recognised", "Scan again")
        case .doubled: Message("Double read", "Scan again")
        case .checkDigit(let codeClass): Message("Wrong check digit in the \(name(of: codeClass))", "Scan again")
        case .lengthCharset(let codeClass):
            Message("Wrong length or characters in the \(name(of: codeClass))", "Scan again")
        case .impossibleNumber: Message("The number has an impossible date or place", "Check the document, scan again")
        case .noPerson: Message("Nobody waits for this tube", "Scan the person first")
        case .personWaits(let token): Message("\(person(token)) waits", "Scan the tube first")
        case .personWaitsElsewhere(let lane): Message("A person waits on lane \(lane)", "Finish on lane \(lane) first")
        case .duplicateHere(let slot): Message("Already in this tube, place \(slot)", "Scan the next person")
        case .mismatch(let token):
            Message("The card and the QR differ: \(person(token)) waits", "Scan this person's own QR, or CANCEL")
        case .codeBound(let binding):
            Message("This QR is in tube \(binding.tube), place \(binding.slot)", "Scan the person's own QR")
        case .noQR: Message("This is no QR to link", "Scan the person's QR")
        case .tubeUsed(let tube, let record): Message("Tube \(tube) \(whereabouts(record))", "Take another tube")
        case .tubeFull(let tube, let capacity):
            Message("Tube \(tube) is full: \(capacity) of \(capacity)", "Scan a tube with room, seal this after")
        case .tubeEmpty(let tube): Message("Nobody is in tube \(tube)", "Scan a person first")
        case .tubeSealed(let tube): Message("Tube \(tube) is sealed", "Tell the supervisor")
        case .tubeElsewhere(let tube, let lane): Message("Tube \(tube) is on lane \(lane)", "Do it on lane \(lane)")
        case .openTube(let tube, let count, let capacity):
            Message("Tube \(tube) is open: \(count) of \(capacity)", "Seal it first, or go on with it")
        case .closingScanFirst(let tubes): closingScanFirst(tubes)
        case .noCategory: Message("No category is chosen", "Scan the category first")
        case .singleOnly(let category):
            Message(
                "\(name(ofCategory: category)): single tubes only", scan(cards: modeCards(category: category, upTo: 1)))
        case .modeNotAllowed(let category, let mode):
            Message(
                "\(name(ofCategory: category)) does not allow \(name(ofMode: mode))",
                scan(cards: modeCards(category: category)))
        case .unknownChoice: Message("This station has no such category or mode", "Scan another card")
        case .notSealed(let tube): Message("Tube \(tube) is not sealed", "Seal it first")
        case .mixedBag(let bag): Message("Not the category or round of bag \(bag)", "Scan a bag of its category first")
        case .notInThisBag(let tube, let bag): Message("Tube \(tube) does not belong in bag \(bag)", "Take it out")
        case .bagFull(let bag, let limit):
            Message("Bag \(bag) is full: at most \(tubes(limit))", "Put no more in and scan the bag")
        case .bagEmpty(let bag): Message("No tube is in bag \(bag)", "Scan a tube first")
        case .openBag(let bag): Message("Bag \(bag) of this category is open", "Use bag \(bag), or close it first")
        case .bagInHand(let bag): Message("Bag \(bag) is being counted", "Count and seal bag \(bag) first")
        case .bagUsed(let bag, let record): Message("Bag \(bag) \(whereabouts(record))", "Take a new bag")
        case .bagElsewhere(let bag, let lane):
            Message("Bag \(bag) was closed on lane \(lane)", "Seal it on lane \(lane)")
        case .countFirst(let bag): Message("Bag \(bag) is not counted", "Scan the bag, then its COUNT card")
        case .sealReuse(let seal, let bag): Message("Seal \(seal) was used on bag \(bag)", "Take a new seal")
        case .custody(let custody): refused(custody)
        case .intake(let intake): refused(intake)
        case .workOpen, .realCode, .inTraining: refusedOfTraining(refusal)
        case .unlisted(let codeClass, let code): refused(unlisted: codeClass, code)
        case .aloneOnly(let token): refused(alone: token)
        case .unknownLot(let lot):
            Message("Lot \(lot) is not on this site's list", "Use tubes of another lot, and report it")
        case .expiredLot(let lot): Message("Tubes of lot \(lot) are past their date", "Take tubes of another lot")
        case .nothingToUndo: Message("Nothing to undo", "Go on scanning")
        case .nothingToCancel: Message("Nothing to cancel", "Go on scanning")
        case .nothingToConfirm: Message("Nothing to confirm", "Go on scanning")
        case .notBound: Message("This person is in no tube", "Scan the right person")
        case .sameTube, .inSealedBag, .inBag, .bagNotSealed, .categoriesDiffer, .sameCategory, .transferToNew,
            .rowTooLong, .reasonFirst:
            notCorrected(refusal)
        case .badgeFirst, .noBadgeYet, .badgeUnknown, .badgeUsed, .notAllowed, .lastSupervisor, .tooManyBadges,
            .enrolmentStands, .pinUnfit, .signFirst:
            refusedOfStaff(refusal)
        case .laneFirst: Message("This scanner has no desk yet", "Scan the LANE card of its desk")
        case .shiftClosed, .asleep, .timeUnfit, .stockUnfit: refusedOfDay(refusal)
        case .nothingTyped: Message("Nothing is typed", "Scan the digits, then ENTER")
        case .typedTooLong: Message("Too many characters", "Type the number again from its beginning")
        case .typedDiffers: Message("The 2 entries differ", "Type the number again, 2 times")
        case .nothingToVoid(let tube): Message("Tube \(tube) was never used", "Set it aside and take another tube")
        case .notNow(let command): Message("\(name(of: command)) has no meaning now", next(after: command))
        }
    }

    private func scan(_ expected: [CodeClass]) -> String {
        expected.isEmpty ? "Scan another code" : "Scan " + expected.map { "a \(thing($0))" }.joined(separator: " or ")
    }

    private func scan(cards: [String]) -> String {
        cards.isEmpty ? "Scan another mode card" : "Scan \(cards.joined(separator: " or "))"
    }

    func closingScanFirst(_ tubes: [TubeCode]) -> Message {
        let order = tubes.first.map { "Scan tube \($0) to seal it" } ?? "Scan a full tube to seal it"
        return Message("\(self.tubes(tubes.count)) full, not sealed: \(list(tubes))", order)
    }

    func whereabouts(_ record: BagRecord) -> String {
        switch record.stage {
        case .open: "is in use since \(names.time(record.at))"
        case .sealed(let seal): "was sealed at \(names.time(record.at)) with \(seal)"
        case .opened(let seal): "was opened at \(names.time(record.at)), seal \(seal) is dead"
        }
    }

    private func next(after command: Command) -> String {
        switch command {
        case .short: "Scan the tube that is open"
        case .release, .notSampled: "Scan the person"
        case .void: "Scan the tube"
        case .count: "Scan the bag first"
        case .reason: "Scan the correction's card first"
        case .role: "Scan ENROL first"
        case .link: "Scan the person first"
        case .handover: "Close a box first"
        case .handwritten: "No label is owed at this desk"
        case .visit(.done): "Scan the household first"
        case .visit: "Scan the household, or a person's line first"
        case .temperature: "Scan the box first"
        case .category, .mode, .round, .undo, .confirm, .cancel, .ask, .key, .transfer, .reopen, .recategorise, .fix,
            .enrol, .lock, .lane, .proxy, .pause, .report, .morning, .time, .stock, .setTime, .testLabel,
            .reprint, .mark, .training, .language:
            "Go on scanning"
        }
    }

    /// What carries the code: what the operator is asked to scan.
    private func thing(_ codeClass: CodeClass) -> String {
        switch codeClass {
        case .person: "person"
        case .tube: "tube"
        case .bag: "bag"
        case .seal: "seal"
        case .box: "box"
        case .badge, .command, .site, .round, .lot, .team, .household, .rosterLine, .label:
            name(of: codeClass)
        }
    }
}
