import Symbols

/// A printed label as a camera sees it: the print, with clear paper around. What is farther out holds nothing to be read, and
/// readers look at every dot.
struct Photograph {
    var label: Raster
    /// At half the head's dots, each point the mean of four: a camera sees no more of 24 dots to the millimetre.
    var isHalved = false

    /// Paper around a label, and what of a label's own clear paper is kept around its print, in dots.
    private static let paper = 24
    private static let clear = 96

    /// A netpbm file: PBM (P4), or PGM (P5) where it is halved.
    var file: [UInt8] {
        guard let (across, down) = frame else { return Array("P4\n8 1\n\0".utf8) }
        let rows = down.map { row(across, $0) }
        guard isHalved else { return Array("P4\n\(across.count * 8) \(down.count)\n".utf8) + rows.joined() }
        var file = Array("P5\n\(across.count * 4) \(down.count / 2)\n255\n".utf8)
        for index in stride(from: 0, to: rows.count - 1, by: 2) {
            for (upper, lower) in zip(rows[index], rows[index + 1]) {
                for shift in [6, 4, 2, 0] {
                    let dark = (upper >> shift & 3).nonzeroBitCount + (lower >> shift & 3).nonzeroBitCount
                    file.append(UInt8(255 - 255 * dark / 4))
                }
            }
        }
        return file
    }

    /// Bytes of a row and rows that are kept; nil where nothing is printed.
    private var frame: (across: Range<Int>, down: Range<Int>)? {
        let width = label.bytesPerRow
        var used = [UInt8](repeating: 0, count: width)
        var inked: ClosedRange<Int>?
        for row in 0..<label.height {
            var ink: UInt8 = 0
            for column in 0..<width {
                let byte = label.bytes[row * width + column]
                used[column] |= byte
                ink |= byte
            }
            if ink != 0 { inked = (inked?.lowerBound ?? row)...row }
        }
        guard let inked, let left = used.firstIndex(where: { $0 != 0 }), let right = used.lastIndex(where: { $0 != 0 })
        else { return nil }
        let (paper, clear) = (Self.paper / 8, Self.clear / 8)
        return (
            max(-paper, left - clear)..<min(width + paper, right + 1 + clear),
            max(
                -Self.paper, inked.lowerBound - Self.clear)..<min(
                    label.height + Self.paper, inked.upperBound + 1 + Self.clear)
        )
    }

    private func row(_ across: Range<Int>, _ row: Int) -> [UInt8] {
        let width = label.bytesPerRow
        guard (0..<label.height).contains(row) else { return Array(repeating: 0, count: across.count) }
        let inside = across.clamped(to: 0..<width)
        return Array(repeating: 0, count: inside.lowerBound - across.lowerBound)
            + label.bytes[row * width + inside.lowerBound..<row * width + inside.upperBound]
            + Array(repeating: 0, count: across.upperBound - inside.upperBound)
    }
}
