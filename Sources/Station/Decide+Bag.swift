import Codes
import Devices

/// Bags, counts and seals.
extension Desk {
    func bagScanned(_ code: BagCode) -> Decision {
        if scanner.track == .collect { return refuse(.wrongClass(.bag, expected: expected)) }
        switch standing {
        case .recount(code, let seen), .settle(code, let seen, _, _): return compare(code, seen: seen)
        case nil, .duplicateRound, .typedPerson, .shortPool, .wrongCategory, .newRound, .release, .notSampled, .void,
            .voidTube, .ask, .correcting, .enrolling, .pin, .link, .proxy, .secondIdentifier, .oldRound, .report, .time,
            .stock,
            .setClock, .count, .recount, .settle, .custody, .reprint, .intake, .mark, .household, .leaveHousehold,
            .training:
            break
        }
        if let bag = state.bags[code] { return unsealed(code, bag) }
        if let record = event.known.bag { return used(code, record) }
        guard let category = lane.category else { return refuse(.noCategory) }
        if let open = state.openBag(category: category, round: state.round) { return refuse(.openBag(open)) }
        return accept(.bagOpened(code), [.bagOpened(code, category: category, round: state.round)])
    }

    private func unsealed(_ code: BagCode, _ bag: Bag) -> Decision {
        switch bag.phase {
        case .open:
            if bag.tubes.isEmpty { return refuse(.bagEmpty(code)) }
            if let inHand = bagInHand { return refuse(.bagInHand(inHand)) }
            return Decision(.accepted(.bagClosed(code)), facts: [.bagClosed(code, laneID), asking(.count(code))])
        case .closed(laneID): return ask(.count(code))
        case .counted(laneID): return tell(.sealNext(code))
        case .closed(let other), .counted(let other): return refuse(.bagElsewhere(code, other))
        }
    }

    /// The bag this lane has closed and not sealed.
    var bagInHand: BagCode? { state.bags.filter { $0.value.phase.lane == laneID }.keys.min() }

    func counted(_ number: Int) -> Decision {
        guard case .count(let code)? = standing, let bag = state.bags[code] else {
            if let inHand = bagInHand, case .closed? = state.bags[inHand]?.phase { return refuse(.countFirst(inHand)) }
            return refuse(.notNow(.count(number)))
        }
        if number == bag.tubes.count {
            return accept(.bagCounted(code, count: number), [.bagCounted(code, laneID)])
        }
        return ask(.recount(code, seen: []))
    }

    /// The bag's code after a recount.
    private func compare(_ code: BagCode, seen: [TubeCode]) -> Decision {
        guard let bag = state.bags[code] else { return refuse(.unknownCode) }
        let missing = bag.tubes.filter { !seen.contains($0) }
        let extra = seen.filter { !bag.tubes.contains($0) }
        if missing.isEmpty, extra.isEmpty {
            return accept(.bagCounted(code, count: seen.count), [.bagCounted(code, laneID)])
        }
        return ask(.settle(code, seen: seen, missing: missing, extra: extra))
    }

    /// CONFIRM after a recount: what was scanned is what is in the bag. Extra tubes join it; missing ones are sealed tubes
    /// without a bag again.
    func settle(_ code: BagCode, seen: [TubeCode], missing: [TubeCode], extra: [TubeCode]) -> Decision {
        guard let bag = state.bags[code] else { return refuse(.nothingToConfirm) }
        if seen.isEmpty { return refuse(.bagEmpty(code)) }
        if seen.count > settings.bagLimit { return refuse(.bagFull(code, limit: settings.bagLimit)) }
        var left = bag.tubes
        var facts: [Fact] = []
        for tube in missing {
            guard let index = left.firstIndex(of: tube) else { continue }
            left.remove(at: index)
            facts.append(.tubeLeftBag(tube, code, index: index))
        }
        facts += extra.map { .tubeJoined($0, code) } + [.bagCounted(code, laneID)]
        return accept(.bagSettled(code, count: seen.count), facts)
    }

    func sealScanned(_ seal: SealNumber) -> Decision {
        if scanner.track == .collect { return refuse(.wrongClass(.seal, expected: expected)) }
        if let record = event.known.seal { return refuse(.sealReuse(seal, record.bag)) }
        guard let code = bagInHand, let bag = state.bags[code] else {
            return refuse(.wrongClass(.seal, expected: [.bag]))
        }
        guard case .counted = bag.phase else { return refuse(.countFirst(code)) }
        return accept(
            .bagSealed(code, seal, count: bag.tubes.count),
            [.bagSealed(code, seal, tubes: bag.tubes)] + state.owing(.bag(code), on: laneID, earlier: 0))
    }
}
