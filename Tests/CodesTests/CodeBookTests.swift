import Codes
import Devices
import Testing

struct CodeBookTests {
    @Test("Every class of a site is told by its own case")
    func classes() throws {
        let table: [(CodeClass, (String) -> Code)] = [
            (.tube, { .tube(TubeCode($0)) }), (.bag, { .bag(BagCode($0)) }), (.seal, { .seal(SealNumber($0)) }),
            (.box, { .box(BoxCode($0)) }), (.badge, { .badge(BadgeCode($0)) }), (.site, Code.site),
            (.round, Code.round),
            (.lot, Code.lot),
            (.team, Code.team), (.household, Code.household), (.rosterLine, Code.rosterLine),
        ]
        #expect(table.count == CodeClass.allCases.count - 3)
        let book = try CodeBook(classes: table.map { try Samples.rule($0.0, $0.0.rawValue + "[0-9]{3}") })
        for (codeClass, code) in table {
            let text = codeClass.rawValue + "042"
            #expect(book.classify(Samples.scan(text)) == code(text))
        }
    }

    @Test(
        "A tube is the same tube however it is wrapped",
        arguments: [
            ("T12345678", nil), ("T12345678", "C0"), ("]C0T12345678", nil), ("T12345678\r", nil), ("T12345678\n", nil),
            ("T12345678\r\n", "A0"), ("]A0T12345678\r", nil),
        ] as [(String, String?)])
    func wrapping(text: String, aim: String?) throws {
        #expect(try Samples.book().classify(Samples.scan(text, aim: aim)) == .tube(TubeCode("T12345678")))
    }

    @Test("A near miss names its class")
    func nearMisses() throws {
        let bag = Samples.withCheck("BG-00000", .mod37)
        let seal = Samples.withCheck("S123456", .luhn)
        let book = try Samples.book()
        #expect(book.classify(Samples.scan(bag)) == .bag(BagCode(bag)))
        #expect(book.classify(Samples.scan(seal)) == .seal(SealNumber(seal)))
        let table: [(String, Unreadable)] = [
            ("BG-000000", .checkDigit(.bag)), (String(seal.dropLast()) + "A", .lengthOrCharacters(.seal)),
            ("T1234567", .lengthOrCharacters(.tube)), ("T1234567x", .lengthOrCharacters(.tube)),
            ("T123456789", .lengthOrCharacters(.tube)), ("OP123", .lengthOrCharacters(.badge)), ("Q", .unknown),
            ("T1234567\u{1}", .unknown), ("T12345678\r\r", .unknown), ("T12345678\u{1D}", .unknown), ("", .unknown),
            ("\r", .unknown), ("]C0", .unknown), (" T12345678", .unknown),
            ("]QT12345678", .unknown),
        ]
        for (text, why) in table { #expect(book.classify(Samples.scan(text)) == .unreadable(why), "\(text)") }
    }

    @Test("A code read twice is doubled, never halved")
    func doubled() throws {
        let book = try Samples.book(cards: Samples.cards)
        let number = Samples.resident("110101", "18900101", "001")
        let card = Samples.cards.payload(of: .confirm)
        for code in ["T12345678", number, card, "12345678"] {
            for text in [code + code, code + "\r" + code, code + "\r\n" + code + "\r\n", "]C0\(code)]C0\(code)"] {
                #expect(book.classify(Samples.scan(text)) == .unreadable(.doubled), "\(text)")
            }
        }
        let box = "00376104250021234569"
        #expect(book.classify(Samples.scan(box + box, aim: "C1")) == .unreadable(.doubled))
        #expect(book.classify(Samples.scan("T12345678T12345679")) == .unreadable(.lengthOrCharacters(.tube)))
        #expect(book.classify(Samples.scan("T12345678T12345678T12345678")) != .unreadable(.doubled))
        let wide = try CodeBook(classes: [Samples.rule(.tube, "[0-9]{6,12}")], persons: [])
        #expect(wide.classify(Samples.scan("123456123456")) == .tube(TubeCode("123456123456")))
    }

    @Test("A payload above the limit is not looked at")
    func limit() throws {
        let book = try Samples.book(opaque: [OpaqueRule(name: "health", opaqueClass: .stable)])
        let longest = [UInt8](repeating: 0x61, count: CodeLimit.payloadBytes - 1) + [0x62]
        #expect(book.classify(Samples.scan(longest, aim: "Q1")) != .unreadable(.unknown))
        #expect(book.classify(Samples.scan(longest + [0x61], aim: "Q1")) == .unreadable(.unknown))
    }
}

struct GS1Tests {
    @Test("An element string gives its class's values, in the class's order")
    func elements() throws {
        let book = try Samples.book()
        let box = Code.box(BoxCode("376104250021234569"))
        let lot = Code.lot("12312312312319ABC123")
        let table: [(String, String?, Code)] = [
            ("00376104250021234569", "C1", box), ("00376104250021234569", nil, box),
            ("\u{1D}00376104250021234569", "Q3", box), ("\u{1D}00376104250021234569", nil, box),
            ("]e000376104250021234569\r\n", nil, box), ("00376104250021234569\u{1D}", "d2", box),
            ("00376104250021234568", "C1", .unreadable(.checkDigit(.box))),
            ("00376104250021234568", nil, .unreadable(.checkDigit(.box))),
            ("0037610425002123456", "C1", .unreadable(.unknown)), ("00376104250021234569", "C0", .unreadable(.unknown)),
            ("011231231231231921ABC123", "C1", lot), ("21ABC123\u{1D}0112312312312319", "C1", lot),
            ("01123123123123191726010110L1\u{1D}21ABC123", "d2", lot), ("011231231231231921ABC123", nil, lot),
            ("21ABC123\u{1D}0112312312312319", nil, .unreadable(.unknown)),
            ("011231231231231821ABC123", "C1", .unreadable(.checkDigit(.lot))),
            ("011231231231231921ABC123\u{1D}21X", "C1", .unreadable(.unknown)),
            ("011231231231231921ABC123\u{1D}00376104250021234569", "C1", .unreadable(.unknown)),
            ("T12345678", "C1", .unreadable(.unknown)), ("", "C1", .unreadable(.unknown)),
            ("0112312312312319", "C1", .unreadable(.unknown)), ("89", "C1", .unreadable(.unknown)),
        ]
        for (text, aim, code) in table { #expect(book.classify(Samples.scan(text, aim: aim)) == code, "\(text)") }
    }

    @Test(
        "A form that cannot be read one way is refused",
        arguments: [[], ["21", "01"], ["01", "01"], ["05"], ["(00)"]])
    func forms(identifying: [String]) throws {
        let rule = try Samples.rule(.box, "[0-9]{18}", gs1: GS1Form(identifying: identifying))
        #expect(throws: CodeBookError.notGS1(rule: rule.name)) { try CodeBook(classes: [rule]) }
    }
}

struct BarsTests {
    /// An SSCC with a right check digit, and one with a wrong one.
    private static let (box, wrong) = ("376104250021234569", "376104250021234568")

