import Codes
import Devices

/// Command cards at a desk.
extension Desk {
    func commandScanned(_ command: Command) -> Decision {
        switch command {
        case .category(let number): return categoryGiven(number)
        case .mode(let number): return modeGiven(number)
        case .round:
            if let obstacle = roundObstacle { return refuse(obstacle) }
            return ask(.newRound(state.round.next))
        case .short: return shortGiven()
        case .undo: return undoGiven()
        case .release: return ask(.release)
        case .notSampled: return ask(.notSampled)
        case .void: return ask(.void)
        case .ask: return ask(.ask)
        case .transfer: return ask(.correcting(.transfer))
        case .reopen: return ask(.correcting(.reopen))
        case .recategorise: return ask(.correcting(.recategorise))
        case .fix: return ask(.correcting(.fix))
        case .pause: return pauseGiven()
        case .report: return reportGiven()
        case .morning: return morningGiven()
        case .time: return ask(.time)
        case .stock: return ask(.stock)
        case .reason(let reason):
            return reasonGiven(reason)
        case .link:
            guard let waiting = lane.collecting.waiting else { return refuse(.notNow(.link)) }
            return ask(.link(waiting.person.token))
        case .proxy(let relation):
            if let waiting = lane.collecting.waiting { return refuse(.personWaits(waiting.person.token)) }
            return ask(.proxy(relation, for: Question.Relayed(standing)))
        case .enrol: return enrolGiven()
        case .lock: return lockGiven()
        case .handover: return handOverGiven()
        case .handwritten: return handwrittenGiven()
        case .reprint: return ask(.reprint)
        case .mark(let number): return markGiven(number)
        case .visit(let visit): return visitGiven(visit)
        case .training: return trainingGiven()
        case .language(let number): return languageGiven(number)
        case .temperature(let number): return temperatureGiven(number)
        case .testLabel(let digits): return testLabelScanned(digits)
        case .lane(let number): return laneGiven(LaneID(number))
        case .key, .role, .setTime: return refuse(.notNow(command))
        case .count(let number): return counted(number)
        case .confirm: return confirmGiven()
        case .cancel: return cancelGiven()
        }
    }

    private func languageGiven(_ number: Int) -> Decision {
        guard let language = Language(card: number) else { return refuse(.unknownChoice) }
        return accept(.languageChosen(language), [.languageChosen(language, was: state.language)])
    }

    // MARK: Category and mode

    private func categoryGiven(_ number: Int) -> Decision {
        guard settings.category(number) != nil else { return refuse(.unknownChoice) }
        if let tube = lane.collecting.tube { return refuse(Refusal(open: tube)) }
        if let site = state.site, let expected = settings.expectedCategories[site], expected != number {
            return ask(.wrongCategory(number, expected: expected))
        }
        return choose(category: number)
    }

    /// A category that does not allow the lane's mode brings its own first one.
    private func choose(category number: Int) -> Decision {
        var facts = [Fact.categoryChosen(laneID, number, was: lane.category)]
        if let rule = settings.category(number), !rule.modes.contains(lane.mode), let first = rule.modes.first {
            facts.append(.modeChosen(laneID, first, was: lane.mode))
        }
        return accept(.categoryChosen(number), facts)
    }

    private func modeGiven(_ number: Int) -> Decision {
        guard let mode = settings.mode(number) else { return refuse(.unknownChoice) }
        if let tube = lane.collecting.tube { return refuse(Refusal(open: tube)) }
        if let category = lane.category, let rule = settings.category(category), !rule.modes.contains(number) {
            let onlySingle = rule.modes.allSatisfy { settings.mode($0)?.capacity == 1 }
            return refuse(
                onlySingle && mode.capacity > 1
                    ? .singleOnly(category: category) : .modeNotAllowed(category: category, mode: number))
        }
        return accept(.modeChosen(number), [.modeChosen(laneID, number, was: lane.mode)])
    }

    /// LANE-n: this scanner works there. Those whose lane the configuration names stay where they are.
    private func laneGiven(_ lane: LaneID) -> Decision {
        guard scanner.isPlaced != nil else { return refuse(.notNow(.lane(lane.number))) }
        guard state.lanes[lane] != nil else { return refuse(.unknownChoice) }
        return accept(.scannerPlaced(lane), [.scannerPlaced(scanner.device, lane)])
    }

    // MARK: SHORT, UNDO, CONFIRM, CANCEL

    private func shortGiven() -> Decision {
        if case .shortPool? = standing, let tube = lane.collecting.tube {
            return close(tube, from: .open, short: true)
        }
        guard let tube = lane.collecting.tube else { return refuse(.notNow(.short)) }
        if let waiting = lane.collecting.waiting { return refuse(.personWaits(waiting.person.token)) }
        if tube.bindings.isEmpty { return refuse(.tubeEmpty(tube.code)) }
        if tube.shortAllowed { return refuse(.notNow(.short)) }
        return accept(.shortAllowed(tube.code), [.shortAllowed(laneID, tube.code)])
    }

