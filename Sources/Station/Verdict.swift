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
        case .accepted(.tubeSealed), .accepted(.boundAndSealed), .accepted(.bagSealed), .accepted(.custody(.boxClosed)):
            .sealed
        case .accepted(.intake(.boxReceived)): .sealed
        case .accepted(.intake(.tubeUnexpected)), .accepted(.custody(.received(_, _, isWhole: false))): .attention
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
    /// This person is recorded there now, in place of another.
    case personCorrected(Binding)
    case custody(CustodyAcceptance)
    case lotChosen(String)
    case tubeMarked(TubeCode, Mark)
    /// Not sampled, though the tube was sealed with them.
    case personMarked(Binding)
    /// At the laboratory: a station has corrected what its label says.
    case corrected(CorrectionSlip)
    case visited(VisitPlace, Visit)
    case languageChosen(Language)
    /// So many empty tubes are there.
    case stockCounted(Int)
    case trainingBegun
    case trainingEnded
    case labelHandwritten(LabelSubject)
    /// It was in doubt, and somebody has scanned it.
    case labelSeen(LabelSubject)
    case intake(IntakeAcceptance)
    /// Another copy of it will be printed.
    case labelAgain(LabelSubject)
    case undone(row: Int64)
    case postTaken(Role, BadgeCode)
    case paused
    case shiftClosed(OpenWork)
    case shiftBegun(RoundID)
    case clockSet(ClockSetting)
    case laneLocked
    case scannerPlaced(LaneID)
    case badgeEnrolled(BadgeCode, Role)
    case badgeWithdrawn(BadgeCode, Role)
    /// So many acts that waited for it.
    case signed(Role, count: Int)
}

/// What is refused and why: the rows of WORKFLOW.md 3.6 that belong to the steps up to the sealed bag, and the cases the
/// prose leaves open.
package indirect enum Refusal: Hashable, Codable, Sendable {
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
    case custody(CustodyRefusal)
    case intake(IntakeRefusal)
    case unknownLot(String)
    case expiredLot(String)
    /// People wait or tubes are open: a training would lay them aside.
    case workOpen(OpenWork)
    /// In a training: the code is one of real work.
    case realCode(CodeClass)
    /// It has no place in a training, which TRAINING ends.
    case inTraining
    /// It has the form of a household's or person's code and is not on the roster.
    case unlisted(CodeClass, String)
    /// The roster says that this person has a tube alone.
    case aloneOnly(PersonToken)
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
    /// The shift is closed: MORNING begins the next.
    case shiftClosed
    /// The station rests, and a badge wakes it.
    case asleep
    /// Not a date and time of twelve digits.
    case timeUnfit
    /// No number of tubes.
    case stockUnfit
    /// No LANE card has said where this scanner works.
    case laneFirst
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
        case .custody(let refusal): refusal.name
        case .intake(let refusal): refusal.name
        case .unknownLot: "unknown-lot"
        case .expiredLot: "expired-lot"
        case .unlisted: "unlisted"
        case .workOpen: "work-open"
        case .realCode: "real-code"
        case .inTraining: "in-training"
        case .aloneOnly: "single-only"
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
        case .shiftClosed: "shift-closed"
        case .asleep: "asleep"
        case .timeUnfit: "time-unfit"
        case .stockUnfit: "stock-unfit"
        case .laneFirst: "lane-first"
        case .nothingTyped: "nothing-typed"
        case .typedTooLong: "typed-too-long"
        case .typedDiffers: "typed-differs"
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
package indirect enum Notice: Hashable, Codable, Sendable {
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
    /// An ID card on the reader was not read.
    case cardUnread(CardTrouble)
    /// The answer to ASK.
    case story(Story)
    /// The station starts, and this is open since before.
    case leftOpen(OpenWork)
    /// MORNING in a shift that has begun.
    case shiftRuns(RoundID)
    /// Nothing was scanned for a while: persons are not shown until somebody scans.
    case asleep
    /// This badge works here already.
    case onDuty(Role, BadgeCode)
    /// Too many wrong PINs; the question has ended.
    case pinRefused
    /// The bag is counted: the seal comes next.
    case sealNext(BagCode)
    /// A box that is closed already.
    case boxStands(BoxCode, bags: Int)
    /// A label that says other than the record: it was put right since, or is another station's.
    case labelOld(LabelSubject)
    /// Too many labels are owed: this one will not be printed.
    case labelGivenUp(LabelSubject)
    /// Its label is to be printed already.
    case labelOwed(LabelSubject)
    /// A bag that was received already with this box, a tube that was seen.
    case intakeStands(BagCode)
    case intakeSeen(TubeCode)
    /// The receipt of this box was read before.
    case receiptKnown(BoxCode)
    /// The printer failed at it: it may exist.
    case labelDoubtful(LabelSubject)
    case deviceLost(DeviceID)
    case deviceReady(DeviceID)
    case deviceSetAside(DeviceID)
    case clockJumped(milliseconds: Int64)
    case diskLow(freeMebibytes: Int)
    /// The oldest swab has to leave, or is late.
    case swabsAge(SwabAge)
    /// At the pace of now the empty tubes last so many minutes.
    case tubesRunOut(left: Int, minutes: Int)
}
