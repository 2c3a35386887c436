import Devices
import Drivers
import Testing

private typealias Bench = SSIBench

/// The data of a packet, and the reading it is.
struct PacketReading: Sendable, CustomTestStringConvertible {
    var name: String
    var format = LineFormat()
    var type: UInt8 = 0x03
    var data: String
    var expected: [DriverOutput]
    var testDescription: String { name }
}

private let readings = [
    PacketReading(name: "plain", data: "1234", expected: [SSIBench.scan("1234")]),
    PacketReading(name: "suffix CR", data: "1234\r", expected: [SSIBench.scan("1234")]),
    PacketReading(name: "suffix CR LF", data: "1234\r\n", expected: [SSIBench.scan("1234")]),
    PacketReading(name: "line ends inside", data: "12\r\n34\r", expected: [SSIBench.scan("12\r\n34")]),
    PacketReading(name: "only the suffix", data: "\r", expected: []),
    PacketReading(name: "nothing", data: "", expected: []),
    PacketReading(name: "LF", format: .init(suffix: .lf), data: "12\r\n", expected: [SSIBench.scan("12\r")]),
    PacketReading(name: "CR LF only", format: .init(suffix: .crlf), data: "12\r", expected: [SSIBench.scan("12\r")]),
    PacketReading(name: "CR LF", format: .init(suffix: .crlf), data: "12\r\n", expected: [SSIBench.scan("12")]),
    PacketReading(name: "TAB", format: .init(suffix: .tab), data: "12\t", expected: [SSIBench.scan("12")]),
    PacketReading(
        name: "prefix and ETX", format: .init(prefix: [2], suffix: .etx), data: "\u{2}12\u{3}",
        expected: [SSIBench.scan("12")]),
    PacketReading(
        name: "no suffix at all", format: .init(suffix: .idle(.milliseconds(30))), data: "12\r",
        expected: [SSIBench.scan("12\r")]),
    PacketReading(
        name: "GS1-128 with GS", type: 0x0F, data: "0109501101530003\u{1D}21A1",
        expected: [
            SSIBench.scan("0109501101530003\u{1D}21A1", "C1")
        ]),
    PacketReading(name: "a 2D type is not known", type: 0x1B, data: "T1", expected: [SSIBench.scan("T1", nil)]),
    PacketReading(name: "but says itself", type: 0x1B, data: "]d2T1\r", expected: [SSIBench.scan("T1", "d2")]),
    PacketReading(name: "says nothing", type: 0x1B, data: "]QT1", expected: [SSIBench.scan("]QT1", nil)]),
    PacketReading(name: "what is said goes first", type: 0x03, data: "]C1T1", expected: [SSIBench.scan("T1", "C1")]),
    PacketReading(
        name: "never", format: .init(aim: .never), type: 0x1C, data: "]Q1T1", expected: [SSIBench.scan("]Q1T1", nil)]),
    PacketReading(
        name: "always, and missing", format: .init(aim: .always), type: 0x1C, data: "T1",
        expected: [SSIBench.damage(.missingAIM, "T1")]),
    PacketReading(
        name: "always, and known by type", format: .init(aim: .always), data: "T1", expected: [SSIBench.scan("T1")]),
]

@Suite("An SSI driver and its readings")
struct SSIReadingTests {
    @Test("answers a packet and delivers what is in it, whole, byte by byte and merged", arguments: readings)
    func delivers(sample: PacketReading) {
        let settings = SSISettings(raw: sample.format)
        let wire = Bench.decode(sample.data, type: sample.type)
        var driver = Bench.ready(settings)
        #expect(driver.received(wire, at: Bench.at(10)) == [Bench.ack] + sample.expected)
        driver = Bench.ready(settings)
        #expect(wire.flatMap { driver.received([$0], at: Bench.at(10)) } == [Bench.ack] + sample.expected)
        let twice = [Bench.ack] + sample.expected + [Bench.ack] + sample.expected
        #expect(driver.received(wire + wire, at: Bench.at(20)) == twice)
        #expect(driver.deadline == nil && driver.heldBytes == 0)
    }

