/// ZPL II as firmware reads it: `^XA` to `^XZ` (or ETX) is a format, printed if it has a field or a graphic, as often
/// as its `^PQ` says; commands with `~` are obeyed at once wherever they stand. A new `^XA` drops a format without
/// end.
///
/// Not modelled: changed prefix characters, stored formats, `^GF` data in other forms than hexadecimal and binary.
struct FakeZPL: FakePrinterLanguage {
    /// Whether `~HQES` is known.
    var knowsErrors = true
    private var format: [UInt8] = []
    private var isOpen = false
    private var tilde: [UInt8] = []
    /// Bytes of a binary graphic that are still to come.
    private var binary = 0

    init(knowsErrors: Bool) { self.knowsErrors = knowsErrors }

    var hasPartialLabel: Bool { isOpen }

    mutating func take(_ byte: UInt8) -> FakePrinterAct? {
        if binary > 0 {
            binary -= 1
            format.append(byte)
            return nil
        }
        if byte == UInt8(ascii: "~") { dropTilde() }
        if byte == UInt8(ascii: "~") || !tilde.isEmpty { return takeTilde(byte) }
        return takeFormat(byte)
    }

    private mutating func takeTilde(_ byte: UInt8) -> FakePrinterAct? {
        tilde.append(byte)
        let isQuery = tilde.hasSuffix("~HQ") || (tilde.count > 3 && tilde[1...2].elementsEqual("HQ".utf8))
        guard tilde.count == (isQuery ? 5 : 3) else { return nil }
        let name = String(decoding: tilde.dropFirst(), as: UTF8.self)
        if let act = FakeZPL.acts[name] {
            tilde.removeAll()
            return act
        }
        dropTilde()
        return nil
    }

    /// A `~` that begins no command known here stays in the format.
    private mutating func dropTilde() {
        if isOpen { format += tilde }
        tilde.removeAll()
    }

    private static let acts: [String: FakePrinterAct] = [
        "HI": .ask(.identification), "HS": .ask(.status), "HQES": .ask(.errors), "HQOD": .ask(.odometer),
        "HQSN": .ask(.serialNumber), "JA": .cancel, "PP": .pause, "PS": .resume,
    ]

    private mutating func takeFormat(_ byte: UInt8) -> FakePrinterAct? {
        format.append(byte)
        format.bounded()
        if format.hasSuffix("^XA") {
            format = Array("^XA".utf8)
            isOpen = true
        } else if !isOpen {
            if format.count > 2 { format.removeFirst() }
        } else if byte == 0x03 || format.hasSuffix("^XZ") {
            return finish()
        } else if byte == UInt8(ascii: ",") {
            binary = FakeZPL.binaryBytes(behind: format)
        }
        return nil
    }

    private mutating func finish() -> FakePrinterAct? {
        defer {
            format.removeAll()
            isOpen = false
        }
        let text = String(decoding: format, as: UTF8.self)
        guard ["^FD", "^GF", "^GB", "^XG"].contains(where: text.contains) else { return nil }
        let quantity = text.components(after: "^PQ").flatMap { numbers(in: $0.utf8.prefix(8)).first } ?? 1
        return .label(format, copies: max(1, min(quantity, FakePrinterLimit.copies)))
    }

    /// `^GFB,b,c,d,`: `b` bytes of anything follow.
    private static func binaryBytes(behind format: [UInt8]) -> Int {
        let text = String(decoding: format.suffix(40), as: UTF8.self)
        guard let head = text.components(after: "^GFB,"), head.filter({ $0 == "," }).count == 3 else { return 0 }
        return min(numbers(in: head.utf8).first ?? 0, FakePrinterLimit.labelBytes / 2)
    }
}

extension String {
    /// What stands behind the last `mark`; nil where there is none.
    func components(after mark: String) -> Substring? {
        var rest = self[...]
        var found: Substring?
        while let start = rest.firstRange(of: mark) {
            rest = rest[start.upperBound...]
            found = rest
        }
        return found
    }
}

// MARK: Answers

extension FakeZPL {
    func answer(_ question: FakePrinterQuestion, _ state: FakePrinterState) -> [UInt8] {
        switch question {
        case .identification: frame("\(state.model),V84.20.18Z,\(state.dotsPerMillimetre),8192KB,X")
        case .status: status(state)
        case .errors: knowsErrors ? errors(state) : []
        case .odometer: frame("\r\n  PRINT METERS\r\n     TOTAL NONRESETTABLE: \(state.counted) \"\r\n")
        case .serialNumber: frame("\r\n  SERIAL NUMBER\r\n     FAKE0001\r\n")
        default: []
        }
    }

    private func frame(_ text: String) -> [UInt8] { [0x02] + Array(text.utf8) + [0x03, 0x0D, 0x0A] }

    private func status(_ state: FakePrinterState) -> [UInt8] {
        let flag = { (is: Bool) in `is` ? "1" : "0" }
        let one = [
            "030", flag(state.paperOut), flag(state.paused), "0406", padded(state.waiting, 3), "0", "0",
            flag(state.hasPartialLabel), "000", "0", "0", "0",
        ]
        let two = [
            "000", "0", flag(state.headOpen), flag(state.ribbonOut), "0", state.peels ? "1" : "2", "4",
            flag(state.labelWaits), padded(state.remaining, 8), "1", "000",
        ]
        return frame(one.joined(separator: ",")) + frame(two.joined(separator: ",")) + frame("1234,0")
    }

    private func errors(_ state: FakePrinterState) -> [UInt8] {
        let bits: [(Bool, Int)] = [
            (state.paperOut, 1), (state.ribbonOut, 2), (state.headOpen, 4), (state.paused, 0x10000),
        ]
        let value = bits.filter(\.0).reduce(0) { $0 | $1.1 }
        let error = "\(value == 0 ? 0 : 1) 00000000 \(padded(value, 8, radix: 16))"
        let warning = state.runsLow ? "1 00000000 00000008" : "0 00000000 00000000"
        return frame("\r\n  PRINTER STATUS\r\n     ERRORS:         \(error)\r\n     WARNINGS:       \(warning)\r\n")
    }

    private func padded(_ value: Int, _ width: Int, radix: Int = 10) -> String {
        let digits = String(value, radix: radix, uppercase: true)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
