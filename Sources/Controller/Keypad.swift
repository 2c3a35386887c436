import Codes
import Devices
import Station

/// A number that is being typed at one scanner, card by card.
///
///     empty --digit, X--> typing --ENTER--> whole: classified like a scan
///       ^                   |                 without a check digit: typed once more, and compared
///       +-- CLEAR, any other code, a minute without a key --+
///
/// Single keys are no events: a row each would spell the number in the record. What ENTER makes of them is one.
struct Keypad {
    enum Outcome: Hashable {
        case typing(characters: Int)
        case refused(Refusal)
        case entered([UInt8])
    }

    private var text: [UInt8] = []
    /// The first entry of a number that has to be typed twice.
    private var first: [UInt8]?
    private var lastKey = Instant.start

    /// Whether a number has been begun.
    var isTyping: Bool { !text.isEmpty || first != nil }

    mutating func press(_ key: TypingKey, at now: Instant) -> Outcome {
        if lastKey.duration(to: now) > KeypadLimit.pause { self = Keypad() }
        lastKey = now
        switch key {
        case .digit(let digit): return append(UInt8(ascii: "0") + UInt8(clamping: digit))
        case .x: return append(UInt8(ascii: "X"))
        case .clear:
            text = []
            return .typing(characters: 0)
        case .enter:
            if text.isEmpty { return .refused(.nothingTyped) }
            defer { text = [] }
            return .entered(text)
        }
    }

    /// Compares the entries of a number that has no check digit: nil asks for the second one.
    mutating func confirmed(_ entry: [UInt8]) -> Bool? {
        guard let earlier = first else {
            first = entry
            return nil
        }
        first = nil
        return earlier == entry
    }

    private mutating func append(_ character: UInt8) -> Outcome {
        if text.count >= KeypadLimit.characters {
            text = []
            return .refused(.typedTooLong)
        }
        text.append(character)
        return .typing(characters: text.count)
    }
}

enum KeypadLimit {
    /// The longest number that has only digits and X.
    static let characters = 18
    /// After this long without a key the next one begins a new number.
    static let pause: Duration = .seconds(60)
}

extension PersonCode.Kind {
    /// Whether a slip in one character shows by itself.
    fileprivate var hasCheckDigit: Bool {
        switch self {
        case .resident, .permanentResident, .passport, .gsrn: true
        case .resident15, .hongKongMacau, .taiwan, .opaque: false
        }
    }
}

extension Code {
    /// Whether this, typed, has to be typed twice.
    var wantsSecondEntry: Bool {
        if case .person(let person) = self { return !person.kind.hasCheckDigit }
        return false
    }
}