    @Test(
        "names the symbology of the code types that are sure",
        arguments: zip(
            [0x01, 0x02, 0x03, 0x06, 0x07, 0x08, 0x0A, 0x0B, 0x0C, 0x0E, 0x0F, 0x23, 0x24, 0x25, 0x48, 0x8B] as [UInt8],
            ["A0", "F0", "C0", "I0", "G0", "E0", "E4", "E0", "H0", "M0", "C1", "e0", "e0", "e0", "E3", "E3"]))
    func namesSymbology(type: UInt8, aim: String) {
        var driver = Bench.ready()
        #expect(driver.received(Bench.decode("1", type: type), at: Bench.at(1)).last == Bench.scan("1", aim))
    }

    @Test func `a code type can be told by the settings`() {
        var driver = Bench.ready(SSISettings(codeTypes: [0x1B: AIMIdentifier(code: 0x64, modifier: 0x31)]))
        #expect(driver.received(Bench.decode("1", type: 0x1B), at: Bench.at(1)).last == Bench.scan("1", "d1"))
    }

    @Test func `a packet sent again is answered and not delivered again`() {
        var driver = Bench.ready()
        _ = driver.received(Bench.decode("A"), at: Bench.at(0))
        #expect(driver.received(Bench.decode("A", again: true), at: Bench.at(2000)) == [Bench.ack])
        #expect(driver.received(Bench.decode("A", again: true), at: Bench.at(4000)) == [Bench.ack])
        #expect(driver.received(Bench.decode("A"), at: Bench.at(5000)) == [Bench.ack, Bench.scan("A")])
        #expect(driver.received(Bench.decode("B", again: true), at: Bench.at(7000)) == [Bench.ack, Bench.scan("B")])
        let late = driver.received(Bench.decode("B", again: true), at: Bench.at(17_001))
        #expect(late == [Bench.ack, Bench.scan("B")], "so late, it can only be another one")
    }

    @Test func `the first packet, sent again, may be in the record of who listened before`() {
        let isResent = { (outputs: [DriverOutput]) in
            outputs.map { if case .scan(let scan) = $0 { scan.isResent } else { false } }.contains(true)
        }
        var driver = Bench.ready()
        #expect(isResent(driver.received(Bench.decode("A", again: true), at: Bench.at(0))))
        #expect(!isResent(driver.received(Bench.decode("B", again: true), at: Bench.at(3000))))
        var other = Bench.ready()
        _ = other.received(Bench.spoiled(Bench.decode("A")), at: Bench.at(0))
        #expect(!isResent(other.received(Bench.decode("A", again: true), at: Bench.at(20))), "it came broken before")
        var third = Bench.ready()
        _ = third.received(Bench.spoiled(Bench.decode("A", again: true)), at: Bench.at(0))
        #expect(isResent(third.received(Bench.decode("A", again: true), at: Bench.at(20))))
    }

    @Test func `a code read again while the decoder waited for a lost answer is told apart`() {
        func isResent(after milliseconds: Int64, repeating: Bool, _ text: String) -> Bool {
            var driver = Bench.ready()
            _ = driver.received(Bench.decode("A"), at: Bench.at(0))
            if repeating { _ = driver.received(Bench.decode("A", again: true), at: Bench.at(2000)) }
            let readings = driver.received(Bench.decode(text), at: Bench.at(2000 + milliseconds))
            return readings.contains { if case .scan(let scan) = $0 { scan.isResent } else { false } }
        }
        #expect(isResent(after: 30, repeating: true, "A"))
        #expect(!isResent(after: 501, repeating: true, "A"), "an operator's own pace")
        #expect(!isResent(after: 30, repeating: true, "B"))
        #expect(!isResent(after: 30, repeating: false, "A"))
    }

