import Devices
import Testing

@testable import Drivers

private let find = [DriverOutput.send(SAMCommand.find.bytes)]
private let select = [DriverOutput.send(SAMCommand.select.bytes)]
private let read = [DriverOutput.send(SAMCommand.readTextAndPhoto.bytes)]
private let status = [DriverOutput.send(SAMCommand.status.bytes)]
private func output(_ block: SAMBlock) throws -> [DriverOutput] { [try #require(block.output)] }

@Suite("A card reader's driver")
struct SAMCardReaderTests {
    @Test func `asks for status and id, then looks for a card`() {
        var talk = SAMTalk()
        #expect(!talk.driver.isProven && talk.driver.deadline == nil)
        #expect(talk.start() == status)
        #expect(!talk.driver.isProven)
        #expect(talk.reply(0x90) == [.send(SAMCommand.id.bytes)])
        #expect(talk.driver.isProven)
        let id = hexBytes("05 00 01 00 F1 89 34 01 2A 00 00 00 07 00 00 00")
        #expect(talk.reply(0x90, id) == [.note("SAM 05.01-20220401-0000000042-0000000007")] + find)
        #expect(talk.reply(0x80).isEmpty)
        #expect(talk.driver.deadline == talk.now.advanced(by: .milliseconds(500)))
        #expect(talk.wait() == find)
    }

    @Test func `reads a card that it finds, and drops the photo`() throws {
        var talk = SAMTalk.ready()
        #expect(try talk.readCard(.resident) == output(.resident))
    }

    @Test("reads every kind of card", arguments: [SAMBlock.resident, .regions, .permanent2017, .permanent2023])
    func readsKinds(block: SAMBlock) throws {
        var talk = SAMTalk.ready()
        #expect(try talk.readCard(block) == output(block))
    }

    @Test func `keeps the photo where it is told to`() {
        var talk = SAMTalk.ready(CardReaderSettings(keepsPhoto: true))
        guard case .card(let card) = talk.readCard(.resident).first else {
            Issue.record("no card")
            return
        }
        #expect(card.photo == [UInt8](repeating: 0x50, count: 1024))
    }

    @Test func `reads a reply however it is cut`() throws {
        let frame = SAMTalk.read(SAMBlock.resident.bytes())
        for sizes in [[7, 1288], [1, 6, 1288], [14, 256, 1025]] + [[Int](repeating: 1, count: 1295)] {
            var talk = SAMTalk.ready()
            _ = talk.reply(0x9F, [0, 0, 0, 0])
            _ = talk.reply(0x90, [UInt8](repeating: 0, count: 8))
            var outputs: [DriverOutput] = []
            var rest = frame[...]
            for size in sizes {
                outputs += talk.driver.received(Array(rest.prefix(size)), at: talk.now)
                rest = rest.dropFirst(size)
            }
            #expect(try outputs == output(.resident))
        }
    }

    @Test("accepts a reply with fingerprints", arguments: [0, 1024])
    func acceptsFingerprints(count: Int) throws {
        var talk = SAMTalk.ready()
        _ = talk.reply(0x9F, [0, 0, 0, 0])
        _ = talk.reply(0x90, [UInt8](repeating: 0, count: 8))
        let lengths: [UInt8] = [1, 0, 4, 0, UInt8(count >> 8), 0]
        let data = lengths + SAMBlock.resident.bytes() + [UInt8](repeating: 0, count: 1024 + count)
        #expect(try talk.reply(0x90, data) == output(.resident))
    }

    @Test func `asks the reader how it is while no card comes`() {
        var talk = SAMTalk.ready()
        var asked = 0
        let end = talk.now.advanced(by: .seconds(60))
        _ = talk.reply(0x80)
        while talk.now < end {
            let outputs = talk.wait()
            if outputs == status { asked += 1 }
            _ = talk.reply(outputs == status ? 0x90 : 0x80)
            if outputs == status { _ = talk.reply(0x80) }
        }
        #expect((15...20).contains(asked), "every 3 s, and a find in between: \(asked)")
    }

    @Test func `tells no verdicts, and does nothing without a deadline`() {
        var driver = SAMCardReader(settings: CardReaderSettings())
        #expect(!driver.tellsVerdicts && driver.tell(.refused, at: .start).isEmpty)
        #expect(driver.deadlinePassed(at: .start).isEmpty && driver.received([1, 2, 3], at: .start).isEmpty)
        _ = driver.started(at: .start)
        #expect(driver.deadlinePassed(at: Instant(nanoseconds: 1_999_999_999)).isEmpty)
    }
}

@Suite("A card on the plate")
struct SAMLyingCardTests {
    @Test func `is read once in ten minutes by a reader that keeps finding it`() throws {
        var talk = SAMTalk.ready()
        #expect(try talk.readCard(.resident) == output(.resident))
        for _ in 0..<1200 {
            talk.waitForFind()
            #expect(talk.reply(0x9F, [0, 0, 0, 0]).isEmpty, "it is not even selected")
        }
    }

    @Test func `is read once in ten minutes by a reader that finds it no more`() throws {
        var talk = SAMTalk.ready()
        #expect(try talk.readCard(.resident) == output(.resident))
        talk.waitForFind()
        #expect(talk.findNothing(times: 1200).isEmpty)
    }

    @Test func `is read again once it was lifted for long enough`() throws {
        var talk = SAMTalk.ready()
        _ = talk.readCard(.resident)
        talk.waitForFind()
        _ = talk.findNothing(times: 3)
        #expect(try talk.readCard(.resident) == output(.resident))
    }

    @Test("is not read again when it was away only briefly", arguments: [1, 2])
    func slips(finds: Int) throws {
        var talk = SAMTalk.ready()
        _ = talk.readCard(.resident)
        for _ in 0..<5 {
            talk.waitForFind()
            _ = talk.findNothing(times: finds)
            #expect(talk.readCard(.resident).isEmpty)
        }
        talk.waitForFind()
        #expect(talk.reply(0x9F, [0, 0, 0, 0]).isEmpty, "it lies there again")
    }

    @Test func `is read at once when it is another`() throws {
        var talk = SAMTalk.ready()
        _ = talk.readCard(.resident)
        talk.waitForFind()
        _ = talk.findNothing(times: 1)
        #expect(try talk.readCard(.regions) == output(.regions))
        talk.waitForFind()
        _ = talk.findNothing(times: 1)
        #expect(try talk.readCard(.resident) == output(.resident))
    }

    @Test func `is read again to see whether it was changed, where that is asked for`() throws {
        var talk = SAMTalk.ready(CardReaderSettings(verifyEvery: .seconds(2)))
        _ = talk.readCard(.resident)
        for _ in 0..<3 {
            talk.waitForFind()
            #expect(talk.reply(0x9F, [0, 0, 0, 0]).isEmpty)
        }
        talk.waitForFind()
        #expect(talk.readCard(.resident).isEmpty)
        for _ in 0..<3 {
            talk.waitForFind()
            #expect(talk.reply(0x9F, [0, 0, 0, 0]).isEmpty)
        }
        talk.waitForFind()
        #expect(try talk.readCard(.regions) == output(.regions))
    }

    @Test func `is not read again after the reader was plugged in again, unless it is another`() throws {
        var talk = SAMTalk.ready()
        _ = talk.readCard(.resident)
        #expect(talk.start() == status)
        _ = talk.reply(0x90)
        _ = talk.reply(0x90, [UInt8](repeating: 0, count: 16))
        #expect(talk.readCard(.resident).isEmpty)
        _ = talk.start()
        _ = talk.reply(0x90)
        _ = talk.reply(0x90, [UInt8](repeating: 0, count: 16))
        #expect(try talk.readCard(.regions) == output(.regions))
    }

    @Test func `whose find was not answered is not taken for a new one`() throws {
        var talk = SAMTalk.ready()
        _ = talk.readCard(.resident)
        talk.waitForFind()
        _ = talk.findNothing(times: 10)
        #expect(talk.wait() == find, "the find is repeated")
        #expect(talk.readCard(.resident).isEmpty)
        talk.waitForFind()
        _ = talk.findNothing(times: 3)
        #expect(try talk.readCard(.resident) == output(.resident))
    }

    @Test func `that was lifted is new even if its select is not answered`() throws {
        var talk = SAMTalk.ready()
        _ = talk.readCard(.resident)
        talk.waitForFind()
        _ = talk.findNothing(times: 3)
        #expect(talk.reply(0x9F, [0, 0, 0, 0]) == select)
        #expect(talk.wait() == read)
        #expect(try talk.reply(.resident) == output(.resident))
    }
}

/// A code in answer to a command, and what is told when the second attempt ends in the same way.
struct SAMFailure: Sendable {
    var isRead: Bool
    var code: UInt8
    var trouble: CardTrouble
}

@Suite("A card that cannot be read")
struct SAMCardTroubleTests {
    private static let failures = [
        SAMFailure(isRead: false, code: 0x81, trouble: .unreadable),
        SAMFailure(isRead: false, code: 0x31, trouble: .rejected),
        SAMFailure(isRead: true, code: 0x41, trouble: .lifted), SAMFailure(isRead: true, code: 0x47, trouble: .lifted),
        SAMFailure(isRead: true, code: 0x31, trouble: .rejected),
        SAMFailure(isRead: true, code: 0x32, trouble: .rejected),
        SAMFailure(isRead: true, code: 0x33, trouble: .unreadable),
        SAMFailure(isRead: true, code: 0x37, trouble: .unreadable),
        SAMFailure(isRead: true, code: 0x3F, trouble: .unreadable),
        SAMFailure(isRead: true, code: 0x40, trouble: .unreadable),
        SAMFailure(isRead: true, code: 0x91, trouble: .unreadable),
        SAMFailure(isRead: true, code: 0x23, trouble: .unreadable),
    ]

    private func fail(_ failure: SAMFailure, in talk: inout SAMTalk) -> [DriverOutput] {
        #expect(talk.reply(0x9F, [0, 0, 0, 0]) == select)
        if failure.isRead { #expect(talk.reply(0x90, [UInt8](repeating: 0, count: 8)) == read) }
        return talk.reply(failure.code)
    }

    @Test("is told so after the second attempt, once", arguments: failures)
    func isTold(failure: SAMFailure) throws {
        var talk = SAMTalk.ready()
        #expect(fail(failure, in: &talk) == find)
        let message = try #require(SAMStatus(rawValue: failure.code)).message
        #expect(fail(failure, in: &talk) == [.note(message), .cardTrouble(failure.trouble)])
        for _ in 0..<5 {
            talk.waitForFind()
            #expect(fail(failure, in: &talk).isEmpty)
        }
        talk.waitForFind()
        #expect(talk.findNothing(times: 2).isEmpty)
        #expect(fail(failure, in: &talk) == find)
        #expect(fail(failure, in: &talk).last == .cardTrouble(failure.trouble), "another card, told again")
        talk.waitForFind()
        #expect(try talk.readCard(.resident) == output(.resident))
    }

    @Test("and is gone after the first attempt was lifted", arguments: failures)
    func wasLifted(failure: SAMFailure) throws {
        var talk = SAMTalk.ready()
        #expect(fail(failure, in: &talk) == find)
        #expect(talk.reply(0x80).last == .cardTrouble(.lifted))
        talk.waitForFind()
        #expect(talk.findNothing(times: 3).isEmpty)
        #expect(try talk.readCard(.resident) == output(.resident))
    }

    @Test func `at first is told nothing if the second attempt succeeds`() throws {
        var talk = SAMTalk.ready()
        #expect(fail(SAMFailure(isRead: true, code: 0x41, trouble: .lifted), in: &talk) == find)
        #expect(try talk.readCard(.resident) == output(.resident))
    }

    @Test func `with a malformed text is read again, then told`() throws {
        let wrong = SAMBlock.resident.with(36, "18999999")
        var talk = SAMTalk.ready()
        #expect(talk.readCard(wrong) == read)
        let outputs = talk.reply(wrong)
        #expect(outputs.last == .cardTrouble(.malformed))
        #expect(outputs == [.note("the field birth is malformed: noDate"), .cardTrouble(.malformed)])
        talk.waitForFind()
        #expect(talk.readCard(wrong).isEmpty)
        talk.waitForFind()
        #expect(try talk.readCard(.resident) == output(.resident))
    }

    @Test func `with lengths that do not fit is malformed`() {
        var talk = SAMTalk.ready()
        let data = [1, 0, 4, 1] + SAMBlock.resident.bytes() + [UInt8](repeating: 0, count: 1024)
        _ = talk.reply(0x9F, [0, 0, 0, 0])
        _ = talk.reply(0x90, [UInt8](repeating: 0, count: 8))
        #expect(talk.reply(0x90, data) == read)
        #expect(talk.reply(0x90, data).last == .cardTrouble(.malformed))
    }
}
