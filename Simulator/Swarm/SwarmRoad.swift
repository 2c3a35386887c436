import Assembly
import Codes
import Controller
import Devices
import FakeDevices
import Journal
import Scenarios
import Station

/// The road between the stations of a swarm and its laboratory: boxes that were handed over, with the papers that go with them,
/// and the receipts that come back. What gets lost on the way, or does not fit its label, is drawn here.
///
///     handed over ── leaves ──> underway ── the laboratory takes it ──> received ── its receipt comes ──> told
final class SwarmRoad {
    /// A bag as it arrives.
    struct Bag: Hashable {
        /// What its label says.
        var slip: BagSlip
        /// What is in it.
        var tubes: [TubeCode]
        var isSealBroken = false
    }

    /// A box as it arrives.
    struct Shipment: Hashable {
        var box: BoxCode
        /// Number of the station it comes from; nil for one outside the swarm.
        var station: Int?
        /// Nil where the paper was lost.
        var manifest: ManifestSlip?
        var bags: [Bag]
        /// From then on it is underway, and nobody takes the hand-over back.
        var leaves: Instant
    }

    private let seal: (String) -> String
    private let deck: Deck
    private var random: Seeded
    private let isRough: Bool
    private var underway: [Shipment] = []
    /// Receipts that the courier has, by the number of the station they belong to.
    private var receipts: [Int: [ReceiptSlip]] = [:]
    /// Whose box it is.
    private var senders: [BoxCode: Int] = [:]
    /// Boxes whose hand-over was taken back though they had left: nobody can tell what becomes of them.
    private var recalled: Set<BoxCode> = []
    /// Boxes that nobody has to take in hand any more.
    private(set) var receivedBoxes: Set<BoxCode> = []
    private(set) var receivedSeals: Set<SealNumber> = []
    /// Shown last, for hands that take the wrong paper.
    private var papers: [String] = []
    private var strangers = 0

    private static let papersKept = 24
    /// Codes of boxes from outside are apart from those of the lanes by so much.
    private static let strangersFrom = 900_000

    /// With operators who err tubes and bags get lost, seals break and papers go missing.
    init(_ plan: SwarmPlan) {
        let configuration = ScenarioConfiguration(folder: "/road")
        deck = Deck(configuration)
        seal = slipSeal(key: configuration.cardKey)
        random = Seeded(seed: SwarmRandom(plan, station: 0).seed("road"))
        isRough = plan.faults.contains(.hands)
    }

    func text(_ slip: Slip) -> String { slip.text(seal: seal) }

    // MARK: What the stations write

    /// A station's row, or one that it wrote and never told; of real work.
    func wrote(_ facts: [Fact], by station: SwarmStation) {
        for fact in facts {
            switch fact {
            case .custody(.handedOver(let box, _, let handOver)):
                send(box, handOver.manifest, from: station)
            case .custody(.revoked(let box, _, _)):
                if hasLeft(box, at: station.now) { recalled.insert(box) }
                underway.removeAll { $0.box == box }
                receipts[station.number]?.removeAll { $0.box == box }
            case .custody(.received(let box, _)): receipts[station.number]?.removeAll { $0.box == box }
            case .intake(.received(_, let receipt, let was)):
                receivedBoxes.insert(receipt.box)
                receivedSeals.formUnion(was.bags.map(\.slip.seal))
                underway.removeAll { $0.box == receipt.box }
                guard let sender = senders[receipt.box], !recalled.contains(receipt.box) else { continue }
                receipts[sender, default: []].append(receipt)
            default: continue
            }
        }
    }

    private func send(_ box: BoxCode, _ manifest: Manifest, from station: SwarmStation) {
        senders[box] = station.number
        if recalled.contains(box) { return }
        let settings = station.box?.loop.state.settings
        let bags = manifest.bags.map { bag in
            Bag(
                slip: BagSlip(
                    station: manifest.station, bag: bag.code, seal: bag.seal,
                    category: (settings?.category(bag.category)?.english ?? "").uppercased(), capacity: bag.mode,
                    round: bag.round.text, oldest: bag.oldest.map { Int($0 / 60_000_000) }, tubes: bag.tubes),
                tubes: bag.tubes.map(\.code))
        }
        let paper = ManifestSlip(
            station: manifest.station, box: box, version: manifest.version, temperature: "", bags: bags.count,
            tubes: manifest.tubes, people: manifest.people, hash: manifest.hash)
        let wait = Duration.seconds(Int64(random.next() % 1_800) + 300)
        underway.append(
            shaken(
                Shipment(
                    box: box, station: station.number, manifest: paper, bags: bags,
                    leaves: station.now.advanced(by: wait))))
    }

