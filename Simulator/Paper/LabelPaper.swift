package import Symbols

/// Prints jobs of the four languages of label printers: an interpreter of what public samples use, at the head's resolution,
/// with symbols of libzint and letters of a typeface. Hostile bytes give some picture, never a trap; what is not understood
/// is named.
package enum LabelPaper {
    package enum Language: String, CaseIterable, Sendable {
        case zpl, tspl, cpcl, escpos
    }

    /// - Parameters:
    ///   - job: one label, from its first command to the one that prints it.
    ///   - dotsPerMillimetre: of the head.
    ///   - size: of the paper in millimetres, where the job does not say.
    package static func print(
        _ job: [UInt8], language: Language, dotsPerMillimetre: Int, size: (width: Double, height: Double) = (60, 40),
        typeface: Typeface
    ) -> Printed {
        let dots = { (millimetres: Double) in Int((millimetres * Double(dotsPerMillimetre)).rounded()) }
        let sheet = Sheet(width: dots(size.width), height: dots(size.height), typeface: typeface)
        switch language {
        case .zpl:
            var printer = ZPLPaper(sheet, typeface)
            printer.print(job)
            return Printed(raster: printer.sheet.raster, unread: printer.unread)
        case .tspl:
            var printer = TSPLPaper(sheet, typeface, dotsPerMillimetre)
            printer.print(job)
            return Printed(raster: printer.sheet.raster, unread: printer.unread)
        case .cpcl:
            var printer = CPCLPaper(sheet, typeface)
            printer.print(job)
            return Printed(raster: printer.sheet.raster, unread: printer.unread)
        case .escpos:
            var printer = ESCPOSPaper(width: dots(size.width), typeface, dotsPerMillimetre)
            printer.print(job)
            return Printed(raster: printer.raster, unread: printer.unread)
        }
    }
}

/// What goes wrong with a head and its paper.
package enum PaperFault: Hashable, Sendable {
    /// These dots of the head print nothing.
    case deadDots([Int])
    /// The label begins so many dots too low; what runs over its end is lost.
    case slipped(Int)
    /// So many of a thousand dots are not printed.
    case faint(Int, seed: UInt64)
    /// The paper ended so many dots from the top.
    case cut(Int)

    package func spoil(_ raster: Raster) -> Raster {
        var spoilt = Raster(width: raster.width, height: raster.height)
        var random: UInt64 = 0
        if case .faint(_, let seed) = self { random = seed }
        for y in 0..<raster.height {
            for x in 0..<raster.width where raster[x, y] {
                switch self {
                case .deadDots(let dots): if !dots.contains(x) { spoilt[x, y] = true }
                case .slipped(let by): spoilt[x, y + by] = true
                case .faint(let share, _):
                    random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    if random >> 33 % 1000 >= UInt64(max(0, share)) { spoilt[x, y] = true }
                case .cut(let at): if y < at { spoilt[x, y] = true }
                }
            }
        }
        return spoilt
    }
}
