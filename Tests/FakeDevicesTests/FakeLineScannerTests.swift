import Devices
import Drivers
import FakeDevices
import Testing

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }
private func scanner(
    _ tongue: FakeTongue = .bells, prefix: [UInt8] = [], suffix: [UInt8] = [13], sendsAIM: Bool = false
) -> FakeLineScanner {
    FakeLineScanner(
        .init(
            identity: DeviceIdentity(node: "/dev/ttyACM0"), prefix: prefix, suffix: suffix, tongue: tongue,
            sendsAIM: sendsAIM))
}

/// A maker's language as the driver speaks it beside the firmware that listens.
struct Pair: Sendable {
    var spoken: VerdictLanguage
    var heard: FakeTongue
}

private let pairs = [
    Pair(spoken: .honeywell, heard: .honeywell), Pair(spoken: .honeywellHostACK, heard: .honeywellHostACK),
    Pair(spoken: .datalogic, heard: .datalogic), Pair(spoken: .newland(.newlandTones), heard: .newland),
    Pair(spoken: .generic(.bells), heard: .bells),
    Pair(
        spoken: .generic(VerdictBytes(accepted: [1], refused: [2, 2], attention: [2, 3], sealed: [4, 4, 4])),
        heard: .table([[1]: .accepted, [2, 2]: .refused, [2, 3]: .attention, [4, 4, 4]: .sealed])),
]

@Suite("The ear of a fake scanner")
struct FakeEarTests {
    @Test("hears each verdict its maker's driver sends, whole and byte by byte", arguments: pairs)
    func hearsEachVerdict(pair: Pair) {
        for feedback in Feedback.allCases {
            let sent = pair.spoken.bytes(for: feedback)
            var whole = scanner(pair.heard)
            whole.hostSent(sent, at: at(0))
            #expect(whole.heard(at: at(500)) == [feedback])
            var dripping = scanner(pair.heard)
            for (index, byte) in sent.enumerated() { dripping.hostSent([byte], at: at(Int64(index))) }
            #expect(dripping.heard(at: at(500)) == [feedback])
            #expect(dripping.heard(at: at(600)).isEmpty, "a verdict is heard once")
            #expect(whole.ear.notUnderstood == 0 && dripping.ear.notUnderstood == 0)
        }
    }

    @Test("tells a day of verdicts apart, one every 200 ms", arguments: pairs)
    func hearsManyVerdicts(pair: Pair) {
        var random = Seeded(seed: 7)
        var fake = scanner(pair.heard)
        var said: [Feedback] = []
        var heard: [Feedback] = []
        for step in 0..<500 {
            let feedback = Feedback.allCases[Int(random.next() % 4)]
            said.append(feedback)
            fake.hostSent(pair.spoken.bytes(for: feedback), at: at(Int64(step) * 200))
            heard += fake.heard(at: at(Int64(step) * 200 + 100))
        }
        #expect(heard == said)
    }

    @Test func `a count of beeps is known only after silence, unless it cannot grow`() {
        var fake = scanner(.honeywell)
        fake.hostSent([0x16, 0x07, 0x0D], at: at(0))
        #expect(fake.heard(at: at(59)).isEmpty)
        #expect(fake.deadline == at(60))
        #expect(fake.heard(at: at(60)) == [.accepted])
        fake.hostSent(VerdictLanguage.honeywell.bytes(for: .refused), at: at(100))
        #expect(fake.heard(at: at(100)) == [.refused])
    }

    @Test func `beeps with silence between them are two patterns, although nobody asked in between`() {
        var fake = scanner(.honeywell)
        fake.hostSent([0x16, 0x07, 0x0D], at: at(0))
        fake.hostSent([0x16, 0x07, 0x0D], at: at(60))
        #expect(fake.heard(at: at(200)) == [.accepted, .accepted])
    }

