/// The languages of label printers, and the bytes that make one print a label, once.
///
/// User data can hold no command: what a language would read as one is escaped, or left out where it has no escapes.
package enum PrinterLanguage: String, Hashable, Sendable, CaseIterable {
    case zpl, tspl, cpcl, escpos
}

extension Label {
    /// The whole of the bytes of one label, for a printer with so many dots to the millimetre (8, 12 or 24).
    ///
    /// - Parameter glyphs: draws text that is not ASCII; what it cannot draw is printed with `?`.
    package func bytes(
        for language: PrinterLanguage, dotsPerMillimetre: Int, glyphs: Glyphs = { _, _ in nil }
    ) -> [UInt8] {
        let dots = Dots(perMillimetre: dotsPerMillimetre)
        let pieces = elements.compactMap { Piece($0, dots, glyphs) }
        return switch language {
        case .zpl: Array(zpl(pieces, dots).utf8)
        case .tspl: tspl(pieces, dots)
        case .cpcl: Array(cpcl(pieces, dots).utf8)
        case .escpos: escpos(pieces, dots)
        }
    }
}

/// An element in dots, as every language has it.
enum Piece {
    struct Spot {
        var x: Int
        var y: Int
    }

    /// `points`: its height in typographic points, 1/72 inch.
    case text(String, Spot, height: Int, points: Int)
    case picture(Bitmap, Spot)
    case code128(String, Spot, height: Int, module: Int)
    /// Digits in pairs, behind FNC1.
    case gs1(String, Spot, height: Int, module: Int)
    case qr(String, Spot, module: Int)
    case dataMatrix(String, Spot, module: Int)
    case frame(Spot, width: Int, height: Int, thickness: Int)
    case line(Spot, Spot, thickness: Int)

    /// Nil for a symbol that holds nothing, more than there is room for, or what it cannot.
    init?(_ element: Label.Element, _ dots: Dots, _ glyphs: Glyphs) {
        func spot(_ place: Label.Place) -> Spot { Spot(x: dots(place.x), y: dots(place.y)) }
        func symbol(_ text: String) -> String? {
            let letters = text.printable(atMost: LabelLimit.symbolCharacters + 1)
            return letters.isEmpty || letters.utf8.count > LabelLimit.symbolCharacters ? nil : letters
        }
        switch element {
        case .text(let words, let place, let height):
            if !words.visible.isPrintableASCII, let picture = glyphs(words.visible, dots(height)) {
                self = .picture(picture, spot(place))
            } else {
                let points = max(4, Int((height * 72 / 25.4).rounded()))
                self = .text(words.printable, spot(place), height: dots(height), points: points)
            }
        case .code128(let code, let place, let height, let module):
            self = .code128(code.printable, spot(place), height: dots(height), module: dots.module(module))
        case .gs1(let digits, let place, let height, let module):
            guard CodeSets.isPairs(digits) else { return nil }
            self = .gs1(digits, spot(place), height: dots(height), module: dots.whole(module))
        case .qr(let text, let place, let module):
            guard let letters = symbol(text) else { return nil }
            self = .qr(letters, spot(place), module: dots.whole(module))
        case .dataMatrix(let text, let place, let module):
            guard let letters = symbol(text) else { return nil }
            self = .dataMatrix(letters, spot(place), module: dots.whole(module))
        case .frame(let place, let width, let height, let thickness):
            self = .frame(spot(place), width: dots(width), height: dots(height), thickness: dots.module(thickness))
        case .line(let from, let to, let thickness):
            self = .line(spot(from), spot(to), thickness: dots.module(thickness))
        }
    }
}

/// Millimetres as whole dots.
struct Dots {
    let perMillimetre: Int

    func callAsFunction(_ millimetres: Double) -> Int { Int((millimetres * Double(perMillimetre)).rounded()) }

    /// A bar's width: at least one dot.
    func module(_ millimetres: Double) -> Int { max(1, self(millimetres)) }

    /// A module of a symbol that must not become larger than it was laid out: whole dots, at least one.
    func whole(_ millimetres: Double) -> Int { max(1, Int(millimetres * Double(perMillimetre) + 0.001)) }
}
