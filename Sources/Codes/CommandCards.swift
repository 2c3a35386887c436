import Devices

/// The command cards of one site: what is printed on them, and which command a scanned one is (WORKFLOW.md 3.8).
///
/// A payload is `prefix`, the command's word and a check of four letters, all of them letters that share a key on US,
/// German and French keyboards. The check is made by a function that holds the site's key, so that nobody without the key
/// can draw a card. Small letters are read as capitals.
package struct CommandCards: Sendable {
    /// Every payload begins with these letters; no class of a site may.
    package static let prefix = "XV"
    package static let checkLetters = 4
    /// The letters in the order in which they also stand for numbers.
    package static let alphabet = "BCDEFGHIJKLNOPRSTUVX"

    static let letters = ByteSet.of(alphabet)
    private static let mark = Array(prefix.utf8)

    private struct Card {
        let command: Command
        let check: [UInt8]
    }

    private let cards: [[UInt8]: Card]
    private let payloads: [Command: String]
    private let check: @Sendable (String) -> String
    /// The length of the longest payload.
    let longest: Int

    /// Makes the table of all cards. `check` gives for a word its four letters of `alphabet`, the same every time;
    /// `letters(from:)` makes them from the bytes of a keyed hash.
    package init(check: @escaping @Sendable (String) -> String) {
        var cards: [[UInt8]: Card] = [:]
        var payloads: [Command: String] = [:]
        for command in Command.onCards {
            let letters = check(command.word)
            precondition(
                letters.utf8.count == Self.checkLetters && letters.utf8.allSatisfy(Self.letters.contains),
                "A card's check is four letters of CommandCards.alphabet.")
            cards[Array(command.word.utf8)] = Card(command: command, check: Array(letters.utf8))
            payloads[command] = Self.prefix + command.word + letters
        }
        self.cards = cards
        self.payloads = payloads
        self.check = check
        let numbered = NumberedCard.all.map { $0.word.utf8.count + $0.digits }.max() ?? 0
        longest = max(
            Self.prefix.utf8.count + numbered + Self.checkLetters, payloads.values.map(\.utf8.count).max() ?? 0)
    }

    /// What the command's card holds; empty for a number that has no card, such as `count(51)`.
    package func payload(of command: Command) -> String {
        if let (card, digits) = NumberedCard.of(command) {
            guard let word = card.word(digits) else { return "" }
            return Self.prefix + word + check(word)
        }
        return payloads[command] ?? ""
    }

    /// Four letters from a keyed hash, two bytes each; 160,000 are possible. Missing bytes count as 0.
    package static func letters(from hash: [UInt8]) -> String {
        let alphabet = Array(alphabet.utf8)
        let padded = hash + Array(repeating: 0, count: max(0, 2 * checkLetters - hash.count))
        let letters = (0..<checkLetters).map { index in
            alphabet[(Int(padded[2 * index]) << 8 | Int(padded[2 * index + 1])) % alphabet.count]
        }
        return String(decoding: letters, as: UTF8.self)
    }

    /// Whether the text begins as all cards do.
    static func isMarked(_ text: [UInt8]) -> Bool {
        text.count >= mark.count && text[0].upperCased == mark[0] && text[1].upperCased == mark[1]
    }

    func read(_ text: [UInt8]) -> Reading {
        guard Self.isMarked(text), text.count <= longest, Self.letters.containsAll(text, 0..<text.count) else {
            return .nothing
        }
        let body = text.dropFirst(Self.mark.count).map(\.upperCased)
        let word = body.dropLast(Self.checkLetters)
        if let command = NumberedCard.all.lazy.compactMap({ $0.command(word) }).first {
            let isRight = check(String(decoding: word, as: UTF8.self)).utf8.elementsEqual(
                body.suffix(Self.checkLetters))
            return isRight ? .code(.command(command)) : .nearMiss(.checkDigit(.command))
        }
        guard let card = cards[Array(word)] else {
            return .nearMiss(.lengthOrCharacters(.command))
        }
        guard card.check == Array(body.suffix(Self.checkLetters)) else { return .nearMiss(.checkDigit(.command)) }
        return .code(.command(card.command))
    }
}

