import Codes
import Testing

struct CommandCardsTests {
    private let cards = Samples.cards

    @Test("Every card is read as its command, in capitals and small letters")
    func roundTrip() throws {
        let book = try Samples.book(opaque: [OpaqueRule(name: "health", opaqueClass: .stable)], cards: cards)
        #expect(Command.onCards.count == 20 + 4 + 51 + 9 + 4 + 9 + 13 + 8 + 10 + 4 + 16 + 17 + 2 + 1)
        for command in Command.onCards {
            let payload = cards.payload(of: command)
            #expect(book.classify(Samples.scan(payload)) == .command(command))
            #expect(book.classify(Samples.scan(payload.lowercased(), aim: "Q1")) == .command(command))
            #expect(payload.utf8.allSatisfy(CommandCards.alphabet.utf8.contains))
        }
        #expect(cards.payload(of: .count(51)).isEmpty)
    }

    @Test("A right word with another check is a wrong card, and any other mark a wrong word")
    func wrong() throws {
        let book = try Samples.book(opaque: [OpaqueRule(name: "health", opaqueClass: .stable)], cards: cards)
        for command in Command.onCards {
            let payload = cards.payload(of: command)
            for place in 1...4 {
                var letters = Array(payload)
                letters[letters.count - place] = letters[letters.count - place] == "B" ? "C" : "B"
                #expect(book.classify(Samples.scan(String(letters))) == .unreadable(.checkDigit(.command)))
            }
        }
        for text in ["XV", "XVUNDO", "XVBBBBBBBB", "XVUNDO1234", "xvundo"] {
            for aim in [nil, "Q1"] {
                #expect(
                    book.classify(Samples.scan(text, aim: aim)) == .unreadable(.lengthOrCharacters(.command)), "\(text)"
                )
            }
        }
        #expect(try Samples.book().classify(Samples.scan(cards.payload(of: .undo))) == .unreadable(.unknown))
    }

    @Test("No word begins another, and two words differ in two letters or in their number alone")
    func words() {
        let words = Command.onCards.map { ($0, Array($0.word)) }
        for (index, (command, word)) in words.enumerated() {
            for (other, longer) in words[(index + 1)...] {
                #expect(!word.starts(with: longer) && !longer.starts(with: word), "\(command) \(other)")
                guard word.count == longer.count, word.prefix(5) != longer.prefix(5) else { continue }
                #expect(zip(word, longer).count { $0 != $1 } >= 2, "\(command) \(other)")
            }
        }
    }

    @Test("Any bytes of a hash give four letters")
    func letters() {
        for hash in [[], [1], Array(repeating: UInt8.max, count: 32)] as [[UInt8]] {
            let letters = CommandCards.letters(from: hash)
            #expect(letters.utf8.count == 4 && letters.utf8.allSatisfy(CommandCards.alphabet.utf8.contains))
        }
        #expect(CommandCards.letters(from: [0, 1, 0, 2, 0, 19, 1, 0]) == "CDXT")
    }
}
