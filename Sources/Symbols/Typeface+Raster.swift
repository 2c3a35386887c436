import CFreeType

/// A picture of dots: rows from top to bottom, each filled up to whole bytes, the highest bit on the left, 1 is dark.
package struct Raster: Hashable, Sendable {
    package private(set) var width: Int
    package private(set) var height: Int
    package private(set) var bytes: [UInt8]

    package var bytesPerRow: Int { (width + 7) / 8 }

    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
        bytes = Array(repeating: 0, count: (width + 7) / 8 * height)
    }

    /// A dot outside of the picture is light, and cannot be set.
    package subscript(x: Int, y: Int) -> Bool {
        get {
            guard (0..<width).contains(x), (0..<height).contains(y) else { return false }
            return bytes[y * bytesPerRow + x / 8] >> (7 - x % 8) & 1 == 1
        }
        set {
            guard (0..<width).contains(x), (0..<height).contains(y) else { return }
            let mask = UInt8(1) << (7 - x % 8)
            if newValue { bytes[y * bytesPerRow + x / 8] |= mask } else { bytes[y * bytesPerRow + x / 8] &= ~mask }
        }
    }
}

extension Raster {
    /// Darkens a stretch of a row, as far as it is in the picture: whole bytes at once, for what is large.
    package mutating func fill(_ columns: Range<Int>, row: Int) {
        let columns = columns.clamped(to: 0..<width)
        guard !columns.isEmpty, (0..<height).contains(row) else { return }
        let (first, last) = (columns.lowerBound / 8, (columns.upperBound - 1) / 8)
        let (left, right) = (UInt8(0xFF) >> (columns.lowerBound % 8), UInt8(0xFF) << (7 - (columns.upperBound - 1) % 8))
        let start = row * bytesPerRow
        if first == last {
            bytes[start + first] |= left & right
            return
        }
        bytes[start + first] |= left
        for index in first + 1..<last { bytes[start + index] = 0xFF }
        bytes[start + last] |= right
    }

    /// The rows from the top to this one.
    package func cut(height: Int) -> Raster {
        var cut = self
        cut.height = min(max(0, height), self.height)
        cut.bytes.removeLast((self.height - cut.height) * bytesPerRow)
        return cut
    }
}

extension Typeface {
    /// A line of text as dots, `height` from the top of its tallest to the bottom of its deepest letters. Fails with
    /// `missingGlyph` rather than print an empty box.
    package func raster(_ text: String, height: Int) throws(SymbolError) -> Raster {
        let metrics = face.pointee
        let span = max(1, Int(metrics.ascender) - Int(metrics.descender))
        // The em is as much smaller than the line as the typeface says.
        let em = max(4, height * Int(metrics.units_per_EM) / span)
        try setSize(em)
        let baseline = height * Int(metrics.ascender) / span
        var glyphs: [(x: Int, y: Int, raster: Raster)] = []
        var pen = 0
        for scalar in text.unicodeScalars {
            let glyph = try rendered(scalar)
            glyphs.append((pen + Int(glyph.bitmap_left), baseline - Int(glyph.bitmap_top), raster(glyph.bitmap)))
            pen += Int(glyph.advance.x) / 64
        }
        var line = Raster(width: max(1, pen), height: height)
        for glyph in glyphs {
            for y in 0..<glyph.raster.height {
                for x in 0..<glyph.raster.width where glyph.raster[x, y] { line[glyph.x + x, glyph.y + y] = true }
            }
        }
        return line
    }

    private func setSize(_ em: Int) throws(SymbolError) {
        guard FT_Set_Pixel_Sizes(face, 0, UInt32(em)) == 0 else { throw .unreadableTypeface(file: file) }
        try fallback?.setSize(em)
    }

    /// A character at the size that is set.
    private func rendered(_ scalar: Unicode.Scalar) throws(SymbolError) -> FT_GlyphSlotRec {
        let index = index(of: scalar)
        if index == 0, let fallback { return try fallback.rendered(scalar) }
        let flags = FT_Int32(FT_LOAD_RENDER) | mono
        guard index != 0, FT_Load_Glyph(face, index, flags) == 0, let slot = face.pointee.glyph else {
            throw .missingGlyph(scalar, file: file)
        }
        return slot.pointee
    }

    private func raster(_ bitmap: FT_Bitmap) -> Raster {
        var raster = Raster(width: Int(bitmap.width), height: Int(bitmap.rows))
        guard let buffer = bitmap.buffer else { return raster }
        for y in 0..<raster.height {
            for x in 0..<raster.width {
                let byte = buffer[y * Int(bitmap.pitch) + x / 8]
                raster[x, y] = byte >> (7 - x % 8) & 1 == 1
            }
        }
        return raster
    }

    /// `FT_LOAD_TARGET_MONO`, a macro that Swift does not see: render mode 2 in bits 16 to 19.
    private var mono: FT_Int32 { FT_Int32(FT_RENDER_MODE_MONO.rawValue & 15) << 16 }
}
