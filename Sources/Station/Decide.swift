import Codes
package import Devices

/// Decides on an event. Pure: the same state and event give the same decision, for ever (`rulesVersion` says which rules).
///
/// One lane's collecting track, person-first. A mode whose order is tube-first opens at the tube and binds at the person:
///
///     idle --person--> waiting --new tube--> filling --person--> both --that tube--> filling ...
///      ^                  |                     |                         (last slot) --> parked --closing scan--> sealed
///      +----- CANCEL -----+                     +-- SHORT, that tube --> sealed short
///     single: waiting --new tube--> bound and sealed at once
///
/// Bags, the station's: `open --tubes--> open --its code--> closed --COUNT equal--> counted --seal--> sealed`;
/// a differing COUNT asks for every tube (recount) and then the bag's code; a recount that differs may be CONFIRMed.
///
/// A question belongs to the scanner that caused it and ends at that scanner's next scan that is not refused.
///
/// Corrections are questions of several steps; `Correction` has their diagram.
///
/// Boxes and their hand-over are `Custody`'s. Not modelled here: what a code looks like (Codes), repeats of one code in a
/// scanner's sight (`Sight`), what a PIN is.
package func decide(_ state: StationState, _ event: Event) -> Decision {
    var decision = state.decision(on: event)
    decision.effects.reserveCapacity(decision.effects.count + 2)
    if let feedback = decision.verdict.feedback, let scanner = event.scanner {
        decision.effects.append(.signal(feedback, scanner.device))
    }
    if decision.verdict != .noted { decision.effects.append(.show(decision.verdict, event.scanner?.lane)) }
    for subject in decision.facts.compactMap(\.givenUp) {
        decision.effects.append(.show(.told(.labelGivenUp(subject)), nil))
    }
    return decision
}

extension StationState {
    /// What an event means here; what the devices and screens are told of it, the caller adds.
    fileprivate func decision(on event: Event) -> Decision {
        switch event.happening {
        case .personScanned, .tubeScanned, .bagScanned, .sealScanned, .boxScanned, .slipScanned, .commandScanned,
            .siteScanned, .roundScanned, .teamScanned, .lotScanned, .badgeScanned, .pinEntered, .timeTyped, .stockTyped,
            .timeScanned, .otherScanned, .householdScanned, .unlistedScanned,
            .unreadableScanned:
            guard let scanner = event.scanner, let lane = lanes[scanner.lane] else {
                return Decision(.refused(.unknownCode))
            }
            guard let primary = event.known.primary else {
                return Desk(state: self, event: event, scanner: scanner, lane: lane).wakingDecision()
            }
            var named = event
            named.happening = event.happening.naming(primary)
            return Desk(state: self, event: named, scanner: scanner, lane: lane).wakingDecision()
        case .repeatScanned, .stopped, .roundWiped: return Decision(.noted)
        case .deadlinePassed: return deadlinePassed(at: event.at)
        case .configured(let settings, let rules): return Decision(.noted, facts: [.configured(settings, rules: rules)])
        case .started:
            let dating = day?.roundBegan?.isTrusted != true ? dating(event) : []
            let work = openWork()
            let left = !work.tubes.isEmpty || work.waiting > 0
            return Decision(left ? .told(.leftOpen(work)) : .noted, facts: [.started(event.at)] + dating + doubts)
        case .labelHanded(let id, let device): return handing(id, to: device)
        case .labelEnded(let id, let outcome): return ended(id, outcome)
        case .labelTestDue(let lane, let digits): return testing(digits, on: lane)
        case .wentIdle: return Decision(.told(.asleep), facts: shift == .working ? [.fellAsleep] : [])
        case .deviceReady(let device): return Decision(.told(.deviceReady(device)))
        case .deviceLost(let device): return Decision(.told(.deviceLost(device)))
        case .deviceSetAside(let device): return Decision(.told(.deviceSetAside(device)))
        case .clockJumped(let milliseconds): return Decision(.told(.clockJumped(milliseconds: milliseconds)))
        case .swabsAged(let age): return aged(age)
        case .stockAged: return stockAged(at: event.at)
        case .diskLow(let free): return Decision(.told(.diskLow(freeMebibytes: free)))
        }
    }

