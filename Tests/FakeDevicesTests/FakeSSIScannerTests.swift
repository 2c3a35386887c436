import Devices
import FakeDevices
import Testing

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }
private func hex(_ text: String) -> [UInt8] { text.split(separator: " ").compactMap { UInt8($0, radix: 16) } }

private let code128 = AIMIdentifier(code: 0x43, modifier: 0x30)
private let ack = hex("04 D0 04 00 FF 28")
private let acked = hex("04 D0 00 00 FF 2C")
private let nakResend = hex("05 D1 04 00 01 FF 25")
private let setPackets = hex("07 C6 04 00 FF EE 01 FD 41")
private let setPacketsForGood = hex("07 C6 04 08 FF EE 01 FD 39")
private let beepOnce = hex("05 E6 04 00 00 FF 11")
private let beepTwice = hex("05 E6 04 00 01 FF 10")
private let decode1234 = hex("09 F3 00 00 03 31 32 33 34 FE 37")
private let decode1234Again = hex("09 F3 00 01 03 31 32 33 34 FE 36")

private func scanner(
    _ manner: FakeSSIScanner.Configuration.Manner = .polite, suffix: [UInt8] = [], tellsPowerUp: Bool = false,
    tellsDecode: Bool = false, sleeps: Bool = false
) -> FakeSSIScanner {
    FakeSSIScanner(
        .init(
            identity: DeviceIdentity(node: "/dev/ttyACM0"), suffix: suffix, manner: manner,
            tellsPowerUp: tellsPowerUp, tellsDecode: tellsDecode, sleeps: sleeps))
}

private func packeted(suffix: [UInt8] = [], tellsDecode: Bool = false) -> FakeSSIScanner {
    var fake = scanner(suffix: suffix, tellsDecode: tellsDecode)
    fake.hostSent(setPackets, at: at(0))
    #expect(fake.sendsPackets)
    return fake
}

@Suite("A fake SSI scanner")
struct FakeSSIScannerTests {
    @Test func `sends raw at power-up, and expects no answer`() {
        var fake = scanner(suffix: [13])
        #expect(fake.scan(bytes("1234"), aim: code128, at: at(0)) == [bytes("1234\r")])
        #expect(fake.deadline == nil)
    }

    @Test func `sends packets once the host has said so, until its power goes`() {
        var fake = scanner()
        #expect(fake.hostSent(setPackets, at: at(0)) == [acked])
        #expect(fake.scan(bytes("1234"), aim: code128, at: at(1)) == [decode1234])
        #expect(fake.hostSent(ack, at: at(2)).isEmpty)
        #expect(fake.deadline == nil)
        #expect(fake.powerCycle(at: at(3)).isEmpty)
        #expect(fake.scan(bytes("1234"), at: at(4)) == [bytes("1234")])
        fake.hostSent(setPacketsForGood, at: at(5))
        _ = fake.powerCycle(at: at(6))
        #expect(fake.sendsPackets)
    }

    @Test func `sends a packet three times, then gives it up and sends the next`() {
        var fake = packeted()
        _ = fake.scan(bytes("1234"), aim: code128, at: at(0))
        #expect(fake.scan(bytes("5"), aim: code128, at: at(1)).isEmpty, "the first is on the wire")
        #expect(fake.deadline == at(2000))
        #expect(fake.deadlinePassed(at: at(1999)).isEmpty)
        #expect(fake.deadlinePassed(at: at(2000)) == [decode1234Again])
        #expect(fake.hostSent(nakResend, at: at(2100)) == [decode1234Again])
        let next = fake.deadlinePassed(at: at(4100))
        #expect(next.count == 1 && next[0].contains(UInt8(ascii: "5")))
        #expect(fake.givenUp == 1)
    }

    @Test func `splits what is too long for one packet`() {
        var fake = packeted(suffix: [13])
        let first = fake.scan([UInt8](repeating: 0x41, count: 600), aim: code128, at: at(0))
        #expect(first[0].count == 257 && first[0][0] == 255 && first[0][3] == 2)
        let second = fake.hostSent(ack, at: at(1))
        #expect(second[0].count == 257 && second[0][3] == 2)
        let third = fake.hostSent(ack, at: at(2))
        #expect(third[0].count == 108 && third[0][3] == 0 && third[0][105] == 13)
        #expect(fake.hostSent(ack, at: at(3)).isEmpty && fake.deadline == nil)
    }

    @Test func `tells its power-up and its readings when it is set to, and wants an answer`() {
        var fake = scanner(tellsPowerUp: true)
        #expect(fake.powerCycle(at: at(0)) == [hex("05 F6 00 00 03 FF 02")])
        #expect(fake.deadline == at(2000))
        fake.hostSent(ack, at: at(1))
        #expect(fake.deadline == nil)
        var talker = packeted(tellsDecode: true)
        _ = talker.scan(bytes("1"), at: at(0))
        #expect(talker.hostSent(ack, at: at(1)) == [hex("05 F6 00 00 01 FF 04")])
    }

