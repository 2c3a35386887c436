import Devices
import Recorder
import Testing

private let number = "110105188801010018"

/// The UTF-16LE text of a card: each field at its place in characters, the rest blank.
private func cardText(_ fields: [Int: String]) -> [UInt8] {
    var units = [UInt16](repeating: 0x20, count: 128)
    for (place, text) in fields { units.replaceSubrange(place..<(place + text.utf16.count), with: text.utf16) }
    return units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
}

private func frame(_ body: [UInt8]) -> [UInt8] {
    let rest = [UInt8((body.count + 1) >> 8), UInt8((body.count + 1) & 0xFF)] + body
    return [0xAA, 0xAA, 0xAA, 0x96, 0x69] + rest + [rest.reduce(0, ^)]
}

private func reply(_ text: [UInt8], prints: Bool = false) -> [UInt8] {
    let photo = [UInt8](repeating: 0x57, count: 1024)
    let lengths: [UInt8] = prints ? [1, 0, 4, 0, 0, 4] : [1, 0, 4, 0]
    return frame([0, 0, 0x90] + lengths + text + photo + (prints ? [0x46, 0x46, 0x46, 0x46] : []))
}

private let resident = cardText([
    0: "赵某某", 15: "1", 16: "02", 18: "18880101", 26: "北京市某街12号3单元ABC", 61: number, 79: "某市公安局", 94: "20150101",
    102: "长期",
])

/// The text as characters, whatever kind of card it is.
private func characters(_ stream: [UInt8], at place: Int) -> String {
    let units = (0..<128).map { UInt16(stream[place + 2 * $0]) | UInt16(stream[place + 2 * $0 + 1]) << 8 }
    return String(decoding: units, as: UTF16.self)
}

private func field(_ text: String, _ range: Range<Int>) -> String { String(Array(text)[range]) }

@Suite("A redacted card")
struct CardRedactionTests {
    @Test("has another number, no name, no address and no photo", arguments: [false, true])
    func hasNobody(prints: Bool) {
        let whole = reply(resident, prints: prints)
        let chunks = [Array(whole.prefix(7)), Array(whole.dropFirst(7).prefix(64)), Array(whole.dropFirst(71))]
        let stream = Redaction.redacted(capture(.sam, [], chunks)).stream
        let start = prints ? 16 : 14
        #expect(stream.count == whole.count && stream.prefix(start) == whole.prefix(start))
        #expect(stream.dropFirst(5).reduce(0, ^) == 0)
        #expect(stream[(start + 256)...].dropLast().allSatisfy { $0 == 0 })
        let text = characters(stream, at: start)
        let found = field(text, 61..<79)
        #expect(found != number && isResidentNumberOfNobody(found))
        #expect(field(text, 0..<5) == "某某某  " && field(text, 18..<26) == field(found, 6..<14))
        #expect(field(text, 94..<104) == "20200101长期" && field(text, 16..<18) == "01")
        #expect(!text.contains("北") && !text.contains("12号") && !text.contains("ABC") && !text.contains("局"))
        #expect(field(text, 26..<33) == "某某某某某某某".prefix(5) + field(text, 31..<33))
        let isOdd = !(found.dropLast().last?.wholeNumberValue?.isMultiple(of: 2) ?? true)
        #expect(field(text, 15..<16) == (isOdd ? "1" : "2"))
    }

    @Test(
        "keeps what kind it is",
        arguments: [
            (
                "I", 61..<76,
                [0: "SMITH JOHN", 60: "2", 61: "USA110105250101", 76: "USA", 94: "20200202", 110: "18900505"]
            ),
            ("J", 61..<79, [0: "陈某", 15: "2", 61: number, 110: "H01234567", 119: "02"]),
            ("Y", 61..<79, [0: "史某", 26: "SMITH, JOHN", 61: "931104189005150013", 121: "USA"]),
        ] as [(String, Range<Int>, [Int: String])])
    func keepsTheKind(kind: String, place: Range<Int>, fields: [Int: String]) {
        let card = cardText(fields.merging([124: kind]) { first, _ in first })
        let stream = Redaction.redacted(capture(.sam, [], [reply(card)])).stream
        let text = characters(stream, at: 14)
        #expect(field(text, 124..<125) == kind && stream.dropFirst(5).reduce(0, ^) == 0)
        #expect(field(text, place) != fields[61] && !field(text, place).contains(" "))
        for secret in ["SMITH", "JOHN", "USA", "110105", "01234567", "陈", "史", "18900505", "20200202"] {
            #expect(!text.contains(secret), "\(secret)")
        }
        #expect(kind == "I" || isResidentNumberOfNobody(field(text, place)))
        #expect(kind != "J" || field(text, 110..<111) == "H")
    }

    @Test func `leaves commands and short replies as they are, and is the same person twice`() {
        let short = [
            frame([0, 0, 0x9F, 0, 0, 0, 0]), frame([0, 0, 0x90]), frame([0, 0, 0x80]),
            frame([0, 0, 0x90] + [UInt8](repeating: 9, count: 16)),
        ]
        let found = Redaction.redacted(capture(.sam, [], short + [reply(resident), reply(resident)])).stream
        let head = short.flatMap(\.self)
        #expect(found.starts(with: head))
        let first = characters(found, at: head.count + 14)
        #expect(first == characters(found, at: head.count + 1295 + 14))
    }

    @Test func `has nothing left of broken, cut and unknown replies`() {
        var broken = reply(resident)
        broken[broken.count - 1] ^= 0x5A
        let found = Redaction.redacted(capture(.sam, [], [broken])).stream
        #expect(found.dropFirst(5).reduce(0, ^) == 0x5A && field(characters(found, at: 14), 61..<79) != number)
        for count in [20, 100, 137, 150, 200, 269, 270, 400] {
            let cut = Redaction.redacted(capture(.sam, [], [Array(reply(resident).prefix(count))])).stream
            #expect(cut.count == count)
            let secret = cardText([61: number])[122..<158]
            #expect(
                !contains(cut, secret)
                    && !contains(cut, Array("赵".utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }[...]))
        }
        let address = frame([0, 0, 0x90] + cardText([0: "北京市某街"]).prefix(70))
        #expect(Redaction.redacted(capture(.sam, [], [address])).stream.dropFirst(10).dropLast().allSatisfy { $0 == 0 })
        let lost = Redaction.redacted(capture(.sam, [], [Array(reply(resident).dropFirst(3))])).stream
        #expect(lost.allSatisfy { [0, 0xAA, 0x96, 0x69].contains($0) })
    }

    private func contains(_ bytes: [UInt8], _ part: ArraySlice<UInt8>) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: part) }
    }
}
