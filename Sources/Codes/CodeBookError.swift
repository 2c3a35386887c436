/// Why a site's classes cannot be used together. Rules are named as `ClassRule.name` and `OpaqueRule.name` have them.
package enum CodeBookError: Error, Hashable, Sendable, CustomStringConvertible {
    /// More rules than `CodeBookLimit.rules`.
    case tooManyRules(Int)
    /// Persons and commands have formats of their own and cannot be declared.
    case builtIn(rule: String)
    /// The GS1 form names an identifier that is not known or stands twice, or one of variable length before the last.
    case notGS1(rule: String)
    /// The class's codes may begin as command cards do.
    case reservedPrefix(rule: String, example: String)
    /// Both classes accept the example.
    case overlap(String, String, example: String)
    /// Two classes of opaque codes begin alike and nothing tells them apart.
    case samePrefix(String, String)
    /// An opaque class that expires after no time, or whose prefix is longer than `CodeLimit.codeBytes`.
    case outOfRange(rule: String)

    package var description: String {
        switch self {
        case .tooManyRules(let count):
            "\(count) classes; declare at most \(CodeBookLimit.rules)"
        case .builtIn(let rule):
            "\(rule): the formats of persons and commands are built in; declare another class"
        case .notGS1(let rule):
            "\(rule): name known application identifiers once each, only the last of variable length"
        case .reservedPrefix(let rule, let example):
            "\(rule): a code such as \(example) begins with \(CommandCards.prefix), which belongs to command cards"
        case .overlap(let first, let second, let example):
            "\(first) and \(second) both accept \(example); narrow one of them, or switch that kind of number off"
        case .samePrefix(let first, let second):
            "\(first) and \(second) begin alike; give one of them a longer prefix"
        case .outOfRange(let rule):
            "\(rule): minutes must be above 0, and the prefix at most \(CodeLimit.codeBytes) bytes"
        }
    }
}

package enum CodeBookLimit {
    /// The most classes, and the most opaque classes, of one site.
    package static let rules = 64
}

/// The examination of a site's classes before they are used.
struct CodeBookCheck {
    let classes: [ClassRule]
    /// The classes made ready, and behind them those that are built in.
    let rules: [CompiledRule]
    let opaque: [OpaqueRule]
    let numbers: PersonNumbers

    func run() throws(CodeBookError) {
        guard max(classes.count, opaque.count) <= CodeBookLimit.rules else {
            throw .tooManyRules(max(classes.count, opaque.count))
        }
        for rule in classes {
            if rule.codeClass == .person || rule.codeClass == .command { throw .builtIn(rule: rule.name) }
            if let form = rule.gs1, form.identifiers == nil { throw .notGS1(rule: rule.name) }
        }
        try opaquePrefixes()
        let persons = numbers.acceptors
        let prefixes = opaque.compactMap(\.acceptor)
        for (index, rule) in rules.enumerated() {
            for other in rules[..<index] where other.rule.codeClass != rule.rule.codeClass {
                try compare(rule, other)
            }
        }
        for rule in rules.prefix(classes.count) {
            let acceptor = rule.acceptor
            if let example = Overlap.example(acceptor, .commandCards) {
                throw .reservedPrefix(rule: rule.rule.name, example: String(decoding: example, as: UTF8.self))
            }
            for other in persons + prefixes { try compare(acceptor, other) }
        }
    }

    private func compare(_ left: CompiledRule, _ right: CompiledRule) throws(CodeBookError) {
        guard let first = left.rule.gs1, let second = right.rule.gs1 else {
            return try compare(right.acceptor, left.acceptor)
        }
        guard first.sharesStrings(with: second) else { return }
        if first.identifying == second.identifying { return try compare(right.valueAcceptor, left.valueAcceptor) }
        let all = second.identifying + first.identifying.filter { !second.identifying.contains($0) }
        throw .overlap(right.rule.name, left.rule.name, example: all.map { "(\($0))..." }.joined())
    }

    private func compare(_ left: Acceptor, _ right: Acceptor) throws(CodeBookError) {
        guard let example = Overlap.example(left, right) else { return }
        throw .overlap(left.name, right.name, example: String(decoding: example, as: UTF8.self))
    }

    private func opaquePrefixes() throws(CodeBookError) {
        for (index, rule) in opaque.enumerated() {
            if case .expiring(let minutes) = rule.opaqueClass, minutes < 1 { throw .outOfRange(rule: rule.name) }
            guard rule.prefix.count <= CodeLimit.codeBytes else { throw .outOfRange(rule: rule.name) }
            if CommandCards.isMarked(rule.prefix) {
                throw .reservedPrefix(rule: rule.name, example: String(decoding: rule.prefix, as: UTF8.self))
            }
            for other in opaque[..<index] where other.prefix == rule.prefix {
                let carrying = [rule, other].count { $0.opaqueClass == .carriesNumber }
                if carrying != 1 { throw .samePrefix(other.name, rule.name) }
            }
        }
    }
}

extension Acceptor {
    /// Everything that begins as command cards do.
    fileprivate static var commandCards: Acceptor {
        let marks = CommandCards.prefix.utf8.map { byte in
            Pattern.Element(characters: ByteSet(byte...byte, byte + 0x20...byte + 0x20), count: 1...1)
        }
        return anything(after: marks, name: "command")
    }

    /// Everything that begins so and is no longer than codes may be.
    fileprivate static func anything(after begin: [Pattern.Element], name: String) -> Acceptor {
        let rest = Pattern.Element(characters: .visible, count: 0...Acceptor.longest)
        return Acceptor(name: name, positions: (begin + [rest]).positions, accepts: { _ in true }, mended: { $0 })
    }

    /// The longest text of a class, its GS1 identifiers included.
    private static let longest = 2 * CodeLimit.codeBytes
}

extension OpaqueRule {
    /// The payloads with this prefix; nil without a prefix, or with one that no class of a site can begin with.
    fileprivate var acceptor: Acceptor? {
        guard !prefix.isEmpty, prefix.allSatisfy(ByteSet.visible.contains) else { return nil }
        let begin = prefix.map { Pattern.Element(characters: ByteSet($0...$0), count: 1...1) }
        return .anything(after: begin, name: "opaque \(name)")
    }
}
