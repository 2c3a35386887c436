/// One label as a value: what stands where, in millimetres from the upper left corner of its stock.
///
/// A label knows no printer. `bytes(for:dotsPerMillimetre:)` compiles it to a printer's language. What is printed is ASCII:
/// other characters are replaced by `?`, because not every printer has glyphs for them.
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
    }

    package var stock: Stock
    /// From top to bottom: printers that know no places print them in this order.
    package var elements: [Element]

    package init(stock: Stock, elements: [Element]) {
        self.stock = stock
        self.elements = elements
    }
}

package enum LabelLimit {
    /// The longest text or code of one element; what is longer is cut, which codes of a site never are.
    package static let characters = 64
}

extension String {
    /// The printable ASCII of a text, at most `LabelLimit.characters`: control characters are left out, others are `?`.
    var printable: String {
        var text = ""
        for scalar in unicodeScalars.prefix(LabelLimit.characters) {
            switch scalar.value {
            case 0x20...0x7E: text.unicodeScalars.append(scalar)
            case 0..<0x20, 0x7F...0x9F: continue
            default: text += "?"
            }
        }
        return text
    }
}
