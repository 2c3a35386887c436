import Codes
import Devices
import Station

/// One of each thing the machine can say; each chain is an exhaustive switch, so that a new case needs a place here.
enum Spoken {
    static let tube = TubeCode("T101")
    static let bag = BagCode("B55")
    static let badge = BadgeCode("OP0042")
    static let clock = ClockSetting(microseconds: 1_646_439_240_000_000, at: .start)
    static let openWork = OpenWork(tubes: [tube] + more, people: 7, waiting: 1, bags: [bag], unsigned: 2)
    static let seal = SealNumber("S900")
    static let lane = LaneID(2)
    static let token = PersonToken("9f3c77d0")
    static let binding = Binding(person: token, tube: tube, slot: 4)
    static let sighting = PersonSighting(token: token, kind: .resident)
    static let device = DeviceID("05e0:1300/77")
    static let more = [TubeCode("T102"), TubeCode("T103")]

    static func record(_ stage: TubeRecord.Stage) -> TubeRecord {
        TubeRecord(
            stage: stage, category: 2, round: RoundID("1"), count: 10, capacity: 10, short: false,
            opened: Moment(row: 7, wall: 1), sealedBy: stage == .sealed ? LaneID(3) : nil)
    }

    static func bagRecord(_ stage: BagRecord.Stage) -> BagRecord {
        let contents = BagContents(category: 2, round: RoundID("1"), tubes: more)
        return BagRecord(
            stage: stage, count: 12, at: Moment(row: 7, wall: 1), contents: stage == .sealed(seal) ? contents : nil)
    }

    static func chain<Case>(_ following: (Case?) -> Case?) -> [Case] {
        var all: [Case] = []
        while let next = following(all.last) { all.append(next) }
        return all
    }

    static let acceptances: [Acceptance] = chain { last in
        switch last {
        case nil: .siteChosen("C7")
        case .siteChosen: .roundBegun(RoundID("2"))
        case .roundBegun: .teamChosen("K1")
        case .teamChosen: .categoryChosen(2)
        case .categoryChosen: .modeChosen(2)
        case .modeChosen: .personWaits(token)
        case .personWaits: .personLeft(token)
        case .personLeft: .personLinked(token)
        case .personLinked: .tubeOpened(tube)
        case .tubeOpened: .bound(binding, of: 10)
        case .bound: .boundAndFull(binding)
        case .boundAndFull: .boundAndSealed(binding)
        case .boundAndSealed: .personReleased(binding)
        case .personReleased: .personNotSampled(binding)
        case .personNotSampled: .tubeReleased(tube)
        case .tubeReleased: .tubeEmptied(tube)
        case .tubeEmptied: .tubeVoided(tube, people: 0)
        case .tubeVoided(_, let people): people == 0 ? .tubeVoided(tube, people: 3) : .shortAllowed(tube)
        case .shortAllowed: .tubeSealed(tube, count: 10, short: false, bag: nil)
        case .tubeSealed: .bagOpened(bag)
        case .bagOpened: .tubeJoined(tube, bag, count: 5)
        case .tubeJoined: .bagClosed(bag)
        case .bagClosed: .bagReopened(bag)
        case .bagReopened: .tubeRecounted(tube, seen: 3)
        case .tubeRecounted: .bagCounted(bag, count: 12)
        case .bagCounted: .bagSettled(bag, count: 1)
        case .bagSettled: .bagSealed(bag, seal, count: 12)
        case .bagSealed: .swabsMoved(tube, more[0], people: 3)
        case .swabsMoved: .tubeReopened(tube, count: 7, capacity: 10)
        case .tubeReopened: .bagUnsealed(bag, seal, tubes: 12)
        case .bagUnsealed: .recategorised(2, tubes: 12)
        case .recategorised: .tubeFixed(tube, more[0], bag)
        case .tubeFixed: .personCorrected(binding)
        case .personCorrected: .custody(CustodySpoken.acceptances[0])
        case .custody(let last):
            following(last, in: CustodySpoken.acceptances).map(Acceptance.custody) ?? .lotChosen("LOT-7")
        case .lotChosen: .tubeMarked(tube, .leaked)
        case .tubeMarked: .personMarked(binding)
        case .personMarked:
            .corrected(
                CorrectionSlip(station: "desk-1", number: 7, tube: tube, slot: 3, what: "NOT-SAMPLED", bag: bag))
        case .corrected: .visited(.household(DoorSpoken.household.code), .absent)
        case .visited(.household, let visit):
            following(visit, in: Visit.allCases).map { .visited(.household(DoorSpoken.household.code), $0) }
                ?? .visited(.line("L00001202"), .refused)
        case .visited: .trainingBegun
        case .trainingBegun: .trainingEnded
        case .trainingEnded: .labelHandwritten(.bag(bag))
        case .labelHandwritten(.bag): .labelHandwritten(.short(tube))
        case .labelHandwritten: .labelAgain(.box(CustodySpoken.box))
        case .labelAgain: .labelSeen(.receipt(CustodySpoken.box))
        case .labelSeen: .intake(IntakeSpoken.acceptances[0])
        case .intake(let last):
            following(last, in: IntakeSpoken.acceptances).map(Acceptance.intake) ?? .undone(row: 31)
        case .undone: .paused
        case .paused: .shiftClosed(OpenWork(unsigned: 2))
        case .shiftClosed(let work): work.isFinished ? .shiftClosed(openWork) : .shiftBegun(RoundID("2"))
        case .shiftBegun: .clockSet(clock)
        case .clockSet: .postTaken(.sampler, badge)
        case .postTaken: .laneLocked
        case .laneLocked: .languageChosen(.chinese)
        case .languageChosen(let language): language == .chinese ? .languageChosen(.english) : .stockCounted(48)
        case .stockCounted: .scannerPlaced(lane)
        case .scannerPlaced: .badgeEnrolled(badge, .operator)
        case .badgeEnrolled: .badgeWithdrawn(badge, .courier)
        case .badgeWithdrawn: .signed(.mentor, count: 1)
        case .signed(_, let count): count == 1 ? .signed(.supervisor, count: 3) : nil
        }
    }