    private func elements(_ bars: Bars?) -> ElementString? {
        if case .elements(let elements) = bars { elements } else { nil }
    }

    @Test("A code's bars scan as that code, and have identifiers for people to see")
    func elements() throws {
        let (classes, book) = (try Samples.site(), try Samples.book())
        let sscc = try #require(elements(classes.bars(of: Self.box, .box)))
        #expect(sscc.digits == "00" + Self.box && sscc.text == "(00) " + Self.box)
        for aim in ["C1", nil] {
            #expect(book.classify(Samples.scan(sscc.digits, aim: aim)) == .box(BoxCode(Self.box)))
        }
        #expect(classes.bars(of: "T12345678", .tube) == .plain("T12345678"))
        #expect(book.classify(Samples.scan("T12345678", aim: "C0")) == .tube(TubeCode("T12345678")))
    }

    @Test("What only the thing's own label can hold, or no rule reads, has none")
    func none() throws {
        let classes = try Samples.site()
        #expect(classes.bars(of: Self.wrong, .box) == nil && classes.bars(of: "X", .box) == nil)
        #expect(classes.bars(of: Self.box, .tube) == nil, "of another class")
        #expect(classes.bars(of: "12312312312319ABC123", .lot) == nil, "letters")
        let place = try Samples.rule(.box, "[0-9]{13}", gs1: GS1Form(identifying: ["410"]))
        #expect(elements([place].bars(of: "4006381333931", .box))?.text == "(410) 4006381333931")
        let separated = try Samples.rule(.box, "[0-9]{18}", gs1: GS1Form(identifying: ["8017"]))
        #expect([separated].bars(of: Self.box, .box) == nil, "an identifier that does not end by itself")
    }

    @Test("A code that both is plain and has a form is printed plain")
    func both() throws {
        let classes = try Samples.site() + [try Samples.rule(.box, "3761[0-9]{14}")]
        #expect(classes.bars(of: Self.box, .box) == .plain(Self.box))
    }
}

struct OverlapTests {
    @Test(
        "Classes that share a code are refused with one",
        arguments: [
            ("T[0-9]{8}", CheckDigit.none, "[A-Z][0-9]{8}", CheckDigit.none),
            ("T[0-9]{8}", .luhn, "T[0-9]{6,9}", .none),
            ("T[0-9]{8}", .luhn, "T[0-9]{8}", .gs1Mod10),
            ("[A-W0-9]{12}", .mod37, "[0-9]{12}", .mod11),
            ("[0-9]{0,7}A[0-9]{0,7}", .none, "[0-9]{3}A[0-9]{3}", .luhn),
            ("[A-W]{1,4}[0-9]{1,4}", .none, "AB{0,3}1", .none),
        ])
    func shared(left: String, leftCheck: CheckDigit, right: String, rightCheck: CheckDigit) throws {
        let tube = try Samples.rule(.tube, left, check: leftCheck)
        let bag = try Samples.rule(.bag, right, check: rightCheck)
        let error = #expect(throws: CodeBookError.self) { try CodeBook(classes: [tube, bag], persons: []) }
        guard case .overlap(tube.name, bag.name, let example) = error else {
            Issue.record("expected an overlap, got \(String(describing: error))")
            return
        }
        #expect(try CodeBook(classes: [tube], persons: []).classify(Samples.scan(example)) == .tube(TubeCode(example)))
        #expect(try CodeBook(classes: [bag], persons: []).classify(Samples.scan(example)) == .bag(BagCode(example)))
    }

