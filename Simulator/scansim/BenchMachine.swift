import Codes
import Controller
import Devices
import Drivers
import Journal
import Station

/// Driver, codes, decision and record on one core, in memory: what the pure rooms cost without a journal.
struct BenchMachine {
    let scans: Int

    /// Scans a second.
    func measure() throws -> Double {
        let configuration = try Configuration.load(
            text: BenchSite.configuration(folder: "/nowhere", serial: "BENCH0"), file: "bench")
        let cards = CommandCards(check: cardCheck(siteKey: BenchSite.cardKey))
        let book = try configuration.codeBook(cards: cards)
        let readings = Self.readings(scans)
        var desk = BenchDesk(settings: configuration.settings, scans: scans)
        let begun = benchNow()
        for reading in readings { desk.take(reading, book) }
        let elapsed = benchNow() - begun
        guard desk.accepted == scans else { throw BenchError("only \(desk.accepted) of \(scans) scans were accepted") }
        return Double(scans) / Double(elapsed) * 1_000_000_000
    }

    private static func readings(_ count: Int) -> [[UInt8]] {
        var scans = BenchScans()
        return (0..<count).map { _ in scans.next() + [UInt8(ascii: "\r")] }
    }
}

/// A desk as the loop works it, its record in memory and its persons' tokens unkeyed.
private struct BenchDesk {
    private static let pace: Duration = .milliseconds(500)

    private(set) var accepted = 0
    private var state: StationState
    private var register = MemoryRegister()
    private var driver = LineDriver(verdict: .generic(.bells))
    private var sight = Sight()
    private var now = Instant.start
    private var row: Int64 = 0
    private let scanner = ScannerRole(device: DeviceID("05e0:1701/BENCH0"), lane: LaneID(1), track: .both)

    init(settings: Settings, scans: Int) {
        state = StationState(settings: settings)
        // A dictionary that grows would be measured, not the machine; a station's record is in SQLite.
        register.records.reserveCapacity(2 * scans)
    }

    mutating func take(_ bytes: [UInt8], _ book: CodeBook) {
        now = now.advanced(by: Self.pace)
        for case .scan(let scan) in driver.received(bytes, at: now) {
            guard let happening = happening(book.classify(scan)),
                case .fresh = sight.read(scan.payload, window: .milliseconds(1500), at: now)
            else { continue }
            commit(happening)
        }
    }

    private mutating func commit(_ happening: Happening) {
        let question = state.questions[scanner.device]?.question
        let known = Knowledge(of: happening, answering: question, in: register)
        let decision = decide(state, Event(at: now, scanner: scanner, happening, known: known))
        row += 1
        let moment = Moment(row: row, wall: now.nanoseconds / 1000)
        for fact in decision.facts { register.project(fact, at: moment) }
        guard case .accepted = decision.verdict else { return }
        state.apply(decision.facts, row: row, scanner: scanner.device, undoable: true)
        for case .signal(let feedback, _) in decision.effects where !driver.bytes(for: feedback).isEmpty {
            accepted += 1
        }
    }

    private func happening(_ code: Code) -> Happening? {
        switch code {
        case .person(let person):
            let token = PersonToken(String(decoding: person.number, as: UTF8.self))
            return .personScanned(PersonSighting(token: token, kind: person.kind))
        case .tube(let tube): return .tubeScanned(tube)
        case .command(let command): return .commandScanned(command)
        default: return nil
        }
    }
}