extension Command {
    /// Every command that has a card.
    package static let onCards: [Command] =
        (1...20).map(Command.category) + (1...4).map(Command.mode) + (0...50).map(Command.count)
        + [.round, .short, .undo, .release, .notSampled, .void, .confirm, .cancel, .ask]
        + [.transfer, .reopen, .recategorise, .fix] + (1...reasons).map(Command.reason)
        + TypingKey.all.map(Command.key) + [.enrol, .lock] + (1...roles).map(Command.role)
        + [.morning, .pause, .report, .time, .stock, .training] + (1...languages).map(Command.language) + [.link]
        + (1...proxies).map(Command.proxy)
        + (1...lanes).map(Command.lane) + [.handwritten, .reprint, .handover]
        + (1...temperatures).map(Command.temperature)
        + (1...marks).map(Command.mark) + Visit.allCases.map(Command.visit)

    /// Whether it takes out of the record's sums, or changes, what was counted before: such cards lie on the back of the
    /// sheet, so that no scanner meets them by chance.
    package var isDestructive: Bool {
        switch self {
        case .release, .notSampled, .void, .transfer, .reopen, .recategorise, .fix, .mark: true
        case .category, .mode, .round, .short, .undo, .reason, .count, .confirm, .cancel, .ask, .key, .enrol, .role,
            .lock, .lane, .link, .proxy, .pause, .report, .morning, .time, .setTime, .handover, .temperature,
            .handwritten, .reprint, .visit, .training, .language, .testLabel, .stock:
            false
        }
    }

    /// The word on the card: it reads like the command and has only letters of `CommandCards.alphabet`. No word begins
    /// another, and words of one length differ in at least two letters unless only their number differs.
    package var word: String {
        switch self {
        case .category(let number): "GROUP" + Self.letters(number)
        case .mode(let number): "SETUP" + Self.letters(number)
        case .count(let number): "COUNT" + Self.letters(number)
        case .round: "ROUND"
        case .short: "SHORT"
        case .undo: "UNDO"
        case .release: "FREE"
        case .notSampled: "NOTDONE"
        case .void: "VOID"
        case .transfer: "TRNSFER"
        case .reopen: "REOPEN"
        case .recategorise: "REGROUP"
        case .fix: "FIX"
        case .reason(let number): "RESON" + Self.letters(number)
        case .confirm: "CONFIR"
        case .cancel: "CNCEL"
        case .ask: "TELL"
        case .enrol: "ENROL"
        case .role(let number): "ROLE" + Self.letters(number)
        case .lock: "LOCK"
        case .handover: "HNDOVER"
        case .handwritten: "PEN"
        case .reprint: "REPRINT"
        case .training: "PRCTICE"
        case .language(let number): "VOICE" + Self.letters(number)
        case .visit(.absent): "NOTHERE"
        case .visit(.refused): "REFUSED"
        case .visit(.moved): "LEFT"
        case .visit(.revisit): "REVISIT"
        case .visit(.done): "DONE"
        case .mark(let number): "NOTE" + Self.letters(number)
        case .temperature(let number): "COOL" + Self.letters(number)
        case .lane(let number): "BENCH" + Self.letters(number)
        case .link: "LINK"
        case .morning: "BEGIN"
        case .pause: "REST"
        case .report: "REPORT"
        case .time: "CLOCK"
        case .stock: "STOCK"
        case .setTime(let digits): NumberedCard.time.word(digits) ?? NumberedCard.time.word
        case .testLabel(let digits): NumberedCard.testLabel.word(digits) ?? NumberedCard.testLabel.word
        case .proxy(let number): "PROX" + Self.letters(number)
        case .key(.digit(let digit)): "DIGIT" + Self.letters(digit)
        case .key(.x): "LETTERX"
        case .key(.enter): "ENTER"
        case .key(.clear): "CLER"
        }
    }

    /// The last two digits of a number as letters, B for 0 to K for 9.
    private static func letters(_ number: Int) -> String {
        let alphabet = Array(CommandCards.alphabet)
        let value = Int(number.magnitude % 100)
        return String([alphabet[value / 10], alphabet[value % 10]])
    }
}
