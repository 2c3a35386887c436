package import Symbols

/// A label as it comes out of a printer: dots on paper.
///
/// What each language's interpreter draws on. Coordinates are dots from the upper left corner; what lies outside of the paper
/// is lost, as under a head.
package struct Sheet {
    package private(set) var raster: Raster
    private let typeface: Typeface

    /// The most dots of a side: 300 mm at 24 to the millimetre.
    static let longest = 7_200
    /// The most dots of a letter: 50 mm at 24 to the millimetre.
    static let tallest = 1_200

    init(width: Int, height: Int, typeface: Typeface) {
        raster = Raster(width: min(max(1, width), Self.longest), height: min(max(1, height), Self.longest))
        self.typeface = typeface
    }

    mutating func fill(_ x: Int, _ y: Int, _ width: Int, _ height: Int) {
        guard width > 0, height > 0 else { return }
        for row in max(0, y)..<max(max(0, y), min(raster.height, y + height)) {
            raster.fill(x..<x + width, row: row)
        }
    }

    /// A rectangle of lines inside of its outline.
    mutating func frame(_ x: Int, _ y: Int, _ width: Int, _ height: Int, thickness: Int) {
        let thick = min(thickness, max(1, min(width, height)))
        fill(x, y, width, thick)
        fill(x, y + height - thick, width, thick)
        fill(x, y, thick, height)
        fill(x + width - thick, y, thick, height)
    }

    /// A straight line, as thick across its steeper direction.
    mutating func line(_ x: Int, _ y: Int, to endX: Int, _ endY: Int, thickness: Int) {
        let steps = max(abs(endX - x), abs(endY - y), 1)
        guard steps <= 4 * Self.longest else { return }
        for step in 0...steps {
            let (column, row) = (x + (endX - x) * step / steps, y + (endY - y) * step / steps)
            if abs(endX - x) >= abs(endY - y) {
                fill(column, row, 1, thickness)
            } else {
                fill(column, row, thickness, 1)
            }
        }
    }

    /// A line of text, `height` high, but no higher than `tallest`. Letters that the typeface does not have are boxes, as on
    /// a printer; those beyond the paper are not drawn.
    mutating func text(_ text: String, _ x: Int, _ y: Int, height: Int) {
        let height = min(max(4, height), Self.tallest)
        guard y < raster.height, y + height > 0 else { return }
        var pen = x
        for scalar in text.unicodeScalars where pen < raster.width {
            if let glyph = try? typeface.raster(String(scalar), height: height) {
                draw(glyph, pen, y)
                pen += glyph.width
            } else {
                frame(pen, y, height / 2, height, thickness: 1)
                pen += height / 2 + 1
            }
        }
    }

    /// False for a code that Code 128, or GS1-128, cannot hold.
    mutating func bars(_ code: String, isGS1: Bool = false, _ x: Int, _ y: Int, height: Int, module: Int) -> Bool {
        guard let symbol = try? isGS1 ? Code128(elements: code) : Code128(code) else { return false }
        for bar in symbol.bars { fill(x + bar.lowerBound * module, y, bar.count * module, height) }
        return true
    }

    mutating func matrix(_ text: String, _ kind: Matrix.Kind, _ x: Int, _ y: Int, module: Int) -> Matrix? {
        guard let symbol = try? Matrix(text, kind) else { return nil }
        for row in 0..<symbol.modules.height {
            for column in 0..<symbol.modules.width where symbol.modules[column, row] {
                fill(x + column * module, y + row * module, module, module)
            }
        }
        return symbol
    }

    mutating func draw(_ picture: Raster, _ x: Int, _ y: Int) {
        for row in 0..<picture.height {
            for column in 0..<picture.width where picture[column, row] { raster[x + column, y + row] = true }
        }
    }

    /// Bytes of a picture, the highest bit on the left.
    mutating func draw(_ bytes: some Collection<UInt8>, bytesPerRow: Int, _ x: Int, _ y: Int, darkIs bit: UInt8 = 1) {
        guard bytesPerRow > 0 else { return }
        for (index, byte) in bytes.enumerated() {
            let (row, column) = (index / bytesPerRow, index % bytesPerRow * 8)
            for shift in 0..<8 where byte >> (7 - shift) & 1 == bit { raster[x + column + shift, y + row] = true }
        }
    }
}

/// A job as it was printed, and what of it the printer did not understand.
package struct Printed {
    package var raster: Raster
    /// Commands that were passed over, each kind once, at most `limit`.
    package var unread: [String]

    static let limit = 32
}

extension [String] {
    mutating func note(_ command: some StringProtocol) {
        let name = String(command.prefix(24))
        if count < Printed.limit, !contains(name) { append(name) }
    }
}
