import CFreeType

/// The outlines of one typeface, by FreeType. Documents draw text as outlines, so that a reader needs no font and shows
/// every character there is; labels have it as dots (`raster`).
package final class Typeface {
    /// A line of text as one outline, in ems: the origin is the start of the baseline, y runs upwards.
    package struct Line: Hashable, Sendable {
        package var outline: Outline
        /// How far the pen moved, in ems.
        package var width: Double
    }

    private struct Glyph {
        var outline: Outline
        var width: Double
    }

    private let library: FT_Library
    let face: FT_Face
    let file: String
    /// Draws what this one lacks.
    let fallback: Typeface?
    private var glyphs: [Unicode.Scalar: Glyph] = [:]

    /// Opens the first face of a TrueType or OpenType file or collection. Fails with `unreadableTypeface`.
    ///
    /// - Parameter fallback: draws the characters that this one lacks, such as rare ones of names (生僻字).
    package init(file: String, fallback: Typeface? = nil) throws(SymbolError) {
        var library: FT_Library?
        guard FT_Init_FreeType(&library) == 0, let library else { throw .unreadableTypeface(file: file) }
        var face: FT_Face?
        guard FT_New_Face(library, file, 0, &face) == 0, let face, face.pointee.units_per_EM > 0 else {
            FT_Done_FreeType(library)
            throw .unreadableTypeface(file: file)
        }
        self.library = library
        self.face = face
        self.file = file
        self.fallback = fallback
    }

    func index(of scalar: Unicode.Scalar) -> FT_UInt { FT_Get_Char_Index(face, FT_ULong(scalar.value)) }

    /// The text with 〓, the printers' sign for a type they have not got, in place of every character that has no glyph: for names,
    /// which must be printed with whatever typefaces there are.
    package func printable(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { scalars.append(has(scalar) ? scalar : "\u{3013}") }
        return String(scalars)
    }

    private func has(_ scalar: Unicode.Scalar) -> Bool { index(of: scalar) != 0 || fallback?.has(scalar) ?? false }

    deinit {
        FT_Done_Face(face)
        FT_Done_FreeType(library)
    }

    /// Sets one line, character after character, without kerning or ligatures: what this house writes needs neither.
    /// Fails with `missingGlyph` rather than print an empty box.
    package func line(_ text: String) throws(SymbolError) -> Line {
        var line = Line(outline: Outline(), width: 0)
        for scalar in text.unicodeScalars {
            let glyph = try glyph(of: scalar)
            let pen = line.width
            line.outline.steps += glyph.outline.mapped { Point($0.x + pen, $0.y) }.steps
            line.width += glyph.width
        }
        return line
    }

    private func glyph(of scalar: Unicode.Scalar) throws(SymbolError) -> Glyph {
        if let known = glyphs[scalar] { return known }
        let index = index(of: scalar)
        if index == 0, let fallback, fallback.has(scalar) { return try fallback.glyph(of: scalar) }
        // Design units, as the typeface was drawn, and never one of its bitmaps.
        let flags = FT_Int32(FT_LOAD_NO_SCALE) | FT_Int32(FT_LOAD_NO_BITMAP)
        guard index != 0, FT_Load_Glyph(face, index, flags) == 0, let slot = face.pointee.glyph else {
            throw .missingGlyph(scalar, file: file)
        }
        let em = Double(face.pointee.units_per_EM)
        let drawn = trace(&slot.pointee.outline)
        let glyph = Glyph(
            outline: drawn.mapped { Point($0.x / em, $0.y / em) }, width: Double(slot.pointee.advance.x) / em)
        glyphs[scalar] = glyph
        return glyph
    }
}

/// An outline while FreeType walks it.
private struct Trace {
    var steps: [Outline.Step] = []
    var pen = Point(0, 0)
}

/// FreeType's outline as ours, in the typeface's units.
private func trace(_ outline: inout FT_Outline) -> Outline {
    var trace = Trace()
    var walk = FT_Outline_Funcs(
        move_to: { to, trace in
            extend(trace) { trace in
                trace.pen = point(to)
                trace.steps.append(.move(trace.pen))
            }
        },
        line_to: { to, trace in
            extend(trace) { trace in
                trace.pen = point(to)
                trace.steps.append(.line(trace.pen))
            }
        },
        conic_to: { control, to, trace in
            extend(trace) { trace in
                let end = point(to)
                let bend = point(control)
                trace.steps.append(.curve(twoThirds(trace.pen, bend), twoThirds(end, bend), end))
                trace.pen = end
            }
        },
        cubic_to: { first, second, to, trace in
            extend(trace) { trace in
                trace.pen = point(to)
                trace.steps.append(.curve(point(first), point(second), trace.pen))
            }
        },
        shift: 0, delta: 0)
    withUnsafeMutablePointer(to: &trace) { _ = FT_Outline_Decompose(&outline, &walk, $0) }
    return Outline(trace.steps)
}

private func extend(_ trace: UnsafeMutableRawPointer?, _ step: (inout Trace) -> Void) -> Int32 {
    guard let trace else { return 1 }
    step(&trace.assumingMemoryBound(to: Trace.self).pointee)
    return 0
}

private func point(_ vector: UnsafePointer<FT_Vector>?) -> Point {
    vector.map { Point(Double($0.pointee.x), Double($0.pointee.y)) } ?? Point(0, 0)
}

/// Where a quadratic curve's control point lies when the curve is written as a cubic one.
private func twoThirds(_ end: Point, _ control: Point) -> Point {
    Point(end.x + 2 * (control.x - end.x) / 3, end.y + 2 * (control.y - end.y) / 3)
}
