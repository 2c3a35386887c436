/// Puts synthetic characters in the place of real ones: a digit for a digit, a letter for a letter, the length kept,
/// and check digits right where the form has one. The same text gets the same disguise, within one capture.
///
/// What is put in is drawn by the order in which texts come, never made from the text: nobody can try numbers until one
/// fits. Births lie before 1900; numbers of the first generation end in 996 to 999 (they were never a living person's).
struct Disguise {
    private var random = Drawn(state: 0x5EED)
    private var known: [[UInt8]: [UInt8]] = [:]
    private var given: Set<[UInt8]> = []

    /// Texts shorter than this get a new disguise each time: one of few characters would give itself away.
    static let rememberedBytes = 6
    /// How often a disguise is drawn until it fits, and how many characters are drawn for a long one.
    private static let draws = 4096
    private static let drawnBytes = 200_000

    /// The disguise of a text: letters, digits and `<` replaced, all other characters as they are.
    ///
    /// - Parameter fits: what else the disguise has to keep to; after so many tries in vain it is not kept to.
    mutating func disguised(_ text: [UInt8], fits: ([UInt8]) -> Bool = { _ in true }) -> [UInt8] {
        if let before = known[text], fits(before) { return before }
        let isRemembered = text.count >= Disguise.rememberedBytes
        var drawn = draw(text)
        for _ in 0..<min(Disguise.draws, 1 + Disguise.drawnBytes / max(text.count, 1)) {
            if fits(drawn), !isRemembered || drawn != text && !given.contains(drawn) && known[drawn] == nil { break }
            drawn = draw(text)
        }
        if isRemembered {
            known[text] = drawn
            given.insert(drawn)
        }
        return drawn
    }

    private mutating func draw(_ text: [UInt8]) -> [UInt8] {
        switch Form(of: text) {
        case .eighteen: eighteen(text)
        case .fifteen: random.digits(6) + random.date() + [0x39, 0x39, 0x36 + UInt8(random.below(4))]
        case .passportLine: MachineReadable.mended(sameClasses(text))
        case .permit, .other: sameClasses(text)
        }
    }

    /// Region, birth from 1800 to 1899, sequence, MOD 11-2. A first digit 9 stays, for it tells the kind of number, and
    /// so does X as the check, for letters take another way through a scanner.
    private mutating func eighteen(_ text: [UInt8]) -> [UInt8] {
        let first: [UInt8] = text[0] == 0x39 ? [0x39] : [0x31 + UInt8(random.below(6)), 0x31]
        let region = first + random.digits(6 - first.count)
        let birth = [0x31, 0x38] + random.digits(2) + random.date().suffix(4)
        var number: [UInt8]
        repeat {
            number = region + birth + random.digits(3)
        } while (Form.mod11(number) == 0x58) == Form.isDigit(text[17])
        return number + [Form.isDigit(text[17]) ? Form.mod11(number) : text[17]]
    }

    private mutating func sameClasses(_ text: [UInt8]) -> [UInt8] {
        // H, M and P tell what kind of document it is.
        let isPermit = Form(of: text) == .permit && (text.count == 9 || text.count == 11)
        let keepsFirst = isPermit || Form(of: text) == .passportLine && text[0] == 0x50
        return text.indices.map { keepsFirst && $0 == 0 ? text[0] : random.likeOf(text[$0]) }
    }

}

/// The forms persons' numbers have, in letters and digits without blanks.
enum Form: Hashable {
    /// 17 digits and a digit or X: residents, permanent residents of 2023.
    case eighteen
    /// 15 digits: residents of the first generation.
    case fifteen
    /// A line of a passport's machine readable zone, 44 characters.
    case passportLine
    /// Three letters and 12 digits; H or M and 8 or 10 digits; 8 or 10 digits.
    case permit
    case other

    init(of text: [UInt8]) {
        let digits = text.count { Form.isDigit($0) }
        switch text.count {
        case 18 where digits >= 17 && Form.areDigits(text.dropLast()) && (digits == 18 || text[17] | 0x20 == 0x78):
            self = .eighteen
        case 15 where digits == 15: self = .fifteen
        case 15 where digits == 12 && Form.areDigits(text.dropFirst(3)) && text.prefix(3).allSatisfy(Form.isLetter):
            self = .permit
        case 44 where text.contains(0x3C): self = .passportLine
        case 8 where digits == 8, 10 where digits == 10: self = .permit
        case 9 where digits == 8 && Form.areDigits(text.dropFirst()) && Form.isHM(text[0]): self = .permit
        case 11 where digits == 10 && Form.areDigits(text.dropFirst()) && Form.isHM(text[0]): self = .permit
        default: self = .other
        }
    }

    private static func isHM(_ byte: UInt8) -> Bool { byte | 0x20 == 0x68 || byte | 0x20 == 0x6D }
    private static func areDigits(_ text: ArraySlice<UInt8>) -> Bool { text.allSatisfy(isDigit) }
    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }

    /// The check character of 17 digits: ISO 7064 MOD 11-2, as in GB 11643.
    static func mod11(_ digits: [UInt8]) -> UInt8 {
        let sum = digits.reduce(0) { ($0 + Int($1) - 0x30) * 2 % 11 }
        let value = (12 - sum) % 11
        return value == 10 ? 0x58 : 0x30 + UInt8(value)
    }
}

/// The second line of a TD3 passport (ICAO 9303 part 4) and its check digits: weights 7, 3, 1; `<` is 0, A is 10.
private enum MachineReadable {
    /// The line with its check digits made right; one that has letters where they belong is a first line, and stays.
    static func mended(_ text: [UInt8]) -> [UInt8] {
        guard [9, 19, 27, 43].allSatisfy({ Form.isDigit(text[$0]) }) else { return text }
        var line = text
        if Form.isLetter(line[20]) { line[20] = line[20].isMultiple(of: 2) ? 0x46 : 0x4D }
        line[9] = check(line[0..<9])
        line[19] = check(line[13..<19])
        line[27] = check(line[21..<27])
        line[42] = check(line[28..<42])
        line[43] = check(line[0..<10] + line[13..<20] + line[21..<43])
        return line
    }

    private static func check(_ text: ArraySlice<UInt8>) -> UInt8 {
        var sum = 0
        for (place, byte) in text.enumerated() {
            let value = Form.isDigit(byte) ? Int(byte) - 0x30 : Form.isLetter(byte) ? Int(byte & 0x1F) + 9 : 0
            sum += value * [7, 3, 1][place % 3]
        }
        return 0x30 + UInt8(sum % 10)
    }
}

/// A small random source (SplitMix64, Steele, Lea and Flood 2014), so that a capture is redacted the same way each
/// time.
private struct Drawn {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() >> 33) % limit }

    mutating func digits(_ count: Int) -> [UInt8] { (0..<count).map { _ in 0x30 + UInt8(below(10)) } }

    /// `YYMMDD` of a day that every month has.
    mutating func date() -> [UInt8] {
        let month = 1 + below(12)
        let day = 1 + below(28)
        return digits(2) + [month / 10, month % 10, day / 10, day % 10].map { 0x30 + UInt8($0) }
    }

    mutating func likeOf(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x30...0x39: 0x30 + UInt8(below(10))
        case 0x41...0x5A: 0x41 + UInt8(below(26))
        case 0x61...0x7A: 0x61 + UInt8(below(26))
        default: byte
        }
    }
}
