/// CPCL: `! 0 <resolution> <resolution> <height> <quantity>`, then lines that end with CR LF, then `PRINT`. A line's data goes
/// to its end, and control characters are left out, so no data can begin a line. Source: Zebra CPCL programming manual.
extension Label {
    func cpcl(_ dots: Dots) -> String {
        // The language names resolutions in dots to the inch: 200 stands for 8 dots to the millimetre.
        let resolution = dots.perMillimetre * 25
        var lines = [
            "! 0 \(resolution) \(resolution) \(dots(stock.height)) 1", "PAGE-WIDTH \(dots(stock.width))",
        ]
        for element in elements {
            switch element {
            case .text(let words, let place, let height):
                let (font, size) = font(height: dots(height))
                lines.append("TEXT \(font) \(size) \(dots(place.x)) \(dots(place.y)) \(words.printable)")
            case .code128(let code, let place, let height, let module):
                lines.append(
                    "BARCODE 128 \(dots.module(module)) 1 \(dots(height)) \(dots(place.x)) \(dots(place.y)) "
                        + code.printable)
            }
        }
        lines += ["FORM", "PRINT"]
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    /// The built-in bitmap font nearest to a height in dots: font 7 is 24 dots high, font 4 size 0 is 47.
    private func font(height: Int) -> (font: Int, size: Int) { height < 36 ? (7, 0) : (4, 0) }
}
