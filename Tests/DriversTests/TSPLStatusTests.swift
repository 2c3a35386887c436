import Devices
import Drivers
import Testing

private let quick: [UInt8] = [0x1B, 0x21, 0x3F]
private let full: [UInt8] = [0x1B, 0x21, 0x53]

/// A driver that has just sent `ESC ! ?`.
private func asking(peels: Bool = false) -> PrinterScript {
    var script = PrinterScript(PrinterSettings(language: .tspl, peels: peels))
    script.start()
    script.answer(PrinterScript.deviceID, .failed)
    #expect(script.takeSent() == [quick])
    return script
}

/// A driver that has just sent `ESC ! S`, after a fine answer to `ESC ! ?`.
private func askingFull(peels: Bool = false) -> PrinterScript {
    var script = asking(peels: peels)
    script.hear([0x00])
    #expect(script.takeSent() == [full])
    return script
}

private func frame(_ message: UInt8, _ warning: UInt8 = 0x40, _ printer: UInt8 = 0x40, _ media: UInt8 = 0x40) -> [UInt8]
{
    [0x02, message, warning, printer, media, 0x03, 0x0D, 0x0A]
}

private let quickSamples = [
    StatusSample("ready", [0x00], []), StatusSample("head open", [0x01], [.headOpen]),
    StatusSample("jam", [0x02], [.jam]), StatusSample("paper", [0x04], [.paperOut]),
    StatusSample("paper and head", [0x05], [.paperOut, .headOpen]), StatusSample("ribbon", [0x08], [.ribbonOut]),
    StatusSample("pause", [0x10], [.paused]), StatusSample("printing", [0x20], []),
    StatusSample("cover", [0x40], [.headOpen]), StatusSample("temperature", [0x80], [.overheated]),
]

private let fullSamples = [
    StatusSample("normal", frame(0x40), []), StatusSample("pause", frame(0x60), [.paused]),
    StatusSample("backing", frame(0x42), []), StatusSample("cutting", frame(0x43), []),
    StatusSample("error", frame(0x45), [.other]), StatusSample("key", frame(0x4B), [.paused]),
    StatusSample("a label waits, but the printer does not peel", frame(0x4C), []),
    StatusSample("printing", frame(0x50), []), StatusSample("imaging", frame(0x57), []),
    StatusSample("paper low", frame(0x40, 0x41), [], low: true),
    StatusSample("ribbon low", frame(0x40, 0x42), [], low: true),
    StatusSample("buffer", frame(0x40, 0x48), [.bufferFull]),
    StatusSample("head hot", frame(0x45, 0x40, 0x41), [.overheated]),
    StatusSample("motor hot", frame(0x45, 0x40, 0x42), [.overheated]),
    StatusSample("head error", frame(0x45, 0x40, 0x44), [.other]),
    StatusSample("cutter", frame(0x45, 0x40, 0x48), [.cutter]),
    StatusSample("memory", frame(0x40, 0x40, 0x50), [.other]),
    StatusSample("paper empty", frame(0x45, 0x40, 0x40, 0x41), [.paperOut]),
    StatusSample("paper jam", frame(0x45, 0x40, 0x40, 0x42), [.jam]),
    StatusSample("ribbon empty", frame(0x45, 0x40, 0x40, 0x44), [.ribbonOut]),
    StatusSample("ribbon jam", frame(0x45, 0x40, 0x40, 0x48), [.jam]),
    StatusSample("head open", frame(0x45, 0x40, 0x40, 0x60), [.headOpen]),
    StatusSample("head open and paper", frame(0x45, 0x40, 0x40, 0x61), [.headOpen, .paperOut]),
]

@Suite("TSPL status")
struct TSPLStatusTests {
    @Test("ESC ! ? is read by a clone's driver", arguments: quickSamples)
    func readsQuick(sample: StatusSample) {
        var script = asking()
        script.hear(sample.reply)
        #expect(script.driver.isProven && script.status == nil)
        script.wait()
        #expect(script.status == PrinterStatus(faults: sample.faults), "\(sample.name)")
    }

    @Test("ESC ! S is read whole, byte by byte and after noise", arguments: fullSamples)
    func readsFull(sample: StatusSample) {
        let noise: [UInt8] = [0x0D, 0x40, 0x03, 0x02, 0x40, 0x40, 0x03, 0x02]
        for chunks in [[sample.reply], sample.reply.map { [$0] }, [noise + sample.reply]] {
            var script = askingFull()
            for chunk in chunks { script.hear(chunk) }
            #expect(
                script.status == PrinterStatus(faults: sample.faults, isRunningLow: sample.isRunningLow),
                "\(sample.name)")
        }
    }

    @Test("what is no full answer is none", arguments: [[0x02, 0x40, 0x40, 0x03], frame(0x00), frame(0xC0), [0x40]])
    func refuses(bytes: [UInt8]) {
        var script = askingFull()
        script.hear(bytes)
        #expect(script.status == nil)
    }

    @Test func `ESC ! S without an answer is asked twice and then no more`() {
        var script = asking()
        var asked = 0
        for _ in 0..<40 {
            switch script.takeSent().last {
            case quick: script.hear([0x00])
            case full:
                asked += 1
                script.wait()
            default: script.wait()
            }
        }
        #expect(asked == PrinterLimit.strikes && script.status == PrinterStatus())
    }

    @Test func `a printer that has answered ESC ! S is asked nothing else`() {
        var script = askingFull()
        script.hear(frame(0x40))
        script.print(1)
        #expect(script.takeSent() == [full])
        script.hear(frame(0x40))
        #expect(script.takeSent() == [[1]])
        for (message, isDone) in [(UInt8(0x57), false), (0x50, false), (0x40, false), (0x40, true)] {
            script.waitForWord()
            #expect(script.takeSent() == [full])
            script.hear(frame(message))
            #expect(script.outcomes(of: 1) == (isDone ? [.printed] : []))
        }
    }

    @Test func `a label in the peeler is there, and the next waits until it is taken`() {
        var script = askingFull(peels: true)
        script.hear(frame(0x40))
        script.print(1)
        script.print(2)
        script.hear(frame(0x40))
        _ = script.takeSent()
        script.waitForWord()
        script.hear(frame(0x4C))
        #expect(script.outcomes(of: 1) == [.printed])
        _ = script.takeSent()
        script.waitForWord()
        script.hear(frame(0x4C))
        #expect(script.status?.faults == [.labelWaiting] && script.takeSent() == [full])
        script.waitForWord()
        script.hear(frame(0x40))
        #expect(script.takeSent() == [full, [1]])
    }

    @Test func `a feed of the paper is no proof of a label`() {
        var script = askingFull()
        script.hear(frame(0x40))
        script.print(1)
        script.hear(frame(0x40))
        _ = script.takeSent()
        for _ in 0..<30 where script.outcomes(of: 1).isEmpty {
            script.waitForWord()
            _ = script.takeSent()
            script.hear(frame(script.now < Instant(nanoseconds: 1_000_000_000) ? 0x46 : 0x40))
        }
        #expect(script.outcomes(of: 1) == [.taken])
    }
}