    static let refusals: [Refusal] = chain { last in
        switch last {
        case nil: .wrongClass(.bag, expected: [.person])
        case .wrongClass: .unknownCode
        case .unknownCode: .doubled
        case .doubled: .checkDigit(.tube)
        case .checkDigit: .lengthCharset(.tube)
        case .lengthCharset: .impossibleNumber
        case .impossibleNumber: .noPerson
        case .noPerson: .personWaits(token)
        case .personWaits: .personWaitsElsewhere(lane)
        case .personWaitsElsewhere: .duplicateHere(slot: 4)
        case .duplicateHere: .mismatch(token)
        case .mismatch: .codeBound(binding)
        case .codeBound: .noQR
        case .noQR: .tubeUsed(tube, record(.sealed))
        case .tubeUsed: .tubeFull(tube, capacity: 10)
        case .tubeFull: .tubeEmpty(tube)
        case .tubeEmpty: .tubeSealed(tube)
        case .tubeSealed: .tubeElsewhere(tube, lane)
        case .tubeElsewhere: .openTube(tube, count: 7, capacity: 10)
        case .openTube: .closingScanFirst([tube] + more)
        case .closingScanFirst: .noCategory
        case .noCategory: .singleOnly(category: 2)
        case .singleOnly: .modeNotAllowed(category: 2, mode: 2)
        case .modeNotAllowed: .unknownChoice
        case .unknownChoice: .laneFirst
        case .laneFirst: .notSealed(tube)
        case .notSealed: .mixedBag(bag)
        case .mixedBag: .notInThisBag(tube, bag)
        case .notInThisBag: .bagFull(bag, limit: 20)
        case .bagFull: .bagEmpty(bag)
        case .bagEmpty: .openBag(bag)
        case .openBag: .bagInHand(bag)
        case .bagInHand: .bagUsed(bag, bagRecord(.sealed(seal)))
        case .bagUsed: .bagElsewhere(bag, lane)
        case .bagElsewhere: .countFirst(bag)
        case .countFirst: .sealReuse(seal, bag)
        case .sealReuse: .custody(CustodySpoken.refusals[0])
        case .custody(let last):
            following(last, in: CustodySpoken.refusals).map(Refusal.custody) ?? .intake(IntakeSpoken.refusals[0])
        case .intake(let last): following(last, in: IntakeSpoken.refusals).map(Refusal.intake) ?? .unknownLot("LOT-7")
        case .unknownLot: .expiredLot("LOT-7")
        case .expiredLot: .unlisted(.household, "H000013")
        case .unlisted: .aloneOnly(token)
        case .aloneOnly: .workOpen(openWork)
        case .workOpen: .realCode(.tube)
        case .realCode: .inTraining
        case .inTraining: .nothingToUndo
        case .nothingToUndo: .nothingToCancel
        case .nothingToCancel: .nothingToConfirm
        case .nothingToConfirm: .notBound
        case .notBound: .notNow(.short)
        case .notNow: .nothingToVoid(tube)
        case .nothingToVoid: .sameTube(tube)
        case .sameTube: .inSealedBag(tube, bag)
        case .inSealedBag: .inBag(tube, bag)
        case .inBag: .bagNotSealed(bag)
        case .bagNotSealed: .categoriesDiffer(tube, more[0])
        case .categoriesDiffer: .sameCategory(2)
        case .sameCategory: .transferToNew(tube)
        case .transferToNew: .rowTooLong(limit: 200)
        case .rowTooLong: .reasonFirst
        case .reasonFirst: .nothingTyped
        case .nothingTyped: .typedTooLong
        case .typedTooLong: .typedDiffers
        case .typedDiffers: .badgeFirst(.operator)
        case .badgeFirst: .noBadgeYet
        case .noBadgeYet: .badgeUnknown(badge)
        case .badgeUnknown: .badgeUsed(badge, .packer)
        case .badgeUsed: .notAllowed(.operator)
        case .notAllowed: .lastSupervisor(badge)
        case .lastSupervisor: .tooManyBadges(limit: 1000)
        case .tooManyBadges: .enrolmentStands
        case .enrolmentStands: .pinUnfit
        case .pinUnfit: .signFirst(count: 1000)
        case .signFirst: .shiftClosed
        case .shiftClosed: .asleep
        case .asleep: .timeUnfit
        case .timeUnfit: .stockUnfit
        case .stockUnfit: nil
        }
    }

