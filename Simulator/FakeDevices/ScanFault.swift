/// What a fake scanner can be told to do wrong with its next reading. As text: `split:3`, `double`, `babble:30:7`.
package enum ScanFault: Hashable, Sendable {
    /// The reading comes in two chunks, cut after so many bytes of the frame.
    case split(at: Int)
    /// Every byte comes in a chunk of its own.
    case drip
    /// The reading waits and shares a chunk with the next one.
    case mergeWithNext
    /// The frame ends without its suffix.
    case missingSuffix
    /// The payload stands twice in one frame.
    case doubled
    /// The whole frame is sent twice, as a trigger held too long does.
    case repeated
    /// Up to `ScanFaultLimit.garbageBytes` bytes of noise come right before the frame.
    case garbage(seed: UInt64)
    /// The reading is lost in the scanner: nothing comes.
    case silent
    /// So many frames of noise come instead.
    case babble(count: Int, seed: UInt64)
    /// This one frame is sent at another speed than the configured one.
    case wrongBaud
}

package enum ScanFaultLimit {
    /// The most noise before one frame, in bytes.
    package static let garbageBytes = 48
    /// The most frames one babble may have.
    package static let babbleFrames = 1000
}

extension ScanFault {
    /// A verb as a command line names it.
    package struct Verb: Hashable, Sendable {
        package var name: String
        /// What follows after colons, for help texts; empty for none.
        package var arguments: String
        package var purpose: String
    }

    /// All verbs, in the order help shows them.
    package static let verbs = [
        Verb(name: "split", arguments: "BYTES", purpose: "cut the reading after so many bytes"),
        Verb(name: "drip", arguments: "", purpose: "send every byte by itself"),
        Verb(name: "merge", arguments: "", purpose: "hold the reading and send it together with the next"),
        Verb(name: "no-suffix", arguments: "", purpose: "leave the suffix out"),
        Verb(name: "double", arguments: "", purpose: "send the payload twice in one frame"),
        Verb(name: "repeat", arguments: "", purpose: "send the frame twice"),
        Verb(name: "garbage", arguments: "SEED", purpose: "send noise right before the frame"),
        Verb(name: "silent", arguments: "", purpose: "send nothing"),
        Verb(name: "babble", arguments: "COUNT:SEED", purpose: "send so many frames of noise instead"),
        Verb(name: "wrong-baud", arguments: "", purpose: "send the frame at another speed"),
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
        case ("babble", 2):
            guard let count = numbers[0], let seed = numbers[1] else { return nil }
            guard count > 0, count <= UInt64(ScanFaultLimit.babbleFrames) else { return nil }
            self = .babble(count: Int(count), seed: seed)
        case (let verb?, 0):
            guard let plain = ScanFault.plain[verb] else { return nil }
            self = plain
        default:
            return nil
        }
    }

    private static let plain: [String: ScanFault] = [
        "drip": .drip, "merge": .mergeWithNext, "no-suffix": .missingSuffix, "double": .doubled, "repeat": .repeated,
        "silent": .silent, "wrong-baud": .wrongBaud,
    ]
}
