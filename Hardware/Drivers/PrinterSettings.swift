/// A label printer.
package struct PrinterSettings: Hashable, Sendable {
    package enum Language: String, Hashable, Sendable, CaseIterable { case zpl, tspl, cpcl, escpos }
    package var language: Language
    /// Dots to the millimetre: 8, 12 or 24.
    package var dotsPerMillimetre: Int
    /// Only asked by class requests, never by status commands: some printers print those.
    package var asksStatus: Bool
    /// The printer holds each label until it is taken.
    package var peels: Bool
    /// How long no answer is borne before it counts as a fault.
    package var silence: Duration

    package init(
        language: Language, dotsPerMillimetre: Int = 8, asksStatus: Bool = true, peels: Bool = false,
        silence: Duration = .seconds(3)
    ) {
        self.language = language
        self.dotsPerMillimetre = dotsPerMillimetre
        self.asksStatus = asksStatus
        self.peels = peels
        self.silence = silence
    }
}

package enum PrinterLimit {
    /// The most labels that may wait for one printer.
    package static let jobs = 64
}
