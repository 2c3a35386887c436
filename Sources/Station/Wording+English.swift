import Codes
import Devices

/// The station's English.
struct English: Vocabulary {
    let names: Names

    let noted = Message("Recorded", "")

    func sentence(_ message: Message) -> String {
        let mark = message.what.hasSuffix("?") ? "" : "."
        return message.next.isEmpty ? message.what + mark : "\(message.what)\(mark) \(message.next)."
    }

    // MARK: Accepted

    func accepted(_ acceptance: Acceptance) -> Message {
        switch acceptance {
        case .siteChosen(let site): Message("Site \(site)", "Check the category")
        case .roundBegun(let round): Message("Round \(round) has begun", "Begin sampling")
        case .teamChosen(let team): Message("Team \(team)", "Begin sampling")
        case .categoryChosen(let number): Message("Category: \(name(ofCategory: number))", "Begin sampling")
        case .modeChosen(let number): Message("Mode: \(name(ofMode: number))", "Begin sampling")
        case .personWaits(let token): Message("\(person(token)) waits", "Scan the tube")
        case .personLeft(let token): Message("\(person(token)) was let go", "Scan the next person")
        case .personLinked(let token): Message("The QR is linked to \(person(token))", "Scan the tube")
        case .tubeOpened(let tube): Message("Tube \(tube) opened", "Scan a person")
        case .bound(let binding, let capacity):
            Message("\(person(binding.person)): place \(binding.slot) of \(capacity)", "Scan the next person")
        case .boundAndFull(let bound):
            Message(
                "\(person(bound.person)): place \(bound.slot), tube full", "Scan tube \(bound.tube) again to seal it")
        case .boundAndSealed(let binding):
            Message("\(person(binding.person)): tube \(binding.tube) sealed", "Scan the next person")
        case .personReleased(let binding):
            Message("\(person(binding.person)) released from tube \(binding.tube)", "Go on scanning")
        case .personNotSampled(let binding):
            Message("\(person(binding.person)) not sampled, out of tube \(binding.tube)", "Go on scanning")
        case .tubeReleased(let tube): Message("Tube \(tube) is new again", "Go on scanning")
        case .tubeEmptied(let tube): Message("All released from tube \(tube)", "Set it aside, never use it again")
        case .tubeVoided(let tube, let people):
            Message(
                "Tube \(tube) is void",
                people == 0
                    ? "Set it aside, never use it again"
                    : "Set it aside and call back \(people == 1 ? "its person" : "its \(people) people")")
        case .shortAllowed(let tube):
            Message("Tube \(tube) may be sealed short", "Put the special mark on it and scan it")
        case .tubeSealed(let tube, let count, let short, let bag): sealed(tube, count: count, short: short, bag: bag)
        case .bagOpened(let bag): Message("Bag \(bag) opened", "Scan sealed tubes into it")
        case .tubeJoined(let tube, let bag, let count):
            Message("Bag \(bag): tube \(tube) is number \(count)", "Put it in and scan the next tube")
        case .bagClosed(let bag): Message("Bag \(bag) closed", "Count its tubes and scan the COUNT card")
        case .bagReopened(let bag): Message("Bag \(bag) is open again", "Scan tubes into it, or its code to close it")
        case .tubeRecounted(let tube, let seen):
            Message("Tube \(tube): \(seen) seen", "Scan the next tube, or the bag after the last")
        case .bagCounted(let bag, let count): Message("Bag \(bag): \(tubes(count)), count agrees", "Scan the seal")
        case .bagSettled(let bag, let count): Message("Bag \(bag) now holds \(tubes(count))", "Scan the seal")
        case .bagSealed(let bag, let seal, let count):
            Message("Bag \(bag) sealed with \(seal): \(tubes(count))", "Put it into the transfer box")
        case .swabsMoved, .tubeReopened, .bagUnsealed, .recategorised, .tubeFixed, .personCorrected:
            corrected(acceptance)
        case .paused, .shiftClosed, .shiftBegun, .clockSet: acceptedOfDay(acceptance)
        case .postTaken, .laneLocked, .scannerPlaced, .badgeEnrolled, .badgeWithdrawn, .signed:
            acceptedOfStaff(acceptance)
        case .custody(let custody): accepted(custody)
        case .lotChosen, .tubeMarked, .personMarked: marked(acceptance)
        case .corrected(let slip): corrected(slip)
        case .visited(let place, let visit): visited(place, visit)
        case .stockCounted(let count): Message("\(count) empty tubes", "Go on scanning")
        case .languageChosen(.chinese): Message("The station speaks Chinese", "Go on scanning")
        case .languageChosen(.english): Message("The station speaks English", "Go on scanning")
        case .trainingBegun, .trainingEnded: trained(acceptance)
        case .labelHandwritten(let subject): handwritten(subject)
        case .labelAgain(let subject): again(subject)
        case .labelSeen(let subject): seen(subject)
        case .intake(let intake): accepted(intake)
        case .undone: Message("Last scan undone", "Go on from the step before")
        }
    }

