package import Devices

/// Zebra/Symbol SSI. What a model does differently goes in here, and is set in the device table.
package struct SSISettings: Hashable, Sendable {
    /// Whether the device is to be switched to packets at every start; else it is read raw, like a line.
    package var usesPackets: Bool
    /// How raw readings are framed, before the switch and where it fails. The prefix and the suffix are taken off the
    /// data of packets too, where they are there.
    package var raw: LineFormat
    /// Whether a WAKEUP byte goes before each command after a pause (hardware handshake bypassed).
    package var needsWakeup: Bool
    /// How long the device needs from the WAKEUP byte to the command. Not confirmed by a document; a guide says "wait".
    package var wakeupPause: Duration
    /// How long the device stays awake after the last byte either way. Not confirmed.
    package var staysAwake: Duration
    /// The beeps of the four verdicts.
    package var beeps: SSIBeeps
    /// The lights that are on after accepted and sealed and off after refused and attention; nil leaves them alone.
    /// Which bit is which light is not confirmed; bit 0 should be that of a decode.
    package var ledMask: UInt8?
    /// What the code type byte of a packet means where the maker's table is not confirmed (2D codes). It goes before
    /// `SSICodeType.aim`.
    package var codeTypes: [UInt8: AIMIdentifier]

    package init(
        usesPackets: Bool = true, raw: LineFormat = LineFormat(), needsWakeup: Bool = false,
        wakeupPause: Duration = .milliseconds(10), staysAwake: Duration = .milliseconds(500),
        beeps: SSIBeeps = SSIBeeps(), ledMask: UInt8? = nil, codeTypes: [UInt8: AIMIdentifier] = [:]
    ) {
        self.usesPackets = usesPackets
        self.raw = raw
        self.needsWakeup = needsWakeup
        self.wakeupPause = wakeupPause
        self.staysAwake = staysAwake
        self.beeps = beeps
        self.ledMask = ledMask
        self.codeTypes = codeTypes
    }
}

/// The beep code of each verdict. 0 to 4 are one to five short high beeps, 5 to 9 as many short low ones.
/// Source: Symbol MK1000 product reference guide, "Beep code definitions".
package struct SSIBeeps: Hashable, Sendable {
    package var accepted: UInt8
    package var refused: UInt8
    package var attention: UInt8
    package var sealed: UInt8

    /// One high, five low, three low, two high: what is good is high.
    package init(accepted: UInt8 = 0x00, refused: UInt8 = 0x09, attention: UInt8 = 0x07, sealed: UInt8 = 0x01) {
        self.accepted = accepted
        self.refused = refused
        self.attention = attention
        self.sealed = sealed
    }

    package subscript(feedback: Feedback) -> UInt8 {
        switch feedback {
        case .accepted: accepted
        case .refused: refused
        case .attention: attention
        case .sealed: sealed
        }
    }
}
