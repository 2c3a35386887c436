import Symbols

/// CPCL, a session from `!` to `PRINT`. Source: Zebra CPCL programming manual.
///
/// Not modelled: rotation, line print mode, other fonts than 4 and 7, binary graphics.
struct CPCLPaper {
    private(set) var sheet: Sheet
    private(set) var unread: [String] = []
    private let typeface: Typeface
    private var magnified = 1

    init(_ sheet: Sheet, _ typeface: Typeface) {
        self.sheet = sheet
        self.typeface = typeface
    }

    mutating func print(_ job: [UInt8]) {
        var lines = job.split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { String(decoding: $0.filter { $0 != 0x0D }, as: UTF8.self) }[...]
        while let line = lines.popFirst() {
            let words = line.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
            guard let name = words.first else { continue }
            if name == "BARCODE" || name == "B", words.count > 1, ["QR", "DATAMATRIX"].contains(words[1]) {
                symbol(words, &lines)
            } else {
                obey(name, words, line)
            }
        }
    }

    private func number(_ words: [String], _ index: Int) -> Int {
        words.indices.contains(index) ? min(max(-30_000, Int(words[index]) ?? 0), 30_000) : 0
    }

    private mutating func obey(_ name: String, _ words: [String], _ line: String) {
        func number(_ index: Int) -> Int { self.number(words, index) }
        switch name {
        case "!":
            if words.count >= 6 {
                sheet = Sheet(width: sheet.raster.width, height: number(4), typeface: typeface)
            }
        case "PAGE-WIDTH", "PW": sheet = Sheet(width: number(1), height: sheet.raster.height, typeface: typeface)
        case "FORM", "PRINT", "CENTER", "LEFT", "RIGHT", "SPEED", "TONE", "ENCODING", ";": return
        case "SETMAG": magnified = max(1, min(16, number(2)))
        case "TEXT", "T":
            // Font 7 is 24 dots high, font 4 size 0 is 47.
            let height = words.count > 1 && words[1] == "4" ? 47 : 24
            sheet.text(data(line, after: 5), number(3), number(4), height: height * magnified)
        case "BARCODE", "B":
            let kind = words.count > 1 ? words[1] : ""
            guard ["128", "UCCEAN128"].contains(kind) else { return unread.note("BARCODE \(kind)") }
            let isDrawn = sheet.bars(
                data(line, after: 7), isGS1: kind == "UCCEAN128", number(5), number(6), height: number(4),
                module: max(1, number(2)))
            if !isDrawn { unread.note("BARCODE data") }
        case "BOX":
            sheet.frame(
                number(1), number(2), number(3) - number(1), number(4) - number(2), thickness: max(1, number(5)))
        case "LINE", "L": sheet.line(number(1), number(2), to: number(3), number(4), thickness: max(1, number(5)))
        case "EG": graphic(words)
        default: unread.note(name)
        }
    }

    /// What stands behind so many words and a blank, as it is.
    private func data(_ line: String, after count: Int) -> String {
        var rest = line[...]
        for _ in 0..<count {
            rest = rest.drop { $0 == " " }
            rest = rest.drop { $0 != " " }
        }
        return String(rest.dropFirst())
    }

    private mutating func symbol(_ words: [String], _ lines: inout ArraySlice<String>) {
        let end = words[1] == "QR" ? "ENDQR" : "ENDDATAMATRIX"
        var data: [String] = []
        while let line = lines.popFirst(), line != end { data.append(line) }
        let text = data.joined(separator: "\n")
        func option(_ name: String) -> Int? {
            words.firstIndex(of: name).map { number(words, $0 + 1) }
        }
        let (x, y) = (number(words, 2), number(words, 3))
        if words[1] == "QR" {
            let levels: [Character: Int] = ["L": 1, "M": 2, "Q": 3, "H": 4]
            let level = text.first.flatMap { levels[$0] } ?? 2
            let module = max(1, option("U") ?? 6)
            if sheet.matrix(String(text.dropFirst(3)), .qr(level: level), x, y, module: module) == nil {
                unread.note("QR data")
            }
        } else if sheet.matrix(text, .dataMatrix, x, y, module: max(1, option("H") ?? 6)) == nil {
            unread.note("DATAMATRIX data")
        }
    }

    /// `EG bytes per row, rows, x, y, hexadecimal`.
    private mutating func graphic(_ words: [String]) {
        let bytesPerRow = number(words, 1)
        guard words.count >= 6, (1...1_000).contains(bytesPerRow) else { return unread.note("EG") }
        let digits = words[5].utf8.compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        sheet.draw(bytes, bytesPerRow: bytesPerRow, number(words, 3), number(words, 4))
    }
}
