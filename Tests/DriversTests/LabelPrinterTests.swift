import Devices
import Drivers
import Testing

private let quick: [UInt8] = [0x1B, 0x21, 0x3F]

/// A driver of a TSPL clone that has been asked everything it does not know, and rests.
private func resting(_ settings: PrinterSettings = PrinterSettings(language: .tspl)) -> PrinterScript {
    var script = PrinterScript(settings)
    script.start()
    answerAll(&script, [.deviceID: .failed])
    for _ in 0..<6 {
        if script.takeSent().last == quick { script.hear([0x00]) }
        script.wait()
    }
    if script.takeSent().last == quick { script.hear([0x00]) }
    return script
}

private enum ClassRequest: Hashable { case deviceID, portStatus }

private func answerAll(_ script: inout PrinterScript, _ answers: [ClassRequest: ControlAnswer]) {
    for _ in 0..<4 {
        for request in script.requests {
            let name = request == PrinterScript.deviceID ? ClassRequest.deviceID : .portStatus
            if let answer = answers[name] { script.answer(request, answer) }
        }
    }
}

/// Answers every look with the next of `bytes`, the last again and again, `looks` times.
private func look(_ script: inout PrinterScript, _ bytes: [UInt8], times looks: Int) {
    for index in 0..<looks {
        for _ in 0..<4 {
            script.waitForWord()
            guard script.takeSent().last == quick else { continue }
            script.hear([bytes[min(index, bytes.count - 1)]])
            break
        }
    }
}

@Suite("A label printer's driver")
struct LabelPrinterTests {
    @Test func `asks for the device id first, and names the printer by it`() {
        var script = PrinterScript(PrinterSettings(language: .tspl))
        #expect(script.driver.deadline == nil && !script.driver.isProven)
        script.start()
        #expect(script.takeRequests() == [PrinterScript.deviceID] && script.takeSent().isEmpty)
        let id = Array("MFG:Zebra;MDL:ZD420;CMD:ZPL;".utf8)
        script.answer(PrinterScript.deviceID, .done([0, UInt8(id.count + 2)] + id))
        #expect(script.events == [.identified("Zebra ZD420")] && script.driver.isProven)
        #expect(script.notes.count == 1 && script.notes[0].contains("ZPL") && script.notes[0].contains("tspl"))
        #expect(script.takeSent() == [quick])
    }

    @Test(
        "asks in its language where class requests do not work", arguments: [ControlAnswer.failed, .stalled, .done([])])
    func goesOnWithoutClass(answer: ControlAnswer) {
        var script = PrinterScript(PrinterSettings(language: .tspl))
        script.start()
        script.answer(PrinterScript.deviceID, answer)
        #expect(script.takeSent() == [quick] && !script.driver.isProven)
    }

    @Test func `a class request without any answer is given up`() {
        var script = PrinterScript(PrinterSettings(language: .tspl))
        script.start()
        #expect(script.driver.deadline == Instant.start.advanced(by: PrinterPace.control))
        script.wait()
        #expect(script.takeSent() == [quick])
    }

    @Test func `rests for five seconds, and longer and longer while nothing is answered`() {
        var script = resting()
        let rest = script.now
        script.waitForWord()
        #expect(rest.duration(to: script.now) == PrinterPace.idle)
        var pauses: [Duration] = []
        var last = script.now
        for _ in 0..<120 {
            answerAll(&script, [.portStatus: .failed])
            _ = script.takeSent()
            script.waitForWord()
            pauses.append(last.duration(to: script.now))
            last = script.now
        }
        #expect(script.status?.faults == [.silent])
        #expect(pauses.contains { $0 > .seconds(8) && $0 < .seconds(12) })
        #expect(pauses.max() == PrinterPace.longestIdle + PrinterPace.answer)
    }

    @Test func `a label is asked for, sent, and printed when the printer was seen at it`() {
        var script = resting()
        script.print(1)
        #expect(script.takeSent() == [quick], "the status is asked first")
        script.hear([0x00])
        #expect(script.takeSent() == [[1]])
        look(&script, [0x20, 0x20, 0x00], times: 3)
        #expect(script.outcomes(of: 1).isEmpty)
        look(&script, [0x00], times: 1)
        #expect(script.outcomes(of: 1) == [.printed])
        look(&script, [0x00], times: 5)
        #expect(script.outcomes(of: 1).count == 1)
    }