    @Test func `two verdicts that run together are heard as something worse, never as something better`() {
        for first in [Feedback.accepted, .sealed] {
            var fake = scanner(.honeywell)
            fake.hostSent(VerdictLanguage.honeywell.bytes(for: first), at: at(0))
            fake.hostSent(VerdictLanguage.honeywell.bytes(for: .refused), at: at(1))
            #expect(fake.heard(at: at(500)).contains(.refused))
        }
    }

    @Test func `a Datalogic scanner that was refused reads again only once it was enabled`() {
        var fake = scanner(.datalogic)
        fake.hostSent(bytes("F"), at: at(0))
        #expect(fake.scan(bytes("A")).isEmpty)
        fake.hostSent(bytes("E"), at: at(1))
        #expect(fake.heard(at: at(1)) == [.refused])
        #expect(fake.scan(bytes("A")) == [bytes("A\r")])
    }

    @Test func `Newland answers in band, and the driver takes the answer for no reading`() {
        var fake = scanner(.newland)
        var driver = LineDriver(format: LineFormat(reply: .newland), verdict: .newland(.newlandTones))
        let answers = fake.hostSent(driver.verdict.bytes(for: .sealed), at: at(0))
        #expect(answers.count == 1)
        var outputs: [DriverOutput] = []
        for chunk in answers + fake.scan(bytes("TUBE-1")) { outputs += driver.received(chunk, at: at(1)) }
        #expect(outputs == [.scan(Scan(payload: bytes("TUBE-1")))])
        var plain = LineDriver()
        #expect(plain.received(answers[0] + [13], at: at(2)).count == 1, "without the setting it would be one")
    }

    @Test func `noise is counted, never heard, and does not spoil what follows`() {
        for pair in pairs {
            var fake = scanner(pair.heard)
            fake.hostSent([0xFF, 0x00, 0xA5], at: at(0))
            #expect(fake.heard(at: at(200)).isEmpty)
            #expect(fake.ear.notUnderstood == 3)
            fake.hostSent(pair.spoken.bytes(for: .refused), at: at(300))
            #expect(fake.heard(at: at(600)) == [.refused])
        }
    }

    @Test("10,000 chunks of noise crash no ear", arguments: pairs)
    func survivesNoise(pair: Pair) {
        var random = Seeded(seed: 11)
        var fake = scanner(pair.heard)
        for step in 0..<10_000 {
            fake.hostSent(random.bytes(Int(random.next() % 40)), at: at(Int64(step)))
            _ = fake.heard(at: at(Int64(step)))
        }
        #expect(fake.ear.notUnderstood > 1000)
    }
}

/// A fault, and what the driver makes of the readings AB and CD when the first commits it.
struct FaultCase: Sendable {
    var fault: ScanFault
    var chunks: Int
    var readings: [String]
}

@Suite("A fake line scanner")
struct FakeLineScannerTests {
    @Test func `sends prefix, AIM identifier, data and suffix as configured`() {
        var fake = scanner(prefix: [2], suffix: [3], sendsAIM: true)
        let aim = AIMIdentifier(code: UInt8(ascii: "Q"), modifier: UInt8(ascii: "3"))
        #expect(fake.scan(bytes("AB"), aim: aim) == [bytes("\u{2}]Q3AB\u{3}")])
        #expect(fake.scan(bytes("AB")) == [bytes("\u{2}AB\u{3}")])
    }

