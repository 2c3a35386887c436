import Codes
import Controller
import Devices
import Foundation
import Glibc
import Journal
import Station
import Synchronization

/// Journals with many events, made once by the shipping loop and journal and kept for the next measurement.
struct BenchJournal {
    /// To be raised whenever journals that are kept would differ from new ones.
    private static let version = 3
    /// The number of the scanner that made it: the only one whose last verdict a restart repeats.
    static let scannerNumber = 2
    private static let memory = "/dev/shm"
    private static let bytesPerEvent = 3000
    /// Between two scans, on the journal's own clock.
    private static let pace: Duration = .milliseconds(500)

    /// The folder that holds the journal.
    let folder: String
    /// How many scans it has taken.
    let scans: Int

    /// Takes the kept journal, or makes it: in memory, where a sync costs nothing, then copied and synced.
    init(events: Int, in cache: String) throws {
        scans = events
        folder = "\(cache)/journal-\(events)-v\(Self.version)-r\(rulesVersion)"
        if FileManager.default.fileExists(atPath: BenchSite.journal(in: folder)) { return }
        benchNote("making a journal of \(events) events")
        let begun = benchNow()
        let place = Self.hasRoom(for: events) ? Self.memory : cache
        let making = "\(place)/scanstation-bench-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: making) }
        try Self.make(events, in: making)
        let copy = folder + ".copy-\(getpid())"
        try Self.copy(from: making, to: copy)
        guard rename(copy, folder) == 0 else { throw BenchError("cannot keep \(folder)") }
        benchNote("made in \((benchNow() - begun) / 1_000_000) ms")
    }

    /// A copy to work on, synced, so that the measurement pays for no write of ours.
    func copy(to folder: String) throws { try Self.copy(from: self.folder, to: folder) }

    var mebibytes: Double {
        Double((try? FileManager.default.attributesOfItem(atPath: BenchSite.journal(in: folder))[.size] as? Int) ?? 0)
            / 1_048_576
    }

    private static func hasRoom(for events: Int) -> Bool {
        var status = statvfs()
        guard statvfs(memory, &status) == 0 else { return false }
        return Int(status.f_bavail) * Int(status.f_frsize) > events * bytesPerEvent
    }

    private static func copy(from: String, to: String) throws {
        try FileManager.default.createDirectory(atPath: to, withIntermediateDirectories: true)
        for name in ["journal.sqlite", "journal.sqlite.keys"] {
            try FileManager.default.copyItem(atPath: "\(from)/\(name)", toPath: "\(to)/\(name)")
            let descriptor = open("\(to)/\(name)", O_RDONLY | O_CLOEXEC)
            defer { close(descriptor) }
            guard descriptor >= 0, fsync(descriptor) == 0 else { throw BenchError("cannot sync \(to)/\(name)") }
        }
    }

    private static func make(_ events: Int, in folder: String) throws {
        let serial = BenchScanner(number: scannerNumber).serial
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let configuration = try Configuration.load(
            text: BenchSite.configuration(folder: folder, serial: serial), file: "bench")
        let clock = SteppedClock()
        let loop = try ControlLoop(
            configuration: configuration,
            book: try configuration.codeBook(cards: CommandCards(check: cardCheck(siteKey: BenchSite.cardKey))),
            journal: try JournalFile.open(
                path: configuration.journalPath, station: BenchSite.name, random: systemRandom),
            clocks: clock.clocks)
        let device = DeviceID("05e0:1701/\(serial)")
        let role = ScannerRole(device: device, lane: LaneID(1), track: .both)
        _ = loop.deviceReady(role, at: clock.now)
        var scans = BenchScans()
        for _ in 0..<events {
            clock.advance(by: pace)
            _ = loop.scanned(Scan(payload: scans.next()), by: device, at: clock.now)
        }
        guard loop.tally.keys.allSatisfy({ $0 == "accepted" }), loop.failure == nil else {
            throw BenchError("not all scans were accepted: \(loop.tally)")
        }
        try loop.stop(at: clock.now)
    }
}

/// A clock that stands still until it is told.
private final class SteppedClock: Sendable {
    private static let wallStart: Int64 = 1_700_000_000_000_000
    private let time = Atomic<Int64>(0)

    var now: Instant { Instant(nanoseconds: time.load(ordering: .relaxed)) }

    func advance(by step: Duration) { time.add(step.inNanoseconds, ordering: .relaxed) }

    var clocks: Clocks {
        Clocks(
            now: { self.now },
            wall: {
                // Nobody vouches for it: one round of so many events would otherwise be asked about every morning.
                ClockReading(
                    microseconds: Self.wallStart + self.now.nanoseconds / 1000, utcOffsetMinutes: 0, isTrusted: false)
            })
    }
}