    @Test func `obeys beeps, lights and switches, and answers each`() {
        var fake = scanner()
        #expect(fake.hostSent(beepOnce + beepTwice, at: at(0)) == [acked, acked])
        #expect(fake.heard(at: at(1)) == [.accepted, .sealed])
        #expect(fake.heard(at: at(2)).isEmpty)
        fake.hostSent(hex("05 E7 04 00 01 FF 0F"), at: at(3))
        #expect(fake.lights == 1)
        fake.hostSent(hex("05 E8 04 00 01 FF 0E"), at: at(4))
        #expect(fake.lights == 0)
        fake.hostSent(hex("04 EA 04 00 FF 0E"), at: at(5))
        #expect(fake.scan(bytes("1"), at: at(6)).isEmpty && !fake.enabled)
        fake.hostSent(hex("04 E9 04 00 FF 0F"), at: at(7))
        #expect(fake.scan(bytes("1"), at: at(8)) == [bytes("1")])
        let revision = fake.hostSent(hex("04 A3 04 00 FF 55"), at: at(9))
        #expect(revision.first?[1] == 0xA4)
        #expect(fake.hostSent(hex("05 C7 04 00 EE FE 42"), at: at(10)) == [hex("07 C6 00 00 FF EE 00 FD 46")])
        #expect(fake.hostSent(hex("04 99 04 00 FF 5F"), at: at(11)) == [hex("05 D1 00 00 02 FF 28")])
        #expect(fake.notUnderstood == 0)
    }

    @Test func `a command that comes again is answered again and done once`() {
        var fake = scanner()
        fake.hostSent(beepOnce, at: at(0))
        #expect(fake.hostSent(hex("05 E6 04 01 00 FF 10"), at: at(2000)) == [acked])
        #expect(fake.heard(at: at(2001)) == [.accepted])
        fake.hostSent(beepOnce, at: at(3000))
        #expect(fake.heard(at: at(3001)) == [.accepted], "not a repetition")
    }

    @Test func `wants a broken command, and half a command, again`() {
        var fake = scanner()
        let again = [hex("05 D1 00 00 01 FF 29")]
        #expect(fake.hostSent(beepOnce.dropLast() + [0], at: at(0)) == again)
        #expect(fake.hostSent(Array(beepOnce.prefix(3)), at: at(10)).isEmpty)
        #expect(fake.deadline == at(210))
        #expect(fake.deadlinePassed(at: at(210)) == again)
        #expect(fake.hostSent([0x01, 0x02] + beepOnce, at: at(300)) == [acked])
        #expect(fake.notUnderstood == 2)
        #expect(beepTwice.flatMap { fake.hostSent([$0], at: at(400)) } == [acked])
        #expect(fake.heard(at: at(401)) == [.accepted, .sealed])
    }

    @Test func `one that sleeps loses the first byte, and WAKEUP is there to be lost`() {
        var fake = scanner(sleeps: true)
        #expect(fake.hostSent(beepOnce, at: at(0)).isEmpty)
        _ = fake.deadlinePassed(at: at(200))
        #expect(fake.hostSent([0], at: at(2000)).isEmpty)
        #expect(fake.hostSent([0] + beepOnce, at: at(2010)) == [acked], "a WAKEUP too many does no harm")
    }

    @Test func `one that wants raw refuses packets, a mute one obeys, a deaf one does nothing`() {
        var rawOnly = scanner(.rawOnly)
        #expect(rawOnly.hostSent(setPackets, at: at(0)) == [hex("05 D1 00 00 06 FF 24")])
        var mute = scanner(.mute)
        #expect(mute.hostSent(setPackets + beepOnce, at: at(0)).isEmpty)
        #expect(!mute.sendsPackets && mute.heard(at: at(1)) == [.accepted])
        var deaf = scanner(.deaf)
        #expect(deaf.hostSent(beepOnce, at: at(0)).isEmpty && deaf.heard(at: at(1)).isEmpty)
    }

    @Test(
        "commits each fault of a packet once",
        arguments: [
            (FakeSSIFault.split(at: 3), [Array(decode1234[..<3]), Array(decode1234[3...])]),
            (.split(at: 99), [decode1234]), (.drip, decode1234.map { [$0] }), (.mergeWithNext, []),
            (.wrongChecksum, [decode1234.dropLast() + [0x36]]), (.half, [Array(decode1234[..<5])]), (.silent, []),
            (.powerCycle(event: false), [bytes("1234")]),
            (.powerCycle(event: true), [hex("05 F6 00 00 03 FF 02"), bytes("1234")]),
        ] as [(FakeSSIFault, [[UInt8]])])
    func commitsOnce(fault: FakeSSIFault, chunks: [[UInt8]]) {
        var fake = packeted()
        fake.commit(fault)
        #expect(fake.scan(bytes("1234"), aim: code128, at: at(0)) == chunks)
        fake.hostSent(ack, at: at(1))
        fake.hostSent(setPackets, at: at(2))
        #expect(fake.scan(bytes("1234"), aim: code128, at: at(3)).last?.suffix(11) == decode1234[...])
    }