    /// Says once who waits too long, and ends questions that stood their time.
    private func deadlinePassed(at now: Instant) -> Decision {
        let late = lanes.sorted { $0.key < $1.key }.compactMap { id, lane -> LongWait? in
            guard let waiting = lane.collecting.waiting, !waiting.reminded else { return nil }
            guard pairingDeadline(of: waiting) <= now else { return nil }
            return LongWait(lane: id, person: waiting.person.token)
        }
        let ended = questions.filter { deadline(of: $0.value) <= now }
            .sorted { $0.key.text < $1.key.text }
        let facts = late.map { Fact.personReminded($0.lane) } + ended.map { .questionEnded($0.key, was: $0.value) }
        return Decision(late.isEmpty ? .noted : .told(.waitsLong(late)), facts: facts)
    }
}

extension StationState {
    /// When the machine wants to be told that a deadline passed; nil when nothing waits for one.
    package var nextDeadline: Instant? {
        var earliest: Instant?
        for lane in lanes.values {
            guard let waiting = lane.collecting.waiting, !waiting.reminded else { continue }
            earliest = Instant.earlier(earliest, pairingDeadline(of: waiting))
        }
        for question in questions.values { earliest = Instant.earlier(earliest, deadline(of: question)) }
        return earliest
    }

    func pairingDeadline(of waiting: Waiting) -> Instant {
        waiting.since.advanced(by: .seconds(settings.pairingSeconds))
    }

    func deadline(of question: StandingQuestion) -> Instant {
        question.since.advanced(by: .seconds(max(settings.questionSeconds, question.question.leastSeconds)))
    }
}

/// A scan being decided, at the desk it was made at.
struct Desk {
    let state: StationState
    let event: Event
    let scanner: ScannerRole
    let lane: Lane

    var settings: Settings { state.settings }
    var laneID: LaneID { scanner.lane }
    var question: StandingQuestion? { state.questions[scanner.device] }

    /// What this scanner's next scan answers: nothing, when others have settled meanwhile what was asked.
    var standing: Question? {
        switch question?.question {
        case .count(let bag), .recount(let bag, _), .settle(let bag, _, _, _):
            state.bags[bag]?.phase == .closed(laneID) ? question?.question : nil
        case .shortPool(let tube, _, _):
            lane.collecting.tube?.code == tube && lane.collecting.waiting == nil ? question?.question : nil
        case .custody(let custody): stands(custody) ? question?.question : nil
        case .proxy(_, for: let relayed?): event.happening.isPerson ? relayed.question : question?.question
        case nil, .duplicateRound, .typedPerson, .wrongCategory, .newRound, .release, .notSampled, .void, .voidTube,
            .ask, .correcting, .enrolling, .pin, .link, .proxy, .oldRound, .report, .time, .stock, .setClock,
            .secondIdentifier, .reprint, .intake, .mark, .household, .leaveHousehold, .training:
            question?.question
        }
    }

    /// Modes are numbered from 1 and a configuration has at least one, so the lane's mode exists.
    var mode: ModeRule { settings.mode(lane.mode) ?? ModeRule(name: "single", capacity: 1) }

    func wakingDecision() -> Decision {
        if scanner.isPlaced == false {
            guard event.happening.isLaneCard else { return refuse(.laneFirst) }
            // Also while the shift is closed, or all sleep: before it, neither MORNING nor a badge would be taken.
            if sleeping != nil { return decision() }
        }
        if let refusal = sleeping { return refuse(refusal) }
        return awake(decision())
    }

    private func decision() -> Decision {
        if let refusal = notInTraining { return refuse(refusal) }
        if case .ask? = standing, let story { return tell(.story(story)) }
        if case .correcting(let correction)? = standing, let step = corrected(correction) { return step }
        if case .mark(let mark)? = standing, let step = marking(mark) { return step }
        if case .reprint? = standing, let step = reprinting() { return step }
        if case .enrolling(let enrolment)? = standing, let step = enrolled(enrolment) { return step }
        if state.role == .intake, let step = intake() { return step }
        switch event.happening {
        case .personScanned(let person): return personScanned(person)
        case .tubeScanned(let tube): return tubeScanned(tube)
        case .bagScanned(let bag): return bagScanned(bag)
        case .sealScanned(let seal): return sealScanned(seal)
        case .boxScanned(let box): return boxScanned(box)
        case .slipScanned(let slip): return slipScanned(slip)
        case .commandScanned(let command): return commandScanned(command)
        case .siteScanned(let site): return siteScanned(site)
        case .roundScanned(let round): return roundScanned(round)
        case .teamScanned(let team): return accept(.teamChosen(team), [.teamChosen(laneID, team, was: lane.team)])
        case .lotScanned(let lot): return lotScanned(lot)
        case .badgeScanned(let badge): return badgeScanned(badge)
        case .pinEntered(let entry): return pinEntered(entry)
        case .timeTyped(let clock): return timeTyped(clock)
        case .stockTyped(let count): return stockTyped(count)
        case .timeScanned(let clock): return clockGiven(clock)
        case .otherScanned(let codeClass): return refuse(.wrongClass(codeClass, expected: expected))
        case .householdScanned(let household): return householdScanned(household)
        case .unlistedScanned(let codeClass, let code): return refuse(.unlisted(codeClass, code))
        case .unreadableScanned(let reason): return refuse(Refusal(reason))
        case .repeatScanned, .deadlinePassed, .wentIdle, .configured, .started, .stopped, .deviceReady, .deviceLost,
            .deviceSetAside, .clockJumped, .diskLow, .swabsAged, .roundWiped, .labelHanded, .labelEnded, .labelTestDue,
            .stockAged:
            return Decision(.noted)
        }
    }

