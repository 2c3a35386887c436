import Codes
import Devices
import Foundation
import Station
import Synchronization

@testable import Controller
@testable import Journal

/// Both clocks of a box, in a test's hand.
final class HandClock: Sendable {
    private struct Reading {
        var now: Int64 = 1_000_000_000
        var wall: Int64 = 1_646_439_247_000_000
        var isTrusted = true
    }
    private let reading = Mutex(Reading())

    var now: Instant { Instant(nanoseconds: reading.withLock { $0.now }) }

    var clocks: Clocks {
        Clocks(
            now: { self.now },
            wall: {
                self.reading.withLock {
                    ClockReading(microseconds: $0.wall, utcOffsetMinutes: 480, isTrusted: $0.isTrusted)
                }
            })
    }

    /// Time goes on, for both.
    func advance(milliseconds: Int64) {
        reading.withLock {
            $0.now += milliseconds * 1_000_000
            $0.wall += milliseconds * 1000
        }
    }

    /// Somebody sets the wall clock.
    func setWall(by milliseconds: Int64, isTrusted: Bool = true) {
        reading.withLock {
            $0.wall += milliseconds * 1000
            $0.isTrusted = isTrusted
        }
    }
}

/// A folder that goes when the test ends.
final class LoopFolder {
    let path = NSTemporaryDirectory() + "loop-\(UUID().uuidString)"
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
    var journal: String { path + "/journal.sqlite" }
}

/// The shipping loop on a real journal, scanned by hand.
final class LoopDesk {
    static let collect = ScannerRole(device: DeviceID("05e0:1701/A"), lane: LaneID(1), track: .both)
    static let pack = ScannerRole(device: DeviceID("05e0:1701/B"), lane: LaneID(1), track: .pack)
    private static let cardKey = "a key for these tests only"
    private static let cards = CommandCards(check: cardCheck(siteKey: cardKey))

    let folder: LoopFolder
    let clock: HandClock
    let loop: ControlLoop

    /// - Parameter seed: of the random source; every start needs one of its own.
    /// - Parameter lanes: in place of the configuration's lanes.
    init(
        _ folder: LoopFolder, clock: HandClock = HandClock(), seed: UInt64 = 1, lanes: String? = nil,
        hasBadges: Bool = true, roster: RosterIndex? = nil
    ) throws {
        self.folder = folder
        self.clock = clock
        let configuration = try Self.configuration(folder, lanes: lanes ?? Self.lanes, hasBadges: hasBadges)
        var random = SystemRandomNumberGenerator()
        let journal = try JournalFile.open(path: folder.journal, station: "S1") { count in
            (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        loop = try ControlLoop(
            configuration: configuration, book: try configuration.codeBook(cards: Self.cards), journal: journal,
            clocks: clock.clocks, roster: roster)
    }

    static func book() throws -> CodeBook {
        try configuration(try LoopFolder()).codeBook(cards: cards)
    }

    static let lanes = """
        lanes:
          - number: 1
            scanners:
              - serial: 'A'
              - serial: 'B'
                track: pack

        """

    static func configuration(
        _ folder: LoopFolder, lanes: String = LoopDesk.lanes, hasBadges: Bool = true
    ) throws -> Configuration {
        try Configuration.load(
            text: """
                station: S1
                site:
                  card-key: '\(cardKey)'
                journal: '\(folder.journal)'
                runtime-directory: '\(folder.path)/run'
                modes:
                  - name: single
                    capacity: 1
                categories:
                  - english: everyone
                    chinese: 全员筛查
                codes:
                  persons:
                    kinds: [resident, resident-15, permanent-resident, hong-kong-macau, passport]
                  tube:
                    pattern: 'T[0-9]{10}'
                    check: luhn
                  bag:
                    pattern: 'B[0-9]{8}'
                  seal:
                    pattern: 'FQ[0-9]{7}'
                  box:
                    - pattern: 'BX[0-9]{7}'
                    - pattern: '[0-9]{18}'
                      gs1: ['00']
                  badge:
                    pattern: 'K-[0-9]{4}'
                  household:
                    pattern: 'H[0-9]{6}'
                  roster-line:
                    pattern: 'L[0-9]{8}'
                """ + "\n" + (hasBadges ? "badges:\n  required: []\n" : "") + lanes, file: "test")
    }

    // MARK: Scanning

    /// A scan, after the code before it has been out of sight for a while.
    @discardableResult
    func scan(_ text: String, with role: ScannerRole = LoopDesk.collect, after milliseconds: Int64 = 2000) -> [Order] {
        clock.advance(milliseconds: milliseconds)
        return loop.scanned(Scan(payload: Array(text.utf8)), by: role.device, at: clock.now)
    }

    /// What the hand feels of the orders.
    func feel(_ orders: [Order]) -> [Feedback] {
        orders.compactMap { order in
            if case .signal(let feedback, _) = order { return feedback }
            return nil
        }
    }

    @discardableResult
    func plug(_ role: ScannerRole = LoopDesk.collect) -> [Order] { loop.deviceReady(role, at: clock.now) }

    /// The category, so that persons can be scanned.
    func begin() {
        plug()
        scan(Self.card(.category(1)))
    }

    func rows() throws -> [RecordedRow] { try JournalFile.rows(path: folder.journal) }

    /// Rows a scanner made.
    func scans() throws -> [RecordedRow] { try rows().filter { $0.scanner != nil } }

    // MARK: Codes

    static func card(_ command: Command) -> String { cards.payload(of: command) }

    /// A resident number of nobody: born in 1880.
    static func person(_ number: Int) -> String {
        let head = "41010318800101" + padded(number, 3)
        return head + check(.mod11, head)
    }

    static func tube(_ number: Int) -> String {
        let head = "T" + padded(number, 9)
        return head + check(.luhn, head)
    }

    private static func check(_ digit: CheckDigit, _ head: String) -> String {
        digit.character(after: Array(head.utf8)).map { String(decoding: [$0], as: UTF8.self) } ?? ""
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
