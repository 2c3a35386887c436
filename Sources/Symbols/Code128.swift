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
        guard let symbol = ZBarcode_Create() else {
            throw .cannotEncode(text: text, reason: "there is no memory left")
        }
        defer { ZBarcode_Delete(symbol) }
        symbol.pointee.symbology = BARCODE_CODE128
        symbol.pointee.input_mode = DATA_MODE
        var bytes = Array(text.utf8)
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
