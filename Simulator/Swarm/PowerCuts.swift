import Assembly
import Codes
import Controller
import Devices
package import FaultStorage
import Journal
package import Scenarios
import Station

/// Every power cut of a shift: it is worked once on a disk of which a twin is kept at each sync, and from each twin the
/// station is started again after every way in which the power may have left what was not synced.
///
///     shift --each sync--> twin --each survival--> restart --> verify, rows, last verdict, one more scan
///
/// A cut at a write is the survival of those before it, so that all cuts between two syncs are in this. The other passes cut
/// the power again while the station starts, and around a sync that fails.
package struct PowerCuts {
    /// What goes on when the power goes.
    package enum Pass: String, Hashable, Sendable, CaseIterable, Encodable {
        /// The shift.
        case shift
        /// The station starts again after a cut in the shift.
        case restart
        /// A sync failed, and the journal is copied, verified and opened.
        case recovery
        /// A sync failed, the program was killed, and is started again.
        case killed
    }

    /// What came of a pass.
    package struct Outcome: Hashable, Sendable, Encodable {
        package var pass: Pass
        /// Syncs, each with the writes since the one before.
        package var intervals = 0
        /// Writes, truncations, deletions and renamings that were not synced, over all intervals.
        package var boundaries = 0
        package var states = 0
        /// All states there are.
        package var allStates = 0
        /// Rows of the shift.
        package var rows = 0
    }

    /// A promise that did not hold, and after which cut.
    package struct Broken: Error, CustomStringConvertible {
        package var pass: Pass
        package var interval: Int
        package var survival: FaultDisk.Survival
        /// The last operations that were not synced.
        package var waiting: [FaultDisk.Operation]
        package var reason: String
        package var description: String {
            "\(pass.rawValue), sync \(interval), \(survival) survived of \(waiting.count): \(reason); the last were "
                + waiting.suffix(4).map(\.description).joined(separator: ", ")
        }
    }

    /// The most operations between two syncs of which every subset is tried.
    private static let subsetLimit = 8
    /// States of the shift from which the other passes begin.
    private static let bases = 4
    private static let wholeBases = 6
    /// The most scans until a station that is idle between them checkpoints.
    private static let scansToCheckpoint = 400

    let desk: CutDesk
    private let shift: Shift
    private let steps: Int
    /// The disk forgets to sync.
    private let ignoresSyncs: Bool
    /// Only files whose names end so.
    private let ignored: String?

    /// - Parameters:
    ///   - steps: only the first so many of the shift.
    ///   - ignoresSyncs: a disk that only seems to sync, to see that it is noticed.
    ///   - ignored: only files whose names end so are not synced; nil for all.
    package init(
        _ shift: Shift = .demo, steps: Int? = nil, ignoresSyncs: Bool = false, ignored: String? = nil
    ) throws {
        desk = try CutDesk()
        self.shift = shift
        self.steps = steps ?? shift.steps.count
        self.ignoresSyncs = ignoresSyncs
        self.ignored = ignored
    }

    /// - Parameters:
    ///   - pass: what goes on when the power goes.
    ///   - limit: the most states, spread over the pass, and few beginnings of the passes that follow a shift. Nil for all.
    /// - Throws: `Broken` at the first promise that does not hold.
    package func run(_ pass: Pass = .shift, limit: Int? = nil) throws -> Outcome {
        let worked = try recordShift()
        var outcome = Outcome(pass: pass)
        outcome.rows = worked.rows.count
        if pass == .shift {
            try tryAll([worked], limit, &outcome)
        } else {
            let bases = min(worked.twins.count, limit == nil ? Self.wholeBases : Self.bases)
            let twins = (0..<bases).map { worked.twins[worked.twins.count * (2 * $0 + 1) / (2 * bases)] }
            try tryAll(try twins.enumerated().flatMap { try record(pass, from: $1, turn: $0) }, limit, &outcome)
        }
        return outcome
    }

    func tryAll(_ recordings: [CutRecording], _ limit: Int?, _ outcome: inout Outcome) throws {
        let intervals = recordings.flatMap { recording in recording.twins.map { (recording, $0) } }
        let all = intervals.map { $0.1.disk.survivals(subsetsUpTo: Self.subsetLimit) }
        outcome.intervals = intervals.count
        outcome.boundaries = intervals.reduce(0) { $0 + $1.1.disk.pending }
        outcome.allStates = all.reduce(0) { $0 + $1.count }
        let chosen = Self.chosen(of: all.map(\.count), limit)
        for (index, (recording, twin)) in intervals.enumerated() {
            for state in chosen[index] {
                outcome.states += 1
                do {
                    try check(twin, all[index][state], recording)
                } catch {
                    throw Broken(
                        pass: outcome.pass, interval: index + 1, survival: all[index][state],
                        waiting: twin.disk.waiting, reason: "\(error)")
                }
            }
        }
    }

    /// Which states of each interval are tried: as many of a small interval as of a big one, where they cannot all be.
    ///
    /// - Parameter counts: how many states each interval has.
    static func chosen(of counts: [Int], _ limit: Int?) -> [[Int]] {
        let all = counts.reduce(0, +)
        guard let limit, limit < all else { return counts.map { Array(0..<$0) } }
        var share = 1
        while counts.reduce(0, { $0 + min($1, share) }) < limit { share *= 2 }
        let count = counts.reduce(0) { $0 + min($1, share) }
        var turn = 0
        return counts.enumerated().map { interval, states in
            let share = min(states, share)
            return (0..<share).compactMap { number in
                defer { turn += 1 }
                // Evenly: the k-th of n is tried when k * limit / n steps on. Intervals begin at different states.
                if turn * limit / count == (turn + 1) * limit / count { return nil }
                return (number * states / share + interval) % states
            }
        }
    }

    // MARK: What goes on

    /// The shift as it is worked, once.
    private func recordShift() throws -> CutRecording {
        let disk = FaultDisk(CutDesk.diskName("shift"))
        if ignoresSyncs { disk.ignoreSyncs(of: ignored) }
        let recording = CutRecording(desk, on: disk)
        let at = try recording.start(minute: 0)
        at.open()
        for step in shift.steps.prefix(steps) {
            guard case .scan(let item, let scanner) = step.act else { continue }
            at.scan(item, with: scanner)
        }
        try recording.end(at)
        return recording
    }

    /// The station starts on what one cut of the shift has left, and whatever the pass says happens to it.
    private func record(_ pass: Pass, from twin: CutTwin, turn: Int) throws -> [CutRecording] {
        switch pass {
        case .shift: return []
        case .restart:
            return try [FaultDisk.Survival.nothing, .everything, .first(twin.disk.pending / 2)].map { survival in
                let recording = try begin(twin, survival)
                let at = try recording.start(minute: 30)
                at.open()
                at.scan(.tube(910_001))
                try recording.end(at)
                return recording
            }
        case .recovery, .killed:
            return try FailedSync.all.map { failed in
                let recording = try begin(twin, .nothing)
                pass == .recovery ? try recover(recording, failed) : try kill(recording, failed)
                return recording
            }
        }
    }

    private func begin(_ twin: CutTwin, _ survival: FaultDisk.Survival) throws -> CutRecording {
        let disk = twin.disk.clone(CutDesk.diskName("again"))
        disk.cut(keeping: survival)
        return CutRecording(desk, on: disk, told: twin.told)
    }

    /// Work until the journal was checkpointed, so that the log begins anew with the next row; the sync of that one fails.
    private func fail(_ recording: CutRecording, _ failed: FailedSync) throws -> CutDesk.At {
        recording.isKeeping = false
        let at = try recording.start(minute: 20)
        at.open()
        at.scan(.card(.cancel))
        at.scan(.card(.category(1)))
        var number = 0
        repeat {
            if number == Self.scansToCheckpoint { throw Unkept("the journal was not checkpointed") }
            recording.disk.keepLog(of: 1_000)
            at.scan(item(number))
            number += 1
        } while !recording.disk.log.contains { $0.kind == .write && $0.file == "/journal" }
        recording.disk.keepLog(of: 0)
        recording.isKeeping = true
        recording.hasFailed = true
        recording.disk.armSync(after: failed.operations, keeping: failed.kept)
        at.scan(item(number))
        if at.box.loop.failure == nil { throw Unkept("a failed sync was not noticed") }
        return at
    }

    /// Persons and tubes of their own, by turns.
    private func item(_ number: Int) -> Item {
        number % 2 == 0 ? .person(5_000 + number / 2) : .tube(900_000 + number / 2)
    }

    private func recover(_ recording: CutRecording, _ failed: FailedSync) throws {
        let at = try fail(recording, failed)
        try at.box.loop.recover()
        recording.hasFailed = false
        at.scan(.tube(910_003))
        try recording.end(at)
    }

    private func kill(_ recording: CutRecording, _ failed: FailedSync) throws {
        let killed = try fail(recording, failed)
        recording.disk.cutPower()
        killed.bench.cutPower()
        recording.disk.resume()
        let at = try recording.start(minute: 30)
        at.open()
        at.scan(.tube(910_003))
        at.scan(.tube(910_004))
        try recording.end(at)
    }

    /// Which sync fails, and what it has kept all the same.
    private struct FailedSync {
        /// The next sync after so many operations.
        var operations: UInt64
        /// One bit for each of its writes.
        var kept: UInt64

        /// The one of a new log's beginning and the one of the row; nothing, all and every other write is kept.
        static let all = [0, 2].flatMap { operations in
            [0, .max, 0x5555_5555_5555_5555].map { FailedSync(operations: operations, kept: $0) }
        }
    }

    struct Unkept: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }
}
