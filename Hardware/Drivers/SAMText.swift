package import Devices

/// The text of an ID card as a reader delivers it: 256 bytes of UTF-16LE in fields of fixed places, each padded with
/// spaces.
///
/// The character at offset 248 says which of the four cards it is, and so where its fields are (`SAMLayout`). Sources:
/// GA/T 490 for resident cards, the exchange formats of 2017 and 2023 for foreign permanent residents, and that of the
/// residence permit for Hong Kong, Macau and Taiwan residents.
package enum SAMText {
    /// The whole block.
    package static let bytes = 256
    private static let kindMark = 248
    /// 长期: the card does not expire.
    private static let noExpiry = "\u{957F}\u{671F}"

    /// Which card a block is of: by its mark, and without one of the three marks a resident's.
    static func kind(of block: ArraySlice<UInt8>) -> CardRead.Kind {
        switch unit(block, at: kindMark) {
        case UInt16(UInt8(ascii: "I")): .permanentResident2017
        case UInt16(UInt8(ascii: "Y")): .permanentResident2023
        case UInt16(UInt8(ascii: "J")): .hongKongMacauTaiwanResident
        default: .resident
        }
    }

    /// The card a block describes, with the photo given along; or what is wrong with the block.
    ///
    /// Fields are checked for their form only: texts are characters, numbers have the length and the characters of
    /// their kind, dates a month and a day. Check digits are the classifier's business. Where a card has no name in its
    /// first language, its other name is its name.
    package static func card(
        from block: ArraySlice<UInt8>, photo: [UInt8]? = nil
    ) throws(SAMTextFault) -> CardRead {
        guard block.count == bytes else { throw .wrongLength(block.count) }
        let kind = kind(of: block)
        let layout = SAMLayout.of(kind)
        let names = [try text(layout.name, .name, of: block), try text(layout.otherName, .otherName, of: block)]
        guard let name = names.first(where: { !$0.isEmpty }) else { throw .field(.name, .empty) }
        // Nobody is sent away for an address that cannot be read.
        let address = layout.address.flatMap { try? text([$0], .address, of: block) } ?? ""
        let until = try text([layout.validUntil], .validUntil, of: block)
        return CardRead(
            kind: kind, number: try number(layout, of: block), name: name,
            otherName: names[1].isEmpty || names[0].isEmpty ? nil : names[1],
            address: address.isEmpty ? nil : address, sex: try sex(layout, of: block),
            birth: try date(try text([layout.birth], .birth, of: block), .birth),
            validFrom: try date(try text([layout.validFrom], .validFrom, of: block), .validFrom),
            validUntil: until == noExpiry ? nil : try date(until, .validUntil), photo: photo)
    }
}

// MARK: Fields

extension SAMText {
    /// The characters of one field, or of a text in two fields, without their padding. NUL pads on some cards.
    private static func text(
        _ places: [SAMLayout.Place], _ field: SAMTextFault.Field, of block: ArraySlice<UInt8>
    ) throws(SAMTextFault) -> String {
        var units = places.flatMap { place in
            stride(from: place.offset, to: place.offset + place.bytes, by: 2).map { unit(block, at: $0) }
        }[...]
        // A name that is longer than its field may be cut in the middle of a surrogate pair.
        if let last = units.last, UTF16.isLeadSurrogate(last) { units = units.dropLast() }
        while let last = units.last, last == 0x20 || last == 0 { units = units.dropLast() }
        units = units.drop { $0 == 0x20 }
        guard let text = String(validating: units, as: UTF16.self) else { throw .field(field, .unpairedSurrogate) }
        guard text.unicodeScalars.allSatisfy(isPrinted) else { throw .field(field, .wrongCharacters) }
        return text
    }

    private static func unit(_ block: ArraySlice<UInt8>, at offset: Int) -> UInt16 {
        let index = block.startIndex + offset
        return UInt16(block[index]) | UInt16(block[index + 1]) << 8
    }

    /// Neither a control character nor one of the last two code points of a plane, which are no characters.
    private static func isPrinted(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar.value & 0xFFFE != 0xFFFE
    }

    private static func sex(
        _ layout: SAMLayout, of block: ArraySlice<UInt8>
    ) throws(SAMTextFault) -> CardRead.Sex {
        switch unit(block, at: layout.sex.offset) {
        case 0x30: return .unknown
        case 0x31: return .male
        case 0x32: return .female
        case 0x39: return .unspecified
        default: throw .field(.sex, .wrongCharacters)
        }
    }