    @Test func `a label nobody saw printed is taken after a second`() {
        var script = resting()
        script.print(1)
        script.hear([0x00])
        let sent = script.now
        while script.outcomes(of: 1).isEmpty, script.now < sent.advanced(by: .seconds(10)) {
            look(&script, [0x00], times: 1)
        }
        #expect(script.outcomes(of: 1) == [.taken])
        #expect(sent.duration(to: script.now) >= PrinterPace.taken)
    }

    @Test func `a look without an answer takes the proof from what was seen`() {
        var script = resting()
        script.print(1)
        script.hear([0x00])
        _ = script.takeSent()
        look(&script, [0x20], times: 1)
        script.waitForWord()
        #expect(script.takeSent() == [quick])
        script.wait()
        answerAll(&script, [.portStatus: .failed])
        look(&script, [0x20, 0x00, 0x00], times: 3)
        #expect(script.outcomes(of: 1) == [.taken])
    }

    @Test(
        "nothing is sent to a printer that is not well", arguments: [UInt8(0x01), 0x02, 0x04, 0x08, 0x10, 0x20, 0x80])
    func waits(byte: UInt8) {
        var script = resting()
        script.print(1)
        for _ in 0..<30 {
            #expect(script.takeSent() == [quick])
            script.hear([byte])
            script.waitForWord()
        }
        #expect(script.takeSent() == [quick])
        script.hear([0x00])
        #expect(script.takeSent() == [[1]])
    }

    @Test(
        "a fault during a label makes it unknown, once",
        arguments: [
            (UInt8(0x01), PrinterFault.headOpen), (0x02, .jam), (0x24, .paperOut), (0x08, .ribbonOut),
            (0x80, .overheated),
        ])
    func fails(byte: UInt8, fault: PrinterFault) {
        var script = resting()
        script.print(1)
        script.print(2, [2])
        script.hear([0x00])
        _ = script.takeSent()
        look(&script, [0x20, byte, 0x00, 0x20, 0x00], times: 12)
        #expect(script.outcomes(of: 1) == [.unknown(fault)])
        #expect(script.outcomes(of: 2).isEmpty && script.takeSent().allSatisfy { $0 == quick })
        script.settle()
        #expect(script.takeSent().last == quick)
        script.hear([0x00])
        #expect(script.takeSent() == [[2]])
    }

    @Test func `a pause only holds a label up`() {
        var script = resting()
        script.print(1)
        script.hear([0x00])
        _ = script.takeSent()
        look(&script, [0x20, 0x30, 0x10], times: 600)
        #expect(script.status?.faults == [.paused] && script.outcomes(of: 1).isEmpty)
        look(&script, [0x20, 0x00, 0x00], times: 3)
        #expect(script.outcomes(of: 1) == [.printed])
    }

    @Test func `a label that is printed for ever is unknown in the end`() {
        var script = resting()
        script.print(1)
        script.hear([0x00])
        let sent = script.now
        while script.outcomes(of: 1).isEmpty, script.now < sent.advanced(by: .seconds(300)) {
            look(&script, [0x20], times: 1)
        }
        #expect(script.outcomes(of: 1) == [.unknown(.other)])
        #expect(sent.duration(to: script.now) >= PrinterPace.label)
    }

    @Test("silence is a fault after the time of the settings", arguments: [1, 3, 10])
    func hearsSilence(seconds: Int) {
        var script = resting(PrinterSettings(language: .tspl, silence: .seconds(seconds)))
        script.print(1)
        script.hear([0x00])
        let sent = script.now
        while script.outcomes(of: 1).isEmpty, script.now < sent.advanced(by: .seconds(60)) {
            answerAll(&script, [.portStatus: .failed])
            script.wait()
        }
        #expect(script.outcomes(of: 1) == [.unknown(.silent)])
        let silence = sent.duration(to: script.now)
        #expect(silence >= .seconds(seconds) && silence <= .seconds(seconds) + .seconds(2))
    }

    @Test func `a silent printer is asked for its port status, which tells why`() {
        var script = resting()
        script.print(1)
        script.hear([0x00])
        for _ in 0..<40 where script.outcomes(of: 1).isEmpty {
            answerAll(&script, [.portStatus: .done([0x30])])
            if script.outcomes(of: 1).isEmpty { script.wait() }
        }
        #expect(script.outcomes(of: 1) == [.unknown(.paperOut)])
        #expect(script.status?.faults == [.paperOut, .silent])
    }

