import Symbols

/// ZPL II, from `^XA` to `^XZ`: a field's place and kind are said by the commands before its data (`^FD`), and `^FS` draws it.
/// Source: Zebra ZPL II programming guide.
///
/// Not modelled: other orientations than normal, stored formats and graphics, serial numbers, other fonts than scalable ones,
/// compressed graphics, other encodings than UTF-8.
struct ZPLPaper {
    private(set) var sheet: Sheet
    private(set) var unread: [String] = []
    private let typeface: Typeface

    private enum Field {
        case text
        case code128(height: Int)
        case qr(module: Int)
        case dataMatrix(module: Int)
    }
    private var home = (x: 0, y: 0)
    private var at = (x: 0, y: 0)
    /// Whether `at` is the lower left corner of text (`^FT`).
    private var isBaseline = false
    private var field = Field.text
    private var letters = 9
    private var module = 2
    private var barHeight = 10
    /// Mode A: `>` is a letter.
    private var choosesSets = false
    private var escape: Character?
    private var data = ""
    private var block = (width: 0, lines: 1)

    init(_ sheet: Sheet, _ typeface: Typeface) {
        self.sheet = sheet
        self.typeface = typeface
    }

    mutating func print(_ job: [UInt8]) {
        let text = String(decoding: job, as: UTF8.self)
        for command in text.split(omittingEmptySubsequences: true, whereSeparator: { $0 == "^" || $0 == "~" }) {
            guard command.count >= 2 else { continue }
            obey(String(command.prefix(2)), String(command.dropFirst(2)))
        }
    }

    private mutating func obey(_ name: String, _ rest: String) {
        let words = rest.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        func number(_ index: Int) -> Int? {
            words.indices.contains(index)
                ? Int(words[index].filter { !$0.isWhitespace }).map { min(max(-30_000, $0), 30_000) } : nil
        }
        switch name {
        case "XA", "XZ", "PQ", "CI", "FX", "MM", "MN", "PR", "MD", "JM", "MT", "PO", "LT", "LS": return
        case "PW": sheet = Sheet(width: number(0) ?? 1, height: sheet.raster.height, typeface: typeface)
        case "LL": sheet = Sheet(width: sheet.raster.width, height: number(0) ?? 1, typeface: typeface)
        case "LH": home = (number(0) ?? 0, number(1) ?? 0)
        case "FO", "FT":
            at = (home.x + (number(0) ?? 0), home.y + (number(1) ?? 0))
            isBaseline = name == "FT"
        case _ where name.first == "A":
            letters = number(1) ?? letters
            field = .text
        case "CF": letters = number(1) ?? letters
        case "BY":
            module = max(1, number(0) ?? module)
            barHeight = number(2) ?? barHeight
        case "BC":
            field = .code128(height: number(1) ?? barHeight)
            choosesSets = rest.hasSuffix("A")
        case "BQ": field = .qr(module: max(1, number(2) ?? 3))
        case "BX": field = .dataMatrix(module: max(1, number(1) ?? 3))
        case "FB": block = (number(0) ?? 0, max(1, number(1) ?? 1))
        case "FH": escape = rest.first { !$0.isWhitespace } ?? "_"
        case "FD", "FV": data += rest
        case "GB":
            let thick = max(1, number(2) ?? 1)
            sheet.frame(at.x, at.y, max(number(0) ?? 1, thick), max(number(1) ?? 1, thick), thickness: thick)
        case "GD": diagonal(number(0) ?? 3, number(1) ?? 3, max(1, number(2) ?? 1), rest.hasSuffix("L"))
        case "GF": graphic(words)
        case "FS": finish()
        default: unread.note("^" + name)
        }
        if rest.hasSuffix("\n"), name == "FS" { return }
    }

    private mutating func diagonal(_ width: Int, _ height: Int, _ thickness: Int, _ leansLeft: Bool) {
        if leansLeft {
            sheet.line(at.x, at.y, to: at.x + width, at.y + height, thickness: thickness)
        } else {
            sheet.line(at.x, at.y + height, to: at.x + width, at.y, thickness: thickness)
        }
    }

    /// `^GFA,bytes,bytes,bytes per row,hexadecimal`.
    private mutating func graphic(_ words: [String]) {
        guard words.count >= 5, words[0] == "A", let bytesPerRow = Int(words[3]), (1...1_000).contains(bytesPerRow)
        else {
            return unread.note("^GF\(words.first ?? "")")
        }
        let digits = words[4].utf8.compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        sheet.draw(bytes, bytesPerRow: bytesPerRow, at.x, at.y)
    }

    private mutating func finish() {
        defer {
            (field, escape, data, block, isBaseline) = (.text, nil, "", (0, 1), false)
        }
        guard !data.isEmpty else { return }
        let words = escape.map { ZPLPaper.unescaped(data, $0) } ?? data
        switch field {
        case .text: text(words)
        case .code128(let height):
            let sets = choosesSets ? nil : ZPLPaper.code128(words)
            let isDrawn =
                sets?.isFaulty != true
                && sheet.bars(
                    sets?.text ?? words, isGS1: sets?.isGS1 ?? false, at.x, at.y, height: height, module: module)
            if !isDrawn { unread.note("^BC data") }
        case .qr(let module):
            // The level, the mode, a comma, and then the data.
            let levels: [Character: Int] = ["L": 1, "M": 2, "Q": 3, "H": 4]
            let level = words.first.flatMap { levels[$0] } ?? 2
            let letters = words.dropFirst(3)
            if sheet.matrix(String(letters), .qr(level: level), at.x, at.y, module: module) == nil {
                unread.note("^BQ data")
            }
        case .dataMatrix(let module):
            if sheet.matrix(words, .dataMatrix, at.x, at.y, module: module) == nil { unread.note("^BX data") }
        }
    }

    private mutating func text(_ words: String) {
        let lines = block.width > 0 ? words.replacing("\\&", with: "\n") : words
        for (index, line) in lines.split(separator: "\n").prefix(block.width > 0 ? block.lines : 1).enumerated() {
            sheet.text(String(line), at.x, at.y + index * letters - (isBaseline ? letters : 0), height: letters)
        }
    }

    /// `_5E` is the byte 0x5E.
    private static func unescaped(_ text: String, _ mark: Character) -> String {
        guard let mark = mark.asciiValue else { return text }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == mark, rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `>` and a character choose code sets, `>8` is FNC1, `>0` is `>` itself.
    private static func code128(_ text: String) -> ChosenSets {
        var sets = ChosenSets()
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == ">", let next = rest.popFirst() else {
                sets.add(character)
                continue
            }
            switch next {
            case "0": sets.add(">")
            case "8": sets.addFunctionOne()
            case ";", "5": sets.choose(.pairs)
            default: sets.choose(.letters)
            }
        }
        return sets
    }
}
