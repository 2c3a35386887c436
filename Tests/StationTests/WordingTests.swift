import Codes
import Devices
import Station
import Testing

@Suite struct WordingTests {
    static let settings = Settings(
        station: "test", lanes: [LaneID(1), LaneID(2)],
        categories: [
            CategoryRule(english: "whole population", chinese: "全员筛查", modes: [1, 2, 3]),
            CategoryRule(english: "key groups", chinese: "重点人群", modes: [1]),
        ],
        modes: [
            ModeRule(name: "single", capacity: 1), ModeRule(name: "ten", capacity: 10),
            ModeRule(name: "five", capacity: 5, order: .tubeFirst),
        ])

    static func wording(_ language: Language) -> Wording {
        let names = Names(
            person: { _ in language == .english ? "W**g 41" : "王**41" }, time: { _ in "08:14" },
            date: { _ in "2022-03-05 08:14" }, settings: settings)
        return Wording(language: language, names: names)
    }

    // MARK: Every case, both languages

    @Test(arguments: Language.allCases, Spoken.verdicts)
    func `each verdict is said in its language, in digits, and with no raw token`(language: Language, verdict: Verdict)
    {
        let message = Self.wording(language).message(for: verdict)
        check(message, in: language)
        if mayEndThere(verdict) { #expect(message.next.isEmpty) } else { #expect(!message.next.isEmpty) }
    }

    @Test(arguments: Language.allCases, Spoken.prompts)
    func `each prompt is said in its language, in digits, and with no raw token`(language: Language, prompt: Prompt) {
        let message = Self.wording(language).message(for: prompt)
        check(message, in: language)
        #expect(!message.next.isEmpty)
    }

    @Test(arguments: Language.allCases, Spoken.verdicts)
    func `what a verdict is about is named`(language: Language, verdict: Verdict) {
        let sentence = Self.wording(language).sentence(Self.wording(language).message(for: verdict))
        let named = codes(in: verdict)
        for code in named { #expect(sentence.contains(code), "\(code) is not in: \(sentence)") }
    }

    @Test func `the table says something of its own for each case`() {
        for language in Language.allCases {
            let sentences = Spoken.refusals.map { Self.wording(language).message(for: .refused($0)) }
            #expect(Set(sentences).count == sentences.count)
        }
    }

    /// Only these leave nothing to be done.
    private func mayEndThere(_ verdict: Verdict) -> Bool {
        if case .told(.deviceReady) = verdict { return true }
        return verdict == .noted
    }

    private func check(_ message: Message, in language: Language) {
        let orders = message.next.isEmpty ? [message.what] : [message.what, message.next]
        for part in orders {
            #expect(!part.isEmpty)
            #expect(!part.contains(Spoken.token.text))
            #expect(!part.contains("nil") && !part.contains("Optional") && !part.contains("  "))
            #expect(part.last != "." && part.last != "。" && part.last != "，")
            switch language {
            case .english:
                #expect(!part.utf8.contains { $0 >= 0x80 }, "\(part)")
                #expect(numberWords.isDisjoint(with: words(of: part)), "\(part)")
            case .chinese:
                #expect(part.unicodeScalars.contains(where: isHan), "\(part)")
                #expect(!spellsNumber(part), "\(part)")
                #expect(!part.contains(","), "\(part)")
            }
        }
        #expect(message.next.count <= (language == .english ? 60 : 24), "\(message.next)")
    }

    // MARK: The document's own words

    static let documented: [(Verdict, String)] = [
        (.refused(.wrongClass(.bag, expected: [.person])), "这是封袋码，请扫人员"),
        (.refused(.unknownCode), "无法识别，重扫"),
        (.refused(.doubled), "重复读入，重扫"),
        (.refused(.checkDigit(.tube)), "试管码不正确"),
        (.refused(.checkDigit(.person)), "身份证号校验失败"),
        (.refused(.lengthCharset(.tube)), "位数不正确"),
        (.refused(.noPerson), "请先扫人员"),
        (.refused(.personWaits(Spoken.token)), "请先扫试管"),
        (.asked(Spoken.questions[0]), "本轮已采"),
        (.refused(.tubeFull(Spoken.tube, capacity: 10)), "已达上限人数，请封管"),
        (.refused(.tubeEmpty(Spoken.tube)), "未添加任何人员信息"),
        (.asked(.shortPool(Spoken.tube, count: 7, capacity: 10)), "不足10人，请贴特殊标记"),
        (.asked(.shortPool(Spoken.tube, count: 3, capacity: 5)), "不足5人，请贴特殊标记"),
        (.refused(.openTube(Spoken.tube, count: 7, capacity: 10)), "请先封管"),
        (.refused(.noCategory), "请先选扫码类别"),
        (.asked(.wrongCategory(1, expected: 2)), "与采样点类别不符"),
        (.refused(.singleOnly(category: 2)), "该人员须单采"),
        (.refused(.notSealed(Spoken.tube)), "存在未封管"),
        (.refused(.mixedBag(Spoken.bag)), "类别不一致"),
        (.refused(.bagFull(Spoken.bag, limit: 20)), "袋满"),
        (.refused(.sealReuse(Spoken.seal, Spoken.bag)), "封签号已使用"),
        (.asked(.settle(Spoken.bag, seen: [], missing: [Spoken.tube], extra: [])), "清点不符"),
    ]

    @Test(arguments: documented)
    func `the Chinese of the table of refusals stands letter by letter`(verdict: Verdict, words: String) {
        let wording = Self.wording(.chinese)
        let sentence = wording.sentence(wording.message(for: verdict))
        #expect(sentence.contains(words), "\(sentence)")
    }

    static let whole: [(Language, Verdict, String)] = [
        (.chinese, .refused(.wrongClass(.bag, expected: [.person])), "这是封袋码，请扫人员"),
        (.english, .refused(.wrongClass(.bag, expected: [.person])), "This is a bag code. Scan a person."),
        (
            .english, .refused(.wrongClass(.person, expected: [.tube, .bag])),
            "This is a person's code. Scan a tube or a bag."
        ),
        (.english, .refused(.personWaits(Spoken.token)), "W**g 41 waits. Scan the tube first."),
        (.chinese, .refused(.personWaits(Spoken.token)), "王**41 等候中，请先扫试管"),
        (
            .english, .refused(.tubeUsed(Spoken.tube, Spoken.record(.sealed))),
            "Tube T101 is sealed, used at 08:14 on lane 3. Take another tube."
        ),
        (
            .chinese, .refused(.tubeUsed(Spoken.tube, Spoken.record(.bagged(Spoken.bag)))),
            "试管 T101 在封袋 B55，08:14 已使用，请换试管"
        ),
        (
            .english, .asked(.settle(Spoken.bag, seen: Spoken.more, missing: [Spoken.tube], extra: Spoken.more)),
            "Count of bag B55 differs; 1 missing: T101; 2 extra: T102, T103. "
                + "Find them, or scan CONFIRM to record 2 tubes."
        ),
        (.english, .refused(.singleOnly(category: 2)), "key groups: single tubes only. Scan MODE-1."),
        (.english, .asked(.newRound(RoundID("2"))), "Begin round 2? Scan CONFIRM to begin it."),
        (.chinese, .asked(.newRound(RoundID("2"))), "开始轮次 2？开始请扫确认卡"),
    ]

    @Test(arguments: whole)
    func `a message reads as a sentence`(language: Language, verdict: Verdict, sentence: String) {
        let wording = Self.wording(language)
        #expect(wording.sentence(wording.message(for: verdict)) == sentence)
    }

    // MARK: Names

    @Test func `classes and cards have different names in both languages`() {
        for language in Language.allCases {
            let wording = Self.wording(language)
            let all = CodeClass.allCases.map { wording.name(of: $0) } + Spoken.commands.map { wording.name(of: $0) }
            #expect(Set(all).count == CodeClass.allCases.count + Spoken.commands.count)
            for name in all { #expect(name.unicodeScalars.contains(where: isHan) == (language == .chinese), "\(name)") }
        }
    }

    @Test func `a card says its number`() {
        #expect(Self.wording(.english).name(of: Command.category(3)) == "CATEGORY-3")
        #expect(Self.wording(.english).name(of: Command.count(12)) == "COUNT-12")
        #expect(Self.wording(.chinese).name(of: Command.count(12)) == "清点12")
    }

    @Test func `a card says what it is for, in its language and in one line`() {
        for command in Command.onCards {
            let english = Self.wording(.english).use(of: command)
            let chinese = Self.wording(.chinese).use(of: command)
            #expect(!english.isEmpty && english.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "\(english)")
            #expect(chinese.unicodeScalars.contains(where: isHan), "\(chinese)")
        }
    }

    @Test func `a typed number is read back with its birth date, if it has one`() {
        let question = Verdict.asked(
            .typedPerson(PersonSighting(token: PersonToken("p"), kind: .resident, isTyped: true)))
        for (language, words) in [(Language.english, "...1X, born 1880-01-01"), (.chinese, "...1X，出生日期 1880-01-01")] {
            var names = Names(person: { _ in "...1X" }, time: { _ in "" }, settings: Self.settings)
            #expect(!Wording(language: language, names: names).message(for: question).what.contains("1880"))
            names.birth = { _ in "1880-01-01" }
            #expect(Wording(language: language, names: names).message(for: question).what.hasSuffix(words))
        }
    }

    @Test func `categories and modes have the site's names, or the card's where the site has none`() {
        let (english, chinese) = (Self.wording(.english), Self.wording(.chinese))
        #expect(english.name(ofCategory: 2) == "key groups")
        #expect(chinese.name(ofCategory: 2) == "重点人群")
        #expect(english.name(ofCategory: 9) == "CATEGORY-9")
        #expect(
            [1, 2, 3, 9].map { english.name(ofMode: $0) } == [
                "single", "pool of 10", "pool of 5, tube first", "MODE-9",
            ])
        #expect([1, 2, 3, 9].map { chinese.name(ofMode: $0) } == ["单采", "10合1混采", "5合1混采（先扫试管）", "模式9"])
    }
}

/// The codes a verdict carries, except those of records, of a person's place and of tubes already seen.
private func codes(in value: Any) -> [String] {
    switch value {
    case let tube as TubeCode: return [tube.text]
    case let bag as BagCode: return [bag.text]
    case let seal as SealNumber: return [seal.text]
    case is PersonRecord, is TubeRecord, is Binding, is BagContents: return []
    default:
        return Mirror(reflecting: value).children.filter { $0.label != "seen" }.flatMap { codes(in: $0.value) }
    }
}

private let numberWords: Set<String> = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "twenty", "once",
    "twice",
]

private func words(of text: String) -> Set<String> {
    Set(text.lowercased().split { !$0.isLetter }.map(String.init))
}

private func isHan(_ scalar: Unicode.Scalar) -> Bool { (0x4E00...0x9FFF).contains(scalar.value) }

/// A Chinese numeral outside the few words that are no numbers: next, the step before, disagreeing.
private func spellsNumber(_ text: String) -> Bool {
    let letters = Array(text)
    let harmless: Set<String> = ["下一", "上一", "不一"]
    for (index, letter) in letters.enumerated() where "零〇一二三四五六七八九十百千两".contains(letter) {
        let before = index > 0 ? String(letters[index - 1]) : ""
        if !harmless.contains(before + String(letter)) { return true }
    }
    return false
}
