import Devices
import Drivers
import Testing

/// A driver that has just sent `DLE EOT 1`.
private func asking() -> PrinterScript {
    var script = PrinterScript(PrinterSettings(language: .escpos))
    script.start()
    script.answer(PrinterScript.deviceID, .failed)
    #expect(script.takeSent() == [[0x10, 0x04, 0x01]])
    return script
}

@Suite("ESC/POS status")
struct ESCPOSStatusTests {
    @Test(
        "the four answers to DLE EOT are read together",
        arguments: [
            StatusSample("fine", [0x12, 0x12, 0x12, 0x12], []),
            StatusSample("offline", [0x1A, 0x12, 0x12, 0x12], [.other]),
            StatusSample("cover", [0x1A, 0x16, 0x12, 0x12], [.headOpen]),
            StatusSample("feed button", [0x1A, 0x1A, 0x12, 0x12], [.paused]),
            StatusSample("stopped at the end of the paper", [0x1A, 0x32, 0x12, 0x12], [.paperOut]),
            StatusSample("error", [0x1A, 0x52, 0x12, 0x12], [.other]),
            StatusSample("cutter", [0x1A, 0x52, 0x1A, 0x12], [.cutter]),
            StatusSample("unrecoverable", [0x12, 0x12, 0x32, 0x12], [.other]),
            StatusSample("recovers by itself", [0x12, 0x12, 0x52, 0x12], [.overheated]),
            StatusSample("near the end", [0x12, 0x12, 0x12, 0x1E], [], low: true),
            StatusSample("at the end", [0x12, 0x12, 0x12, 0x72], [.paperOut]),
            StatusSample("everything", [0x1A, 0x76, 0x1A, 0x7E], [.headOpen, .paperOut, .cutter], low: true),
        ])
    func reads(sample: StatusSample) {
        // An automatic status, flow control and noise between the answers are none.
        for between in [[], [0x10, 0x12, 0x16, 0x0F], [0x11, 0x13, 0x00, 0xFF, 0x92]] as [[UInt8]] {
            var script = asking()
            for (index, byte) in sample.reply.enumerated() {
                for noise in between { script.hear([noise]) }
                script.hear([byte])
                #expect(script.takeSent() == (index < 3 ? [[0x10, 0x04, UInt8(index) + 2]] : []))
            }
            #expect(script.status == PrinterStatus(faults: sample.faults, isRunningLow: sample.isRunningLow))
        }
    }

    @Test func `a number that is not answered is left out, and the others tell the status`() {
        var script = asking()
        var asked = 0
        script.hear([0x12])
        for _ in 0..<60 {
            script.waitForWord()
            for sent in script.takeSent() where sent.count == 3 {
                if sent[2] == 3 { asked += 1 } else { script.hear([sent[2] == 4 ? 0x72 : 0x12]) }
            }
        }
        #expect(asked == PrinterLimit.strikes && script.status?.faults == [.paperOut])
    }

    @Test func `a label is taken after a second without trouble, never printed`() {
        var script = asking()
        let sentAt = script.now
        script.print(1)
        script.hear([0x12])
        for _ in 0..<60 where script.outcomes(of: 1).isEmpty {
            script.waitForWord()
            for sent in script.takeSent() where sent.count == 3 { script.hear([0x12]) }
        }
        #expect(script.outcomes(of: 1) == [.taken])
        #expect(script.now >= sentAt.advanced(by: PrinterPace.taken))
    }
}
