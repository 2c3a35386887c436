import Devices

// What the firmware answers to each command of the SAM_V protocol.

extension FakeCardReader {
    /// The third status byte and the data. A content of one byte is the status of a frame that was no command.
    mutating func reply(to content: [UInt8], badText: Bool) -> (code: UInt8, data: [UInt8]) {
        guard content.count >= 2 else { return (content.first ?? 0x11, []) }
        switch (content[0], content[1]) {
        case (0x10, 0xFF):
            stage = .none
            return (0x90, [])
        case (0x11, 0xFF): return (moduleStatus, [])
        case (0x12, 0xFF): return (0x90, configuration.samID)
        case (0x20, 0x01): return find()
        case (0x20, 0x02): return select()
        case (0x30, 0x01): return read(withFingerprints: false, badText: badText)
        case (0x30, 0x10): return read(withFingerprints: true, badText: badText)
        case (0x30, 0x03): return (stage == .selected ? 0x91 : 0x41, [])
        case (0x60, 0...4) where content.count == 2: return (0x90, [])
        case (0x61, 0xFF) where content.count == 3: return (0x90, [])
        default: return (0x21, [])
        }
    }

    private mutating func find() -> (UInt8, [UInt8]) {
        guard moduleStatus == 0x90 else { return (moduleStatus, []) }
        guard card != nil else { return (0x80, []) }
        if stage == .selected, configuration.find == .failsOnceSelected { return (0x80, []) }
        stage = .found
        return (0x9F, [0, 0, 0, 0])
    }

    private mutating func select() -> (UInt8, [UInt8]) {
        guard card != nil, stage == .found else { return (0x81, []) }
        stage = .selected
        return (0x90, [UInt8](repeating: 0, count: 8))
    }

    private mutating func read(withFingerprints: Bool, badText: Bool) -> (UInt8, [UInt8]) {
        guard let card, stage == .selected else { return (0x41, []) }
        var text = card.text
        if badText {
            // The month of birth becomes 99, whichever place the kind has for it.
            let birth = card.kind == .permanentResident2017 ? 220 : 36
            text.replaceSubrange((birth + 8)..<(birth + 12), with: [0x39, 0, 0x39, 0])
        }
        reads += 1
        let prints = withFingerprints ? [UInt8](repeating: 0x43, count: configuration.fingerprintBytes) : []
        var lengths = length(text.count) + length(card.photo.count)
        if withFingerprints { lengths += length(prints.count) }
        return (0x90, lengths + text + card.photo + prints)
    }

    private func length(_ count: Int) -> [UInt8] { [UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)] }
}
