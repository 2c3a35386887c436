/// ZPL II: `^XA ... ^XZ`. Every field is hexadecimal-escaped (`^FH`), so that no character of it begins a command; in
/// Code 128 `>` chooses code sets and stands as `>0` for itself. Source: Zebra ZPL II programming guide.
extension Label {
    func zpl(_ dots: Dots) -> String {
        var text = "^XA^PW\(dots(stock.width))^LL\(dots(stock.height))^LH0,0^CI28\n"
        for element in elements {
            switch element {
            case .text(let words, let place, let height):
                text += "^FO\(dots(place.x)),\(dots(place.y))^A0N,\(dots(height)),\(dots(height))"
                text += "^FH^FD\(escaped(words.printable))^FS\n"
            case .code128(let code, let place, let height, let module):
                let bars = escaped(code.printable).replacing(">", with: ">0")
                text += "^FO\(dots(place.x)),\(dots(place.y))^BY\(dots.module(module))"
                text += "^BCN,\(dots(height)),N,N,N^FH^FD>:\(bars)^FS\n"
            }
        }
        return text + "^PQ1,0,1,Y^XZ\n"
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

extension String {
    fileprivate func replacing(_ character: Character, with text: String) -> String {
        reduce(into: "") { $0 += $1 == character ? text : String($1) }
    }
}
