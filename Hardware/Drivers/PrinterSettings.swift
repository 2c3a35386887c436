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
    /// CPCL only: asks how many labels were printed, answered by two bytes, the high one first. Empty where the printer
    /// does not know the command: then a label can at best be `taken`.
    package var labelCount: [UInt8]

    package init(
        language: Language, dotsPerMillimetre: Int = 8, asksStatus: Bool = true, peels: Bool = false,
        silence: Duration = .seconds(3), labelCount: [UInt8] = [0x1B, 0x61, 0x63, 0x63]
    ) {
        self.language = language
        self.dotsPerMillimetre = dotsPerMillimetre
        self.asksStatus = asksStatus
        self.peels = peels
        self.silence = silence
        self.labelCount = labelCount
    }
}

package enum PrinterLimit {
    /// The most labels that may wait for one printer.
    package static let jobs = 64
    /// The most bytes one part of a printer's reply may have.
    package static let replyBytes = 1024
    /// The most parts of one reply that are kept.
    package static let replyParts = 8
    /// The most bytes of a device id that are asked for and read.
    package static let deviceIDBytes = 1024
    /// The most characters of a name the printer gives itself.
    package static let nameCharacters = 64
    /// How often an optional question may go unanswered before it is no longer asked.
    package static let strikes = 2
    /// How often a printer is told to forget that it was switched on.
    package static let resetTries = 3
}

/// When a label printer is asked. Asking often makes many printers print slower.
package enum PrinterPace {
    /// While there is nothing to print.
    package static let idle: Duration = .seconds(5)
    /// The longest pause while there is nothing to print and no answer.
    package static let longestIdle: Duration = .seconds(300)
    /// While a label waits for the printer, or for a person.
    package static let waiting: Duration = .seconds(1)
    /// After a label was sent.
    package static let firstLook: Duration = .milliseconds(100)
    /// While a label is printed.
    package static let look: Duration = .milliseconds(200)
    /// How long one status request may take.
    package static let answer: Duration = .milliseconds(800)
    /// How long one class request may take; longer than `LinkLimit.controlTimeout`.
    package static let control: Duration = .seconds(2)
    /// How long a printer that was never seen printing has to report no trouble before its label counts as taken.
    package static let taken: Duration = .seconds(1)
    /// How long a label may be printed while nothing holds it up.
    package static let label: Duration = .seconds(60)
}