    @Test func `a wrong checksum is asked for again, and is no damage when it comes`() {
        var driver = Bench.ready()
        #expect(driver.received(Bench.spoiled(Bench.decode("A")), at: Bench.at(0)) == [Bench.sendAgain])
        #expect(driver.deadline == Bench.at(5000))
        let again = driver.received(Bench.decode("A", again: true), at: Bench.at(20))
        #expect(again == [Bench.ack, Bench.scan("A")])
        #expect(driver.deadline == nil)
    }

    @Test func `a wrong checksum that does not come again is damage`() {
        let broken = Bench.spoiled(Bench.decode("A"))
        var driver = Bench.ready()
        _ = driver.received(broken, at: Bench.at(0))
        #expect(driver.deadlinePassed(at: Bench.at(4999)).isEmpty)
        #expect(driver.deadlinePassed(at: Bench.at(5000)) == [.damaged(.brokenFrame, bytes: broken)])
        _ = driver.received(broken, at: Bench.at(6000))
        let next = driver.received(Bench.decode("B"), at: Bench.at(7000))
        #expect(next == [Bench.ack, .damaged(.brokenFrame, bytes: broken), Bench.scan("B")])
    }

    @Test func `the same code read twice is delivered twice, also when the second packet broke`() {
        var driver = Bench.ready()
        _ = driver.received(Bench.decode("A"), at: Bench.at(0))
        _ = driver.received(Bench.spoiled(Bench.decode("A")), at: Bench.at(1000))
        let again = driver.received(Bench.decode("A", again: true), at: Bench.at(1020))
        #expect(again == [Bench.ack, Bench.scan("A")])
    }

    @Test func `but not when it was the repetition that broke`() {
        var driver = Bench.ready()
        _ = driver.received(Bench.decode("A"), at: Bench.at(0))
        _ = driver.received(Bench.spoiled(Bench.decode("A", again: true)), at: Bench.at(2000))
        #expect(driver.received(Bench.decode("A", again: true), at: Bench.at(2020)) == [Bench.ack])
    }

    @Test func `half a packet is asked for again after 200 ms`() {
        var driver = Bench.ready()
        _ = driver.received(Array(Bench.decode("A").prefix(5)), at: Bench.at(0))
        #expect(driver.deadline == Bench.at(200))
        #expect(driver.deadlinePassed(at: Bench.at(199)).isEmpty)
        #expect(driver.deadlinePassed(at: Bench.at(200)) == [Bench.sendAgain])
        let again = driver.received(Bench.decode("A", again: true), at: Bench.at(210))
        #expect(again == [Bench.ack, Bench.scan("A")])
    }

    @Test func `half a packet ends as well when the next chunk comes too late`() {
        var driver = Bench.ready()
        _ = driver.received(Array(Bench.decode("A").prefix(5)), at: Bench.at(0))
        let outputs = driver.received(Bench.decode("A", again: true), at: Bench.at(200))
        #expect(outputs == [Bench.sendAgain, Bench.ack, Bench.scan("A")])
    }

    @Test func `no answer and no refusal is ever answered`() {
        var driver = Bench.ready()
        for wire in [Bench.answered, Bench.refused(1), Bench.refused(2), Bench.refused(6), Bench.refused(77)] {
            #expect(driver.received(wire, at: Bench.at(1)).isEmpty)
            #expect(driver.received(Bench.spoiled(wire), at: Bench.at(2)).withoutNotes.isEmpty)
        }
    }

    @Test func `replies are answered only when they are sent again`() {
        var driver = Bench.ready()
        #expect(driver.received(Bench.packet(SSIOpcode.parameters, [0xEE, 1]), at: Bench.at(1)).isEmpty)
        let again = Bench.packet(SSIOpcode.parameters, [0xEE, 1], status: SSIStatus.retransmit)
        #expect(driver.received(again, at: Bench.at(2)) == [Bench.ack])
    }

