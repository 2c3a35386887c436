import Devices
import Drivers
import FakeDevices
import Testing

private typealias Language = FakeLabelPrinter.Language

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }
private func printer(
    _ language: Language, _ change: (inout FakeLabelPrinter.Configuration) -> Void = { _ in }
) -> FakeLabelPrinter {
    var configuration = PrinterBench.configuration(language)
    change(&configuration)
    return FakeLabelPrinter(configuration)
}

/// The request that tells a language's status, and its answer when all is well.
private let requests: [Language: (ask: [UInt8], fine: [UInt8])] = [
    .zpl: (
        bytes("~HQES"),
        bytes(
            "\u{2}\r\n  PRINTER STATUS\r\n     ERRORS:         0 00000000 00000000\r\n"
                + "     WARNINGS:       0 00000000 00000000\r\n\u{3}\r\n")
    ),
    .tspl: ([0x1B, 0x21, 0x3F], [0x00]),
    .cpcl: ([0x1B, 0x68], [0x10]),
    .escpos: ([0x10, 0x04, 0x04], [0x12]),
]

@Suite("A fake label printer")
struct FakeLabelPrinterTests {
    @Test("prints a label after its time, however its bytes are cut", arguments: Language.allCases)
    fileprivate func prints(language: Language) {
        let label = PrinterBench.label(language, 7)
        for cut in 0...label.count {
            var fake = printer(language)
            fake.hostSent(Array(label[..<cut]), at: at(0))
            #expect(cut == label.count || fake.isIdle, "cut at \(cut)")
            fake.hostSent(Array(label[cut...]), at: at(0))
            #expect(fake.deadline == at(300))
            fake.deadlinePassed(at: at(299))
            #expect(fake.printed.isEmpty)
            fake.deadlinePassed(at: at(300))
            #expect(fake.printed.map(\.bytes) == [label] && fake.isIdle)
        }
    }

    @Test("prints labels that come in one piece, one after the other", arguments: Language.allCases)
    fileprivate func printsSeveral(language: Language) {
        var fake = printer(language)
        let labels = (1...3).map { PrinterBench.label(language, $0) }
        fake.hostSent(Array(labels.joined()), at: at(0))
        fake.deadlinePassed(at: at(650))
        #expect(fake.printed.map(\.bytes) == Array(labels[..<2]))
        fake.deadlinePassed(at: at(900))
        #expect(fake.printed.map(\.bytes) == labels)
    }

    @Test(
        "answers its status request whole and byte by byte, also between the bytes of others",
        arguments: Language.allCases)
    fileprivate func answers(language: Language) throws {
        let request = try #require(requests[language])
        var fake = printer(language)
        #expect(fake.hostSent(request.ask, at: at(0)) == [request.fine])
        #expect(fake.hostSent(request.ask + request.ask, at: at(0)) == [request.fine, request.fine])
        let dripped = request.ask.flatMap { fake.hostSent([$0], at: at(1)) }
        #expect(dripped == [request.fine])
        fake.commit(.drip, at: at(2))
        #expect(fake.hostSent(request.ask, at: at(2)) == request.fine.map { [$0] })
        fake.commit(.silent, at: at(3))
        #expect(fake.hostSent(request.ask, at: at(3)).isEmpty)
        fake.commit(.honest, at: at(4))
        #expect(fake.hostSent(request.ask, at: at(4)) == [request.fine])
    }

    @Test("tells that it has no paper, and when it lies does not", arguments: Language.allCases)
    fileprivate func tellsPaperOut(language: Language) throws {
        let request = try #require(requests[language])
        var fake = printer(language)
        fake.commit(.paperOut(.now), at: at(0))
        let told = fake.hostSent(request.ask, at: at(0))
        #expect(told.count == 1 && told != [request.fine])
        fake.commit(.alwaysFine, at: at(0))
        #expect(fake.hostSent(request.ask, at: at(0)) == [language == .cpcl ? [0x00] : request.fine])
        fake.commit(.reload, at: at(0))
        fake.commit(.honest, at: at(0))
        #expect(fake.hostSent(request.ask, at: at(0)) == [request.fine])
    }

