import Codes
import Devices
import Station

/// What holds in every state and after every event.
enum Promises {
    /// One event in one state; nil when it changed nothing.
    static func step(
        _ before: World, _ happening: Happening, _ scanner: ScannerRole?, counting: Bool = false
    ) throws -> World? {
        var world = before
        if scanner == nil { world.now = Instant(nanoseconds: 3_600_000_000_000) }
        let decision = world.take(happening, at: scanner, counting: counting)
        world.now = before.now
        let context = Context(happening: happening, scanner: scanner, before: before)
        switch decision.verdict {
        case .refused where before.state.shift == .asleep:
            // What woke the station may be refused; it is awake.
            try hold(
                decision.facts == [.woke] || world.state == before.state, "a refusal changed something: \(context)")
            return counting ? world : nil
        case .refused:
            try hold(
                decision.facts.isEmpty && world.state == before.state && world.register == before.register,
                "a refusal changed something: \(context)")
            return counting ? world : nil
        case .noted: try hold(scanner == nil, "no answer to \(context)")
        case .accepted: try checkUndo(before, world, happening, scanner, decision, context)
        case .asked, .told: break
        }
        try checkWaiting(before, world, decision, context)
        try checkBooks(world, context)
        try checkSeals(world, decision, context)
        try checkMembers(world, context)
        try checkSignatures(world, context)
        try checkBoxes(world, decision, context)
        return world == before ? nil : world
    }

    private static func checkUndo(
        _ before: World, _ after: World, _ happening: Happening, _ scanner: ScannerRole?, _ decision: Decision,
        _ context: Context
    ) throws {
        if decision.facts.contains(where: \.isUndoing) { return }
        if !decision.facts.allSatisfy(\.isTakenBack) { return }
        var undone = after
        let undo = undone.take(.commandScanned(.undo), at: scanner, counting: false)
        guard case .accepted(.undone) = undo.verdict else {
            try hold(false, "not undone (\(undo.verdict)): \(context)")
            return
        }
        undone.row = before.row
        // A scan that woke the station woke it.
        if before.state.shift == .asleep { undone.state.day = before.state.day }
        try hold(
            undone.work == before.work,
            "UNDO is not the state before (\(undone.work.difference(from: before.work))): \(context)")
        let again = undone.decision(on: happening, at: scanner)
        try hold(again.verdict == decision.verdict, "not accepted again (\(again.verdict)): \(context)")
    }

    /// A person who waited waits on, or is bound, or was let go by CANCEL, or never came (UNDO).
    private static func checkWaiting(_ before: World, _ after: World, _ decision: Decision, _ context: Context) throws {
        for (id, lane) in before.state.lanes {
            guard let waiting = lane.collecting.waiting else { continue }
            if after.state.lanes[id]?.collecting.waiting?.person == waiting.person { continue }
            let accounted = decision.facts.contains { fact in
                switch fact {
                case .personBound(id, let binding, _, _, _): binding.person == waiting.person.token
                case .personLeft(id, let left): left == waiting
                case .undone(_, _, let facts): !facts.isEmpty
                default: false
                }
            }
            try hold(accounted, "a waiting person was lost: \(context)")
        }
    }

