/// ZPL II: `^XA ... ^XZ`. Every field is hexadecimal-escaped (`^FH`), so that no character of it begins a command;
/// code sets of Code 128 are the printer's to choose (mode A). Source: Zebra ZPL II programming guide.
extension Label {
    func zpl(_ pieces: [Piece], _ dots: Dots) -> String {
        var text = "^XA^PW\(dots(stock.width))^LL\(dots(stock.height))^LH0,0^CI28\n"
        for piece in pieces { text += zpl(piece) + "^FS\n" }
        return text + "^PQ1,0,1,Y^XZ\n"
    }

    private func zpl(_ piece: Piece) -> String {
        switch piece {
        case .text(let words, let at, let height, _): "\(origin(at))^A0N,\(height),\(height)^FH^FD\(escaped(words))"
        case .picture(let picture, let at):
            "\(origin(at))^GFA,\(picture.bytes.count),\(picture.bytes.count),\(picture.bytesPerRow),\(picture.hexadecimal)"
        case .code128(let code, let at, let height, let module):
            "\(origin(at))^BY\(module)^BCN,\(height),N,N,N,A^FH^FD\(escaped(code))"
        // Of its own accord (mode N) the printer does what the data says: >; begins with set C, >8 is FNC1.
        case .gs1(let digits, let at, let height, let module):
            "\(origin(at))^BY\(module)^BCN,\(height),N,N,N^FD>;>8\(digits)"
        // The field begins with the error level and how the printer reads the rest: M, automatically.
        case .qr(let letters, let at, let module):
            "\(origin(at))^BQN,2,\(min(10, module))^FH^FDMA,\(escaped(letters))"
        case .dataMatrix(let letters, let at, let module): "\(origin(at))^BXN,\(module),200^FH^FD\(escaped(letters))"
        case .frame(let at, let width, let height, let thickness): "\(origin(at))^GB\(width),\(height),\(thickness)"
        case .line(let from, let to, let thickness): line(from, to, thickness)
        }
    }

    private func origin(_ spot: Piece.Spot) -> String { "^FO\(spot.x),\(spot.y)" }

    /// A diagonal is drawn in a box of its own, leaning right or left.
    private func line(_ from: Piece.Spot, _ to: Piece.Spot, _ thickness: Int) -> String {
        let corner = Piece.Spot(x: min(from.x, to.x), y: min(from.y, to.y))
        let (width, height) = (abs(to.x - from.x), abs(to.y - from.y))
        if width == 0 || height == 0 {
            return "\(origin(corner))^GB\(max(width, thickness)),\(max(height, thickness)),\(thickness)"
        }
        let leansRight = (to.x > from.x) != (to.y > from.y)
        return "\(origin(corner))^GD\(width),\(height),\(thickness),B,\(leansRight ? "R" : "L")"
    }

    private func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "^": escaped += "_5E"
            case "~": escaped += "_7E"
            case "_": escaped += "_5F"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
