import Codes
import Devices

/// A person's code at a desk.
extension Desk {
    func personScanned(_ person: PersonSighting) -> Decision {
        switch standing {
        case .release: return unbind(person.token, why: .released)
        case .notSampled: return unbind(person.token, why: .notSampled)
        case .link(let waiting): return linked(person, to: waiting)
        case .secondIdentifier(let qr) where qr.token != person.token && person.qr != .expiring:
            return identified(person, by: qr)
        case nil, .duplicateRound, .typedPerson, .shortPool, .wrongCategory, .newRound, .void, .voidTube, .ask,
            .correcting, .enrolling, .pin, .proxy, .secondIdentifier, .oldRound, .report, .time, .stock, .setClock,
            .count, .recount, .settle, .custody, .reprint, .intake, .mark, .household, .leaveHousehold, .training:
            break
        }
        if scanner.track == .pack { return refuse(.wrongClass(.person, expected: [.tube, .bag])) }
        if let refusal = missingBadge { return refuse(refusal) }
        if lane.category == nil { return refuse(.noCategory) }
        if let waiting = lane.collecting.waiting {
            let same = waiting.person.token == person.token
            if same { return tell(.stillWaiting(person.token)) }
            return refuse(
                person.contradicts(waiting.person)
                    ? .mismatch(waiting.person.token) : .personWaits(waiting.person.token))
        }
        if let refusal = obstacle(to: person.token) { return refuse(refusal) }
        if question?.question.proxy == nil, let doubt = doubtOfRound { return doubt }
        if person.isTyped == true { return ask(.typedPerson(person)) }
        if person.qr == .expiring, event.known.person?.binding == nil { return ask(.secondIdentifier(person)) }
        return admitFirst(person)
    }

    // MARK: Two identifiers

    /// LINK and a QR: from here on the QR is known as the waiting person's.
    private func linked(_ qr: PersonSighting, to person: PersonToken) -> Decision {
        guard lane.collecting.waiting?.person.token == person else { return refuse(.notNow(.link)) }
        if qr.token == person { return tell(.stillWaiting(person)) }
        guard qr.kind == .opaque else { return refuse(qr.qr == .carriesNumber ? .mismatch(person) : .noQR) }
        // One that was linked before came here as its person, whose kind is the QR's.
        if event.known.primary != nil { return refuse(.mismatch(person)) }
        if let other = state.laneOf(waiting: qr.token) { return refuse(.personWaitsElsewhere(other)) }
        if let binding = event.known.person?.binding { return refuse(.codeBound(binding)) }
        return accept(
            .personLinked(person), [.personLinked(laneID, qr.token, to: person, was: event.known.person)])
    }

    /// A second identifier after an expiring QR: the person comes by it, and the QR is linked to them.
    private func identified(_ person: PersonSighting, by qr: PersonSighting) -> Decision {
        if scanner.track == .pack { return refuse(.wrongClass(.person, expected: [.tube, .bag])) }
        if lane.category == nil { return refuse(.noCategory) }
        if let waiting = lane.collecting.waiting { return refuse(.personWaits(waiting.person.token)) }
        if let refusal = obstacle(to: person.token) { return refuse(refusal) }
        var person = person
        person.first = qr.token
        return person.isTyped == true ? ask(.typedPerson(person)) : admitFirst(person)
    }

    /// The link of an expiring QR to the person whose second identifier came.
    private func linking(_ person: PersonSighting) -> [Fact] {
        guard let qr = person.first, qr != person.token, state.laneOf(waiting: qr) == nil else { return [] }
        let known = event.known.linked
        guard known?.binding == nil, known?.primary == nil else { return [] }
        return [.personLinked(laneID, qr, to: person.token, was: known)]
    }

    /// CONFIRM after an expiring QR: nobody is sent away for want of a second identifier.
    func admitUnverified(_ person: PersonSighting) -> Decision {
        var person = person
        person.isUnverified = true
        return admitTyped(person)
    }

    /// Somebody who was in no tube of this round before comes; somebody who was is asked for.
    private func admitFirst(_ person: PersonSighting) -> Decision {
        if let record = event.known.person, record.binding != nil {
            var asked = ask(.duplicateRound(person, record))
            asked.facts.append(.duplicateSeen(event.at))
            return asked
        }
        return admit(person, repeated: false, record: event.known.person)
    }

    /// The answer to the reading back of a typed number.
    func admitTyped(_ person: PersonSighting) -> Decision {
        // Another desk linked this QR meanwhile: it is somebody's, and is scanned again.
        if event.known.person?.primary != nil { return refuse(.nothingToConfirm) }
        if lane.category == nil { return refuse(.noCategory) }
        if let waiting = lane.collecting.waiting { return refuse(.personWaits(waiting.person.token)) }
        if let refusal = obstacle(to: person.token) { return refuse(refusal) }
        return admitFirst(person)
    }

    /// The answer to the question about a person who was bound before in this round.
    func admitRepeat(_ person: PersonSighting) -> Decision {
        if event.known.person?.primary != nil { return refuse(.nothingToConfirm) }
        if lane.category == nil { return refuse(.noCategory) }
        if let waiting = lane.collecting.waiting { return refuse(.personWaits(waiting.person.token)) }
        if let refusal = obstacle(to: person.token) { return refuse(refusal) }
        return admit(person, repeated: true, record: event.known.person)
    }

