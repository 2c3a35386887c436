import Codes
import Devices

/// A tube's code at a desk: the table of WORKFLOW.md 2, row by row.
extension Desk {
    func tubeScanned(_ code: TubeCode) -> Decision {
        switch standing {
        case .recount(let bag, let seen), .settle(let bag, let seen, _, _): return recounted(code, bag: bag, seen: seen)
        case .void: return voidAsked(code)
        case nil, .duplicateRound, .typedPerson, .shortPool, .wrongCategory, .newRound, .release, .notSampled,
            .voidTube, .ask, .correcting, .enrolling, .pin, .link, .proxy, .secondIdentifier, .oldRound, .report, .time,
            .stock,
            .setClock, .count, .custody, .reprint, .intake, .mark, .household, .leaveHousehold, .training:
            break
        }
        if scanner.track == .pack { return packed(code) }
        switch lane.collecting {
        case .waiting(let waiting), .both(_, let waiting): return confirmed(waiting, by: code)
        case .idle, .filling: return nobodyWaits(code)
        }
    }

    /// A person waits: the tube can only mean their place.
    private func confirmed(_ waiting: Waiting, by code: TubeCode) -> Decision {
        let person = waiting.person.token
        if let refusal = obstacle(to: waiting.person) { return refuse(refusal) }
        if let tube = lane.collecting.tube, tube.code == code {
            return bind(person, to: tube, from: waiting, repeated: waiting.repeated, record: waiting.record)
        }
        if let tube = lane.tube(code) { return refuse(.tubeFull(code, capacity: tube.capacity)) }
        if let record = event.known.tube { return refuse(.tubeUsed(code, record)) }
        if let refusal = obstacleToOpening { return refuse(refusal) }
        guard let tube = newTube(code) else { return refuse(.noCategory) }
        return bind(
            person, to: tube, from: waiting, repeated: waiting.repeated, record: waiting.record,
            opening: [.tubeOpened(laneID, tube)])
    }

    /// Nobody waits: a closing scan, a tube for the bag, or (tube-first) a new tube.
    private func nobodyWaits(_ code: TubeCode) -> Decision {
        if let index = lane.parked.firstIndex(where: { $0.code == code }) {
            let tube = lane.parked[index]
            return close(tube, from: .parked(index), short: !tube.isFull)
        }
        if let tube = lane.collecting.tube, tube.code == code { return closeBelowCapacity(tube) }
        if let record = event.known.tube { return known(code, record) }
        if mode.order == .personFirst { return refuse(.noPerson) }
        if let refusal = missingBadge { return refuse(refusal) }
        if let refusal = obstacleToOpening { return refuse(refusal) }
        guard let tube = newTube(code) else { return refuse(.noCategory) }
        return accept(.tubeOpened(code), [.tubeOpened(laneID, tube)])
    }

    private func closeBelowCapacity(_ tube: OpenTube) -> Decision {
        if tube.bindings.isEmpty { return refuse(.tubeEmpty(tube.code)) }
        if tube.shortAllowed { return close(tube, from: .open, short: true) }
        if settings.mode(tube.mode)?.order == .personFirst { return refuse(.noPerson) }
        return ask(.shortPool(tube.code, count: tube.bindings.count, capacity: tube.capacity))
    }

    /// The closing scan.
    func close(_ tube: OpenTube, from place: TubePlace, short: Bool) -> Decision {
        if tube.bindings.isEmpty { return refuse(.tubeEmpty(tube.code)) }
        let sealed = seal(tube, from: place, short: short)
        let count = tube.bindings.count
        let mark = short ? state.owing(.short(tube.code), on: laneID, earlier: event.known.tube?.labels ?? 0) : []
        return accept(.tubeSealed(tube.code, count: count, short: short, bag: sealed.bag), sealed.facts + mark)
    }

    /// The facts of a seal; with `joinsAtSeal` the tube goes into the open bag of its category that has room.
    func seal(_ tube: OpenTube, from place: TubePlace, short: Bool) -> (facts: [Fact], bag: BagCode?) {
        let sealed = [Fact.tubeSealed(laneID, tube, from: place, short: short)] + learning(tube.code)
        guard settings.joinsAtSeal, let bag = state.openBag(category: tube.category, round: tube.round),
            (state.bags[bag]?.tubes.count ?? 0) < settings.bagLimit
        else { return (sealed, nil) }
        return (sealed + [.tubeJoined(tube.code, bag)], bag)
    }

