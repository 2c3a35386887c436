/// A character typed as its number: Alt held, digits on the keypad, Alt let go.
///
/// With a leading 0 the number is a character of CP1252, without it one of the settings' code page. Numbers below 32
/// are the control characters themselves (Alt+0029 and Alt+29 are GS), not the pictures CP437 has in their place: a
/// scanner has no use for those. Numbers above 255 are Unicode code points, as Windows' text fields take them.
///
/// Not modelled: hexadecimal numbers after keypad plus.
struct AltNumpad: Hashable, Sendable {
    private var digits: [UInt8] = []

    var isEmpty: Bool { digits.isEmpty }

    /// Takes a digit, 0 to 9; false when there are too many.
    mutating func append(_ digit: UInt8) -> Bool {
        guard digits.count < KeyboardLimit.altDigits else { return false }
        digits.append(digit)
        return true
    }

    mutating func forget() { digits.removeAll(keepingCapacity: true) }

    /// Alt was let go: the bytes of the character, nil when the number is no character. Call it with digits only.
    mutating func end(_ page: KeyboardSettings.AltCodePage) -> [UInt8]? {
        defer { forget() }
        let number = digits.reduce(UInt32(0)) { $0 * 10 + UInt32($1) }
        if page == .bytes { return Self.rawBytes(number) }
        if number > 0xFF { return Unicode.Scalar(number).map(KeyboardText.bytes) }
        let isANSI = digits.first == 0 || page == .cp1252
        let byte = UInt8(truncatingIfNeeded: number)
        return KeyboardText.bytes(isANSI ? CodePage.cp1252(byte) : CodePage.cp437(byte))
    }

    private static func rawBytes(_ number: UInt32) -> [UInt8]? {
        switch number {
        case 0...0xFF: [UInt8(number)]
        case 0x100...0xFFFF: [UInt8(number >> 8), UInt8(number & 0xFF)]
        default: nil
        }
    }
}

/// Characters as the bytes of a reading.
enum KeyboardText {
    /// UTF-8.
    static func bytes(_ scalar: Unicode.Scalar) -> [UInt8] { Array(String(Character(scalar)).utf8) }
}

/// The upper halves of the two code pages of Western PCs (unicode.org, Public/MAPPINGS/VENDORS/MICSFT).
enum CodePage {
    private static let upper437 = Array(
        ("ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
            + "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}").unicodeScalars)

    /// 80 to 9F; the five that are not assigned stay control characters, as Windows maps them.
    private static let middle1252 = Array(
        "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars)

    static func cp437(_ byte: UInt8) -> Unicode.Scalar {
        byte < 0x80 ? Unicode.Scalar(byte) : upper437[Int(byte) - 0x80]
    }

    static func cp1252(_ byte: UInt8) -> Unicode.Scalar {
        (0x80...0x9F).contains(byte) ? middle1252[Int(byte) - 0x80] : Unicode.Scalar(byte)
    }
}
