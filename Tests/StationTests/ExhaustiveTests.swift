import Codes
import Devices
import Foundation
import Station
import Testing

/// Every state the machine can reach with a small alphabet, breadth first, and every event in each of them.
struct ExhaustiveTests {
    struct Setup: Sendable, CustomTestStringConvertible {
        var name: String
        var settings: Settings
        var scanners: [ScannerRole]
        /// How many scans deep every run goes, if the states do not end before.
        var depth: Int
        /// Somebody's number is typed, too.
        var isTyped = false
        /// The cards at hand.
        var cards: [Command] = [
            .short, .undo, .release, .notSampled, .confirm, .cancel, .count(1), .count(2),
        ]
        var testDescription: String { name }
    }

    static let setups: [Setup] = [
        Setup(
            name: "person first, one desk, one scanner collecting and one packing",
            settings: Sample.settings(capacity: 2, order: .personFirst, bagLimit: 2, parkedLimit: 1),
            scanners: [Sample.scanner("a", track: .both), Sample.scanner("b", track: .pack)], depth: 14),
        Setup(
            name: "tube first, one desk, both scanners for everything",
            settings: Sample.settings(capacity: 2, order: .tubeFirst, bagLimit: 2, parkedLimit: 1),
            scanners: [Sample.scanner("a"), Sample.scanner("b")], depth: 11),
        Setup(
            name: "person first, two desks, tubes join at their seal",
            settings: Sample.settings(
                capacity: 2, order: .personFirst, confirm: .firstAndLast, lanes: 2, bagLimit: 2, joinsAtSeal: true),
            scanners: [Sample.scanner("a", lane: 1), Sample.scanner("b", lane: 2)], depth: 9),
        Setup(
            name: "spoilt tubes, one desk, both scanners for everything",
            settings: Sample.settings(capacity: 2, order: .personFirst, bagLimit: 2, parkedLimit: 1),
            scanners: [Sample.scanner("a"), Sample.scanner("b")], depth: 9,
            cards: [.undo, .void, .confirm, .cancel]),
        Setup(
            name: "spoilt single tubes and typed numbers, a bag beside",
            settings: Sample.settings(capacity: 1, order: .personFirst, bagLimit: 2, parkedLimit: 1),
            scanners: [Sample.scanner("a")], depth: 14, isTyped: true,
            cards: [.undo, .void, .confirm, .cancel, .count(1)]),
        Setup(
            name: "corrections of tubes, a pool of two",
            settings: Sample.settings(capacity: 2, order: .personFirst, bagLimit: 2, parkedLimit: 1),
            scanners: [Sample.scanner("a")], depth: 11,
            cards: [.undo, .short, .transfer, .reopen, .reason(1), .release, .confirm]),
        Setup(
            name: "corrections of single tubes in bags",
            settings: Sample.settings(capacity: 1, order: .personFirst, bagLimit: 2, parkedLimit: 1),
            scanners: [Sample.scanner("a")], depth: 14,
            cards: [.undo, .transfer, .fix, .reopen, .reason(1), .count(1), .count(2)]),
        Setup(
            name: "categories put right",
            settings: Sample.settings(capacity: 1, order: .personFirst, bagLimit: 2, parkedLimit: 1),
            scanners: [Sample.scanner("a")], depth: 12,
            cards: [.undo, .recategorise, .category(1), .category(2), .confirm, .count(1), .fix]),
    ]

    /// The alphabet: enough codes that every guard can be met.
    static func happenings(_ cards: [Command]) -> [Happening] {
        (1...2).map { .personScanned(Sample.person($0)) } + (1...2).map { .tubeScanned(Sample.tube($0)) }
            + (1...2).map { .bagScanned(Sample.bag($0)) } + [.sealScanned(Sample.seal(1))]
            + cards.map { .commandScanned($0) }
    }

