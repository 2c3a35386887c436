/// A key with which numbers are typed: a card of the sheet, or a key of a numeric keypad.
package enum TypingKey: Hashable, Codable, Sendable {
    /// 0 to 9.
    case digit(Int)
    /// The check character X.
    case x
    case enter
    case clear

    package static let all: [TypingKey] = (0...9).map(TypingKey.digit) + [.x, .enter, .clear]
}
