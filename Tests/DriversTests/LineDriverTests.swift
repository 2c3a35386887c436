import Devices
import Drivers
import Testing

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

/// A wire's worth of bytes and what must come of it, however the bytes are cut.
struct LineSample: Sendable, CustomTestStringConvertible {
    var name: String
    var format = LineFormat()
    var wire: [UInt8]
    var expected: [DriverOutput]
    var testDescription: String { name }

    init(_ name: String, format: LineFormat = LineFormat(), _ wire: String, _ expected: [DriverOutput]) {
        self.name = name
        self.format = format
        self.wire = bytes(wire)
        self.expected = expected
    }
}

private func scan(_ payload: String, _ aim: String? = nil) -> DriverOutput {
    let letters = aim.map { Array($0.utf8) }
    return .scan(Scan(payload: bytes(payload), aim: letters.map { AIMIdentifier(code: $0[0], modifier: $0[1]) }))
}

private let samples = [
    LineSample("CR", "TUBE-1\r", [scan("TUBE-1")]),
    LineSample("LF", "TUBE-1\n", [scan("TUBE-1")]),
    LineSample("CR LF", "TUBE-1\r\nTUBE-2\r\n", [scan("TUBE-1"), scan("TUBE-2")]),
    LineSample("three merged, mixed ends", "A1\rB2\r\nC3\n", [scan("A1"), scan("B2"), scan("C3")]),
    LineSample("empty lines are nothing", "\r\n\r\r\n\nA\r\r", [scan("A")]),
    LineSample("GS and NUL are data", "01\u{1D}21\u{0}X\r", [scan("01\u{1D}21\u{0}X")]),
    LineSample("AIM", "]C0TUBE-1\r]Q3011\r", [scan("TUBE-1", "C0"), scan("011", "Q3")]),
    LineSample("AIM without data is data", "]C1\r", [scan("]C1")]),
    LineSample(
        "no AIM identifier", "]]]X\r]C?X\r]QT0000000018\r", [scan("]]]X"), scan("]C?X"), scan("]QT0000000018")]),
    LineSample("AIM never", format: LineFormat(aim: .never), "]C0A\r", [scan("]C0A")]),
    LineSample(
        "AIM always", format: LineFormat(aim: .always), "]C0A\rB\r",
        [scan("A", "C0"), .damaged(.missingAIM, bytes: bytes("B"))]),
    LineSample("prefix", format: LineFormat(prefix: [0x02]), "\u{2}]C0A\r\u{2}B\r", [scan("A", "C0"), scan("B")]),
    LineSample(
        "prefix missing", format: LineFormat(prefix: [0x02]), "#\u{2}A\r\u{2}B\r",
        [.damaged(.missingPrefix, bytes: bytes("#\u{2}A")), scan("B")]),
    LineSample("suffix LF keeps CR", format: LineFormat(suffix: .lf), "A\rB\n", [scan("A\rB")]),
    LineSample(
        "suffix CR LF keeps either alone", format: LineFormat(suffix: .crlf), "A\nB\rC\r\nD\r\n",
        [scan("A\nB\rC"), scan("D")]),
    LineSample("suffix TAB", format: LineFormat(suffix: .tab), "A\rB\tC\t", [scan("A\rB"), scan("C")]),
    LineSample("suffix ETX", format: LineFormat(suffix: .etx), "A\r\nB\u{3}C\u{3}", [scan("A\r\nB"), scan("C")]),
    LineSample("missing suffix, pause", "TUBE-1", [scan("TUBE-1")]),
    LineSample("missing suffix merges", "TUBE-1TUBE-2\r", [scan("TUBE-1TUBE-2")]),
    LineSample(
        "missing suffix as damage", format: LineFormat(missingSuffix: .damaged), "A\rB",
        [scan("A"), .damaged(.missingSuffix, bytes: bytes("B"))]),
    LineSample(
        "idle", format: LineFormat(suffix: .idle(.milliseconds(30)), missingSuffix: .damaged), "A\r\nB\r",
        [scan("A\r\nB\r")]),
    LineSample(
        "answers are no readings", format: LineFormat(reply: .newland),
        "\u{2}\u{1}0000#BEEP\u{6};\u{3}A\r\u{2}\u{1}0000#X\u{5};\u{3}\u{2}\u{1}0000#Y\u{6};\u{3}\rB\r\u{2}\u{1}0000#Z",
        [scan("A"), scan("B")]),
    LineSample(
        "over-long, then well", format: LineFormat(), String(repeating: "x", count: 9000) + "\rTUBE-2\r",
        [.damaged(.overLong, bytes: bytes(String(repeating: "x", count: LineLimit.frameBytes))), scan("TUBE-2")]),
    LineSample(
        "over-long with CR LF", format: LineFormat(suffix: .crlf), String(repeating: "\r", count: 5000) + "\nB\r\n",
        [.damaged(.overLong, bytes: [UInt8](repeating: 13, count: LineLimit.frameBytes)), scan("B")]),
    LineSample(
        "just not over-long", format: LineFormat(), String(repeating: "x", count: LineLimit.frameBytes) + "\r",
        [scan(String(repeating: "x", count: LineLimit.frameBytes))]),
]

