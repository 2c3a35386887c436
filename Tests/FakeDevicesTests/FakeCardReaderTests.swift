import Devices
import Drivers
import FakeDevices
import Testing

private func hex(_ text: String) -> [UInt8] { text.split(separator: " ").compactMap { UInt8($0, radix: 16) } }
private func frame(_ rest: String) -> [UInt8] { hex("AA AA AA 96 69 " + rest) }
private func reader(
    find: FakeCardReader.Configuration.Find = .keepsFinding, chunks: FakeCardReader.Configuration.Chunks = .whole,
    fingerprintBytes: Int = 0
) -> FakeCardReader {
    FakeCardReader(
        .init(
            identity: DeviceIdentity(node: "/dev/ttyUSB0"), find: find, chunks: chunks,
            fingerprintBytes: fingerprintBytes))
}
private let person = FakeCard.madeUp(.resident, seed: 1)

private let find = frame("00 03 20 01 22")
private let select = frame("00 03 20 02 21")
private let read = frame("00 03 30 01 32")
private let noCard = frame("00 04 00 00 80 84")
private let found = frame("00 08 00 00 9F 00 00 00 00 97")
private let selected = frame("00 0C 00 00 90 00 00 00 00 00 00 00 00 9C")
private let selectFailed = frame("00 04 00 00 81 85")
private let readFailed = frame("00 04 00 00 41 45")

extension FakeCardReader {
    /// What comes of a command at once, put together.
    fileprivate mutating func ask(_ command: [UInt8]) -> [UInt8] { hostSent(command, at: .start).flatMap { $0 } }

    fileprivate mutating func readCard() -> [UInt8] {
        #expect(ask(find) == found)
        #expect(ask(select) == selected)
        return ask(read)
    }
}

@Suite("A fake card reader")
struct FakeCardReaderTests {
    @Test func `answers as the documents print it`() {
        var fake = reader()
        #expect(fake.ask(frame("00 03 10 FF EC")) == frame("00 04 00 00 90 94"))
        #expect(fake.ask(frame("00 03 11 FF ED")) == frame("00 04 00 00 90 94"))
        #expect(fake.ask(frame("00 03 12 FF EE")).count == 27)
        #expect(fake.ask(frame("00 04 61 FF 50 CA")) == frame("00 04 00 00 90 94"))
        #expect(fake.ask(frame("00 03 60 00 63")) == frame("00 04 00 00 90 94"))
        #expect(fake.ask(frame("00 03 99 00 9A")) == frame("00 04 00 00 21 25"))
        #expect(fake.ask(find) == noCard)
        fake.moduleStatus = 0x60
        #expect(fake.ask(frame("00 03 11 FF ED")) == frame("00 04 00 00 60 64"))
    }

    @Test func `wants find, select and read in this order`() {
        var fake = reader()
        fake.lay(person)
        #expect(fake.ask(select) == selectFailed)
        #expect(fake.ask(read) == readFailed)
        #expect(fake.ask(find) == found)
        #expect(fake.ask(read) == readFailed)
        #expect(fake.ask(select) == selected)
        #expect(fake.ask(select) == selectFailed)
        let reply = fake.readCard()
        #expect(Array(reply.prefix(14)) == frame("05 08 00 00 90 01 00 04 00"))
        #expect(reply.count == 1295 && reply.dropFirst(5).reduce(0, ^) == 0)
        #expect(Array(reply[14..<270]) == person.text && Array(reply[270..<1294]) == person.photo)
        fake.lift()
        #expect(fake.ask(read) == readFailed)
        #expect(fake.ask(find) == noCard)
        #expect(fake.reads == 1)
    }

    @Test func `finds a selected card, or not, as configured`() {
        for behaviour in [FakeCardReader.Configuration.Find.keepsFinding, .failsOnceSelected] {
            var fake = reader(find: behaviour)
            fake.lay(person)
            _ = fake.readCard()
            #expect(fake.ask(find) == (behaviour == .keepsFinding ? found : noCard))
            fake.lift()
            fake.lay(person)
            #expect(fake.ask(find) == found)
        }
    }

