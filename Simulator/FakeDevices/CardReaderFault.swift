/// What a fake card reader can be told to do wrong with its next reply. As text: `lift`, `code:41`, `slow:1500`.
package enum CardReaderFault: Hashable, Sendable {
    /// The card is lifted in the middle of the next read: it is gone, and the read fails.
    case liftedInRead
    /// The command is not obeyed, a selected card is let go, and the reply is this third status byte without data.
    case code(UInt8)
    /// The text of the next read has a birth date that is none.
    case badText
    /// The checksum of the reply is wrong.
    case wrongChecksum
    /// Only the first half of the reply is sent.
    case half
    /// Up to `CardReaderFaultLimit.garbageBytes` bytes of noise come right before the reply.
    case garbage(seed: UInt64)
    /// A header with a length that no body follows comes right before the reply.
    case falseHeader(length: UInt16)
    /// Nothing is sent.
    case silent
    /// The reply is sent twice.
    case repeated
    /// The reply comes in two chunks, cut after so many bytes.
    case split(at: Int)
    /// Every byte of the reply comes in a chunk of its own.
    case drip
    /// The reply comes so many milliseconds late.
    case slow(milliseconds: Int)
    /// The reader loses its power, forgets everything and hears nothing for so many milliseconds.
    case powerCycle(milliseconds: Int)
}

/// What is bounded in those faults.
package enum CardReaderFaultLimit {
    /// The most noise before one reply, in bytes.
    package static let garbageBytes = 48
    /// The longest delay, in milliseconds.
    package static let delayMilliseconds = 60_000
}

extension CardReaderFault {
    /// All verbs as a command line names them, in the order help shows them.
    package static let verbs = [
        ScanFault.Verb(name: "lift", arguments: "", purpose: "lift the card in the middle of the next read"),
        ScanFault.Verb(name: "code", arguments: "HEX", purpose: "answer with this third status byte"),
        ScanFault.Verb(name: "bad-text", arguments: "", purpose: "send a text with a wrong birth date"),
        ScanFault.Verb(name: "checksum", arguments: "", purpose: "send a wrong checksum"),
        ScanFault.Verb(name: "half", arguments: "", purpose: "send half of the reply"),
        ScanFault.Verb(name: "garbage", arguments: "SEED", purpose: "send noise right before the reply"),
        ScanFault.Verb(
            name: "false-header", arguments: "LENGTH", purpose: "send a header without body before the reply"),
        ScanFault.Verb(name: "silent", arguments: "", purpose: "send nothing"),
        ScanFault.Verb(name: "repeat", arguments: "", purpose: "send the reply twice"),
        ScanFault.Verb(name: "split", arguments: "BYTES", purpose: "cut the reply after so many bytes"),
        ScanFault.Verb(name: "drip", arguments: "", purpose: "send every byte by itself"),
        ScanFault.Verb(name: "slow", arguments: "MILLISECONDS", purpose: "send the reply so much later"),
        ScanFault.Verb(name: "power", arguments: "MILLISECONDS", purpose: "be without power for so long"),
    ]

    /// Reads a verb with its argument; nil for an unknown verb, a missing, extra or unusable argument.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        switch (parts.first, parts.count) {
        case (let verb?, 1):
            guard let plain = CardReaderFault.plain[verb] else { return nil }
            self = plain
        case (let verb?, 2):
            guard let fault = CardReaderFault.withArgument(verb, parts[1]) else { return nil }
            self = fault
        default: return nil
        }
    }

    private static let plain: [String: CardReaderFault] = [
        "lift": .liftedInRead, "bad-text": .badText, "checksum": .wrongChecksum, "half": .half, "silent": .silent,
        "repeat": .repeated, "drip": .drip,
    ]

    private static func withArgument(_ verb: String, _ argument: String) -> CardReaderFault? {
        let milliseconds = Int(argument).flatMap {
            (1...CardReaderFaultLimit.delayMilliseconds).contains($0) ? $0 : nil
        }
        switch verb {
        case "code": return UInt8(argument, radix: 16).map { .code($0) }
        case "garbage": return UInt64(argument).map { .garbage(seed: $0) }
        case "false-header": return UInt16(argument).map { .falseHeader(length: $0) }
        case "split":
            guard let bytes = Int32(argument), bytes > 0 else { return nil }
            return .split(at: Int(bytes))
        case "slow": return milliseconds.map { .slow(milliseconds: $0) }
        case "power": return milliseconds.map { .powerCycle(milliseconds: $0) }
        default: return nil
        }
    }
}
