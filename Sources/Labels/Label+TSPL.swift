/// TSPL: lines that end with CR LF; `CLS` begins a label and `PRINT` ends it. A quotation mark inside a text is `\["]`, and a
/// backslash, which begins such escapes, is a question mark. In a picture 0 is dark, and its bytes stand in the line as they
/// are. Source: TSC TSPL/TSPL2 programming manual.
extension Label {
    func tspl(_ pieces: [Piece], _ dots: Dots) -> [UInt8] {
        var lines: [[UInt8]] = [
            "SIZE \(tenths(stock.width)) mm,\(tenths(stock.height)) mm", "GAP \(tenths(stock.gap)) mm,0 mm",
            "DIRECTION 1", "CLS",
        ].map { Array($0.utf8) }
        lines += pieces.map(tspl) + [Array("PRINT 1,1".utf8)]
        return lines.flatMap { $0 + [0x0D, 0x0A] }
    }

    private func tspl(_ piece: Piece) -> [UInt8] {
        if case .picture(let picture, let at) = piece {
            let command = "BITMAP \(at.x),\(at.y),\(picture.bytesPerRow),\(picture.height),0,"
            return Array(command.utf8) + picture.bytes.map { ~$0 }
        }
        return Array(line(piece).utf8)
    }

    private func line(_ piece: Piece) -> String {
        switch piece {
        // Font 0 is scalable; its size is in points.
        case .text(let words, let at, _, let points):
            "TEXT \(at.x),\(at.y),\"0\",0,\(points),\(points),\(quoted(words))"
        case .picture: ""
        case .code128(let code, let at, let height, let module):
            "BARCODE \(at.x),\(at.y),\"128\",\(height),0,0,\(module),\(module),\(quoted(code))"
        // Type 128M says the sets itself: !105 begins with C, !102 is FNC1. What EAN128 does with a text is the maker's affair.
        case .gs1(let digits, let at, let height, let module):
            "BARCODE \(at.x),\(at.y),\"128M\",\(height),0,0,\(module),\(module),\"!105!102\(digits)\""
        case .qr(let letters, let at, let module): "QRCODE \(at.x),\(at.y),M,\(min(10, module)),A,0,\(quoted(letters))"
        case .dataMatrix(let letters, let at, let module):
            "DMATRIX \(at.x),\(at.y),\(module * 144),\(module * 144),x\(module),\(quoted(letters))"
        case .frame(let at, let width, let height, let thickness):
            "BOX \(at.x),\(at.y),\(at.x + width),\(at.y + height),\(thickness)"
        case .line(let from, let to, let thickness):
            from.x == to.x || from.y == to.y
                ? "BAR \(min(from.x, to.x)),\(min(from.y, to.y)),\(max(thickness, abs(to.x - from.x))),"
                    + "\(max(thickness, abs(to.y - from.y)))"
                : "DIAGONAL \(from.x),\(from.y),\(to.x),\(to.y),\(thickness)"
        }
    }

    private func quoted(_ text: String) -> String {
        let inner = text.reduce(into: "") { inner, character in
            switch character {
            case "\"": inner += "\\[\"]"
            case "\\": inner += "?"
            default: inner.append(character)
            }
        }
        return "\"\(inner)\""
    }

    /// Millimetres with one decimal.
    private func tenths(_ millimetres: Double) -> String {
        let tenths = Int((millimetres * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