    private static func number(
        _ layout: SAMLayout, of block: ArraySlice<UInt8>
    ) throws(SAMTextFault) -> String {
        let number = try text([layout.number], .number, of: block)
        let characters = Array(number.utf8)
        if number.isEmpty { throw .field(.number, .empty) }
        guard characters.count == layout.numberLength else { throw .field(.number, .wrongLength) }
        let isWhole =
            switch layout.numberForm {
            case .digitsAndCheck:
                characters.dropLast().allSatisfy(Byte.isDigit)
                    && (characters.last.map { Byte.isDigit($0) || $0 | 0x20 == UInt8(ascii: "x") } ?? false)
            case .capitalsAndDigits:
                characters.allSatisfy { Byte.isDigit($0) || (Byte.isLetter($0) && $0 & 0x20 == 0) }
            }
        guard isWhole else { throw .field(.number, .wrongCharacters) }
        return number
    }

    /// `YYYYMMDD` with a month of 1 to 12 and a day of 1 to 31.
    private static func date(_ text: String, _ field: SAMTextFault.Field) throws(SAMTextFault) -> String {
        let digits = Array(text.utf8)
        if digits.isEmpty { throw .field(field, .empty) }
        guard digits.count == 8 else { throw .field(field, .wrongLength) }
        guard digits.allSatisfy(Byte.isDigit) else { throw .field(field, .wrongCharacters) }
        let month = Int(digits[4] - 0x30) * 10 + Int(digits[5] - 0x30)
        let day = Int(digits[6] - 0x30) * 10 + Int(digits[7] - 0x30)
        guard (1...12).contains(month), (1...31).contains(day) else { throw .field(field, .noDate) }
        return text
    }
}

/// Why a text block is no card. It holds no text of the card.
package enum SAMTextFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Which field, by its name in `CardRead`.
    package enum Field: String, Hashable, Sendable {
        case name, otherName, address, sex, birth, number, validFrom, validUntil
    }
    /// What is wrong with it.
    package enum Reason: String, Hashable, Sendable {
        case empty
        /// Half of a character that UTF-16 writes in two units.
        case unpairedSurrogate
        /// A control character in a text, or what is neither digit nor letter in a number.
        case wrongCharacters
        /// Too many or too few characters.
        case wrongLength
        /// Eight digits whose month or day does not exist.
        case noDate
    }

    /// The block has so many bytes.
    case wrongLength(Int)
    case field(Field, Reason)

    /// For the log.
    package var description: String {
        switch self {
        case .wrongLength(let count): "the text has \(count) bytes instead of \(SAMText.bytes)"
        case .field(let field, let reason): "the field \(field.rawValue) is malformed: \(reason.rawValue)"
        }
    }
}

/// Where the fields of a card stand in its text block, in bytes.
struct SAMLayout: Hashable, Sendable {
    struct Place: Hashable, Sendable {
        var offset: Int
        var bytes: Int
        init(_ offset: Int, _ bytes: Int) {
            self.offset = offset
            self.bytes = bytes
        }
    }

    enum NumberForm: Hashable, Sendable {
        /// Digits; the last may be X.
        case digitsAndCheck
        /// Three letters of a nation, then digits; only the characters are checked.
        case capitalsAndDigits
    }

    var name: [Place]
    var otherName: [Place] = []
    var address: Place?
    var sex = Place(30, 2)
    var birth = Place(36, 16)
    var number = Place(122, 36)
    var numberLength = 18
    var numberForm = NumberForm.digitsAndCheck
    var validFrom = Place(188, 16)
    var validUntil = Place(204, 16)

    static func of(_ kind: CardRead.Kind) -> SAMLayout {
        switch kind {
        case .resident, .hongKongMacauTaiwanResident: SAMLayout(name: [Place(0, 30)], address: Place(52, 70))
        case .permanentResident2017:
            SAMLayout(
                name: [Place(0, 120)], otherName: [Place(158, 30)], sex: Place(120, 2), birth: Place(220, 16),
                number: Place(122, 30), numberLength: 15, numberForm: .capitalsAndDigits)
        case .permanentResident2023:
            // The English name has 46 characters: 35 where other cards have the address, 11 behind the dates.
            SAMLayout(name: [Place(0, 30)], otherName: [Place(52, 70), Place(220, 22)])
        }
    }
}
