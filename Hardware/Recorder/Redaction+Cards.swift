/// Replies of ID-card readers: `AA AA AA 96 69 | length | SW1 SW2 SW3 | data | XOR`. Texts of cards are UTF-16LE, at
/// the places GA/T 490 gives them; photos, fingerprints, and whatever else is long, become zeros.
extension Redactor {
    private static let preamble: [UInt8] = [0xAA, 0xAA, 0xAA, 0x96, 0x69]
    /// Status, find and select replies, and the reader's own id, have at most so many bytes of data.
    private static let harmlessBytes = 16

    mutating func cards(_ bytes: inout [UInt8]) {
        var position = 0
        while position < bytes.count {
            guard bytes[position...].starts(with: Redactor.preamble), position + 7 <= bytes.count else {
                if ![0xAA, 0x96, 0x69].contains(bytes[position]) { bytes[position] = 0 }
                position += 1
                continue
            }
            let length = Int(bytes[position + 5]) << 8 | Int(bytes[position + 6])
            let end = min(position + 7 + length, bytes.count)
            let error = bytes[(position + 5)..<end].reduce(0, ^)
            let data = (position + 10)..<max(position + 10, position + 7 + length - 1)
            reply(&bytes, data)
            if end == position + 7 + length, length > 0 {
                bytes[end - 1] ^= bytes[(position + 5)..<end].reduce(error, ^)
            }
            position = end
        }
    }

    /// - Parameter data: where the data is as far as the length says; the bytes may end earlier.
    private mutating func reply(_ bytes: inout [UInt8], _ data: Range<Int>) {
        if data.count <= Redactor.harmlessBytes { return }
        let lengths = stride(from: data.lowerBound, to: min(data.lowerBound + 6, bytes.count) - 1, by: 2)
            .map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
        let plain = lengths.count >= 2 && 4 + lengths[0] + lengths[1] == data.count
        let prints = lengths.count == 3 && 6 + lengths.reduce(0, +) == data.count
        let head = plain ? 4 : prints ? 6 : 0
        let hasText = head > 0 && lengths[0] == CardText.bytes
        let text = data.dropFirst(head).prefix(hasText ? CardText.bytes : 0).clamped(to: 0..<bytes.count)
        if !text.isEmpty { cardText(&bytes, text) }
        for index in (data.lowerBound + head)..<max(data.upperBound, data.lowerBound + head)
        where index < bytes.count && !text.contains(index) {
            bytes[index] = 0
        }
    }

    private mutating func cardText(_ bytes: inout [UInt8], _ range: Range<Int>) {
        var units: [UInt16] = Array(repeating: 0x20, count: CardText.bytes / 2)
        for index in units.indices where range.lowerBound + 2 * index + 1 < range.upperBound {
            let place = range.lowerBound + 2 * index
            units[index] = UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8
        }
        CardText.disguise(&units, with: &disguise)
        for place in range {
            let unit = units[(place - range.lowerBound) / 2]
            bytes[place] = UInt8((place - range.lowerBound).isMultiple(of: 2) ? unit & 0xFF : unit >> 8)
        }
    }
}

/// The 128 characters of a card's text.
private enum CardText {
    static let bytes = 256

    /// Where a kind of card has what is looked at, in characters.
    private struct Layout {
        var number: Range<Int>
        var sex = 15
        var birth = 18..<26
        /// The ethnic group, where the card has one.
        var nation: Range<Int>?
        var validFrom = 94..<102
        var validUntil = 102..<110
        /// The number of the travel document.
        var pass: Range<Int>?
    }

    private static let kindPlace = 124

    private static func layout(_ kind: UInt16) -> Layout {
        switch kind {
        case 0x49: Layout(number: 61..<76, sex: 60, birth: 110..<118)  // I
        case 0x4A: Layout(number: 61..<79, pass: 110..<119)  // J
        case 0x59: Layout(number: 61..<79)  // Y
        default: Layout(number: 61..<79, nation: 16..<18)
        }
    }

    static func disguise(_ units: inout [UInt16], with disguise: inout Disguise) {
        let kind = units[kindPlace]
        let layout = layout(kind)
        let original = units
        for index in units.indices { units[index] = placeholder(units[index]) }
        for field in [layout.number, layout.pass].compactMap(\.self) {
            units.replaceSubrange(field, with: original[field])
            replaceWords(&units, field, with: &disguise)
        }
        units[kindPlace] = [0x49, 0x4A, 0x59].contains(kind) ? kind : 0x20
        put(layout, original, into: &units)
    }

    /// Sex and dates: what the number says, or what is the same for everybody.
    private static func put(_ layout: Layout, _ original: [UInt16], into units: inout [UInt16]) {
        let number = Array(units[layout.number])
        let isLong = number.count == 18 && number.dropLast().allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
        let texts: [(Range<Int>, [UInt16])] = [
            (layout.birth, isLong ? Array(number[6..<14]) : Array("18900101".utf16)),
            (layout.sex..<(layout.sex + 1), [isLong && number[16].isMultiple(of: 2) ? 0x32 : 0x31]),
            (layout.validFrom, Array("20200101".utf16)), (layout.validUntil, Array("20300101".utf16)),
            (layout.nation ?? 0..<0, layout.nation == nil ? [] : Array("01".utf16)),
        ]
        for (field, text) in texts {
            // What is no date on the card is none afterwards.
            if original[field].allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) { units.replaceSubrange(field, with: text) }
        }
        let until = layout.validUntil
        if original[until].starts(with: "长期".utf16) { units.replaceSubrange(until, with: "长期      ".utf16) }
    }

    /// What stands for a character of a name, an address, or anything else: the same for everybody.
    private static func placeholder(_ unit: UInt16) -> UInt16 {
        switch unit {
        case 0x30...0x39: 0x30
        case 0x41...0x5A: 0x58
        case 0x61...0x7A: 0x78
        case 0x80...: 0x67D0
        default: unit
        }
    }

    /// Letters and digits by the disguise; characters beyond ASCII become 某.
    private static func replaceWords(
        _ units: inout [UInt16], _ range: Range<Int>, with disguise: inout Disguise
    ) {
        let text = units[range].map { $0 < 0x80 ? UInt8($0) : 0x80 }
        for word in Redactor.words(in: text) {
            let disguised = disguise.disguised(Array(text[word]))
            for (index, byte) in zip(word, disguised) { units[range.lowerBound + index] = UInt16(byte) }
        }
        for index in range where units[index] >= 0x80 { units[index] = placeholder(units[index]) }
    }
}
