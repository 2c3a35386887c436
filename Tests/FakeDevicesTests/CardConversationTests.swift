import Devices
import Drivers
import FakeDevices
import Testing

private typealias Find = FakeCardReader.Configuration.Find
private typealias Chunks = FakeCardReader.Configuration.Chunks
private let layouts: [Chunks] = [.whole, .headerAndBody, .packets(64), .packets(1)]

@Suite("Driver and fake card reader")
struct CardConversationTests {
    @Test("read every kind of card over every layout", arguments: CardRead.Kind.allCases, layouts)
    fileprivate func readEveryKind(kind: CardRead.Kind, chunks: Chunks) {
        for find in [Find.keepsFinding, .failsOnceSelected] {
            var bench = CardBench(find: find, chunks: chunks, settings: CardReaderSettings(keepsPhoto: true))
            let card = FakeCard.madeUp(kind, seed: 4)
            bench.run(for: .seconds(2))
            bench.fake.lay(card)
            bench.run(for: .seconds(1))
            #expect(bench.cards == [card.read(keepsPhoto: true)])
            #expect(bench.troubles.isEmpty && bench.damaged == 0)
        }
    }

    @Test("read a card once that lies still for ten minutes", arguments: [Find.keepsFinding, .failsOnceSelected])
    fileprivate func readOnce(find: Find) {
        var bench = CardBench(find: find)
        bench.fake.lay(.madeUp(.resident, seed: 1))
        bench.run(for: .seconds(600))
        #expect(bench.cards.count == 1 && bench.selects == 1 && bench.fake.reads == 1)
        bench.fake.lift()
        bench.run(for: .seconds(3))
        bench.fake.lay(.madeUp(.resident, seed: 1))
        bench.run(for: .seconds(3))
        #expect(bench.cards.count == 2 && bench.troubles.isEmpty)
    }

    @Test("read the next card as soon as it lies there", arguments: [Find.keepsFinding, .failsOnceSelected])
    fileprivate func readNext(find: Find) {
        var bench = CardBench(find: find)
        for seed in 0..<50 as Range<UInt64> {
            bench.fake.lay(.madeUp(.resident, seed: seed))
            bench.runUntilCard(atMost: .seconds(2))
            #expect(bench.cards.count == Int(seed) + 1)
            bench.fake.lift()
            bench.run(for: .milliseconds(550))
        }
        #expect(bench.cards == (0..<50).map { FakeCard.madeUp(.resident, seed: $0).read() })
    }

    @Test("say that a card was lifted in mid-read, and read it when it comes back")
    func sayLifted() {
        for find in [Find.keepsFinding, .failsOnceSelected] {
            var bench = CardBench(find: find)
            bench.fake.commit(.liftedInRead)
            bench.fake.lay(.madeUp(.hongKongMacauTaiwanResident, seed: 2))
            bench.run(for: .seconds(3))
            #expect(bench.troubles == [.lifted] && bench.cards.isEmpty)
            bench.fake.lay(.madeUp(.hongKongMacauTaiwanResident, seed: 2))
            bench.run(for: .seconds(3))
            #expect(bench.cards == [FakeCard.madeUp(.hongKongMacauTaiwanResident, seed: 2).read()])
        }
    }

    /// A reader and what it is told to do wrong while it reads one card.
    struct Case: Sendable, CustomTestStringConvertible {
        var faults: [CardReaderFault]
        var testDescription: String { "\(faults)" }
        init(_ faults: CardReaderFault...) { self.faults = faults }
    }

    @Test(
        "get over each fault, at whichever command it comes, and read the card once",
        arguments: [
            Case(.wrongChecksum), Case(.half), Case(.garbage(seed: 1)), Case(.falseHeader(length: 1288)),
            Case(.falseHeader(length: 4)), Case(.falseHeader(length: 0)), Case(.silent), Case(.repeated),
            Case(.split(at: 7)), Case(.drip), Case(.slow(milliseconds: 1500)), Case(.slow(milliseconds: 3000)),
            Case(.slow(milliseconds: 5500)), Case(.powerCycle(milliseconds: 1000)), Case(.code(0x41)),
            Case(.code(0x81)), Case(.code(0x80)), Case(.code(0x10)), Case(.code(0x31)), Case(.code(0x24)),
            Case(.badText), Case(.half, .drip), Case(.garbage(seed: 9), .repeated, .drip),
        ])
    func getOver(fault: Case) {
        for find in [Find.keepsFinding, .failsOnceSelected] {
            for command in 0..<4 {
                var bench = CardBench(find: find)
                let card = FakeCard.madeUp(.permanentResident2023, seed: 3)
                bench.run(for: .milliseconds(100))
                bench.fake.lay(card)
                // The commands are answered at once; so the fault is armed when the reader has seen so many.
                bench.arm(fault.faults, after: command)
                bench.run(for: .seconds(40))
                #expect(bench.cards == [card.read()], "\(find), command \(command)")
            }
        }
    }

