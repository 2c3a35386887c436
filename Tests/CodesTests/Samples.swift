import Codes
import Devices

/// The site most tests run at.
enum Samples {
    static let tube = "T[0-9]{8}"

    static func book(
        _ classes: [ClassRule]? = nil, opaque: [OpaqueRule] = [], cards: CommandCards? = nil,
        persons: Set<PersonCode.Kind> = Set(PersonCode.Kind.allCases)
    ) throws -> CodeBook {
        try CodeBook(classes: try classes ?? site(), opaque: opaque, cards: cards, persons: persons)
    }

    static func site() throws -> [ClassRule] {
        [
            try rule(.tube, tube),
            try rule(.bag, "BG-[0-9A-Z]{6}", check: .mod37),
            try rule(.seal, "S[0-9]{7}", check: .luhn),
            try rule(.badge, "OP[0-9]{4,6}"),
            try rule(.box, "[0-9]{18}", gs1: GS1Form(identifying: ["00"])),
            try rule(
                .lot, "[0-9]{14}[0-9A-Z]{1,20}", gs1: GS1Form(identifying: ["01", "21"], mayCarry: ["10", "17"])),
        ]
    }

    static func rule(
        _ codeClass: CodeClass, _ pattern: String, check: CheckDigit = .none, gs1: GS1Form? = nil
    ) throws -> ClassRule {
        ClassRule(codeClass: codeClass, pattern: try Pattern(parsing: pattern), check: check, gs1: gs1)
    }

    /// A scan of text; `aim` as in `Q1`.
    static func scan(_ text: String, aim: String? = nil) -> Scan { scan(Array(text.utf8), aim: aim) }

    static func scan(_ bytes: [UInt8], aim: String? = nil) -> Scan {
        let characters = Array((aim ?? "").utf8)
        return Scan(
            payload: bytes,
            aim: characters.count == 2 ? AIMIdentifier(code: characters[0], modifier: characters[1]) : nil)
    }

    static func person(_ kind: PersonCode.Kind, _ number: String, opaque: OpaqueClass? = nil) -> Code {
        .person(PersonCode(kind: kind, number: Array(number.utf8), opaqueClass: opaque))
    }

    /// A resident number with its check character: region, birth date, sequence.
    static func resident(_ region: String, _ birth: String, _ sequence: String) -> String {
        withCheck(region + birth + sequence)
    }

    static func withCheck(_ body: String, _ check: CheckDigit = .mod11) -> String {
        let character = check.character(after: Array(body.utf8))
        return body + (character.map { String(UnicodeScalar($0)) } ?? "")
    }

    /// Stands in for a keyed hash: the word's own bytes, turned about.
    static let cards = CommandCards { word in
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in word.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return CommandCards.letters(from: (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
    }
}

/// SplitMix64: the tests' own chance, so that a seed repeats a failure.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