    @Test func `commits the faults of an exchange once`() {
        var fake = packeted()
        fake.commit(.lostACK)
        _ = fake.scan(bytes("1234"), aim: code128, at: at(0))
        fake.hostSent(ack, at: at(1))
        #expect(fake.deadlinePassed(at: at(2000)) == [decode1234Again])
        fake.hostSent(ack, at: at(2001))
        #expect(fake.deadline == nil)
        fake.commit(.nak(cause: 10))
        #expect(fake.hostSent(beepOnce, at: at(3000)) == [hex("05 D1 00 00 0A FF 20")])
        fake.commit(.lostAnswer)
        #expect(fake.hostSent(beepOnce, at: at(4000)).isEmpty)
        #expect(fake.hostSent(beepOnce, at: at(5000)) == [acked])
        #expect(fake.heard(at: at(5001)) == [.accepted, .accepted], "what was refused was not done")
    }

    @Test func `reads twice, and makes the same noise for the same seed`() {
        var fake = packeted()
        fake.commit(.repeated)
        #expect(fake.scan(bytes("1234"), aim: code128, at: at(0)) == [decode1234])
        #expect(fake.hostSent(ack, at: at(1)) == [decode1234])
        fake.hostSent(ack, at: at(2))
        fake.commit(.garbage(seed: 5))
        let noisy = fake.scan(bytes("1234"), aim: code128, at: at(3))
        #expect(noisy[0].count > 11 && noisy[0].suffix(11) == decode1234[...])
        var twin = packeted()
        twin.commit(.garbage(seed: 5))
        #expect(twin.scan(bytes("1234"), aim: code128, at: at(3)) == noisy)
        twin.commit(.babble(count: 30, seed: 1))
        #expect(twin.scan(bytes("1234"), at: at(4)).count == 30)
    }

    @Test func `loses a reading when too many wait`() {
        var fake = packeted()
        for _ in 0..<20 { _ = fake.scan(bytes("1234"), at: at(0)) }
        #expect(fake.lost == 4)
    }

    @Test("10,000 chunks of noise do no harm", arguments: [1, 2] as [UInt64])
    func survivesNoise(seed: UInt64) {
        var random = Seeded(seed: seed)
        var fake = packeted()
        for step in 0..<10_000 {
            fake.hostSent(random.bytes(Int(random.next() % 40)), at: at(Int64(step) * 10))
            _ = fake.scan(random.bytes(3), at: at(Int64(step) * 10))
            _ = fake.deadlinePassed(at: at(Int64(step) * 10))
        }
        #expect(fake.givenUp > 10 && fake.notUnderstood > 1000)
        let end: Int64 = 10_000_000
        _ = fake.deadlinePassed(at: at(end))
        #expect(fake.hostSent(beepOnce, at: at(end + 1)).contains(acked))
    }
}

@Suite("An SSI fault as text")
struct FakeSSIFaultTests {
    @Test(
        "is read with its arguments",
        arguments: [
            ("split:3", FakeSSIFault.split(at: 3)), ("drip", .drip), ("merge", .mergeWithNext),
            ("wrong-checksum", .wrongChecksum), ("half", .half), ("garbage:7", .garbage(seed: 7)),
            ("repeat", .repeated), ("silent", .silent), ("babble:30:7", .babble(count: 30, seed: 7)),
            ("power-cycle", .powerCycle(event: false)), ("power-cycle-event", .powerCycle(event: true)),
            ("lost-ack", .lostACK), ("nak:6", .nak(cause: 6)), ("lost-answer", .lostAnswer),
        ])
    func isRead(text: String, fault: FakeSSIFault) {
        #expect(FakeSSIFault(text) == fault)
        #expect(FakeSSIFault.verbs.contains { text.split(separator: ":")[0] == $0.name })
    }

    @Test(
        "is refused when it is wrong",
        arguments: ["", "nak", "nak:256", "nak:1:2", "split:0", "drip:1", "babble:30", "babble:1001:1", ":", "half:"])
    func isRefused(text: String) { #expect(FakeSSIFault(text) == nil) }

    @Test func `every verb of the table is understood`() {
        let numbers = ["": "", "BYTES": ":3", "SEED": ":3", "COUNT:SEED": ":3:3", "CAUSE": ":6"]
        for verb in FakeSSIFault.verbs { #expect(FakeSSIFault(verb.name + (numbers[verb.arguments] ?? "?")) != nil) }
    }
}
