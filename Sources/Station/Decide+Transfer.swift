import Codes
import Devices

/// TRANSFER: people are recorded in the tube that really holds their swabs; the swabs never move.
extension Desk {
    func transferring() -> Decision? {
        switch event.happening {
        case .personScanned:
            guard let binding = event.known.person?.binding else { return refuse(.notBound) }
            if let refusal = obstacle(toTaking: [binding], from: binding.tube) { return refuse(refusal) }
            return ask(.correcting(.transferFrom(.person(binding))))
        case .tubeScanned(let code):
            if let refusal = obstacle(toTaking: people(in: code), from: code) { return refuse(refusal) }
            return ask(.correcting(.transferFrom(.tube(code))))
        default: return nil
        }
    }

    private func obstacle(toTaking bindings: [Binding], from code: TubeCode) -> Refusal? {
        if let refusal = obstacle(to: code) { return refusal }
        if bindings.isEmpty { return .tubeEmpty(code) }
        return whoWaitsAgain(bindings).map(Refusal.personWaits)
    }

    func transferring(_ source: SwabSource) -> Decision? {
        guard case .tubeScanned(let code) = event.happening else { return nil }
        switch plan(source, to: code) {
        case .refused(let refusal): return refuse(refusal)
        case .replacement(let people):
            return ask(.correcting(.transferTo(source, code, people: people, exchange: false)))
        case .moves(let moves, let isExchange):
            return ask(.correcting(.transferTo(source, code, people: moves.count, exchange: isExchange)))
        }
    }

    private enum Plan {
        case refused(Refusal)
        /// The tube's code was wrong.
        case replacement(people: Int)
        case moves([(from: Binding, to: Binding)], isExchange: Bool)
    }

    /// How the swabs of a source come to be recorded in tube `code`.
    private func plan(_ source: SwabSource, to code: TubeCode) -> Plan {
        let inside = people(in: source.tube)
        let bindings: [Binding] =
            switch source {
            case .tube: inside
            case .person(let binding): inside.filter { $0 == binding }
            }
        if code == source.tube { return .refused(.sameTube(code)) }
        if let refusal = obstacle(toTaking: bindings, from: source.tube) { return .refused(refusal) }
        if known.tubes[code] == nil, lane.tube(code) == nil {
            return bindings.count == inside.count ? .replacement(people: inside.count) : .refused(.transferToNew(code))
        }
        if let refusal = obstacle(to: code) { return .refused(refusal) }
        if category(of: code) != category(of: source.tube) || round(of: code) != round(of: source.tube) {
            return .refused(.categoriesDiffer(source.tube, code))
        }
        let there = people(in: code)
        // Nobody is in a tube twice, not for a moment either.
        if let twice = there.first(where: { place in bindings.contains { $0.person == place.person } }) {
            return .refused(.duplicateHere(slot: twice.slot))
        }
        if there.count + bindings.count <= capacity(of: code) {
            let slots = (1...capacity(of: code)).filter { slot in !there.contains { $0.slot == slot } }
            return .moves(Self.moves(bindings, to: code, slots), isExchange: false)
        }
        // Tubes on the lane are open below capacity and parked when full: there, people come one by one.
        let areDone = lane.tube(code) == nil && lane.tube(source.tube) == nil
        guard case .tube = source, areDone, there.count <= capacity(of: source.tube),
            bindings.count <= capacity(of: code)
        else { return .refused(.tubeFull(code, capacity: capacity(of: code))) }
        if let twice = whoWaitsAgain(there) { return .refused(.personWaits(twice)) }
        let moves = Self.moves(bindings, to: code, 1...) + Self.moves(there, to: source.tube, 1...)
        return .moves(moves, isExchange: true)
    }

    private static func moves(
        _ bindings: [Binding], to code: TubeCode, _ slots: some Sequence<Int>
    ) -> [(from: Binding, to: Binding)] {
        zip(bindings, slots).map { ($0, Binding(person: $0.person, tube: code, slot: $1)) }
    }

    func transfer(_ source: SwabSource, to code: TubeCode, reason: Int) -> Decision {
        switch plan(source, to: code) {
        case .refused(let refusal): return refuse(refusal)
        case .replacement(let people):
            let fact = replacement(of: source.tube, by: code)
            return correct(
                .swabsMoved(source.tube, code, people: people), [fact] + shortMark(of: source.tube, for: code),
                reason: reason)
        case .moves(let moves, let isExchange):
            var facts = moves.map { Fact.personMoved(laneID, from: $0.from, to: $0.to) }
            if !isExchange {
                switch consequences(of: moves.count, from: source.tube, to: code) {
                case .success(let more): facts += more
                case .failure(let refusal): return refuse(refusal)
                }
            }
            return correct(.swabsMoved(source.tube, code, people: moves.count), facts, reason: reason)
        }
    }

    /// What becomes of a tube that nobody is left in, and of one that is full now.
    private func consequences(of count: Int, from: TubeCode, to code: TubeCode) -> Result<[Fact], Refusal> {
        var facts: [Fact] = []
        if let tube = lane.collecting.tube, tube.code == code {
            if tube.shortAllowed { facts.append(.shortWithdrawn(laneID, code)) }
            if tube.bindings.count + count == tube.capacity {
                if let full = tooManyFull { return .failure(full) }
                facts.append(.tubeParked(laneID, code))
            }
        }
        guard people(in: from).count == count else { return .success(facts) }
        if let index = lane.parked.firstIndex(where: { $0.code == from }) {
            var left = HeldTube(lane.parked[index], at: .parked(index))
            left.tube.bindings = []
            return .success([.tubeEmptied(laneID, from, was: left)] + facts)
        }
        if let tube = lane.collecting.tube, tube.code == from {
            if tube.shortAllowed { facts.append(.shortWithdrawn(laneID, from)) }
            return .success(facts)
        }
        if case .bagged(let bag)? = known.tubes[from]?.stage {
            guard case .open? = state.bags[bag]?.phase, let index = state.bags[bag]?.tubes.firstIndex(of: from) else {
                return .failure(.bagInHand(bag))
            }
            facts.append(.tubeLeftBag(from, bag, index: index))
        }
        return .success(facts + [.tubeEmptied(laneID, from, was: nil)])
    }

    func replacement(of wrong: TubeCode, by right: TubeCode) -> Fact {
        var bag: BagCode?
        if case .bagged(let holder)? = known.tubes[wrong]?.stage { bag = holder }
        return .tubeReplaced(wrong, by: right, laneID, bindings: people(in: wrong), bag: bag)
    }
}

extension Refusal: Error {}
