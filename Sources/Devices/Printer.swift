/// What keeps a label printer from printing, in the words of its operator.
package enum PrinterFault: String, Hashable, Sendable, CaseIterable, Comparable {
    case headOpen, paperOut, ribbonOut, jam, cutter, overheated, paused, bufferFull, lowBattery
    /// A label waits to be taken (peeler).
    case labelWaiting
    /// The device says that something is wrong and not what.
    case other
    /// It does not answer although it is there: many printers are dumb exactly while they are in trouble.
    case silent

    package static func < (left: PrinterFault, right: PrinterFault) -> Bool { left.rawValue < right.rawValue }
}

/// What a label printer says of itself.
package struct PrinterStatus: Hashable, Sendable {
    /// Empty for a printer that is fine.
    package var faults: Set<PrinterFault>
    /// Paper or ribbon will run out soon.
    package var isRunningLow: Bool

    package init(faults: Set<PrinterFault> = [], isRunningLow: Bool = false) {
        self.faults = faults
        self.isRunningLow = isRunningLow
    }
}

/// Which label: chosen by who orders it, never used twice.
package struct LabelID: Hashable, Codable, Sendable {
    package var number: Int
    package init(_ number: Int) { self.number = number }
}

/// One label ready for its printer: the whole of its bytes, without status requests.
package struct PrintJob: Hashable, Sendable {
    package var label: LabelID
    package var bytes: [UInt8]
    package init(label: LabelID, bytes: [UInt8]) {
        self.label = label
        self.bytes = bytes
    }
}

/// What became of a label.
package enum PrintOutcome: Hashable, Sendable {
    /// The printer's own counter, batch or label sensor says that it is there.
    case printed
    /// The printer took it and reports no trouble, and has no way to say that it is there.
    case taken
    /// A fault came in the middle: the label may exist whole, in part, or not at all, and the printer may print it again
    /// by itself. Somebody has to look.
    case unknown(PrinterFault)
    /// It was never begun: nothing of it was sent.
    case notPrinted(PrinterFault)
}

/// What a printer's driver tells, in the order it happened.
package enum PrinterEvent: Hashable, Sendable {
    /// The model as the printer names itself, at most 64 characters.
    case identified(String)
    /// The status changed.
    case status(PrinterStatus)
    case finished(LabelID, PrintOutcome)
}
