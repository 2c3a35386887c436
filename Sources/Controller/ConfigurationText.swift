import Yams

/// A configuration file's text on its way to a tree of YAML nodes.
///
/// What the parser would do without bounds is refused before it sees the text: a file that is too large, anchors and
/// aliases (with which a short file can stand for an endless one), keys that are lists or mappings of any length (all
/// of which would be compared, at every level), and characters YAML does not have. After that a tree holds no more
/// nodes than the file has characters; nesting beyond 1,000 levels libyaml itself refuses.
struct ConfigurationText {
    let text: String

    /// The root of the file's only document; nil when something is wrong, which is then among the faults.
    func root(_ faults: inout ConfigurationFaults) -> Node? {
        guard isBounded(&faults) else { return nil }
        do {
            if let node = try Yams.compose(yaml: text, .basic) { return node }
            faults.add("found nothing, expected the station's configuration", at: .start)
        } catch let error as YamlError {
            add(error, to: &faults)
        } catch {
            faults.add("\(error)", at: .start)
        }
        return nil
    }

    // MARK: Before the parser

    private func isBounded(_ faults: inout ConfigurationFaults) -> Bool {
        let (bytes, limit) = (text.utf8.count, ConfigurationLimit.fileBytes)
        guard bytes <= limit else {
            faults.add("found a file of \(bytes) bytes, expected at most \(limit)", at: .start)
            return false
        }
        var walk = Walk()
        for scalar in text.unicodeScalars {
            guard let problem = walk.step(scalar) else { continue }
            faults.add(problem, at: walk.place)
            return false
        }
        return true
    }

    /// One walk over the characters. It knows nothing of quotes, so that nothing can be hidden from it.
    private struct Walk {
        var place = FilePlace.start
        private var next = FilePlace.start
        /// The last two characters, the newer first.
        private var last: (Unicode.Scalar, Unicode.Scalar) = ("\n", "\n")

        /// Takes one character; what is wrong with it, if anything.
        mutating func step(_ scalar: Unicode.Scalar) -> String? {
            place = next
            next = scalar == "\n" ? FilePlace(line: next.line + 1, column: 1) : next
            if scalar != "\n" { next.column += 1 }
            defer { last = (scalar, last.0) }
            if !Self.isYAML(scalar) { return "found the character U+\(Self.hex(scalar)), which YAML does not allow" }
            if scalar == "?", isTokenStart(after: last.0) { return "found \"?\", expected a key without it" }
            if namesNode(scalar) {
                place.column -= 1
                return
                    "found \"\(last.0)\" before \"\(scalar)\", expected no anchors and no aliases; write everything out"
            }
            return nil
        }

        /// Whether an anchor `&name` or an alias `*name` may begin with the character before this one. Inside quotes
        /// and comments it would be text, but then a blank behind it costs nothing.
        private func namesNode(_ scalar: Unicode.Scalar) -> Bool {
            guard last.0 == "&" || last.0 == "*" else { return false }
            let isName = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            return (isName || scalar == "-" || scalar == "_") && isTokenStart(after: last.1)
        }

        /// Whether a token can begin behind this character in a text that the parser takes: behind blanks, line ends
        /// and the signs that open or part lists and mappings.
        private func isTokenStart(after scalar: Unicode.Scalar) -> Bool {
            switch scalar {
            case " ", "\t", "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}", "[", "{", ",", ":", "?": true
            default: false
            }
        }

        /// The printable characters of YAML 1.1, and its line ends but CR alone.
        private static func isYAML(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
            default: false
            }
        }

        private static func hex(_ scalar: Unicode.Scalar) -> String {
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }
    }

    // MARK: What the parser finds

    private func add(_ error: YamlError, to faults: inout ConfigurationFaults) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let setting = context.map { ", \($0.text) in line \($0.mark.line)" } ?? ""
            faults.add("not YAML: \(problem)\(setting)", at: FilePlace(line: mark.line, column: mark.column))
        case .duplicatedKeysInMapping(let keys, let context):
            let first = FilePlace(line: context.mark.line, column: context.mark.column)
            let key = keys.first ?? ""
            let place = place(ofSecond: key, after: first) ?? first
            faults.add("key \(quoted(key)) stands twice, first in line \(first.line)", at: place)
        case .reader, .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            faults.add("not YAML: \(error)", at: .start)
        }
    }

    /// Where a key of a mapping in lines stands again, in the column where it stands first.
    private func place(ofSecond key: String, after first: FilePlace) -> FilePlace? {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated().dropFirst(first.line) {
            let rest = line.dropFirst(first.column - 1)
            if rest.hasPrefix(key), rest.dropFirst(key.count).drop(while: { $0 == " " }).first == ":" {
                return FilePlace(line: index + 1, column: first.column)
            }
        }
        return nil
    }
}
