/// Commands of more numbers than there are cards of: each is printed when it is wanted, its digits as letters behind its word.
struct NumberedCard: Sendable {
    let word: String
    let digits: Int
    let command: @Sendable (String) -> Command

    static let time = NumberedCard(word: "CLOCK", digits: 12) { .setTime($0) }
    static let testLabel = NumberedCard(word: "TEST", digits: 4) { .testLabel($0) }
    static let all = [time, testLabel]

    /// Nil for a command that has a card of its own.
    static func of(_ command: Command) -> (card: NumberedCard, digits: String)? {
        switch command {
        case .setTime(let digits): (time, digits)
        case .testLabel(let digits): (testLabel, digits)
        default: nil
        }
    }

    /// Nil for what are not so many digits.
    func word(_ number: String) -> String? {
        let letters = Array(CommandCards.alphabet)
        let values = number.compactMap(\.wholeNumberValue)
        guard number.utf8.count == digits, values.count == digits else { return nil }
        return word + String(values.map { letters[$0] })
    }

    /// Nil for letters that are another word's, or stand for no digits.
    func command(_ text: ArraySlice<UInt8>) -> Command? {
        let letters = Array(CommandCards.alphabet.utf8)
        guard text.starts(with: word.utf8) else { return nil }
        let values = text.dropFirst(word.utf8.count).compactMap { letters.firstIndex(of: $0) }
        guard text.count == word.utf8.count + digits, values.count == digits, values.allSatisfy({ $0 < 10 }) else {
            return nil
        }
        return command(values.map(String.init).joined())
    }
}
