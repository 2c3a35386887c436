import Symbols

extension Page {
    /// The page as an SVG 1.1 file, at its real size; `title` is what a reader is told it is.
    package func svg(title: String) -> String {
        let size = "width=\"\(decimal(width))mm\" height=\"\(decimal(height))mm\""
        let box = "viewBox=\"0 0 \(decimal(width)) \(decimal(height))\""
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) \(box)>\n<title>\(escaped(title))</title>\n"
        text += "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
        for shape in shapes where !shape.outline.steps.isEmpty {
            text += "<path fill=\"\(shape.ink.web)\" d=\"\(shape.outline.svgPath)\"/>\n"
        }
        return text + "</svg>\n"
    }
}

extension Outline {
    fileprivate var svgPath: String {
        var isOpen = false
        var path = ""
        for step in steps {
            switch step {
            case .move(let point):
                path += (isOpen ? "Z" : "") + "M\(pair(point))"
                isOpen = true
            case .line(let point): path += "L\(pair(point))"
            case .curve(let first, let second, let end): path += "C\(pair(first)) \(pair(second)) \(pair(end))"
            }
        }
        return path + (isOpen ? "Z" : "")
    }
}

extension Ink {
    /// `#bf000d`.
    fileprivate var web: String {
        let (red, green, blue) = components
        let digits = [red, green, blue].map { component in
            let value = Int((component * 255).rounded())
            return (value < 16 ? "0" : "") + String(value, radix: 16)
        }
        return "#" + digits.joined()
    }
}

private func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
        switch character {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        default: result.append(character)
        }
    }
    return result
}
