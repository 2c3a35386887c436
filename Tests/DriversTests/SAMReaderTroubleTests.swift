import Devices
import Testing

@testable import Drivers

private let find = [DriverOutput.send(SAMCommand.find.bytes)]
private let select = [DriverOutput.send(SAMCommand.select.bytes)]
private let read = [DriverOutput.send(SAMCommand.readTextAndPhoto.bytes)]
private let status = [DriverOutput.send(SAMCommand.status.bytes)]
private func output(_ block: SAMBlock) throws -> [DriverOutput] { [try #require(block.output)] }

@Suite("A card reader in trouble")
struct SAMReaderTroubleTests {
    @Test func `that does not answer is told once, and asked every three seconds`() {
        var talk = SAMTalk()
        #expect(talk.start() == status)
        #expect(talk.driver.deadline == Instant(nanoseconds: 2_000_000_000))
        #expect(talk.wait() == status)
        #expect(talk.wait() == status)
        #expect(talk.wait() == [.note("the reader does not answer"), .cardTrouble(.readerFault)])
        for _ in 0..<5 {
            #expect(talk.driver.deadline == talk.now.advanced(by: .seconds(3)))
            #expect(talk.wait() == status)
            #expect(talk.wait().isEmpty)
        }
        #expect(!talk.driver.isProven)
        #expect(talk.wait() == status)
        #expect(talk.reply(0x90) == [.note("the reader answers again"), .send(SAMCommand.id.bytes)])
        #expect(talk.driver.isProven)
    }

    @Test("whose module is out of order is told once", arguments: [0x60, 0x66] as [UInt8])
    func failsItsTest(code: UInt8) throws {
        var talk = SAMTalk()
        _ = talk.start()
        let message = try #require(SAMStatus(rawValue: code)).message
        #expect(talk.reply(code) == [.note(message), .cardTrouble(.readerFault)])
        #expect(talk.driver.isProven, "it speaks the language")
        #expect(talk.wait() == status)
        #expect(talk.reply(code).isEmpty)
        #expect(talk.wait() == status)
        #expect(talk.reply(0x90).first == .note("the reader answers again"))
    }

    @Test func `that falls silent while it looks for cards is told once`() {
        var talk = SAMTalk.ready()
        #expect(talk.wait() == find)
        #expect(talk.wait() == find)
        #expect(talk.wait() == [.note("the reader does not answer"), .cardTrouble(.readerFault)])
        #expect(talk.wait() == status)
        #expect(talk.reply(0x90) == [.note("the reader answers again")] + find, "the id is known")
        #expect(talk.findNothing(times: 5).isEmpty)
    }

    @Test func `that falls silent whenever it has to read is told so too`() {
        var talk = SAMTalk.ready()
        _ = talk.reply(0x9F, [0, 0, 0, 0])
        #expect(talk.reply(0x90, [UInt8](repeating: 0, count: 8)) == read)
        #expect(talk.wait() == read)
        #expect(talk.wait() == read)
        #expect(talk.wait().last == .cardTrouble(.readerFault))
    }

    @Test("that does not tell its id is used without", arguments: [nil, 0x21, 0x24] as [UInt8?])
    func tellsNoID(code: UInt8?) throws {
        var talk = SAMTalk()
        _ = talk.start()
        _ = talk.reply(0x90)
        if let code {
            #expect(talk.reply(code).last == find.first)
        } else {
            #expect(talk.wait() == find)
        }
        #expect(try talk.readCard(.resident) == output(.resident))
    }

    @Test func `whose replies come broken is asked three times, and no byte of the card is kept`() throws {
        var talk = SAMTalk.ready()
        _ = talk.reply(0x9F, [0, 0, 0, 0])
        _ = talk.reply(0x90, [UInt8](repeating: 0, count: 8))
        #expect(talk.reply(.resident, isBroken: true) == read)
        #expect(talk.reply(.resident, isBroken: true) == read)
        #expect(talk.reply(.resident, isBroken: true) == [.damaged(.brokenFrame, bytes: [])] + read)
        #expect(try talk.reply(.resident) == output(.resident))
    }

    @Test func `that receives broken commands is sent them again`() {
        var talk = SAMTalk.ready()
        #expect(talk.reply(0x10) == find)
        #expect(talk.reply(0x11) == find)
        #expect(talk.reply(0x10) == [.damaged(.brokenFrame, bytes: [])] + find)
        #expect(talk.reply(0x9F, [0, 0, 0, 0]) == select)
        #expect(talk.reply(0x10) == select, "a select it did not obey")
    }

    @Test func `whose select reply is broken is taken to have selected`() throws {
        var talk = SAMTalk.ready()
        _ = talk.reply(0x9F, [0, 0, 0, 0])
        #expect(talk.take(hexBytes("AA AA AA 96 69 00 04 00 00 90 FF")) == read)
        #expect(try talk.reply(.resident) == output(.resident))
    }

    @Test func `has two seconds for a header, one between bytes, and five in all`() {
        var talk = SAMTalk.ready()
        let sent = talk.now
        #expect(talk.driver.deadline == sent.advanced(by: .seconds(2)))
        talk.now = sent.advanced(by: .milliseconds(1500))
        #expect(talk.driver.received(hexBytes("AA AA AA 96 69 00 08"), at: talk.now).isEmpty)
        #expect(talk.driver.deadline == sent.advanced(by: .milliseconds(2500)))
        for second in [2400, 3300, 4200] as [Int64] {
            talk.now = sent.advanced(by: .milliseconds(second))
            #expect(talk.driver.received([0], at: talk.now).isEmpty)
        }
        #expect(talk.driver.deadline == sent.advanced(by: .seconds(5)))
        #expect(talk.wait() == find)
        #expect(talk.driver.heldBytes == 0, "the half frame is forgotten")
        #expect(talk.reply(0x80).isEmpty)
        #expect(talk.driver.strayReplies == 0)
    }

    @Test func `whose reply stops in the middle is asked again after a second`() {
        var talk = SAMTalk.ready()
        #expect(talk.take(hexBytes("AA AA AA 96 69 00 08 00 00")).isEmpty)
        let stopped = talk.now
        #expect(talk.wait() == find)
        #expect(talk.now == stopped.advanced(by: .seconds(1)))
        #expect(talk.reply(0x9F, [0, 0, 0, 0]) == select)
    }

    @Test func `whose late reply comes to a later command is not believed`() throws {
        var talk = SAMTalk.ready()
        _ = talk.reply(0x9F, [0, 0, 0, 0])
        _ = talk.reply(0x90, [UInt8](repeating: 0, count: 8))
        #expect(talk.reply(0x41) == find)
        #expect(talk.reply(.resident).isEmpty, "a read nobody waits for")
        #expect(talk.reply(0x90, [UInt8](repeating: 0, count: 8)).isEmpty, "a select nobody waits for")
        #expect(talk.reply(0x9F, [0, 0, 0, 0]) == select)
        #expect(talk.reply(.resident).isEmpty, "no select is answered with a card")
        #expect(talk.reply(0x90, [UInt8](repeating: 0, count: 8)) == read)
        #expect(try talk.reply(.regions) == output(.regions))
    }

    @Test func `that says the same twice is heard once`() throws {
        var talk = SAMTalk.ready()
        let frame = SAMFrame.encode([0, 0, 0x9F, 0, 0, 0, 0])
        #expect(talk.take(frame + frame) == select)
        #expect(talk.take(frame).isEmpty)
        #expect(talk.reply(0x90, [UInt8](repeating: 0, count: 8)) == read)
        #expect(talk.reply(0x90, [UInt8](repeating: 0, count: 8)).isEmpty)
        #expect(try talk.reply(.resident) == output(.resident))
        #expect(talk.reply(.resident).isEmpty, "nothing is under way")
        #expect(talk.driver.strayReplies == 4)
    }

    @Test("survives noise with bounded memory, and makes no card of it", arguments: [1, 2, 3] as [UInt64])
    func survivesNoise(seed: UInt64) {
        var state = seed
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        var talk = SAMTalk.ready()
        for _ in 0..<5000 {
            let chunk = (0..<Int(next() % 60)).map { _ in next() % 3 == 0 ? UInt8(next() & 0xFF) : 0xAA }
            var outputs = talk.take(chunk)
            if next() % 4 == 0 { outputs += talk.wait() }
            #expect(talk.driver.heldBytes <= SAMLimit.frameBytes)
            for case .card in outputs { Issue.record("a card out of noise") }
            for case .damaged(_, let bytes) in outputs { #expect(bytes.isEmpty) }
        }
    }
}