    /// Why this person cannot come now, although nobody waits.
    private func obstacle(to person: PersonToken) -> Refusal? {
        if let refusal = missingBadge { return refusal }
        if let slot = lane.collecting.tube?.binding(of: person)?.slot { return .duplicateHere(slot: slot) }
        if let elsewhere = state.laneOf(waiting: person) { return .personWaitsElsewhere(elsewhere) }
        guard lane.collecting.tube == nil else { return nil }
        if mode.order == .tubeFirst { return .wrongClass(.person, expected: [.tube]) }
        return tooManyFull
    }

    private func admit(_ person: PersonSighting, repeated: Bool, record: PersonRecord?) -> Decision {
        if let refusal = obstacle(to: person) { return refuse(refusal) }
        if let tube = lane.collecting.tube, bindsAtOnce(tube) {
            return bind(
                person.token, to: tube, from: nil, repeated: repeated, record: record, opening: linking(person))
        }
        let waiting = Waiting(person: person, since: event.at, repeated: repeated, record: record)
        return accept(.personWaits(person.token), linking(person) + [.personCame(laneID, waiting)])
    }

    /// Tube-first binds on the person's own scan; so do the middle ones of a pool whose ends alone are confirmed.
    private func bindsAtOnce(_ tube: OpenTube) -> Bool {
        guard let rule = settings.mode(tube.mode) else { return false }
        switch (rule.order, rule.confirm) {
        case (.tubeFirst, _): return true
        case (.personFirst, .each): return false
        case (.personFirst, .firstAndLast): return !tube.bindings.isEmpty && tube.bindings.count + 1 < tube.capacity
        }
    }

    /// Binds to a tube with room; a tube-first single waits for its closing scan, a person-first one is sealed at once.
    func bind(
        _ person: PersonToken, to tube: OpenTube, from waiting: Waiting?, repeated: Bool, record: PersonRecord?,
        opening: [Fact] = []
    ) -> Decision {
        let binding = Binding(person: person, tube: tube.code, slot: tube.freeSlot)
        var facts = opening
        if tube.shortAllowed { facts.append(.shortWithdrawn(laneID, tube.code)) }
        facts.append(.personBound(laneID, binding, from: waiting, repeated: repeated, was: record))
        let voucher = state.owing(.voucher(binding), on: laneID, earlier: 0)
        var bound = tube
        bound.add(binding)
        bound.shortAllowed = false
        if !bound.isFull { return accept(.bound(binding, of: tube.capacity), facts + voucher) }
        if tube.capacity == 1, settings.mode(tube.mode)?.order == .personFirst {
            facts += seal(bound, from: .open, short: false).facts
            return accept(.boundAndSealed(binding), facts + voucher)
        }
        return accept(.boundAndFull(binding), facts + [.tubeParked(laneID, tube.code)] + voucher)
    }

    // MARK: RELEASE and NOT-SAMPLED

    private func unbind(_ person: PersonToken, why: UnboundReason) -> Decision {
        if state.lanes.values.contains(where: { $0.collecting.waiting?.person.token == person }) {
            return refuse(.personWaits(person))
        }
        if let held = lane.held(person), let binding = held.tube.binding(of: person) {
            return unbind(binding, from: held, why: why)
        }
        guard let binding = event.known.binding, let tube = event.known.tube else { return refuse(.notBound) }
        if case .open(let other) = tube.stage { return refuse(.tubeElsewhere(binding.tube, other)) }
        guard tube.stage == .sealed, tube.single == binding else { return refuse(.tubeSealed(binding.tube)) }
        if let bag = recountedElsewhere(binding.tube) { return refuse(.bagInHand(bag)) }
        // A single tube may be corrected until it joins a bag. Whether it holds a swab decides if it can be used again.
        let exit: Fact =
            why == .notSampled
            ? .tubeReleased(laneID, binding.tube, was: nil) : .tubeEmptied(laneID, binding.tube, was: nil)
        return unbound(binding, why: why, then: [exit])
    }

    /// Frees the place. A parked tube that nobody is left in could never be sealed, so it goes.
    private func unbind(_ binding: Binding, from held: HeldTube, why: UnboundReason) -> Decision {
        guard held.place != .open, held.tube.bindings.count == 1 else { return unbound(binding, why: why, then: []) }
        var left = held
        left.tube.remove(binding)
        return unbound(binding, why: why, then: [.tubeEmptied(laneID, binding.tube, was: left)])
    }

    private func unbound(_ binding: Binding, why: UnboundReason, then exit: [Fact]) -> Decision {
        let acceptance: Acceptance = why == .released ? .personReleased(binding) : .personNotSampled(binding)
        return accept(acceptance, [.personUnbound(laneID, binding, why: why)] + exit)
    }
}

extension Lane {
    /// The open or parked tube that holds this person.
    fileprivate func held(_ person: PersonToken) -> HeldTube? {
        if let tube = collecting.tube, tube.binding(of: person) != nil { return HeldTube(tube, at: .open) }
        guard let index = parked.firstIndex(where: { $0.binding(of: person) != nil }) else { return nil }
        return HeldTube(parked[index], at: .parked(index))
    }
}

extension StationState {
    /// The lane on which this person waits for a tube.
    func laneOf(waiting person: PersonToken) -> LaneID? {
        lanes.filter { $0.value.collecting.waiting?.person.token == person }.keys.min()
    }
}

extension PersonSighting {
    /// Whether a card and a QR that carries a number name two people.
    fileprivate func contradicts(_ other: PersonSighting) -> Bool {
        token != other.token && kind != .opaque && other.kind != .opaque
            && (qr == .carriesNumber) != (other.qr == .carriesNumber)
    }
}