    @Test("cut short, spoils the label and prints it again only where its firmware does", arguments: Language.allCases)
    fileprivate func isCutShort(language: Language) {
        var fake = printer(language)
        fake.commit(.paperOut(.mid), at: at(0))
        fake.hostSent(PrinterBench.label(language, 1), at: at(10))
        #expect(fake.deadline == at(160))
        fake.deadlinePassed(at: at(160))
        #expect(fake.spoiled.count == 1 && fake.printed.isEmpty && fake.deadline == nil)
        fake.commit(.reload, at: at(1000))
        fake.deadlinePassed(at: at(2000))
        #expect(fake.printed.map(\.isAgain) == (language == .zpl ? [true] : []))
    }

    @Test("waits while it is paused, without paper, or holds a label", arguments: Language.allCases)
    fileprivate func waits(language: Language) {
        var fake = printer(language) { $0.peels = true }
        fake.commit(.pause, at: at(0))
        fake.hostSent(PrinterBench.label(language, 1) + PrinterBench.label(language, 2), at: at(0))
        fake.deadlinePassed(at: at(1000))
        #expect(fake.printed.isEmpty)
        fake.commit(.resume, at: at(1000))
        fake.deadlinePassed(at: at(3000))
        #expect(fake.printed.count == 1 && fake.labelWaits)
        fake.takeLabel(at: at(3000))
        fake.deadlinePassed(at: at(4000))
        #expect(fake.printed.count == 2)
    }

    @Test("with a full buffer leaves everything in the line, and takes it later", arguments: Language.allCases)
    fileprivate func fillsItsBuffer(language: Language) throws {
        let request = try #require(requests[language])
        var fake = printer(language)
        fake.commit(.bufferFull, at: at(0))
        #expect(fake.hostSent(request.ask, at: at(0)).isEmpty)
        #expect(fake.hostSent(PrinterBench.label(language, 1), at: at(0)).isEmpty)
        #expect(!fake.isIdle)
        #expect(fake.commit(.drain, at: at(1000)) == [request.fine])
        fake.deadlinePassed(at: at(1300))
        #expect(fake.printed.count == 1)
    }

    @Test("forgets what it had when its power goes, and hears nothing until it is on", arguments: Language.allCases)
    fileprivate func powersUp(language: Language) throws {
        let request = try #require(requests[language])
        var fake = printer(language)
        fake.hostSent(PrinterBench.label(language, 1) + PrinterBench.label(language, 2).prefix(20), at: at(0))
        fake.commit(.powerCycle(.now), at: at(100))
        #expect(!fake.isOn && fake.deadline == at(5100))
        #expect(fake.hostSent(request.ask, at: at(5099)).isEmpty)
        #expect(fake.hostSent(request.ask, at: at(5100)) == [request.fine])
        fake.hostSent(PrinterBench.label(language, 3), at: at(6000))
        fake.deadlinePassed(at: at(9000))
        #expect(fake.printed.map(\.bytes) == [PrinterBench.label(language, 3)] && fake.spoiled.count == 1)
    }

    @Test("a label without end is dropped when a new one begins", arguments: Language.allCases)
    fileprivate func dropsPart(language: Language) {
        let label = PrinterBench.label(language, 5)
        // Not within a graphic, which swallows anything, nor within a line, which spoils the next.
        let parts: [Language: Int] = [.zpl: 6, .tspl: 9, .cpcl: 7]
        let part = parts[language].map { Array(label.dropLast($0)) } ?? bytes("\u{1B}@T-5")
        var fake = printer(language)
        fake.hostSent(part, at: at(0))
        fake.hostSent(label, at: at(0))
        fake.deadlinePassed(at: at(1000))
        #expect(fake.printed.map(\.bytes) == [label])
    }

    @Test func `prints as many copies as the label says`() {
        let labels: [Language: [UInt8]] = [
            .zpl: bytes("^XA^FO1,1^FDA^FS^PQ3^XZ"), .tspl: bytes("CLS\r\nTEXT 1,1,\"1\",0,1,1,\"A\"\r\nPRINT 3,1\r\n"),
            .cpcl: bytes("! 0 200 200 210 3\r\nTEXT 4 0 1 1 A\r\nPRINT\r\n"),
        ]
        for (language, label) in labels {
            var fake = printer(language)
            fake.hostSent(label, at: at(0))
            fake.deadlinePassed(at: at(5000))
            #expect(fake.printed.map(\.copy) == [1, 2, 3])
        }
    }

