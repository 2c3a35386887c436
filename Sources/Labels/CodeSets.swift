/// How a text is parted between the code sets of Code 128 (ISO/IEC 15417, annex E): digits in pairs where that is shorter, at
/// the ends of a text from four on, inside of it from six on.
struct CodeSets {
    struct Run {
        var text: Substring
        /// An even number of digits, two to a symbol character.
        var isPairs: Bool
    }

    let runs: [Run]

    init(_ text: String) {
        var runs: [Run] = []
        var rest = text[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let isAtEnd = digits.endIndex == text.endIndex || digits.startIndex == text.startIndex
            if digits.count >= (isAtEnd ? 4 : 6) {
                // An odd digit stays with what stands before it.
                let odd = digits.prefix(digits.count % 2)
                if !odd.isEmpty { runs.addSingle(odd) }
                runs.append(Run(text: digits.dropFirst(odd.count), isPairs: true))
                rest = rest[digits.endIndex...]
            } else {
                let letters = digits.isEmpty ? rest.prefix { !($0.isASCII && $0.isNumber) } : digits
                runs.addSingle(letters)
                rest = rest[letters.endIndex...]
            }
        }
        self.runs = runs
    }

    /// Modules of the symbol without quiet zones: 11 for each symbol character, the start and the check among them, 13 for the
    /// stop.
    var modules: Int {
        let characters = runs.reduce(0) { $0 + ($1.isPairs ? $1.text.count / 2 : $1.text.count) }
        return 11 * (2 + characters + max(0, runs.count - 1)) + 13
    }
}

extension CodeSets {
    /// Modules of a GS1-128 symbol of so many digits: start, FNC1, the pairs, the check and the stop.
    static func modules(gs1 digits: Int) -> Int { 11 * (3 + digits / 2) + 13 }

    /// Whether one code set, C, holds all of it.
    static func isPairs(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count.isMultiple(of: 2) && text.utf8.count <= LabelLimit.characters
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}

extension [CodeSets.Run] {
    fileprivate mutating func addSingle(_ text: Substring) {
        if let last, !last.isPairs {
            self[count - 1].text = last.text.base[last.text.startIndex..<text.endIndex]
        } else {
            append(CodeSets.Run(text: text, isPairs: false))
        }
    }
}
