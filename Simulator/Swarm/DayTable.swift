import Assembly
import Codes
import Controller
import Devices
import FakeDevices
import FaultStorage
import Journal
import Scenarios
import Station

/// A station of a day with its scanners and its printer, in virtual time.
final class DayTable {
    static let bagLimit = 20
    static let boxLimit = 3

    let deck: Deck
    let seal: (String) -> String
    private(set) var outcomes: [String: Int] = [:]
    private let disk = FaultDisk(CutDesk.diskName("day"))
    private let bench: VirtualBench
    private let clock: VirtualClock
    private let box: StationBox
    private let scanners: [Int]
    private let printer: Int
    private var last: String?
    private var keys: Seeded

    var journal: String { CutDesk.journal(disk) }

    init(_ name: String, role: String, seed: UInt64) throws {
        var configuration = ScenarioConfiguration(
            folder: "/nowhere",
            scanners: [
                ScannerPlace("desk", ScannerPlace.collecting.model, track: .both),
                ScannerPlace("pack", ScannerPlace.packing.model, track: .pack),
            ])
        configuration.station = name
        configuration.devices = [.printer(.zpl)]
        configuration.bagLimit = Self.bagLimit
        configuration.badges = role == "sampling" ? BadgeRules() : nil
        configuration.siteCode = "S-0001"
        configuration.modes = """
              - {name: single, capacity: 1}
              - {name: pool-10, capacity: 10}
              - {name: pool-20, capacity: 20}
              - {name: pool-5-tube-first, capacity: 5, order: tube-first}
            """
        configuration.moreCodes = """
              site: {pattern: 'S-[0-9]{4}'}
              team: {pattern: 'G-[0-9]{3}'}
              lot: {pattern: 'LOT-[0-9]'}
              qr:
                - {name: registration, prefix: 'REG|', class: carries-number}
            """
        configuration.more = """
            role: \(role)
            boxes: {limit: \(Self.boxLimit)}
            sites: [{code: S-0001, category: whole population}]
            lots: [{code: LOT-0, expires: 2020-01-31}, {code: LOT-1}]
            """
        deck = Deck(configuration)
        seal = slipSeal(key: configuration.cardKey)
        clock = VirtualClock()
        bench = VirtualBench(clock: clock)
        keys = Seeded(seed: seed)
        var random = keys
        let station = try VirtualStation(configuration, clock: clock)
        box = try station.start(journal: CutDesk.journal(disk), locking: false, folder: DiskFolder(disk)) {
            random.bytes($0)
        }
        scanners = configuration.scanners.map { [bench] in bench.add($0.model.firmware) }
        printer = bench.add(configuration.devices[0].firmware)
        box.loop.recorded = { [unowned self] row in
            if let name = row.entry.happening.trouble { outcomes[name, default: 0] += 1 }
            guard row.entry.scanner != nil, row.decision.verdict != .noted else { return }
            last = row.decision.verdict.name
            outcomes[row.decision.verdict.name, default: 0] += 1
        }
        bench.start(box)
        for index in scanners + [printer] { bench.plug(index) }
        pass(5)
    }

    func pass(_ seconds: Int64) { bench.pass(until: bench.now.advanced(by: .seconds(seconds))) }

    /// - Parameter expected: the row's outcome; empty for a key of a number, which has no row of its own.
    func scan(_ item: Item, _ expected: String, pack: Bool = false) throws {
        last = nil
        bench.read(scanners[pack ? 1 : 0], Array(deck.payload(of: item).utf8))
        bench.pass(until: bench.now.advanced(by: .milliseconds(1_700)))
        bench.rest(isLong: false)
        if !expected.isEmpty, last != expected {
            let verdict = box.last[LaneID(1)].map { "\($0)" } ?? ""
            throw DayRun.Broken(
                description: "\(item) came to \(last ?? "nothing"), not to \(expected): \(verdict.prefix(300))")
        }
    }

    /// The desk's scanner goes and comes back.
    func replug() {
        bench.unplug(scanners[0])
        pass(1)
        bench.plug(scanners[0])
        pass(5)
        bench.rest(isLong: false)
    }

    /// The packing scanner reads nonsense until it is not listened to, and rests until it is again.
    func babble() {
        for number in 0..<30 {
            bench.read(scanners[1], Array("?\(number)".utf8))
            bench.pass(until: bench.now.advanced(by: .milliseconds(200)))
        }
        pass(120)
        bench.rest(isLong: false)
    }

    /// Somebody sets the wall clock.
    func setWall(by seconds: Int64) { clock.shift += seconds * 1_000_000 }

    func lowDisk() { _ = box.diskLow(freeMebibytes: 80, at: bench.now) }

    /// The disk fails under a scan: it is refused, nothing is recorded, and the journal goes on in a new file.
    func failDisk(under item: Item) throws {
        let rows = box.loop.journal.sequence
        disk.armSync(after: 0, keeping: 0)
        bench.read(scanners[0], Array(deck.payload(of: item).utf8))
        bench.pass(until: bench.now.advanced(by: .milliseconds(1_700)))
        let heard = bench.heard(scanners[0])
        disk.mend()
        guard box.loop.failure != nil, box.loop.journal.sequence == rows, heard.last == .refused else {
            throw DayRun.Broken(description: "a scan on a failed disk came to \(heard), rows \(rows)")
        }
        try box.loop.recover()
        outcomes["journal-failed", default: 0] += 1
        pass(5)
    }

    /// The printer has no paper: nobody waits for it, and what it owes is listed.
    func takePaper() { commit(.paperOut(.now)) }

    func givePaper() throws {
        if box.labelsOwed.isEmpty { throw DayRun.Broken(description: "no label is owed without paper") }
        outcomes["label-owed", default: 0] += 1
        for fault in FakePrinterFault.mending { commit(fault) }
        pass(20)
        if !box.labelsOwed.isEmpty { throw DayRun.Broken(description: "labels stay owed: \(box.labelsOwed)") }
    }

    private func commit(_ fault: FakePrinterFault) {
        _ = bench.withFirmware(printer, as: FakeLabelPrinter.self) { printer, now in printer.commit(fault, at: now) }
    }

    /// Jobs that came out whole.
    var printed: [[UInt8]] {
        (bench.withFirmware(printer, as: FakeLabelPrinter.self) { printer, _ in printer.printed } ?? []).map(\.bytes)
    }

    func end() throws {
        try box.loop.stop(at: bench.now)
        let report = try JournalFile.verify(path: journal)
        if !report.isSound { throw DayRun.Broken(description: "the journal is not sound: \(report)") }
    }
}

extension Happening {
    /// The short name of WORKFLOW.md 3.6 for what no scan causes; nil for all else.
    fileprivate var trouble: String? {
        switch self {
        case .deviceLost: "device-lost"
        case .deviceSetAside: "device-set-aside"
        case .clockJumped: "clock-jump"
        case .diskLow: "disk-low"
        case .swabsAged: "lab-clock"
        default: nil
        }
    }
}