    /// State and record say the same of every tube, bag and person.
    private static func checkBooks(_ world: World, _ context: Context) throws {
        var places: [TubeCode: String] = [:]
        func stand(_ code: TubeCode, _ place: String) throws {
            try hold(places.updateValue(place, forKey: code) == nil, "\(code) stands twice: \(context)")
        }
        for (id, lane) in world.state.lanes {
            let tubes = [lane.collecting.tube].compactMap { $0 } + lane.parked
            for tube in tubes {
                try stand(tube.code, "lane \(id)")
                guard case .tube(let record)? = world.register.records[.tube(tube.code)] else {
                    try hold(false, "open tube without a record: \(context)")
                    return
                }
                try hold(record.stage == .open(lane: id) && record.count == tube.bindings.count, "\(context)")
                try hold(Set(tube.bindings.map(\.slot)).count == tube.bindings.count, "slot twice: \(context)")
                try hold(tube.bindings.count <= tube.capacity, "over capacity: \(context)")
            }
            if let tube = lane.collecting.tube { try hold(!tube.isFull, "a full tube stays open: \(context)") }
            try hold(lane.parked.count <= world.state.settings.parkedLimit, "too many parked: \(context)")
            try hold(
                world.state.bags.values.filter { $0.phase.lane == id }.count <= 1, "two bags in hand: \(context)")
        }
        for (code, bag) in world.state.bags {
            for tube in bag.tubes { try stand(tube, "bag \(code)") }
            try hold(bag.tubes.count <= world.state.settings.bagLimit, "bag over its limit: \(context)")
        }
        let open = world.state.bags.values.filter { $0.phase == .open }
        try hold(
            Set(open.map { ["\($0.category)", $0.round.text] }).count == open.count,
            "two open bags of a category: \(context)")
        for (key, record) in world.register.records { try check(record, of: key, in: world, places, context) }
    }

    private static func check(
        _ record: CodeRecord, of key: RecordKey, in world: World, _ places: [TubeCode: String], _ context: Context
    ) throws {
        switch (key, record) {
        case (.tube(let code), .tube(let tube)):
            switch tube.stage {
            case .open(let lane): try hold(places[code] == "lane \(lane)", "lost tube \(code): \(context)")
            case .bagged(let bag):
                let sealed = world.state.bags[bag] == nil
                try hold(sealed || places[code] == "bag \(bag)", "\(code) not in \(bag): \(context)")
            case .sealed: try hold(places[code] == nil && tube.count > 0, "\(code): \(context)")
            case .emptied, .released, .replaced: try hold(places[code] == nil && tube.count == 0, "\(code): \(context)")
            }
        case (.person(let token), .person(let person)):
            guard let binding = person.binding else { return }
            try hold(binding.person == token, "another's binding: \(context)")
            guard case .tube(let tube)? = world.register.records[.tube(binding.tube)] else {
                try hold(false, "bound to no tube: \(context)")
                return
            }
            try hold(tube.count > 0 && tube.stage != .emptied, "bound to an empty tube: \(context)")
        case (.members, .members), (.bag, .bag), (.seal, .seal), (.box, .box), (.visit, .visit): return
        default: try hold(false, "a record of another class: \(context)")
        }
    }

    /// Bags, tubes and people say the same of who is where: a re-scan of a bag's tubes finds what is recorded of it.
    private static func checkMembers(_ world: World, _ context: Context) throws {
        var people: [PersonToken: Set<Binding>] = [:]
        for (key, record) in world.register.records {
            guard case (.tube(let code), .tube(let tube)) = (key, record) else { continue }
            let onLane = world.state.lanes.values.compactMap { $0.tube(code)?.bindings }.first
            var members = onLane
            if case .members(let held)? = world.register.records[.members(code)], onLane == nil {
                members = held.bindings
            }
            let inside = members ?? []
            try hold(tube.count == inside.count || tube.stage == .released, "count of \(code): \(context)")
            try hold(inside.allSatisfy { $0.tube == code }, "another tube's people in \(code): \(context)")
            for binding in inside { people[binding.person, default: []].insert(binding) }
            guard case .bagged(let bag) = tube.stage else { continue }
            let (tubes, category) = contents(of: bag, in: world)
            try hold(tubes.contains(code), "\(code) is not in \(bag): \(context)")
            try hold(category == tube.category, "\(code) has another category than \(bag): \(context)")
        }
        for (key, record) in world.register.records {
            switch (key, record) {
            case (.person(let token), .person(let person)):
                try hold(Set(person.bindings) == people[token, default: []], "\(token) is elsewhere: \(context)")
            case (.bag(let bag), .bag):
                for tube in contents(of: bag, in: world).tubes {
                    guard case .tube(let held)? = world.register.records[.tube(tube)], held.stage == .bagged(bag) else {
                        return try hold(false, "\(tube) of \(bag) is not in it: \(context)")
                    }
                }
            default: continue
            }
        }
    }

