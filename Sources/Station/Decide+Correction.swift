import Codes
import Devices

/// Corrections at a desk, step by step; `Correction` has the diagram.
extension Desk {
    /// nil for a code that has nothing to do with the correction; it then means what it always means.
    func corrected(_ correction: Correction) -> Decision? {
        switch correction {
        case .transfer: transferring()
        case .transferFrom(let source): transferring(source)
        case .transferTo(let source, let tube, _, _): completed { transfer(source, to: tube, reason: $0) }
        case .reopen: reopening()
        case .reopenTube(let tube, _, _): completed { reopen(tube, reason: $0) }
        case .reopenBag(let bag, _, _): completed { reopen(bag, reason: $0) }
        case .reopenBox(let box, _): completed { reopen(box, reason: $0) }
        case .revoke(let box, let custodian): revoking(box, from: custodian)
        case .recategorise: recategorising()
        case .recategoriseTo(let category): recategorising(to: category)
        case .recategoriseTubes(let category, let tubes): recategorising(tubes, to: category)
        case .recategoriseBag(let category, let bag, _):
            confirmed { recategorise(bag, to: category, reason: $0) }
        case .fix: fixing() ?? identifying()
        case .fixPerson(let binding): identifying(binding)
        case .fixPersonTo(let binding, let right): completed { identify(binding, as: right, reason: $0) }
        case .fixIn(let bag): fixing(in: bag)
        case .fixWrong(let bag, let tube): fixing(tube, in: bag)
        case .fixRight(let bag, let wrong, let right): confirmed { fix(wrong, by: right, in: bag, reason: $0) }
        }
    }

    /// The last step of a correction that wants a reason.
    func completed(_ act: (Int) -> Decision) -> Decision? {
        guard case .commandScanned(.reason(let reason)) = event.happening else { return nil }
        return act(reason)
    }

    /// The last step of one that may have a reason.
    func confirmed(_ act: (Int?) -> Decision) -> Decision? {
        switch event.happening {
        case .commandScanned(.reason(let reason)): act(reason)
        case .commandScanned(.confirm): act(nil)
        default: nil
        }
    }

    /// What only a reason completes, when CONFIRM came.
    var wantsReason: Bool {
        switch question?.question {
        case .correcting(.transferTo), .correcting(.reopenTube), .correcting(.reopenBag), .correcting(.reopenBox),
            .correcting(.fixPersonTo):
            true
        case .correcting(.revoke(_, let custodian)): custodian == nil
        default: false
        }
    }

    /// Done at once. What somebody else must answer for waits for a signature, listed: a missing supervisor stops nobody.
    func correct(_ acceptance: Acceptance, _ facts: [Fact], reason: Int?) -> Decision {
        let why = reason.map { [Fact.reasonGiven($0)] } ?? []
        guard let act = acceptance.signable else { return accept(acceptance, facts + why) }
        if let refusal = unsignedObstacle { return refuse(refusal) }
        return accept(acceptance, facts + why + owing(act))
    }

    var known: CorrectionKnowledge { event.known.correction }

    // MARK: What may be corrected here

    /// Why nobody may touch this tube here now; nil when it is on this lane, or sealed, or in a bag that is not sealed.
    func obstacle(to code: TubeCode) -> Refusal? {
        if lane.tube(code) != nil { return nil }
        guard let record = known.tubes[code] else { return .nothingToVoid(code) }
        switch record.stage {
        case .open(let other): return .tubeElsewhere(code, other)
        case .emptied, .released, .replaced: return .tubeUsed(code, record)
        case .bagged(let bag) where state.bags[bag] == nil: return .inSealedBag(code, bag)
        case .sealed, .bagged: return recountedElsewhere(code).map(Refusal.bagInHand)
        }
    }

    /// Who is in a tube of this lane or a sealed one, in slot order.
    func people(in code: TubeCode) -> [Binding] {
        lane.tube(code)?.bindings ?? known.members[code]?.bindings ?? []
    }

    func capacity(of code: TubeCode) -> Int { lane.tube(code)?.capacity ?? known.tubes[code]?.capacity ?? 0 }

    func mode(of code: TubeCode) -> Int? { lane.tube(code)?.mode ?? known.members[code]?.mode }

    func category(of code: TubeCode) -> Int? { lane.tube(code)?.category ?? known.tubes[code]?.category }

    func round(of code: TubeCode) -> RoundID? { lane.tube(code)?.round ?? known.tubes[code]?.round }

    // MARK: REOPEN

    func reopening() -> Decision? {
        switch event.happening {
        case .tubeScanned(let code):
            if let refusal = obstacle(toReopening: code) { return refuse(refusal) }
            let count = people(in: code).count
            return ask(.correcting(.reopenTube(code, count: count, capacity: capacity(of: code))))
        case .bagScanned(let code):
            guard case .sealed(let seal)? = event.known.bag?.stage, let contents = event.known.bag?.contents else {
                return refuse(.bagNotSealed(code))
            }
            if let refusal = obstacle(toOpening: code, event.known.bag?.box) { return refuse(refusal) }
            return ask(.correcting(.reopenBag(code, seal, tubes: contents.tubes.count)))
        case .boxScanned(let code): return reopening(code)
        default: return nil
        }
    }

