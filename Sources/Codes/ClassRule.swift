/// One class of printed codes a site declares: tubes, bags, seals, badges ...
package struct ClassRule: Hashable, Sendable {
    package var codeClass: CodeClass
    package var pattern: Pattern
    package var check: CheckDigit
    /// When set, the code comes in a GS1 element string, and pattern and check are of its values (`GS1Form`).
    package var gs1: GS1Form?

    package init(codeClass: CodeClass, pattern: Pattern, check: CheckDigit = .none, gs1: GS1Form? = nil) {
        self.codeClass = codeClass
        self.pattern = pattern
        self.check = check
        self.gs1 = gs1
    }

    /// What messages call the rule: `tube T[0-9]{8}`.
    package var name: String {
        let form = gs1.map { " in GS1 " + $0.identifying.map { "(\($0))" }.joined() } ?? ""
        return "\(codeClass.rawValue) \(pattern)\(form)"
    }
}

/// What a rule makes of a text.
enum RuleReading {
    case matches([UInt8])
    /// The form is right and a check digit is not.
    case wrongCheck
    case no
}

/// A rule made ready for reading.
struct CompiledRule: Sendable {
    let rule: ClassRule
    private let matcher: Matcher
    let literalPrefix: [UInt8]
    let isGS1: Bool
    /// The codes' longest length.
    let longest: Int

    init(_ rule: ClassRule) {
        self.rule = rule
        matcher = Matcher(rule.pattern)
        isGS1 = rule.gs1 != nil
        literalPrefix = isGS1 ? [] : rule.pattern.literalPrefix
        longest = rule.pattern.lengths.upperBound
    }

    /// Reads a text without GS1 form.
    func read(_ text: [UInt8]) -> RuleReading {
        guard !isGS1, matcher.matches(text) else { return .no }
        return rule.check.passes(text) ? .matches(text) : .wrongCheck
    }

    /// Reads the elements of a GS1 string.
    func read(_ elements: [GS1Element], of text: [UInt8], isMarked: Bool) -> RuleReading {
        guard let ranges = rule.gs1?.values(elements, isMarked: isMarked) else { return .no }
        let code = ranges.flatMap { text[$0] }
        guard matcher.matches(code) else { return .no }
        let isRight = rule.check.passes(code) && elements.allSatisfy { $0.passes(text) }
        return isRight ? .matches(code) : .wrongCheck
    }

    /// The rule as the search for shared texts sees it; a GS1 form as a scanner without marks sends it.
    var acceptor: Acceptor {
        guard isGS1 else {
            return Acceptor(
                name: rule.name, positions: rule.pattern.positions,
                accepts: { if case .matches = read($0) { true } else { false } },
                mended: { rule.check.mended($0) })
        }
        return Acceptor(
            name: rule.name, positions: elementPositions,
            accepts: { text in
                guard let elements = GS1.elements(text) else { return false }
                if case .matches = read(elements, of: text, isMarked: false) { return true }
                return false
            },
            mended: { GS1.mended(rule.check.mended($0)) })
    }

    /// The form of the whole string: each identifier before its value. Where the pattern leaves open how long a value
    /// before the last is, the values are taken as wide as GS1 allows.
    private var elementPositions: [Pattern.Position] {
        let identifiers = rule.gs1?.identifiers ?? []
        let values = rule.pattern.positions
        let fixed = identifiers.dropLast().reduce(0) { $0 + $1.lengths.upperBound }
        guard fixed <= values.count, values.prefix(fixed).allSatisfy({ $0.skipTo == nil }) else {
            return identifiers.flatMap {
                $0.digits + [Pattern.Element(characters: $0.valueCharacters, count: $0.lengths)]
            }.positions
        }
        let shift = identifiers.reduce(0) { $0 + $1.text.utf8.count }
        var positions: [Pattern.Position] = []
        var next = 0
        for (index, identifier) in identifiers.enumerated() {
            let isLast = index == identifiers.count - 1
            let end = isLast ? values.count : next + identifier.lengths.upperBound
            positions += identifier.digits.positions
            positions += values[next..<end].map {
                Pattern.Position(characters: $0.characters, skipTo: $0.skipTo.map { $0 + shift })
            }
            next = end
        }
        return positions
    }

    /// The rule by its values alone, to be held against another rule of the same identifiers.
    var valueAcceptor: Acceptor {
        let identifiers = rule.gs1?.identifiers ?? []
        let inner: CheckDigit = identifiers.count == 1 && identifiers[0].hasCheckDigit ? .gs1Mod10 : .none
        return Acceptor(
            name: rule.name, positions: rule.pattern.positions,
            accepts: { matcher.matches($0) && rule.check.passes($0) && inner.passes($0) },
            mended: { inner.mended(rule.check.mended($0)) })
    }
}

extension ApplicationIdentifier {
    /// The identifier's own digits as elements of a pattern.
    fileprivate var digits: [Pattern.Element] {
        text.utf8.map { Pattern.Element(characters: ByteSet($0...$0), count: 1...1) }
    }
}

extension CheckDigit {
    /// The code with its last character made right.
    func mended(_ code: [UInt8]) -> [UInt8] {
        guard let right = character(after: Array(code.dropLast())) else { return code }
        return code.dropLast() + [right]
    }
}

extension GS1Element {
    /// Whether the value's check digit is right, where the identifier has one.
    func passes(_ text: [UInt8]) -> Bool {
        !identifier.hasCheckDigit || CheckDigit.gs1Mod10.passes(text, in: value)
    }
}

extension GS1 {
    /// The element string with all check digits the identifiers ask for made right.
    static func mended(_ text: [UInt8]) -> [UInt8] {
        var mended = text
        for element in elements(text) ?? [] where element.identifier.hasCheckDigit {
            guard let last = element.value.last else { continue }
            let body = element.value.lowerBound..<last
            mended[last] = CheckDigit.gs1Mod10.character(after: mended, in: body) ?? mended[last]
        }
        return mended
    }
}
