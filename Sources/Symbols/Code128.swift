import CZint

/// A Code 128 symbol (ISO/IEC 15417), made by libzint: the bars, in modules from its left edge, without quiet zones.
package struct Code128: Hashable, Sendable {
    /// Clear modules that the standard wants on either side.
    package static let quietModules = 10

    package let text: String
    /// Dark stretches from left to right, in modules.
    package let bars: [Range<Int>]
    /// The whole width in modules.
    package let modules: Int

    /// Fails with `cannotEncode` for an empty text, for characters that Code 128 does not have and for more than fit.
    package init(_ text: String) throws(SymbolError) {
        try self.init(text, BARCODE_CODE128, DATA_MODE, text)
    }

    /// GS1-128: the same with FNC1 in front, of an element string without separators. What its identifiers ask for is not
    /// looked at, as a printer does not. Fails also with less than an identifier of two characters.
    package init(elements text: String) throws(SymbolError) {
        // The library wants an identifier in brackets, which it leaves out; the rest may be as it is.
        guard text.utf8.count > 2, !text.contains(where: { "[]".contains($0) }) else {
            throw .cannotEncode(text: text, reason: "it is no element string")
        }
        let bracketed = "[\(text.prefix(2))]\(text.dropFirst(2))"
        try self.init(text, BARCODE_GS1_128, GS1_MODE | GS1NOCHECK_MODE, bracketed)
    }

    private init(_ text: String, _ symbology: Int32, _ mode: Int32, _ data: String) throws(SymbolError) {
        guard let symbol = ZBarcode_Create() else {
            throw .cannotEncode(text: text, reason: "there is no memory left")
        }
        defer { ZBarcode_Delete(symbol) }
        symbol.pointee.symbology = symbology
        symbol.pointee.input_mode = mode
        var bytes = Array(data.utf8)
        let outcome = ZBarcode_Encode(symbol, &bytes, Int32(clamping: bytes.count))
        guard outcome < ZINT_ERROR else {
            throw .cannotEncode(text: text, reason: String(cString: zint_error_text(symbol)))
        }
        let width = Int(symbol.pointee.width)
        self.text = text
        modules = width
        bars = Self.runs(width: width) { zint_module_is_dark(symbol, 0, Int32($0)) }
    }

    private static func runs(width: Int, isDark: (Int) -> Bool) -> [Range<Int>] {
        var bars: [Range<Int>] = []
        for column in 0..<width where isDark(column) {
            if let last = bars.last, last.upperBound == column {
                bars[bars.count - 1] = last.lowerBound..<(column + 1)
            } else {
                bars.append(column..<(column + 1))
            }
        }
        return bars
    }
}