    @Test(
        "commits each fault once",
        arguments: [
            FaultCase(fault: .split(at: 1), chunks: 2, readings: ["AB", "CD"]),
            FaultCase(fault: .split(at: 99), chunks: 1, readings: ["AB", "CD"]),
            FaultCase(fault: .drip, chunks: 3, readings: ["AB", "CD"]),
            FaultCase(fault: .mergeWithNext, chunks: 0, readings: ["AB", "CD"]),
            FaultCase(fault: .missingSuffix, chunks: 1, readings: ["ABCD"]),
            FaultCase(fault: .doubled, chunks: 1, readings: ["ABAB", "CD"]),
            FaultCase(fault: .repeated, chunks: 1, readings: ["AB", "AB", "CD"]),
            FaultCase(fault: .silent, chunks: 0, readings: ["CD"]),
        ])
    func commitsEachFaultOnce(fault: FaultCase) {
        var fake = scanner()
        fake.commit(fault.fault)
        let first = fake.scan(bytes("AB"))
        #expect(first.count == fault.chunks)
        let second = fake.scan(bytes("CD"))
        #expect(second.count == 1)
        var driver = LineDriver()
        let outputs = (first + second).flatMap { driver.received($0, at: at(0)) }
        #expect(outputs == fault.readings.map { .scan(Scan(payload: bytes($0))) })
    }

    @Test func `garbage spoils the reading it comes before, the same way for the same seed`() {
        var one = scanner()
        var two = scanner()
        one.commit(.garbage(seed: 5))
        two.commit(.garbage(seed: 5))
        let sent = one.scan(bytes("AB"))
        #expect(sent == two.scan(bytes("AB")))
        #expect(sent[0].count > 3 && sent[0].suffix(3) == bytes("AB\r")[...])
        two.commit(.garbage(seed: 6))
        #expect(two.scan(bytes("AB")) != sent)
    }

    @Test func `a babble is so many frames of noise`() {
        var fake = scanner()
        fake.commit(.babble(count: 30, seed: 1))
        let frames = fake.scan(bytes("AB"))
        #expect(frames.count == 30)
        #expect(frames.allSatisfy { $0.last == 13 && $0.count <= ScanFaultLimit.garbageBytes + 1 })
        #expect(fake.scan(bytes("AB")) == [bytes("AB\r")])
    }

    @Test func `at a wrong speed both directions are noise, and the right speed mends them`() {
        var fake = scanner(.bells)
        fake.hostSpeed(115_200)
        let noise = fake.scan(bytes("AB"))
        #expect(noise != [bytes("AB\r")])
        #expect(noise == fake.scan(bytes("AB")))
        fake.hostSent([0x07, 0x0D], at: at(0))
        #expect(fake.heard(at: at(100)).isEmpty)
        fake.hostSpeed(9600)
        #expect(fake.scan(bytes("AB")) == [bytes("AB\r")])
        fake.commit(.wrongBaud)
        fake.hostSent([0x07, 0x0D], at: at(200))
        #expect(fake.heard(at: at(200)) == [.accepted], "the fault is of the reading, not of the line")
        #expect(fake.scan(bytes("AB")) != [bytes("AB\r")])
        #expect(fake.scan(bytes("AB")) == [bytes("AB\r")])
    }
}

@Suite("A scan fault as text")
struct ScanFaultTests {
    @Test(
        "is read with its arguments",
        arguments: [
            ("split:3", ScanFault.split(at: 3)), ("drip", .drip), ("merge", .mergeWithNext),
            ("no-suffix", .missingSuffix), ("double", .doubled), ("repeat", .repeated),
            ("garbage:7", .garbage(seed: 7)), ("silent", .silent), ("babble:30:7", .babble(count: 30, seed: 7)),
            ("wrong-baud", .wrongBaud),
        ])
    func isRead(text: String, fault: ScanFault) {
        #expect(ScanFault(text) == fault)
        #expect(ScanFault.verbs.contains { text.hasPrefix($0.name) })
    }

    @Test(
        "is refused when it is wrong",
        arguments: ["", "spilt", "split", "split:", "split:0", "split:-1", "drip:1", "babble:30", "babble:1001:1", ":"])
    func isRefused(text: String) { #expect(ScanFault(text) == nil) }

    @Test func `every verb of the table is understood`() {
        let numbers = ["": "", "BYTES": ":3", "SEED": ":3", "COUNT:SEED": ":3:3"]
        for verb in ScanFault.verbs { #expect(ScanFault(verb.name + (numbers[verb.arguments] ?? "?")) != nil) }
    }
}
