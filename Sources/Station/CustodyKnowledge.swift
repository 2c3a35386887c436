package import Codes

/// What the record knows of boxes that are in hand, of their bags and, at a hand-over, of all that is in them.
package struct CustodyKnowledge: Hashable, Sendable {
    package var boxes: [BoxCode: BoxRecord] = [:]
    package var bags: [BagCode: BagRecord] = [:]
    package var tubes: [TubeCode: TubeRecord] = [:]
    package var members: [TubeCode: TubeMembers] = [:]

    init() {}

    init<R: Register>(
        of happening: Happening, answering question: Question?, on lane: LaneID?, in state: StationState,
        from register: borrowing R
    ) throws(R.Failure) {
        var named: [BoxCode] = []
        var isWhole = false
        switch question {
        case .custody(let custody)?:
            named = custody.boxes
            if case .handOver = custody { isWhole = happening.completesHandOver }
        case .correcting(let correction)?: named = [correction.box].compactMap(\.self)
        default: break
        }
        if let code = happening.box, !named.contains(code) { named.append(code) }
        // A laboratory's box is finished by its code, its manifest or CONFIRM.
        if let code = lane.flatMap({ state.lanes[$0]?.intake?.box }), !named.contains(code) { named.append(code) }
        for code in named {
            if case .box(let record)? = try register.record(of: .box(code)) { boxes[code] = record }
            for bag in state.boxes?[code]?.bags ?? [] {
                guard case .bag(let record)? = try register.record(of: .bag(bag)) else { continue }
                bags[bag] = record
                guard isWhole else { continue }
                for tube in record.contents?.tubes ?? [] { try note(tube, in: register) }
            }
        }
    }

    private mutating func note<R: Register>(_ code: TubeCode, in register: borrowing R) throws(R.Failure) {
        if case .tube(let tube)? = try register.record(of: .tube(code)) { tubes[code] = tube }
        if case .members(let held)? = try register.record(of: .members(code)) { members[code] = held }
    }
}

extension Question {
    var isOfBoxes: Bool {
        switch self {
        case .custody, .correcting, .reprint: true
        default: false
        }
    }
}

extension Happening {
    var isOfBoxes: Bool { box != nil }

    fileprivate var box: BoxCode? {
        switch self {
        case .boxScanned(let box): box
        case .slipScanned(.manifest(let slip)): slip.box
        case .slipScanned(.receipt(let slip)): slip.box
        default: nil
        }
    }

    fileprivate var completesHandOver: Bool {
        switch self {
        case .badgeScanned, .commandScanned(.confirm): true
        default: false
        }
    }
}
