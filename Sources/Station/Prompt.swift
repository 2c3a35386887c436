package import Codes

/// What a lane wants now, as far as the lane alone says it; a question that stands at one scanner is said by its verdict.
package enum Prompt: Hashable, Sendable {
    case chooseCategory
    /// Nobody waits and no tube is open, person-first.
    case scanPerson
    /// As `scanPerson`, and full tubes wait for their closing scan.
    case scanPersonOrClose([TubeCode])
    /// No tube is open, tube-first.
    case scanNewTube
    /// As `scanNewTube`, and full tubes wait for their closing scan.
    case scanNewTubeOrClose([TubeCode])
    /// A person waits and no tube is open: a new one.
    case scanTube(for: PersonToken)
    /// A person waits for the tube that has room.
    case scanOpenTube(TubeCode, for: PersonToken)
    /// A tube has room. Person-first, SHORT and the tube's code seal it early.
    case scanNextPerson(TubeCode, count: Int, capacity: Int)
    /// A tube has room. Tube-first, the tube's own code seals it early.
    case scanPersonOrTube(TubeCode, count: Int, capacity: Int)
    /// SHORT was given: the tube's code seals it below capacity.
    case scanTubeToSealShort(TubeCode)
    /// So many full tubes wait, oldest first, that one must be closed before anything else.
    case closingScan([TubeCode])
    /// A laboratory's desk: no box is in hand.
    case receiveBox
    /// A box is in hand, and no bag of it.
    case scanBagLabel(BoxCode, received: Int)
    case scanSealOf(BagCode, SealNumber)
    /// The tubes of a bag, so many of which were seen.
    case scanTubesOf(BagCode, seen: Int, of: Int)
    /// A bag of this lane is closed: its count comes next.
    case countBag(BagCode)
    /// A bag of this lane is counted: its seal comes next.
    case sealBag(BagCode)
}

extension StationState {
    /// What the collecting track of a lane wants now. A lane the station does not have wants a category, for ever.
    package func prompt(lane id: LaneID) -> Prompt {
        guard let lane = lanes[id] else { return .chooseCategory }
        if role == .intake { return prompt(receiving: lane.intake) }
        switch lane.collecting {
        case .waiting(let waiting): return .scanTube(for: waiting.person.token)
        case .both(let tube, let waiting): return .scanOpenTube(tube.code, for: waiting.person.token)
        case .filling(let tube): return prompt(filling: tube)
        case .idle: return prompt(idle: lane)
        }
    }

    /// What the packing track of a lane wants now, nil when no bag of it waits for a count or a seal.
    package func packingPrompt(lane id: LaneID) -> Prompt? {
        for (code, bag) in bags.sorted(by: { $0.key < $1.key }) {
            switch bag.phase {
            case .closed(id): return .countBag(code)
            case .counted(id): return .sealBag(code)
            case .open, .closed, .counted: continue
            }
        }
        return nil
    }

    private func prompt(receiving intake: Intake?) -> Prompt {
        guard let intake else { return .receiveBox }
        guard let bag = intake.current else { return .scanBagLabel(intake.box, received: intake.bags.count) }
        if !bag.isSealSeen { return .scanSealOf(bag.slip.bag, bag.slip.seal) }
        return .scanTubesOf(
            bag.slip.bag, seen: bag.seen.count - bag.unexpected.count, of: bag.slip.tubes.count)
    }

    private func prompt(filling tube: OpenTube) -> Prompt {
        if tube.shortAllowed { return .scanTubeToSealShort(tube.code) }
        switch settings.mode(tube.mode)?.order {
        case .tubeFirst: return .scanPersonOrTube(tube.code, count: tube.bindings.count, capacity: tube.capacity)
        case .personFirst, nil: return .scanNextPerson(tube.code, count: tube.bindings.count, capacity: tube.capacity)
        }
    }

    private func prompt(idle lane: Lane) -> Prompt {
        let parked = lane.parked.map(\.code)
        if !parked.isEmpty, parked.count >= settings.parkedLimit { return .closingScan(parked) }
        if lane.category == nil { return .chooseCategory }
        switch settings.mode(lane.mode)?.order {
        case .tubeFirst: return parked.isEmpty ? .scanNewTube : .scanNewTubeOrClose(parked)
        case .personFirst, nil: return parked.isEmpty ? .scanPerson : .scanPersonOrClose(parked)
        }
    }
}
