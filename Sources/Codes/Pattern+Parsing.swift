/// Where a written pattern is wrong and what would be right there.
package struct PatternError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The character's place in the text, counted from 1; one past the last where the text ended too early.
    package var position: Int
    package var found: String
    package var expected: String

    package var description: String { "at character \(position): found \(found), expected \(expected)" }
}

extension Pattern {
    /// Reads a pattern such as `T[0-9]{8}` or `[A-HJ-NP-Z]{2}-[0-9]{6,8}`.
    ///
    /// - A visible ASCII character stands for itself; `\` before any of `[]{}()*+?|.^$\` makes it an ordinary character.
    /// - `[...]` is one of the characters and ranges inside; `-` first or last, or after `\`, means itself.
    /// - `{n}` and `{n,m}` repeat the character or set before them.
    /// - There is no alternation, no `*`, `+`, `?` or `.`, no negated set and no blank.
    package init(parsing text: String) throws(PatternError) {
        var reader = PatternReader(text)
        try self.init(reader.elements(), description: text)
    }
}

/// Walks over the text of a pattern once.
private struct PatternReader {
    private let text: [Character]
    private var next = 0

    init(_ text: String) { self.text = Array(text) }

    mutating func elements() throws(PatternError) -> [Pattern.Element] {
        var elements: [Pattern.Element] = []
        var longest = 0
        while next < text.count {
            let begin = next
            let characters = try characters()
            let count = try repeats()
            longest += count.upperBound
            guard longest <= CodeLimit.codeBytes else {
                throw error("a pattern of \(longest) characters", "at most \(CodeLimit.codeBytes)", at: begin)
            }
            elements.append(Pattern.Element(characters: characters, count: count))
        }
        guard elements.contains(where: { $0.count.lowerBound > 0 }) else {
            throw error(text.isEmpty ? "nothing" : "only optional characters", "at least one character", at: text.count)
        }
        return elements
    }

    private mutating func characters() throws(PatternError) -> ByteSet {
        if text[next] == "[" { return try set() }
        let byte = try single(reserved: "[]{}()*+?|.^$")
        return ByteSet(byte...byte)
    }

    /// One character that stands for itself, or the one after a backslash.
    private mutating func single(reserved: String) throws(PatternError) -> UInt8 {
        let wanted = "a visible ASCII character or [set]"
        guard next < text.count else { throw error("the end", wanted, at: next) }
        if text[next] == "\\" {
            next += 1
            guard next < text.count else { throw error("the end", "the character after \\", at: next) }
        } else if reserved.contains(text[next]) {
            throw error("`\(text[next])`", "\(wanted); write `\\\(text[next])` for the character", at: next)
        }
        guard let byte = text[next].asciiValue, ByteSet.visible.contains(byte) else {
            throw error("`\(text[next])`", wanted, at: next)
        }
        next += 1
        return byte
    }

    private mutating func set() throws(PatternError) -> ByteSet {
        var set = ByteSet()
        let begin = next
        next += 1
        while next < text.count, text[next] != "]" {
            let place = next
            let low = try single(reserved: next == begin + 1 ? "[^" : "[")
            guard isRange else {
                set.insert(low...low)
                continue
            }
            next += 1
            let high = try single(reserved: "[")
            guard low <= high else { throw error("a range that runs down", "the lower character first", at: place) }
            set.insert(low...high)
        }
        guard next < text.count else { throw error("the end", "`]`", at: next) }
        guard !set.isEmpty else { throw error("an empty set", "characters between [ and ]", at: begin) }
        next += 1
        return set
    }

    /// Whether a `-` stands here that has something but `]` behind it.
    private var isRange: Bool { next + 1 < text.count && text[next] == "-" && text[next + 1] != "]" }

    private mutating func repeats() throws(PatternError) -> ClosedRange<Int> {
        guard next < text.count, text[next] == "{" else { return 1...1 }
        let begin = next
        next += 1
        let least = try number()
        var most = least
        if next < text.count, text[next] == "," {
            next += 1
            most = try number()
        }
        guard next < text.count, text[next] == "}" else {
            throw error(next < text.count ? "`\(text[next])`" : "the end", "`}` or `,`", at: next)
        }
        next += 1
        guard most > 0, least <= most else {
            throw error("{\(least),\(most)}", "{n} or {n,m} with n not above m and m above 0", at: begin)
        }
        return least...most
    }

    /// A repeat count, 0 to `CodeLimit.codeBytes`.
    private mutating func number() throws(PatternError) -> Int {
        let begin = next
        var value = 0
        while next < text.count, let digit = text[next].wholeNumberValue, text[next].isASCII, value < 1000 {
            value = value * 10 + digit
            next += 1
        }
        let found = next < text.count ? "`\(text[next])`" : "the end"
        guard next > begin else { throw error(found, "a number", at: next) }
        guard value <= CodeLimit.codeBytes else {
            throw error("\(value)", "at most \(CodeLimit.codeBytes)", at: begin)
        }
        return value
    }

    private func error(_ found: String, _ expected: String, at place: Int) -> PatternError {
        PatternError(position: place + 1, found: found, expected: expected)
    }
}
