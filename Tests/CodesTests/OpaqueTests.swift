import Codes
import Devices
import Testing

struct OpaqueTests {
    private let health = OpaqueRule(name: "health", opaqueClass: .expiring(minutes: 5))
    private let test = OpaqueRule(name: "test", prefix: Array("NAT:".utf8), opaqueClass: .stable)
    private let site = OpaqueRule(
        name: "roster", prefix: Array("R|".utf8), opaqueClass: .carriesNumber,
        numberPlace: .afterPrefix(until: UInt8(ascii: "|")))

    @Test("A payload is kept byte for byte")
    func bytes() throws {
        let book = try Samples.book(opaque: [health, test])
        for payload in [Array(UInt8.min...UInt8.max), Array("https://code.example/p?x=1\r\n".utf8), [0, 0x1D, 0xFF]] {
            let expected = PersonCode(kind: .opaque, number: payload, opaqueClass: .expiring(minutes: 5))
            #expect(book.classify(Samples.scan(payload, aim: "Q1")) == .person(expected))
            #expect(book.classify(Samples.scan(Array("]Q1".utf8) + payload)) == .person(expected))
        }
        #expect(
            book.classify(Samples.scan("NAT:\u{1}x\r")) == Samples.person(.opaque, "NAT:\u{1}x\r", opaque: .stable))
    }

    @Test("Without a prefix only a QR is opaque")
    func symbology() throws {
        let book = try Samples.book(opaque: [health])
        for aim in [nil, "C0", "d1", "z0"] {
            #expect(book.classify(Samples.scan("a8f3-payload", aim: aim)) == .unreadable(.unknown))
        }
        #expect(
            book.classify(Samples.scan("a8f3-payload", aim: "Q2"))
                == Samples.person(.opaque, "a8f3-payload", opaque: .expiring(minutes: 5)))
        #expect(try Samples.book().classify(Samples.scan("a8f3-payload", aim: "Q1")) == .unreadable(.unknown))
    }

    @Test("Numbers and the site's classes win over an opaque QR, and so do their near misses")
    func order() throws {
        let book = try Samples.book(opaque: [health])
        let table: [(String, Code)] = [
            ("110101199003078670", Samples.person(.resident, "110101199003078670")),
            ("110101199003078671", .unreadable(.checkDigit(.person))),
            ("T12345678", .tube(TubeCode("T12345678"))),
            ("T1234567", .unreadable(.lengthOrCharacters(.tube))),
            (
                "Tokens are longer than any tube",
                Samples.person(
                    .opaque, "Tokens are longer than any tube", opaque: .expiring(minutes: 5))
            ),
        ]
        for (text, code) in table { #expect(book.classify(Samples.scan(text, aim: "Q1")) == code) }
    }

    @Test("A payload that carries a number names the person by it")
    func carried() throws {
        let inside = OpaqueRule(name: "any", opaqueClass: .carriesNumber)
        let book = try Samples.book(opaque: [site, inside, health])
        let number = Samples.resident("110101", "18900101", "001")
        let expected = Samples.person(.resident, number, opaque: .carriesNumber)
        #expect(book.classify(Samples.scan("R|\(number)|x")) == expected)
        #expect(book.classify(Samples.scan("R|\(number)")) == expected)
        #expect(
            book.classify(Samples.scan("R|H12345678|"))
                == Samples.person(
                    .hongKongMacau, "H12345678", opaque: .carriesNumber))
        #expect(book.classify(Samples.scan("{\"id\":\"\(number)\"}", aim: "Q1")) == expected)
        let longer = "id=1\(number)"
        #expect(
            book.classify(Samples.scan(longer, aim: "Q1"))
                == Samples.person(
                    .opaque, longer, opaque: .expiring(minutes: 5)))
        let wrong = number.dropLast() + (number.hasSuffix("1") ? "2" : "1")
        #expect(book.classify(Samples.scan("R|\(wrong)|")) == .unreadable(.checkDigit(.person)))
        #expect(book.classify(Samples.scan("R|nobody|")) == .unreadable(.unknown))
    }

    @Test("An opaque payload read twice is doubled, a short one is not split")
    func doubled() throws {
        let book = try Samples.book(opaque: [health, test])
        let payload = "NAT:0123456789abcdef"
        #expect(book.classify(Samples.scan(payload + payload)) == .unreadable(.doubled))
        #expect(book.classify(Samples.scan("0a0a", aim: "Q1")) != .unreadable(.doubled))
        #expect(book.classify(Samples.scan("NAT:7NAT:7")) == .unreadable(.doubled), "the prefix tells")
        #expect(book.classify(Samples.scan("NAT:77")) != .unreadable(.doubled))
    }

    @Test("An opaque payload with another reading at its end is nobody's")
    func merged() throws {
        let cards = Samples.cards
        let book = try Samples.book(opaque: [health, test, site], cards: cards)
        for (tail, aim) in [("T12345678", nil), (cards.payload(of: .undo), "Q1"), ("T12345678\r", "Q1")] {
            #expect(book.classify(Samples.scan("NAT:0001" + tail, aim: aim)) == .unreadable(.doubled))
        }
        #expect(book.classify(Samples.scan("a8f3T12345678", aim: "Q1")) == .unreadable(.doubled))
        for whole in ["NAT:0001", "NAT:T1234567", "NAT:0001T12345678/", "NAT:110101199003078670"] {
            #expect(book.classify(Samples.scan(whole)) == Samples.person(.opaque, whole, opaque: .stable))
        }
    }

    @Test("Opaque classes that cannot be told apart are refused")
    func prefixes() throws {
        #expect(throws: CodeBookError.samePrefix("test", "again")) {
            try Samples.book(opaque: [test, OpaqueRule(name: "again", prefix: test.prefix, opaqueClass: .stable)])
        }
        #expect(throws: CodeBookError.outOfRange(rule: "now")) {
            try Samples.book(opaque: [OpaqueRule(name: "now", opaqueClass: .expiring(minutes: 0))])
        }
        #expect(throws: CodeBookError.reservedPrefix(rule: "xv", example: "xv1")) {
            try Samples.book(opaque: [OpaqueRule(name: "xv", prefix: Array("xv1".utf8), opaqueClass: .stable)])
        }
        let bag = OpaqueRule(name: "b", prefix: Array("BG-".utf8), opaqueClass: .stable)
        let error = #expect(throws: CodeBookError.self) { try Samples.book(opaque: [bag]) }
        guard case .overlap(_, "opaque b", let example) = error else {
            Issue.record("expected an overlap")
            return
        }
        #expect(CheckDigit.mod37.passes(Array(example.utf8)))
    }
}
