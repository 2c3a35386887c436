import Devices
import Drivers
import Testing

private let settings = PrinterSettings(language: .zpl)

/// The three frames of `~HS`, with fields changed: `b` to `l` of the first, `n` to `u` of the second.
private func hostStatus(_ one: [Int: String] = [:], _ two: [Int: String] = [:]) -> [UInt8] {
    var first = ["030", "0", "0", "0406", "000", "0", "0", "0", "000", "0", "0", "0"]
    var second = ["000", "0", "0", "0", "0", "2", "4", "0", "00000000", "1", "000"]
    for (index, text) in one { first[index] = text }
    for (index, text) in two { second[index] = text }
    let frames = [first, second, ["1234", "0"]].map { "\u{2}" + $0.joined(separator: ",") + "\u{3}\r\n" }
    return Array(frames.joined().utf8)
}

private func errors(_ error: String, _ warning: String = "0 00000000 00000000") -> [UInt8] {
    Array("\u{2}\r\n  PRINTER STATUS\r\n   ERRORS:         \(error)\r\n   WARNINGS:       \(warning)\r\n\u{3}\r\n".utf8)
}

/// A driver whose `~HI` went unanswered, and that has just sent `~HS`.
private func asking() -> PrinterScript {
    var script = PrinterScript(settings)
    script.start()
    script.answer(PrinterScript.deviceID, .failed)
    script.wait()
    #expect(script.takeSent() == [Array("~HI".utf8), Array("~HS".utf8)])
    return script
}

/// A driver whose `~HS` went unanswered, and that has just sent `~HQES`.
private func askingErrors() -> PrinterScript {
    var script = asking()
    script.wait()
    #expect(script.takeSent() == [Array("~HQES".utf8)])
    return script
}

private let statusSamples = [
    StatusSample("fine", hostStatus(), []),
    StatusSample("paper out", hostStatus([1: "1"]), [.paperOut]),
    StatusSample("paused", hostStatus([2: "1"]), [.paused]),
    StatusSample("buffer full", hostStatus([5: "1"]), [.bufferFull]),
    StatusSample("diagnostics", hostStatus([6: "1"]), [.other]),
    StatusSample("corrupt RAM", hostStatus([9: "1"]), [.other]),
    StatusSample("too cold is no fault", hostStatus([10: "1"]), []),
    StatusSample("too hot", hostStatus([11: "1"]), [.overheated]),
    StatusSample("head up", hostStatus([:], [2: "1"]), [.headOpen]),
    StatusSample("ribbon out", hostStatus([:], [3: "1"]), [.ribbonOut]),
    StatusSample("several", hostStatus([1: "1", 2: "1", 6: "1"], [2: "1"]), [.paperOut, .paused, .headOpen]),
    StatusSample("print mode as a letter, blanks", hostStatus([1: " 1"], [5: "K"]), [.paperOut]),
    StatusSample("a label waits, but the printer does not peel", hostStatus([:], [7: "1"]), []),
]

private let errorSamples = [
    StatusSample("fine", errors("0 00000000 00000000"), []),
    StatusSample("media out", errors("1 00000000 00000001"), [.paperOut]),
    StatusSample("ribbon out", errors("1 00000000 00000002"), [.ribbonOut]),
    StatusSample("head open and media out", errors("1 00000000 00000005"), [.headOpen, .paperOut]),
    StatusSample("cutter", errors("1 00000000 00000008"), [.cutter]),
    StatusSample("head too hot", errors("1 00000000 00000010"), [.overheated]),
    StatusSample("motor too hot", errors("1 00000000 00000020"), [.overheated]),
    StatusSample("bad element", errors("1 00000000 00000040"), [.other]),
    StatusSample("jam", errors("1 00000000 00001000"), [.jam]),
    StatusSample("paused without paper", errors("1 00000000 00010001"), [.paused, .paperOut]),
    StatusSample("mark not found", errors("1 00000000 00080000"), [.other]),
    StatusSample("group 2 only", errors("1 00000001 00000000"), [.other]),
    StatusSample("a flag alone", errors("1 00000000 00000000"), [.other]),
    StatusSample("one group, as of old", errors("1 00000004", "0 00000000"), [.headOpen]),
    StatusSample("near the end", errors("0 00000000 00000000", "1 00000000 00000008"), [], low: true),
    StatusSample("a warning of no interest", errors("0 00000000 00000000", "1 00000000 00002000"), []),
]

@Suite("ZPL status")
struct ZPLStatusTests {
    @Test("~HS is read whole, byte by byte and after noise", arguments: statusSamples)
    func readsStatus(sample: StatusSample) {
        check(sample, asking)
    }

    @Test("~HQES is read whole, byte by byte and after noise", arguments: errorSamples)
    func readsErrors(sample: StatusSample) {
        check(sample, askingErrors)
    }

