import Assembly
import Codes
import Controller
import Devices
import FakeDevices
import FaultStorage
import Journal
import Scenarios
import Station

/// One day of one station, to the laboratory and back: people in every mode, a twentieth of the acts wrong in every way of the
/// table of refusals, bags, boxes, the courier, a laboratory that knows nothing but the labels, and its receipt.
///
/// Each act says what has to come of it. The laboratory is a second station of its own; all that passes between the two is what
/// came out of a printer.
package final class DayRun {
    package struct Outcome: Hashable, Sendable {
        package var people = 0
        package var tubes = 0
        package var bags = 0
        package var boxes = 0
        /// People in the tubes that the laboratory scanned, by their labels.
        package var received = 0
        package var acts = 0
        package var errors = 0
        /// How often each outcome came, at the station and at the laboratory.
        package var outcomes: [String: Int] = [:]
    }

    package struct Broken: Error, CustomStringConvertible {
        package let description: String
    }

    let station: DayTable
    let laboratory: DayTable
    var random: Seeded
    var outcome = Outcome()
    var persons = 0
    var tubes = 0
    /// Sealed tubes that are in no bag, oldest first, and how many people they hold.
    var loose: [Int] = []
    var bags = 0
    var seals = 0
    /// What the QR of a printed job says.
    private let reading: ([UInt8]) throws -> String
    private var jobsRead = 0
    private var errorNumber = 0

    /// - Parameters:
    ///   - reading: reads the QR off a printed ZPL job.
    package static func run(seed: UInt64, people: Int, reading: @escaping ([UInt8]) throws -> String) throws -> Outcome
    {
        let run = try DayRun(seed: seed, reading)
        try run.work(people)
        return run.outcome
    }

    private init(seed: UInt64, _ reading: @escaping ([UInt8]) throws -> String) throws {
        self.reading = reading
        random = Seeded(seed: seed)
        station = try DayTable("desk-1", role: "sampling", seed: seed)
        laboratory = try DayTable("lab-1", role: "intake", seed: seed &+ 1)
    }

    func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

    // MARK: Acts

    func scan(_ item: Item, _ expected: String = "accepted", pack: Bool = false) throws {
        outcome.acts += 1
        try station.scan(item, expected, pack: pack)
    }

    /// A twentieth of the acts is an error before it.
    private func perhapsErr(filling tube: Int?, first: Int?) throws {
        guard below(8) == 0 else { return }
        outcome.errors += 1
        errorNumber += 1
        try err(errorNumber, filling: tube, first: first)
    }

    // MARK: The day

    private func work(_ people: Int) throws {
        try opening()
        try enrolment()
        try scan(.foreign("LOT-1"))
        try troubles()
        try pools(mode: 2, capacity: 10, people: people * 3 / 7)
        try pools(mode: 3, capacity: 20, people: people * 2 / 7)
        try tubeFirst(people: people / 7)
        let others = people - people * 3 / 7 - people * 2 / 7 - people / 7
        try pack { [self] in
            try contacts()
            try singles(people: 1)
            try scan(.tube(tubes), "mixed-bag", pack: true)
        }
        try singles(people: others - 1)
        try pack()
        try handOver()
        try receive()
        try reconcile()
        outcome.people = persons
        outcome.tubes = tubes
        outcome.bags = bags
        for table in [station, laboratory] {
            for (name, count) in table.outcomes { outcome.outcomes[name, default: 0] += count }
            try table.end()
        }
    }

    private func opening() throws {
        try scan(.person(1), "no-category")
        try scan(.card(.category(2)), "wrong-category")
        try scan(.card(.cancel), "told")
        try scan(.card(.category(1)))
        try scan(.foreign("LOT-0"), "expired-lot")
    }

    /// A supervisor, a packer and a courier: badges 1 to 3.
    private func enrolment() throws {
        func type(_ expected: String) throws {
            for digit in [1, 2, 3, 4] { try scan(.card(.key(.digit(digit))), "") }
            try scan(.card(.key(.enter)), expected)
        }
        try scan(.card(.enrol), "enrol")
        try scan(.badge(1), "enrol")
        try scan(.person(40_001), "enrol")
        try type("enrol")
        try type("accepted")
        for (badge, role) in [(2, Role.packer), (3, .courier)] {
            try scan(.card(.enrol), "enrol")
            try scan(.badge(1), "pin")
            try type("enrol")
            try scan(.badge(badge), "enrol")
            try scan(.person(40_000 + badge), "enrol")
            try scan(.card(.role(role.number)))
        }
    }

    /// What no scan causes: a scanner that babbles, a clock that somebody sets, a disk that is full, one that fails.
    private func troubles() throws {
        station.babble()
        for seconds in [5, -5] {
            station.setWall(by: Int64(seconds))
            try scan(.card(.category(1)))
        }
        station.lowDisk()
        try station.failDisk(under: .card(.category(1)))
        try scan(.card(.category(1)))
    }

    private func pools(mode: Int, capacity: Int, people: Int) throws {
        try scan(.card(.mode(mode)))
        var left = people
        while left > 0 {
            tubes += 1
            let count = min(left, capacity)
            let first = persons + 1
            for place in 1...count {
                try perhapsErr(filling: place > 1 ? tubes : nil, first: place > 1 ? first : nil)
                persons += 1
                try scan(.person(persons))
                if below(40) == 0 { try errWaiting() }
                try scan(.tube(tubes))
            }
            if count < capacity {
                try scan(.card(.short))
            } else if below(10) == 0 {
                // Somebody more wants into the full tube.
                try scan(.person(persons + 5_000))
                try scan(.tube(tubes), "tube-full")
                try scan(.card(.cancel))
                outcome.errors += 1
            }
            try scan(.tube(tubes))
            loose.append(tubes)
            left -= count
        }
    }

    private func tubeFirst(people: Int) throws {
        try scan(.card(.mode(4)))
        var left = people
        while left > 0 {
            tubes += 1
            let count = min(left, below(6) == 0 ? 4 : 5)
            try scan(.tube(tubes))
            if below(5) == 0 {
                try scan(.tube(tubes), "tube-empty")
                outcome.errors += 1
            }
            for _ in 1...count {
                persons += 1
                try scan(.person(persons))
            }
            if count < 5 {
                try scan(.tube(tubes), "short-pool")
                try scan(.card(.confirm))
            } else {
                try scan(.tube(tubes))
            }
            loose.append(tubes)
            left -= count
        }
    }

    private func contacts() throws {
        try scan(.card(.category(3)), "wrong-category")
        try scan(.card(.confirm))
        try scan(.card(.mode(2)), "single-only")
    }

    private func singles(people: Int) throws {
        for number in 0..<people {
            try perhapsErr(filling: nil, first: nil)
            persons += 1
            tubes += 1
            try scan(.person(persons))
            // The plug comes out while somebody waits, who waits on.
            if number == people / 2 { station.replug() }
            try scan(.tube(tubes))
            loose.append(tubes)
        }
    }

    // MARK: Bags and boxes

    /// - Parameter meanwhile: done while the last bag is open and full.
    private func pack(_ meanwhile: (() throws -> Void)? = nil) throws {
        var rest = loose.count
        if bags == 0 { station.takePaper() }
        while rest > 0 {
            bags += 1
            try scan(.bag(bags), pack: true)
            if bags == 1 { try scan(.tube(tubes + 1), "not-sealed", pack: true) }
            let held = Array(loose.prefix(min(rest, DayTable.bagLimit)))
            for tube in held { try scan(.tube(tube), pack: true) }
            loose.removeFirst(held.count)
            rest -= held.count
            if rest > 0, let next = loose.first { try scan(.tube(next), "bag-full", pack: true) }
            if rest == 0 { try meanwhile?() }
            try scan(.bag(bags), pack: true)
            if bags % 5 == 2 { try recount(held) } else { try scan(.card(.count(held.count)), pack: true) }
            if seals > 0 { try scan(.seal(seals), "seal-reuse", pack: true) }
            seals += 1
            try scan(.seal(seals), pack: true)
            station.pass(8)
            if bags == 1 { try station.givePaper() }
        }
    }

    private func recount(_ held: [Int]) throws {
        outcome.errors += 1
        try scan(.card(.count(held.count + 1)), "count-mismatch", pack: true)
        for tube in held { try scan(.tube(tube), pack: true) }
        try scan(.bag(bags), pack: true)
    }

    private func handOver() throws {
        var left = Array(1...bags)
        try scan(.foreign("G-001"), pack: true)
        while !left.isEmpty {
            outcome.boxes += 1
            let held = Array(left.prefix(DayTable.boxLimit))
            left.removeFirst(held.count)
            try scan(.box(outcome.boxes), pack: true)
            for bag in held { try scan(.bag(bag), pack: true) }
            if let next = left.first { try scan(.bag(next), "box-full", pack: true) }
            if outcome.boxes == 1 {
                try scan(.foreign("G-002"), pack: true)
                try scan(.box(1), "box-foreign", pack: true)
                try scan(.card(.cancel), "told", pack: true)
                try scan(.foreign("G-001"), pack: true)
            }
            if left.isEmpty {
                // The last one closes late.
                station.pass(5 * 3_600)
                try scan(.box(outcome.boxes), "lab-clock", pack: true)
                try scan(.card(.reason(9)), pack: true)
            } else {
                try scan(.box(outcome.boxes), pack: true)
            }
            station.pass(10)
        }
        try scan(.card(.handover), "hand-over", pack: true)
        for box in 1...outcome.boxes { try scan(.box(box), "hand-over", pack: true) }
        try scan(.badge(2), "hand-over", pack: true)
        try scan(.badge(2), "not-allowed", pack: true)
        try scan(.badge(3), pack: true)
        station.pass(60)
    }

    // MARK: The laboratory

    /// The slips that have come out of the station's printer, by what they are of.
    private func slips(of table: DayTable) throws -> [Slip] {
        try table.printed.compactMap { job in
            guard String(decoding: job, as: UTF8.self).contains("^BQ") else { return nil }
            return Slip(Array(try reading(job).utf8), seal: table.seal)
        }
    }

    private func receive() throws {
        let texts = try station.printed.filter { String(decoding: $0, as: UTF8.self).contains("^BQ") }.map(reading)
        var bagSlips: [BagCode: (slip: BagSlip, text: String)] = [:]
        var manifests: [(slip: ManifestSlip, text: String)] = []
        for text in texts {
            switch Slip(Array(text.utf8), seal: station.seal) {
            case .bag(let slip): bagSlips[slip.bag] = (slip, text)
            case .manifest(let slip): manifests.append((slip, text))
            // What was found after the seal comes before the boxes, as the courier's paper does.
            case .correction: try laboratory.scan(.foreign(text), "accepted")
            case .receipt, nil: throw Broken(description: "a label that cannot be read")
            }
        }
        if bagSlips.count != bags || manifests.count != outcome.boxes {
            throw Broken(description: "\(bagSlips.count) labels of \(bags) bags, \(manifests.count) manifests")
        }
        for (index, manifest) in manifests.enumerated() {
            try laboratory.scan(.foreign(manifest.text), "accepted")
            let first = index * DayTable.boxLimit + 1
            for bag in first..<(first + manifest.slip.bags) {
                let code = station.deck.payload(of: .bag(bag))
                guard let (slip, text) = bagSlips[BagCode(code)] else {
                    throw Broken(description: "no label of bag \(bag)")
                }
                try receive(slip, text, isFirst: bag == 1)
            }
            try laboratory.scan(.box(index + 1), "accepted")
            laboratory.pass(10)
        }
    }

    private func receive(_ slip: BagSlip, _ text: String, isFirst: Bool) throws {
        try laboratory.scan(.foreign(text), "accepted")
        if isFirst {
            try laboratory.scan(.foreign(slip.tubes[0].code.text), "seal-first")
            try laboratory.scan(.seal(9_999), "seal-broken")
        }
        try laboratory.scan(.foreign(slip.seal.text), "accepted")
        for tube in slip.tubes {
            try laboratory.scan(.foreign(tube.code.text), "accepted")
            outcome.received += tube.count
        }
    }

    private func reconcile() throws {
        let receipts = try slips(of: laboratory).compactMap { slip -> ReceiptSlip? in
            if case .receipt(let receipt) = slip { receipt } else { nil }
        }
        if receipts.count != outcome.boxes { throw Broken(description: "\(receipts.count) receipts") }
        for receipt in receipts {
            if !receipt.isWhole { throw Broken(description: "a receipt that is not whole: \(receipt.differences)") }
            try scan(.foreign(Slip.receipt(receipt).text(seal: station.seal)), pack: true)
        }
        let lines = try Export.lines(path: station.journal).lines.filter { $0.status == "bound" }
        if lines.count != persons { throw Broken(description: "\(lines.count) people in the record of \(persons)") }
        if let line = lines.first(where: { $0.receipt != "received" || $0.handedOver.isEmpty }) {
            throw Broken(description: "tube \(line.tube) is \(line.receipt.isEmpty ? "on no receipt" : line.receipt)")
        }
        if outcome.received != persons {
            throw Broken(description: "the laboratory counts \(outcome.received) people of \(persons)")
        }
    }
}
