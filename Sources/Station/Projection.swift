package import Codes

/// How facts change the record of codes. The same fold serves the journal's tables, replays and tests, so that what a
/// lookup says can be checked against a fresh replay.
extension Register {
    /// Enters one fact, written at `moment`.
    package mutating func project(_ fact: Fact, at moment: Moment) throws(Failure) {
        switch fact {
        case .tubeOpened(let lane, let tube):
            // One that was released before was sealed once.
            if try record(of: .tube(tube.code)) != nil { try set(nil, for: .members(tube.code)) }
            try set(.tube(tube.record(on: lane, at: moment)), for: .tube(tube.code))
        case .personLinked(_, let qr, let person, _): try link(qr, to: person, at: moment)
        case .tubeReleased(_, let tube, _):
            try change(tube) { $0.stage = .released }
        case .tubeEmptied(_, let tube, _):
            try change(tube) { $0.stage = .emptied }
        case .personBound(_, let binding, _, _, let was):
            try change(binding.tube) { $0.add(binding) }
            var record = PersonRecord(bindings: was?.bindings ?? [], at: moment, times: (was?.times ?? 0) + 1)
            record.add(binding)
            try set(.person(record), for: .person(binding.person))
        case .personUnbound(_, let binding, _): try remove(binding)
        case .tubeSealed(let lane, let tube, _, let short): try seal(tube, on: lane, short: short)
        case .bagOpened(let bag, _, _):
            try set(.bag(BagRecord(stage: .open, count: 0, at: moment)), for: .bag(bag))
        case .tubeJoined(let tube, let bag):
            try change(tube) { $0.stage = .bagged(bag) }
        case .tubeLeftBag(let tube, _, _):
            try change(tube) { $0.stage = .sealed }
        case .bagSealed(let bag, let seal, let tubes): try self.seal(bag, seal, tubes, at: moment)
        case .personMoved(_, let from, let to): try move(from, to)
        case .personCorrected(_, let from, let to, let was):
            try remove(from)
            let record = PersonRecord(bindings: was?.bindings ?? [], at: moment, times: (was?.times ?? 0) + 1)
            try set(.person(record), for: .person(to.person))
            try add(to)
        case .tubeReplaced(let tube, let other, _, let bindings, let bag):
            try replace(tube, by: other, bindings, in: bag)
            try change(tube) { record in
                record.stage = .replaced(other)
                record.count = 0
                record.single = nil
            }
        case .tubeRecategorised(let tube, _, let category, _): try change(tube) { $0.category = category }
        case .bagRecategorised(let bag, let category, _): try change(bag) { $0.contents?.category = category }
        case .tubeReopened(let lane, let tube, _): try reopen(tube, on: lane)
        case .bagUnsealed(let bag, let seal, let tubes):
            try set(.bag(BagRecord(stage: .opened(seal), count: 0, at: moment)), for: .bag(bag))
            for tube in tubes { try change(tube) { $0.stage = .sealed } }
        case .tubeMarked(let tube, let mark, _): try change(tube) { $0.mark = mark }
        case .visited(let place, let visit, let round, _):
            try set(.visit(VisitRecord(visit, round: round, at: moment)), for: .visit(place, round))
        case .custody(let fact): try project(fact, at: moment)
        case .label(let fact): try project(fact)
        case .intake(let fact): try project(fact, at: moment)
        case .undone(_, _, let facts):
            for fact in facts.reversed() { try takeBack(fact) }
        case .languageChosen, .labelTested, .trainingBegun, .trainingEnded, .lotChosen, .personMarked, .configured,
            .started,
            .siteChosen, .roundBegun,
            .teamChosen, .categoryChosen,
            .modeChosen, .personCame,
            .personLeft, .personReminded, .tubeParked, .shortAllowed, .shortWithdrawn, .bagClosed, .bagReopened,
            .bagCounted, .asked, .questionEnded, .reasonGiven, .badgeEnrolled, .badgeWithdrawn, .postTaken, .laneLocked,
            .signatureOwed, .signed, .roundDated, .roundDoubted, .duplicateSeen, .fellAsleep, .woke, .shiftClosed,
            .shiftBegun, .clockSet, .scannerPlaced, .swabsWarned, .stockCounted, .stockWarned:
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
        case .personUnbound(_, let binding, _): try add(binding)
        case .personLinked(_, let qr, _, let was): try set(was.map { .person($0) }, for: .person(qr))
        case .tubeSealed(let lane, let tube, _, _): try reopen(tube, on: lane)
        case .bagOpened(let bag, _, _):
            try set(nil, for: .bag(bag))
        case .tubeJoined(let tube, _):
            try change(tube) { $0.stage = .sealed }
        case .tubeLeftBag(let tube, let bag, _):
            try change(tube) { $0.stage = .bagged(bag) }
        case .personMoved(_, let from, let to): try move(to, from)
        case .personCorrected(_, let from, let to, let was):
            try remove(to)
            try set(was.map { .person($0) }, for: .person(to.person))
            try add(from)
        case .tubeReplaced(let tube, let other, _, let bindings, let bag):
            try replace(other, by: tube, bindings.map { $0.moved(to: other) }, in: bag)
            try set(nil, for: .tube(other))
        case .tubeRecategorised(let tube, _, _, let was): try change(tube) { $0.category = was }
        case .bagRecategorised(let bag, _, let was): try change(bag) { $0.contents?.category = was }
        case .tubeReopened(let lane, let tube, let short): try seal(tube, on: lane, short: short)
        case .tubeMarked(let tube, _, let was): try change(tube) { $0.mark = was }
        case .visited(let place, _, let round, let was):
            // Older rows name what another round's visit came to.
            try set(was.flatMap { $0.round == round ? .visit($0) : nil }, for: .visit(place, round))
        case .custody(let fact): try takeBack(fact)
        case .label(let fact): try takeBack(fact)
        case .languageChosen, .labelTested, .trainingBegun, .trainingEnded, .lotChosen, .personMarked, .intake,
            .bagSealed,
            .bagUnsealed, .configured,
            .started, .siteChosen,
            .roundBegun, .teamChosen,
            .categoryChosen,
            .modeChosen, .personCame, .personLeft, .personReminded, .tubeParked, .shortAllowed, .shortWithdrawn,
            .bagClosed, .bagReopened, .bagCounted, .asked, .questionEnded, .reasonGiven, .undone, .badgeEnrolled,
            .badgeWithdrawn, .postTaken, .laneLocked, .signatureOwed, .signed, .roundDated, .roundDoubted,
            .duplicateSeen, .fellAsleep, .woke, .shiftClosed, .shiftBegun, .clockSet, .scannerPlaced, .swabsWarned,
            .stockCounted, .stockWarned:
            return
        }
    }