    static let questions: [Question] = chain { last in
        switch last {
        case nil:
            .duplicateRound(sighting, PersonRecord(bindings: [binding], at: Moment(row: 7, wall: 1), times: 1))
        case .duplicateRound: .shortPool(tube, count: 7, capacity: 10)
        case .shortPool: .wrongCategory(1, expected: 2)
        case .wrongCategory: .newRound(RoundID("2"))
        case .newRound: .release
        case .release: .notSampled
        case .notSampled: .typedPerson(PersonSighting(token: token, kind: .resident, isTyped: true))
        case .typedPerson: .link(token)
        case .link: .proxy(1, for: nil)
        case .proxy(let number, _): number == 1 ? .proxy(9, for: .release) : .secondIdentifier(sighting)
        case .secondIdentifier: .oldRound(RoundID("2"), .repeats(3))
        case .oldRound(_, .repeats): .oldRound(RoundID("2"), .hours(13))
        case .oldRound(_, .hours): .oldRound(RoundID("2"), .yesterday)
        case .oldRound: .report(OpenWork(unsigned: 2))
        case .report(let work): work.isFinished ? .report(openWork) : .time
        case .time: .stock
        case .stock: .setClock(clock)
        case .setClock: .void
        case .void: .voidTube(tube, people: 0)
        case .voidTube(_, let people): people == 0 ? .voidTube(tube, people: 3) : .ask
        case .ask: .count(bag)
        case .count: .recount(bag, seen: more)
        case .recount: .settle(bag, seen: more, missing: [tube], extra: more)
        case .settle: .custody(CustodySpoken.questions[0])
        case .custody(let last):
            following(last, in: CustodySpoken.questions).map(Question.custody) ?? .reprint
        case .reprint: .mark(.notSampled)
        case .mark(.notSampled): .mark(.other)
        case .mark: .household(DoorSpoken.household, DoorSpoken.progress)
        case .household(_, let progress):
            progress.last == nil
                ? .household(DoorSpoken.household, DoorSpoken.again)
                : .leaveHousehold(DoorSpoken.household, DoorSpoken.progress)
        case .leaveHousehold: .training(begins: true)
        case .training(let begins):
            begins ? .training(begins: false) : .intake(.bagDiffers(bag, missing: [tube], unexpected: more))
        case .intake(.bagDiffers): .intake(.boxDiffers(CustodySpoken.box, bags: 2, of: 3))
        case .intake: .correcting(corrections[0])
        case .correcting(let last):
            following(last, in: corrections).map(Question.correcting) ?? .enrolling(enrolments[0])
        case .enrolling(let last):
            following(last, in: enrolments).map(Question.enrolling) ?? .pin(badge, .enrol, tries: 0)
        case .pin(_, .enrol, let tries): tries == 0 ? .pin(badge, .enrol, tries: 1) : .pin(badge, .sign, tries: 0)
        case .pin(_, .sign, let tries): tries == 0 ? .pin(badge, .sign, tries: 2) : nil
        }
    }

