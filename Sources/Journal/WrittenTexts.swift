import Station

/// What was written lately, with its texts: rows repeat each other in cards and refusals, and writing them by `Encoder` takes
/// some microseconds.
final class WrittenTexts {
    private var happenings: [Happening: [UInt8]] = [:]
    private var verdicts: [Verdict: [UInt8]] = [:]

    func text(of happening: Happening) throws(JournalError) -> [UInt8] {
        if let common = CommonText.of(happening) { return common }
        return try Self.text(of: happening, &happenings)
    }

    func text(of verdict: Verdict) throws(JournalError) -> [UInt8] {
        if let common = CommonText.of(verdict) { return common }
        return try Self.text(of: verdict, &verdicts)
    }

    private static func text<Value: Hashable & Encodable>(
        of value: Value, _ texts: inout [Value: [UInt8]]
    ) throws(JournalError) -> [UInt8] {
        if let text = texts[value] { return text }
        let text = try RowText.encode(value)
        if text.count > JournalLimit.keptTextBytes { return text }
        if texts.count >= JournalLimit.textsKept { texts.removeAll(keepingCapacity: true) }
        texts[value] = text
        return text
    }
}
