/// What a link needs to know of an HID report descriptor (HID 1.11, 6.2.2): whether reports carry their number, and how
/// long the longest is that the device sends. What reports mean is the driver's business.
struct HIDReports: Hashable, Sendable {
    /// Reports have their id as first byte.
    private(set) var areNumbered = false
    /// The longest input report in bytes, with its id.
    private(set) var longestInput = 0

    /// The most bits counted for one report; what goes beyond is nonsense.
    private static let bitLimit = 8 * 65_536

    private struct Globals {
        var size = 0
        var count = 0
        var id = 0
    }

    init(descriptor: [UInt8]) {
        var globals = Globals()
        var pushed: [Globals] = []
        var bits: [Int: Int] = [:]
        var rest = descriptor[...]
        while let prefix = rest.popFirst() {
            if prefix == 0xFE {
                rest = rest.dropFirst(Int(rest.first ?? 0) + 2)
                continue
            }
            let length = [0, 1, 2, 4][Int(prefix & 3)]
            let value = rest.prefix(length).reversed().reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(length)
            switch prefix & 0xFC {
            case 0x74: globals.size = min(value, Self.bitLimit)
            case 0x94: globals.count = min(value, Self.bitLimit)
            case 0x84: (globals.id, areNumbered) = (value, true)
            case 0xA4: if pushed.count < 16 { pushed.append(globals) }
            case 0xB4: globals = pushed.popLast() ?? globals
            case 0x80:
                bits[globals.id] = min(Self.bitLimit, bits[globals.id, default: 0] + globals.size * globals.count)
            default: break
            }
        }
        let longest = ((bits.values.max() ?? 0) + 7) / 8
        longestInput = longest == 0 ? 0 : longest + (areNumbered ? 1 : 0)
    }
}