    // MARK: What several facts do

    /// Only a QR that is in no tube is linked, so that its record is the link and nothing else.
    private mutating func link(_ qr: PersonToken, to person: PersonToken, at moment: Moment) throws(Failure) {
        var record = PersonRecord(at: moment, times: 0)
        record.primary = person
        try set(.person(record), for: .person(qr))
    }

    private mutating func add(_ binding: Binding) throws(Failure) {
        try change(binding.tube) { $0.add(binding) }
        try change(membersOf: binding.tube) { $0.bindings.enter(binding) }
        try change(binding.person) { $0.add(binding) }
    }

    private mutating func remove(_ binding: Binding) throws(Failure) {
        try change(binding.tube) { $0.remove(binding) }
        try change(membersOf: binding.tube) { $0.bindings.removeAll { $0 == binding } }
        try change(binding.person) { $0.remove(binding) }
    }

    private mutating func move(_ from: Binding, _ to: Binding) throws(Failure) {
        try remove(from)
        try add(to)
    }

    /// A bag keeps one category and round: its tubes'.
    private mutating func seal(
        _ bag: BagCode, _ number: SealNumber, _ tubes: [TubeCode], at moment: Moment
    ) throws(Failure) {
        var contents: BagContents?
        for code in tubes {
            guard case .tube(let tube)? = try self.record(of: .tube(code)) else { continue }
            var found = contents ?? BagContents(category: tube.category, round: tube.round, tubes: tubes)
            found.oldest = [found.oldest, tube.opened.trustedWall].compactMap(\.self).min()
            contents = found
        }
        let sealed = BagRecord(stage: .sealed(number), count: tubes.count, at: moment, contents: contents)
        try set(.bag(sealed), for: .bag(bag))
        try set(.seal(SealRecord(bag: bag, at: moment)), for: .seal(number))
    }

