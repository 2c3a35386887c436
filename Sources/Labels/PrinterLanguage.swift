/// The languages of label printers, and the bytes that make one print a label, once.
///
/// User data can hold no command: what a language would read as one is escaped, or left out where it has no escapes.
package enum PrinterLanguage: String, Hashable, Sendable, CaseIterable {
    case zpl, tspl, cpcl, escpos
}

extension Label {
    /// The whole of the bytes of one label, for a printer with so many dots to the millimetre (8, 12 or 24).
    package func bytes(for language: PrinterLanguage, dotsPerMillimetre: Int) -> [UInt8] {
        let dots = Dots(perMillimetre: dotsPerMillimetre)
        return switch language {
        case .zpl: Array(zpl(dots).utf8)
        case .tspl: Array(tspl(dots).utf8)
        case .cpcl: Array(cpcl(dots).utf8)
        case .escpos: escpos(dots)
        }
    }
}

/// Millimetres as whole dots.
struct Dots {
    let perMillimetre: Int

    func callAsFunction(_ millimetres: Double) -> Int { Int((millimetres * Double(perMillimetre)).rounded()) }

    /// A bar's width: at least one dot.
    func module(_ millimetres: Double) -> Int { max(1, self(millimetres)) }
}
