import Devices
import Testing

@testable import Drivers

/// A conversation with a card reader's driver, told reply by reply.
struct SAMTalk {
    var driver: SAMCardReader
    var now: Instant = .start

    init(_ settings: CardReaderSettings = CardReaderSettings()) { driver = SAMCardReader(settings: settings) }

    /// Started, asked for status and id, and looking for a card.
    static func ready(_ settings: CardReaderSettings = CardReaderSettings()) -> SAMTalk {
        var talk = SAMTalk(settings)
        #expect(talk.start() == [.send(SAMCommand.status.bytes)])
        #expect(talk.reply(0x90) == [.send(SAMCommand.id.bytes)])
        #expect(talk.reply(0x90, [UInt8](repeating: 0, count: 16)).last == .send(SAMCommand.find.bytes))
        return talk
    }

    mutating func start() -> [DriverOutput] { driver.started(at: now) }

    mutating func take(_ bytes: [UInt8]) -> [DriverOutput] {
        now = now.advanced(by: .milliseconds(10))
        return driver.received(bytes, at: now)
    }

    mutating func reply(_ code: UInt8, _ data: [UInt8] = []) -> [DriverOutput] {
        take(SAMFrame.encode([0, 0, code] + data))
    }

    /// The reply to a read, with the wrong checksum where asked.
    mutating func reply(_ block: SAMBlock, isBroken: Bool = false) -> [DriverOutput] {
        take(SAMTalk.read(block.bytes(), isBroken: isBroken))
    }

    /// The frame of a read card with a photo of 1,024 bytes.
    static func read(_ text: [UInt8], isBroken: Bool = false) -> [UInt8] {
        var frame = SAMFrame.encode([0, 0, 0x90, 1, 0, 4, 0] + text + [UInt8](repeating: 0x50, count: 1024))
        if isBroken { frame[frame.count - 1] ^= 0xFF }
        return frame
    }

    /// Nothing comes until the driver wants to be called.
    mutating func wait() -> [DriverOutput] {
        now = driver.deadline ?? now
        return driver.deadlinePassed(at: now)
    }

    /// Pauses until the next find, answering whatever status command comes before it.
    mutating func waitForFind() {
        var outputs = wait()
        if outputs == [.send(SAMCommand.status.bytes)] { outputs = reply(0x90) }
        #expect(outputs == [.send(SAMCommand.find.bytes)])
    }

    /// So many finds without a card.
    mutating func findNothing(times: Int) -> [DriverOutput] {
        var outputs: [DriverOutput] = []
        for _ in 0..<times {
            outputs += reply(0x80)
            waitForFind()
        }
        return outputs
    }

    /// A find is under way: the card is found, selected and read.
    mutating func readCard(_ block: SAMBlock) -> [DriverOutput] {
        #expect(reply(0x9F, [0, 0, 0, 0]) == [.send(SAMCommand.select.bytes)])
        #expect(reply(0x90, [UInt8](repeating: 0, count: 8)) == [.send(SAMCommand.readTextAndPhoto.bytes)])
        return reply(block)
    }
}

extension SAMBlock {
    /// What comes of it without a photo.
    var output: DriverOutput? { (try? SAMText.card(from: bytes()[...])).map { .card($0) } }
}
