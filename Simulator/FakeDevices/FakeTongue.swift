package import Devices

/// Which maker's host commands a fake scanner understands. Written from the makers' manuals, not from the drivers.
package enum FakeTongue: Hashable, Sendable {
    /// `16 07 0D` beeps; `16 54 0D` and `16 55 0D` are the trigger; `16 4D 0D ... .` or `!` is a menu command.
    case honeywell
    /// ESC, digit, comma (Xenon "Host ACK").
    case honeywellHostACK
    /// Single bytes: 01, 07, `B`, `F`, `E`, `D`, `R`, `i`, `h`, `s`.
    case datalogic
    /// `7E 01 "0000"`, `@` or `#`, command, `; 03`; answered by an echo with ACK or ENQ.
    case newland
    /// BEL beeps, CR ends a pattern.
    case bells
    /// Exactly these byte strings; none may begin with another.
    case table([[UInt8]: Feedback])
    /// Understands nothing.
    case deaf
}

extension FakeTongue {
    /// The command at the front of `bytes` and its length; nil when it is not whole yet.
    func command(in bytes: ArraySlice<UInt8>) -> (FakeCommand, Int)? {
        guard let first = bytes.first else { return nil }
        return switch self {
        case .honeywell: first == 0x16 ? honeywellCommand(bytes) : (.unknown, 1)
        case .honeywellHostACK: first == 0x1B ? escapeCommand(bytes) : (.unknown, 1)
        case .datalogic: (datalogicCommand(first), 1)
        case .newland: newlandCommand(bytes)
        case .bells: (first == 0x07 ? .sound(.beep) : first == 0x0D ? .end : .unknown, 1)
        case .table(let table): tableCommand(bytes, table)
        case .deaf: (.unknown, 1)
        }
    }

    private func honeywellCommand(_ bytes: ArraySlice<UInt8>) -> (FakeCommand, Int)? {
        guard bytes.count >= 3 else { return nil }
        let start = bytes.startIndex
        guard bytes[start + 2] == 0x0D else { return (.unknown, 1) }
        switch bytes[start + 1] {
        case 0x07: return (.sound(.beep), 3)
        case 0x54, 0x55: return (.nothing, 3)
        case 0x4D:
            let isEnd = { (byte: UInt8) in byte == UInt8(ascii: ".") || byte == UInt8(ascii: "!") }
            guard let end = bytes.firstIndex(where: isEnd) else { return nil }
            return (.answer(bytes[(start + 3)..<end] + [0x06, bytes[end]]), end + 1 - start)
        default: return (.unknown, 1)
        }
    }

    private func escapeCommand(_ bytes: ArraySlice<UInt8>) -> (FakeCommand, Int)? {
        guard bytes.count >= 3 else { return nil }
        let start = bytes.startIndex
        guard bytes[start + 2] == UInt8(ascii: ",") else { return (.unknown, 1) }
        let command: FakeCommand =
            switch bytes[start + 1] {
            case UInt8(ascii: "1")...UInt8(ascii: "3"): .nothing
            case UInt8(ascii: "4"): .sound(.low)
            case UInt8(ascii: "5"): .sound(.medium)
            case UInt8(ascii: "6"): .sound(.high)
            case UInt8(ascii: "7"): .sound(.good)
            case UInt8(ascii: "8"): .sound(.razz)
            default: .unknown
            }
        return (command, 3)
    }

    private func datalogicCommand(_ byte: UInt8) -> FakeCommand {
        switch byte {
        case 0x01, 0x07, UInt8(ascii: "B"): .sound(.beep)
        case UInt8(ascii: "F"): .refuseAndDisable
        case UInt8(ascii: "E"), UInt8(ascii: "R"): .enable
        case UInt8(ascii: "D"): .disable
        case UInt8(ascii: "i"), UInt8(ascii: "h"), UInt8(ascii: "s"): .answer([0x01, 0x02, byte, 0x03, 0x04])
        case UInt8(ascii: "T"), UInt8(ascii: "X"): .nothing
        default: .unknown
        }
    }

    private func newlandCommand(_ bytes: ArraySlice<UInt8>) -> (FakeCommand, Int)? {
        let opening: [UInt8] = [0x7E, 0x01, 0x30, 0x30, 0x30, 0x30]
        guard bytes.prefix(opening.count).elementsEqual(opening.prefix(bytes.count)) else { return (.unknown, 1) }
        guard bytes.count > opening.count, let end = bytes.firstIndex(of: 0x03) else { return nil }
        let body = bytes[(bytes.startIndex + opening.count)..<end].dropLast()
        let tone = FakeTongue.newlandTone(String(decoding: body.dropFirst(), as: UTF8.self))
        let status: UInt8 = tone == nil ? 0x05 : 0x06
        let answer = [0x02, 0x01, 0x30, 0x30, 0x30, 0x30] + body + [status, 0x3B, 0x03]
        return (tone.map { .soundAndAnswer($0, answer) } ?? .answer(answer), end + 1 - bytes.startIndex)
    }

    /// `BEEPON`, hertz, `F`, milliseconds, `T`, volume, `V`.
    private static func newlandTone(_ text: String) -> FakeTone? {
        let numbers = text.split { !("0"..."9").contains($0) }.compactMap { Int($0) }
        guard text.hasPrefix("BEEPON"), text.hasSuffix("V"), numbers.count == 3 else { return nil }
        return switch (numbers[0], numbers[1]) {
        case (..<800, _): .low
        case (..<2000, _): .medium
        case (_, ..<300): .high
        default: .highLong
        }
    }

    private func tableCommand(_ bytes: ArraySlice<UInt8>, _ table: [[UInt8]: Feedback]) -> (FakeCommand, Int)? {
        for (sequence, feedback) in table where bytes.starts(with: sequence) {
            return (.verdict(feedback), sequence.count)
        }
        return table.keys.contains { $0.starts(with: bytes) } ? nil : (.unknown, 1)
    }
}

extension FakeTongue {
    /// What the operator takes a pattern of sounds for.
    var patterns: [[FakeTone]: Feedback] {
        switch self {
        case .honeywell, .bells: FakeTongue.countedBeeps
        case .datalogic: FakeTongue.beepsOrLong
        case .honeywellHostACK: FakeTongue.pitches
        case .newland: FakeTongue.singleTones
        case .table, .deaf: [:]
        }
    }

    /// Whether a longer pattern begins with these sounds.
    func canGrow(_ tones: [FakeTone]) -> Bool {
        patterns.keys.contains { $0.count > tones.count && $0.starts(with: tones) }
    }

    private static let countedBeeps: [[FakeTone]: Feedback] = [
        [.beep]: .accepted, [.beep, .beep]: .sealed, [.beep, .beep, .beep]: .attention,
        [.beep, .beep, .beep, .beep]: .attention, [.beep, .beep, .beep, .beep, .beep]: .refused,
    ]
    private static let beepsOrLong: [[FakeTone]: Feedback] = [
        [.beep]: .accepted, [.beep, .beep]: .sealed, [.beep, .beep, .beep]: .attention, [.long]: .refused,
    ]
    private static let pitches: [[FakeTone]: Feedback] = [
        [.good]: .accepted, [.razz, .razz]: .refused, [.low, .medium, .high]: .attention, [.high, .high]: .sealed,
    ]
    private static let singleTones: [[FakeTone]: Feedback] = [
        [.high]: .accepted, [.low]: .refused, [.medium]: .attention, [.highLong]: .sealed,
    ]
}
