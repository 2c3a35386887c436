import Attach
import Catalog
import Codes
import Controller
import Devices
import Journal
import Station

/// What `scanstation status` shows: open work in words and numbers, persons masked.
struct StatusReport: Codable, Sendable {
    struct Tube: Codable, Sendable {
        var code: String
        var people: Int
        var capacity: Int
    }

    struct Lane: Codable, Sendable {
        var lane: Int
        var team: String?
        var category: String?
        var mode: String?
        /// What to do next on the collecting track.
        var now: String
        /// What to do next on the packing track.
        var packing: String?
        /// Masked.
        var waiting: String?
        var tube: Tube?
        var parked: [Tube]
        /// The last verdict, in words.
        var last: String?
        /// Who works here: role and badge.
        var crew: [String]
    }

    struct Bag: Codable, Sendable {
        var code: String
        var category: String
        var tubes: Int
        var phase: String
    }

    struct Box: Codable, Sendable {
        var code: String
        var team: String?
        var bags: Int
        var isClosed: Bool
    }

    var station: String
    var site: String?
    var round: String
    var journal: String
    var rows: Int64
    /// `working`, `asleep` or `closed`.
    var shift: String
    /// Nothing of it is real.
    var isTraining: Bool
    /// Why nothing is accepted; nil while scans are taken.
    var failure: String?
    var lanes: [Lane]
    var bags: [Bag]
    /// Boxes that are here.
    var boxes: [Box]
    var devices: [String]
    /// Things whose label is to be printed still, or may exist.
    var labelsOwed: [String]
    /// Everything that is attached, for `scanstation devices`.
    var inventory: [DeviceReport]
    /// Acts that wait for the signature of a mentor or supervisor, oldest first.
    var unsigned: [String]
    /// Scans since the start by outcome.
    var outcomes: [String: Int]

    init(
        of loop: ControlLoop, configuration: Configuration, wording: Wording, last: [LaneID: Message],
        devices: [Attached], inventory: [DeviceReport]
    ) {
        self.inventory = inventory
        let state = loop.state
        labelsOwed = state.debts.map { debt in
            let state = debt.stage == .doubtful ? "may be printed; look at the printer" : "owed"
            return "\(wording.name(of: debt.subject)), lane \(debt.lane): \(state)"
        }
        station = state.settings.station
        site = state.site
        round = state.round.text
        journal = configuration.journalPath
        rows = loop.journal.sequence
        shift = state.shift.rawValue
        isTraining = state.isTraining
        failure = loop.failure.map { "\($0)" }
        lanes = state.lanes.sorted { $0.key < $1.key }.map { id, lane in
            Lane(id, lane, state: state, wording: wording, last: last[id])
        }
        bags = state.bags.sorted { $0.key < $1.key }.map { code, bag in
            Bag(
                code: code.text, category: wording.name(ofCategory: bag.category), tubes: bag.tubes.count,
                phase: bag.phase.name)
        }
        boxes = (state.boxes ?? [:]).sorted { $0.key < $1.key }.map { code, box in
            Box(code: code.text, team: box.team, bags: box.bags.count, isClosed: box.isClosed)
        }
        self.devices = devices.map { "\($0.id) (\($0.model.name)) at \($0.identity.node)" }
        outcomes = loop.tally
        unsigned = (state.staff?.unsigned ?? []).map { "row \($0.row), lane \($0.lane): \(wording.name(of: $0.act))" }
    }

    /// Lines of a list that may be long.
    private static let listed = 20

    /// For people.
    var text: String {
        var lines = ["\(station), round \(round)\(site.map { ", site \($0)" } ?? ""): \(rows) rows in \(journal)"]
        if isTraining { lines.append("TRAINING: nothing of it is real, no export has it; TRAINING ends it") }
        if shift != "working" { lines.append("the station is \(shift)") }
        if let failure { lines.append("NOTHING IS ACCEPTED: \(failure)") }
        for lane in lanes {
            lines.append("lane \(lane.lane): \(lane.category ?? "no category"), \(lane.mode ?? "-")")
            lines.append("  now: \(lane.now)\(lane.packing.map { "; packing: \($0)" } ?? "")")
            if let waiting = lane.waiting { lines.append("  waiting: \(waiting)") }
            if let tube = lane.tube { lines.append("  tube \(tube.code): \(tube.people) of \(tube.capacity)") }
            for tube in lane.parked { lines.append("  full, wants its closing scan: \(tube.code)") }
            if !lane.crew.isEmpty { lines.append("  here: \(lane.crew.joined(separator: ", "))") }
            if let last = lane.last { lines.append("  last: \(last)") }
        }
        for bag in bags { lines.append("bag \(bag.code): \(bag.phase), \(bag.tubes) tubes, \(bag.category)") }
        for box in boxes {
            let team = box.team.map { ", team \($0)" } ?? ""
            lines.append("box \(box.code): \(box.isClosed ? "closed" : "open"), \(box.bags) bags\(team)")
        }
        for label in labelsOwed { lines.append("label of \(label)") }
        for act in unsigned.prefix(StatusReport.listed) { lines.append("to be signed: \(act)") }
        if unsigned.count > StatusReport.listed {
            lines.append("to be signed: \(unsigned.count - StatusReport.listed) more")
        }
        for device in devices { lines.append("device \(device)") }
        if devices.isEmpty { lines.append("no scanner is attached") }
        let counts = outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        if !counts.isEmpty { lines.append("since the start: " + counts.joined(separator: ", ")) }
        return lines.joined(separator: "\n")
    }
}

extension StatusReport.Lane {
    fileprivate init(_ id: LaneID, _ lane: Station.Lane, state: StationState, wording: Wording, last: Message?) {
        func tube(_ open: OpenTube) -> StatusReport.Tube {
            StatusReport.Tube(code: open.code.text, people: open.bindings.count, capacity: open.capacity)
        }
        // A station that rests shows work and no person.
        let isBlank = state.shift != .working
        self.init(
            lane: id.number, team: lane.team, category: lane.category.map { wording.name(ofCategory: $0) },
            mode: state.settings.mode(lane.mode)?.name,
            now: (state.isTraining ? "\(wording.trainingSign): " : "")
                + wording.message(for: state.prompt(lane: id)).next,
            packing: state.packingPrompt(lane: id).map { wording.message(for: $0).next },
            waiting: lane.collecting.waiting.map { isBlank ? "(not shown)" : wording.name(of: $0.person.token) },
            tube: lane.collecting.tube.map(tube), parked: lane.parked.map(tube),
            last: (isBlank ? nil : last).map { $0.next.isEmpty ? $0.what : "\($0.what): \($0.next)" },
            crew: (lane.crew ?? []).map { "\(wording.name(of: $0.role)) \($0.badge)" })
    }
}

extension BagPhase {
    fileprivate var name: String {
        switch self {
        case .open: "open"
        case .closed: "closed, to be counted"
        case .counted: "counted, to be sealed"
        }
    }
}
