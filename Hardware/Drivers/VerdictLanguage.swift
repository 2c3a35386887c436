package import Devices

/// How a scanner is told to beep, by maker. Four verdicts must be told apart with the eyes closed.
///
/// Where a language can only count beeps, the counts are 1 accepted, 2 sealed, 3 attention, 5 refused: two verdicts that
/// run into one another are then heard as something worse, never as something better.
package enum VerdictLanguage: Hashable, Sendable {
    /// Honeywell without any set-up: `16 07 0D` beeps once. Only a pause ends a count.
    /// Source: Honeywell serial commands (SYN BEL CR).
    case honeywell
    /// Honeywell with host acknowledgement switched on in the scanner, which then keeps silent until the host decides:
    /// ESC, a digit, a comma; 4, 5, 6 beep low, medium, high; 7 is a good read, 8 an error.
    /// Source: Honeywell Xenon series user guide, "Host ACK".
    case honeywellHostACK
    /// Datalogic RS-232 and USB-COM single bytes: 01 beeps whatever is configured, `F` is the long "not on file", which
    /// disables some models until `E`. `E` is silent and ends every verdict.
    /// Source: Magellan 800i and 9800i, PowerScan product reference guides, "Host Commands".
    case datalogic
    /// Newland: `7E 01 "0000" # <command> ; 03`, answered in band (`LineFormat.Reply.newland`). The frame is documented;
    /// the beep command differs by model and is therefore given here.
    case newland(VerdictCommands)
    /// Any other scanner: the very bytes.
    case generic(VerdictBytes)
    /// The device cannot be told; the station's own lamp, screen or loudspeaker has to.
    case silent

    /// The bytes that make the device tell `feedback`; empty only when `tellsVerdicts` is false.
    package func bytes(for feedback: Feedback) -> [UInt8] {
        switch self {
        case .honeywell: repeated([0x16, 0x07, 0x0D], beeps(for: feedback))
        case .honeywellHostACK: escapes(for: feedback)
        case .datalogic:
            feedback == .refused
                ? [Letter.notOnFile, Letter.enable] : repeated([0x01], beeps(for: feedback)) + [Letter.enable]
        case .newland(let commands):
            [0x7E, 0x01, 0x30, 0x30, 0x30, 0x30, 0x23] + commands[feedback].utf8 + [0x3B, 0x03]
        case .generic(let bytes): bytes[feedback]
        case .silent: []
        }
    }

    /// Whether accepted and refused differ on this device; a lane needs at least one output of which this is true.
    package var tellsVerdicts: Bool { bytes(for: .accepted) != bytes(for: .refused) }

    private enum Letter {
        static let notOnFile = UInt8(ascii: "F")
        static let enable = UInt8(ascii: "E")
    }

    private func beeps(for feedback: Feedback) -> Int {
        switch feedback {
        case .accepted: 1
        case .sealed: 2
        case .attention: 3
        case .refused: 5
        }
    }

    private func repeated(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
        (0..<count).flatMap { _ in bytes }
    }

    private func escapes(for feedback: Feedback) -> [UInt8] {
        let digits =
            switch feedback {
            case .accepted: "7"
            case .refused: "88"
            case .attention: "456"
            case .sealed: "66"
            }
        return digits.utf8.flatMap { [0x1B, $0, UInt8(ascii: ",")] }
    }
}

/// One byte string for each verdict, for scanners whose commands are not known here.
package struct VerdictBytes: Hashable, Sendable {
    package var accepted: [UInt8]
    package var refused: [UInt8]
    package var attention: [UInt8]
    package var sealed: [UInt8]

    package init(accepted: [UInt8], refused: [UInt8], attention: [UInt8], sealed: [UInt8]) {
        self.accepted = accepted
        self.refused = refused
        self.attention = attention
        self.sealed = sealed
    }

    package subscript(feedback: Feedback) -> [UInt8] {
        switch feedback {
        case .accepted: accepted
        case .refused: refused
        case .attention: attention
        case .sealed: sealed
        }
    }

    /// As many BEL as there are beeps, and CR: what many scanners with a "beep on BEL" option understand.
    /// Not confirmed for any one maker; a configuration may replace it.
    package static let bells = VerdictBytes(
        accepted: [0x07, 0x0D], refused: [0x07, 0x07, 0x07, 0x07, 0x07, 0x0D], attention: [0x07, 0x07, 0x07, 0x0D],
        sealed: [0x07, 0x07, 0x0D])
}

/// One command text for each verdict, without the frame its language puts around it.
package struct VerdictCommands: Hashable, Sendable {
    package var accepted: String
    package var refused: String
    package var attention: String
    package var sealed: String

    package init(accepted: String, refused: String, attention: String, sealed: String) {
        self.accepted = accepted
        self.refused = refused
        self.attention = attention
        self.sealed = sealed
    }

    package subscript(feedback: Feedback) -> String {
        switch feedback {
        case .accepted: accepted
        case .refused: refused
        case .attention: attention
        case .sealed: sealed
        }
    }

    /// `BEEPON`, frequency in hertz, `F`, milliseconds, `T`, volume, `V`: high and short, low and long, middle, high and
    /// long. Not confirmed by a document read for this table; a configuration may replace it.
    package static let newlandTones = VerdictCommands(
        accepted: "BEEPON2700F100T20V", refused: "BEEPON400F900T20V", attention: "BEEPON1200F300T20V",
        sealed: "BEEPON2700F500T20V")
}

extension LineFormat.Reply {
    /// `02 01 "0000"`, the echoed command with ACK, NAK or ENQ, `; 03`. Source: Newland HR42, HR52, FM530 manuals,
    /// "Use of Programming Command".
    package static let newland = LineFormat.Reply(start: [0x02, 0x01, 0x30, 0x30, 0x30, 0x30], end: 0x03)
}
