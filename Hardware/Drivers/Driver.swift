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

    /// What became of a control transfer the driver asked for.
    mutating func answered(_ request: ControlRequest, _ answer: ControlAnswer, at now: Instant) -> [DriverOutput]

    /// The clock has reached `deadline`. Called early or without a deadline it does nothing.
    mutating func deadlinePassed(at now: Instant) -> [DriverOutput]

    /// When the driver wants to be called again although nothing came in; nil when it waits for bytes only.
    var deadline: Instant? { get }

    /// Lets the device's operator feel the verdict; nothing for a device that cannot.
    mutating func tell(_ feedback: Feedback, at now: Instant) -> [DriverOutput]

    /// Whether accepted and refused differ on this device.
    var tellsVerdicts: Bool { get }

    /// Whether the device has shown that it speaks this language: it has answered a probe, or sent a whole frame. A
    /// language without a probe counts as shown from the start.
    var isProven: Bool { get }
}

extension Driver {
    package mutating func answered(
        _ request: ControlRequest, _ answer: ControlAnswer, at now: Instant
    ) -> [DriverOutput] { [] }

    package mutating func tell(_ feedback: Feedback, at now: Instant) -> [DriverOutput] { [] }

    package var tellsVerdicts: Bool { false }

    package var isProven: Bool { true }
}

/// A driver whose device prints labels, one after the other in the order they were handed in.
package protocol PrinterDriver: Driver {
    /// Takes a label; `PrinterEvent.finished` tells what became of it, once. At most `PrinterLimit.jobs` may wait.
    mutating func print(_ job: PrintJob, at now: Instant) -> [DriverOutput]

    /// Somebody has looked at the printer: a label whose outcome was unknown is settled, and the next may be printed.
    /// Labels of which nothing was sent are taken back: which.
    mutating func recalled() -> [LabelID]
    mutating func settled(at now: Instant) -> [DriverOutput]
}

/// What a driver tells of its device, in the order it happened.
package enum DriverOutput: Hashable, Sendable {
    /// One reading, without frame, prefix and suffix.
    case scan(Scan)
    /// A key of a numeric keypad.
    case key(TypingKey)
    /// An ID card was read.
    case card(CardRead)
    /// An ID card could not be read; the holder is asked to lay it down again.
    case cardTrouble(CardTrouble)
    case printer(PrinterEvent)
    /// Bytes that are no reading. They are kept for the record; a long run is cut to `LineLimit.frameBytes`.
    case damaged(Damage, bytes: [UInt8])
    /// Bytes the device's protocol asks the host to send now.
    case send([UInt8])
    /// A control transfer the device's protocol asks for now.
    case request(ControlRequest)
    /// Something an engineer should know; for the log, without person data, at most 200 characters.
    case note(String)
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
    /// A frame whose checksum or length is wrong, and that did not come again.
    case brokenFrame
    /// Keys that make no character under the configured keyboard layout.
    case unknownKeys
    /// A part of a long reading is missing.
    case incomplete
}
