import Assembly
import Codes
import Controller
import Crypto
import Devices
import FakeDevices
import FaultStorage
import Journal
import Scenarios
import Station

/// One station of a swarm: the shipping box on fake devices, its journal on a disk that fails, the operators at its lanes, and
/// whoever watches that its promises hold.
///
///     on ──power cut, restart, failed journal──> off ──start()──> on
final class SwarmStation {
    let number: Int
    let configuration: ScenarioConfiguration
    let deck: Deck
    let bench: VirtualBench
    let clock = VirtualClock()
    let disk: FaultDisk
    let auditor: Auditor
    let plan: SwarmPlan
    /// To and from the laboratory; nil where there is none.
    let road: SwarmRoad?
    /// Whether boxes are received here, and nobody is sampled.
    let isLaboratory: Bool
    var hands: [SwarmHand] = []
    /// The devices that are no scanners.
    private(set) var reader: Int?
    private(set) var printer: Int?
    private let station: VirtualStation
    private var random: SwarmRandom
    private var keys: Seeded
    /// Faults go on; false in the end, when everything has to come back to work.
    var isFaulty = true
    private(set) var starts = 0
    /// As many rows the journal has when a write or a sync fails next.
    private var storageDue: Int64 = 0
    /// Set when the disk was filled: when somebody makes room.
    private var roomDue: Instant?

    private static let journal = "/journal"

    init(_ number: Int, _ plan: SwarmPlan, _ road: SwarmRoad?) throws {
        self.number = number
        self.plan = plan
        self.road = road
        isLaboratory = road != nil && number == plan.stations
        auditor = Auditor(countsOutcomes: plan.countsOutcomes)
        random = SwarmRandom(plan, station: number)
        keys = Seeded(seed: random.seed("keys"))
        configuration = SwarmDevices.configuration(
            station: number, isLaboratory: isLaboratory, random: &random.devices)
        deck = Deck(configuration)
        disk = FaultDisk("/swarm-\(UInt64.random(in: 0...UInt64.max))")
        if !plan.disksSync { disk.ignoreSyncs() }
        bench = VirtualBench(clock: clock)
        let doors =
            isLaboratory || !configuration.moreCodes.contains(SwarmDoors.codes)
            ? nil : SwarmDoors(deck, random: &random.devices)
        station = try VirtualStation(configuration, clock: clock, roster: doors?.roster)
        let disk = disk
        bench.isPowered = { disk.hasPower }
        let scanners = configuration.scanners.map { bench.add($0.model.firmware) }
        for place in configuration.devices {
            let index = bench.add(place.firmware)
            if place.firmware is FakeCardReader { reader = index } else { printer = index }
        }
        let lanes = Set(configuration.scanners.map(\.lane)).sorted()
        hands = lanes.map { SwarmHand(lane: $0, configuration, scanners, seed: random.seed("hand \($0)")) }
        for index in hands.indices { hands[index].doors = doors }
        storageDue = storagePause(after: 0)
        try start()
        for index in scanners + [reader, printer].compactMap(\.self) { bench.plug(index) }
        bench.pass(until: bench.now.advanced(by: .seconds(2)))
    }

    var box: StationBox? { bench.box }
    var now: Instant { bench.now }

    /// The hash of the journal's last row.
    var hash: [UInt8] { box?.loop.journal.hash ?? [] }

    // MARK: Power

    /// Starts the box; its journal is read again.
    private func start() throws(JournalError) {
        starts += 1
        let box = try station.start(
            journal: disk.path + Self.journal, locking: false, folder: DiskFolder(disk)
        ) { [unowned self] count in
            keys.bytes(count)
        }
        let untold = try auditor.restarted(box.loop.journal)
        // A training that goes on had begun before them, or they are its beginning.
        if !box.loop.state.isTraining { road?.wrote(untold.flatMap(\.facts), by: self) }
        let auditor = auditor
        box.loop.recorded = { [unowned self, unowned loop = box.loop] row in
            auditor.wrote(row, loop)
            if !loop.state.isTraining { road?.wrote(row.decision.facts, by: self) }
        }
        bench.start(box)
    }

    /// The box goes and comes back: with the power, or killed without that the power had gone.
    func restart(cut: Bool) {
        // A program that is killed closes nothing in order.
        let isKilled = !cut && disk.hasPower
        disk.cutPower()
        bench.cutPower()
        bench.pass(until: now.advanced(by: .seconds(Int64(random.power.next() % 20) + 2)))
        if isKilled { disk.resume() } else { disk.restart(using: &random.power) }
        roomDue = nil
        // The power may go again while it starts.
        if isFaulty, plan.faults.contains(.power), random.power.next() % 3 == 0 {
            disk.arm(.cut, after: random.power.next() % 80)
        }
        for _ in 0..<5 {
            do {
                try start()
                bench.pass(until: now.advanced(by: .seconds(3)))
                return
            } catch {
                // The next fault may have come while it started.
                if disk.hasPower, isFaulty == false { return auditor.fail("it does not start: \(error)") }
                if disk.hasPower, !error.isOfDisk { return auditor.fail("it does not start: \(error)") }
                bench.cutPower()
                if !disk.hasPower { disk.restart(using: &random.power) } else { disk.mend() }
            }
        }
        auditor.fail("it did not start in five tries")
    }

    /// Ends the box in order and starts it again.
    func restartInOrder() {
        if let box {
            do { try box.loop.stop(at: now) } catch {
                if disk.hasPower, !error.isOfDisk { auditor.fail("it did not end: \(error)") }
            }
        }
        restart(cut: !disk.hasPower || box?.loop.failure != nil)
    }

    // MARK: Faults