    private func sealed(_ tube: TubeCode, count: Int, short: Bool, bag: BagCode?) -> Message {
        let people = count == 1 ? "1 person" : "\(count) people"
        let what = "Tube \(tube) sealed\(short ? " short" : ""): \(people)"
        return switch (short, bag) {
        case (false, nil): Message(what, "Scan the next person")
        case (true, nil): Message(what, "Put the special mark on it")
        case (false, let bag?): Message(what, "Put it into bag \(bag)")
        case (true, let bag?): Message(what, "Put the special mark on it and put it into bag \(bag)")
        }
    }

    // MARK: Questions

    private func readBack(_ token: PersonToken) -> String {
        let birth = names.birth(token)
        return person(token) + (birth.isEmpty ? "" : ", born \(birth)")
    }

    func asked(_ question: Question) -> Message {
        switch question {
        case .duplicateRound(let sighting, let record):
            Message(
                "\(person(sighting.token)) already sampled at \(names.time(record.at))"
                    + (record.binding.map { ", tube \($0.tube)" } ?? ""),
                "Scan the next person, or CONFIRM to sample again")
        case .shortPool(let tube, let count, let capacity):
            Message("Tube \(tube) is short: \(count) of \(capacity)", "Put the special mark on it and scan CONFIRM")
        case .wrongCategory(let number, let expected):
            Message(
                "\(name(ofCategory: number)) is not this site's category (CONFIRM takes it all the same)",
                "Scan \(name(of: Command.category(expected))): \(name(ofCategory: expected))"
            )
        case .newRound(let round): Message("Begin round \(round)?", "Scan CONFIRM to begin it")
        case .release: Message("Who is released?", "Scan the person, or CONFIRM for the whole tube")
        case .notSampled: Message("Who was not sampled?", "Scan the person")
        case .typedPerson(let sighting):
            Message("Typed: \(readBack(sighting.token))", "Compare with the document, then scan CONFIRM")
        case .oldRound(let round, let doubt): askedRound(round, doubt)
        case .report(let work): askedReport(work)
        case .time: askedTime
        case .stock: Message("How many empty tubes are there?", "Type the number, then ENTER")
        case .setClock(let setting): askedClock(setting)
        case .link(let token): Message("Which QR is \(person(token))'s?", "Scan the QR")
        case .proxy(let number, _): Message("Person without a code: \(relation(number))", "Scan the relative's code")
        case .secondIdentifier(let sighting):
            Message("\(person(sighting.token)) expires", "Scan the ID card too, or CONFIRM if there is none")
        case .void: Message("Which tube is void?", "Scan the tube")
        case .voidTube(let tube, let people):
            people == 0
                ? Message("Void tube \(tube)? Nobody is in it", "Scan CONFIRM to void it")
                : Message(
                    "Void tube \(tube) with \(people == 1 ? "1 person" : "\(people) people")?",
                    "Scan CONFIRM or a REASON, they are sampled again")
        case .ask: Message("What do you want to know?", "Scan any code")
        case .correcting(let correction): asked(correction)
        case .custody(let custody): asked(custody)
        case .reprint: askedReprint
        case .mark(let mark): asked(mark)
        case .training(let begins): askedTraining(begins: begins)
        case .household(let household, let progress): asked(household, progress)
        case .leaveHousehold(let household, let progress): askedToLeave(household, progress)
        case .intake(let intake): asked(intake)
        case .enrolling(let enrolment): asked(enrolment)
        case .pin(let badge, let use, let tries): askedPIN(badge, use, tries: tries)
        case .count(let bag): Message("How many tubes are in bag \(bag)?", "Count them and scan the COUNT card")
        case .recount(let bag, let seen):
            Message(
                "Count of bag \(bag) differs" + (seen.isEmpty ? "" : ", \(seen.count) seen"),
                "Scan every tube, then the bag")
        case .settle(let bag, let seen, let missing, let extra):
            Message(
                "Count of bag \(bag) differs" + list("missing", missing) + list("extra", extra),
                seen.isEmpty
                    ? "Scan every tube, then the bag" : "Find them, or scan CONFIRM to record \(tubes(seen.count))")
        }
    }

