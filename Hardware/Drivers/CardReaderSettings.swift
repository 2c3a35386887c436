/// An ID-card reader with a SAM.
package struct CardReaderSettings: Hashable, Sendable {
    /// Whether the photo is kept (opaque) or dropped as soon as it is read.
    package var keepsPhoto: Bool
    /// How often a card is looked for.
    package var findEvery: Duration
    /// How often the reader is asked whether it is well, while no card comes.
    package var statusEvery: Duration
    /// How long a command may take.
    package var commandTimeout: Duration
    /// How long no card may be found before the last one counts as lifted: a card that comes back sooner is delivered
    /// only if it is another one. Longer than a card slips on the plate, shorter than its holder takes to lay it down
    /// again.
    package var liftedFor: Duration
    /// How often a card that keeps lying is read again to see whether it was changed faster than `findEvery`; nil for
    /// never. Many readers beep at every reading.
    package var verifyEvery: Duration?

    package init(
        keepsPhoto: Bool = false, findEvery: Duration = .milliseconds(500), statusEvery: Duration = .seconds(3),
        commandTimeout: Duration = .seconds(5), liftedFor: Duration = .milliseconds(1500), verifyEvery: Duration? = nil
    ) {
        self.keepsPhoto = keepsPhoto
        self.findEvery = findEvery
        self.statusEvery = statusEvery
        self.commandTimeout = commandTimeout
        self.liftedFor = liftedFor
        self.verifyEvery = verifyEvery
    }
}
