import Codes

/// What is said while something is put right.
extension English {
    func asked(_ correction: Correction) -> Message {
        switch correction {
        case .transfer: Message("Whose swab is in another tube?", "Scan the person, or the tube for all in it")
        case .transferFrom(.person(let binding)):
            Message("\(person(binding.person)) from tube \(binding.tube)", "Scan the tube that holds the swab")
        case .transferFrom(.tube(let tube)): Message("All from tube \(tube)", "Scan the tube that holds the swabs")
        case .transferTo(let source, let tube, let people, let exchange):
            Message(
                exchange
                    ? "Tubes \(source.tube) and \(tube) change places: \(self.people(people))"
                    : "From tube \(source.tube) to \(tube): \(self.people(people))", "Scan a REASON card to do it")
        case .reopen: Message("What is opened again?", "Scan the sealed tube, the sealed bag or the box")
        case .reopenTube(let tube, let count, let capacity):
            Message("Open tube \(tube) again: \(count) of \(capacity)", "Scan a REASON card to do it")
        case .reopenBag(let bag, let seal, let count):
            Message("Open bag \(bag) with \(tubes(count))? Seal \(seal) will be dead", "Scan a REASON card to do it")
        case .reopenBox, .revoke: askedOfBox(correction)
        case .recategorise: Message("Which category is right?", "Scan its CATEGORY card")
        case .recategoriseTo(let number): Message("To \(name(ofCategory: number))", "Scan the tube, or the bag")
        case .recategoriseTubes(let number, let tubes):
            Message(
                "To \(name(ofCategory: number)): \(self.tubes(tubes.count)), \(list(tubes))",
                tubes.count == 1 ? "Scan CONFIRM, or the last tube of the row" : "Scan CONFIRM to change them")
        case .recategoriseBag(let number, let bag, let count):
            Message("To \(name(ofCategory: number)): bag \(bag) with \(tubes(count))", "Scan CONFIRM to change it")
        case .fix:
            Message("What is wrong: a tube code in a bag, or a person?", "Scan the bag, or the person who was recorded")
        case .fixPerson(let binding):
            Message(
                "\(person(binding.person)) in tube \(binding.tube), place \(binding.slot)",
                "Scan the person whose swab it is")
        case .fixPersonTo(let binding, let right):
            Message(
                "Tube \(binding.tube), place \(binding.slot): not \(person(binding.person)) but \(person(right))",
                "Scan a REASON card to do it")
        case .fixIn(let bag): Message("Bag \(bag)", "Scan the wrong tube code")
        case .fixWrong(let bag, let tube):
            Message("Bag \(bag): tube \(tube) is wrong", "Scan the right tube through the bag")
        case .fixRight(let bag, let wrong, let right):
            Message("Bag \(bag): not tube \(wrong) but \(right)", "Scan CONFIRM to put it right")
        }
    }

    func corrected(_ acceptance: Acceptance) -> Message {
        switch acceptance {
        case .swabsMoved(let from, let tube, let people):
            Message("From tube \(from) to \(tube): \(self.people(people))", "Mark both tubes as corrected")
        case .tubeReopened(let tube, let count, let capacity):
            Message("Tube \(tube) is open again: \(count) of \(capacity)", "Scan the late person")
        case .bagUnsealed(let bag, let seal, let count):
            Message("Bag \(bag) is opened, seal \(seal) is dead", "Put its \(tubes(count)) into a new bag")
        case .recategorised(let number, let count):
            Message("\(tubes(count)) now \(name(ofCategory: number))", "Mark the label as corrected")
        case .tubeFixed(let wrong, let right, let bag):
            Message("Bag \(bag): tube \(wrong) is now \(right)", "Mark the label of the bag as corrected")
        case .personCorrected(let binding):
            Message("Tube \(binding.tube), place \(binding.slot) is \(person(binding.person))'s now", "Go on scanning")
        default: noted
        }
    }

    func notCorrected(_ refusal: Refusal) -> Message {
        switch refusal {
        case .sameTube(let tube): Message("Tube \(tube) is the same tube", "Scan the other tube")
        case .inSealedBag(let tube, let bag):
            Message("Tube \(tube) is in sealed bag \(bag)", "Use FIX, or open the bag with REOPEN first")
        case .inBag(let tube, let bag): Message("Tube \(tube) is in bag \(bag)", "Do it with the whole bag")
        case .bagNotSealed(let bag): Message("Bag \(bag) is not sealed", "Scan a sealed bag")
        case .categoriesDiffer(let tube, let other):
            Message("Tubes \(tube) and \(other) are of different categories or rounds", "Use RECATEGORISE first")
        case .sameCategory(let number): Message("It is \(name(ofCategory: number)) already", "Scan another tube or bag")
        case .transferToNew(let tube):
            Message("Nobody opened tube \(tube)", "Scan a tube in use, or move the whole tube")
        case .rowTooLong(let limit): Message("More than \(tubes(limit)) between them", "Scan a nearer last tube")
        case .reasonFirst: Message("A reason is needed", "Scan a REASON card")
        default: noted
        }
    }

    /// What the REASON cards mean.
    func reason(_ number: Int) -> String {
        let reasons = [
            "wrong tube scanned", "wrong person scanned", "a person came late", "wrong category chosen",
            "tube broken or leaking", "bag torn or seal broken", "label unreadable", "count was wrong",
            "another reason",
        ]
        return reasons.indices.contains(number - 1) ? reasons[number - 1] : "another reason"
    }

    private func people(_ count: Int) -> String { count == 1 ? "1 person" : "\(count) people" }
}