    /// What the way makes of it.
    private func shaken(_ shipment: Shipment) -> Shipment {
        guard isRough else { return shipment }
        var shipment = shipment
        if random.next() % 8 == 0 { shipment.manifest = nil }
        if random.next() % 12 == 0, shipment.bags.count > 1 { shipment.bags.removeLast() }
        for index in shipment.bags.indices {
            if random.next() % 10 == 0 { shipment.bags[index].isSealBroken = true }
            if random.next() % 10 == 0 { shipment.bags[index].tubes.removeFirst() }
            if random.next() % 12 == 0 {
                strangers += 1
                shipment.bags[index].tubes.append(tube(strangers))
            }
        }
        return shipment
    }

    // MARK: Boxes

    /// Whether a box of a station has gone.
    func hasLeft(_ box: BoxCode, at now: Instant) -> Bool {
        receivedBoxes.contains(box) || underway.contains { $0.box == box && $0.leaves <= now }
            || (senders[box] != nil && !underway.contains { $0.box == box })
    }

    /// The next box that the laboratory takes in hand: of the swarm's stations where there is one.
    func take(at now: Instant) -> Shipment {
        let ready = underway.firstIndex { $0.leaves <= now && !receivedBoxes.contains($0.box) }
        let shipment = ready.map { underway.remove(at: $0) } ?? shaken(stranger(now))
        for bag in shipment.bags { keep(text(.bag(bag.slip))) }
        if let manifest = shipment.manifest { keep(text(.manifest(manifest))) }
        return shipment
    }

    /// It was put aside: somebody takes it in hand later.
    func putBack(_ shipment: Shipment) {
        if !receivedBoxes.contains(shipment.box) { underway.append(shipment) }
    }

    /// A box of which there is nothing to say.
    func giveUp(_ box: BoxCode) { receivedBoxes.insert(box) }

    /// Whether boxes of the swarm's stations wait for the laboratory, some of them on their way yet.
    var hasBoxes: Bool { underway.contains { $0.station != nil } }

    /// A box of a station that nobody here plays.
    private func stranger(_ now: Instant) -> Shipment {
        strangers += 1
        let number = Self.strangersFrom + strangers
        let bags = (0...Int(random.next() % 2)).map { bag in
            let tubes = (0...Int(random.next() % 3)).map { _ in
                strangers += 1
                return BaggedTube(code: tube(strangers), count: Int(random.next() % 5) + 1, isShort: true)
            }
            strangers += 1
            let code = Self.strangersFrom + strangers
            return Bag(
                slip: BagSlip(
                    station: "elsewhere", bag: BagCode(deck.payload(of: .bag(code))),
                    seal: SealNumber(deck.payload(of: .seal(code))), category: "WHOLE POPULATION", capacity: 10,
                    round: "1", oldest: nil, tubes: tubes),
                tubes: tubes.map(\.code))
        }
        let box = BoxCode(deck.payload(of: .box(number)))
        let tubes = bags.flatMap(\.slip.tubes)
        return Shipment(
            box: box,
            manifest: ManifestSlip(
                station: "elsewhere", box: box, version: 1, temperature: "", bags: bags.count, tubes: tubes.count,
                people: tubes.reduce(0) { $0 + $1.count }, hash: String(repeating: "0", count: 64)),
            bags: bags, leaves: now)
    }

    private func tube(_ number: Int) -> TubeCode { TubeCode(deck.payload(of: .tube(Self.strangersFrom + number))) }

    // MARK: The end

    /// With everything in order, what was handed over is received, and its receipt comes back: each station's record says so.
    func settle(_ stations: [SwarmStation]) {
        guard let laboratory = stations.first(where: \.isLaboratory) else { return }
        for _ in 0..<Self.settlingActs * (underway.count + 2) where hasBoxes || laboratory.isReceiving {
            laboratory.receives()
        }
        if hasBoxes { laboratory.auditor.fail("boxes that came are not received") }
        for station in stations where !station.isLaboratory {
            // A fault that was due at the next reading comes with it.
            for _ in 0..<3 * (receipts[station.number] ?? []).count {
                if let receipt = receipt(for: station.number) { station.reads(receipt) }
            }
            if hasReceipts(for: station.number) { station.auditor.fail("a receipt is not taken") }
        }
    }

    /// Acts at the laboratory until all that is underway is received, for each box.
    private static let settlingActs = 400

    // MARK: Papers

    /// A receipt that the courier has brought to a station, the next one each time, until it is taken; nil for none.
    func receipt(for station: Int) -> String? {
        guard var papers = receipts[station], !papers.isEmpty else { return nil }
        let paper = papers.removeFirst()
        papers.append(paper)
        receipts[station] = papers
        let text = text(.receipt(paper))
        keep(text)
        return text
    }

    func hasReceipts(for station: Int) -> Bool { receipts[station]?.isEmpty == false }

    /// Any paper that was seen of late; nil where there was none.
    func anyPaper(_ random: inout Seeded) -> String? {
        papers.isEmpty ? nil : papers[Int(random.next() % UInt64(papers.count))]
    }

    private func keep(_ text: String) {
        if papers.count >= Self.papersKept { papers.removeFirst() }
        papers.append(text)
    }
}
