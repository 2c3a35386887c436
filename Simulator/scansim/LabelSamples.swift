import Codes
import FakeDevices
import Journal
import Labels
import Station
import Symbols

/// Labels of a seed: every kind of the set, as sites would print them, and what a reader has to find on each.
struct LabelSamples {
    struct Sample: Sendable {
        var label: Label
        var bars: String?
        /// The element string of GS1-128 bars.
        var gs1: String?
        var qr: String?
        var dataMatrix: String?
    }

    private var random: Seeded
    private let seal = slipSeal(key: "a key for samples only")

    init(seed: UInt64) { random = Seeded(seed: seed) }

    private mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(max(1, limit))) }

    private mutating func digits(_ count: Int) -> String { (0..<count).map { _ in "\(below(10))" }.joined() }

    private mutating func mark() -> LabelMark? {
        switch below(6) {
        case 0: .copy(below(3) + 2)
        case 1: .corrected(below(3) + 2)
        default: nil
        }
    }

    /// A plain code, or an SSCC, as one site would have both.
    private mutating func boxCode() -> BoxCode {
        let body = "3761" + digits(13)
        guard below(2) == 0, let check = CheckDigit.gs1Mod10.character(after: Array(body.utf8)) else {
            return BoxCode("X" + body)
        }
        return BoxCode(body + String(UnicodeScalar(check)))
    }

    /// The box codes of such a site.
    private static let cardLetters = Array(CommandCards.alphabet)
    private static let rules: [ClassRule] = ["X[0-9]{17}", "[0-9]{18}"].compactMap { text in
        (try? Pattern(parsing: text)).map {
            let gs1 = text.hasPrefix("X") ? nil : GS1Form(identifying: ["00"])
            return ClassRule(codeClass: .box, pattern: $0, gs1: gs1)
        }
    }

    /// The labels of a bag and its box.
    mutating func next() -> [Sample] {
        let stocks = [Label.Stock.usual, Label.Stock(width: 100, height: 150), Label.Stock(width: 75, height: 50)]
        let stock = stocks[below(stocks.count)]
        let capacity = [1, 5, 10, 20][below(4)]
        let bag = BagCode("B" + digits(8))
        let sealNumber = SealNumber("FQ" + digits(7))
        let tubes = (0..<(below(20) + 1)).map { _ in
            let count = below(4) == 0 ? below(capacity) + 1 : capacity
            return BaggedTube(code: TubeCode("T" + digits(10)), count: count, isShort: count < capacity)
        }
        let oldest = 27_000_000 + below(1_000_000)
        let categories = ["全员筛查", "重点人群", "密接", "入户", "whole population"]
        let category = categories[below(categories.count)]
        let slip = Slip.bag(
            BagSlip(
                station: "desk-1", bag: bag, seal: sealNumber, category: category, capacity: capacity,
                round: "2022-05-10",
                oldest: oldest, tubes: tubes)
        ).text(seal: seal)
        let people = tubes.reduce(0) { $0 + $1.count }
        let bagLabel = BagLabel(
            bag: bag, seal: sealNumber, tubes: tubes.count, people: people, category: category,
            mode: "pool-\(capacity)",
            round: RoundID("2022-05-10"), station: "desk-1", sealed: "2022-05-10 08:14", oldest: "05-10 07:31",
            latest: "05-10 11:31", slip: slip, mark: mark())
        return [Sample(label: bagLabel.label(on: stock), bars: bag.text, qr: slip)]
            + boxed(bag, sealNumber, tubes, capacity, on: stock) + marks(tubes, capacity, on: stock)
    }

    private mutating func boxed(
        _ bag: BagCode, _ seal: SealNumber, _ tubes: [BaggedTube], _ capacity: Int, on stock: Label.Stock
    ) -> [Sample] {
        let box = boxCode()
        let first = Manifest.Bag(
            code: bag, seal: seal, category: 1, mode: 1, round: RoundID("2022-05-10"), oldest: nil, tubes: tubes)
        var bags = [first]
        for _ in 0..<below(9) {
            var more = first
            more.code = BagCode("B" + digits(8))
            more.seal = SealNumber("FQ" + digits(7))
            bags.append(more)
        }
        let manifest = Manifest(
            station: "desk-1", box: box, version: below(2) + 1, team: "K1", temperature: 1, bags: bags)
        let slip = Slip.manifest(
            ManifestSlip(
                station: "desk-1", box: box, version: manifest.version, temperature: "room temperature",
                bags: bags.count,
                tubes: manifest.tubes, people: manifest.people, hash: manifest.hash)
        ).text(seal: self.seal)
        let bars = Self.rules.bars(of: box.text, .box)
        let outside = BoxLabel(
            box: box, bars: bars, bags: bags.count, tubes: manifest.tubes, people: manifest.people, temperature: "常温",
            station: "desk-1", team: "K1", contact: "Duty desk, 0371-0000",
            latest: "05-10 11:31", mark: mark())
        let list = ManifestLabel(
            manifest: manifest, hash: manifest.hash, slip: slip, handedOver: "2022-05-10 10:02",
            courier: BadgeCode("K-0009"), mark: mark())
        var sample = Sample(label: outside.label(on: stock))
        switch bars {
        case .plain(let code): sample.bars = code
        case .elements(let elements): sample.gs1 = elements.digits
        case nil: sample.bars = "a box code in bars"
        }
        return [sample, Sample(label: list.label(on: stock), qr: slip)]
    }

    private mutating func marks(_ tubes: [BaggedTube], _ capacity: Int, on stock: Label.Stock) -> [Sample] {
        let code = tubes[0].code
        let short = TubeMark(tube: code, kind: .short(count: tubes[0].count, capacity: capacity), mark: mark())
        let void = TubeMark(tube: code, kind: .void, mark: nil)
        let voucher = VoucherLabel(
            person: "**\(digits(2))", tube: code, slot: below(10) + 1, category: "全员筛查", round: RoundID("2022-05-10"),
            station: "desk-1", site: "S-0042", sampled: "2022-05-10 08:14", mark: mark())
        let slip = CorrectionSlip(
            station: "desk-1", number: below(1_000_000), tube: code, slot: below(2) == 0 ? nil : below(10) + 1,
            what: "LEAKED", bag: BagCode("B" + digits(8)))
        let correction = CorrectionLabel(correction: slip, slip: Slip.correction(slip).text(seal: seal))
        // Letters of command cards.
        let card = "XVTEST" + String((0..<8).map { _ in Self.cardLetters[below(Self.cardLetters.count)] })
        let test = TestLabel(
            code: card, station: "desk-1", site: "S-0042", round: RoundID("2022-05-10"), category: "全员筛查",
            printed: "2022-05-10 06:58"
        ).label(on: stock)
        let isInBars = test.elements.contains { if case .code128 = $0 { true } else { false } }
        return [
            isInBars ? Sample(label: test, bars: card) : Sample(label: test, qr: card),
            Sample(label: correction.label(on: stock), qr: correction.slip),
            Sample(label: voucher.label(on: stock), qr: voucher.text),
        ]
            + [short, void].map { Sample(label: $0.label(on: stock), dataMatrix: code.text) }
    }
}

/// A typeface's letters as pictures for labels.
func glyphs(of typeface: Typeface) -> Glyphs {
    { text, height in
        guard let raster = try? typeface.raster(text, height: height) else { return nil }
        return Bitmap(width: raster.width, height: raster.height, bytes: raster.bytes)
    }
}
