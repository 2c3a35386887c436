import Assembly
import Codes
import Controller
import Devices
import FakeDevices
import FaultStorage
import Journal
import Scenarios
import Station

/// The table of the power cuts: its configuration is read once, and a box can be started on any disk.
final class CutDesk {
    let configuration = ScenarioConfiguration(folder: "/nowhere")
    let deck: Deck
    private let clock = VirtualClock()
    private let station: VirtualStation

    init() throws {
        deck = Deck(configuration)
        station = try VirtualStation(configuration, clock: clock)
    }

    static func diskName(_ purpose: String) -> String { "/\(purpose)-\(UInt64.random(in: 0...UInt64.max))" }
    static func journal(_ disk: FaultDisk) -> String { disk.path + "/journal" }

    /// A box that has its journal open and hears nothing yet.
    ///
    /// - Parameter minute: of the machine's clock; no two starts on one journal have the same.
    func start(on disk: FaultDisk, minute: Int64) throws(JournalError) -> At {
        let bench = VirtualBench(at: Instant(nanoseconds: minute * 60_000_000_000 + 1_000_000_000), clock: clock)
        var random = Seeded(seed: UInt64(minute) + 1)
        let box = try station.start(
            journal: Self.journal(disk), locking: false, folder: DiskFolder(disk)
        ) { random.bytes($0) }
        return At(desk: self, bench: bench, box: box)
    }

    /// A box at its table.
    struct At {
        let desk: CutDesk
        let bench: VirtualBench
        let box: StationBox

        /// Plugs the scanners in, and waits until they are ready.
        func open() {
            bench.start(box)
            for place in desk.configuration.scanners { bench.plug(bench.add(place.model.firmware)) }
            bench.pass(until: bench.now.advanced(by: .seconds(2)))
        }

        /// Scans, waits until the code is out of sight, and lets the box do its work between scans.
        func scan(_ item: Item, with scanner: String = "collect") {
            let index = desk.configuration.scanners.firstIndex { $0.name == scanner } ?? 0
            bench.read(index, Array(desk.deck.payload(of: item).utf8))
            bench.pass(until: bench.now.advanced(by: desk.configuration.sight + .seconds(1)))
            bench.rest(isLong: true)
        }

        /// What is heard from a device, or what the box says of it where its operator hears nothing.
        func heard(from scanner: ScannerRole) -> [Feedback] {
            guard let index = desk.configuration.scanners.firstIndex(where: { $0.device == scanner.device }) else {
                return []
            }
            if bench.isHeard(index) { return bench.heard(index) }
            return [box.last[scanner.lane]?.feedback].compactMap(\.self)
        }
    }
}

/// A disk as the power finds it.
struct CutTwin {
    var disk: FaultDisk
    /// Rows whose verdicts were out, and rows there can be at most.
    var told: Int64
    var most: Int64
    /// A scan could not be written; its row may be there all the same.
    var hasFailed: Bool
}

/// A station at work on a disk of which a twin is kept at each sync.
final class CutRecording {
    let disk: FaultDisk
    let desk: CutDesk
    private(set) var twins: [CutTwin] = []
    /// All rows, as they are in the end.
    private(set) var rows: [RecordedRow] = []
    private var told: Int64
    /// The last scan could not be written.
    var hasFailed = false

    /// Twins are kept; work that only leads up to a moment needs none.
    var isKeeping = true

    /// - Parameter told: rows on the disk whose verdicts were out.
    init(_ desk: CutDesk, on disk: FaultDisk, told: Int64 = 0) {
        self.desk = desk
        self.disk = disk
        self.told = told
        disk.willSync = { [unowned self] in if isKeeping { keep() } }
    }

    private func keep() {
        twins.append(
            CutTwin(disk: disk.clone(CutDesk.diskName("twin")), told: told, most: told + 1, hasFailed: hasFailed))
    }

    func start(minute: Int64) throws(JournalError) -> CutDesk.At {
        let first = twins.count
        let at = try desk.start(on: disk, minute: minute)
        told = at.box.loop.journal.sequence
        for index in first..<twins.count { twins[index].most = told }
        at.box.loop.recorded = { [unowned self] in told = $0.row }
        return at
    }

    /// Ends in order; the power may go once more before that.
    func end(_ at: CutDesk.At) throws {
        keep()
        if let last = twins.indices.last { twins[last].most = told }
        disk.willSync = nil
        rows = try JournalFile.rows(path: CutDesk.journal(disk))
        try at.box.loop.stop(at: at.bench.now)
    }
}
