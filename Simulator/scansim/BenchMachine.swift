import Codes
import Controller
import Devices
import Drivers
import Journal
import Station

/// Driver, codes and machine on one core, in memory: what the pure rooms cost without a journal.
///
/// The record is the journal's. What it answers about each scan is looked up beforehand, in a run of its own whose speed,
/// with the record in a dictionary, is the second figure.
struct BenchMachine {
    struct Figures {
        /// Scans a second.
        var scans: Double
        /// Scans a second with lookups in, and projection into, a record in memory.
        var scansWithRecord: Double
    }

    let scans: Int

    func measure() throws -> Figures {
        let configuration = try Configuration.load(
            text: BenchSite.configuration(folder: "/nowhere", serial: "BENCH0"), file: "bench")
        let cards = CommandCards(check: cardCheck(siteKey: BenchSite.cardKey))
        let book = try configuration.codeBook(cards: cards)
        let readings = Self.readings(scans)
        var record = BenchRecord(scans: scans)
        let scansWithRecord = try rate(configuration.settings) { desk in
            for reading in readings { desk.take(reading, book, &record) }
        }
        var memory = BenchMemory(answers: record.answers)
        let scansAlone = try rate(configuration.settings) { desk in
            for reading in readings { desk.take(reading, book, &memory) }
        }
        return Figures(scans: scansAlone, scansWithRecord: scansWithRecord)
    }

    private func rate(_ settings: Settings, _ work: (inout BenchDesk) -> Void) throws -> Double {
        var desk = BenchDesk(settings: settings)
        let begun = benchNow()
        work(&desk)
        let elapsed = benchNow() - begun
        guard desk.accepted == scans else { throw BenchError("only \(desk.accepted) of \(scans) scans were accepted") }
        return Double(scans) / Double(elapsed) * 1_000_000_000
    }

    private static func readings(_ count: Int) -> [[UInt8]] {
        var scans = BenchScans()
        return (0..<count).map { _ in scans.next() + [UInt8(ascii: "\r")] }
    }
}

/// What a desk of the bench asks for, and tells what came of it.
private protocol BenchKnowing {
    mutating func knowledge(of happening: Happening, at scanner: ScannerRole, in state: StationState) -> Knowledge
    mutating func enter(_ facts: [Fact], at moment: Moment)
}

/// The record in a dictionary; it keeps what it answered.
private struct BenchRecord: BenchKnowing {
    private(set) var answers: [Knowledge] = []
    private var register = MemoryRegister()

    init(scans: Int) {
        // A dictionary that grows would be measured, not the machine.
        register.records.reserveCapacity(2 * scans)
        answers.reserveCapacity(scans)
    }

    mutating func knowledge(of happening: Happening, at scanner: ScannerRole, in state: StationState) -> Knowledge {
        let answer = Knowledge(of: happening, at: scanner, in: state, from: register)
        answers.append(answer)
        return answer
    }

    mutating func enter(_ facts: [Fact], at moment: Moment) {
        for fact in facts { register.project(fact, at: moment) }
    }
}

/// The same answers, in the same order.
private struct BenchMemory: BenchKnowing {
    let answers: [Knowledge]
    private var next = 0

    init(answers: [Knowledge]) { self.answers = answers }

    mutating func knowledge(of happening: Happening, at scanner: ScannerRole, in state: StationState) -> Knowledge {
        defer { next += 1 }
        return answers[next]
    }

    mutating func enter(_ facts: [Fact], at moment: Moment) {}
}

/// A desk as the loop works it, its persons' tokens unkeyed.
private struct BenchDesk {
    private static let pace: Duration = .milliseconds(500)

    private(set) var accepted = 0
    private var state: StationState
    private var driver = LineDriver(verdict: .generic(.bells))
    private var sight = Sight()
    private var now = Instant.start
    private var row: Int64 = 0
    private let scanner = ScannerRole(device: DeviceID("05e0:1701/BENCH0"), lane: LaneID(1), track: .both)

    init(settings: Settings) { state = StationState(settings: settings) }

    mutating func take<Known: BenchKnowing>(_ bytes: [UInt8], _ book: CodeBook, _ known: inout Known) {
        now = now.advanced(by: Self.pace)
        for case .scan(let scan) in driver.received(bytes, at: now) {
            guard let happening = happening(book.classify(scan)),
                case .fresh = sight.read(scan.payload, window: .milliseconds(1500), at: now)
            else { continue }
            commit(happening, &known)
        }
    }

    private mutating func commit<Known: BenchKnowing>(_ happening: Happening, _ known: inout Known) {
        let answer = known.knowledge(of: happening, at: scanner, in: state)
        let decision = decide(state, Event(at: now, scanner: scanner, happening, known: answer))
        row += 1
        known.enter(decision.facts, at: Moment(row: row, wall: now.nanoseconds / 1000))
        guard case .accepted = decision.verdict else { return }
        state.apply(decision.facts, row: row, scanner: scanner.device, undoable: true)
        for case .signal(let feedback, _) in decision.effects where !driver.tell(feedback, at: now).isEmpty {
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