    /// Takes back the last accepted scan of this scanner. A question that came after it is only dropped.
    private func undoGiven() -> Decision {
        let act = state.undo[scanner.device]
        if let question, !(act?.facts.contains(where: { $0.asks(question) }) ?? false) {
            return cancelQuestion()
        }
        guard let act, act.facts.allSatisfy(\.isUndoable) else { return refuse(.nothingToUndo) }
        return Decision(
            .accepted(.undone(row: act.row)), facts: [.undone(scanner.device, row: act.row, facts: act.facts)])
    }

    private func confirmGiven() -> Decision {
        switch standing {
        case .duplicateRound(let person, _): return admitRepeat(person)
        case .typedPerson(let person): return admitTyped(person)
        case .secondIdentifier(let person): return admitUnverified(person)
        case .shortPool:
            guard let tube = lane.collecting.tube else { return refuse(.nothingToConfirm) }
            return close(tube, from: .open, short: true)
        case .wrongCategory(let number, _):
            if let tube = lane.collecting.tube { return refuse(Refusal(open: tube)) }
            return choose(category: number)
        case .newRound(let round), .oldRound(let round, _):
            if let obstacle = roundObstacle { return refuse(obstacle) }
            return accept(.roundBegun(round), beginning(round))
        case .report(let work): return closeShift(work, reason: nil)
        case .setClock(let setting): return accept(.clockSet(setting), [.clockSet(setting, was: state.day?.clock)])
        case .release: return releaseAll()
        case .voidTube(let tube, let people): return voidTube(tube, people: people)
        case .settle(let bag, let seen, let missing, let extra):
            return settle(bag, seen: seen, missing: missing, extra: extra)
        case .correcting: return refuse(wantsReason ? .reasonFirst : .nothingToConfirm)
        case .custody(let custody): return confirmed(custody)
        case .leaveHousehold(let household, _): return leave(household)
        case .training(let begins): return trainingConfirmed(begins: begins)
        case nil, .notSampled, .void, .ask, .count, .recount, .enrolling, .pin, .link, .proxy, .time, .stock, .reprint,
            .intake, .mark, .household:
            return refuse(.nothingToConfirm)
        }
    }

    /// A REASON card says yes, and why, to what may have a reason; corrections have taken theirs before.
    private func reasonGiven(_ reason: Int) -> Decision {
        switch standing {
        case .report(let work): return closeShift(work, reason: reason)
        case .custody(.late(let box, let temperature, _)): return close(box, temperature, reason: reason)
        case .custody(.foreign(let box, _)): return close(box, 1, reason: reason)
        case .custody(.lost(let box)): return lose(box, reason: reason)
        case .voidTube(let tube, let people):
            var decision = voidTube(tube, people: people)
            if case .accepted = decision.verdict { decision.facts.append(.reasonGiven(reason)) }
            return decision
        default: return refuse(.notNow(.reason(reason)))
        }
    }

    private func cancelGiven() -> Decision {
        if question != nil { return cancelQuestion() }
        guard let waiting = lane.collecting.waiting else { return refuse(.nothingToCancel) }
        return accept(.personLeft(waiting.person.token), [.personLeft(laneID, waiting)])
    }

    /// Ends a question. A count that is called off opens the bag again, so that tubes can be added or looked for.
    private func cancelQuestion() -> Decision {
        switch standing {
        case .count(let code), .recount(let code, _), .settle(let code, _, _, _):
            guard let bag = state.bags[code] else { return tell(.questionCancelled) }
            if let open = state.openBag(category: bag.category, round: bag.round) { return refuse(.openBag(open)) }
            return accept(.bagReopened(code), [.bagReopened(code, was: bag.phase)])
        case nil, .duplicateRound, .typedPerson, .shortPool, .wrongCategory, .newRound, .release, .notSampled, .void,
            .voidTube, .ask, .correcting, .enrolling, .pin, .link, .proxy, .secondIdentifier, .oldRound,
            .report, .time, .stock, .setClock, .custody, .reprint, .intake, .mark, .household, .leaveHousehold,
            .training:
            return tell(.questionCancelled)
        }
    }

    /// RELEASE and CONFIRM: the whole open tube. One that never held a swab is new again.
    private func releaseAll() -> Decision {
        guard let tube = lane.collecting.tube else { return refuse(.notNow(.release)) }
        if let waiting = lane.collecting.waiting { return refuse(.personWaits(waiting.person.token)) }
        if let twice = whoWaitsAgain(tube.bindings) { return refuse(.personWaits(twice)) }
        let empty = tube.bindings.isEmpty
        let (facts, held) = unbindAll(HeldTube(tube, at: .open), why: .released)
        let exit: Fact =
            empty ? .tubeReleased(laneID, tube.code, was: held) : .tubeEmptied(laneID, tube.code, was: held)
        return accept(empty ? .tubeReleased(tube.code) : .tubeEmptied(tube.code), facts + [exit])
    }

