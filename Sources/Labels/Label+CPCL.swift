/// CPCL: `! 0 <resolution> <resolution> <height> <quantity>`, then lines that end with CR LF, then `PRINT`. A line's data goes
/// to its end, and control characters are left out, so no data can begin a line. Symbols of two dimensions have their data in
/// a line of its own, behind which their `END` stands; data that would be that line is not to be had of a code. Source: Zebra
/// CPCL programming manual.
extension Label {
    func cpcl(_ pieces: [Piece], _ dots: Dots) -> String {
        // The language names resolutions in dots to the inch: 200 stands for 8 dots to the millimetre.
        let resolution = dots.perMillimetre * 25
        let lines =
            ["! 0 \(resolution) \(resolution) \(dots(stock.height)) 1", "PAGE-WIDTH \(dots(stock.width))"]
            + pieces.flatMap(cpcl) + ["FORM", "PRINT"]
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    private func cpcl(_ piece: Piece) -> [String] {
        switch piece {
        case .text(let words, let at, let height, _):
            let size = max(1, min(16, height / Self.fontHeight))
            return ["SETMAG \(size) \(size)", "TEXT 7 0 \(at.x) \(at.y) \(words)"]
        case .picture(let picture, let at):
            return ["EG \(picture.bytesPerRow) \(picture.height) \(at.x) \(at.y) \(picture.hexadecimal)"]
        case .code128(let code, let at, let height, let module):
            return ["BARCODE 128 \(module) 1 \(height) \(at.x) \(at.y) \(code)"]
        // The printer sets FNC1: the language has no sign for it.
        case .gs1(let digits, let at, let height, let module):
            return ["BARCODE UCCEAN128 \(module) 1 \(height) \(at.x) \(at.y) \(digits)"]
        // The data begins with the error level and how the printer reads the rest: M, automatically.
        case .qr(let letters, let at, let module):
            return ["BARCODE QR \(at.x) \(at.y) M 2 U \(min(32, module))", "MA,\(letters)", "ENDQR"]
        case .dataMatrix(let letters, let at, let module):
            return ["BARCODE DATAMATRIX \(at.x) \(at.y) H \(module) S 200", letters, "ENDDATAMATRIX"]
        case .frame(let at, let width, let height, let thickness):
            return ["BOX \(at.x) \(at.y) \(at.x + width) \(at.y + height) \(thickness)"]
        case .line(let from, let to, let thickness):
            return ["LINE \(from.x) \(from.y) \(to.x) \(to.y) \(thickness)"]
        }
    }

    /// Of font 7, a bitmap that is magnified by whole numbers.
    private static let fontHeight = 24
}
