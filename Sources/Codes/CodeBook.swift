package import Devices

/// All that a scan can be at one site: the built-in numbers of persons, the site's own classes, its test and health QR
/// codes and its command cards. `classify` looks at one scan alone; it always answers, and the same each time.
///
/// The order: command card; GS1 string; number of a person; class of the site; GS1 string from a scanner that does not
/// mark it; QR by its prefix; then the near misses; last a QR without prefix. `init` refuses classes that share a code, so
/// that the order among the first decides nothing.
package struct CodeBook: Sendable {
    private let numbers: PersonNumbers
    /// Plain classes, then those in GS1 form, the built-in one of persons among them.
    private let plain: [CompiledRule]
    private let gs1: [CompiledRule]
    /// With a prefix, the longest first; and without.
    private let prefixed: [OpaqueRule]
    private let unprefixed: [OpaqueRule]
    private let cards: CommandCards?
    private let slipSeal: (@Sendable (String) -> String)?

    /// - Parameter persons: the kinds of numbers this site takes for persons. A site whose tubes have eight bare digits
    ///   must leave out `taiwan`.
    /// - Parameter slipSeal: seals the QRs of labels, by the site's slip key; nil reads none.
    /// - Throws: `CodeBookError` naming the rule, and for two classes that share a code an example.
    package init(
        classes: [ClassRule], opaque: [OpaqueRule] = [], cards: CommandCards? = nil,
        persons: Set<PersonCode.Kind> = Set(PersonCode.Kind.allCases),
        slipSeal: (@Sendable (String) -> String)? = nil
    ) throws(CodeBookError) {
        let numbers = PersonNumbers(persons)
        var rules = classes.map(CompiledRule.init)
        if persons.contains(.gsrn) { rules.append(CompiledRule(.gsrn)) }
        try CodeBookCheck(classes: classes, rules: rules, opaque: opaque, numbers: numbers).run()
        self.numbers = numbers
        plain = rules.filter { !$0.isGS1 }
        gs1 = rules.filter(\.isGS1)
        let opaque = persons.contains(.opaque) ? opaque : []
        let order = opaque.enumerated().sorted { left, right in
            let (first, second) = (left.element, right.element)
            if first.prefix.count != second.prefix.count { return first.prefix.count > second.prefix.count }
            let carries = (first.opaqueClass == .carriesNumber, second.opaqueClass == .carriesNumber)
            return carries.0 != carries.1 ? carries.0 : left.offset < right.offset
        }.map(\.element)
        prefixed = order.filter { !$0.prefix.isEmpty }
        unprefixed = order.filter(\.prefix.isEmpty)
        self.cards = cards
        self.slipSeal = slipSeal
    }

    /// What the scan is. Total: any bytes give an answer, at worst `.unreadable(.unknown)`.
    package func classify(_ scan: Scan) -> Code {
        guard (1...CodeLimit.payloadBytes).contains(scan.payload.count) else { return .unreadable(.unknown) }
        let payload = Payload(scan)
        if let slipSeal, Slip.isMarked(payload.text) {
            return Slip(payload.text, seal: slipSeal).map(Code.slip) ?? .unreadable(.checkDigit(.label))
        }
        if let code = checked(payload) { return code }
        if isDoubled(scan, payload) { return .unreadable(.doubled) }
        if let code = opaque(prefixed, payload) { return isMerged(payload) ? .unreadable(.doubled) : code }
        if let why = nearMiss(payload) { return .unreadable(why) }
        if payload.isQR, let code = opaque(unprefixed, payload) {
            return isMerged(payload) ? .unreadable(.doubled) : code
        }
        return .unreadable(.unknown)
    }
}

// MARK: - What fits

extension CodeBook {
    /// The scan as anything but an opaque code.
    private func checked(_ payload: Payload) -> Code? {
        let text = payload.text
        if payload.isGS1 { return element(text, isMarked: true) }
        if let cards, case .code(let code) = cards.read(text) { return code }
        if case .code(let code) = numbers.read(text) { return code }
        for rule in plain {
            if case .matches(let code) = rule.read(text) { return rule.code(code) }
        }
        return payload.aim == nil ? element(text, isMarked: false) : nil
    }

    private func element(_ text: [UInt8], isMarked: Bool) -> Code? {
        guard !gs1.isEmpty, let elements = GS1.elements(text) else { return nil }
        for rule in gs1 {
            if case .matches(let code) = rule.read(elements, of: text, isMarked: isMarked) { return rule.code(code) }
        }
        return nil
    }

    /// The first rule that knows the payload; one whose number fails its checks is told as such at once.
    private func opaque(_ rules: [OpaqueRule], _ payload: Payload) -> Code? {
        var missed: Unreadable?
        for rule in rules {
            switch rule.read(payload.bytes, numbers: numbers) {
            case .code(let code): return code
            case .nearMiss(let why): missed = missed ?? why
            case .nothing: break
            }
        }
        return missed.map(Code.unreadable)
    }
}

// MARK: - What does not

