import Devices
import Drivers
import Testing

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }
private let askDescriptor = ControlRequest(type: 0x81, request: 6, value: 0x2200, asking: 4096)

private func report(_ label: [UInt8], count: Int? = nil) -> [UInt8] {
    [UInt8(count ?? label.count + 4), 0x10, 0x03, 0x00] + label + [UInt8](repeating: 0, count: 60 - label.count)
}

private func scan(_ payload: String, _ aim: String? = nil) -> DriverOutput {
    let letters = aim.map { Array($0.utf8) }
    return .scan(Scan(payload: bytes(payload), aim: letters.map { AIMIdentifier(code: $0[0], modifier: $0[1]) }))
}

/// A label with its trailer, and the reading of it; nil where there is none.
private struct Label: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var settings = IBMSettings()
    var label: [UInt8]
    var expected: DriverOutput?
}

private let overlapping = IBMSettings(
    trailers: [
        IBMTrailer([0x0B], .other(nil)), IBMTrailer([0, 0x18, 0x0B], .other(nil)),
        IBMTrailer([0x18, 0x0B], .other(nil)),
    ])
private let labels = [
    Label(
        testDescription: "the longest trailer that fits", settings: overlapping, label: bytes("AB") + [0, 0x18, 0x0B],
        expected: scan("AB")),
    Label(testDescription: "UPC-A", label: bytes("071012107018") + [0x0D], expected: scan("071012107018", "E0")),
    Label(testDescription: "UPC-E", label: bytes("01234565") + [0x0A], expected: scan("01234565", "E0")),
    Label(testDescription: "EAN-8", label: bytes("96385074") + [0x0C], expected: scan("96385074", "E4")),
    Label(testDescription: "EAN-13", label: bytes("6901234567892") + [0x16], expected: scan("6901234567892", "E0")),
    Label(
        testDescription: "EAN-13 with add-on", label: bytes("690123456789212") + [0x16],
        expected: scan("690123456789212")),
    Label(testDescription: "Code 128", label: bytes("TUBE-1") + [0x00, 0x18, 0x0B], expected: scan("TUBE-1")),
    Label(
        testDescription: "the longest", label: bytes(String(repeating: "x", count: 57)) + [0, 0x18, 0x0B],
        expected: scan(String(repeating: "x", count: 57))),
    Label(testDescription: "unknown trailer", label: bytes("TUBE-1") + [0x0B], expected: nil),
    Label(testDescription: "no data", label: [0x0D], expected: nil),
    Label(testDescription: "letters in a retail code", label: bytes("07101210701X") + [0x0D], expected: nil),
    Label(testDescription: "values where digits are due", label: [0, 7, 1, 0x0D], expected: nil),
    Label(
        testDescription: "values", settings: IBMSettings(digits: .values),
        label: [0, 7, 1, 0, 1, 2, 1, 0, 7, 0, 1, 8, 0x0D], expected: scan("071012107018", "E0")),
    Label(
        testDescription: "digits where values are due", settings: IBMSettings(digits: .values),
        label: bytes("071012107018") + [0x0D], expected: nil),
    Label(
        testDescription: "a trailer of the configuration",
        settings: IBMSettings(trailers: [IBMTrailer([0x0B], .other(AIMIdentifier(code: 0x41, modifier: 0x30)))]),
        label: bytes("AB") + [0x0B], expected: scan("AB", "A0")),
]

@Suite("An IBM driver")
struct IBMDriverTests {
    @Test("reads a label by its trailer", arguments: labels)
    fileprivate func reads(label: Label) {
        var driver = IBMDriver(settings: label.settings)
        _ = driver.started(at: at(0))
        let broken = DriverOutput.damaged(.brokenFrame, bytes: Array(report(label.label).prefix(label.label.count + 4)))
        #expect(driver.received(report(label.label), at: at(1)) == [label.expected ?? broken])
        #expect(driver.isProven == (label.expected != nil))
    }

    @Test func `reads the published frame`() {
        var driver = IBMDriver(settings: IBMSettings())
        let frame: [UInt8] = [0x11, 0x10, 0x03, 0x00] + bytes("071012107018") + [0x0D]
        #expect(
            driver.received(frame + [UInt8](repeating: 0, count: 47), at: at(0)) == [scan("071012107018", "E0")])
    }

    @Test("takes no other report", arguments: [[], [0x11], [UInt8](repeating: 0x11, count: 65)] as [[UInt8]])
    func refuses(bytes: [UInt8]) {
        var driver = IBMDriver(settings: IBMSettings())
        #expect(driver.received(bytes, at: at(0)) == [.damaged(.brokenFrame, bytes: bytes)])
    }

    @Test("takes no count that cannot be", arguments: [0, 1, 3, 65, 255])
    func refuses(count: Int) {
        var driver = IBMDriver(settings: IBMSettings())
        let wrong = report(bytes("1") + [0x0D], count: count)
        #expect(driver.received(wrong, at: at(0)) == [.damaged(.brokenFrame, bytes: wrong)])
    }

    @Test func `passes over status`() {
        var driver = IBMDriver(settings: IBMSettings())
        #expect(driver.received(report([]), at: at(0)).isEmpty)
        #expect(!driver.isProven)
    }

    @Test func `is proven by the description of an IBM scanner, and by no other`() {
        let answers: [(ControlAnswer, Bool)] = [
            (.done(DescriptorSample.ibm), true), (.done(DescriptorSample.honeywell), false), (.stalled, false),
            (.done([1]), false),
        ]
        for (answer, isProven) in answers {
            var driver = IBMDriver(settings: IBMSettings())
            #expect(driver.started(at: at(0)) == [.request(askDescriptor)])
            #expect(driver.answered(askDescriptor, answer, at: at(1)).count == (isProven ? 0 : 1))
            #expect(driver.isProven == isProven)
        }
    }

    @Test func `gives orders only where the configuration has them`() {
        var silent = IBMDriver(settings: IBMSettings())
        #expect(!silent.tellsVerdicts && silent.tell(.refused, at: at(0)).isEmpty && silent.deadline == nil)
        var driver = IBMDriver(settings: IBMSettings(commands: .init(atStart: [[0x11]], beep: [0x14, 1])))
        let filling = [UInt8](repeating: 0, count: 9)
        #expect(driver.started(at: at(0)) == [.request(askDescriptor), .send([0x11, 0] + filling)])
        #expect(driver.tellsVerdicts)
        let counts: [Feedback: Int] = [.accepted: 1, .sealed: 2, .attention: 3, .refused: 5]
        var now: Int64 = 0
        for feedback in Feedback.allCases {
            now += 10_000
            var outputs = driver.tell(feedback, at: at(now))
            while let deadline = driver.deadline { outputs += driver.deadlinePassed(at: deadline) }
            #expect(outputs == Array(repeating: .send([0x14, 1] + filling), count: counts[feedback] ?? 0))
        }
    }
}