    /// A person of these who waits again, as a repeat, comes first: bind or CANCEL.
    func whoWaitsAgain(_ bindings: [Binding]) -> PersonToken? {
        let waiting = Set(state.lanes.values.compactMap { $0.collecting.waiting?.person.token })
        return bindings.first { waiting.contains($0.person) }?.person
    }

    /// Takes everybody out of a tube of this lane; what is left of it is what its exit restores on UNDO.
    private func unbindAll(_ held: HeldTube, why: UnboundReason) -> (facts: [Fact], left: HeldTube) {
        var left = held
        left.tube.bindings = []
        return (held.tube.bindings.reversed().map { .personUnbound(laneID, $0, why: why) }, left)
    }

    // MARK: VOID

    /// VOID and a tube: asked before anything happens, with how many people must come again.
    func voidAsked(_ code: TubeCode) -> Decision {
        if let waiting = lane.collecting.waiting { return refuse(.personWaits(waiting.person.token)) }
        if let held = lane.held(code) { return ask(.voidTube(code, people: held.tube.bindings.count)) }
        guard let record = event.known.tube else { return refuse(.nothingToVoid(code)) }
        switch record.stage {
        case .sealed where record.single != nil: return ask(.voidTube(code, people: record.count))
        case .sealed: return refuse(.tubeSealed(code))
        case .open, .bagged, .emptied, .released, .replaced: return refuse(.tubeUsed(code, record))
        }
    }

    /// VOID, a tube and CONFIRM: until its seal, a single one until it joins a bag. The tube is never used again.
    private func voidTube(_ code: TubeCode, people: Int) -> Decision {
        if let waiting = lane.collecting.waiting { return refuse(.personWaits(waiting.person.token)) }
        if let held = lane.held(code) {
            // Others may have filled it meanwhile: what was confirmed is not what would be void.
            if held.tube.bindings.count != people { return ask(.voidTube(code, people: held.tube.bindings.count)) }
            if let twice = whoWaitsAgain(held.tube.bindings) { return refuse(.personWaits(twice)) }
            let (facts, left) = unbindAll(held, why: .voided)
            return accept(
                .tubeVoided(code, people: people),
                facts + [.tubeEmptied(laneID, code, was: left)] + state.owing(.void(code), on: laneID, earlier: 0))
        }
        guard let record = event.known.tube, record.stage == .sealed, let binding = record.single else {
            return refuse(.nothingToConfirm)
        }
        if let twice = whoWaitsAgain([binding]) { return refuse(.personWaits(twice)) }
        if let bag = recountedElsewhere(code) { return refuse(.bagInHand(bag)) }
        return accept(
            .tubeVoided(code, people: 1),
            [.personUnbound(laneID, binding, why: .voided), .tubeEmptied(laneID, code, was: nil)]
                + state.owing(.void(code), on: laneID, earlier: 0))
    }
}

extension Fact {
    /// Whether this fact put that question.
    fileprivate func asks(_ question: StandingQuestion) -> Bool {
        if case .asked(_, question, _) = self { return true }
        return false
    }

    /// A sealed bag is opened, not undone; an undo is not undone either.
    fileprivate var isUndoable: Bool {
        switch self {
        case .bagSealed, .bagUnsealed, .undone, .configured, .started, .badgeEnrolled, .badgeWithdrawn, .postTaken,
            .laneLocked, .signed, .shiftBegun, .fellAsleep, .scannerPlaced, .custody(.handedOver), .custody(.revoked),
            .custody(.received), .intake(.received), .label(.printed), .trainingBegun, .trainingEnded:
            false
        default: true
        }
    }
}

extension RoundID {
    /// The round after this one: a trailing number counts on, any other name gets one.
    package var next: RoundID {
        let digits = text.reversed().prefix { $0.isASCII && $0.isNumber }.reversed()
        guard let number = Int(String(digits)), number < Int.max else { return RoundID(text + "-2") }
        return RoundID(String(text.dropLast(digits.count)) + String(number + 1))
    }
}

extension Lane {
    /// The open or parked tube with this code.
    fileprivate func held(_ code: TubeCode) -> HeldTube? {
        if let tube = collecting.tube, tube.code == code { return HeldTube(tube, at: .open) }
        guard let index = parked.firstIndex(where: { $0.code == code }) else { return nil }
        return HeldTube(parked[index], at: .parked(index))
    }
}
