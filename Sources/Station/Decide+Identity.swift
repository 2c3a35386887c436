import Codes
import Devices

/// FIX and a person: another person's code was shown, and it is known by now whose swab it is (WORKFLOW.md 3.7, correct
/// identity). The swab, the tube and the place stay; the record says who.
extension Desk {
    func identifying() -> Decision? {
        guard case .personScanned = event.happening else { return nil }
        guard let binding = event.known.binding else { return refuse(.notBound) }
        if let refusal = obstacle(toIdentifying: binding) { return refuse(refusal) }
        return ask(.correcting(.fixPerson(binding)))
    }

    func identifying(_ wrong: Binding) -> Decision? {
        guard case .personScanned(let right) = event.happening else { return nil }
        if let refusal = obstacle(toIdentifying: wrong, as: right.token) { return refuse(refusal) }
        return ask(.correcting(.fixPersonTo(wrong, right.token)))
    }

    func identify(_ wrong: Binding, as right: PersonToken, reason: Int) -> Decision {
        // Another desk linked this QR meanwhile: it is somebody's, and is scanned again.
        if known.people[right]?.primary != nil { return refuse(.nothingToConfirm) }
        if let refusal = obstacle(toIdentifying: wrong, as: right) { return refuse(refusal) }
        let binding = Binding(person: right, tube: wrong.tube, slot: wrong.slot)
        return correct(
            .personCorrected(binding),
            [.personCorrected(laneID, from: wrong, to: binding, was: known.people[right])], reason: reason)
    }

    /// Tokens belong to their round, and a tube that is open elsewhere is changed there.
    private func obstacle(toIdentifying wrong: Binding, as right: PersonToken? = nil) -> Refusal? {
        guard let record = known.tubes[wrong.tube] else { return .notBound }
        switch record.stage {
        case .open(let other): if lane.tube(wrong.tube) == nil { return .tubeElsewhere(wrong.tube, other) }
        case .emptied, .released, .replaced: return .tubeUsed(wrong.tube, record)
        case .sealed, .bagged: break
        }
        let people = people(in: wrong.tube)
        if !people.contains(wrong) { return .notBound }
        if record.round != state.round { return .tubeUsed(wrong.tube, record) }
        if let bag = recountedElsewhere(wrong.tube) { return .bagInHand(bag) }
        if let waiting = state.laneOf(waiting: right ?? wrong.person) { return .personWaitsElsewhere(waiting) }
        if let slot = people.first(where: { $0.person == right })?.slot { return .duplicateHere(slot: slot) }
        return nil
    }
}