    /// Why no further tube can be opened on this lane.
    private var obstacleToOpening: Refusal? {
        if let tube = lane.collecting.tube { return Refusal(open: tube) }
        if let expired = expiredLot { return expired }
        return mode.capacity > 1 || mode.order == .tubeFirst ? tooManyFull : nil
    }

    /// As many full tubes wait for their closing scans as may (WORKFLOW.md 2).
    var tooManyFull: Refusal? {
        lane.parked.count >= settings.parkedLimit ? .closingScanFirst(lane.parked.map(\.code)) : nil
    }

    private func newTube(_ code: TubeCode) -> OpenTube? {
        guard let category = lane.category else { return nil }
        return OpenTube(
            code: code, category: category, mode: lane.mode, capacity: mode.capacity, round: state.round,
            lot: lane.lot)
    }

    // MARK: The packing track

    /// A tube the record knows, scanned while nobody waits.
    private func known(_ code: TubeCode, _ record: TubeRecord) -> Decision {
        switch record.stage {
        case .sealed: join(code, record)
        case .open, .bagged, .emptied, .released, .replaced: refuse(.tubeUsed(code, record))
        }
    }

    /// At a pack scanner a tube always means the bag.
    private func packed(_ code: TubeCode) -> Decision {
        guard let record = event.known.tube else { return refuse(.notSealed(code)) }
        switch record.stage {
        case .open: return refuse(.notSealed(code))
        case .sealed: return join(code, record)
        case .bagged, .emptied, .released, .replaced: return refuse(.tubeUsed(code, record))
        }
    }

    private func join(_ code: TubeCode, _ record: TubeRecord) -> Decision {
        guard let bag = state.openBag(category: record.category, round: record.round) else {
            let other = state.bags.filter { $0.value.phase == .open }.keys.min()
            if scanner.track == .pack, let other { return refuse(.mixedBag(other)) }
            return tell(.tubeStands(code, record))
        }
        if let recount = recountedElsewhere(code) { return refuse(.bagInHand(recount)) }
        let count = state.bags[bag]?.tubes.count ?? 0
        if count >= settings.bagLimit { return refuse(.bagFull(bag, limit: settings.bagLimit)) }
        return accept(.tubeJoined(code, bag, count: count + 1), [.tubeJoined(code, bag)])
    }

    /// The bag in whose recount, at another scanner, this tube was seen: the recount may yet take it in. Of several the first
    /// by its code: what is decided does not hang on the order of a dictionary.
    func recountedElsewhere(_ code: TubeCode) -> BagCode? {
        let others = state.questions.filter { $0.key != scanner.device }
        return others.values.compactMap { standing -> BagCode? in
            switch standing.question {
            case .recount(let bag, let seen), .settle(let bag, let seen, _, _): seen.contains(code) ? bag : nil
            case .duplicateRound, .typedPerson, .shortPool, .wrongCategory, .newRound, .release, .notSampled, .void,
                .voidTube, .ask, .correcting, .enrolling, .pin, .link, .proxy, .secondIdentifier, .oldRound, .report,
                .time, .stock, .setClock, .count, .custody, .reprint, .intake, .mark, .household, .leaveHousehold,
                .training:
                nil
            }
        }.min()
    }

    /// A tube seen in a recount: one of the bag's, or a sealed one that may belong in it. Any other must come out of it.
    private func recounted(_ code: TubeCode, bag: BagCode, seen: [TubeCode]) -> Decision {
        guard let record = event.known.tube else { return refuse(.notSealed(code)) }
        switch record.stage {
        case .open: return refuse(.notSealed(code))
        case .bagged(bag): break
        case .sealed:
            let fits = record.category == state.bags[bag]?.category && record.round == state.bags[bag]?.round
            if !fits || recountedElsewhere(code) != nil { return refuse(.notInThisBag(code, bag)) }
        case .bagged, .emptied, .released, .replaced: return refuse(.notInThisBag(code, bag))
        }
        let all = seen.contains(code) ? seen : seen + [code]
        let facts = [asking(.recount(bag, seen: all))]
        return Decision(.accepted(.tubeRecounted(code, seen: all.count)), facts: facts)
    }
}

extension StationState {
    /// The open bag that takes tubes of this category and round.
    func openBag(category: Int, round: RoundID) -> BagCode? {
        bags.filter { $0.value.phase == .open && $0.value.category == category && $0.value.round == round }.keys.min()
    }
}