    private mutating func seal(_ tube: OpenTube, on lane: LaneID, short: Bool) throws(Failure) {
        try change(tube.code) { record in
            record.stage = .sealed
            record.short = short
            record.sealedBy = lane
        }
        try set(.members(TubeMembers(mode: tube.mode, bindings: tube.bindings)), for: .members(tube.code))
    }

    private mutating func reopen(_ tube: OpenTube, on lane: LaneID) throws(Failure) {
        try change(tube.code) { record in
            record.stage = .open(lane: lane)
            record.short = false
            record.sealedBy = nil
        }
        try set(nil, for: .members(tube.code))
    }

    /// Writes for tube `other` all that is written of `tube`, whose own record the caller then changes.
    private mutating func replace(
        _ tube: TubeCode, by other: TubeCode, _ bindings: [Binding], in bag: BagCode?
    ) throws(Failure) {
        guard case .tube(var record)? = try record(of: .tube(tube)) else { return }
        record.single = record.single?.moved(to: other)
        try set(.tube(record), for: .tube(other))
        if case .members(var members)? = try self.record(of: .members(tube)) {
            members.bindings = members.bindings.map { $0.moved(to: other) }
            try set(nil, for: .members(tube))
            try set(.members(members), for: .members(other))
        }
        for binding in bindings {
            try change(binding.person) { person in
                person.remove(binding)
                person.add(binding.moved(to: other))
            }
        }
        guard let bag else { return }
        try change(bag) { record in
            guard let index = record.contents?.tubes.firstIndex(of: tube) else { return }
            record.contents?.tubes[index] = other
        }
    }

    mutating func change(
        _ person: PersonToken, _ body: (inout PersonRecord) -> Void
    ) throws(Failure) {
        guard case .person(var record)? = try record(of: .person(person)) else { return }
        body(&record)
        try set(.person(record), for: .person(person))
    }

    private mutating func change(
        membersOf tube: TubeCode, _ body: (inout TubeMembers) -> Void
    ) throws(Failure) {
        guard case .members(var members)? = try record(of: .members(tube)) else { return }
        body(&members)
        try set(.members(members), for: .members(tube))
    }

    mutating func change(_ bag: BagCode, _ body: (inout BagRecord) -> Void) throws(Failure) {
        guard case .bag(var record)? = try record(of: .bag(bag)) else { return }
        body(&record)
        try set(.bag(record), for: .bag(bag))
    }

    mutating func change(_ tube: TubeCode, _ body: (inout TubeRecord) -> Void) throws(Failure) {
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
        // Where people of two tubes change places, the other one came first.
        if single == binding { single = nil }
    }
}

extension [Binding] {
    /// Puts one in, in slot order.
    fileprivate mutating func enter(_ binding: Binding) {
        append(binding)
        sort { $0.slot < $1.slot }
    }
}

/// The record in memory: for replays, tests and the simulator's own books.
package struct MemoryRegister: Register, Hashable, Sendable {
    package var records: [RecordKey: CodeRecord] = [:]
    package init() {}
    package func record(of key: RecordKey) throws(Never) -> CodeRecord? { records[key] }
    package mutating func set(_ record: CodeRecord?, for key: RecordKey) throws(Never) { records[key] = record }
    package func tubes(openedFrom first: Int64, through last: Int64, limit: Int) throws(Never) -> [TubeCode] {
        let found = records.compactMap { key, record -> (row: Int64, code: TubeCode)? in
            guard case (.tube(let code), .tube(let tube)) = (key, record) else { return nil }
            return first <= tube.opened.row && tube.opened.row <= last ? (tube.opened.row, code) : nil
        }
        return found.sorted { ($0.row, $0.code) < ($1.row, $1.code) }.prefix(limit).map { $0.code }
    }
}
