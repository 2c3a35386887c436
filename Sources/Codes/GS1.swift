import Devices

/// What the GS1 syntax dictionary says of the application identifiers a collection site meets.
struct ApplicationIdentifier: Hashable, Sendable {
    /// The identifier, `00` to `8020`.
    let text: String
    let lengths: ClosedRange<Int>
    let isNumeric: Bool
    let hasCheckDigit: Bool
    /// Its length is fixed by the identifier itself, so that the next may follow without a separator.
    let isSelfEnding: Bool

    /// Characters of alphanumeric values: the 82 of GS1's character set.
    static let characters = ByteSet.upperCase.union(.digits).union(ByteSet(0x61...0x7A))
        .union(ByteSet.of("!\"%&'()*+,-./_:;<=>?"))

    var valueCharacters: ByteSet { isNumeric ? .digits : Self.characters }

    static let gsrn = numeric("8018", 18, check: true)

    /// Ordered so that no identifier is the beginning of another.
    static let all: [ApplicationIdentifier] =
        [numeric("00", 18, check: true, selfEnding: true)]
        + ["01", "02"].map { numeric($0, 14, check: true, selfEnding: true) }
        + ["11", "12", "13", "15", "16", "17"].map { numeric($0, 6, selfEnding: true) }
        + ["410", "411", "412", "413", "414", "415", "416", "417"].map {
            numeric($0, 13, check: true, selfEnding: true)
        }
        + [numeric("20", 2, selfEnding: true), numeric("7250", 8), numeric("8017", 18, check: true), gsrn]
        + [numeric("8019", 1...10), numeric("30", 1...8), numeric("37", 1...8)]
        + ["10", "21", "22", "243", "254"].map { text($0, 20) } + [text("235", 28), text("8020", 25)]
        + ["240", "241", "250", "251", "400", "403", "8004", "90"].map { text($0, 30) }
        + ["91", "92", "93", "94", "95", "96", "97", "98", "99"].map { text($0, 90) }

    private static func numeric(
        _ text: String, _ length: Int, check: Bool = false, selfEnding: Bool = false
    ) -> ApplicationIdentifier {
        ApplicationIdentifier(
            text: text, lengths: length...length, isNumeric: true, hasCheckDigit: check, isSelfEnding: selfEnding)
    }

    private static func numeric(_ text: String, _ lengths: ClosedRange<Int>) -> ApplicationIdentifier {
        ApplicationIdentifier(
            text: text, lengths: lengths, isNumeric: true, hasCheckDigit: false, isSelfEnding: false)
    }

    private static func text(_ text: String, _ most: Int) -> ApplicationIdentifier {
        ApplicationIdentifier(
            text: text, lengths: 1...most, isNumeric: false, hasCheckDigit: false, isSelfEnding: false)
    }
}

/// One identifier and its value as they stand in an element string.
struct GS1Element: Sendable {
    let identifier: ApplicationIdentifier
    /// Where the value lies in the text.
    let value: Range<Int>
}

enum GS1 {
    /// FNC1 inside a message arrives as this control character.
    static let separator: UInt8 = 0x1D

    /// Whether the scanner says that FNC1 stood first: GS1-128, GS1 QR, GS1 Data Matrix, DataBar, GS1 DotCode.
    static func isMarked(_ aim: AIMIdentifier?) -> Bool {
        guard let aim else { return false }
        switch (Character(UnicodeScalar(aim.code)), Character(UnicodeScalar(aim.modifier))) {
        case ("C", "1"), ("Q", "3"), ("Q", "4"), ("d", "2"), ("d", "5"), ("e", "0"), ("J", "1"): return true
        default: return false
        }
    }

    /// Takes a whole element string apart; nil where it is none, or holds an identifier that is not in the table.
    /// Check digits are not looked at.
    static func elements(_ text: [UInt8]) -> [GS1Element]? {
        var elements: [GS1Element] = []
        var place = 0
        while place < text.count {
            guard let identifier = ApplicationIdentifier.all.first(where: { hasPrefix($0, text, place) }) else {
                return nil
            }
            let begin = place + identifier.text.utf8.count
            let end = valueEnd(identifier, text, begin)
            guard identifier.lengths.contains(end - begin),
                text[begin..<end].allSatisfy(identifier.valueCharacters.contains)
            else { return nil }
            elements.append(GS1Element(identifier: identifier, value: begin..<end))
            place = end < text.count && text[end] == separator ? end + 1 : end
        }
        return elements.isEmpty ? nil : elements
    }

    private static func hasPrefix(_ identifier: ApplicationIdentifier, _ text: [UInt8], _ place: Int) -> Bool {
        var index = place
        for byte in identifier.text.utf8 {
            guard index < text.count, text[index] == byte else { return false }
            index += 1
        }
        return true
    }

    private static func valueEnd(_ identifier: ApplicationIdentifier, _ text: [UInt8], _ begin: Int) -> Int {
        if identifier.isSelfEnding { return min(begin + identifier.lengths.upperBound, text.count) }
        return text[begin...].firstIndex(of: separator) ?? text.count
    }
}

/// Which elements of a GS1 element string make a class's code.
///
/// The code is the values of `identifying` in their order, without the identifiers; only the last of them may have a
/// value of variable length, so that the code can be read one way only. A string from a scanner that marks GS1 (AIM `C1`,
/// `Q3`, `d2`, `e0`, or FNC1 in front) may hold the elements in any order, and those of `mayCarry` besides, which are
/// passed over. A string without any mark must be exactly the identifying elements in order.
package struct GS1Form: Hashable, Sendable {
    package var identifying: [String]
    package var mayCarry: Set<String>

    package init(identifying: [String], mayCarry: Set<String> = []) {
        self.identifying = identifying
        self.mayCarry = mayCarry
    }

    /// The table's rows for `identifying`; nil when one is not there, stands twice or is variable before the last.
    var identifiers: [ApplicationIdentifier]? {
        let rows = identifying.compactMap { text in ApplicationIdentifier.all.first { $0.text == text } }
        guard !rows.isEmpty, rows.count == identifying.count, Set(rows).count == rows.count,
            mayCarry.isDisjoint(with: identifying),
            rows.dropLast().allSatisfy({ $0.lengths.lowerBound == $0.lengths.upperBound }),
            mayCarry.allSatisfy({ text in ApplicationIdentifier.all.contains { $0.text == text } })
        else { return nil }
        return rows
    }

    /// The places of the identifying values, or nil when the string is not of this form.
    func values(_ elements: [GS1Element], isMarked: Bool) -> [Range<Int>]? {
        guard isMarked else {
            return elements.map(\.identifier.text) == identifying ? elements.map(\.value) : nil
        }
        guard Set(elements.map(\.identifier.text)).count == elements.count,
            elements.allSatisfy({
                identifying.contains($0.identifier.text) || mayCarry.contains($0.identifier.text)
            })
        else { return nil }
        let found = identifying.compactMap { text in elements.first { $0.identifier.text == text }?.value }
        return found.count == identifying.count ? found : nil
    }

    /// Whether one element string could be of both forms.
    func sharesStrings(with other: GS1Form) -> Bool {
        mayCarry.union(identifying).isSuperset(of: other.identifying)
            && other.mayCarry.union(other.identifying).isSuperset(of: identifying)
    }
}
