/// CPCL as firmware reads it: a session from `! offset hres vres height quantity` to `PRINT`; between sessions, escape
/// commands. Inside a session an escape command is only data, and a new first line begins anew.
///
/// Not modelled: `! U1`, line print mode, compressed graphics (`CG` is skipped over, `EG` is text).
struct FakeCPCL: FakePrinterLanguage {
    private var session: [UInt8] = []
    private var line: [UInt8] = []
    private var escape: [UInt8] = []
    private var quantity = 0
    /// Bytes of a graphic that are still to come.
    private var graphic = 0

    /// Only inside a session.
    var hasPartialLabel: Bool { quantity > 0 }

    mutating func take(_ byte: UInt8) -> FakePrinterAct? {
        if graphic > 0 {
            graphic -= 1
            session.append(byte)
            return nil
        }
        if quantity == 0, byte == 0x1B || !escape.isEmpty { return takeEscape(byte) }
        session.append(byte)
        session.bounded()
        line.append(byte)
        line.bounded()
        if byte == 0x0A { return endLine() }
        if byte == UInt8(ascii: " "), quantity > 0 { graphic = graphicBytes() }
        return nil
    }

    private static let escapes: [[UInt8]: FakePrinterAct] = [
        Array("h".utf8): .ask(.status), Array("i".utf8): .ask(.extended), Array("v".utf8): .ask(.information),
        Array("acc".utf8): .ask(.labelCount), Array("N".utf8): .forgetReset,
    ]

    private mutating func takeEscape(_ byte: UInt8) -> FakePrinterAct? {
        if byte == 0x1B {
            escape = [byte]
            return nil
        }
        escape.append(byte)
        let name = Array(escape.dropFirst())
        if let act = FakeCPCL.escapes[name] {
            escape.removeAll()
            return act
        }
        if !FakeCPCL.escapes.keys.contains(where: { $0.starts(with: name) }) { escape.removeAll() }
        return nil
    }

    private mutating func endLine() -> FakePrinterAct? {
        let text = String(decoding: line.filter { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self)
        defer { line.removeAll() }
        let values = numbers(in: text.utf8)
        if text.hasPrefix("! "), !text.hasPrefix("! U"), values.count == 5 {
            session = line
            quantity = max(1, min(values[4], FakePrinterLimit.copies))
        } else if text == "PRINT" || text == "ABORT" {
            defer { end() }
            return quantity > 0 && text == "PRINT" ? .label(session, copies: quantity) : nil
        } else if quantity == 0 {
            end()
        }
        return nil
    }

    private mutating func end() {
        session.removeAll()
        quantity = 0
    }

    /// `CG width in bytes, height, x, y `: the data follow the fifth blank.
    private mutating func graphicBytes() -> Int {
        let text = String(decoding: line, as: UTF8.self)
        guard text.hasPrefix("CG "), text.filter({ $0 == " " }).count == 5 else { return 0 }
        let values = numbers(in: text.utf8)
        guard values.count == 4, values[0] < 1024, values[1] < 16_384 else { return 0 }
        line.removeAll()
        return min(values[0] * values[1], FakePrinterLimit.labelBytes / 2)
    }
}

// MARK: Answers

extension FakeCPCL {
    func answer(_ question: FakePrinterQuestion, _ state: FakePrinterState) -> [UInt8] {
        switch question {
        case .status: [status(state)]
        case .extended: [extended(state)]
        case .information: Array("\(state.model) 1.10 FAKE0001".utf8) + [0]
        case .labelCount: [UInt8(truncatingIfNeeded: state.counted >> 8), UInt8(truncatingIfNeeded: state.counted)]
        default: []
        }
    }

    private func status(_ state: FakePrinterState) -> UInt8 {
        let isBusy = (state.isPrinting || state.waiting > 0) && !state.isHindered
        let bits: [(Bool, UInt8)] = [
            (isBusy, 0x01), (state.paperOut, 0x02), (state.headOpen, 0x04), (state.wasReset, 0x10),
        ]
        return bits.filter(\.0).reduce(0) { $0 | $1.1 }
    }

    private func extended(_ state: FakePrinterState) -> UInt8 {
        let bits: [(Bool, UInt8)] = [(state.ribbonOut, 0x80), (state.runsLow, 0x40), (state.labelWaits, 0x20)]
        return bits.filter(\.0).reduce(0) { $0 | $1.1 }
    }
}