    // MARK: Notices

    func told(_ notice: Notice) -> Message {
        switch notice {
        case .typing(let characters):
            Message(characters == 1 ? "1 character typed" : "\(characters) characters typed", "Go on, then scan ENTER")
        case .typeAgain: Message("This number has no check digit", "Type it again, then scan ENTER")
        case .cardUnread(let trouble): cardUnread(trouble)
        case .stillWaiting(let token): Message("\(person(token)) is still waiting", "Scan the tube")
        case .waitsLong(let waits):
            Message(
                "Waiting long: \(waits.map { "\(person($0.person)) on lane \($0.lane)" }.joined(separator: ", "))",
                "Scan their tube")
        case .tubeStands(let tube, let record):
            Message(
                "Tube \(tube) \(whereabouts(record)), \(name(ofCategory: record.category))",
                "Scan a new bag of its category first")
        case .story(let story): told(story)
        case .leftOpen, .shiftRuns, .asleep: toldOfDay(notice)
        case .onDuty, .pinRefused: toldOfStaff(notice)
        case .questionCancelled: Message("Question cancelled", "Go on scanning")
        case .labelOwed(let subject): owed(subject)
        case .labelGivenUp(let subject): givenUp(subject)
        case .labelOld(let subject): old(subject)
        case .intakeStands, .intakeSeen, .receiptKnown: toldOfIntake(notice)
        case .labelDoubtful(let subject): doubtful(subject)
        case .boxStands(let box, let bags): boxStands(box, bags: bags)
        case .sealNext(let bag): Message("Bag \(bag) is counted", "Scan the seal")
        case .deviceLost(let device): Message("\(name(of: device)) is gone", "Plug it in again")
        case .deviceReady(let device): Message("\(name(of: device)) is ready", "")
        case .deviceSetAside(let device):
            Message("\(name(of: device)): too many unreadable scans", "Let it rest, and scan with another")
        case .clockJumped(let milliseconds):
            Message(
                "The clock jumped \(duration(milliseconds)) \(milliseconds < 0 ? "back" : "ahead")", "Check the time")
        case .swabsAge(let age): told(age)
        case .tubesRunOut(let left, let minutes):
            Message("\(left) empty tubes left, for about \(minutes) min", "Fetch tubes now")
        case .diskLow(let free): Message("The disk has only \(free) MiB left", "Call the technician")
        }
    }

    private func duration(_ milliseconds: Int64) -> String {
        let amount = milliseconds.magnitude
        return amount < 1000 ? "\(amount) ms" : "\(amount / 1000) s"
    }

    /// Where a tube is and when it was used; follows the tube's code.
    func whereabouts(_ record: TubeRecord) -> String {
        let used = "used at \(names.time(record.opened))"
        return switch record.stage {
        case .open(let lane): "is in use on lane \(lane), \(used)"
        case .sealed: "is sealed, \(used)" + (record.sealedBy.map { " on lane \($0)" } ?? "")
        case .bagged(let bag): "is in bag \(bag), \(used)"
        case .emptied: "was emptied, \(used)"
        case .released: "was released, \(used)"
        case .replaced(let other): "was wrong, it is tube \(other), \(used)"
        }
    }

    // MARK: Words

    func tubes(_ count: Int) -> String { count == 1 ? "1 tube" : "\(count) tubes" }

    func list(_ tubes: [TubeCode]) -> String { tubes.map(\.text).joined(separator: ", ") }

    private func list(_ title: String, _ tubes: [TubeCode]) -> String {
        tubes.isEmpty ? "" : "; \(tubes.count) \(title): \(list(tubes))"
    }

    func name(ofCategory number: Int) -> String {
        names.settings.category(number)?.english ?? name(of: Command.category(number))
    }

    func name(ofMode number: Int) -> String {
        guard let rule = names.settings.mode(number) else { return name(of: Command.mode(number)) }
        let name = rule.capacity == 1 ? "single" : "pool of \(rule.capacity)"
        switch rule.order {
        case .personFirst: return name
        case .tubeFirst: return name + ", tube first"
        }
    }
}
