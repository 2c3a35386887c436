package import Codes
package import Devices

/// The answer to an event. Only `accepted` has changed the work; a refusal leaves the state as it was.
package enum Verdict: Hashable, Codable, Sendable {
    case accepted(Acceptance)
    case refused(Refusal)
    /// A question stands now, at the scanner that caused it.
    case asked(Question)
    /// An answer in words; nothing has changed but a question that may have ended.
    case told(Notice)
    /// Recorded; nobody is told.
    case noted

    /// The name of the row's outcome, as the table of refusals spells it: `accepted`, `no-person`, `dup-round` ...
    package var name: String {
        switch self {
        case .accepted: "accepted"
        case .refused(let refusal): refusal.name
        case .asked(let question): question.name
        case .told: "told"
        case .noted: "noted"
        }
    }

    /// What the operator feels, nil for silence.
    package var feedback: Feedback? {
        switch self {
        case .accepted(.tubeSealed), .accepted(.boundAndSealed), .accepted(.bagSealed): .sealed
        case .accepted: .accepted
        case .refused: .refused
        case .asked(let question): question.feedback
        case .told: .attention
        case .noted: nil
        }
    }
}

/// What was done.
package enum Acceptance: Hashable, Codable, Sendable {
    case siteChosen(String)
    case roundBegun(RoundID)
    case teamChosen(String)
    case categoryChosen(Int)
    case modeChosen(Int)
    case personWaits(PersonToken)
    case personLeft(PersonToken)
    /// A QR was linked to this person, who waits.
    case personLinked(PersonToken)
    case tubeOpened(TubeCode)
    case bound(Binding, of: Int)
    /// The last place of the tube: it waits for its closing scan.
    case boundAndFull(Binding)
    case boundAndSealed(Binding)
    case personReleased(Binding)
    case personNotSampled(Binding)
    case tubeReleased(TubeCode)
    case tubeEmptied(TubeCode)
    /// A spoilt tube, and how many people it held, who must come again.
    case tubeVoided(TubeCode, people: Int)
    case shortAllowed(TubeCode)
    /// `bag`: the bag it joined at its seal.
    case tubeSealed(TubeCode, count: Int, short: Bool, bag: BagCode?)
    case bagOpened(BagCode)
    case tubeJoined(TubeCode, BagCode, count: Int)
    case bagClosed(BagCode)
    case bagReopened(BagCode)
    /// In a recount: so many different tubes were seen.
    case tubeRecounted(TubeCode, seen: Int)
    case bagCounted(BagCode, count: Int)
    /// A recount was taken as the truth.
    case bagSettled(BagCode, count: Int)
    case bagSealed(BagCode, SealNumber, count: Int)
    /// So many people's swabs are recorded in the other tube now.
    case swabsMoved(TubeCode, TubeCode, people: Int)
    case tubeReopened(TubeCode, count: Int, capacity: Int)
    case bagUnsealed(BagCode, SealNumber, tubes: Int)
    case recategorised(Int, tubes: Int)
    /// The wrong code, the right one, and the bag that stays as it is.
    case tubeFixed(TubeCode, TubeCode, BagCode)
    case undone(row: Int64)
    case postTaken(Role, BadgeCode)
    case laneLocked
    case badgeEnrolled(BadgeCode, Role)
    case badgeWithdrawn(BadgeCode, Role)
    /// So many acts that waited for it.
    case signed(Role, count: Int)
}