    /// The one after this one; nil after the last.
    static func following<Case: Equatable>(_ one: Case, in all: [Case]) -> Case? {
        let index = all.firstIndex(of: one).map { $0 + 1 } ?? all.count
        return index < all.count ? all[index] : nil
    }

    static let enrolments: [Enrolment] = chain { last in
        switch last {
        case nil: .supervisor
        case .supervisor: .sticker(by: nil)
        case .sticker(nil): .sticker(by: badge)
        case .sticker: .holder(badge, by: nil)
        case .holder: .role(badge, token, by: badge)
        case .role: .newPIN(badge, token, by: badge, again: false)
        case .newPIN(_, _, _, again: false): .newPIN(badge, token, by: badge, again: true)
        case .newPIN: .withdraw(badge, by: badge)
        case .withdraw: nil
        }
    }

    static let corrections: [Correction] = chain { last in
        switch last {
        case nil: .transfer
        case .transfer: .transferFrom(.person(binding))
        case .transferFrom(.person): .transferFrom(.tube(tube))
        case .transferFrom(.tube): .transferTo(.tube(tube), more[0], people: 3, exchange: false)
        case .transferTo(_, _, _, false): .transferTo(.tube(tube), more[0], people: 2, exchange: true)
        case .transferTo: .reopen
        case .reopen: .reopenTube(tube, count: 7, capacity: 10)
        case .reopenTube: .reopenBag(bag, seal, tubes: 12)
        case .reopenBag: .reopenBox(CustodySpoken.box, bags: 2)
        case .reopenBox: .revoke(CustodySpoken.box, from: nil)
        case .revoke(_, nil): .revoke(CustodySpoken.box, from: badge)
        case .revoke: .recategorise
        case .recategorise: .recategoriseTo(2)
        case .recategoriseTo: .recategoriseTubes(2, [tube])
        case .recategoriseTubes(_, let tubes):
            tubes.count == 1 ? .recategoriseTubes(2, more) : .recategoriseBag(2, bag, tubes: 1)
        case .recategoriseBag: .fix
        case .fix: .fixIn(bag)
        case .fixIn: .fixWrong(bag, tube)
        case .fixWrong: .fixRight(bag, tube, more[0])
        case .fixRight: .fixPerson(binding)
        case .fixPerson: .fixPersonTo(binding, PersonToken("77d09f3c"))
        case .fixPersonTo: nil
        }
    }