    /// What the operator could usefully scan here now.
    var expected: [CodeClass] {
        if scanner.track == .pack { return [.tube, .bag] }
        switch lane.collecting {
        case .waiting, .both: return [.tube]
        case .filling, .idle: return mode.order == .personFirst || lane.collecting.tube != nil ? [.person] : [.tube]
        }
    }

    // MARK: Answers

    func refuse(_ refusal: Refusal) -> Decision { Decision(.refused(refusal)) }

    /// An accepted act; it ends the question that stood at this scanner.
    func accept(_ acceptance: Acceptance, _ facts: [Fact]) -> Decision {
        Decision(.accepted(acceptance), facts: endOfQuestion + facts + keptQuestion)
    }

    /// An answer that changes no work; it ends the question that stood at this scanner.
    func tell(_ notice: Notice) -> Decision { Decision(.told(notice), facts: endOfQuestion) }

    /// Puts a question to this scanner, in place of the one that stood there.
    func ask(_ question: Question) -> Decision { Decision(.asked(question), facts: [asking(question)]) }

    func asking(_ question: Question) -> Fact {
        .asked(scanner.device, StandingQuestion(question, since: event.at), was: self.question)
    }

    /// PROXY is about the next person, whatever else is scanned before them; asked again, so that UNDO is exact.
    private var keptQuestion: [Fact] {
        guard case .proxy? = question?.question, let question, !event.happening.isPerson,
            event.happening != .commandScanned(.cancel)
        else { return [] }
        return [.asked(scanner.device, StandingQuestion(question.question, since: event.at), was: nil)]
    }

    private var endOfQuestion: [Fact] {
        guard let question else { return [] }
        return [.questionEnded(scanner.device, was: question)]
    }

    // MARK: Site and round

    private func siteScanned(_ site: String) -> Decision {
        if let tube = openTubes.first { return refuse(Refusal(open: tube)) }
        return accept(.siteChosen(site), [.siteChosen(site, was: state.site)])
    }

    private func roundScanned(_ round: RoundID) -> Decision {
        if round.isTraining { return refuse(.unknownCode) }
        if let obstacle = roundObstacle { return refuse(obstacle) }
        return accept(.roundBegun(round), beginning(round))
    }

    /// Tokens of waiting people belong to their round, and a tube keeps one round.
    var roundObstacle: Refusal? {
        if let tube = openTubes.first { return Refusal(open: tube) }
        for id in state.lanes.keys.sorted() {
            guard let waiting = state.lanes[id]?.collecting.waiting else { continue }
            return id == laneID ? .personWaits(waiting.person.token) : .personWaitsElsewhere(id)
        }
        return nil
    }

    /// Tubes with room on any lane, in the order of the lanes.
    private var openTubes: [OpenTube] {
        state.lanes.sorted { $0.key < $1.key }.compactMap(\.value.collecting.tube)
    }
}

extension Refusal {
    init(open tube: OpenTube) {
        self = .openTube(tube.code, count: tube.bindings.count, capacity: tube.capacity)
    }

    init(_ reason: Unreadable) {
        switch reason {
        case .unknown: self = .unknownCode
        case .doubled: self = .doubled
        case .checkDigit(let codeClass): self = .checkDigit(codeClass)
        case .lengthOrCharacters(let codeClass): self = .lengthCharset(codeClass)
        case .impossible: self = .impossibleNumber
        }
    }
}