/// Feeds chunks a millisecond apart, lets the pause pass, and gathers what came.
private func feed(_ chunks: [[UInt8]], to driver: inout LineDriver, from start: Int64 = 0) -> [DriverOutput] {
    var outputs: [DriverOutput] = []
    var now = start
    for chunk in chunks {
        now += 1
        outputs += driver.received(chunk, at: at(now))
        #expect(driver.heldBytes <= LineLimit.frameBytes)
    }
    if let deadline = driver.deadline { outputs += driver.deadlinePassed(at: deadline) }
    #expect(driver.deadline == nil && driver.heldBytes == 0)
    return outputs
}

@Suite("A line driver")
struct LineDriverTests {
    @Test("frames every sample whole, byte by byte, cut everywhere, and after noise", arguments: samples)
    func framesAllWays(sample: LineSample) {
        var driver = LineDriver(format: sample.format)
        #expect(feed([sample.wire], to: &driver) == sample.expected)
        #expect(feed(sample.wire.map { [$0] }, to: &driver, from: 100_000) == sample.expected)
        let cuts = sample.wire.count < 200 ? Array(0...sample.wire.count) : [1, 63, 64, 4095, 4096, 4097, 5000]
        for cut in cuts where cut <= sample.wire.count {
            let halves = [Array(sample.wire[..<cut]), Array(sample.wire[cut...])]
            #expect(feed(halves, to: &driver, from: 200_000 + Int64(cut) * 1000) == sample.expected, "cut at \(cut)")
        }
        _ = feed([[0x00, 0xFF, 0x5D, 0x1B]], to: &driver, from: 900_000)
        #expect(feed([sample.wire], to: &driver, from: 901_000) == sample.expected)
    }

    @Test("frames two samples of one format in one chunk as it frames them apart", arguments: samples)
    func framesMerged(sample: LineSample) {
        guard case .cr = sample.format.suffix, sample.wire.last == 13 else { return }
        var driver = LineDriver(format: sample.format)
        #expect(feed([sample.wire + sample.wire], to: &driver) == sample.expected + sample.expected)
    }

    @Test func `delivers what is held when the next chunk comes after the pause`() {
        var driver = LineDriver()
        #expect(driver.received(bytes("TUBE-1"), at: at(0)).isEmpty)
        #expect(driver.deadline == at(100))
        #expect(driver.deadlinePassed(at: at(99)).isEmpty)
        #expect(driver.received(bytes("TUBE-2\r"), at: at(100)) == [scan("TUBE-1"), scan("TUBE-2")])
    }

    @Test func `a byte in time moves the deadline`() {
        var driver = LineDriver()
        _ = driver.received(bytes("A"), at: at(0))
        #expect(driver.received(bytes("B"), at: at(99)).isEmpty)
        #expect(driver.deadline == at(199))
        #expect(driver.deadlinePassed(at: at(199)) == [scan("AB")])
    }

    @Test func `an over-long run ends by a pause too, and is told once`() {
        var driver = LineDriver()
        var outputs: [DriverOutput] = []
        for chunk in 0..<100 {
            outputs += driver.received([UInt8](repeating: 0x41, count: 1000), at: at(Int64(chunk)))
        }
        #expect(outputs.count == 1)
        #expect(driver.deadlinePassed(at: at(300)).isEmpty)
        #expect(driver.received(bytes("B\r"), at: at(301)) == [scan("B")])
    }

    @Test func `a new start forgets half a reading`() {
        var driver = LineDriver()
        _ = driver.received(bytes("TU"), at: at(0))
        #expect(driver.started(at: at(1)).isEmpty)
        #expect(driver.received(bytes("BE\r"), at: at(2)) == [scan("BE")])
    }

    @Test("survives 10,000 chunks of noise with bounded memory", arguments: [1, 2, 3] as [UInt64])
    func survivesNoise(seed: UInt64) {
        let formats = [
            LineFormat(), LineFormat(prefix: [2], suffix: .crlf, reply: .newland),
            LineFormat(suffix: .etx, aim: .always),
            LineFormat(suffix: .idle(.milliseconds(5)), reply: .newland),
        ]
        var random = Noise(state: seed)
        for format in formats {
            var driver = LineDriver(format: format)
            var sent = 0
            var got = 0
            for step in 0..<10_000 {
                let chunk = random.chunk()
                sent += chunk.count
                let outputs = driver.received(chunk, at: at(Int64(step) * Int64(random.next() % 3)))
                got += outputs.map(\.size).reduce(0, +)
                #expect(driver.heldBytes <= LineLimit.frameBytes)
            }
            #expect(got <= sent)
            #expect(got > 0)
        }
    }
}

extension DriverOutput {
    fileprivate var size: Int {
        switch self {
        case .scan(let scan): scan.payload.count
        case .damaged(_, let bytes), .send(let bytes): bytes.count
        default: 0
        }
    }
}

private struct Noise: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
    /// Mostly short; sometimes without any line end, sometimes nothing but line ends.
    mutating func chunk() -> [UInt8] {
        let count = Int(next() % 16 == 0 ? next() % 6000 : next() % 70)
        let mask: UInt8 = next() % 8 == 0 ? 0x0F : 0xFF
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 3) & mask }
    }
}