    @Test(
        "Classes that share none are taken",
        arguments: [
            ("T[0-9]{8}", "T[0-9]{9}"), ("T[0-9]{8}", "[A-SU-Z][0-9]{8}"), ("[0-9]{1,5}A", "[0-9]{1,5}B"),
            ("A{0,3}B", "A{4}B"), ("[0-9]{4}A[0-9]{4}", "[0-9]{5}A[0-9]{3}"),
        ])
    func apart(left: String, right: String) throws {
        let classes = [try Samples.rule(.tube, left), try Samples.rule(.bag, right)]
        #expect(throws: Never.self) { try CodeBook(classes: classes, persons: []) }
    }

    @Test(
        "A class that shares a number with persons is refused until that kind is off",
        arguments: [
            ("[0-9]{8}", CheckDigit.none, PersonCode.Kind.taiwan), ("[0-9]{10}", .luhn, .taiwan),
            ("[0-9]{15}", .none, .resident15), ("M[0-9]{8}", .none, .hongKongMacau),
            ("1[0-9]{17}", .gs1Mod10, .resident), ("[0-9]{17}X", .none, .resident),
            ("9[0-9]{17}", .luhn, .permanentResident), ("TUB[0-9]{12}", .none, .permanentResident),
            ("[0-9A-W]{44}", .mod37, .passport), ("8018[0-9]{18}", .none, .gsrn),
        ])
    func persons(pattern: String, check: CheckDigit, kind: PersonCode.Kind) throws {
        let tube = try Samples.rule(.tube, pattern, check: check)
        let error = #expect(throws: CodeBookError.self) { try CodeBook(classes: [tube], persons: [kind]) }
        guard case .overlap(_, _, let example) = error else {
            Issue.record("expected an overlap")
            return
        }
        guard case .person(let person) = try CodeBook(classes: [], persons: [kind]).classify(Samples.scan(example))
        else {
            Issue.record("\(example) is no person")
            return
        }
        #expect(person.kind == kind)
        let others = Set(PersonCode.Kind.allCases).subtracting([kind, .resident, .permanentResident])
        #expect(
            try CodeBook(classes: [tube], persons: others).classify(Samples.scan(example)) == .tube(TubeCode(example)))
    }

    @Test(
        "Numbers that no person can have are free for tubes",
        arguments: ["[0-9]{9}", "0[0-9]{17}", "1[0-9]{5}17[0-9]{10}"])
    func free(pattern: String) throws {
        #expect(throws: Never.self) { try CodeBook(classes: [Samples.rule(.tube, pattern)]) }
    }

    @Test("GS1 forms are held against each other and against plain codes")
    func gs1() throws {
        let box = try Samples.rule(.box, "3761[0-9]{14}", gs1: GS1Form(identifying: ["00"]))
        let refused = [
            try Samples.rule(.bag, "0037[0-9]{16}"),
            try Samples.rule(.bag, "[0-9]{18}", gs1: GS1Form(identifying: ["00"])),
            try Samples.rule(.bag, "[0-9]{32}", gs1: GS1Form(identifying: ["00", "01"])),
        ]
        for rule in refused.prefix(2) {
            #expect(throws: CodeBookError.self) { try CodeBook(classes: [box, rule]) }
        }
        var carrying = box
        carrying.gs1?.mayCarry = ["01"]
        #expect(throws: CodeBookError.self) { try CodeBook(classes: [carrying, refused[2]]) }
        let taken = [
            try Samples.rule(.bag, "0038[0-9]{16}"), try Samples.rule(.tube, "3762[0-9]{14}", gs1: box.gs1), refused[2],
        ]
        #expect(throws: Never.self) { try CodeBook(classes: taken + [box]) }
    }

    @Test("The cards' letters and the built-in classes are not to be had")
    func reserved() throws {
        for pattern in ["XV[0-9]{4}", "[A-Z]{2}[0-9]{4}", "xv", "[Xx][Vv]{0,1}[0-9]"] {
            let error = #expect(throws: CodeBookError.self) { try CodeBook(classes: [Samples.rule(.tube, pattern)]) }
            guard case .reservedPrefix = error else {
                Issue.record("\(pattern): \(String(describing: error))")
                continue
            }
        }
        #expect(throws: Never.self) { try CodeBook(classes: [Samples.rule(.tube, "X[0-9]{5}")]) }
        for codeClass in [CodeClass.person, .command] {
            let rule = try Samples.rule(codeClass, "Z[0-9]{4}")
            #expect(throws: CodeBookError.builtIn(rule: rule.name)) { try CodeBook(classes: [rule]) }
        }
        let many = try (0..<65).map { try Samples.rule(.tube, "Z\($0)") }
        #expect(throws: CodeBookError.tooManyRules(65)) { try CodeBook(classes: many) }
    }
}