/// What is refused and why: the rows of WORKFLOW.md 3.6 that belong to the steps up to the sealed bag, and the cases the
/// prose leaves open.
package enum Refusal: Hashable, Codable, Sendable {
    case wrongClass(CodeClass, expected: [CodeClass])
    case unknownCode
    case doubled
    case checkDigit(CodeClass)
    case lengthCharset(CodeClass)
    /// A number with an impossible date or province.
    case impossibleNumber
    case noPerson
    case personWaits(PersonToken)
    case personWaitsElsewhere(LaneID)
    case duplicateHere(slot: Int)
    /// The number on the card and the number in the QR differ; this person waits.
    case mismatch(PersonToken)
    /// A QR that was used by itself is in a tube already and joins nobody.
    case codeBound(Binding)
    /// LINK wants a QR.
    case noQR
    case tubeUsed(TubeCode, TubeRecord)
    case tubeFull(TubeCode, capacity: Int)
    case tubeEmpty(TubeCode)
    case tubeSealed(TubeCode)
    /// Open on another lane.
    case tubeElsewhere(TubeCode, LaneID)
    case openTube(TubeCode, count: Int, capacity: Int)
    /// So many full tubes wait for their closing scan that one must come first.
    case closingScanFirst([TubeCode])
    case noCategory
    case singleOnly(category: Int)
    case modeNotAllowed(category: Int, mode: Int)
    /// A card for a category or a mode this station does not have.
    case unknownChoice
    case notSealed(TubeCode)
    case mixedBag(BagCode)
    /// Found in a recount, and another bag's, another category's or no longer a sealed tube.
    case notInThisBag(TubeCode, BagCode)
    case bagFull(BagCode, limit: Int)
    case bagEmpty(BagCode)
    case openBag(BagCode)
    /// This lane has closed another bag, which wants its count and seal first.
    case bagInHand(BagCode)
    case bagUsed(BagCode, BagRecord)
    /// Closed on another lane.
    case bagElsewhere(BagCode, LaneID)
    case countFirst(BagCode)
    case sealReuse(SealNumber, BagCode)
    case nothingToUndo
    case nothingToCancel
    case nothingToConfirm
    case notBound
    /// SHORT, RELEASE or COUNT with nothing it could mean.
    case notNow(Command)
    /// A tube that never was in use: there is nothing in it to take out.
    case nothingToVoid(TubeCode)
    /// A correction was told the same tube twice.
    case sameTube(TubeCode)
    /// The bag that holds it is sealed.
    case inSealedBag(TubeCode, BagCode)
    /// The bag that holds it keeps one category, and its tubes are not reopened.
    case inBag(TubeCode, BagCode)
    /// REOPEN and FIX are for bags that hold tubes.
    case bagNotSealed(BagCode)
    case categoriesDiffer(TubeCode, TubeCode)
    case sameCategory(Int)
    /// One of several people of a tube cannot be moved to a tube that nobody opened.
    case transferToNew(TubeCode)
    case rowTooLong(limit: Int)
    /// The correction is completed by a REASON card.
    case reasonFirst
    /// A post that the site asks for is not filled at this desk.
    case badgeFirst(Role)
    /// No badge is enrolled at this station.
    case noBadgeYet
    case badgeUnknown(BadgeCode)
    /// A badge that is to be enrolled is somebody's already.
    case badgeUsed(BadgeCode, Role)
    /// This badge has not the right.
    case notAllowed(Role)
    case lastSupervisor(BadgeCode)
    case tooManyBadges(limit: Int)
    /// An enrolment waits for its next step.
    case enrolmentStands
    case pinUnfit
    /// So many acts wait for a signature that one must be given first.
    case signFirst(count: Int)
    /// ENTER with nothing typed.
    case nothingTyped
    /// More characters than any number has; what was typed is dropped.
    case typedTooLong
    /// The second entry is not the first one; both are dropped.
    case typedDiffers

    /// The short name of WORKFLOW.md 3.6; the prose's own cases are named in the same manner.
    package var name: String {
        switch self {
        case .wrongClass: "wrong-class"
        case .unknownCode: "unknown-code"
        case .doubled: "doubled"
        case .checkDigit: "check-digit"
        case .lengthCharset, .impossibleNumber: "length-charset"
        case .noPerson: "no-person"
        case .personWaits, .personWaitsElsewhere: "person-waits"
        case .duplicateHere: "dup-here"
        case .mismatch: "mismatch"
        case .codeBound: "code-bound"
        case .noQR: "no-qr"
        case .tubeUsed: "tube-used"
        case .tubeFull: "tube-full"
        case .tubeEmpty: "tube-empty"
        case .tubeSealed: "tube-sealed"
        case .tubeElsewhere: "tube-used"
        case .openTube: "open-tube"
        case .closingScanFirst: "closing-scan-first"
        case .noCategory: "no-category"
        case .singleOnly: "single-only"
        case .modeNotAllowed: "mode-not-allowed"
        case .unknownChoice: "unknown-choice"
        case .notSealed: "not-sealed"
        case .mixedBag: "mixed-bag"
        case .notInThisBag: "not-in-this-bag"
        case .bagFull: "bag-full"
        case .bagEmpty: "bag-empty"
        case .openBag: "open-bag"
        case .bagInHand: "bag-in-hand"
        case .bagUsed, .bagElsewhere: "bag-used"
        case .countFirst: "count-first"
        case .sealReuse: "seal-reuse"
        case .nothingToUndo: "nothing-to-undo"
        case .nothingToCancel: "nothing-to-cancel"
        case .nothingToConfirm: "nothing-to-confirm"
        case .notBound: "not-bound"
        case .notNow: "not-now"
        case .nothingToVoid: "nothing-to-void"
        case .sameTube: "same-tube"
        case .inSealedBag: "in-sealed-bag"
        case .inBag: "in-bag"
        case .bagNotSealed: "bag-not-sealed"
        case .categoriesDiffer: "categories-differ"
        case .sameCategory: "same-category"
        case .transferToNew: "transfer-to-new"
        case .rowTooLong: "row-too-long"
        case .reasonFirst: "reason-first"
        case .badgeFirst: "badge-first"
        case .noBadgeYet: "no-badge-yet"
        case .badgeUnknown: "badge-unknown"
        case .badgeUsed: "badge-used"
        case .notAllowed, .lastSupervisor: "not-allowed"
        case .tooManyBadges: "too-many-badges"
        case .enrolmentStands: "enrolment-stands"
        case .pinUnfit: "pin-unfit"
        case .signFirst: "sign-first"
        case .nothingTyped: "nothing-typed"
        case .typedTooLong: "typed-too-long"
        case .typedDiffers: "typed-differs"
        }
    }
}

