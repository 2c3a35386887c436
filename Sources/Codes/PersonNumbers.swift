/// What a text is to one reader of numbers.
enum Reading {
    case code(Code)
    /// It has the form and fails what the form cannot say; another class may still take it.
    case nearMiss(Unreadable)
    case nothing
}

/// The built-in formats of numbers that name a person, each of which a site may switch off.
struct PersonNumbers: Sendable {
    let kinds: Set<PersonCode.Kind>
    private let resident: Bool
    private let resident15: Bool
    private let permanentResident: Bool
    private let hongKongMacau: Bool
    private let taiwan: Bool
    private let passport: Bool

    init(_ kinds: Set<PersonCode.Kind>) {
        self.kinds = kinds
        resident = kinds.contains(.resident)
        resident15 = kinds.contains(.resident15)
        permanentResident = kinds.contains(.permanentResident)
        hongKongMacau = kinds.contains(.hongKongMacau)
        taiwan = kinds.contains(.taiwan)
        passport = kinds.contains(.passport)
    }

    /// Reads a whole text as one number. Letters may be small; blanks are passed over in 18-character numbers, where the
    /// check digit vouches for the rest.
    func read(_ text: [UInt8]) -> Reading {
        switch text.count {
        case 8, 10: isDigits(text, 0..<text.count) ? person(.taiwan, text, if: taiwan) : .nothing
        case 9, 11: hongKongMacau(text)
        case 15: isDigits(text, 0..<15) ? resident15(text) : permanentResident2017(text)
        case 18: eighteen(text)
        case MachineReadableZone.lineBytes, MachineReadableZone.bothLines:
            passport ? MachineReadableZone.read(text) : .nothing
        case 19...24: eighteen(text.filter { $0 != UInt8(ascii: " ") })
        default: .nothing
        }
    }

    /// Resident numbers (GB 11643), residence permits of HMT residents (provinces 81 to 83) and, with 9 first, permanent
    /// residents of the 2023 form, whose layout behind the 9 is not looked at. All carry MOD 11-2.
    func eighteen(_ text: [UInt8]) -> Reading {
        guard text.count == 18, isDigits(text, 0..<17), let last = text.last else { return .nothing }
        let isForeign = text[0] == UInt8(ascii: "9")
        guard last.digit != nil || last.upperCased == UInt8(ascii: "X"), isForeign ? permanentResident : resident else {
            return .nothing
        }
        if !isForeign, !ResidentNumber.isPossible(text) { return .nearMiss(.impossible(.person)) }
        let number = last == UInt8(ascii: "x") ? text.map(\.upperCased) : text
        guard CheckDigit.mod11.passes(number) else { return .nearMiss(.checkDigit(.person)) }
        return .code(.person(PersonCode(kind: isForeign ? .permanentResident : .resident, number: number)))
    }

    private func resident15(_ text: [UInt8]) -> Reading {
        guard resident15 else { return .nothing }
        guard ResidentNumber.isPossible15(text) else { return .nearMiss(.impossible(.person)) }
        return person(.resident15, text, if: true)
    }

    /// Three letters and twelve digits. Its check digit is not verified: no published rule for it was confirmed.
    private func permanentResident2017(_ text: [UInt8]) -> Reading {
        guard isDigits(text, 3..<15), ByteSet.upperCase.containsAll(text, 0..<3) else { return .nothing }
        return person(.permanentResident, text, if: permanentResident)
    }

    /// `H` or `M` and 8 digits, or 10 with the two of the renewal.
    private func hongKongMacau(_ text: [UInt8]) -> Reading {
        let letter = text[0].upperCased
        guard letter == UInt8(ascii: "H") || letter == UInt8(ascii: "M"), isDigits(text, 1..<text.count) else {
            return .nothing
        }
        return person(.hongKongMacau, text, if: hongKongMacau)
    }

    private func person(_ kind: PersonCode.Kind, _ text: [UInt8], if isOn: Bool) -> Reading {
        isOn ? .code(.person(PersonCode(kind: kind, number: text.map(\.upperCased)))) : .nothing
    }
}

/// Whether all bytes of the range, which lies inside the text, are ASCII digits.
func isDigits(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    for index in range where text[index].digit == nil { return false }
    return true
}

extension ByteSet {
    /// Whether all bytes of the range, small letters taken as capitals, are members.
    func containsAll(_ text: [UInt8], _ range: Range<Int>) -> Bool {
        for index in range where !contains(text[index].upperCased) { return false }
        return true
    }
}

/// The parts of a resident number (GB 11643): 6 region, birth date, 3 sequence, and in the second generation a check.
enum ResidentNumber {
    /// Births that are taken as possible; there is no limit of age.
    static let years = 1800...2099

    /// The first two digits: 31 provinces, Taiwan twice (71 and, on permits, 83), Hong Kong and Macau.
    private static let provinces: UInt128 = {
        let ranges: [ClosedRange<Int>] = [11...15, 21...23, 31...37, 41...46, 50...54, 61...65, 71...71, 81...83]
        return ranges.joined().reduce(0) { $0 | 1 << UInt128($1) }
    }()

    /// Region and date of an 18-character number whose first 17 are digits.
    static func isPossible(_ text: [UInt8]) -> Bool {
        isProvince(number(text, 0..<2))
            && isDate(year: number(text, 6..<10), month: number(text, 10..<12), day: number(text, 12..<14))
    }

    /// Region and date of a 15-digit number; its births lie in 1900 to 1999.
    static func isPossible15(_ text: [UInt8]) -> Bool {
        isProvince(number(text, 0..<2))
            && isDate(year: 1900 + number(text, 6..<8), month: number(text, 8..<10), day: number(text, 10..<12))
    }

    static func isProvince(_ value: Int) -> Bool {
        value >= 0 && value < 100 && provinces >> UInt128(value) & 1 == 1
    }

    /// Whether the Gregorian calendar has that day, in the years taken as possible.
    static func isDate(year: Int, month: Int, day: Int) -> Bool {
        guard years.contains(year), day >= 1 else { return false }
        switch month {
        case 1, 3, 5, 7, 8, 10, 12: return day <= 31
        case 4, 6, 9, 11: return day <= 30
        case 2:
            let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
            return day <= (isLeap ? 29 : 28)
        default: return false
        }
    }

    private static func number(_ text: [UInt8], _ range: Range<Int>) -> Int {
        range.reduce(0) { $0 * 10 + (text[$1].digit ?? 0) }
    }
}
