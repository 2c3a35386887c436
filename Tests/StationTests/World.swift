import Codes
import Devices
import Station

/// A station and its record, small enough to be explored: what the controller and the journal do, in memory.
struct World: Hashable {
    var state: StationState
    var register = MemoryRegister()
    var row: Int64 = 0
    var now = Instant.start
    /// What the wall clock says; nil for a world without one.
    var clock: ClockReading?

    init(_ settings: Settings) {
        state = StationState(settings: settings)
    }

    /// Decides and, as the loop does after the row is durable, applies.
    @discardableResult
    mutating func take(_ happening: Happening, at scanner: ScannerRole?, counting: Bool = true) -> Decision {
        let decision = decision(on: happening, at: scanner)
        commit(decision, at: scanner, counting: counting)
        return decision
    }

    func decision(on happening: Happening, at scanner: ScannerRole?) -> Decision {
        let known = Knowledge(of: happening, at: scanner, in: state, from: register)
        return decide(state, Event(at: now, scanner: scanner, happening, known: known, clock: clock))
    }

    mutating func commit(_ decision: Decision, at scanner: ScannerRole?, counting: Bool = true) {
        if counting { row += 1 }
        let moment = Moment(row: row, wall: row * 1_000_000, isTraining: state.isTraining)
        for fact in decision.facts { register.project(fact, at: moment) }
        var accepted = false
        if case .accepted = decision.verdict { accepted = true }
        state.apply(decision.facts, row: row, scanner: scanner?.device, undoable: accepted)
    }

    /// The world as far as work goes: without what UNDO would do, and without tubes that are new again or empty.
    var work: World {
        var copy = self
        copy.state.undo = [:]
        copy.register.records = copy.register.records.filter { _, record in
            if case .tube(let tube) = record { return tube.stage != .released }
            if case .members(let members) = record { return !members.bindings.isEmpty }
            return true
        }
        return copy
    }
}

enum Sample {
    static func person(_ number: Int) -> PersonSighting {
        PersonSighting(token: PersonToken("person-\(number)"), kind: .resident)
    }
    static func tube(_ number: Int) -> TubeCode { TubeCode("T\(number)") }
    static func bag(_ number: Int) -> BagCode { BagCode("B\(number)") }
    static func seal(_ number: Int) -> SealNumber { SealNumber("S\(number)") }

    static func scanner(_ name: String, lane: Int = 1, track: Track = .both) -> ScannerRole {
        ScannerRole(device: DeviceID(name), lane: LaneID(lane), track: track)
    }

    /// One category that allows every mode; the first mode is the one asked for.
    static func settings(
        capacity: Int, order: ModeRule.Order, confirm: ModeRule.Confirm = .each, lanes: Int = 1, bagLimit: Int = 20,
        joinsAtSeal: Bool = false, parkedLimit: Int = 3
    ) -> Settings {
        Settings(
            station: "test", lanes: (1...lanes).map { LaneID($0) },
            categories: [
                CategoryRule(english: "whole population", chinese: "全员筛查", modes: [1, 2]),
                CategoryRule(english: "key groups", chinese: "重点人群", modes: [1, 2]),
            ],
            modes: [
                ModeRule(name: "first", capacity: capacity, order: order, confirm: confirm),
                ModeRule(name: "single", capacity: 1),
            ], bagLimit: bagLimit, joinsAtSeal: joinsAtSeal, parkedLimit: parkedLimit)
    }
}
