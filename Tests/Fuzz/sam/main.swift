import Devices
import Drivers

/// Any conversation, cut anywhere: no crash, bounded memory, no card without a whole read reply, no bytes of a card in
/// damage, nothing sent but the known commands.
///
/// The first byte chooses the settings; then each step is an order, a length, and so many bytes: 0 raw bytes, 1 the
/// content of a frame, 2 a read reply whose text has the bytes from the offset the first of them names, 3 the same
/// dripping, 4 the reply that leads on, others a pause in units of 50 ms.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzSAM(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let choice = input.first else { return 0 }
    var desk = Desk(
        settings: CardReaderSettings(
            keepsPhoto: choice & 1 != 0, verifyEvery: choice & 2 != 0 ? .seconds(1) : nil))
    var position = 1
    while position + 2 <= input.count {
        let end = min(position + 2 + Int(input[position + 1]), input.count)
        let rest = Array(input[(position + 2)..<end])
        switch input[position] % 8 {
        case 0: desk.take(rest)
        case 1: desk.take(SAMFrame.encode(rest))
        case 2: desk.read(rest, drips: false)
        case 3: desk.read(rest, drips: true)
        case 4: desk.leadOn()
        default: desk.pause(rest.first ?? 10)
        }
        position = end
    }
    return 0
}

/// A driver, its clock, and what must hold of it.
private struct Desk {
    var driver: SAMCardReader
    var now = Instant.start
    /// Whole frames that could be the reply to a read.
    var reads = 0
    var command: [UInt8] = []

    init(settings: CardReaderSettings) {
        driver = SAMCardReader(settings: settings)
        check(driver.started(at: now))
    }

    mutating func take(_ bytes: [UInt8]) {
        now = now.advanced(by: .milliseconds(5))
        // Several short replies, or a long one, may have been completed by this chunk.
        reads += 1 + bytes.count / SAMText.bytes
        check(driver.received(bytes, at: now))
    }

    mutating func read(_ patch: [UInt8], drips: Bool) {
        var text = Desk.text
        let offset = Int(patch.first ?? 0)
        for (index, byte) in patch.dropFirst().enumerated() where offset + index < text.count {
            text[offset + index] = byte
        }
        let frame = SAMFrame.encode([0, 0, 0x90, 1, 0, 0, 8] + text + [UInt8](repeating: 1, count: 8))
        if drips { frame.forEach { take([$0]) } } else { take(frame) }
    }

    /// Answers the command under way so that the next one follows.
    mutating func leadOn() {
        switch command {
        case SAMCommand.status.bytes: take(SAMFrame.encode([0, 0, 0x90]))
        case SAMCommand.id.bytes: take(SAMFrame.encode([0, 0, 0x90] + [UInt8](repeating: 0, count: 16)))
        case SAMCommand.find.bytes: take(SAMFrame.encode([0, 0, 0x9F, 0, 0, 0, 0]))
        case SAMCommand.select.bytes: take(SAMFrame.encode([0, 0, 0x90] + [UInt8](repeating: 0, count: 8)))
        default: read([], drips: false)
        }
    }

    mutating func pause(_ units: UInt8) {
        let end = now.advanced(by: .milliseconds(Int(units) * 50))
        while let deadline = driver.deadline, deadline <= end {
            now = max(now, deadline)
            check(driver.deadlinePassed(at: now))
        }
        now = end
    }

    mutating func check(_ outputs: [DriverOutput]) {
        precondition(driver.heldBytes <= SAMLimit.frameBytes, "the memory is bounded")
        precondition(driver.deadline != nil, "a started driver never waits for ever")
        precondition(outputs.count <= 4, "one chunk has few consequences")
        for output in outputs {
            switch output {
            case .send(let bytes):
                precondition(SAMCommand.allCases.contains { $0.bytes == bytes }, "a command is a known one")
                command = bytes
            case .card(let card):
                reads -= 1
                precondition(reads >= 0, "a card has a reply")
                precondition(!card.name.isEmpty && card.birth.utf8.count == 8, "a card has its fields")
                precondition([15, 18].contains(card.number.utf8.count), "a number has its length")
            case .damaged(let damage, let bytes):
                precondition(damage == .brokenFrame && bytes.isEmpty, "no bytes of a card are kept")
            case .note(let text): precondition(text.count <= 200, "a note is short")
            case .cardTrouble: break
            case .scan, .key, .printer, .request: preconditionFailure("a card reader has cards only")
            }
        }
    }

    /// A resident's text, every field well formed.
    private static let text: [UInt8] = {
        var text = (0..<SAMText.bytes).map { UInt8($0 % 2 == 0 ? 0x20 : 0) }
        let fields = [
            (0, "N"), (30, "1"), (36, "18990307"), (122, "110101189903070018"), (188, "20200101"), (204, "20400101"),
        ]
        for (offset, field) in fields {
            for (index, byte) in field.utf8.enumerated() { text[offset + 2 * index] = byte }
        }
        return text
    }()
}
