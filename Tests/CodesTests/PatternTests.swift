import Codes
import Testing

struct PatternTests {
    @Test(
        "A pattern takes its codes and no others",
        arguments: [
            ("T[0-9]{8}", ["T00000000", "T99999999"], ["T0000000", "T000000000", "t00000000", "T0000000A", ""]),
            ("[A-HJ]{2}-[0-9]{2,4}", ["AA-00", "HJ-0000"], ["AI-00", "AA-0", "AA-00000", "AA00"]),
            ("A{0,2}B[A-B]{1,3}C{0,1}", ["BA", "AABBBBC", "ABAC"], ["AAABA", "B", "BAAAAC", "BACC"]),
            ("\\{\\.[\\]a-]", ["{.]", "{.a", "{.-"], ["{.b", "{x]", "{"]),
            ("[0-9]{0,3}[0-9]{2}", ["00", "00000"], ["0", "000000"]),
            (
                "[!-UY-uy-~]{1,63}", ["!", String(repeating: "~", count: 63)],
                ["", " ", String(repeating: "a", count: 64)]
            ),
        ])
    func language(text: String, taken: [String], others: [String]) throws {
        let book = try CodeBook(classes: [Samples.rule(.site, text + "\\^")], persons: [])
        for code in taken {
            #expect(book.classify(Samples.scan(code + "^")) == .site(code + "^"))
        }
        for code in others { #expect(book.classify(Samples.scan(code + "^")) != .site(code + "^")) }
    }

    @Test(
        "A wrong pattern is told by its place, what stands there and what should",
        arguments: [
            ("", 1, "nothing"), ("A{0,3}", 7, "only optional characters"), ("AB*", 3, "`*`"), ("(A)", 1, "`(`"),
            ("A|B", 2, "`|`"), ("A.", 2, "`.`"), ("[^A]", 2, "`^`"), ("[A", 3, "the end"), ("[]", 1, "an empty set"),
            ("[9-0]", 2, "a range that runs down"), ("A{", 3, "the end"), ("A{x}", 3, "`x`"), ("A{2", 4, "the end"),
            ("A{2,1}", 2, "{2,1}"), ("A{0}", 2, "{0,0}"), ("A{65}", 3, "65"), ("A{99999999999999999999}", 3, "1000"),
            ("T 1", 2, "` `"), ("管", 1, "`管`"), ("A\\", 3, "the end"), ("{2}", 1, "`{`"),
            ("A{40}B{25}", 6, "a pattern of 65 characters"),
        ])
    func errors(text: String, position: Int, found: String) {
        let error = #expect(throws: PatternError.self) { try Pattern(parsing: text) }
        #expect(error?.position == position)
        #expect(found == "1000" || error?.found == found)
        #expect(error?.expected.isEmpty == false)
    }

    @Test("The characters every code begins with")
    func literalPrefix() throws {
        let table = [("T[0-9]", "T"), ("AB{2}C{0,1}", "ABB"), ("[A][0-9]", "A"), ("[0-9]A", ""), ("A{1,3}B", "A")]
        for (text, prefix) in table {
            #expect(try Pattern(parsing: text).literalPrefix == Array(prefix.utf8))
        }
    }
}

struct CheckDigitTests {
    @Test(
        "Published numbers pass, and none with another last character does",
        arguments: [
            (.gs1Mod10, "12312312312319"), (.gs1Mod10, "376104250021234569"), (.mod37, "G123498654321H"),
            (.mod37, "=G123498654321H"), (.mod11, "44040119580101000X"), (.mod11, "110101199003078670"),
            (.luhn, "79927398713"), (.luhn, "S-79927398713"),
        ] as [(CheckDigit, String)])
    func vectors(check: CheckDigit, code: String) {
        let bytes = Array(code.utf8)
        #expect(check.passes(bytes))
        for byte in UInt8.min...UInt8.max where byte != bytes.last { #expect(!check.passes(bytes.dropLast() + [byte])) }
    }

    @Test("One wrong digit is always noticed", arguments: [CheckDigit.gs1Mod10, .mod11, .mod37, .luhn])
    func singleErrors(check: CheckDigit) {
        let code = Array(Samples.withCheck("4711081523", check).utf8)
        for place in 0..<10 {
            for digit in UInt8(ascii: "0")...UInt8(ascii: "9") where digit != code[place] {
                var wrong = code
                wrong[place] = digit
                #expect(!check.passes(wrong))
            }
        }
    }

    @Test("Nothing to count is nothing right")
    func empty() {
        for check in CheckDigit.allCases {
            #expect(check.passes([]) == (check == .none))
            #expect(check.passes([0x30]) == (check == .none))
        }
    }
}
