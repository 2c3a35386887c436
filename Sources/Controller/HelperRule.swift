package import Station

/// A device beside the scanners, or a kind of them: for which lane it works, and what is to be done otherwise than its model
/// in the device table says. What is nil is left as it is there.
package struct HelperRule: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable { case keypad, cardReader, printer }

    package enum Match: Hashable, Sendable {
        /// Told as a scanner is.
        case device(ScannerRule.Match)
        /// A printer in the network, which nothing announces: it is where the configuration says.
        case address(host: String, port: UInt16)
    }

    /// The language of a label printer.
    package enum PrinterLanguage: String, Hashable, Sendable, CaseIterable {
        case zpl, tspl, cpcl
        case escpos = "esc-pos"
    }

    package var kind: Kind
    package var match: Match
    package var lane: LaneID
    /// Only printers; required for one in the network.
    package var language: PrinterLanguage?
    /// Only printers: dots to the millimetre.
    package var dotsPerMillimetre: Int?
    /// Bits a second, for one on a serial line.
    package var baud: Int?
    /// The name of the device table's entry it is to be taken for.
    package var entry: String?

    package init(
        kind: Kind, match: Match = .device(.any), lane: LaneID = LaneID(1), language: PrinterLanguage? = nil,
        dotsPerMillimetre: Int? = nil, baud: Int? = nil, entry: String? = nil
    ) {
        self.entry = entry
        self.kind = kind
        self.match = match
        self.lane = lane
        self.language = language
        self.dotsPerMillimetre = dotsPerMillimetre
        self.baud = baud
    }
}