    /// Only a lane's own sealed tube with room, before it is in a bag, while no other is open there and fewer full ones wait
    /// than may: this one will be full too.
    func obstacle(toReopening code: TubeCode) -> Refusal? {
        if let open = lane.collecting.tube { return Refusal(open: open) }
        if let full = tooManyFull { return full }
        if let refusal = obstacle(to: code) { return refusal }
        if lane.tube(code) != nil { return .tubeFull(code, capacity: capacity(of: code)) }
        guard let record = known.tubes[code] else { return .nothingToVoid(code) }
        if case .bagged(let bag) = record.stage { return .inBag(code, bag) }
        if let other = record.sealedBy, other != laneID { return .tubeElsewhere(code, other) }
        if record.round != state.round { return .tubeUsed(code, record) }
        return record.count >= record.capacity ? .tubeFull(code, capacity: record.capacity) : nil
    }

    func reopen(_ code: TubeCode, reason: Int) -> Decision {
        if let refusal = obstacle(toReopening: code) { return refuse(refusal) }
        guard let record = known.tubes[code], let held = known.members[code] else { return refuse(.nothingToConfirm) }
        if let twice = whoWaitsAgain(held.bindings) { return refuse(.personWaits(twice)) }
        let tube = OpenTube(
            code: code, category: record.category, mode: held.mode, capacity: record.capacity, round: record.round,
            bindings: held.bindings)
        return correct(
            .tubeReopened(code, count: held.bindings.count, capacity: record.capacity),
            [.tubeReopened(laneID, tube, short: record.short)] + state.withdrawing(.short(code)), reason: reason)
    }

    func reopen(_ code: BagCode, reason: Int) -> Decision {
        guard let record = known.bags[code], case .sealed(let seal) = record.stage, let contents = record.contents
        else { return refuse(.nothingToConfirm) }
        if let refusal = obstacle(toOpening: code, record.box) { return refuse(refusal) }
        return correct(
            .bagUnsealed(code, seal, tubes: contents.tubes.count),
            unboxing(code, record.box) + [.bagUnsealed(code, seal, tubes: contents.tubes)]
                + state.withdrawing(.bag(code)), reason: reason)
    }

    // MARK: FIX

    func fixing() -> Decision? {
        guard case .bagScanned(let code) = event.happening else { return nil }
        if state.bags[code] == nil, event.known.bag?.contents == nil { return refuse(.bagNotSealed(code)) }
        if let refusal = handedOver(code, event.known.bag?.box) { return refuse(refusal) }
        return ask(.correcting(.fixIn(code)))
    }

    func fixing(in bag: BagCode) -> Decision? {
        guard case .tubeScanned(let code) = event.happening else { return nil }
        guard tubes(in: bag).contains(code) else { return refuse(.notInThisBag(code, bag)) }
        return ask(.correcting(.fixWrong(bag, code)))
    }

    func fixing(_ wrong: TubeCode, in bag: BagCode) -> Decision? {
        guard case .tubeScanned(let right) = event.happening else { return nil }
        if let refusal = obstacle(toFixing: wrong, by: right, in: bag) { return refuse(refusal) }
        return ask(.correcting(.fixRight(bag, wrong, right)))
    }

    func obstacle(toFixing wrong: TubeCode, by right: TubeCode, in bag: BagCode) -> Refusal? {
        if wrong == right { return .sameTube(right) }
        if let record = known.tubes[right] { return .tubeUsed(right, record) }
        if !tubes(in: bag).contains(wrong) { return .notInThisBag(wrong, bag) }
        if let refusal = handedOver(bag, known.bags[bag]?.box) { return refusal }
        if let recount = recountedElsewhere(wrong) ?? recountedElsewhere(right) { return .bagInHand(recount) }
        return whoWaitsAgain(people(in: wrong)).map(Refusal.personWaits)
    }

    func fix(_ wrong: TubeCode, by right: TubeCode, in bag: BagCode, reason: Int?) -> Decision {
        if let refusal = obstacle(toFixing: wrong, by: right, in: bag) { return refuse(refusal) }
        return correct(
            .tubeFixed(wrong, right, bag),
            [replacement(of: wrong, by: right)] + shortMark(of: wrong, for: right)
                + relabelling(bag, known.bags[bag]), reason: reason)
    }

    /// The mark of a short tube is for the code that holds its swabs.
    func shortMark(of wrong: TubeCode, for right: TubeCode) -> [Fact] {
        guard known.tubes[wrong]?.short == true else { return [] }
        let earlier = known.tubes[wrong]?.labels ?? 0
        return state.withdrawing(.short(wrong))
            + state.owing(.short(right), on: laneID, earlier: earlier, isCorrection: true)
    }

    func tubes(in bag: BagCode) -> [TubeCode] { state.bags[bag]?.tubes ?? known.bags[bag]?.contents?.tubes ?? [] }
}