extension CodeBook {
    /// An opaque payload shorter than this is not told from its half; longer ones never come as two equal halves. One that
    /// begins with so much of a prefix is, however short.
    private static let opaqueHalfBytes = 16
    private static let tellingPrefixBytes = 3
    /// The shortest code that is taken for another reading at the end of an opaque one.
    private static let mergedBytes = 8

    /// Whether the reader sent a code twice. An opaque class takes anything, so that its whole fits always; equal halves
    /// that both belong to it count as sent twice all the same.
    private func isDoubled(_ scan: Scan, _ payload: Payload) -> Bool {
        payload.halves(of: scan).contains { half in
            let part = Payload(half)
            if checked(part) != nil { return true }
            let isLong = part.bytes.count >= Self.opaqueHalfBytes
            let rules = prefixed.filter { isLong || $0.prefix.count >= Self.tellingPrefixBytes }
            if case .person = opaque(rules + (part.isQR && isLong ? unprefixed : []), part) { return true }
            return false
        }
    }

    /// Whether an opaque code ends with a whole code of the site, so that two readings came as one: with a card's, or with one
    /// of a class that begins with letters of its own. Numbers of persons are left out: opaque codes may hold them.
    private func isMerged(_ payload: Payload) -> Bool {
        let text = payload.text
        let telling = plain.filter { rule in rule.literalPrefix.contains { $0 > UInt8(ascii: "9") } }
        guard text.count > Self.mergedBytes, cards != nil || !telling.isEmpty else { return false }
        return (1...text.count - Self.mergedBytes).contains { start in
            let tail = Array(text[start...])
            if let cards, case .code = cards.read(tail) { return true }
            return telling.contains { rule in
                if tail.starts(with: rule.literalPrefix), case .matches = rule.read(tail) { true } else { false }
            }
        }
    }

    /// What the scan would have been but for a wrong check digit, a date that is none, a wrong length or character.
    private func nearMiss(_ payload: Payload) -> Unreadable? {
        let text = payload.text
        if payload.isGS1 { return wrongElement(text, isMarked: true) }
        guard payload.isPrintable else {
            if case .nearMiss(let why) = numbers.read(text) { return why }
            return nil
        }
        if let cards, case .nearMiss(let why) = cards.read(text) { return why }
        if let why = wrongCheck(plain.filter { if case .wrongCheck = $0.read(text) { true } else { false } }) {
            return why
        }
        if case .nearMiss(let why) = numbers.read(text) { return why }
        if payload.aim == nil, let why = wrongElement(text, isMarked: false) { return why }
        return wrongRest(text, atMostAsLong: payload.isQR && !unprefixed.isEmpty)
    }

    private func wrongElement(_ text: [UInt8], isMarked: Bool) -> Unreadable? {
        guard let elements = GS1.elements(text) else { return nil }
        return wrongCheck(
            gs1.filter {
                if case .wrongCheck = $0.read(elements, of: text, isMarked: isMarked) { true } else { false }
            })
    }

    private func wrongCheck(_ rules: [CompiledRule]) -> Unreadable? {
        let classes = Set(rules.map(\.rule.codeClass))
        return classes.count == 1 ? classes.first.map(Unreadable.checkDigit) : nil
    }

    /// A text that begins as exactly one class does. Where a QR may also be an opaque code, only as far as a class's codes
    /// reach: a longer one is no damaged tube.
    private func wrongRest(_ text: [UInt8], atMostAsLong isBounded: Bool) -> Unreadable? {
        var classes: Set<CodeClass> = []
        for rule in plain where !rule.literalPrefix.isEmpty && text.starts(with: rule.literalPrefix) {
            if !isBounded || text.count <= rule.longest { classes.insert(rule.rule.codeClass) }
        }
        if let cards, CommandCards.isMarked(text), text.count <= cards.longest { classes.insert(.command) }
        return classes.count == 1 ? classes.first.map(Unreadable.lengthOrCharacters) : nil
    }
}

extension CompiledRule {
    /// A text of the rule as a code of its class.
    func code(_ bytes: [UInt8]) -> Code {
        let text = String(decoding: bytes, as: UTF8.self)
        return switch rule.codeClass {
        case .person: .person(PersonCode(kind: .gsrn, number: bytes))
        case .tube: .tube(TubeCode(text))
        case .bag: .bag(BagCode(text))
        case .seal: .seal(SealNumber(text))
        case .box: .box(BoxCode(text))
        case .badge: .badge(BadgeCode(text))
        case .site: .site(text)
        case .round: .round(text)
        case .lot: .lot(text)
        case .team: .team(text)
        case .household: .household(text)
        case .rosterLine: .rosterLine(text)
        case .command, .label: .unreadable(.unknown)
        }
    }
}

extension ClassRule {
    /// The built-in class of persons named by a GS1 global service relation number: AI 8018, perhaps with its instance
    /// number (8019).
    static let gsrn = ClassRule(
        codeClass: .person,
        pattern: Pattern([Pattern.Element(characters: .digits, count: 18...18)], description: "[0-9]{18}"),
        gs1: GS1Form(identifying: ["8018"], mayCarry: ["8019"]))
}
