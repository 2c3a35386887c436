/// A code as bars of the station's own hold it: whatever reads them sends that code again.
package enum Bars: Hashable, Sendable {
    /// Code 128 (ISO/IEC 15417) of the code as it is.
    case plain(String)
    /// GS1-128: the same with FNC1 in front of an element string.
    case elements(ElementString)
}

/// A GS1 element string of digits alone, an even number of them and no separator between: two digits to a bar character.
/// An SSCC is one, identifier 00 and 18 digits.
package struct ElementString: Hashable, Sendable {
    /// Identifiers and values, as scanners send them.
    package let digits: String
    /// With the identifiers in parentheses, for people.
    package let text: String

    /// The longest that GS1-128 has (GS1 General Specifications, 5.4).
    static let longest = 48

    /// The code's own identifiers and what stands behind each. Nil where it holds letters, values of variable length or an
    /// odd number of digits.
    init?(code: String, form: GS1Form) {
        guard let identifiers = form.identifiers, identifiers.allSatisfy({ $0.isNumeric && $0.isSelfEnding }) else {
            return nil
        }
        var (digits, text, rest) = ("", "", code[...])
        for identifier in identifiers {
            let value = rest.prefix(identifier.lengths.upperBound)
            digits += identifier.text + value
            text += "(\(identifier.text)) \(value)"
            rest = rest.dropFirst(value.count)
        }
        guard rest.isEmpty, digits.utf8.count.isMultiple(of: 2), digits.utf8.count <= Self.longest else { return nil }
        self.digits = digits
        self.text = text
    }
}

extension [ClassRule] {
    /// Nil for a code that no rule of its class reads, and for one in a form that only the thing's own label has
    /// (`ElementString`). One that both is plain and has a form is printed plain.
    package func bars(of code: String, _ codeClass: CodeClass) -> Bars? {
        let rules = filter { $0.codeClass == codeClass }.map(CompiledRule.init)
        for rule in rules where !rule.isGS1 {
            if case .matches = rule.read([UInt8](code.utf8)) { return .plain(code) }
        }
        for rule in rules {
            guard let form = rule.rule.gs1, let string = ElementString(code: code, form: form) else { continue }
            let bytes = [UInt8](string.digits.utf8)
            guard let elements = GS1.elements(bytes) else { continue }
            if case .matches = rule.read(elements, of: bytes, isMarked: true) { return .elements(string) }
        }
        return nil
    }
}
