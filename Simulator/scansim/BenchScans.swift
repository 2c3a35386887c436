import Codes
import Controller
import Journal

/// The scans every measurement takes: one category card, then pools of ten, person and tube by turns, with the closing scan
/// of a pool after the first person of the next. Every scan changes something; none is refused and none is a repeat.
struct BenchScans {
    private enum Step { case category, person, tube, closing }

    private static let capacity = 10
    private static let firstYear = 1800
    private static let years = 100
    private static let days = 28
    private static let sequences = 1000

    private let card: [UInt8]
    private var pool = 0
    private var slot = 0
    private var step = Step.category

    /// - Parameter count: so many scans were taken before; two runs on one journal need scans of their own.
    init(after count: Int = 0) {
        card = Array(CommandCards(check: cardCheck(siteKey: BenchSite.cardKey)).payload(of: .category(1)).utf8)
        for _ in 0..<count { _ = next() }
    }

    /// The payload of the next scan.
    mutating func next() -> [UInt8] {
        switch step {
        case .category:
            step = .person
            return card
        case .person:
            step = .tube
            return Self.person(pool * Self.capacity + slot)
        case .tube:
            defer { advance() }
            return Self.tube(pool)
        case .closing:
            step = .person
            return Self.tube(pool - 1)
        }
    }

    private mutating func advance() {
        slot += 1
        step = slot == 1 && !isFirstPool ? .closing : .person
        isFirstPool = isFirstPool && slot < Self.capacity
        guard slot == Self.capacity else { return }
        slot = 0
        pool += 1
    }

    /// Before the first pool there is none to close.
    private var isFirstPool = true

    /// A resident number that nobody has: born in the nineteenth century, province 41; 33.6 million differ.
    static func person(_ index: Int) -> [UInt8] {
        let date = index / sequences
        let month = date / days % 12 + 1
        let year = firstYear + date / (days * 12) % years
        var text = Array("410103\(year)".utf8)
        text += digits(month, 2) + digits(date % days + 1, 2) + digits(index % sequences, 3)
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(text, weights).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
        text.append(Array("10X98765432".utf8)[sum % 11])
        return text
    }

    static func tube(_ index: Int) -> [UInt8] { [UInt8(ascii: "T")] + digits(index, 10) }

    private static func digits(_ number: Int, _ width: Int) -> [UInt8] {
        var rest = number
        var text = [UInt8](repeating: UInt8(ascii: "0"), count: width)
        for place in stride(from: width - 1, through: 0, by: -1) {
            text[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        return text
    }
}

/// The station that is measured.
enum BenchSite {
    static let name = "bench"
    static let cardKey = "a key for measurements"

    /// A configuration in which one scanner, told by its serial number, works.
    static func configuration(folder: String, serial: String) -> String {
        configuration(folder: folder, serials: [serial])
    }

    static func configuration(folder: String, serials: [String]) -> String {
        """
        station: \(name)
        site:
          code: S-0001
          card-key: \(cardKey)
        journal: \(journal(in: folder))
        runtime-directory: \(folder)/run
        modes:
          - name: pool-10
            capacity: 10
        categories:
          - english: whole population
            chinese: 全员筛查
        codes:
          tube:
            pattern: 'T[0-9]{10}'
          bag:
            pattern: 'B[0-9]{8}'
          seal:
            pattern: 'FQ[0-9]{7}'
        lanes:
          - number: 1
            scanners:
        \(serials.map { "      - serial: '\($0)'" }.joined(separator: "\n"))

        """
    }

    static func journal(in folder: String) -> String { folder + "/journal.sqlite" }
}
