import Devices
import Drivers
import Testing

/// A text block written field by field, as the card layouts have it: offset in bytes, and the text.
struct SAMBlock: Sendable {
    var fields: [Int: String]

    /// Padded with spaces, or with another unit.
    func bytes(padding: UInt16 = 0x20) -> [UInt8] {
        var units = [UInt16](repeating: padding, count: 128)
        for (offset, text) in fields {
            for (index, unit) in text.utf16.enumerated() { units[offset / 2 + index] = unit }
        }
        return units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    func with(_ offset: Int, _ text: String) -> SAMBlock {
        var copy = self
        copy.fields[offset] = text
        return copy
    }

    static let resident = SAMBlock(fields: [
        0: "样一", 30: "1", 32: "01", 36: "18990307", 52: "样本市虚构路1号", 122: "110101189903070018", 158: "样本市公安局",
        188: "20200101", 204: "20400101",
    ])
    static let regions = SAMBlock(fields: [
        0: "样二", 30: "2", 36: "18800229", 52: "样本市虚构路2号", 122: "810000188002290020", 158: "样本市公安局",
        188: "20200101", 204: "20250101", 220: "H00000000", 238: "01", 248: "J",
    ])
    static let permanent2017 = SAMBlock(fields: [
        0: "SPECIMEN, ANNA MARIA", 120: "2", 122: "UTO150099123102", 152: "UTO", 158: "样三", 188: "20180101",
        204: "20280101", 220: "18991231", 236: "01", 240: "1500", 248: "I",
    ])
    static let permanent2023 = SAMBlock(fields: [
        0: "样四", 30: "9", 32: "00", 36: "18700101", 52: "SAMPLE-SPECIMEN, MAXIMILIAN OF THE ",
        122: "911999187001010016",
        188: "20231201", 204: "20331201", 220: "NORTH SEA", 242: "UTO", 248: "Y",
    ])
}

private func card(_ block: [UInt8]) throws(SAMTextFault) -> CardRead { try SAMText.card(from: block[...]) }

/// A field whose content is wrong, and what is said of it.
struct SAMTextCase: Sendable {
    var block: SAMBlock = .resident
    var offset: Int
    var text: String
    var fault: SAMTextFault
}

@Suite("The text of an ID card")
struct SAMTextTests {
    @Test func `of a resident is read`() throws {
        #expect(
            try card(SAMBlock.resident.bytes())
                == CardRead(
                    kind: .resident, number: "110101189903070018", name: "样一", address: "样本市虚构路1号", sex: .male,
                    birth: "18990307", validFrom: "20200101", validUntil: "20400101"))
    }