/// A question that stands at one scanner until it is answered, cancelled or `Settings.questionSeconds` old.
package enum Question: Hashable, Codable, Sendable {
    /// Bound already in this round: CONFIRM binds again, marked as a repeat.
    case duplicateRound(PersonSighting, PersonRecord)
    /// Seal below capacity? CONFIRM or SHORT.
    case shortPool(TubeCode, count: Int, capacity: Int)
    /// The site expects another category. CONFIRM chooses it all the same.
    case wrongCategory(Int, expected: Int)
    /// CONFIRM begins the next round.
    case newRound(RoundID)
    /// Who is released? A person, or CONFIRM for the whole open tube.
    case release
    /// Who was not sampled? A person.
    case notSampled
    /// Is this typed number right?
    case typedPerson(PersonSighting)
    /// Which QR is this waiting person's?
    case link(PersonToken)
    /// Whose relative is it? The PROXY card's number.
    case proxy(Int)
    /// An expiring QR was read: a card or number, or CONFIRM without one.
    case secondIdentifier(PersonSighting)
    /// Which tube is void?
    case void
    /// Is this tube void, with all its people?
    case voidTube(TubeCode, people: Int)
    /// What is to be told? Any code.
    case ask
    /// The next step of a correction.
    case correcting(Correction)
    /// The next step of an enrolment.
    case enrolling(Enrolment)
    /// The PIN of this supervisor's badge; `tries`: wrong ones so far.
    case pin(BadgeCode, PINUse, tries: Int)
    /// How many tubes are in the bag? A COUNT card.
    case count(BagCode)
    /// The count differed: every tube is scanned, then the bag.
    case recount(BagCode, seen: [TubeCode])
    /// The recount differed too: CONFIRM makes the record what was scanned.
    case settle(BagCode, seen: [TubeCode], missing: [TubeCode], extra: [TubeCode])

    package var name: String {
        switch self {
        case .duplicateRound: "dup-round"
        case .shortPool: "short-pool"
        case .wrongCategory: "wrong-category"
        case .newRound: "new-round"
        case .release: "release"
        case .notSampled: "not-sampled"
        case .typedPerson: "typed-person"
        case .link: "link"
        case .proxy: "proxy"
        case .secondIdentifier: "second-identifier"
        case .void: "void"
        case .voidTube: "void-tube"
        case .ask: "ask"
        case .correcting(let correction): correction.name
        case .enrolling: "enrol"
        case .pin: "pin"
        case .count: "count"
        case .recount, .settle: "count-mismatch"
        }
    }

    package var feedback: Feedback {
        switch self {
        case .recount, .settle, .wrongCategory: .refused
        case .duplicateRound, .shortPool, .newRound, .typedPerson, .secondIdentifier, .voidTube, .count: .attention
        case .release, .notSampled, .void, .ask, .link, .proxy: .accepted
        case .correcting(let correction): correction.isComplete ? .attention : .accepted
        case .enrolling(.withdraw): .attention
        case .enrolling: .accepted
        case .pin(_, _, let tries): tries == 0 ? .accepted : .refused
        }
    }

    /// How long it stands at least: a PIN is typed card by card, and an ID card has to be found.
    var leastSeconds: Int {
        switch self {
        case .enrolling, .pin: 60
        default: 0
        }
    }
}

/// Who waits too long, and on which lane.
package struct LongWait: Hashable, Codable, Sendable {
    package var lane: LaneID
    package var person: PersonToken
    package init(lane: LaneID, person: PersonToken) {
        self.lane = lane
        self.person = person
    }
}

/// Something said that is no answer to an order.
package enum Notice: Hashable, Codable, Sendable {
    /// The same person again: the prompt is repeated.
    case stillWaiting(PersonToken)
    /// The pairing deadline passed for these people.
    case waitsLong([LongWait])
    /// A sealed tube with no open bag of its category.
    case tubeStands(TubeCode, TubeRecord)
    case questionCancelled
    /// So many characters of a number are typed.
    case typing(characters: Int)
    /// A number without a check digit is typed twice.
    case typeAgain
    /// The answer to ASK.
    case story(Story)
    /// This badge works here already.
    case onDuty(Role, BadgeCode)
    /// Too many wrong PINs; the question has ended.
    case pinRefused
    /// The bag is counted: the seal comes next.
    case sealNext(BagCode)
    case deviceLost(DeviceID)
    case deviceReady(DeviceID)
    case deviceSetAside(DeviceID)
    case clockJumped(milliseconds: Int64)
    case diskLow(freeMebibytes: Int)
}
