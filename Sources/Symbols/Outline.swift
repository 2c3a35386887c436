/// A point of a drawing; which unit and which way y runs, the holder says.
package struct Point: Hashable, Sendable {
    package var x: Double
    package var y: Double

    package init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }
}

/// A filled shape with holes by the non-zero rule, as typefaces and page languages have it. Every contour starts with
/// `move` and closes itself.
package struct Outline: Hashable, Sendable {
    package enum Step: Hashable, Sendable {
        case move(Point)
        case line(Point)
        /// A cubic Bézier curve: two control points, then where it ends.
        case curve(Point, Point, Point)
    }

    package var steps: [Step]

    package init(_ steps: [Step] = []) { self.steps = steps }

    /// Every point put through `place`.
    package func mapped(_ place: (Point) -> Point) -> Outline {
        Outline(
            steps.map { step in
                switch step {
                case .move(let point): .move(place(point))
                case .line(let point): .line(place(point))
                case .curve(let first, let second, let end): .curve(place(first), place(second), place(end))
                }
            })
    }
}