    private static func contents(of bag: BagCode, in world: World) -> (tubes: [TubeCode], category: Int?) {
        if let open = world.state.bags[bag] { return (open.tubes, open.category) }
        guard case .bag(let record)? = world.register.records[.bag(bag)] else { return ([], nil) }
        return (record.contents?.tubes ?? [], record.contents?.category)
    }

    /// A sealed bag holds bound, sealed tubes, and its seal was never used before.
    private static func checkSeals(_ world: World, _ decision: Decision, _ context: Context) throws {
        for case .bagSealed(let bag, let seal, let tubes) in decision.facts {
            try hold(!tubes.isEmpty && Set(tubes).count == tubes.count, "\(context)")
            for tube in tubes {
                guard case .tube(let record)? = world.register.records[.tube(tube)] else {
                    try hold(false, "sealed bag with an unknown tube: \(context)")
                    return
                }
                try hold(record.stage == .bagged(bag) && record.count > 0, "unbound tube in a bag: \(context)")
            }
            let uses = world.register.records.values.filter { record in
                if case .bag(let bag) = record { bag.stage == .sealed(seal) } else { false }
            }
            try hold(uses.count == 1, "seal used twice: \(context)")
        }
    }

    /// A learner's tubes are still to come, or wait for their signature; no act waits twice.
    private static func checkSignatures(_ world: World, _ context: Context) throws {
        guard let staff = world.state.staff else { return }
        for badge in staff.badges.values { try hold(badge.learning >= 0, "too many lessons: \(context)") }
        if world.row > 0 {
            try hold(Set(staff.unsigned.map(\.row)).count == staff.unsigned.count, "a row waits twice: \(context)")
        }
        for lane in world.state.lanes.values {
            for post in lane.crew ?? [] {
                try hold(staff.badges[post.badge]?.role == post.role, "a badge that is none works: \(context)")
            }
        }
    }
}

extension Fact {
    /// What UNDO takes back; the rest stands for good.
    fileprivate var isTakenBack: Bool {
        switch self {
        case .bagSealed, .bagUnsealed, .badgeEnrolled, .badgeWithdrawn, .postTaken, .laneLocked, .signed, .shiftBegun,
            .fellAsleep, .scannerPlaced, .custody(.handedOver), .custody(.revoked),
            .custody(.received), .intake(.received), .label(.printed):
            false
        default: true
        }
    }
}

/// Where the search stands, put into words only when something is wrong.
struct Context: CustomStringConvertible {
    var happening: Happening
    var scanner: ScannerRole?
    var before: World
    var description: String {
        "\(happening) at \(scanner?.device.text ?? "-") in \(before.state) with \(before.register.records)"
    }
}

struct BrokenPromise: Error, CustomStringConvertible {
    var description: String
}

/// Like `#require`, at a cost that a million states can bear.
func hold(_ condition: Bool, _ promise: @autoclosure () -> String) throws {
    if !condition { throw BrokenPromise(description: promise()) }
}

extension World {
    /// Which parts differ, for messages.
    fileprivate func difference(from other: World) -> String {
        var parts: [String] = []
        if state.lanes != other.state.lanes { parts.append("lanes") }
        if state.bags != other.state.bags { parts.append("bags") }
        if state.boxes != other.state.boxes { parts.append("boxes") }
        if state.questions != other.state.questions { parts.append("questions") }
        if state.staff != other.state.staff { parts.append("staff") }
        if state.day != other.state.day { parts.append("day") }
        if state.round != other.state.round { parts.append("round") }
        for key in Set(register.records.keys).union(other.register.records.keys)
        where register.records[key] != other.register.records[key] {
            parts.append(
                "\(key): \(String(describing: register.records[key])) was \(String(describing: other.register.records[key]))"
            )
        }
        return parts.joined(separator: "; ")
    }
}