    @Test func `a link opened again in the middle of a label makes it unknown, and before it does nothing`() {
        var script = resting()
        script.print(1)
        script.print(2, [2])
        script.start()
        #expect(script.outcomes(of: 1).isEmpty)
        answerAll(&script, [.deviceID: .failed])
        script.hear([0x00])
        script.wait()
        #expect(script.takeSent().last == [1])
        script.start()
        #expect(script.outcomes(of: 1) == [.unknown(.silent)])
        answerAll(&script, [.deviceID: .failed])
        look(&script, [0x00], times: 20)
        #expect(script.outcomes(of: 1).count == 1)
        script.settle()
        look(&script, [0x00, 0x20, 0x00], times: 12)
        #expect(script.outcomes(of: 2) == [.printed])
    }

    @Test func `at most 64 labels wait, and one more is not printed`() {
        var script = PrinterScript(PrinterSettings(language: .tspl))
        for number in 1...PrinterLimit.jobs + 2 { script.print(number) }
        #expect(script.driver.waitingJobs == PrinterLimit.jobs)
        #expect(script.outcomes(of: PrinterLimit.jobs).isEmpty)
        #expect(script.outcomes(of: PrinterLimit.jobs + 1) == [.notPrinted(.bufferFull)])
        #expect(script.outcomes(of: PrinterLimit.jobs + 2) == [.notPrinted(.bufferFull)])
        script.print(1000, [])
        #expect(script.outcomes(of: 1000) == [.notPrinted(.other)])
    }

    @Test func `a label longer than a link takes is not printed`() {
        var script = resting()
        script.print(1, [UInt8](repeating: 1, count: LinkLimit.queueBytes + 1))
        #expect(script.outcomes(of: 1) == [.notPrinted(.bufferFull)])
    }

    @Test func `settling nothing, and answers nobody asked for, change nothing`() {
        var script = resting()
        let deadline = script.driver.deadline
        script.settle()
        script.hear([0x04, 0x01])
        script.answer(PrinterScript.portStatus, .done([0x30]))
        #expect(script.takeSent().isEmpty && script.driver.deadline == deadline)
        #expect(script.status == PrinterStatus())
    }

    @Test func `a deadline called early does nothing`() {
        var script = resting()
        var driver = script.driver
        #expect(driver.deadlinePassed(at: script.now).isEmpty && driver.deadline == script.driver.deadline)
        script.print(1)
        driver = script.driver
        #expect(driver.deadlinePassed(at: script.now).isEmpty && driver.deadline == script.driver.deadline)
    }

    @Test(
        "where no status may be asked, class requests alone decide",
        arguments: [
            (ControlAnswer.done([0x18]), Set<PrinterFault>()), (.failed, []), (.done([0x38]), [.paperOut]),
            (.done([0x10]), [.other]), (.done([0x08]), [.other]),
        ] as [(ControlAnswer, Set<PrinterFault>)])
    func asksClassOnly(answer: ControlAnswer, faults: Set<PrinterFault>) {
        var script = PrinterScript(PrinterSettings(language: .cpcl, asksStatus: false))
        #expect(script.driver.isProven)
        script.start()
        script.print(1)
        for _ in 0..<30 where script.outcomes(of: 1).isEmpty {
            answerAll(&script, [.deviceID: .stalled, .portStatus: answer])
            script.wait()
        }
        #expect(script.status == PrinterStatus(faults: faults))
        #expect(script.outcomes(of: 1) == (faults.isEmpty ? [.taken] : []))
        #expect(script.takeSent() == (faults.isEmpty ? [[1]] : []))
    }

    @Test func `where no status may be asked, a port status that stops coming is silence`() {
        var script = PrinterScript(PrinterSettings(language: .zpl, asksStatus: false))
        script.start()
        answerAll(&script, [.deviceID: .stalled])
        script.print(1)
        answerAll(&script, [.portStatus: .done([0x18])])
        #expect(script.takeSent() == [[1]])
        for _ in 0..<60 where script.outcomes(of: 1).isEmpty {
            answerAll(&script, [.portStatus: .failed])
            script.wait()
        }
        #expect(script.outcomes(of: 1) == [.unknown(.silent)])
    }
}
