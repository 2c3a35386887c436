import Devices
import Drivers
import Testing

private let status: [UInt8] = [0x1B, 0x68]
private let extended: [UInt8] = [0x1B, 0x69]
private let information: [UInt8] = [0x1B, 0x76]
private let count: [UInt8] = [0x1B, 0x61, 0x63, 0x63]
private let forget: [UInt8] = [0x1B, 0x4E]

/// A driver that has just sent `ESC h`.
private func asking(_ settings: PrinterSettings = PrinterSettings(language: .cpcl)) -> PrinterScript {
    var script = PrinterScript(settings)
    script.start()
    script.answer(PrinterScript.deviceID, .failed)
    #expect(script.takeSent() == [information])
    script.hear("RW220 1.1 FAKE\u{0}")
    #expect(script.takeSent() == [status] && script.events == [.identified("RW220 1.1 FAKE")])
    return script
}

/// Plays the printer until nothing more is asked for `limit` words; `answer` is nil where it does not answer.
private func play(_ script: inout PrinterScript, _ limit: Int, _ answer: ([UInt8]) -> [UInt8]?) {
    for _ in 0..<limit {
        script.waitForWord()
        for request in script.takeRequests() { script.answer(request, .failed) }
        for sent in script.takeSent() { if let reply = answer(sent) { script.hear(reply) } }
    }
}

@Suite("CPCL status")
struct CPCLStatusTests {
    @Test(
        "ESC h and ESC i are read together",
        arguments: [
            StatusSample("fine", [0x00, 0x00], []), StatusSample("busy is no fault", [0x01, 0x00], []),
            StatusSample("paper", [0x02, 0x00], [.paperOut]), StatusSample("latch", [0x04, 0x00], [.headOpen]),
            StatusSample("battery", [0x08, 0x00], [.lowBattery]), StatusSample("reserved bits", [0xE0, 0x0F], []),
            StatusSample("ribbon", [0x00, 0x80], [.ribbonOut]), StatusSample("paper low", [0x00, 0x40], [], low: true),
            StatusSample("a label waits, but the printer does not peel", [0x00, 0x20], []),
            StatusSample("jam", [0x00, 0x10], [.jam]),
            StatusSample("both", [0x06, 0x80], [.paperOut, .headOpen, .ribbonOut]),
        ])
    func reads(sample: StatusSample) {
        var script = asking()
        script.hear([sample.reply[0]])
        #expect(script.takeSent() == [extended])
        script.hear([sample.reply[1]])
        #expect(script.status == PrinterStatus(faults: sample.faults, isRunningLow: sample.isRunningLow))
    }

    @Test func `information is read byte by byte, and an endless one is not kept`() {
        var script = PrinterScript(PrinterSettings(language: .cpcl))
        script.start()
        script.answer(PrinterScript.deviceID, .failed)
        for _ in 0..<100 { script.hear([UInt8](repeating: 0x41, count: 100)) }
        #expect(script.driver.heldBytes <= PrinterLimit.replyBytes && script.events.isEmpty)
        for byte in Array("\u{0}RW420\u{0}".utf8) { script.hear([byte]) }
        guard case .identified(let name)? = script.events.first else {
            Issue.record("no name")
            return
        }
        #expect(name.allSatisfy { $0 == "A" } && name.count <= PrinterLimit.nameCharacters)
    }

    @Test func `ESC i that is never answered is soon not asked`() {
        var script = asking()
        var asked = 0
        script.hear([0x00])
        play(&script, 60) { sent in
            if sent == extended { asked += 1 }
            return sent == status ? [0x00] : nil
        }
        #expect(asked == PrinterLimit.strikes && script.status == PrinterStatus())
    }

    @Test(
        "a label is what the count says",
        arguments: [(before: 7, after: 8, PrintOutcome.printed), (65_535, 0, .printed), (7, 7, .taken), (7, 3, .taken)])
    func counts(before: Int, after: Int, outcome: PrintOutcome) {
        var script = asking()
        script.hear([0x00])
        script.hear([0x00])
        #expect(script.takeSent() == [extended])
        script.print(1)
        var wasSent = false
        play(&script, 30) { sent in
            if sent == [1] { wasSent = true }
            let value = wasSent ? after : before
            return sent == count ? [UInt8(value >> 8), UInt8(value & 0xFF)] : sent == [1] ? nil : [0x00]
        }
        #expect(script.outcomes(of: 1) == [outcome])
    }

    @Test func `busy alone is no proof, and the count can be left out`() {
        var script = asking(PrinterSettings(language: .cpcl, labelCount: []))
        script.hear([0x00])
        script.hear([0x00])
        #expect(script.takeSent() == [extended])
        script.print(1)
        var looks = 0
        play(&script, 30) { sent in
            #expect(sent != count)
            looks += sent == status ? 1 : 0
            return sent == status ? [looks < 5 ? 0x01 : 0x00] : [0x00]
        }
        #expect(script.outcomes(of: 1) == [.taken])
    }

    @Test func `a count without an answer is given up, and the label printed all the same`() {
        var script = asking()
        script.hear([0x00])
        script.hear([0x00])
        #expect(script.takeSent() == [extended])
        script.print(1)
        var asked = 0
        play(&script, 40) { sent in
            if sent == count { asked += 1 }
            return sent == count || sent == [1] ? nil : [0x00]
        }
        #expect(asked == PrinterLimit.strikes && script.outcomes(of: 1) == [.taken])
    }

    @Test func `a power-up is forgotten before a label, and makes a label unknown after it`() {
        var script = asking()
        script.hear([0x10])
        script.hear([0x00])
        #expect(script.takeSent() == [extended, forget])
        script.print(1)
        #expect(script.takeSent() == [status])
        var wasSent = false
        play(&script, 20) { sent in
            if sent == [1] { wasSent = true }
            return switch sent {
            case [1], forget: nil
            case count: [0, 1]
            case status: [wasSent ? 0x10 : 0x00]
            default: [0x00]
            }
        }
        #expect(script.outcomes(of: 1) == [.unknown(.other)])
    }

    @Test func `a power-up that is never forgotten is told so three times, and then means nothing`() {
        var script = asking()
        script.print(1)
        script.hear([0x10])
        var told = 0
        play(&script, 60) { sent in
            if sent == forget { told += 1 }
            return switch sent {
            case [1], forget: nil
            case count: [0, 1]
            case status: [0x10]
            default: [0x00]
            }
        }
        #expect(told == PrinterLimit.resetTries && script.outcomes(of: 1) == [.taken])
    }

    @Test func `no answer while a label is printed is borne up to the silence of the settings`() {
        for (limit, outcome) in [(Int64(2000), PrintOutcome.printed), (9000, .unknown(.silent))] {
            var script = asking()
            script.hear([0x00])
            script.hear([0x00])
            #expect(script.takeSent() == [extended])
            script.print(1)
            var printed: UInt8 = 0
            var now = script.now
            var begun: Instant?
            for _ in 0..<40 where script.outcomes(of: 1).isEmpty {
                play(&script, 1) { sent in
                    if sent == [1] { begun = now }
                    let isDumb = begun.map { now < $0.advanced(by: .milliseconds(limit)) } ?? false
                    printed = begun != nil && !isDumb ? 1 : 0
                    return isDumb ? nil : sent == count ? [0, printed] : [0x00]
                }
                now = script.now
            }
            #expect(script.outcomes(of: 1) == [outcome])
        }
    }
}
