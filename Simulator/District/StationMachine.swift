import Codes
import Devices
import Station

/// One station's machine without a journal: every code is read and decided as the shipping loop does it, with the record in
/// a dictionary.
struct StationMachine {
    /// How often each refusal came, by the name of its row.
    private(set) var refusals: [String: Int] = [:]
    private(set) var scans = 0
    private var state: StationState
    private var register = MemoryRegister()
    private let book: CodeBook
    private var row: Int64 = 0
    private static let scanner = ScannerRole(device: DeviceID("district"), lane: LaneID(1), track: .both)

    init(book: CodeBook, settings: Settings) {
        self.book = book
        state = StationState(settings: settings)
        register.records.reserveCapacity(2048)
    }

    /// Scans a code; true when it was accepted.
    @discardableResult
    mutating func scan(_ text: String, at second: Double) -> Bool {
        take(happening(book.classify(Scan(payload: Array(text.utf8)))), at: second)
    }

    @discardableResult
    mutating func command(_ command: Command, at second: Double) -> Bool {
        take(.commandScanned(command), at: second)
    }

    /// How many people are in the tube that has room; nil for none.
    var openCount: Int? { state.lanes[LaneID(1)]?.collecting.tube?.bindings.count }

    private mutating func take(_ happening: Happening, at second: Double) -> Bool {
        scans += 1
        let now = Instant(nanoseconds: Int64(second * 1_000_000_000))
        if let due = state.nextDeadline, due <= now { _ = decided(.deadlinePassed, nil, now) }
        let decision = decided(happening, Self.scanner, now)
        switch decision.verdict {
        case .accepted: return true
        case .refused(let refusal): refusals[refusal.name, default: 0] += 1
        case .asked(let question): refusals[question.name, default: 0] += 1
        case .told, .noted: break
        }
        return false
    }

    private mutating func decided(_ happening: Happening, _ scanner: ScannerRole?, _ now: Instant) -> Decision {
        let known = Knowledge(of: happening, at: scanner, in: state, from: register)
        let decision = decide(state, Event(at: now, scanner: scanner, happening, known: known))
        row += 1
        let moment = Moment(row: row, wall: now.nanoseconds / 1000)
        for fact in decision.facts { register.project(fact, at: moment) }
        var isAccepted = false
        if case .accepted = decision.verdict { isAccepted = true }
        state.apply(decision.facts, row: row, scanner: scanner?.device, undoable: isAccepted)
        return decision
    }

    private func happening(_ code: Code) -> Happening {
        switch code {
        case .person(let person):
            let token = PersonToken(String(decoding: person.number, as: UTF8.self))
            return .personScanned(PersonSighting(token: token, kind: person.kind))
        case .tube(let tube): return .tubeScanned(tube)
        case .bag(let bag): return .bagScanned(bag)
        case .seal(let seal): return .sealScanned(seal)
        case .command(let command): return .commandScanned(command)
        case .unreadable(let reason): return .unreadableScanned(reason)
        default: return .otherScanned(.box)
        }
    }
}
