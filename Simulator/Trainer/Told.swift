import Station

/// A text in both languages.
package struct Told: Hashable, Codable, Sendable {
    package var en: String
    package var zh: String

    package init(_ en: String, _ zh: String) {
        self.en = en
        self.zh = zh
    }
}

/// Bounds of a training.
package enum TrainerLimit {
    package static let port = 8023
    /// Bytes of a request's body, and of its head.
    static let bodyBytes = 4 << 10
    static let headBytes = 8 << 10
    /// Characters of a reading that was typed.
    static let typedCharacters = 1...120
    /// Mistakes that are remembered one by one; further ones only count.
    static let mistakes = 200
    /// Persons, tubes, bags and seals of the deck that a reading is looked for among.
    static let deck = 1...60
    /// How long a row is waited for beyond what a hand waits for its beep: a machine may be slow.
    static let row: Duration = .seconds(6)
    /// Numbers from here on are of tubes that lie in reserve.
    static let reserve = 21
    /// So many mistakes in one task show where the right thing lies, and allow to go on without it.
    static let patience = 2
    /// So many scans in one task allow to go on without it too.
    static let scansOfOne = 40
}
