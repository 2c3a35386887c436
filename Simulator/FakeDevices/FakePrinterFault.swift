/// What a fake printer can be told to do wrong, or what a hand mends on it. As text: `paper-out`, `paper-out:mid`,
/// `close`.
package enum FakePrinterFault: Hashable, Sendable {
    /// When a fault begins.
    package enum Moment: String, Hashable, Sendable, CaseIterable {
        case now
        /// In the middle of the label in work, else of the next one.
        case mid
    }

    case paperOut(Moment)
    case headOpen(Moment)
    case ribbonOut(Moment)
    /// Off, and on again after `FakeLabelPrinter.Configuration.bootTime`; what it had received is lost.
    case powerCycle(Moment)
    /// The label in work is finished, no other begun.
    case pause
    /// No bytes are taken; the link keeps them.
    case bufferFull
    /// No status request is answered.
    case silent
    /// Every status is fine and idle, whatever happens.
    case alwaysFine
    /// Every byte of an answer comes by itself.
    case drip
    /// Paper and ribbon are put in.
    case reload
    /// The head is closed.
    case close
    /// A pause is ended.
    case resume
    /// Bytes are taken again.
    case drain
    /// It answers again, truly, and in one piece.
    case honest
}

extension FakePrinterFault {
    /// All verbs, in the order help shows them.
    package static let verbs = [
        ScanFault.Verb(
            name: "paper-out", arguments: "now|mid", purpose: "run out of labels, now or in the middle of one"),
        ScanFault.Verb(name: "head-open", arguments: "now|mid", purpose: "open the head"),
        ScanFault.Verb(name: "ribbon-out", arguments: "now|mid", purpose: "run out of ribbon"),
        ScanFault.Verb(name: "power-cycle", arguments: "now|mid", purpose: "go off, and on again"),
        ScanFault.Verb(name: "pause", arguments: "", purpose: "begin no other label"),
        ScanFault.Verb(name: "buffer-full", arguments: "", purpose: "take no bytes"),
        ScanFault.Verb(name: "silent", arguments: "", purpose: "answer no status request"),
        ScanFault.Verb(name: "always-fine", arguments: "", purpose: "call every status fine"),
        ScanFault.Verb(name: "drip", arguments: "", purpose: "send every byte by itself"),
        ScanFault.Verb(name: "reload", arguments: "", purpose: "put in paper and ribbon"),
        ScanFault.Verb(name: "close", arguments: "", purpose: "close the head"),
        ScanFault.Verb(name: "resume", arguments: "", purpose: "end a pause"),
        ScanFault.Verb(name: "drain", arguments: "", purpose: "take bytes again"),
        ScanFault.Verb(name: "honest", arguments: "", purpose: "answer again, truly and in one piece"),
    ]

    /// Everything a hand can mend.
    package static let mending: [FakePrinterFault] = [.honest, .reload, .close, .resume, .drain]

    /// Reads a verb with its argument, which is `now` where none is given; nil for what is unknown.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let plain = parts.count == 1 ? FakePrinterFault.plain[parts[0]] : nil
        let moment = parts.count == 1 ? .now : parts.last.flatMap { Moment(rawValue: $0) }
        if let plain {
            self = plain
        } else if let moment, let make = FakePrinterFault.timed[parts[0]] {
            self = make(moment)
        } else {
            return nil
        }
    }

    private static let plain: [String: FakePrinterFault] = [
        "pause": .pause, "buffer-full": .bufferFull, "silent": .silent, "always-fine": .alwaysFine, "drip": .drip,
        "reload": .reload, "close": .close, "resume": .resume, "drain": .drain, "honest": .honest,
    ]
    private static let timed: [String: @Sendable (Moment) -> FakePrinterFault] = [
        "paper-out": { .paperOut($0) }, "head-open": { .headOpen($0) }, "ribbon-out": { .ribbonOut($0) },
        "power-cycle": { .powerCycle($0) },
    ]

    /// What it is in the middle of a label; nil for what has no moment, or comes at once.
    var nowIfMid: FakePrinterFault? {
        switch self {
        case .paperOut(.mid): .paperOut(.now)
        case .headOpen(.mid): .headOpen(.now)
        case .ribbonOut(.mid): .ribbonOut(.now)
        case .powerCycle(.mid): .powerCycle(.now)
        default: nil
        }
    }
}
