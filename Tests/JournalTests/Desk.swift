import Codes
import Devices
import Foundation
import GRDB
import Station
import Testing

@testable import Journal

/// A folder that goes when the test ends.
final class Folder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/journal-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var journal: String { path + "/journal" }
}

/// Random bytes that are the same in every run.
func seeded(_ seed: UInt64 = 1) -> RandomBytes {
    var state = seed
    return { count in
        (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
    }
}

/// A station at work: the shipping rules and a journal, scanned by hand.
final class Desk {
    let journal: JournalFile
    var state: StationState
    var clock: Int64 = 1_000_000_000
    var wall: Int64 = 1_646_439_247_123_000
    var verdicts: [Verdict] = []

    static let settings = Settings(
        station: "S1",
        categories: [
            CategoryRule(english: "everyone", chinese: "全员筛查", modes: [1, 2]),
            CategoryRule(english: "key groups", chinese: "重点人群", modes: [1, 2]),
        ],
        modes: [ModeRule(name: "single", capacity: 1), ModeRule(name: "10-in-1", capacity: 10)])

    init(_ path: String, seed: UInt64 = 1, station: String = "S1") throws {
        journal = try JournalFile.open(path: path, station: station, random: seeded(seed))
        var settings = Desk.settings
        settings.station = station
        state = journal.restored ?? StationState(settings: settings)
        if journal.sequence == 0 {
            try happen(.configured(settings, rules: rulesVersion), scanner: nil)
            try happen(.started, scanner: nil)
        }
    }

    static func scanner(_ lane: Int = 1) -> ScannerRole {
        ScannerRole(device: DeviceID("scanner-\(lane)"), lane: LaneID(lane), track: .both)
    }

    @discardableResult
    func happen(
        _ happening: Happening, scanner: ScannerRole? = Desk.scanner(), scan: Scan? = nil, person: PersonCode? = nil
    ) throws -> Int64 {
        clock += 1_000_000
        wall += 1000
        let known = try Knowledge(of: happening, at: scanner, in: state, from: journal.register)
        let event = Event(
            at: Instant(nanoseconds: clock), scanner: scanner, happening, known: known,
            clock: ClockReading(microseconds: wall, utcOffsetMinutes: 480, isTrusted: true))
        let decision = decide(state, event)
        let entry = Entry(
            at: event.at, wall: wall, utcOffsetMinutes: 480, clockTrusted: true, scanner: scanner,
            happening: happening, scan: scan, person: person, round: state.round)
        let row = try journal.append(entry, decision, before: state)
        var undoable = false
        if case .accepted = decision.verdict { undoable = true }
        state.apply(decision.facts, row: row, scanner: scanner?.device, undoable: undoable)
        verdicts.append(decision.verdict)
        return row
    }

    func command(_ command: Command) throws { try happen(.commandScanned(command), scan: Desk.scan("CMD")) }

    static func scan(_ text: String) -> Scan {
        Scan(payload: Array(text.utf8), aim: AIMIdentifier(code: 67, modifier: 49))
    }

    /// Synthetic: born in 1801.
    static func number(_ index: Int) -> String {
        let digits = String(index)
        return "11010118010101" + String(repeating: "0", count: 4 - digits.count) + digits
    }

    static func person(_ index: Int) -> PersonCode {
        PersonCode(kind: .resident, number: Array(number(index).utf8))
    }

    func person(_ index: Int) throws {
        let token = try journal.token(for: Desk.person(index), in: state.round)
        try happen(
            .personScanned(PersonSighting(token: token, kind: .resident)), scan: Desk.scan(Desk.number(index)),
            person: Desk.person(index))
    }

    func tube(_ text: String) throws { try happen(.tubeScanned(TubeCode(text)), scan: Desk.scan(text)) }
    func bag(_ text: String) throws { try happen(.bagScanned(BagCode(text)), scan: Desk.scan(text)) }

    /// Two singles in a sealed bag, a refusal, an undo, and a waiting person: 20 rows.
    func shortShift() throws {
        try command(.category(1))
        try tube("T1")
        for index in 1...2 {
            try person(index)
            try tube("T\(index)")
        }
        try bag("B1")
        try tube("T1")
        try tube("T2")
        try bag("B1")
        try command(.count(2))
        try happen(.sealScanned(SealNumber("Z1")), scan: Desk.scan("Z1"))
        try person(3)
        try tube("T3")
        try command(.undo)
        try happen(.unreadableScanned(.unknown), scan: Desk.scan("??"))
        try happen(.deviceLost(DeviceID("printer")), scanner: nil)
        try person(4)
    }
}

/// Changes a closed journal behind its back, without the triggers that would refuse.
func tamper(_ path: String, _ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in
        try db.execute(
            sql: "DROP TRIGGER IF EXISTS event_is_never_changed; DROP TRIGGER IF EXISTS event_is_never_deleted")
        try db.execute(sql: sql)
        #expect(db.changesCount > 0, "\(sql) changed nothing")
    }
    try queue.close()
}
