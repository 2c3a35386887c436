import Symbols

/// ESC/POS: paper without end, one line below the other, as long as what is printed. Source: ESC/POS command references of
/// Epson-compatible printers.
///
/// Not modelled: page mode, other alignments than left, column graphics, character tables other than ASCII.
struct ESCPOSPaper {
    private(set) var unread: [String] = []
    private var sheet: Sheet
    private let dotsPerMillimetre: Int
    private var y = 0
    private var line: [UInt8] = []
    private var size = 1
    private var barHeight = 162
    private var barModule = 3
    private var symbols: [UInt8: (module: Int, data: [UInt8])] = [:]
    private var level = 1

    init(width: Int, _ typeface: Typeface, _ dotsPerMillimetre: Int) {
        sheet = Sheet(width: width, height: Sheet.longest, typeface: typeface)
        self.dotsPerMillimetre = dotsPerMillimetre
    }

    /// The paper, cut behind what is printed.
    var raster: Raster { sheet.raster.cut(height: max(1, y)) }

    /// The height of a letter of font A.
    private var letter: Int { 3 * dotsPerMillimetre }

    mutating func print(_ job: [UInt8]) {
        var rest = job[...]
        while let byte = rest.popFirst() {
            switch byte {
            case 0x0A: endLine()
            case 0x0D: continue
            case 0x1B: escape(&rest)
            case 0x1D: group(&rest)
            default: if line.count < 512 { line.append(byte) }
            }
        }
        if !line.isEmpty { endLine() }
    }

    private mutating func endLine() {
        let height = letter * size
        sheet.text(String(decoding: line, as: UTF8.self), 0, y, height: height)
        if !line.isEmpty { y += height + dotsPerMillimetre / 2 }
        line = []
    }

    private mutating func escape(_ rest: inout ArraySlice<UInt8>) {
        switch rest.popFirst() {
        case UInt8(ascii: "@"):
            (size, barHeight, barModule, line) = (1, 162, 3, [])
        case UInt8(ascii: "d"):
            if !line.isEmpty { endLine() }
            y += Int(rest.popFirst() ?? 0) * letter
        case let other:
            _ = rest.popFirst()
            unread.note("ESC \(other.map { String(UnicodeScalar($0)) } ?? "")")
        }
    }

    private mutating func group(_ rest: inout ArraySlice<UInt8>) {
        switch rest.popFirst() {
        case UInt8(ascii: "!"): size = Int(rest.popFirst() ?? 0) & 7 + 1
        case UInt8(ascii: "h"): barHeight = Int(rest.popFirst() ?? 1)
        case UInt8(ascii: "w"): barModule = max(1, Int(rest.popFirst() ?? 1))
        case UInt8(ascii: "H"), UInt8(ascii: "f"): _ = rest.popFirst()
        case UInt8(ascii: "k"): bars(&rest)
        case UInt8(ascii: "("): symbol(&rest)
        case UInt8(ascii: "v"): picture(&rest)
        case UInt8(ascii: "V"):
            let mode = rest.popFirst() ?? 0
            if mode >= 65 { _ = rest.popFirst() }
        case let other:
            _ = rest.popFirst()
            unread.note("GS \(other.map { String(UnicodeScalar($0)) } ?? "")")
        }
    }

    private mutating func bars(_ rest: inout ArraySlice<UInt8>) {
        guard rest.popFirst() == 73, let count = rest.popFirst() else { return unread.note("GS k") }
        var data = Array(rest.prefix(Int(count)))
        rest = rest.dropFirst(Int(count))
        // `{B` and `{C` choose a code set, `{1` is FNC1, `{{` is a brace; a byte of set C is two digits.
        var sets = ChosenSets()
        while let byte = data.first {
            data.removeFirst()
            guard byte == UInt8(ascii: "{"), let next = data.first else {
                sets.add(byte)
                continue
            }
            data.removeFirst()
            switch next {
            case UInt8(ascii: "{"): sets.add("{")
            case UInt8(ascii: "1"): sets.addFunctionOne()
            case UInt8(ascii: "C"): sets.choose(.pairs)
            default: sets.choose(.letters)
            }
        }
        let isDrawn =
            !sets.isFaulty
            && sheet.bars(
                sets.text, isGS1: sets.isGS1, 10 * barModule, y, height: barHeight, module: barModule)
        if !isDrawn { unread.note("GS k data") }
        y += barHeight + dotsPerMillimetre
    }

    private mutating func symbol(_ rest: inout ArraySlice<UInt8>) {
        guard rest.popFirst() == UInt8(ascii: "k"), let low = rest.popFirst(), let high = rest.popFirst() else {
            return unread.note("GS (")
        }
        let count = Int(low) + Int(high) << 8
        let order = Array(rest.prefix(count))
        rest = rest.dropFirst(count)
        guard order.count >= 2 else { return }
        let (kind, function) = (order[0], order[1])
        var symbol = symbols[kind] ?? (3, [])
        switch function {
        case 67: symbol.module = max(1, Int(order.count > 2 ? order[2] : 3))
        case 69: level = Int(order.count > 2 ? order[2] : 48) - 47
        case 80: symbol.data = Array(order.dropFirst(3))
        case 81: draw(kind, symbol)
        case 65, 66: break
        default: unread.note("GS ( k \(function)")
        }
        symbols[kind] = symbol
    }

    private mutating func draw(_ kind: UInt8, _ symbol: (module: Int, data: [UInt8])) {
        let text = String(decoding: symbol.data, as: UTF8.self)
        let matrix: Matrix.Kind = kind == 54 ? .dataMatrix : .qr(level: min(max(1, level), 4))
        y += 4 * symbol.module
        guard let drawn = sheet.matrix(text, matrix, 4 * symbol.module, y, module: symbol.module) else {
            return unread.note("GS ( k data")
        }
        y += (drawn.modules.height + 4) * symbol.module
    }

    /// `GS v 0 m xL xH yL yH` and the bytes.
    private mutating func picture(_ rest: inout ArraySlice<UInt8>) {
        let head = Array(rest.prefix(6))
        guard head.count == 6, head[0] == 0x30 else { return unread.note("GS v") }
        let (bytesPerRow, rows) = (Int(head[2]) + Int(head[3]) << 8, Int(head[4]) + Int(head[5]) << 8)
        rest = rest.dropFirst(6)
        let bytes = rest.prefix(min(bytesPerRow, 1_000) * min(rows, Sheet.longest))
        rest = rest.dropFirst(bytesPerRow * rows)
        if !line.isEmpty { endLine() }
        sheet.draw(bytes, bytesPerRow: bytesPerRow, 0, y)
        y += min(rows, Sheet.longest) + dotsPerMillimetre / 2
    }
}
