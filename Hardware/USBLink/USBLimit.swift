/// Limits of USB links, beside `LinkLimit`.
enum USBLimit {
    /// The most bytes handed to the operating system in one transfer to a device.
    static let transferBytes = 16_384
    /// The most chunks kept for a device that takes none, however short they are.
    static let queuedChunks = 4096
    /// The most control transfers under way on one link.
    static let controlRequests = 16
    /// How many transfers to the host wait on each endpoint, so that one is left while another is delivered.
    static let waitingTransfers = 2
    /// How many transfers may break on an endpoint, with none in between that went well, before its device is given up.
    static let faultsInARow = 8
    /// The pause after the second broken transfer in a row; it doubles with each further one.
    static let firstPause: Duration = .milliseconds(10)
    /// The longest report descriptor that is read, in bytes (HID 1.11 gives its length 16 bits).
    static let reportDescriptorBytes = 4096
    /// How long the event thread sleeps when nothing happens: as good as for ever.
    static let longestSleep: Duration = .seconds(86_400)
}