    @Test func `a new start forgets half a packet, but not what was answered last`() {
        var driver = Bench.ready()
        _ = driver.received(Bench.decode("A"), at: Bench.at(0))
        _ = driver.received(Array(Bench.decode("B").prefix(6)), at: Bench.at(100))
        #expect(driver.started(at: Bench.at(150)) == [Bench.setPackets])
        #expect(!driver.isProven && driver.heldBytes == 0)
        #expect(driver.received(Bench.decode("A", again: true), at: Bench.at(2000)).readings.isEmpty)
    }
}

@Suite("An SSI driver and readings in several packets")
struct SSIPartsTests {
    @Test func `puts the parts together, each answered`() {
        var driver = Bench.ready()
        #expect(driver.received(Bench.decode("AB", more: true), at: Bench.at(0)) == [Bench.ack])
        #expect(driver.received(Bench.decode("CD", more: true), at: Bench.at(300)) == [Bench.ack])
        #expect(driver.received(Bench.decode("EF\r"), at: Bench.at(600)) == [Bench.ack, Bench.scan("ABCDEF")])
        #expect(driver.deadline == nil && driver.heldBytes == 0)
    }

    @Test func `a part sent again is taken once, a broken one is repaired`() {
        var driver = Bench.ready()
        _ = driver.received(Bench.decode("AB", more: true), at: Bench.at(0))
        #expect(driver.received(Bench.decode("AB", again: true, more: true), at: Bench.at(2000)) == [Bench.ack])
        #expect(driver.received(Bench.spoiled(Bench.decode("CD")), at: Bench.at(2100)) == [Bench.sendAgain])
        let last = driver.received(Bench.decode("CD", again: true), at: Bench.at(2200))
        #expect(last == [Bench.ack, Bench.scan("ABCD")])
    }

    @Test func `equal parts are both taken`() {
        var driver = Bench.ready()
        _ = driver.received(Bench.decode("AA", more: true) + Bench.decode("AA", more: true), at: Bench.at(0))
        #expect(driver.received(Bench.decode("A"), at: Bench.at(1)).last == Bench.scan("AAAAA"))
    }

    @Test func `parts whose rest does not come are damage after 5 s`() {
        var driver = Bench.ready()
        _ = driver.received(Bench.decode("AB", more: true), at: Bench.at(0))
        #expect(driver.deadline == Bench.at(5000))
        #expect(driver.deadlinePassed(at: Bench.at(4999)).isEmpty)
        #expect(driver.deadlinePassed(at: Bench.at(5000)) == [Bench.damage(.incomplete, "AB")])
        let tail = driver.received(Bench.decode("CD", again: true), at: Bench.at(5001))
        #expect(tail == [Bench.ack, Bench.damage(.incomplete, "CD")], "the rest alone is no reading")
        #expect(driver.received(Bench.decode("EF"), at: Bench.at(5002)).last == Bench.scan("EF"))
    }

    @Test func `a reading that cannot be the next part begins anew`() {
        var driver = Bench.ready()
        _ = driver.received(Bench.decode("AB", more: true), at: Bench.at(0))
        let other = driver.received(Bench.decode("X", type: 0x01), at: Bench.at(10))
        #expect(other == [Bench.ack, Bench.damage(.incomplete, "AB"), Bench.scan("X", "A0")])
    }

    @Test func `a part that comes too late to be sure of is no reading by itself`() {
        var driver = Bench.ready()
        _ = driver.received(Bench.decode("AB", more: true), at: Bench.at(100))
        let late = driver.received(Bench.decode("Y"), at: Bench.at(2101))
        #expect(late == [Bench.ack, Bench.damage(.incomplete, "AB"), Bench.damage(.incomplete, "Y")])
        #expect(driver.received(Bench.decode("Z"), at: Bench.at(2200)) == [Bench.ack, Bench.scan("Z")])
    }

