/// How the last character of a code is made from those before it.
///
/// The schemes over digits pass over everything that is not a digit, and `mod37` over everything but digits and capital
/// letters, so that a printed beginning such as `T-` may stand before the number.
package enum CheckDigit: String, Hashable, Codable, Sendable, CaseIterable {
    /// The last character is like any other.
    case none
    /// GS1 General Specifications: weights 3 and 1 from the right, modulo 10.
    case gs1Mod10 = "gs1-mod-10"
    /// ISO 7064 MOD 37-2, as on ISBT 128 donations: digits, letters and `*`.
    case mod37 = "mod-37-2"
    /// ISO 7064 MOD 11-2, as in GB 11643: digits and `X`.
    case mod11 = "mod-11-2"
    /// ISO/IEC 7812: every second digit doubled, modulo 10.
    case luhn

    /// Whether the last character is the one the others ask for; always so for `none`.
    package func passes(_ code: [UInt8]) -> Bool {
        passes(code, in: 0..<code.count)
    }

    func passes(_ code: [UInt8], in range: Range<Int>) -> Bool {
        if self == .none { return true }
        guard let last = range.last else { return false }
        return character(after: code, in: range.lowerBound..<last) == code[last]
    }

    /// The check character that follows `code`; nil for `none` and where `code` has nothing to count.
    package func character(after code: [UInt8]) -> UInt8? {
        character(after: code, in: 0..<code.count)
    }

    func character(after code: [UInt8], in range: Range<Int>) -> UInt8? {
        switch self {
        case .none: nil
        case .gs1Mod10: weighted(code, range) { $0 ? 3 * $1 : $1 }
        case .luhn: weighted(code, range) { $0 ? 2 * $1 / 10 + 2 * $1 % 10 : $1 }
        case .mod11: power(code, range, modulus: 11)
        case .mod37: power(code, range, modulus: 37)
        }
    }

    /// Sums digits from the right, `weigh` being told for each whether it is the 1st, 3rd, 5th ... one.
    private func weighted(_ code: [UInt8], _ range: Range<Int>, _ weigh: (Bool, Int) -> Int) -> UInt8? {
        var sum = 0
        var counted = 0
        for index in range.reversed() {
            guard let digit = code[index].digit else { continue }
            sum += weigh(counted.isMultiple(of: 2), digit)
            counted += 1
        }
        return counted == 0 ? nil : UInt8(ascii: "0") + UInt8((10 - sum % 10) % 10)
    }

    /// The pure systems of ISO 7064 with radix 2: the sum of value times power, check included, is 1 modulo `modulus`.
    private func power(_ code: [UInt8], _ range: Range<Int>, modulus: Int) -> UInt8? {
        var sum = 0
        var counted = 0
        for index in range {
            guard let value = modulus == 11 ? code[index].digit : code[index].base36 else { continue }
            sum = (sum + value) * 2 % modulus
            counted += 1
        }
        guard counted > 0 else { return nil }
        let value = UInt8((modulus + 1 - sum) % modulus)
        switch value {
        case 0...9: return UInt8(ascii: "0") + value
        case 10 where modulus == 11: return UInt8(ascii: "X")
        case 36: return UInt8(ascii: "*")
        default: return UInt8(ascii: "A") + value - 10
        }
    }
}

extension UInt8 {
    /// The value of an ASCII digit.
    @inline(__always) var digit: Int? {
        let value = Int(self) - 0x30
        return value >= 0 && value < 10 ? value : nil
    }

    /// The value of a digit or capital letter: 0-9, A = 10 ... Z = 35.
    var base36: Int? {
        switch self {
        case 0x30...0x39: Int(self) - 0x30
        case 0x41...0x5A: Int(self) - 0x41 + 10
        default: nil
        }
    }

    /// The capital of an ASCII letter; every other byte as it is.
    var upperCased: UInt8 { self >= 0x61 && self <= 0x7A ? self - 0x20 : self }
}
