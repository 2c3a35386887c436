import Assembly
import Codes
import Controller
import Devices
package import FakeDevices
import FaultStorage
import Journal
import Scenarios
import Station

/// Labels and everything that keeps a printer from printing: bags are sealed while paper and ribbon end, heads open, plugs are
/// pulled, the printer or the box loses its power. In the end what lies on the paper is what the journal says, and no label
/// lies there twice without a mark.
///
/// Between two faults somebody mends the printer, looks at the labels that are in doubt, and scans HANDWRITTEN for one that is
/// there, REPRINT for one that is not.
package final class PrintRun {
    package struct Outcome: Hashable, Sendable {
        package var runs = 0
        package var bags = 0
        /// Whole labels on the paper.
        package var labels = 0
        /// Of those, copies that say so.
        package var marked = 0
        package var doubts = 0
        package var faults = 0
        package var starts = 0
        package init() {}
    }

    /// What the paper and the journal disagree on.
    package struct Broken: Error, CustomStringConvertible {
        package let description: String
    }

    private let desk: CutDesk
    private let disk = FaultDisk(CutDesk.diskName("labels"))
    private let bench: VirtualBench
    private let clock = VirtualClock()
    private let station: VirtualStation
    private let configuration: ScenarioConfiguration
    private var random: Seeded
    private var keys: Seeded
    private let scanner: Int
    private let printer: Int
    private var outcome = Outcome()
    private var persons = 0

    /// - Parameter language: of the printer.
    package static func run(seed: UInt64, language: FakeLabelPrinter.Language) throws -> Outcome {
        let run = try PrintRun(seed: seed, language)
        try run.work()
        return run.outcome
    }

    private init(seed: UInt64, _ language: FakeLabelPrinter.Language) throws {
        desk = try CutDesk()
        var configuration = ScenarioConfiguration(
            folder: "/nowhere", scanners: [ScannerPlace("desk", ScannerPlace.collecting.model)])
        configuration.devices = [.printer(language)]
        self.configuration = configuration
        random = Seeded(seed: seed)
        keys = Seeded(seed: seed &+ 1)
        bench = VirtualBench(clock: clock)
        station = try VirtualStation(configuration, clock: clock)
        scanner = bench.add(configuration.scanners[0].model.firmware)
        printer = bench.add(configuration.devices[0].firmware)
        let disk = disk
        bench.isPowered = { disk.hasPower }
    }

    private func below(_ limit: UInt64) -> UInt64 { random.next() % limit }

    // MARK: The work

    private func work() throws {
        try start()
        bench.plug(scanner)
        bench.plug(printer)
        pass(5)
        scan(.card(.category(1)))
        let bags = 6 + Int(below(6))
        for bag in 1...bags {
            seal(bag)
            bench.pass(until: bench.now.advanced(by: .milliseconds(Int64(below(4_000)))))
            if below(4) != 0 { try misbehave() }
        }
        try settle(bags)
        try compare(bags)
        outcome.runs = 1
        outcome.bags = bags
        try bench.box?.loop.stop(at: bench.now)
    }

    private func start() throws {
        outcome.starts += 1
        let box = try station.start(
            journal: CutDesk.journal(disk), locking: false, folder: DiskFolder(disk)
        ) { [unowned self] count in keys.bytes(count) }
        bench.start(box)
    }

    private func pass(_ seconds: Int64) { bench.pass(until: bench.now.advanced(by: .seconds(seconds))) }

    private func scan(_ item: Item) {
        bench.read(scanner, Array(desk.deck.payload(of: item).utf8))
        bench.pass(until: bench.now.advanced(by: .milliseconds(900)))
        bench.rest(isLong: false)
    }

    private func seal(_ bag: Int) {
        persons += 1
        for item: Item in [
            .person(persons), .tube(persons), .bag(bag), .tube(persons), .bag(bag), .card(.count(1)), .seal(bag),
        ] { scan(item) }
    }

    // MARK: Faults

    private func misbehave() throws {
        outcome.faults += 1
        let moment: FakePrinterFault.Moment = below(2) == 0 ? .now : .mid
        switch below(8) {
        case 0: commit(.paperOut(moment))
        case 1: commit(.headOpen(moment))
        case 2: commit(.ribbonOut(moment))
        case 3: commit(.powerCycle(moment))
        case 4: commit(.bufferFull)
        case 5:
            bench.unplug(printer)
            pass(Int64(below(4)))
            bench.plug(printer)
        default: return try cut()
        }
        pass(Int64(below(20)))
        if below(2) == 0 { mend() }
    }

    /// The box goes, at once or at a write or sync of the next moments.
    private func cut() throws {
        disk.arm(.cut, after: below(12))
        pass(Int64(below(6)))
        let isKilled = disk.hasPower && below(2) == 0
        disk.cutPower()
        bench.cutPower()
        pass(1)
        if isKilled { disk.resume() } else { disk.restart(using: &random) }
        disk.mend()
        try start()
        pass(5)
        // What was being scanned when it went is scanned again where it is missing.
        scan(.card(.cancel))
    }

    private func commit(_ fault: FakePrinterFault) {
        _ = bench.withFirmware(printer, as: FakeLabelPrinter.self) { printer, now in printer.commit(fault, at: now) }
    }

    private func mend() {
        for fault in FakePrinterFault.mending { commit(fault) }
        pass(10)
    }

    // MARK: The end

    /// Whole labels on the paper: which bag, and what mark.
    private var paper: [String] {
        let labels =
            bench.withFirmware(printer, as: FakeLabelPrinter.self) { printer, _ in printer.printed } ?? []
        return labels.map { label in
            let text = String(decoding: label.bytes, as: UTF8.self)
            let bag = text.firstRange(of: "BAG ").map { String(text[$0.upperBound...].prefix(9)) } ?? "?"
            let mark = ["REPRINT ", "CORRECTED "].compactMap { word in
                text.firstRange(of: word).map { word + text[$0.upperBound...].prefix(1) }
            }.first
            return bag + (mark.map { " \($0)" } ?? "")
        }
    }

    private var isIdle: Bool {
        bench.withFirmware(printer, as: FakeLabelPrinter.self) { printer, _ in printer.isIdle } ?? false
    }

    private func name(_ debt: LabelDebt) -> String {
        guard case .bag(let bag) = debt.subject else { return "?" }
        switch debt.mark {
        case nil: return bag.text
        case .copy(let number): return "\(bag) REPRINT \(number)"
        case .corrected(let number): return "\(bag) CORRECTED \(number)"
        }
    }

    /// Somebody mends the printer, and settles what is in doubt.
    private func settle(_ bags: Int) throws {
        for _ in 0..<200 {
            mend()
            pass(60)
            guard let debts = bench.box?.labelsOwed, let doubt = debts.first(where: { !$0.isHanded }) else {
                if bench.box?.labelsOwed.isEmpty == true { return }
                continue
            }
            // Whoever looks has mended everything: a printer in trouble may print yet what it holds.
            guard doubt.stage == .doubtful, isIdle else { continue }
            outcome.doubts += 1
            if paper.contains(name(doubt)) {
                scan(.card(.handwritten))
            } else if case .bag(let bag) = doubt.subject {
                scan(.card(.reprint))
                scan(.foreign(bag.text))
            }
        }
        throw Broken(description: "labels stay owed: \(bench.box?.labelsOwed.map(name) ?? [])")
    }

    private func compare(_ bags: Int) throws {
        let paper = paper
        let twice = Dictionary(grouping: paper) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
        if !twice.isEmpty { throw Broken(description: "on the paper twice: \(twice)") }
        var told: [String] = []
        var sealed: Set<String> = []
        for row in try JournalFile.rows(path: CutDesk.journal(disk)) {
            for fact in row.facts {
                switch fact {
                case .label(.printed(let debt)), .label(.handwritten(let debt)): told.append(name(debt))
                case .bagSealed(let bag, _, _): sealed.insert(bag.text)
                default: continue
                }
            }
        }
        if told.sorted() != paper.sorted() {
            let (onPaper, inRows) = (Set(paper), Set(told))
            throw Broken(
                description: "only on the paper: \(onPaper.subtracting(inRows).sorted()), only in the journal: "
                    + "\(inRows.subtracting(onPaper).sorted())")
        }
        for bag in sealed where !paper.contains(where: { $0.hasPrefix(bag) }) {
            throw Broken(description: "bag \(bag) has no label")
        }
        outcome.labels = paper.count
        outcome.marked = paper.count { $0.contains(" ") }
    }
}
