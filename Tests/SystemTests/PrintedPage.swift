import Foundation

/// A printed face as grey pixels, and where linear symbols lie on it: found by looking, not by asking who drew them.
struct PrintedPage {
    /// Millimetres from the upper left corner.
    struct Box {
        var left: Double
        var right: Double
        var top: Double
        var bottom: Double

        /// The clear distance between two boxes; 0 where they touch.
        func distance(to other: Box) -> Double {
            let across = max(0, max(left, other.left) - min(right, other.right))
            let down = max(0, max(top, other.top) - min(bottom, other.bottom))
            return (across * across + down * down).squareRoot()
        }
    }

    private let width: Int
    private let height: Int
    private let pixels: [UInt8]
    private let pixelsPerMillimetre: Double

    /// Reads a binary PGM of that many dots an inch.
    init?(pgm path: String, dotsPerInch: Double) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let header = bytes.prefix(64).split(maxSplits: 4, whereSeparator: { $0 == 10 || $0 == 32 })
            .prefix(4).map { String(decoding: $0, as: UTF8.self) }
        guard header.count == 4, header[0] == "P5", let width = Int(header[1]), let height = Int(header[2]),
            bytes.count >= width * height
        else { return nil }
        self.width = width
        self.height = height
        pixels = Array(bytes.suffix(width * height))
        pixelsPerMillimetre = dotsPerInch / 25.4
    }

    /// Blocks of bars: at least 30 mm wide, 12 mm high, crossed by at least 50 edges in every row. Text is lower.
    var symbols: [Box] {
        var growing: [(columns: ClosedRange<Int>, top: Int, bottom: Int)] = []
        for row in 0..<height {
            for columns in stretches(in: row) {
                if let known = growing.firstIndex(where: { $0.bottom == row - 1 && $0.columns.overlaps(columns) }) {
                    growing[known].bottom = row
                } else {
                    growing.append((columns, row, row))
                }
            }
        }
        return growing.filter { Double($0.bottom - $0.top) > 12 * pixelsPerMillimetre }.map { block in
            Box(
                left: Double(block.columns.lowerBound) / pixelsPerMillimetre,
                right: Double(block.columns.upperBound + 1) / pixelsPerMillimetre,
                top: Double(block.top) / pixelsPerMillimetre,
                bottom: Double(block.bottom + 1) / pixelsPerMillimetre)
        }
    }

    /// Where a row is as busy as a symbol is.
    private func stretches(in row: Int) -> [ClosedRange<Int>] {
        var found: [(columns: ClosedRange<Int>, edges: Int)] = []
        var wasDark = false
        for column in 0..<width {
            let isDark = pixels[row * width + column] < 128
            if isDark, let last = found.last, Double(column - last.columns.upperBound) <= 3 * pixelsPerMillimetre {
                found[found.count - 1] = (last.columns.lowerBound...column, last.edges + (wasDark ? 0 : 2))
            } else if isDark {
                found.append((column...column, 2))
            }
            wasDark = isDark
        }
        return found.filter { $0.edges >= 50 && Double($0.columns.count) >= 30 * pixelsPerMillimetre }.map(\.columns)
    }
}
