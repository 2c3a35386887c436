import Symbols

/// TSPL, line by line; `CLS` begins a label. Source: TSC TSPL/TSPL2 programming manual.
///
/// Not modelled: rotation, other fonts than scalable ones, offsets and references, DIRECTION 0 printed upside down.
struct TSPLPaper {
    private(set) var sheet: Sheet
    private(set) var unread: [String] = []
    private let typeface: Typeface
    private let dotsPerMillimetre: Int

    init(_ sheet: Sheet, _ typeface: Typeface, _ dotsPerMillimetre: Int) {
        self.sheet = sheet
        self.typeface = typeface
        self.dotsPerMillimetre = dotsPerMillimetre
    }

    mutating func print(_ job: [UInt8]) {
        var rest = job[...]
        while !rest.isEmpty {
            if rest.starts(with: Array("BITMAP ".utf8)), let next = bitmap(rest) {
                rest = next
                continue
            }
            let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
            let line = String(decoding: rest[..<end].filter { $0 != 0x0D }, as: UTF8.self)
            if !line.isEmpty { obey(line) }
            rest = end < rest.endIndex ? rest[(end + 1)...] : []
        }
    }

    private mutating func obey(_ line: String) {
        let name = line.prefix { $0 != " " }
        let words = TSPLPaper.words(line.dropFirst(name.count))
        func number(_ index: Int) -> Int {
            words.indices.contains(index) ? min(max(-30_000, Int(words[index]) ?? 0), 30_000) : 0
        }
        switch name {
        case "SIZE":
            let sizes = words.map { Double($0.filter { $0.isNumber || $0 == "." }) ?? 0 }
            guard sizes.count >= 2 else { return }
            let scale =
                line.contains("mm")
                ? Double(dotsPerMillimetre) : line.contains("dot") ? 1 : 25.4 * Double(dotsPerMillimetre)
            sheet = Sheet(
                width: Int(min(sizes[0], 1_000) * scale), height: Int(min(sizes[1], 1_000) * scale), typeface: typeface)
        case "CLS": sheet = Sheet(width: sheet.raster.width, height: sheet.raster.height, typeface: typeface)
        case "GAP", "DIRECTION", "PRINT", "DENSITY", "SPEED", "CODEPAGE", "REFERENCE", "OFFSET", "SET", "BLINE": return
        case "TEXT":
            // Font 0 is scalable, its size in points.
            let points = max(4, number(5))
            sheet.text(words.last ?? "", number(0), number(1), height: points * dotsPerMillimetre * 254 / 720)
        case "BARCODE":
            let kind = words.indices.contains(2) ? words[2] : ""
            let sets = kind == "128M" ? TSPLPaper.code128(words.last ?? "") : nil
            guard sets != nil || ["128", "EAN128"].contains(kind) else { return unread.note("BARCODE \(kind)") }
            let isDrawn =
                sets?.isFaulty != true
                && sheet.bars(
                    sets?.text ?? words.last ?? "", isGS1: sets?.isGS1 ?? (kind == "EAN128"), number(0), number(1),
                    height: number(3), module: max(1, number(6)))
            if !isDrawn { unread.note("BARCODE data") }
        case "QRCODE":
            let levels = ["L": 1, "M": 2, "Q": 3, "H": 4]
            let level = words.indices.contains(2) ? levels[words[2]] ?? 2 : 2
            let symbol = sheet.matrix(
                words.last ?? "", .qr(level: level), number(0), number(1), module: max(1, number(3)))
            if symbol == nil { unread.note("QRCODE data") }
        case "DMATRIX":
            let module = words.first { $0.hasPrefix("x") }.flatMap { Int($0.dropFirst()) } ?? 4
            if sheet.matrix(words.last ?? "", .dataMatrix, number(0), number(1), module: max(1, min(module, 100)))
                == nil
            {
                unread.note("DMATRIX data")
            }
        case "BAR": sheet.fill(number(0), number(1), number(2), number(3))
        case "BOX":
            sheet.frame(
                number(0), number(1), number(2) - number(0), number(3) - number(1), thickness: max(1, number(4)))
        case "DIAGONAL": sheet.line(number(0), number(1), to: number(2), number(3), thickness: max(1, number(4)))
        default: unread.note(name)
        }
    }

    /// `BITMAP x,y,bytes per row,rows,mode,` and the bytes, in which 0 is dark.
    private mutating func bitmap(_ rest: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var numbers: [Int] = []
        var digits = ""
        var index = rest.startIndex + 7
        while numbers.count < 5 {
            guard index < rest.endIndex else { return nil }
            let character = Character(UnicodeScalar(rest[index]))
            if character == "," {
                guard let number = Int(digits), (0...30_000).contains(number) else { return nil }
                numbers.append(number)
                digits = ""
            } else {
                digits.append(character)
                if digits.count > 6 { return nil }
            }
            index += 1
        }
        guard (1...1_000).contains(numbers[2]), numbers[3] <= Sheet.longest else { return nil }
        let end = index + numbers[2] * numbers[3]
        guard end <= rest.endIndex else { return nil }
        sheet.draw(rest[index..<end], bytesPerRow: numbers[2], numbers[0], numbers[1], darkIs: 0)
        return rest[end...].drop { $0 == 0x0D || $0 == 0x0A }
    }

    /// `!` and three digits: 102 is FNC1, 103 to 105 begin with set A, B and C, 99 to 101 change to C, B and A.
    private static func code128(_ text: String) -> ChosenSets {
        var sets = ChosenSets()
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == "!" else {
                sets.add(character)
                continue
            }
            let control = rest.prefix(3)
            rest = rest.dropFirst(3)
            switch control {
            case "102": sets.addFunctionOne()
            case "105", "099": sets.choose(.pairs)
            case "100", "101", "103", "104": sets.choose(.letters)
            default: sets.refuse()
            }
        }
        return sets
    }

    /// Words parted by commas, texts between quotation marks whole; `\["]` is a quotation mark.
    private static func words(_ text: some StringProtocol) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        var rest = Substring(text)[...]
        while let character = rest.first {
            if rest.hasPrefix("\\[\"]") {
                word.append("\"")
                rest = rest.dropFirst(4)
                continue
            }
            rest = rest.dropFirst()
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                words.append(word)
                word = ""
            case " " where !isQuoted: continue
            default: word.append(character)
            }
        }
        return words + [word]
    }
}
