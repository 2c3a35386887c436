package import Devices

/// The first data byte of a DECODE_DATA packet: which symbology was read.
package enum SSICodeType {
    /// The AIM identifier a code type stands for; nil where the maker's table does not say enough for one. The options
    /// in the modifier are those a decoder has when nothing is switched on.
    /// Source: Motorola CS3000 product reference guide, "SSI code types"; ISO/IEC 15424.
    package static func aim(_ type: UInt8) -> AIMIdentifier? { table[type] }

    private static let table: [UInt8: AIMIdentifier] = [
        0x01: letters("A", "0"),  // Code 39
        0x02: letters("F", "0"),  // Codabar
        0x03: letters("C", "0"),  // Code 128
        0x06: letters("I", "0"),  // interleaved 2 of 5
        0x07: letters("G", "0"),  // Code 93
        0x08: letters("E", "0"),  // UPC-A
        0x0A: letters("E", "4"),  // EAN-8
        0x0B: letters("E", "0"),  // EAN-13
        0x0C: letters("H", "0"),  // Code 11
        0x0E: letters("M", "0"),  // MSI
        0x0F: letters("C", "1"),  // GS1-128
        0x23: letters("e", "0"),  // GS1 DataBar Limited
        0x24: letters("e", "0"),  // GS1 DataBar-14
        0x25: letters("e", "0"),  // GS1 DataBar Expanded
        0x48: letters("E", "3"),  // UPC-A with 2 digits
        0x4B: letters("E", "3"),  // EAN-13 with 2 digits
        0x88: letters("E", "3"),  // UPC-A with 5 digits
        0x8B: letters("E", "3"),  // EAN-13 with 5 digits
    ]

    private static func letters(_ code: Unicode.Scalar, _ modifier: Unicode.Scalar) -> AIMIdentifier {
        AIMIdentifier(code: UInt8(ascii: code), modifier: UInt8(ascii: modifier))
    }
}

extension SSISettings {
    /// What a packet's data is as a reading: without prefix and suffix, with the identifier that stands before it or
    /// that its code type has; nil for no data at all.
    func reading(type: UInt8, data: [UInt8]) -> DriverOutput? {
        var rest = data[...]
        if rest.starts(with: raw.prefix) { rest = rest.dropFirst(raw.prefix.count) }
        rest = withoutSuffix(rest)
        let aim = raw.takeAIM(from: &rest) ?? codeTypes[type] ?? SSICodeType.aim(type)
        if rest.isEmpty { return nil }
        if aim == nil, raw.aim == .always { return .damaged(.missingAIM, bytes: Array(rest)) }
        return .scan(Scan(payload: Array(rest), aim: aim))
    }

    /// A packet has no need of a suffix: one that is not there is no damage.
    private func withoutSuffix(_ data: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        switch raw.suffix {
        case .cr:
            if data.suffix(2).elementsEqual([Byte.cr, Byte.lf]) { return data.dropLast(2) }
            return data.last == Byte.cr || data.last == Byte.lf ? data.dropLast() : data
        case .lf: return data.last == Byte.lf ? data.dropLast() : data
        case .crlf: return data.suffix(2).elementsEqual([Byte.cr, Byte.lf]) ? data.dropLast(2) : data
        case .tab: return data.last == Byte.tab ? data.dropLast() : data
        case .etx: return data.last == Byte.etx ? data.dropLast() : data
        case .idle: return data
        }
    }
}

extension LineFormat {
    /// `]` and an identifier, with data after them.
    fileprivate func takeAIM(from rest: inout ArraySlice<UInt8>) -> AIMIdentifier? {
        let start = rest.startIndex
        guard aim != .never, rest.count > 3, rest[start] == Byte.bracket else { return nil }
        guard let aim = AIMIdentifier(checking: rest[start + 1], modifier: rest[start + 2]) else { return nil }
        rest = rest.dropFirst(3)
        return aim
    }

    /// Whether a byte alone can end a reading.
    func isEnd(_ byte: UInt8) -> Bool {
        switch suffix {
        case .cr: byte == Byte.cr || byte == Byte.lf
        case .lf, .crlf: byte == Byte.lf
        case .tab: byte == Byte.tab
        case .etx: byte == Byte.etx
        case .idle: false
        }
    }

    var endsByPause: Bool {
        if case .idle = suffix { return true }
        return false
    }
}
