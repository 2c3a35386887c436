import Codes
import Controller
import Foundation
import Journal
import Kiosk
import Logging
import Station
import Synchronization

/// How far some households are, in counts.
struct RosterProgress {
    private(set) var doors = 0
    /// Doors that have to be gone to.
    private(set) var open = 0
    private(set) var people = 0
    private(set) var sampled = 0
    private(set) var absent = 0
    private(set) var refused = 0
    private(set) var moved = 0
    private(set) var revisit = 0
    private(set) var missing = 0

    /// - Parameter people: the codes of their lines.
    mutating func add(_ household: String, people lines: [String], _ coverage: Coverage) {
        doors += 1
        if coverage.open.contains(household) { open += 1 }
        people += lines.count
        for line in lines {
            switch coverage.people[line] ?? .missing {
            case .sampled: sampled += 1
            case .visited(.absent): absent += 1
            case .visited(.refused): refused += 1
            case .visited(.moved): moved += 1
            case .visited(.revisit): revisit += 1
            case .visited(.done), .missing: missing += 1
            }
        }
    }
}

/// Reads how far the roster's buildings are: on a thread beside the loop, when rows have been written, and for one part in twenty
/// of the time at most.
final class RosterWatch: Sendable {
    private struct Held {
        var isReading = false
        var rows: Int64 = -1
        var notBefore: ContinuousClock.Instant?
        var missing: Int?
    }

    private let path: String
    private let households: [String: [String: PersonCode]]
    private let buildings: [(name: String, households: [String])]
    private let telling: Telling
    private let log: Logger
    private let held = Mutex(Held())

    /// Between two readings, at least.
    private static let every: Duration = .seconds(10)
    private static let part = 20

    init(_ roster: RosterIndex, journal path: String, telling: Telling, log: Logger) {
        self.log = log
        self.path = path
        households = roster.people
        buildings = roster.buildings
        self.telling = telling
    }

    /// People that nobody has sampled or visited; nil until it was read for the first time.
    var missing: Int? { held.withLock { $0.missing } }

    /// To be called now and then.
    func look(round: RoundID, rows: Int64) {
        let isDue = held.withLock { held in
            guard !held.isReading, held.rows != rows, held.notBefore.map({ $0 <= .now }) ?? true else { return false }
            held.isReading = true
            held.rows = rows
            return true
        }
        guard isDue else { return }
        let thread = Thread { self.read(round) }
        thread.qualityOfService = .utility
        thread.start()
    }

    private func read(_ round: RoundID) {
        let begun = ContinuousClock.now
        var missing: Int?
        do {
            let coverage = try Journal.Export.coverage(ofRecords: path, households: households, round: round)
            let told = buildings.map { building in
                var progress = RosterProgress()
                for code in building.households {
                    progress.add(code, people: (households[code] ?? [:]).keys.sorted(), coverage)
                }
                return FigureReport.Building(building.name, progress)
            }
            telling.post(told)
            missing = told.reduce(0) { $0 + $1.missing }
        } catch {
            log.warning("how far the roster is cannot be read", metadata: ["reason": "\(error)"])
        }
        let pause = max(Self.every, (ContinuousClock.now - begun) * Self.part)
        held.withLock { held in
            held.isReading = false
            held.notBefore = .now + pause
            held.missing = missing ?? held.missing
        }
    }
}

extension FigureReport.Building {
    fileprivate init(_ name: String, _ progress: RosterProgress) {
        self.init(name: name)
        (doors, open, people) = (progress.doors, progress.open, progress.people)
        (sampled, absent, refused) = (progress.sampled, progress.absent, progress.refused)
        (moved, revisit, missing) = (progress.moved, progress.revisit, progress.missing)
    }
}