    @Test("sends fingerprints when it is asked for them", arguments: [(0, 1297), (1024, 2321)])
    func sendsFingerprints(count: Int, total: Int) {
        var fake = reader(fingerprintBytes: count)
        fake.lay(person)
        _ = fake.readCard()
        let reply = fake.ask(frame("00 03 30 10 23"))
        #expect(reply.count == total)
        #expect(Array(reply[16..<272]) == person.text)
    }

    @Test func `hears commands split and merged, and answers broken ones with 10 and 11`() {
        var fake = reader()
        for byte in find.dropLast() { #expect(fake.ask([byte]).isEmpty) }
        #expect(fake.ask([0x22]) == noCard)
        #expect(fake.hostSent([0xAA, 0x00] + find + find, at: .start) == [noCard, noCard])
        #expect(fake.ask(frame("00 03 20 01 23")) == frame("00 04 00 00 10 14"))
        #expect(fake.ask(frame("FF FF 20 01 23")) == frame("00 04 00 00 11 15"))
        #expect(fake.ask([UInt8](repeating: 0xAA, count: 5000)).isEmpty)
        #expect(fake.ask(find) == noCard)
    }

    @Test func `cuts its replies as configured`() {
        var fake = reader(chunks: .headerAndBody)
        fake.lay(person)
        #expect(fake.hostSent(find, at: .start) == [Array(found[..<7]), Array(found[7...])])
        var packets = reader(chunks: .packets(64))
        packets.lay(person)
        _ = packets.hostSent(find + select, at: .start)
        let chunks = packets.hostSent(read, at: .start)
        #expect(chunks.map(\.count) == [Int](repeating: 64, count: 20) + [15])
    }

    @Test func `commits each fault once`() {
        let late = Instant(nanoseconds: 1_500_000_000)
        var fake = reader()
        fake.commit(.silent)
        #expect(fake.ask(find).isEmpty)
        fake.commit(.wrongChecksum)
        #expect(fake.ask(find) == Array(noCard.dropLast()) + [0x84 ^ 0x5A])
        fake.commit(.half)
        #expect(fake.ask(find) == Array(noCard.prefix(6)))
        fake.commit(.code(0x47))
        #expect(fake.ask(find) == frame("00 04 00 00 47 43"))
        fake.commit(.falseHeader(length: 0x0508))
        #expect(fake.ask(find) == frame("05 08") + noCard)
        fake.commit(.repeated)
        #expect(fake.ask(find) == noCard + noCard)
        fake.commit(.garbage(seed: 3))
        let noisy = fake.ask(find)
        #expect(noisy.count > noCard.count && noisy.suffix(noCard.count) == noCard[...])
        fake.commit(.split(at: 3))
        #expect(fake.hostSent(find, at: .start).map(\.count) == [3, 8])
        fake.commit(.drip)
        #expect(fake.hostSent(find, at: .start).count == 11)
        fake.commit(.slow(milliseconds: 1500))
        #expect(fake.ask(find).isEmpty)
        #expect(fake.deadline == late)
        #expect(fake.ask(find).isEmpty, "no reply overtakes another")
        #expect(fake.due(at: late) == [noCard, noCard])
        fake.commit(.powerCycle(milliseconds: 1500))
        #expect(fake.ask(find).isEmpty)
        #expect(fake.ask(find).isEmpty)
        #expect(fake.hostSent(find, at: late) == [noCard])
    }

    @Test func `keeps the faults of a read for the next read`() {
        var fake = reader()
        fake.lay(person)
        fake.commit(.badText)
        #expect(fake.readCard().count == 1295)
        #expect(fake.reads == 1)
        fake.commit(.liftedInRead)
        #expect(fake.readCard() == readFailed)
        #expect(fake.card == nil)
        #expect(fake.ask(find) == noCard)
    }

    @Test("10,000 chunks of noise crash no reader", arguments: [1, 2] as [UInt64])
    func survivesNoise(seed: UInt64) {
        var random = Seeded(seed: seed)
        var fake = reader()
        fake.lay(person)
        let whole = [find, select, read, frame("00 03 11 FF ED")]
        var answered = 0
        for _ in 0..<10_000 {
            var bytes = random.bytes(Int(random.next() % 20))
            if random.next() % 3 == 0 { bytes += whole[Int(random.next() % 4)] }
            answered += fake.ask(bytes).isEmpty ? 0 : 1
        }
        #expect(answered > 1000 && fake.reads > 100)
    }
}

@Suite("A made-up card")
struct FakeCardTests {
    @Test("has numbers of nobody with right check digits", arguments: CardRead.Kind.allCases)
    func isNobodys(kind: CardRead.Kind) {
        for seed in 0..<200 as Range<UInt64> {
            let card = FakeCard.madeUp(kind, seed: seed)
            #expect(card == FakeCard.madeUp(kind, seed: seed))
            #expect(card.text.count == 256 && card.photo.count == 1024)
            #expect(card.birth < "1900")
            if kind == .permanentResident2017 {
                #expect(card.number.count == 15 && card.number.hasPrefix("UTO"), "Utopia is no nation")
            } else {
                #expect(FakeCard.checked(String(card.number.dropLast())) == card.number)
                #expect(card.number.dropFirst(6).hasPrefix(card.birth))
            }
            if kind == .permanentResident2023 { #expect(card.number.hasPrefix("9")) }
            if kind == .hongKongMacauTaiwanResident {
                #expect(["810000", "820000", "830000"].contains(card.number.prefix(6)))
            }
        }
    }

    /// ISO 7064 MOD 11-2 by its definition: weights are powers of 2 modulo 11, the whole sums to 1.
    @Test func `has the check character of the standard`() {
        for seed in 0..<100 as Range<UInt64> {
            let number = FakeCard.madeUp(.resident, seed: seed).number
            var sum = 0
            for digit in number.utf8 { sum = (sum * 2 + (digit == UInt8(ascii: "X") ? 10 : Int(digit) - 0x30)) % 11 }
            #expect(sum == 1)
        }
    }

    @Test("has the text the driver reads it from", arguments: CardRead.Kind.allCases)
    func isReadBack(kind: CardRead.Kind) throws {
        for seed in 0..<200 as Range<UInt64> {
            let card = FakeCard.madeUp(kind, seed: seed)
            #expect(try SAMText.card(from: card.text[...], photo: card.photo) == card.read(keepsPhoto: true))
        }
    }
}

@Suite("A card reader's fault as text")
struct CardReaderFaultTests {
    @Test(
        "is read with its argument",
        arguments: [
            ("lift", CardReaderFault.liftedInRead), ("code:41", .code(0x41)), ("code:9f", .code(0x9F)),
            ("bad-text", .badText), ("checksum", .wrongChecksum), ("half", .half), ("garbage:7", .garbage(seed: 7)),
            ("false-header:1288", .falseHeader(length: 1288)), ("silent", .silent), ("repeat", .repeated),
            ("split:3", .split(at: 3)), ("drip", .drip), ("slow:1500", .slow(milliseconds: 1500)),
            ("power:3000", .powerCycle(milliseconds: 3000)),
        ])
    func isRead(text: String, fault: CardReaderFault) {
        #expect(CardReaderFault(text) == fault)
        #expect(CardReaderFault.verbs.contains { text.split(separator: ":").first.map(String.init) == $0.name })
    }

    @Test(
        "is refused when it is wrong",
        arguments: [
            "", ":", "lift:1", "lifted", "code", "code:", "code:100", "code:xy", "split:0", "split:-1", "slow:0",
            "slow:60001", "power:", "false-header:65536", "garbage:-1", "code:41:1",
        ])
    func isRefused(text: String) { #expect(CardReaderFault(text) == nil) }

    @Test func `every verb of the table is understood`() {
        for verb in CardReaderFault.verbs {
            #expect(CardReaderFault(verb.name + (verb.arguments.isEmpty ? "" : ":41")) != nil, "\(verb.name)")
        }
    }
}
