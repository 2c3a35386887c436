import Codes
import Devices
import Testing

struct GarbageTests {
    private let aims: [String?] = [nil, "C0", "C1", "Q1", "Q3", "d2", "A0", "z0"]

    /// Random bytes with a control character inside, which nothing but an opaque class may hold.
    private func garbage(_ chance: inout SplitMix64) -> [UInt8] {
        let count = Int.random(in: 0...100, using: &chance)
        let isText = Bool.random(using: &chance)
        var bytes = (0..<count).map { _ in UInt8.random(in: isText ? 0x30...0x5A : 0...255, using: &chance) }
        let place = Int.random(in: 0...count, using: &chance)
        bytes.insert(UInt8.random(in: 1...8, using: &chance), at: place)
        return bytes
    }

    @Test("Ten thousand scans of garbage are unreadable, and the same each time")
    func garbage() throws {
        let book = try Samples.book(cards: Samples.cards)
        var chance = SplitMix64(state: 20_220_401)
        for round in 0..<10_000 {
            let scan = Samples.scan(garbage(&chance), aim: aims[round % aims.count])
            let code = book.classify(scan)
            guard case .unreadable = code else {
                Issue.record("round \(round): \(scan.payload) is \(code)")
                return
            }
            #expect(book.classify(scan) == code)
        }
    }

    /// Without `taiwan`, whose bare digits nothing guards.
    @Test("A damaged code is never another person, tube or command")
    func damage() throws {
        let book = try Samples.book(
            cards: Samples.cards, persons: Set(PersonCode.Kind.allCases).subtracting([.taiwan]))
        var chance = SplitMix64(state: 7)
        let codes = [
            Samples.resident("110101", "18900101", "001"), Samples.withCheck("S123456", .luhn),
            Samples.withCheck("BG-00000", .mod37), Samples.cards.payload(of: .confirm), "00376104250021234569",
        ]
        for _ in 0..<2_000 {
            for code in codes {
                var bytes = Array(code.utf8)
                let place = Int.random(in: 0..<bytes.count, using: &chance)
                bytes[place] = UInt8.random(in: 0...255, using: &chance)
                let scan = Samples.scan(bytes)
                if String(decoding: bytes, as: UTF8.self).uppercased() == code { continue }
                guard case .unreadable = book.classify(scan) else {
                    Issue.record("\(code) read as \(bytes) is \(book.classify(scan))")
                    return
                }
            }
        }
    }
}
