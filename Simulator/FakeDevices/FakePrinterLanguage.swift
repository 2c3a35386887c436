/// How a fake printer's firmware reads the stream of its host, and answers. One for each language; each takes byte by
/// byte, and keeps at most `FakePrinterLimit.labelBytes` bytes of an unfinished label.
protocol FakePrinterLanguage: Sendable {
    /// The next byte of the host; what it completes, if anything.
    mutating func take(_ byte: UInt8) -> FakePrinterAct?
    /// Whether a part of a label has come, and its end has not.
    var hasPartialLabel: Bool { get }
    /// The answer to a question, in one piece; empty for none.
    func answer(_ question: FakePrinterQuestion, _ state: FakePrinterState) -> [UInt8]
}

package enum FakePrinterLimit {
    /// The most bytes of an unfinished label.
    package static let labelBytes = 1 << 20
    /// The most bytes the link keeps while the printer takes none.
    package static let lineBytes = 1 << 20
    /// The most copies of one label.
    package static let copies = 1000
}

/// What a stretch of the stream makes the firmware do.
enum FakePrinterAct: Hashable {
    case label([UInt8], copies: Int)
    case ask(FakePrinterQuestion)
    /// Everything that is not printed yet is dropped.
    case cancel
    case pause
    case resume
    /// The power-up is forgotten.
    case forgetReset
}

/// A status request; the numbers are those of the languages.
enum FakePrinterQuestion: Hashable {
    case identification, status, errors, odometer, serialNumber
    case quick, full
    case extended, information, labelCount
    case realTime(UInt8)
    case paperSensor
}

/// What the firmware knows of itself when it is asked.
struct FakePrinterState: Hashable {
    var model = ""
    var dotsPerMillimetre = 8
    var peels = false
    var paperOut = false
    var headOpen = false
    var ribbonOut = false
    var paused = false
    var runsLow = false
    var labelWaits = false
    var wasReset = false
    /// A label is under the head, or was and will be again.
    var isPrinting = false
    /// Copies of that label that are not printed yet.
    var remaining = 0
    /// Labels behind it.
    var waiting = 0
    var hasPartialLabel = false
    /// Labels printed since the factory.
    var counted = 0

    var isHindered: Bool { paperOut || headOpen || ribbonOut }

    /// The same printer as a liar sees it.
    var fine: FakePrinterState {
        FakePrinterState(model: model, dotsPerMillimetre: dotsPerMillimetre, peels: peels, counted: counted)
    }
}

extension [UInt8] {
    /// Cuts an unfinished label off that is longer than the firmware's memory.
    mutating func bounded() { if count > FakePrinterLimit.labelBytes { removeAll() } }

    func hasSuffix(_ text: StaticString) -> Bool {
        guard text.utf8CodeUnitCount <= count else { return false }
        return text.withUTF8Buffer { suffix($0.count).elementsEqual($0) }
    }
}

/// The numbers in a text, in order.
func numbers(in text: some Sequence<UInt8>) -> [Int] {
    let digits = text.map { (0x30...0x39).contains($0) ? $0 : 0x20 }
    return digits.split(separator: 0x20).compactMap { Int(String(decoding: $0, as: UTF8.self)) }
}