    /// What may go wrong before the next act.
    func misbehave() {
        if !disk.hasPower || box == nil { return restart(cut: true) }
        if box?.loop.failure != nil { return outliveFailure() }
        if let due = roomDue, due <= now {
            disk.mend()
            roomDue = nil
        }
        guard isFaulty else { return }
        if random.happens(.power, one: 300) { disk.arm(.cut, after: random.power.next() % 40) }
        if plan.faults.contains(.storage), let rows = box?.loop.journal.sequence, rows >= storageDue {
            disk.arm(random.storage.next() % 2 == 0 ? .error : .sync, after: random.storage.next() % 20)
            storageDue = rows + storagePause(after: rows)
        }
        if random.happens(.full, one: 500) {
            disk.arm(.full, after: random.storage.next() % 20)
            roomDue = now.advanced(by: .seconds(60))
        }
        if random.happens(.restarts, one: 400) {
            if random.power.next() % 2 == 0 { restartInOrder() } else { restart(cut: false) }
        }
        if random.happens(.clocks, one: 250) { moveClock() }
        if random.happens(.plugs, one: 60) { pull() }
        if random.happens(.printers, one: 80) { spoilPrinter() }
    }

    /// Rows until the next failing write or sync: some 500 in a short journal. Outliving one copies and verifies the whole
    /// journal, so that a long one grows by half between two, give or take a quarter: to each act the copying then costs the
    /// same however long the history is.
    private func storagePause(after rows: Int64) -> Int64 {
        let usual = max(500, UInt64(rows) / 2)
        return Int64(usual / 2 + random.storage.next() % usual)
    }

    /// After a failed sync the journal is copied, or the plug is pulled, or the program is killed, and comes back.
    private func outliveFailure() {
        let what = random.storage.next() % 3
        if what == 0, let loop = box?.loop {
            do throws(JournalError) { return try loop.recover() } catch {
                if disk.hasPower, !error.isOfDisk { auditor.fail("it does not recover: \(error)") }
            }
        }
        restart(cut: what != 2)
    }

    private func moveClock() {
        clock.isTrusted = random.clocks.next() % 3 > 0
        clock.shift += Int64(random.clocks.next() % 7_200_000_000) - 3_600_000_000
    }

    /// A plug comes out and is put back, often under another name.
    private func pull() {
        let devices = configuration.scanners.count + configuration.devices.count
        let index = Int(random.plugs.next() % UInt64(devices))
        bench.unplug(index)
        bench.pass(until: now.advanced(by: .milliseconds(Int64(random.plugs.next() % 3_000))))
        bench.plug(index, node: random.plugs.next() % 2 == 0 ? nil : "ttyACM\(20 + index)")
        if random.plugs.next() % 3 > 0 { bench.pass(until: now.advanced(by: .seconds(2))) }
    }

    private func spoilPrinter() {
        guard let printer else { return }
        let faults: [FakePrinterFault] =
            [.paperOut(.mid), .headOpen(.now), .powerCycle(.mid), .silent, .drip] + FakePrinterFault.mending
        let fault = faults[Int(random.printers.next() % UInt64(faults.count))]
        let chunks = bench.withFirmware(printer, as: FakeLabelPrinter.self) { $0.commit(fault, at: $1) }
        bench.deliver(chunks ?? [], from: printer)
    }

    /// Everything is put right: from here on it has to work.
    func mend() {
        isFaulty = false
        roomDue = nil
        disk.mend()
        clock.isTrusted = true
        mendPrinter()
        if !disk.hasPower || box == nil { restart(cut: true) }
        if box?.loop.failure != nil { restart(cut: true) }
        for index in 0..<(configuration.scanners.count + configuration.devices.count) where !bench.isPlugged(index) {
            bench.plug(index)
        }
        bench.pass(until: now.advanced(by: .seconds(30)))
    }

    private func mendPrinter() {
        guard let printer else { return }
        for fault in FakePrinterFault.mending {
            let chunks = bench.withFirmware(printer, as: FakeLabelPrinter.self) { $0.commit(fault, at: $1) }
            bench.deliver(chunks ?? [], from: printer)
        }
    }

    /// The printer prints every label that its lane owes, once somebody has looked at those that are in doubt.
    func printsWhatItOwes() {
        guard printer != nil else { return }
        for _ in 0..<Self.labelTurns {
            guard let loop = box?.loop, loop.state.debts.contains(where: { $0.lane == Self.helpedLane }) else {
                return
            }
            // A fault that was due at the next label comes with it.
            mendPrinter()
            if loop.state.hasDoubts(at: Self.helpedLane) { hands[0].writeByHand(self) }
            bench.pass(until: now.advanced(by: .seconds(5)))
        }
        let left = box?.loop.state.debts.count { $0.lane == Self.helpedLane } ?? 0
        auditor.fail("\(left) labels are owed and not printed")
    }

    /// Where the card reader and the printer are.
    static let helpedLane = LaneID(1)
    /// A label takes one or two.
    private static let labelTurns = 3 * LabelRules.most

    /// Ends in order: the journal is sound as a whole.
    func end() {
        guard let box else { return auditor.fail("it is not there in the end") }
        let path = disk.path + Self.journal
        do throws(JournalError) {
            try box.loop.stop(at: now)
            let report = try JournalFile.verify(path: path)
            if let fault = report.firstBad { auditor.fail("verify: \(fault)") }
        } catch {
            auditor.fail("in the end: \(error)")
        }
    }
}

extension JournalError {
    /// What a disk that fails makes of a start: it is tried again.
    fileprivate var isOfDisk: Bool {
        switch self {
        case .diskFull, .syncFailed, .cannotOpen, .other: true
        case .inUse, .foreign, .notDurable, .damaged, .keysMissing, .keyDestroyed, .tooLong: false
        }
    }
}
