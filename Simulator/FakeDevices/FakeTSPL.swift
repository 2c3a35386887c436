/// TSPL as firmware reads it: lines, of which `CLS` begins a label and `PRINT m,n` ends it; `ESC ! x` is obeyed at once
/// wherever it stands, except in the data of a `BITMAP`.
///
/// Not modelled: `~!` queries, `SET RESPONSE`, everything that only looks different on paper.
struct FakeTSPL: FakePrinterLanguage {
    /// Whether only `ESC ! ?` is known, as to cheap clones.
    var isClone = false
    private var label: [UInt8] = []
    private var line: [UInt8] = []
    private var escape: [UInt8] = []
    /// Bytes of a bitmap that are still to come.
    private var bitmap = 0

    init(isClone: Bool) { self.isClone = isClone }

    var hasPartialLabel: Bool { !label.isEmpty }

    mutating func take(_ byte: UInt8) -> FakePrinterAct? {
        if bitmap > 0 {
            bitmap -= 1
            label.append(byte)
            return nil
        }
        if byte == 0x1B || !escape.isEmpty { return takeEscape(byte) }
        label.append(byte)
        label.bounded()
        line.append(byte)
        line.bounded()
        if byte == 0x0A { return endLine() }
        if byte == UInt8(ascii: ",") { bitmap = bitmapBytes() }
        return nil
    }

    private mutating func takeEscape(_ byte: UInt8) -> FakePrinterAct? {
        escape.append(byte)
        guard escape.count == 3 else { return nil }
        defer { escape.removeAll() }
        switch (escape[1], escape[2]) {
        case (UInt8(ascii: "!"), UInt8(ascii: "?")): return .ask(.quick)
        case (UInt8(ascii: "!"), UInt8(ascii: "S")): return isClone ? nil : .ask(.full)
        case (UInt8(ascii: "!"), UInt8(ascii: ".")): return .cancel
        case (UInt8(ascii: "!"), UInt8(ascii: "O")): return .resume
        case (UInt8(ascii: "!"), UInt8(ascii: "P")): return .pause
        default: return nil
        }
    }

    private mutating func endLine() -> FakePrinterAct? {
        let command = String(decoding: line.filter { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self)
        defer { line.removeAll() }
        if command == "CLS" { label = line }
        guard command.hasPrefix("PRINT ") else { return nil }
        let counts = numbers(in: command.utf8)
        defer { label.removeAll() }
        let copies = counts.reduce(1) { min($0 * max(1, min($1, 1000)), FakePrinterLimit.copies) }
        return label.isEmpty ? nil : .label(label, copies: copies)
    }

    /// `BITMAP x,y,width in bytes,height,mode,`: the data follow the fifth comma.
    private mutating func bitmapBytes() -> Int {
        let text = String(decoding: line, as: UTF8.self)
        guard text.hasPrefix("BITMAP "), text.filter({ $0 == "," }).count == 5 else { return 0 }
        let values = numbers(in: text.utf8)
        guard values.count == 5, values[2] < 1024, values[3] < 16_384 else { return 0 }
        line.removeAll()
        return min(values[2] * values[3], FakePrinterLimit.labelBytes / 2)
    }
}

// MARK: Answers

extension FakeTSPL {
    func answer(_ question: FakePrinterQuestion, _ state: FakePrinterState) -> [UInt8] {
        switch question {
        case .quick: [quick(state)]
        case .full: full(state)
        default: []
        }
    }

    private func quick(_ state: FakePrinterState) -> UInt8 {
        let bits: [(Bool, UInt8)] = [
            (state.headOpen, 0x01), (state.paperOut, 0x04), (state.ribbonOut, 0x08), (state.paused, 0x10),
            (works(state), 0x20),
        ]
        return bits.filter(\.0).reduce(0) { $0 | $1.1 }
    }

    private func works(_ state: FakePrinterState) -> Bool {
        if state.isHindered { return false }
        return state.isPrinting || (state.waiting > 0 && !state.paused && !state.labelWaits)
    }

    private func full(_ state: FakePrinterState) -> [UInt8] {
        let messages: [(Bool, UInt8)] = [
            (state.isHindered, 0x45), (state.paused, 0x60), (state.labelWaits, 0x4C), (works(state), 0x50),
        ]
        let message = messages.first(where: \.0)?.1 ?? 0x40
        let media: [(Bool, UInt8)] = [(state.paperOut, 0x01), (state.ribbonOut, 0x04), (state.headOpen, 0x20)]
        let error = media.filter(\.0).reduce(0x40) { $0 | $1.1 }
        return [0x02, message, state.runsLow ? 0x41 : 0x40, 0x40, error, 0x03, 0x0D, 0x0A]
    }
}