    /// However late the reply to a read comes, and whatever lies there by then: no card is missed and none is mixed up.
    /// A card that is read within a second lies there until it is read; it is lifted for longer than two finds are
    /// apart.
    @Test(
        "read both of two cards that were changed while a read took long",
        arguments: Array(stride(from: 100, to: 8000, by: 300)))
    func readBoth(late: Int) {
        for find in [Find.keepsFinding, .failsOnceSelected] {
            for change in [50, 450, 1000, 1500, 2500, 4500, 5200] where late > 1000 || change >= late {
                var bench = CardBench(find: find)
                let cards = [FakeCard.madeUp(.resident, seed: 1), .madeUp(.resident, seed: 2)]
                bench.fake.lay(cards[0])
                bench.arm([.slow(milliseconds: late)], after: 2)
                bench.run(for: .milliseconds(500 + change))
                bench.fake.lift()
                bench.run(for: .milliseconds(550))
                let before = bench.cards
                bench.fake.lay(cards[1])
                bench.run(for: .seconds(60))
                #expect(bench.cards.last == cards[1].read(), "\(find), changed after \(change) ms")
                #expect(bench.cards.count <= 2 && (before.isEmpty || before == [cards[0].read()]))
                #expect(bench.cards.count == 1 || bench.cards.first == cards[0].read())
            }
        }
    }

    @Test("tell a reader that is gone once, and go on when it is back")
    func tellFault() {
        var bench = CardBench()
        bench.run(for: .seconds(1))
        bench.fake.commit(.powerCycle(milliseconds: 30_000))
        bench.run(for: .seconds(29))
        #expect(bench.troubles == [.readerFault])
        bench.run(for: .seconds(10))
        bench.fake.lay(.madeUp(.resident, seed: 1))
        bench.run(for: .seconds(2))
        #expect(bench.cards.count == 1 && bench.troubles == [.readerFault])
    }

    @Test("put no person into notes")
    func keepPrivate() {
        var bench = CardBench()
        for seed in 0..<20 as Range<UInt64> {
            let card = FakeCard.madeUp(.resident, seed: seed)
            for fault in [CardReaderFault.badText, .badText, .wrongChecksum, .code(0x41)] { bench.fake.commit(fault) }
            bench.fake.lay(card)
            bench.run(for: .seconds(10))
            bench.fake.lift()
            bench.run(for: .seconds(3))
            #expect(!bench.notes.isEmpty)
            for note in bench.notes {
                #expect(!note.contains(card.number) && !note.contains(card.chineseName) && !note.contains(card.birth))
                #expect(note.count <= 200)
            }
        }
    }
}

@Suite("A day of cards")
struct CardDayTests {
    private func fault(_ random: inout Seeded) -> CardReaderFault {
        let codes: [UInt8] = [0x10, 0x11, 0x21, 0x24, 0x31, 0x32, 0x41, 0x47, 0x60, 0x66, 0x80, 0x81, 0x91, 0x3F, 0x05]
        return switch random.next() % 12 {
        case 0: .code(codes[Int(random.next() % UInt64(codes.count))])
        case 1: .badText
        case 2: .wrongChecksum
        case 3: .half
        case 4: .garbage(seed: random.next())
        case 5: .falseHeader(length: UInt16(random.next() % 2600))
        case 6: .silent
        case 7: .repeated
        case 8: .split(at: 1 + Int(random.next() % 1300))
        case 9: .drip
        case 10: .slow(milliseconds: 1 + Int(random.next() % 7000))
        default: .powerCycle(milliseconds: 1000 + Int(random.next() % 4000))
        }
    }

    @Test(
        "with faults and any chunks: each laid card is read exactly once, and never another",
        arguments: 1...24 as ClosedRange<UInt64>)
    func readsEachOnce(seed: UInt64) {
        var random = Seeded(seed: seed)
        let kinds = CardRead.Kind.allCases
        var bench = CardBench(
            find: seed % 2 == 0 ? .keepsFinding : .failsOnceSelected, chunks: layouts[Int(random.next() % 4)])
        var relaid = 0
        for number in 0..<60 as Range<UInt64> {
            let card = FakeCard.madeUp(kinds[Int(random.next() % 4)], seed: seed * 1000 + number)
            bench.fake.lay(card)
            for _ in 0..<(random.next() % 4) { bench.fake.commit(fault(&random)) }
            if random.next() % 8 == 0 { bench.arm([.liftedInRead], after: 0) }
            var lays = 1
            while !bench.runUntilCard(atMost: .seconds(60)), lays < 4 {
                lays += 1
                bench.fake.lift()
                bench.run(for: .seconds(4))
                bench.fake.lay(card)
            }
            relaid += lays - 1
            #expect(bench.cards == [card.read()], "card \(number) of seed \(seed)")
            bench.cards.removeAll()
            // It goes on lying there, with faults; then the plate is empty for a moment.
            for _ in 0..<(random.next() % 3) { bench.fake.commit(fault(&random)) }
            bench.run(for: .milliseconds(Int64(random.next() % 20_000)))
            bench.fake.lift()
            bench.run(for: .milliseconds(600 + Int64(random.next() % 4000)))
            #expect(bench.cards.isEmpty, "card \(number) of seed \(seed) again")
        }
        #expect(relaid < 30, "most cards are read without being laid down again: \(relaid)")
    }

    @Test("with the same card again and again: each laying is read once", arguments: 1...8 as ClosedRange<UInt64>)
    func readsSameCard(seed: UInt64) {
        var random = Seeded(seed: seed)
        var bench = CardBench(find: seed % 2 == 0 ? .keepsFinding : .failsOnceSelected)
        let card = FakeCard.madeUp(.resident, seed: seed)
        for _ in 0..<100 {
            bench.fake.lay(card)
            bench.run(for: .milliseconds(1100 + Int64(random.next() % 9000)))
            bench.fake.lift()
            bench.run(for: .milliseconds(2600 + Int64(random.next() % 9000)))
        }
        #expect(bench.cards == [CardRead](repeating: card.read(), count: 100))
        #expect(bench.troubles.isEmpty)
    }
}
