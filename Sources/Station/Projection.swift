import Codes

/// How facts change the record of codes. The same fold serves the journal's tables, replays and tests, so that what a
/// lookup says can be checked against a fresh replay.
extension Register {
    /// Enters one fact, written at `moment`.
    package mutating func project(_ fact: Fact, at moment: Moment) throws(Failure) {
        switch fact {
        case .tubeOpened(let lane, let tube):
            try set(.tube(tube.record(on: lane, at: moment)), for: .tube(tube.code))
        case .tubeReleased(_, let tube, _):
            try change(tube) { $0.stage = .released }
        case .tubeEmptied(_, let tube, _):
            try change(tube) { $0.stage = .emptied }
        case .personBound(_, let binding, _, _, let was):
            try change(binding.tube) { $0.add(binding) }
            var record = PersonRecord(bindings: was?.bindings ?? [], at: moment, times: (was?.times ?? 0) + 1)
            record.add(binding)
            try set(.person(record), for: .person(binding.person))
        case .personUnbound(_, let binding, _):
            try change(binding.tube) { $0.remove(binding) }
            try change(binding.person) { $0.remove(binding) }
        case .tubeSealed(let lane, let tube, _, let short):
            try change(tube.code) { record in
                record.stage = .sealed
                record.short = short
                record.sealedBy = lane
            }
        case .bagOpened(let bag, _, _):
            try set(.bag(BagRecord(stage: .open, count: 0, at: moment)), for: .bag(bag))
        case .tubeJoined(let tube, let bag):
            try change(tube) { $0.stage = .bagged(bag) }
        case .tubeLeftBag(let tube, _, _):
            try change(tube) { $0.stage = .sealed }
        case .bagSealed(let bag, let seal, let tubes):
            try set(.bag(BagRecord(stage: .sealed(seal), count: tubes.count, at: moment)), for: .bag(bag))
            try set(.seal(SealRecord(bag: bag, at: moment)), for: .seal(seal))
        case .undone(_, _, let facts):
            for fact in facts.reversed() { try takeBack(fact) }
        case .configured, .started, .siteChosen, .roundBegun, .teamChosen, .categoryChosen, .modeChosen, .personCame,
            .personLeft, .personReminded, .tubeParked, .shortAllowed, .shortWithdrawn, .bagClosed, .bagReopened,
            .bagCounted, .asked, .questionEnded:
            return
        }
    }

    /// Enters the opposite of a fact. Facts that are never undone (a bag's seal) have none.
    private mutating func takeBack(_ fact: Fact) throws(Failure) {
        switch fact {
        case .tubeOpened(_, let tube):
            try set(nil, for: .tube(tube.code))
        case .tubeReleased(let lane, let tube, let was), .tubeEmptied(let lane, let tube, let was):
            try change(tube) { $0.stage = was == nil ? .sealed : .open(lane: lane) }
        case .personBound(_, let binding, _, _, let was):
            try change(binding.tube) { $0.remove(binding) }
            try set(was.map { .person($0) }, for: .person(binding.person))
        case .personUnbound(_, let binding, _):
            try change(binding.tube) { $0.add(binding) }
            try change(binding.person) { $0.add(binding) }
        case .tubeSealed(let lane, let tube, _, _):
            try change(tube.code) { record in
                record.stage = .open(lane: lane)
                record.short = false
                record.sealedBy = nil
            }
        case .bagOpened(let bag, _, _):
            try set(nil, for: .bag(bag))
        case .tubeJoined(let tube, _):
            try change(tube) { $0.stage = .sealed }
        case .tubeLeftBag(let tube, let bag, _):
            try change(tube) { $0.stage = .bagged(bag) }
        case .bagSealed, .configured, .started, .siteChosen, .roundBegun, .teamChosen, .categoryChosen, .modeChosen,
            .personCame, .personLeft, .personReminded, .tubeParked, .shortAllowed, .shortWithdrawn, .bagClosed,
            .bagReopened, .bagCounted, .asked, .questionEnded, .undone:
            return
        }
    }

    private mutating func change(
        _ person: PersonToken, _ body: (inout PersonRecord) -> Void
    ) throws(Failure) {
        guard case .person(var record)? = try record(of: .person(person)) else { return }
        body(&record)
        try set(.person(record), for: .person(person))
    }

    private mutating func change(_ tube: TubeCode, _ body: (inout TubeRecord) -> Void) throws(Failure) {
        guard case .tube(var record)? = try record(of: .tube(tube)) else { return }
        body(&record)
        try set(.tube(record), for: .tube(tube))
    }
}

extension OpenTube {
    /// The record of a tube that was just opened on a lane.
    func record(on lane: LaneID, at moment: Moment) -> TubeRecord {
        TubeRecord(
            stage: .open(lane: lane), category: category, round: round, count: 0, capacity: capacity, short: false,
            opened: moment)
    }
}

extension TubeRecord {
    fileprivate mutating func add(_ binding: Binding) {
        count += 1
        if capacity == 1 { single = binding }
    }

    fileprivate mutating func remove(_ binding: Binding) {
        count -= 1
        single = nil
    }
}

/// The record in memory: for replays, tests and the simulator's own books.
package struct MemoryRegister: Register, Hashable, Sendable {
    package var records: [RecordKey: CodeRecord] = [:]
    package init() {}
    package func record(of key: RecordKey) throws(Never) -> CodeRecord? { records[key] }
    package mutating func set(_ record: CodeRecord?, for key: RecordKey) throws(Never) { records[key] = record }
}
