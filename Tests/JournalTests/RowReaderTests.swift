import Codes
import Devices
import Foundation
import Station
import Testing

@testable import Journal

/// What is read quickly is what Foundation's decoder reads.
struct RowReaderTests {
    private struct Odd: Codable, Hashable {
        var text = "a\"b\\c\u{1}\n\u{1f}/试\u{10FFFF}"
        var none: Int?
        var list: [[Int?]] = [[], [1, nil]]
        var map: [String: Int] = ["x": -1, "y": 0]
        var lanes: [LaneID: Bool] = [LaneID(1): true, LaneID(2): false]
        var byte: UInt8 = 255
        var least = Int64.min
        var most = UInt64.max
    }

    @Test func `All that is written is read quickly`() throws {
        #expect(RowReader.quick(Odd.self, from: try RowText.encode(Odd())) == Odd())
        let state = StationState(settings: Desk.settings)
        #expect(RowReader.quick(StationState.self, from: try RowText.encode(state)) == state)
        #expect(RowReader.quick([Fact].self, from: try RowText.encode(CommonTextTests.facts)) == CommonTextTests.facts)
        #expect(RowReader.quick([Fact].self, from: Array("[]".utf8)) == [])
        let question = Verdict.asked(.shortPool(TubeCode("T\"1"), count: 3, capacity: 10))
        #expect(RowReader.quick(Verdict.self, from: try RowText.encode(question)) == question)
    }

    @Test(
        "Other texts are left to Foundation's decoder",
        arguments: [
            "[1, 2]", " [1]", "[1]\n", "[1.0]", "[1e2]", "[01]", "[+1]", "[1,]", "[", "[1", "]", "", "[1]]", "[\"1\"]",
            "[256]", "[-1]", "{\"a\":1}", "null", "[null]", "[tru]",
        ])
    func leavesOtherTexts(text: String) {
        let bytes = Array(text.utf8)
        #expect(RowReader.quick([UInt8].self, from: bytes) == nil)
        let read = try? RowReader.decode([UInt8].self, from: bytes, of: "test")
        #expect(read == (try? JSONDecoder().decode([UInt8].self, from: Data(bytes))))
    }

    @Test(
        "Texts with other escapes, too",
        arguments: ["\"\\n\"", "\"\\/\"", "\"\\u00e9\"", "\"\\ud83d\\ude00\"", "\"\\u0g00\"", "\"\\", "\"a\u{1}\""])
    func leavesOtherEscapes(text: String) {
        #expect(RowReader.quick(String.self, from: Array(text.utf8)) == nil)
    }

    @Test func `A text that is no UTF-8 is not read`() {
        #expect(RowReader.quick(String.self, from: [0x22, 0xFF, 0x22]) == nil)
        #expect(throws: JournalError.self) { try RowReader.decode(String.self, from: [0x22, 0xFF, 0x22], of: "test") }
    }

    @Test func `A text that is too deep is not read`() {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        #expect(RowReader.quick([[UInt8]].self, from: deep) == nil)
    }

    @Test(
        "A spoilt text is read as Foundation's decoder reads it, or left to it",
        arguments: 1...20 as ClosedRange<UInt64>)
    func spoilt(seed: UInt64) throws {
        let bytes = seeded(seed)
        func pick(_ count: Int) -> Int { bytes(3).reduce(0) { $0 << 8 | Int($1) } % count }
        let good = try RowText.encode(CommonTextTests.facts)
        let letters = Array("\"\\{}[],:0123456789-tfnuel aTx\u{1}é".utf8)
        var readQuickly = 0
        for _ in 0..<400 {
            var text = good
            for _ in 0...pick(2) {
                let at = pick(text.count)
                switch pick(3) {
                case 0: text[at] = letters[pick(letters.count)]
                case 1: text.remove(at: at)
                default: text.insert(letters[pick(letters.count)], at: at)
                }
            }
            guard let quick = RowReader.quick([Fact].self, from: text) else { continue }
            readQuickly += 1
            #expect(try JSONDecoder().decode([Fact].self, from: Data(text)) == quick)
        }
        #expect(readQuickly > 0)
    }
}
