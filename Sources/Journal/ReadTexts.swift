import Station

/// Texts that were read lately, and what they say: rows repeat each other in cards and refusals, and a start reads hundreds of
/// rows, `verify` all of them.
final class ReadTexts {
    private var happenings: [Text: Happening] = [:]
    private var verdicts: [Text: Verdict] = [:]

    /// The bytes of a text, hashed as a whole.
    private struct Text: Hashable {
        let bytes: [UInt8]

        func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
    }

    /// What the text says, read by `read` if it was not read lately.
    func happening(
        _ text: [UInt8], or read: ([UInt8]) throws(JournalError) -> Happening
    ) throws(JournalError) -> Happening {
        try Self.known(text, &happenings, or: read)
    }

    func verdict(
        _ text: [UInt8], or read: ([UInt8]) throws(JournalError) -> Verdict
    ) throws(JournalError) -> Verdict {
        try Self.known(text, &verdicts, or: read)
    }

    private static func known<Value>(
        _ text: [UInt8], _ values: inout [Text: Value], or read: ([UInt8]) throws(JournalError) -> Value
    ) throws(JournalError) -> Value {
        if text.count > JournalLimit.keptTextBytes { return try read(text) }
        let key = Text(bytes: text)
        if let value = values[key] { return value }
        let value = try read(text)
        if values.count >= JournalLimit.textsKept { values.removeAll(keepingCapacity: true) }
        values[key] = value
        return value
    }
}
