import CZint

/// A symbol of two dimensions, made by libzint: which of its modules are dark, without quiet zones.
package struct Matrix: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// QR (ISO/IEC 18004) with error correction L, M, Q or H, 1 to 4.
        case qr(level: Int)
        /// Data Matrix ECC 200 (ISO/IEC 16022), square.
        case dataMatrix
    }

    /// Clear modules that the standards want around it.
    package static func quietModules(_ kind: Kind) -> Int {
        switch kind {
        case .qr: 4
        case .dataMatrix: 1
        }
    }

    package let kind: Kind
    package let text: String
    /// One picture dot for each module.
    package let modules: Raster

    /// Fails with `cannotEncode` for an empty text and for more than fits.
    package init(_ text: String, _ kind: Kind) throws(SymbolError) {
        guard let symbol = ZBarcode_Create() else {
            throw .cannotEncode(text: text, reason: "there is no memory left")
        }
        defer { ZBarcode_Delete(symbol) }
        symbol.pointee.input_mode = UNICODE_MODE
        switch kind {
        case .qr(let level):
            symbol.pointee.symbology = BARCODE_QRCODE
            symbol.pointee.option_1 = Int32(clamping: level)
        case .dataMatrix:
            symbol.pointee.symbology = BARCODE_DATAMATRIX
            symbol.pointee.option_3 = DM_SQUARE
        }
        var bytes = Array(text.utf8)
        let outcome = ZBarcode_Encode(symbol, &bytes, Int32(clamping: bytes.count))
        guard outcome < ZINT_ERROR else {
            throw .cannotEncode(text: text, reason: String(cString: zint_error_text(symbol)))
        }
        var modules = Raster(width: Int(symbol.pointee.width), height: Int(symbol.pointee.rows))
        for row in 0..<modules.height {
            for column in 0..<modules.width {
                modules[column, row] = zint_module_is_dark(symbol, Int32(row), Int32(column))
            }
        }
        self.kind = kind
        self.text = text
        self.modules = modules
    }
}