    static let stories: [Story] = chain { last in
        switch last {
        case nil: .person(token, nil, waitsOn: nil)
        case .person(_, nil, nil):
            .person(token, PersonRecord(bindings: [binding], at: Moment(row: 7, wall: 1), times: 1), waitsOn: nil)
        case .person(_, .some, nil): .person(token, nil, waitsOn: lane)
        case .person: .tube(tube, nil)
        case .tube(_, nil): .tube(tube, record(.sealed))
        case .tube(_, let last?):
            switch last.stage {
            case .sealed: .tube(tube, record(.open(lane: lane)))
            case .open: .tube(tube, record(.bagged(bag)))
            case .bagged: .tube(tube, record(.emptied))
            case .emptied: .tube(tube, record(.replaced(more[0])))
            case .replaced, .released: .openBag(bag, Bag(category: 2, round: RoundID("1"), tubes: more))
            }
        case .openBag(_, let open):
            switch open.phase {
            case .open: .openBag(bag, Bag(category: 2, round: RoundID("1"), tubes: more, phase: .closed(lane)))
            case .closed: .openBag(bag, Bag(category: 2, round: RoundID("1"), tubes: more, phase: .counted(lane)))
            case .counted: .bag(bag, nil)
            }
        case .bag(_, nil): .bag(bag, bagRecord(.sealed(seal)))
        case .bag(_, let last?):
            last.stage == .sealed(seal) ? .bag(bag, bagRecord(.opened(seal))) : .seal(seal, nil)
        case .seal(_, nil): .seal(seal, SealRecord(bag: bag, at: Moment(row: 7, wall: 1)))
        case .seal: .openBox(CustodySpoken.box, Box(bags: [bag]))
        case .openBox(_, let open):
            open.isClosed
                ? .box(CustodySpoken.box, nil) : .openBox(CustodySpoken.box, Box(team: "K1", bags: [bag], closed: 1))
        case .box(_, nil): .box(CustodySpoken.box, CustodySpoken.departure)
        case .box: .household("H000012", DoorSpoken.progress)
        case .household(_, let progress):
            progress.last == nil ? .household("H000012", DoorSpoken.again) : .card(.short)
        case .card: .badge(badge, nil, lane: nil)
        case .badge(_, nil, _): .badge(badge, Badge(role: .operator, holder: token, learning: 3), lane: lane)
        case .badge(_, _, lane: .some): .badge(badge, Badge(role: .mentor, holder: token), lane: nil)
        case .badge: .other(.site)
        case .other: nil
        }
    }

    /// Payloads that are said in other words than the chains' ones.
    static let variants: [Verdict] =
        [TubeRecord.Stage.open(lane: lane), .bagged(bag), .emptied, .released, .replaced(more[0])].map {
            .refused(.tubeUsed(tube, record($0)))
        }
        + CodeClass.allCases.flatMap { codeClass -> [Verdict] in
            [
                .refused(.wrongClass(codeClass, expected: [codeClass])), .refused(.checkDigit(codeClass)),
                .refused(.lengthCharset(codeClass)),
            ]
        }
        + commands.map { .refused(.notNow($0)) }
        + [
            .refused(.wrongClass(.seal, expected: [])), .refused(.bagUsed(bag, bagRecord(.open))),
            .refused(.closingScanFirst([])), .refused(.singleOnly(category: 9)),
            .refused(.modeNotAllowed(category: 9, mode: 9)), .asked(.wrongCategory(8, expected: 9)),
            .accepted(.tubeSealed(tube, count: 1, short: true, bag: nil)),
            .accepted(.tubeSealed(tube, count: 7, short: true, bag: bag)),
            .accepted(.tubeSealed(tube, count: 10, short: false, bag: bag)),
            .asked(.duplicateRound(sighting, PersonRecord(at: .none, times: 1))),
            .asked(.recount(bag, seen: [])), .asked(.settle(bag, seen: [], missing: [tube], extra: [])),
            .asked(.settle(bag, seen: more, missing: [], extra: more)), .told(.clockJumped(milliseconds: 250)),
            .noted,
        ]

    static let verdicts: [Verdict] =
        acceptances.map { .accepted($0) } + refusals.map { .refused($0) } + questions.map { .asked($0) }
        + notices.map { .told($0) } + variants
}