    @Test func `a part that comes again late is followed by the rest of its reading`() {
        var driver = Bench.ready()
        _ = driver.received(Bench.decode("AB", more: true), at: Bench.at(0))
        _ = driver.received(Bench.decode("AB", again: true, more: true), at: Bench.at(4000))
        #expect(driver.received(Bench.decode("CD"), at: Bench.at(4100)).last == Bench.scan("ABCD"))
        _ = driver.received(Bench.decode("AB", more: true), at: Bench.at(10_000))
        #expect(Bench.pass(&driver, until: 19_000).map(\.output) == [Bench.damage(.incomplete, "AB")])
        _ = driver.received(Bench.decode("AB", again: true, more: true), at: Bench.at(19_900))
        let rest = driver.received(Bench.decode("CD"), at: Bench.at(20_000))
        #expect(rest == [Bench.ack, Bench.damage(.incomplete, "CD")])
    }

    @Test func `three broken parts in a row end the reading, as the decoder gives it up`() {
        var driver = Bench.ready()
        _ = driver.received(Bench.decode("AB", more: true), at: Bench.at(0))
        _ = driver.received(Bench.spoiled(Bench.decode("CD")), at: Bench.at(10))
        _ = driver.received(Bench.spoiled(Bench.decode("CD", again: true)), at: Bench.at(20))
        let third = driver.received(Bench.spoiled(Bench.decode("CD", again: true)), at: Bench.at(30))
        #expect(third == [Bench.sendAgain, Bench.damage(.incomplete, "AB")])
        #expect(driver.received(Bench.decode("EF"), at: Bench.at(40)).last == Bench.scan("EF"))
    }

    @Test func `too long a reading is told once, all of it is answered, and the next is well`() {
        var driver = Bench.ready()
        let text = String(repeating: "x", count: 250)
        var outputs: [DriverOutput] = []
        for part in 0..<20 { outputs += driver.received(Bench.decode(text, more: true), at: Bench.at(Int64(part))) }
        outputs += driver.received(Bench.decode(text), at: Bench.at(20))
        let kept = String(repeating: "x", count: LineLimit.frameBytes)
        #expect(outputs.contains(Bench.damage(.overLong, kept)))
        #expect(outputs.filter { $0 == Bench.ack }.count == 21)
        #expect(outputs.readings.isEmpty)
        #expect(driver.received(Bench.decode("A"), at: Bench.at(30)) == [Bench.ack, Bench.scan("A")])
    }

    @Test func `the longest reading is whole`() {
        var driver = Bench.ready()
        let text = String(repeating: "x", count: LineLimit.frameBytes)
        var outputs: [DriverOutput] = []
        for start in stride(from: 0, to: text.count, by: 250) {
            let part = String(repeating: "x", count: min(250, text.count - start))
            outputs += driver.received(Bench.decode(part, more: start + 250 < text.count), at: Bench.at(Int64(start)))
        }
        #expect(outputs.last == Bench.scan(text))
    }

    @Test func `the rest of a reading that began before a new start is no reading`() {
        var driver = Bench.ready()
        _ = driver.received(Bench.decode("AB", more: true), at: Bench.at(0))
        _ = driver.started(at: Bench.at(100))
        let next = driver.received(Bench.decode("CD", more: true), at: Bench.at(200))
        let last = driver.received(Bench.decode("EF"), at: Bench.at(300))
        #expect(next == [Bench.ack, Bench.damage(.incomplete, "CD")])
        #expect(last == [Bench.ack, Bench.damage(.incomplete, "EF")])
        #expect(driver.received(Bench.decode("G"), at: Bench.at(400)).last == Bench.scan("G"))
    }

    @Test func `a power-up in the middle ends the reading`() {
        var driver = Bench.ready()
        _ = driver.received(Bench.decode("AB", more: true), at: Bench.at(0))
        let outputs = driver.received(Bench.event(SSIEvent.powerUp), at: Bench.at(900))
        #expect(outputs == [Bench.ack, Bench.damage(.incomplete, "AB"), Bench.setPackets])
        _ = driver.received(Bench.answered, at: Bench.at(910))
        #expect(driver.received(Bench.decode("CD"), at: Bench.at(950)).last == Bench.scan("CD"))
    }
}
