import Devices

/// One printer language as far as status goes: what can be asked, and what the answers mean. It keeps nothing; what a
/// printer was found to know is in `PrinterMemory`.
protocol PrinterDialect: Sendable {
    /// Asked once after the link was opened: who the printer is.
    var identity: [PrinterQuery] { get }
    /// What makes one look at the printer. The first is essential, those that are optional may go unanswered.
    func status(_ memory: PrinterMemory) -> [PrinterQuery]
    /// What is asked instead of a query that was not answered.
    func fallback(for query: PrinterQuery) -> PrinterQuery?
    /// Asks how many labels were printed; nil where the language cannot.
    var count: PrinterQuery? { get }
    /// Makes the printer forget that it was switched on; empty where the language does not tell.
    var clearsReset: [UInt8] { get }
    /// What the parts of a reply say; nil as long as they are no whole answer.
    func read(_ parts: [[UInt8]], of query: PrinterQuery) -> PrinterReading?
}

extension PrinterDialect {
    var identity: [PrinterQuery] { [] }
    func fallback(for query: PrinterQuery) -> PrinterQuery? { nil }
    var count: PrinterQuery? { nil }
    var clearsReset: [UInt8] { [] }
}

extension PrinterSettings {
    var dialect: any PrinterDialect {
        switch language {
        case .zpl: ZPLDialect()
        case .tspl: TSPLDialect()
        case .cpcl: CPCLDialect(labelCount: labelCount)
        case .escpos: ESCPOSDialect()
        }
    }
}

/// A request, and the form its reply has.
struct PrinterQuery: Hashable {
    var bytes: [UInt8]
    var form: PrinterReply.Form
    /// Many printers do not know it, and the status is of use without it.
    var isOptional = false
}

/// What answers say, gathered over all queries of one look.
struct PrinterReading: Hashable {
    /// How far the printer is with what it was given.
    enum Progress: Int, Hashable, Comparable {
        /// It has nothing to do.
        case idle
        /// It has a part of a label, and waits for the rest. A new label makes it forget the part.
        case receiving
        /// It does something, which need not be a label.
        case busy
        /// It has a label of ours in work.
        case printing

        static func < (left: Progress, right: Progress) -> Bool { left.rawValue < right.rawValue }
    }

    var faults: Set<PrinterFault> = []
    var isRunningLow = false
    /// nil where the answers do not tell.
    var progress: Progress?
    /// A label lies in the peeler.
    var labelWaits = false
    /// The printer was switched on since it was last told to forget that.
    var wasReset = false
    var model: String?
    var dotsPerMillimetre: Int?
    /// How many labels were printed, modulo 65,536.
    var count: UInt16?

    mutating func add(_ other: PrinterReading) {
        faults.formUnion(other.faults)
        isRunningLow = isRunningLow || other.isRunningLow
        if let theirs = other.progress { progress = max(progress ?? theirs, theirs) }
        labelWaits = labelWaits || other.labelWaits
        wasReset = wasReset || other.wasReset
        model = model ?? other.model
        dotsPerMillimetre = dotsPerMillimetre ?? other.dotsPerMillimetre
        count = count ?? other.count
    }
}

/// Which queries this printer has been found to know, since its link was opened.
struct PrinterMemory: Hashable {
    private var known: Set<PrinterQuery> = []
    private var strikes: [PrinterQuery: Int] = [:]

    /// It was answered at least once.
    func knows(_ query: PrinterQuery) -> Bool { known.contains(query) }
    /// It was never answered, and asked often enough.
    func isOut(_ query: PrinterQuery) -> Bool { !knows(query) && isFailing(query) }
    /// It was asked often enough since it was last answered, if ever.
    func isFailing(_ query: PrinterQuery) -> Bool { strikes[query, default: 0] >= PrinterLimit.strikes }

    mutating func heard(_ query: PrinterQuery) {
        known.insert(query)
        strikes[query] = nil
    }
    /// It was not answered by a printer that did answer others.
    mutating func missed(_ query: PrinterQuery) { strikes[query, default: 0] += 1 }
}

/// A table of bits and the faults they stand for.
struct FaultBits {
    var table: [(bits: UInt32, fault: PrinterFault)]
    init(_ table: [(bits: UInt32, fault: PrinterFault)]) { self.table = table }

    func faults(in value: UInt32) -> Set<PrinterFault> {
        Set(table.filter { value & $0.bits != 0 }.map(\.fault))
    }
}
