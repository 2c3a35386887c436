import Assembly
import Codes
import Controller
import Devices
import FakeDevices
package import FaultStorage
import Journal
package import Scenarios
import Station

/// Every power cut of a shift: it is worked once on a disk of which a twin is kept at each sync, and from each twin the
/// station is started again after every way in which the power may have left what was not synced.
///
///     shift --each sync--> twin --each survival--> restart --> verify, rows, last verdict, one more scan
///
/// A cut at a write is the survival of those before it, so that all cuts between two syncs are in this.
package struct PowerCuts {
    /// What came of it.
    package struct Outcome: Sendable {
        /// Syncs of the shift, each with the writes since the one before.
        package var intervals = 0
        /// Writes, truncations and deletions that were not synced, over all intervals.
        package var boundaries = 0
        package var states = 0
        /// All states there are.
        package var allStates = 0
        package var rows = 0
        package init() {}
    }

    /// A promise that did not hold, and after which cut.
    package struct Broken: Error, CustomStringConvertible {
        package var interval: Int
        package var survival: FaultDisk.Survival
        package var reason: String
        package var description: String { "sync \(interval), \(survival) survived: \(reason)" }
    }

    /// The disk as the power finds it.
    private struct Twin {
        var disk: FaultDisk
        /// Rows whose verdicts were out, and rows there can be at most.
        var told: Int64
        var most: Int64
    }

    /// The most operations between two syncs of which every subset is tried.
    private static let subsetLimit = 8

    private let shift: Shift
    private let ignoresSyncs: Bool

    /// - Parameter ignoresSyncs: a disk that only seems to sync, to see that it is noticed.
    package init(_ shift: Shift = .demo, ignoresSyncs: Bool = false) {
        self.shift = shift
        self.ignoresSyncs = ignoresSyncs
    }

    /// - Parameter limit: the most states; they are spread over the shift. Nil for all.
    /// - Throws: `Broken` at the first promise that does not hold.
    package func run(limit: Int? = nil) throws -> Outcome {
        let worked = try Worked(shift, ignoresSyncs: ignoresSyncs)
        var outcome = Outcome()
        outcome.rows = worked.rows.count
        let all = worked.twins.map { Self.survivals(of: $0.disk) }
        let count = all.reduce(0) { $0 + $1.count }
        outcome.allStates = count
        var turn = 0
        for (index, twin) in worked.twins.enumerated() {
            outcome.intervals += 1
            outcome.boundaries += twin.disk.pending
            for survival in all[index] {
                // Evenly: the k-th of n is tried when k * limit / n steps on.
                defer { turn += 1 }
                if let limit, turn * limit / count == (turn + 1) * limit / count { continue }
                outcome.states += 1
                do {
                    try check(twin, survival, worked)
                } catch {
                    throw Broken(interval: index + 1, survival: survival, reason: "\(error)")
                }
            }
        }
        return outcome
    }

    /// Every subset of a few operations; of many, every beginning, each one lost and each one kept. The last one torn at each
    /// 512 bytes, and with noise in its sectors.
    private static func survivals(of disk: FaultDisk) -> [FaultDisk.Survival] {
        let count = disk.pending
        var survivals: [FaultDisk.Survival] =
            count <= subsetLimit
            ? (0..<1 << UInt64(count)).map { .subset($0) }
            : (0...count).map { .first($0) } + (0..<count).flatMap { [.only($0), .allBut($0)] }
        if disk.unitsOfLast > 0 {
            survivals += (1..<max(2, disk.unitsOfLast)).map { .lastTorn(units: $0) } + [.lastDamaged]
        }
        return survivals
    }

    // MARK: The promise

    private func check(_ twin: Twin, _ survival: FaultDisk.Survival, _ worked: Worked) throws {
        let disk = twin.disk.clone(Self.diskName("after"))
        disk.cutPower()
        disk.restart(survival)
        // Whatever is open goes before the disk it lies on.
        defer { withExtendedLifetime(disk) {} }
        let path = disk.path + "/journal"
        var random = Seeded(seed: 2)
        let clock = VirtualClock()
        let bench = VirtualBench(at: Instant(nanoseconds: 3_600_000_000_000), clock: clock)
        let station = try VirtualStation(worked.configuration, clock: clock)
        let box = try station.start(journal: path, locking: false) { random.bytes($0) }
        let report = try JournalFile.verify(path: path)
        if !report.isSound { throw Unkept("\(report.firstBad.map { "\($0)" } ?? "not sound")") }
        let rows = try JournalFile.rows(path: path)
        try compare(rows, twin, worked)
        try goOn(bench, box, after: rows.count, worked)
        try box.loop.stop(at: bench.now)
    }

    /// The rows that were told are there, perhaps the one that was being written, and nothing else but this start's.
    private func compare(_ rows: [RecordedRow], _ twin: Twin, _ worked: Worked) throws {
        let kept = zip(rows, worked.rows).prefix { $0.isSame(as: $1) }.count
        if kept < twin.told { throw Unkept("\(twin.told) rows were told and \(kept) are there as they were") }
        if kept > twin.most { throw Unkept("\(kept) rows are there and \(twin.most) were written") }
        let own = rows.dropFirst(kept)
        guard own.count == (kept == 0 ? 2 : 1), own.allSatisfy(\.isOfStart) else {
            throw Unkept("\(own.count) rows are there that nobody wrote")
        }
    }

    /// The last verdict is repeated where it was given, and the next scan is taken.
    private func goOn(_ bench: VirtualBench, _ box: StationBox, after rows: Int, _ worked: Worked) throws {
        bench.start(box)
        for place in worked.configuration.scanners { bench.plug(bench.add(place.model.firmware)) }
        bench.pass(until: bench.now.advanced(by: .seconds(2)))
        let before = box.loop.journal.sequence
        bench.read(0, Array(worked.deck.payload(of: .tube(900_000)).utf8))
        bench.pass(until: bench.now.advanced(by: .seconds(1)))
        if box.loop.journal.sequence != before + 1 { throw Unkept("the next scan was not taken") }
        if bench.heard(0).isEmpty { throw Unkept("nothing was heard of the next scan") }
    }

    private struct Unkept: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    static func diskName(_ purpose: String) -> String { "/\(purpose)-\(UInt64.random(in: 0...UInt64.max))" }

    // MARK: The shift

    /// The shift as it was worked, once.
    private final class Worked {
        let configuration: ScenarioConfiguration
        let deck: Deck
        private(set) var rows: [RecordedRow] = []
        private(set) var twins: [Twin] = []

        init(_ shift: Shift, ignoresSyncs: Bool) throws {
            configuration = ScenarioConfiguration(folder: "/nowhere")
            deck = Deck(configuration)
            let disk = FaultDisk(PowerCuts.diskName("shift"))
            defer { withExtendedLifetime(disk) {} }
            if ignoresSyncs { disk.ignoreSyncs() }
            // A start writes two rows before it tells of anything.
            var (told, most): (Int64, Int64) = (0, 2)
            disk.willSync = { [unowned self, unowned disk] in
                twins.append(Twin(disk: disk.clone(PowerCuts.diskName("twin")), told: told, most: most))
            }
            let clock = VirtualClock()
            let bench = VirtualBench(clock: clock)
            var random = Seeded(seed: 1)
            let station = try VirtualStation(configuration, clock: clock)
            let box = try station.start(journal: disk.path + "/journal", locking: false) { random.bytes($0) }
            (told, most) = (box.loop.journal.sequence, box.loop.journal.sequence + 1)
            box.loop.recorded = { (told, most) = ($0.row, $0.row + 1) }
            bench.start(box)
            for place in configuration.scanners { bench.plug(bench.add(place.model.firmware)) }
            bench.pass(until: bench.now.advanced(by: .seconds(1)))
            work(shift, bench, box)
            twins.append(Twin(disk: disk.clone(PowerCuts.diskName("twin")), told: told, most: told))
            disk.willSync = nil
            rows = try JournalFile.rows(path: disk.path + "/journal")
            try box.loop.stop(at: bench.now)
        }

        private func work(_ shift: Shift, _ bench: VirtualBench, _ box: StationBox) {
            for step in shift.steps {
                guard case .scan(let item, let scanner) = step.act else { continue }
                let index = configuration.scanners.firstIndex { $0.name == scanner } ?? 0
                bench.read(index, Array(deck.payload(of: item).utf8))
                bench.pass(until: bench.now.advanced(by: configuration.sight + .seconds(1)))
                box.loop.prepare()
                box.loop.idle()
            }
        }
    }
}

extension RecordedRow {
    fileprivate func isSame(as other: RecordedRow) -> Bool {
        happening == other.happening && verdict == other.verdict && facts == other.facts && scanner == other.scanner
            && person == other.person && moment == other.moment
    }
}
