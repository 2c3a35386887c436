import Codes
import Scenarios

/// What goes wrong at a desk, one thing after the other, so that everything goes wrong in time.
extension DayRun {
    /// An error while nobody waits.
    ///
    /// - Parameters:
    ///   - tube: the open one; nil for none.
    ///   - first: somebody in it.
    func err(_ number: Int, filling tube: Int?, first: Int?) throws {
        switch number % 10 {
        case 0: try scan(.seal(9_998), "wrong-class")
        case 1: try scan(.foreign("https://example.org/lunch"), "unknown-code")
        case 2: try scan(.twice(.person(persons + 1)), "doubled")
        case 3: try scan(.misread(.person(persons + 1)), "check-digit")
        case 4: try scan(.foreign("T12345"), "length-charset")
        case 5: try scan(.tube(tubes + 500), "no-person")
        case 6:
            guard let first else { return try scan(.seal(9_998), "wrong-class") }
            try scan(.person(first), "dup-here")
        case 7:
            guard tube != nil else { return try scan(.tube(tubes + 500), "no-person") }
            try scan(.card(.category(2)), "open-tube")
        case 8:
            // Three within ten minutes would be a round that is over, which the station asks about.
            guard persons > 40, number % 20 < 10 else { return try scan(.foreign("?"), "unknown-code") }
            try scan(.person(1), "dup-round")
            try scan(.card(.cancel), "told")
        default: try scan(.misread(.tube(tubes + 1)), "check-digit")
        }
    }

    /// An error while somebody waits.
    func errWaiting() throws {
        outcome.errors += 1
        switch below(3) {
        case 0: try scan(.person(persons + 7_000), "person-waits")
        case 1:
            guard tubes > 3 else { return try scan(.person(persons + 7_000), "person-waits") }
            try scan(.tube(1), "tube-used")
        default: try scan(.foreign("REG|" + station.deck.payload(of: .person(persons + 7_000))), "mismatch")
        }
    }
}
