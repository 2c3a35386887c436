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

    package init(
        keepsPhoto: Bool = false, findEvery: Duration = .milliseconds(500), statusEvery: Duration = .seconds(3),
        commandTimeout: Duration = .seconds(5)
    ) {
        self.keepsPhoto = keepsPhoto
        self.findEvery = findEvery
        self.statusEvery = statusEvery
        self.commandTimeout = commandTimeout
    }
}
