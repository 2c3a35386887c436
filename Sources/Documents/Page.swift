package import Symbols

/// One colour of a page. Nothing may be told by colour alone: what is red is framed too.
package enum Ink: Hashable, Sendable {
    case black, grey, red

    /// Red, green and blue, each 0...1.
    var components: (red: Double, green: Double, blue: Double) {
        switch self {
        case .black: (0, 0, 0)
        case .grey: (0.35, 0.35, 0.35)
        case .red: (0.75, 0, 0.05)
        }
    }
}

/// One page of filled shapes. Millimetres from its upper left corner, y downwards.
package struct Page: Hashable, Sendable {
    package struct Shape: Hashable, Sendable {
        package var outline: Outline
        package var ink: Ink
    }

    package enum Anchor: Sendable {
        case start, middle, end
    }

    package let width: Double
    package let height: Double
    package private(set) var shapes: [Shape] = []

    package init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    package static var a4: Page { Page(width: 210, height: 297) }

    package mutating func fill(_ outline: Outline, _ ink: Ink = .black) {
        shapes.append(Shape(outline: outline, ink: ink))
    }

    package mutating func fill(x: Double, y: Double, width: Double, height: Double, _ ink: Ink = .black) {
        fill(Outline(Self.box(x, y, width, height)), ink)
    }

    /// A frame whose outer edge is the rectangle.
    package mutating func frame(x: Double, y: Double, width: Double, height: Double, line: Double, _ ink: Ink) {
        fill(x: x, y: y, width: width, height: line, ink)
        fill(x: x, y: y + height - line, width: width, height: line, ink)
        fill(x: x, y: y + line, width: line, height: height - 2 * line, ink)
        fill(x: x + width - line, y: y + line, width: line, height: height - 2 * line, ink)
    }

    /// Sets one line with its baseline at `y`. A line wider than `within` is set smaller, so that it fits.
    package mutating func write(
        _ text: String, x: Double, y: Double, size: Double, within: Double = .infinity, anchor: Anchor = .start,
        _ ink: Ink = .black, typeface: Typeface
    ) throws(SymbolError) {
        let line = try typeface.line(text)
        let size = min(size, line.width > 0 ? within / line.width : size)
        let start =
            switch anchor {
            case .start: x
            case .middle: x - line.width * size / 2
            case .end: x - line.width * size
            }
        fill(line.outline.mapped { Point(start + $0.x * size, y - $0.y * size) }, ink)
    }

    /// Draws a symbol with its left upper corner at the point; quiet zones are the caller's to leave.
    package mutating func draw(_ symbol: Code128, x: Double, y: Double, module: Double, height: Double) {
        fill(
            Outline(
                symbol.bars.flatMap { bar in
                    Self.box(x + Double(bar.lowerBound) * module, y, Double(bar.count) * module, height)
                }))
    }

    private static func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> [Outline.Step] {
        [
            .move(Point(x, y)), .line(Point(x + width, y)), .line(Point(x + width, y + height)),
            .line(Point(x, y + height)),
        ]
    }
}