    private func check(_ sample: StatusSample, _ begin: () -> PrinterScript) {
        let noise: [UInt8] = [0x00, 0x03, 0xFF, 0x02, 0x31, 0x0D] + Array("\u{2}1,2\u{3}".utf8)
        for chunks in [[sample.reply], sample.reply.map { [$0] }, [noise + sample.reply], [noise, sample.reply]] {
            var script = begin()
            #expect(!script.driver.isProven)
            for chunk in chunks { script.hear(chunk) }
            let expected = PrinterStatus(faults: sample.faults, isRunningLow: sample.isRunningLow)
            #expect(script.status == expected, "\(sample.name)")
            #expect(script.driver.isProven)
        }
    }

    @Test(
        "what is no status is none",
        arguments: [
            "<STX>030,0,0,0406,000,0,0,0,000,0,0,0<ETX>",
            "\u{2}030,0,0,0406\u{3}\u{2}000,0,0,0,0,2,4,0,00000000,1,000\u{3}",
            "\u{2}ABC,0,0,0406,000,0,0,0,000,0,0,0\u{3}\u{2}000,0,0,0,0,2,4,0,00000000,1,000\u{3}",
            "\u{2}\u{3}\u{2}\u{3}",
            "\u{2}000,0,0,0,0,2,4,0,00000000,1,000\u{3}\u{2}1234,0\u{3}", "\u{2}FAKE,V1,8,1KB\u{3}",
        ])
    func refuses(text: String) {
        var script = asking()
        script.hear(text)
        #expect(script.status == nil && !script.driver.isProven)
        script.hear(hostStatus())
        #expect(script.status == PrinterStatus())
    }

    @Test func `a frame without end does not swallow the next, nor grow without bound`() {
        var script = asking()
        for _ in 0..<200 { script.hear([0x02] + [UInt8](repeating: 0x31, count: 40)) }
        #expect(script.driver.heldBytes < 100)
        script.hear([0x02] + [UInt8](repeating: 0x31, count: 100_000))
        #expect(script.driver.heldBytes <= PrinterLimit.replyBytes)
        script.hear(hostStatus())
        #expect(script.status == PrinterStatus())
    }

    @Test func `names itself, and its dots are compared with the settings`() {
        for drip in [false, true] {
            var script = PrinterScript(settings)
            script.start()
            script.answer(PrinterScript.deviceID, .stalled)
            let reply = Array("\u{2}ZD420-300dpi,V84.20.18Z,12,8192KB\u{3}\r\n".utf8)
            for chunk in drip ? reply.map({ [$0] }) : [reply] { script.hear(chunk) }
            #expect(script.events == [.identified("ZD420-300dpi")])
            #expect(script.notes.count == 1 && script.notes[0].contains("12 dots"))
            #expect(script.driver.isProven)
        }
    }

    @Test func `a printer that never answers ~HS is soon asked ~HQES alone, and its labels are taken`() {
        var script = askingErrors()
        script.hear(errors("0 00000000 00000000"))
        script.print(1)
        for _ in 0..<60 where script.outcomes(of: 1).isEmpty {
            if script.takeSent().last == Array("~HQES".utf8) { script.hear(errors("0 00000000 00000000")) }
            script.wait()
        }
        #expect(script.outcomes(of: 1) == [.taken])
        script.print(2)
        #expect(script.takeSent() == [Array("~HQES".utf8)])
    }

    @Test func `a label is printed once formats and batch are done, seen twice`() {
        var script = asking()
        script.hear(hostStatus())
        script.print(1)
        script.hear(hostStatus())
        #expect(script.takeSent() == [Array("~HS".utf8), [1]])
        for reply in [
            hostStatus([4: "001"]), hostStatus([7: "1"]), hostStatus([:], [8: "00000001"]), hostStatus(),
            hostStatus([4: "001"]), hostStatus(),
        ] {
            script.waitForWord()
            #expect(script.takeSent() == [Array("~HS".utf8)])
            script.hear(reply)
            #expect(script.outcomes(of: 1).isEmpty)
        }
        script.waitForWord()
        script.hear(hostStatus())
        #expect(script.outcomes(of: 1) == [.printed])
    }

    @Test func `half a format left in the printer does not stop the next label, labels in work do`() {
        var script = asking()
        script.hear(hostStatus([7: "1"]))
        script.print(1)
        _ = script.takeSent()
        script.hear(hostStatus([7: "1"], [8: "00000002"]))
        #expect(script.takeSent().isEmpty)
        script.waitForWord()
        _ = script.takeSent()
        script.hear(hostStatus([7: "1"]))
        #expect(script.takeSent() == [[1]])
    }
}
