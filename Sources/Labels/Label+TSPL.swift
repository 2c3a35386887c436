/// TSPL: lines that end with CR LF; `CLS` begins a label and `PRINT` ends it. A quotation mark inside a text is `\["]`, and a
/// backslash, which begins such escapes, is a question mark.
/// Source: TSC TSPL/TSPL2 programming manual.
extension Label {
    func tspl(_ dots: Dots) -> String {
        var lines = [
            "SIZE \(tenths(stock.width)) mm,\(tenths(stock.height)) mm", "GAP \(tenths(stock.gap)) mm,0 mm",
            "DIRECTION 1", "CLS",
        ]
        for element in elements {
            switch element {
            case .text(let words, let place, let height):
                // Font 0 is scalable; its size is in points of 1/72 inch.
                let points = max(4, Int((height * 72 / 25.4).rounded()))
                let text = quoted(words)
                lines.append("TEXT \(dots(place.x)),\(dots(place.y)),\"0\",0,\(points),\(points),\(text)")
            case .code128(let code, let place, let height, let module):
                let narrow = dots.module(module)
                lines.append(
                    "BARCODE \(dots(place.x)),\(dots(place.y)),\"128\",\(dots(height)),0,0,\(narrow),\(narrow),"
                        + quoted(code))
            }
        }
        lines.append("PRINT 1,1")
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    private func quoted(_ text: String) -> String {
        let inner = text.printable.reduce(into: "") { inner, character in
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