    @Test func `a ZPL printer obeys commands with a tilde inside a format, and prints no settings`() {
        var fake = printer(.zpl)
        #expect(fake.hostSent(bytes("^XA^FO1,1~HI^FDA~B^FS^XZ"), at: at(0)).count == 1)
        #expect(fake.hostSent(bytes("^XA~TA-010^MNY^XZ"), at: at(0)).isEmpty)
        fake.deadlinePassed(at: at(5000))
        #expect(fake.printed.map(\.bytes) == [bytes("^XA^FO1,1^FDA~B^FS^XZ")])
    }

    @Test func `a CPCL printer is dumb while it prints, and takes an escape inside a session for data`() {
        var fake = printer(.cpcl)
        #expect(fake.hostSent(bytes("! 0 200 200 210 1\r\n\u{1B}hTEXT 4 0 1 1 A\r\nPRINT\r\n"), at: at(0)).isEmpty)
        #expect(fake.hostSent([0x1B, 0x68], at: at(100)).isEmpty)
        #expect(fake.hostSent([0x1B, 0x68], at: at(300)) == [[0x10]])
        #expect(fake.hostSent([0x1B, 0x4E, 0x1B, 0x68], at: at(300)) == [[0x00]])
        #expect(fake.hostSent(bytes("\u{1B}acc"), at: at(300)) == [[0, 1]])
    }

    @Test func `answers class requests, and resets for both recipients`() {
        var fake = printer(.tspl)
        let device = ControlRequest(type: 0xA1, request: 0, index: .interfaceAndSetting, asking: 1024)
        let port = ControlRequest(type: 0xA1, request: 1, asking: 1)
        guard case .done(let id) = fake.answer(device, at: at(0)) else {
            Issue.record("no device id")
            return
        }
        #expect(id.count == Int(id[0]) << 8 | Int(id[1]))
        #expect(PrinterDeviceID(id)?.commands == ["TSPL2"])
        #expect(fake.answer(port, at: at(0)) == .done([0x18]))
        fake.commit(.paperOut(.now), at: at(0))
        #expect(fake.answer(port, at: at(0)) == .done([0x30]))
        fake.commit(.reload, at: at(0))
        for type: UInt8 in [0x21, 0x23] {
            fake.hostSent(PrinterBench.label(.tspl, 1), at: at(1))
            #expect(fake.answer(ControlRequest(type: type, request: 2, payload: []), at: at(2)) == .done([]))
            #expect(fake.isIdle && fake.printed.isEmpty)
        }
        #expect(fake.answer(ControlRequest(type: 0xA1, request: 9, asking: 1), at: at(3)) == .stalled)
        fake.commit(.powerCycle(.now), at: at(4))
        #expect(fake.answer(port, at: at(5)) == .failed)
    }

    @Test("10,000 chunks of noise crash no firmware", arguments: Language.allCases)
    fileprivate func survivesNoise(language: Language) {
        var random = Seeded(seed: 3)
        var fake = printer(language)
        let pieces = [PrinterBench.label(language, 1), bytes("^XA^GFB,9,"), bytes("CLS\r\n"), bytes("! 0 1 1 1 1\r\n")]
        for step in 0..<10_000 {
            let noise = random.bytes(Int(random.next() % 20))
            fake.hostSent(noise + pieces[Int(random.next() % 4)].prefix(Int(random.next() % 60)), at: at(Int64(step)))
        }
        #expect(fake.printed.count < 10_000)
    }
}

@Suite("A printer fault as text")
struct FakePrinterFaultTests {
    @Test func `every verb is understood, alone and with its arguments`() {
        for verb in FakePrinterFault.verbs {
            #expect(FakePrinterFault(verb.name) != nil, "\(verb.name)")
            for argument in verb.arguments.split(separator: "|") {
                #expect(FakePrinterFault("\(verb.name):\(argument)") != nil)
            }
        }
        #expect(FakePrinterFault("paper-out") == .paperOut(.now))
        #expect(FakePrinterFault("power-cycle:mid") == .powerCycle(.mid))
    }

    @Test(
        "is refused when it is wrong", arguments: ["", "paper", "paper-out:", "paper-out:later", "pause:now", ":mid"])
    func isRefused(text: String) { #expect(FakePrinterFault(text) == nil) }
}