    @Test("no reachable state breaks a promise", arguments: setups)
    func closure(_ setup: Setup) throws {
        var happenings = Self.happenings(setup.cards)
        if setup.isTyped {
            var typed = Sample.person(1)
            typed.isTyped = true
            happenings.append(.personScanned(typed))
        }
        var start = World(setup.settings)
        for scanner in setup.scanners { start.take(.commandScanned(.category(1)), at: scanner, counting: false) }
        start.state.undo = [:]
        start.row = 0
        var seen: Set<Int> = [start.hashValue]
        var frontier = [start]
        var depth = 0
        var levels: [Int] = []
        while !frontier.isEmpty, depth < (Explored.isWhole ? Explored.wholeDepth : setup.depth) {
            var next: [World] = []
            for world in frontier {
                for scanner in setup.scanners {
                    for happening in happenings {
                        if let after = try step(world, happening, scanner), seen.insert(after.hashValue).inserted {
                            next.append(after)
                        }
                    }
                }
                if let after = try step(world, .deadlinePassed, nil), seen.insert(after.hashValue).inserted {
                    next.append(after)
                }
            }
            frontier = next
            depth += 1
            levels.append(next.count)
        }
        print(
            "explored \(setup.name): \(seen.count) states to depth \(depth), \(frontier.count) left open; levels \(levels)"
        )
        #expect(seen.count > 1000)
    }

    /// One event in one state; nil when it changed nothing.
    private func step(_ before: World, _ happening: Happening, _ scanner: ScannerRole?) throws -> World? {
        var world = before
        if scanner == nil { world.now = Instant(nanoseconds: 3_600_000_000_000) }
        let decision = world.take(happening, at: scanner, counting: false)
        world.now = before.now
        let context = Context(happening: happening, scanner: scanner, before: before)
        switch decision.verdict {
        case .refused:
            try hold(decision.facts.isEmpty && world == before, "a refusal changed something: \(context)")
            return nil
        case .noted: try hold(scanner == nil, "no answer to \(context)")
        case .accepted: try checkUndo(before, world, happening, scanner, decision, context)
        case .asked, .told: break
        }
        try checkWaiting(before, world, decision, context)
        try checkBooks(world, context)
        try checkSeals(world, decision, context)
        try checkMembers(world, context)
        return world == before ? nil : world
    }

    private func checkUndo(
        _ before: World, _ after: World, _ happening: Happening, _ scanner: ScannerRole?, _ decision: Decision,
        _ context: Context
    ) throws {
        if decision.facts.contains(where: \.isUndoing) { return }
        switch decision.verdict {
        case .accepted(.bagSealed), .accepted(.bagUnsealed): return
        default: break
        }
        var undone = after
        let undo = undone.take(.commandScanned(.undo), at: scanner, counting: false)
        guard case .accepted(.undone) = undo.verdict else {
            try hold(false, "not undone (\(undo.verdict)): \(context)")
            return
        }
        try hold(undone.work == before.work, "UNDO is not the state before: \(context)\nnow \(undone.state)")
        let again = undone.decision(on: happening, at: scanner)
        try hold(again.verdict == decision.verdict, "not accepted again (\(again.verdict)): \(context)")
    }

    /// A person who waited waits on, or is bound, or was let go by CANCEL, or never came (UNDO).
    private func checkWaiting(_ before: World, _ after: World, _ decision: Decision, _ context: Context) throws {
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
    private func checkBooks(_ world: World, _ context: Context) throws {
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
        try hold(Set(open.map { [$0.category] }).count == open.count, "two open bags of a category: \(context)")
        for (key, record) in world.register.records { try check(record, of: key, in: world, places, context) }
    }

    private func check(
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
        case (.members, .members), (.bag, .bag), (.seal, .seal): return
        default: try hold(false, "a record of another class: \(context)")
        }
    }

    /// Bags, tubes and people say the same of who is where: a re-scan of a bag's tubes finds what is recorded of it.
    private func checkMembers(_ world: World, _ context: Context) throws {
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

    private func contents(of bag: BagCode, in world: World) -> (tubes: [TubeCode], category: Int?) {
        if let open = world.state.bags[bag] { return (open.tubes, open.category) }
        guard case .bag(let record)? = world.register.records[.bag(bag)] else { return ([], nil) }
        return (record.contents?.tubes ?? [], record.contents?.category)
    }

    /// A sealed bag holds bound, sealed tubes, and its seal was never used before.
    private func checkSeals(_ world: World, _ decision: Decision, _ context: Context) throws {
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

/// How far the search goes: to closure or to each setup's depth; with `SCANSTATION_EXPLORE=whole` in the environment
/// everywhere to `wholeDepth`, which takes an hour and 20 GiB.
enum Explored {
    static let wholeDepth = 14
    static let isWhole = ProcessInfo.processInfo.environment["SCANSTATION_EXPLORE"] == "whole"
}
