/// What cannot be drawn, and what to do about it.
package enum SymbolError: Error, Hashable, CustomStringConvertible {
    /// The text does not fit the symbology.
    case cannotEncode(text: String, reason: String)
    /// The file is no typeface that FreeType can read.
    case unreadableTypeface(file: String)
    /// The typeface has no glyph for this character.
    case missingGlyph(Unicode.Scalar, file: String)

    package var description: String {
        switch self {
        case .cannotEncode(let text, let reason): "no symbol can hold \"\(text)\": \(reason)"
        case .unreadableTypeface(let file):
            "\(file): cannot be read as a typeface; name a TrueType or OpenType file with Chinese glyphs"
        case .missingGlyph(let scalar, let file):
            "\(file): has no glyph for \(scalar); name a typeface with Chinese glyphs, such as that of fonts-wqy-zenhei"
        }
    }
}
