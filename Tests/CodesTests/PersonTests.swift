import Codes
import Devices
import Testing

struct PersonTests {
    @Test(
        "A number names its person",
        arguments: [
            ("110101199003078670", .resident, "110101199003078670"),
            ("440308199901101512", .resident, "440308199901101512"),
            ("44040119580101000x", .resident, "44040119580101000X"),
            ("440401 19580101 000X", .resident, "44040119580101000X"),
            ("810000199408230021", .resident, "810000199408230021"),
            ("830000199201300022", .resident, "830000199201300022"),
            ("44040119580101000X", .resident, "44040119580101000X"),
            ("610104620927690", .resident15, "610104620927690"),
            ("H12345678", .hongKongMacau, "H12345678"),
            ("m1234567801", .hongKongMacau, "M1234567801"),
            ("12345678", .taiwan, "12345678"),
            ("1234567801", .taiwan, "1234567801"),
            ("utO310099010101", .permanentResident, "UTO310099010101"),
            ("L898902C36UTO7408122F1204159ZE184226B<<<<<10", .passport, "UTOL898902C3"),
            (
                "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10",
                .passport, "UTOL898902C3"
            ),
            (
                "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\r\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\r",
                .passport, "UTOL898902C3"
            ),
        ] as [(String, PersonCode.Kind, String)])
    func numbers(text: String, kind: PersonCode.Kind, number: String) throws {
        #expect(try Samples.book().classify(Samples.scan(text)) == Samples.person(kind, number))
    }

    @Test(
        "A number that cannot be is told as what it fails",
        arguments: [
            ("11010119900307867X", .checkDigit(.person)),
            ("440308199902301512", .impossible(.person)),
            ("110101199003078671", .checkDigit(.person)),
            ("160101199003078670", .impossible(.person)),
            ("110101189902290010", .impossible(.person)),
            ("110101170001010019", .impossible(.person)),
            ("610104620931690", .impossible(.person)),
            ("990104620927690", .impossible(.person)),
            ("L898902C36UTO7408122F1204159ZE184226B<<<<<11", .checkDigit(.person)),
            ("L898902C46UTO7408122F1204159ZE184226B<<<<<10", .checkDigit(.person)),
            ("1101011990030786X0", .unknown),
            ("1234567", .unknown),
            ("K12345678", .unknown),
        ] as [(String, Unreadable)])
    func refusals(text: String, why: Unreadable) throws {
        #expect(try Samples.book().classify(Samples.scan(text)) == .unreadable(why))
    }

    @Test(
        "The calendar decides, whatever the age",
        arguments: [
            ("18000101", true), ("18960229", true), ("18970229", false), ("19000229", false), ("18041231", true),
            ("18990431", false), ("18990430", true), ("18991301", false), ("18990001", false), ("18990100", false),
            ("17991231", false), ("20000229", true),
        ])
    func calendar(birth: String, isPossible: Bool) throws {
        let number = Samples.resident("110101", birth, "001")
        let expected = isPossible ? Samples.person(.resident, number) : .unreadable(.impossible(.person))
        #expect(try Samples.book().classify(Samples.scan(number)) == expected)
    }

    @Test("Exactly the known provinces are taken")
    func provinces() throws {
        let book = try Samples.book()
        let known = (0..<100).filter { province in
            let region = (province < 10 ? "0" : "") + "\(province)0101"
            let code = book.classify(Samples.scan(Samples.resident(region, "18900101", "001")))
            if case .person(let person) = code { return person.kind == .resident }
            return false
        }
        let ranges = [11...15, 21...23, 31...37, 41...46, 50...54, 61...65, 71...71, 81...83]
        #expect(known == Array(ranges.joined()))
    }

    @Test("Of the eleven check characters exactly one is right")
    func oneCheck() throws {
        let book = try Samples.book()
        for sequence in 100..<300 {
            let right = "0123456789X".filter { character in
                let code = book.classify(Samples.scan("11010118900101\(sequence)\(character)"))
                if case .person = code { return true }
                return false
            }
            #expect(right.count == 1)
        }
    }

    @Test("A number of the 2023 permanent resident form has 9 first and the same check")
    func permanentResident() throws {
        let number = Samples.withCheck("91115618900101001")
        let book = try Samples.book()
        #expect(book.classify(Samples.scan(number)) == Samples.person(.permanentResident, number))
        let wrong = number.dropLast() + (number.hasSuffix("1") ? "2" : "1")
        #expect(book.classify(Samples.scan(String(wrong))) == .unreadable(.checkDigit(.person)))
    }

    @Test("A relation number comes with AI 8018, with and without a mark")
    func gsrn() throws {
        let book = try Samples.book()
        let number = Samples.withCheck("61414154321098765", .gs1Mod10)
        for scan in [
            Samples.scan("8018" + number), Samples.scan("8018" + number, aim: "C1"),
            Samples.scan("\u{1D}8018" + number), Samples.scan("]d28018" + number),
            Samples.scan("8018\(number)\u{1D}80191", aim: "Q3"),
        ] {
            #expect(book.classify(scan) == Samples.person(.gsrn, number))
        }
        let wrong = "8018" + number.dropLast() + (number.hasSuffix("0") ? "1" : "0")
        #expect(book.classify(Samples.scan(wrong)) == .unreadable(.checkDigit(.person)))
        #expect(book.classify(Samples.scan("8018" + number, aim: "C0")) == .unreadable(.unknown))
    }

    @Test("A kind that is switched off is no person")
    func switchedOff() throws {
        let samples: [(PersonCode.Kind, String)] = [
            (.resident, "110101199003078670"), (.resident15, "610104620927690"), (.taiwan, "12345678"),
            (.hongKongMacau, "H12345678"), (.permanentResident, "UTO310099010101"),
            (.passport, "L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
            (.gsrn, "8018" + Samples.withCheck("61414154321098765", .gs1Mod10)),
        ]
        for (kind, text) in samples {
            let others = Set(PersonCode.Kind.allCases).subtracting([kind])
            #expect(try Samples.book(persons: others).classify(Samples.scan(text)) == .unreadable(.unknown))
        }
    }
}
