/// What a fake SSI scanner can be told to do wrong. As text: `split:3`, `nak:1`, `power-cycle`.
///
/// The first group spoils the next reading, or what the scanner sends of it first; the second group spoils the next
/// exchange with the host.
package enum FakeSSIFault: Hashable, Sendable {
    /// The packet comes in two chunks, cut after so many bytes.
    case split(at: Int)
    /// Every byte comes in a chunk of its own.
    case drip
    /// The packet waits and shares a chunk with whatever is sent next.
    case mergeWithNext
    /// The packet's checksum is wrong, once. A raw reading has none and is not changed.
    case wrongChecksum
    /// Only the first half of the packet, or of the raw reading, comes.
    case half
    /// Up to `FakeSSILimit.garbageBytes` bytes of noise come right before the packet.
    case garbage(seed: UInt64)
    /// The reading is made twice, as a trigger held too long does.
    case repeated
    /// The reading is lost in the scanner: nothing comes.
    case silent
    /// So many bursts of noise come instead.
    case babble(count: Int, seed: UInt64)
    /// The scanner loses its power before the reading; `event`: and tells so when it is back.
    case powerCycle(event: Bool)

    /// The next ACK of the host is not heard.
    case lostACK
    /// The next command of the host is not done, and answered with a NAK of this cause.
    case nak(cause: UInt8)
    /// The next command of the host is done, and its answer is lost.
    case lostAnswer

    /// Whether it is about the exchange with the host, not about a reading.
    var isOfExchange: Bool {
        switch self {
        case .lostACK, .nak, .lostAnswer: true
        case .split, .drip, .mergeWithNext, .wrongChecksum, .half, .garbage, .repeated, .silent, .babble, .powerCycle:
            false
        }
    }
}

package enum FakeSSILimit {
    /// The most noise before one packet, in bytes.
    package static let garbageBytes = 48
    /// The most bursts one babble may have.
    package static let babbleBursts = 1000
    /// The most data bytes of one packet: 255 less the header.
    static let dataBytes = 251
    /// The most readings that wait for the host; one more is lost.
    package static let waitingReadings = 16
    /// How long the scanner waits for an answer, Host Serial Response Timeout.
    package static let responseTimeout: Duration = .seconds(2)
    /// The pause that ends half a command, Host Character Timeout.
    package static let characterTimeout: Duration = .milliseconds(200)
    /// How often a packet is sent altogether.
    package static let sends = 3
    /// How long the scanner stays awake after the last byte.
    package static let staysAwake: Duration = .seconds(1)
}

extension FakeSSIFault {
    /// All verbs, in the order help shows them.
    package static let verbs = [
        ScanFault.Verb(name: "split", arguments: "BYTES", purpose: "cut the packet after so many bytes"),
        ScanFault.Verb(name: "drip", arguments: "", purpose: "send every byte by itself"),
        ScanFault.Verb(name: "merge", arguments: "", purpose: "hold the packet and send it with what comes next"),
        ScanFault.Verb(name: "wrong-checksum", arguments: "", purpose: "spoil the packet's checksum, once"),
        ScanFault.Verb(name: "half", arguments: "", purpose: "send only the first half of the packet"),
        ScanFault.Verb(name: "garbage", arguments: "SEED", purpose: "send noise right before the packet"),
        ScanFault.Verb(name: "repeat", arguments: "", purpose: "read the code twice"),
        ScanFault.Verb(name: "silent", arguments: "", purpose: "send nothing"),
        ScanFault.Verb(name: "babble", arguments: "COUNT:SEED", purpose: "send so many bursts of noise instead"),
        ScanFault.Verb(name: "power-cycle", arguments: "", purpose: "lose the power before the reading"),
        ScanFault.Verb(name: "power-cycle-event", arguments: "", purpose: "lose the power and tell the host so"),
        ScanFault.Verb(name: "lost-ack", arguments: "", purpose: "do not hear the host's next ACK"),
        ScanFault.Verb(name: "nak", arguments: "CAUSE", purpose: "refuse the host's next command (1, 2, 6, 10)"),
        ScanFault.Verb(name: "lost-answer", arguments: "", purpose: "lose the answer to the host's next command"),
    ]

    /// Reads a verb with its arguments; nil for an unknown verb, a missing, extra or unusable argument.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.dropFirst().map { UInt64($0) }
        switch (parts.first.map(String.init), numbers.count) {
        case ("split", 1):
            guard let bytes = numbers[0], bytes > 0, bytes < UInt64(Int32.max) else { return nil }
            self = .split(at: Int(bytes))
        case ("garbage", 1):
            guard let seed = numbers[0] else { return nil }
            self = .garbage(seed: seed)
        case ("nak", 1):
            guard let cause = numbers[0], let byte = UInt8(exactly: cause) else { return nil }
            self = .nak(cause: byte)
        case ("babble", 2):
            guard let count = numbers[0], let seed = numbers[1] else { return nil }
            guard count > 0, count <= UInt64(FakeSSILimit.babbleBursts) else { return nil }
            self = .babble(count: Int(count), seed: seed)
        case (let verb?, 0):
            guard let plain = FakeSSIFault.plain[verb] else { return nil }
            self = plain
        default:
            return nil
        }
    }

    private static let plain: [String: FakeSSIFault] = [
        "drip": .drip, "merge": .mergeWithNext, "wrong-checksum": .wrongChecksum, "half": .half, "repeat": .repeated,
        "silent": .silent, "power-cycle": .powerCycle(event: false), "power-cycle-event": .powerCycle(event: true),
        "lost-ack": .lostACK, "lost-answer": .lostAnswer,
    ]
}
