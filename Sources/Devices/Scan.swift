/// One reading as the driver delivers it: payload bytes without frame, prefix and suffix.
package struct Scan: Hashable, Sendable {
    /// How the characters came in; kept with every field that is later derived from them.
    package enum Origin: String, Hashable, Codable, Sendable { case scan, card, typed }

    package var payload: [UInt8]
    /// AIM symbology identifier (ISO/IEC 15424) without its `]`, e.g. `C1`, `Q3`; nil when the device sends none.
    package var aim: AIMIdentifier?
    package var origin: Origin
    /// It may be in the record already: the device sends it once more, as it says, and whoever it sent it to before is gone; or
    /// it is the code before it, read again while the device waited for an answer that was lost.
    package var isResent = false

    package init(payload: [UInt8], aim: AIMIdentifier? = nil, origin: Origin = .scan) {
        self.payload = payload
        self.aim = aim
        self.origin = origin
    }
}

/// The two characters after `]` of ISO/IEC 15424: which symbology, and a modifier that is a sum of options.
package struct AIMIdentifier: Hashable, Codable, Sendable {
    package var code: UInt8
    package var modifier: UInt8
    package init(code: UInt8, modifier: UInt8) {
        self.code = code
        self.modifier = modifier
    }

    /// The two characters after `]` as a device sent them; nil unless they are a letter and a hexadecimal digit, which the
    /// modifier is, as a sum of options (ISO/IEC 15424). Bytes of noise that end in `]` would else take the first character of
    /// the code behind them.
    package init?(checking code: UInt8, modifier: UInt8) {
        func isLetter(_ byte: UInt8, through last: UInt8) -> Bool {
            (UInt8(ascii: "a")...last).contains(byte | 0x20)
        }
        guard isLetter(code, through: UInt8(ascii: "z")),
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(modifier) || isLetter(modifier, through: UInt8(ascii: "f"))
        else { return nil }
        self.init(code: code, modifier: modifier)
    }
}

/// What a device lets its operator feel: the four verdicts must be distinguishable with the eyes closed.
package enum Feedback: String, Hashable, Codable, Sendable, CaseIterable {
    /// Done: go on.
    case accepted
    /// Not done: nothing has changed.
    case refused
    /// A question or a warning: look up.
    case attention
    /// A tube or a bag was sealed.
    case sealed
}
