package import Devices

/// One device's language as a pure step machine: bytes and instants in, scans and bytes to send out.
///
/// A driver reads no clock and sends nothing itself. Whoever owns it feeds it every chunk of its link in order, calls
/// `deadlinePassed` once the clock has reached `deadline`, and carries out what it returns.
package protocol Driver: Sendable {
    /// The link was opened, for the first time or again: what was half received before is forgotten.
    mutating func started(at now: Instant) -> [DriverOutput]

    /// A chunk as the operating system delivered it; a reading may be split over several or share one with others.
    mutating func received(_ bytes: [UInt8], at now: Instant) -> [DriverOutput]

    /// The clock has reached `deadline`. Called early or without a deadline it does nothing.
    mutating func deadlinePassed(at now: Instant) -> [DriverOutput]

    /// When the driver wants to be called again although nothing came in; nil when it waits for bytes only.
    var deadline: Instant? { get }

    /// What to send so that the device lets its operator feel the verdict; empty for a device that cannot.
    func bytes(for feedback: Feedback) -> [UInt8]
}

/// What a driver tells of its device, in the order it happened.
package enum DriverOutput: Hashable, Sendable {
    /// One reading, without frame, prefix and suffix.
    case scan(Scan)
    /// Bytes that are no reading. They are kept for the record; a long run is cut to `LineLimit.frameBytes`.
    case damaged(Damage, bytes: [UInt8])
    /// Bytes the device's protocol asks the host to send now.
    case send([UInt8])
}

/// Why bytes are no reading.
package enum Damage: String, Hashable, Sendable, CaseIterable {
    /// More bytes than a reading may have before an end came; the rest up to the next end is dropped.
    case overLong
    /// The configured prefix is not there: the beginning was lost, or noise came before it.
    case missingPrefix
    /// The configured suffix did not come, and the format calls that damage.
    case missingSuffix
    /// The format demands an AIM identifier and there is none.
    case missingAIM
}
