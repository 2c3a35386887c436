/// One label as a value: what stands where, in millimetres from the upper left corner of its stock.
///
/// A label knows no printer. `bytes(for:dotsPerMillimetre:glyphs:)` compiles it to a printer's language. Text that is not
/// ASCII is drawn as a picture, by the glyphs that are handed in, because not every printer has Chinese.
package struct Label: Hashable, Sendable {
    /// The stock: one label, without the gap.
    package struct Stock: Hashable, Sendable {
        package var width: Double
        package var height: Double
        /// Between two labels.
        package var gap: Double

        package init(width: Double, height: Double, gap: Double = 2) {
            self.width = width
            self.height = height
            self.gap = gap
        }

        /// The stock of a site that names none.
        package static let usual = Stock(width: 60, height: 40)
    }

    /// Where an element's upper left corner is.
    package struct Place: Hashable, Sendable {
        package var x: Double
        package var y: Double

        package init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }
    }

    package enum Element: Hashable, Sendable {
        /// A line of text, `height` high.
        case text(String, Place, height: Double)
        /// A Code 128 symbol without its text, `height` high; one module is as near to `module` as the dots allow.
        case code128(String, Place, height: Double, module: Double)
        /// A GS1-128 symbol of an element string of digits, an even number of them, without its text.
        case gs1(String, Place, height: Double, module: Double)
        /// A QR symbol (ISO/IEC 18004) at level M, without its quiet zone.
        case qr(String, Place, module: Double)
        /// A Data Matrix symbol (ISO/IEC 16022, ECC 200), without its quiet zone.
        case dataMatrix(String, Place, module: Double)
        /// A rectangle of lines, so thick.
        case frame(Place, width: Double, height: Double, thickness: Double)
        /// A straight line.
        case line(Place, Place, thickness: Double)
    }

    package var stock: Stock
    /// From top to bottom: printers that know no places print them in this order.
    package var elements: [Element]

    package init(stock: Stock, elements: [Element]) {
        self.stock = stock
        self.elements = elements
    }
}

/// A picture of dots, for what a printer cannot draw by itself.
package struct Bitmap: Hashable, Sendable {
    package let width: Int
    package let height: Int
    /// Row after row, each filled up to whole bytes; the highest bit is on the left, 1 is dark.
    package let bytes: [UInt8]

    package var bytesPerRow: Int { (width + 7) / 8 }

    /// Fails where there are not as many bytes as the size has.
    package init?(width: Int, height: Int, bytes: [UInt8]) {
        guard width > 0, height > 0, bytes.count == (width + 7) / 8 * height else { return nil }
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    var hexadecimal: String {
        let digits = Array("0123456789ABCDEF".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

/// Draws a line of text so many dots high; nil where it cannot.
package typealias Glyphs = (String, Int) -> Bitmap?

package enum LabelLimit {
    /// The longest text or code of one element; what is longer is cut, which codes of a site never are.
    package static let characters = 64
    /// The longest text of a symbol of two dimensions, which is not cut but left out.
    package static let symbolCharacters = 1_839
}

/// How large a QR symbol becomes (ISO/IEC 18004, table 7): level M, letters of the alphanumeric mode.
package enum QRSize {
    private static let capacity = [
        20, 38, 61, 90, 122, 154, 178, 221, 262, 311, 366, 419, 483, 528, 600, 656, 734, 816, 909, 970, 1_035, 1_134,
        1_248, 1_326, 1_451, 1_542, 1_637, 1_732, 1_839,
    ]

    /// Modules on a side for so many letters; nil for more than `LabelLimit.symbolCharacters`.
    package static func modules(letters: Int) -> Int? {
        capacity.firstIndex { letters <= $0 }.map { 21 + 4 * $0 }
    }
}

extension String {
    /// The printable ASCII of a text, at most `LabelLimit.characters`: control characters are left out, others are `?`.
    var printable: String { printable(atMost: LabelLimit.characters) }

    func printable(atMost limit: Int) -> String {
        var text = ""
        for scalar in unicodeScalars.prefix(limit) {
            switch scalar.value {
            case 0x20...0x7E: text.unicodeScalars.append(scalar)
            case 0..<0x20, 0x7F...0x9F: continue
            default: text += "?"
            }
        }
        return text
    }

    /// Without control characters, at most `LabelLimit.characters`.
    var visible: String {
        var text = ""
        for scalar in unicodeScalars.prefix(LabelLimit.characters) {
            switch scalar.value {
            case 0..<0x20, 0x7F...0x9F: continue
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    var isPrintableASCII: Bool { unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) } }
}