    @Test func `of a resident of Hong Kong, Macau or Taiwan is read`() throws {
        #expect(
            try card(SAMBlock.regions.bytes())
                == CardRead(
                    kind: .hongKongMacauTaiwanResident, number: "810000188002290020", name: "样二",
                    address: "样本市虚构路2号", sex: .female,
                    birth: "18800229", validFrom: "20200101", validUntil: "20250101"))
    }

    @Test func `is read without an address that is none`() throws {
        #expect(try card(SAMBlock.resident.with(52, "路\u{1}").bytes()).address == nil)
        let blank = try card(SAMBlock.resident.with(52, String(repeating: " ", count: 35)).bytes())
        #expect(blank.address == nil && blank.name == "样一")
    }

    @Test func `of a permanent resident of 2017 has the English name first`() throws {
        #expect(
            try card(SAMBlock.permanent2017.bytes())
                == CardRead(
                    kind: .permanentResident2017, number: "UTO150099123102", name: "SPECIMEN, ANNA MARIA",
                    otherName: "样三", sex: .female, birth: "18991231", validFrom: "20180101", validUntil: "20280101"))
        #expect(try card(SAMBlock.permanent2017.with(158, "  ").bytes()).otherName == nil)
    }

    @Test func `of a permanent resident of 2023 joins the two halves of the English name`() throws {
        #expect(
            try card(SAMBlock.permanent2023.bytes())
                == CardRead(
                    kind: .permanentResident2023, number: "911999187001010016", name: "样四",
                    otherName: "SAMPLE-SPECIMEN, MAXIMILIAN OF THE NORTH SEA", sex: .unspecified, birth: "18700101",
                    validFrom: "20231201", validUntil: "20331201"))
        let onlyEnglish = try card(SAMBlock.permanent2023.with(0, "  ").bytes())
        #expect(onlyEnglish.name == "SAMPLE-SPECIMEN, MAXIMILIAN OF THE NORTH SEA" && onlyEnglish.otherName == nil)
    }

    @Test func `without a mark that is known is a resident's`() throws {
        for mark in [" ", "\0", "i", "Z"] {
            #expect(try card(SAMBlock.resident.with(248, mark).bytes()).kind == .resident)
        }
    }

    @Test("of a card that does not expire has no end", arguments: [SAMBlock.resident, .regions, .permanent2023])
    func doesNotExpire(block: SAMBlock) throws {
        #expect(try card(block.with(204, "长期      ").bytes()).validUntil == nil)
    }

    @Test(
        "is the same with zeros for padding, and from the middle of a frame",
        arguments: [SAMBlock.resident, .permanent2017])
    func padsWithZeros(block: SAMBlock) throws {
        let expected = try card(block.bytes())
        #expect(try card(block.bytes(padding: 0)) == expected)
        let framed = [1, 2, 3] + block.bytes() + [4]
        #expect(try SAMText.card(from: framed[3..<259]) == expected)
    }

    @Test func `keeps characters of two units, and drops half of one that the field cut off`() throws {
        #expect(try card(SAMBlock.resident.with(0, "样𠮷野").bytes()).name == "样𠮷野")
        var cut = SAMBlock.resident.with(0, "一二三四五六七八九十一二三四").bytes()
        cut.replaceSubrange(28..<30, with: [0x42, 0xD8])
        #expect(try card(cut).name == "一二三四五六七八九十一二三四")
    }

    @Test("with half a character in it is malformed", arguments: [[0x42, 0xD8], [0xB7, 0xDF]] as [[UInt8]])
    func refusesHalfCharacters(unit: [UInt8]) {
        var block = SAMBlock.resident.bytes()
        block.replaceSubrange(2..<4, with: unit)
        #expect(throws: SAMTextFault.field(.name, .unpairedSurrogate)) { try card(block) }
    }

    @Test(
        "is malformed where a field is",
        arguments: [
            SAMTextCase(offset: 0, text: "  ", fault: .field(.name, .empty)),
            SAMTextCase(offset: 0, text: "样\u{1}", fault: .field(.name, .wrongCharacters)),
            SAMTextCase(offset: 0, text: "样\0一", fault: .field(.name, .wrongCharacters)),
            SAMTextCase(offset: 0, text: "样\u{FFFF}", fault: .field(.name, .wrongCharacters)),
            SAMTextCase(offset: 30, text: "3", fault: .field(.sex, .wrongCharacters)),
            SAMTextCase(offset: 30, text: " ", fault: .field(.sex, .wrongCharacters)),
            SAMTextCase(offset: 36, text: "        ", fault: .field(.birth, .empty)),
            SAMTextCase(offset: 36, text: "1899030 ", fault: .field(.birth, .wrongLength)),
            SAMTextCase(offset: 36, text: "1899o307", fault: .field(.birth, .wrongCharacters)),
            SAMTextCase(offset: 36, text: "18991307", fault: .field(.birth, .noDate)),
            SAMTextCase(offset: 36, text: "18990332", fault: .field(.birth, .noDate)),
            SAMTextCase(offset: 36, text: "18990007", fault: .field(.birth, .noDate)),
            SAMTextCase(offset: 36, text: "18990300", fault: .field(.birth, .noDate)),
            SAMTextCase(offset: 122, text: "                  ", fault: .field(.number, .empty)),
            SAMTextCase(offset: 122, text: "11010118990307001 ", fault: .field(.number, .wrongLength)),
            SAMTextCase(offset: 122, text: "1101011899030700XX", fault: .field(.number, .wrongCharacters)),
            SAMTextCase(offset: 122, text: "11010118990307001Y", fault: .field(.number, .wrongCharacters)),
            SAMTextCase(offset: 188, text: "长期      ", fault: .field(.validFrom, .wrongLength)),
            SAMTextCase(offset: 204, text: "        ", fault: .field(.validUntil, .empty)),
            SAMTextCase(offset: 204, text: "20409901", fault: .field(.validUntil, .noDate)),
            SAMTextCase(
                block: .permanent2017, offset: 122, text: "uto150099123102",
                fault: .field(.number, .wrongCharacters)),
            SAMTextCase(
                block: .permanent2017, offset: 122, text: "UTO15009912310 ", fault: .field(.number, .wrongLength)),
            SAMTextCase(
                block: .permanent2017, offset: 220, text: "99123102", fault: .field(.birth, .noDate)),
            SAMTextCase(
                block: .permanent2023, offset: 220, text: "\u{7F}", fault: .field(.otherName, .wrongCharacters)),
        ])
    func isMalformed(wrong: SAMTextCase) {
        let block = wrong.block.with(wrong.offset, wrong.text).bytes()
        #expect(throws: wrong.fault) { try card(block) }
        #expect(wrong.fault.description.utf8.count < 200)
    }

    @Test("of another length is malformed", arguments: [0, 1, 255, 257, 512])
    func hasItsLength(count: Int) {
        #expect(throws: SAMTextFault.wrongLength(count)) { try card([UInt8](repeating: 0x20, count: count)) }
    }

    @Test func `of any bytes is a card or a reason`() {
        var state: UInt64 = 5
        var cards = 0
        for _ in 0..<5000 {
            var block = SAMBlock.resident.bytes()
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                block[Int(state >> 56)] = UInt8(truncatingIfNeeded: state >> 33)
            }
            if let read = try? card(block) {
                cards += 1
                #expect(read.birth.utf8.count == 8 && !read.name.isEmpty && !read.number.isEmpty)
            }
        }
        #expect(cards > 100 && cards < 4900)
    }
}
