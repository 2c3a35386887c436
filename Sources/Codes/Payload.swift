import Devices

/// A scan's bytes as the classes look at them.
struct Payload {
    /// What the symbol held, byte for byte: without the AIM identifier if the driver left it in front.
    let bytes: [UInt8]
    /// `bytes` without one line end behind, and in GS1 without the separator in front.
    let text: [UInt8]
    let aim: AIMIdentifier?
    /// Whether the scanner said that it is a GS1 element string.
    let isGS1: Bool

    init(_ scan: Scan) {
        var bytes = scan.payload
        var aim = scan.aim
        if aim == nil, let found = Self.identifier(bytes) {
            aim = found
            bytes = Array(bytes.dropFirst(3))
        }
        var text = Self.withoutLineEnd(bytes)
        let hasSeparator = text.first == GS1.separator && (aim == nil || GS1.isMarked(aim))
        if hasSeparator { text.removeFirst() }
        self.bytes = bytes
        self.text = text
        self.aim = aim
        isGS1 = hasSeparator || GS1.isMarked(aim)
    }

    var isQR: Bool { aim?.code == UInt8(ascii: "Q") }

    /// Whether all of it is printable ASCII.
    var isPrintable: Bool { text.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }

    /// `]` and an identifier, with something behind them.
    private static func identifier(_ bytes: [UInt8]) -> AIMIdentifier? {
        guard bytes.count > 3, bytes[0] == UInt8(ascii: "]") else { return nil }
        return AIMIdentifier(checking: bytes[1], modifier: bytes[2])
    }

    private static func withoutLineEnd(_ bytes: [UInt8]) -> [UInt8] {
        guard let last = bytes.last, last == 0x0D || last == 0x0A else { return bytes }
        let isPair = last == 0x0A && bytes.dropLast().last == 0x0D
        return Array(bytes.dropLast(isPair ? 2 : 1))
    }

    /// The halves of a scan that came twice, with a line end or nothing between; as read, and without what stands around.
    func halves(of scan: Scan) -> [Scan] {
        let whole = Self.half(scan.payload).map { Scan(payload: $0, aim: scan.aim, origin: scan.origin) }
        let inner = Self.half(text).map { Scan(payload: $0, aim: aim, origin: scan.origin) }
        return [whole, inner].compactMap { $0 }
    }

    private static func half(_ bytes: [UInt8]) -> [UInt8]? {
        for gap in 0...2 where bytes.count > gap && (bytes.count - gap).isMultiple(of: 2) {
            let length = (bytes.count - gap) / 2
            let between = bytes[length..<length + gap]
            if between.allSatisfy({ $0 == 0x0D || $0 == 0x0A }), bytes.prefix(length) == bytes.suffix(length) {
                return Array(bytes.prefix(length))
            }
        }
        return nil
    }
}
