package import Devices

/// What the kernel makes of a keyboard's reports: the `struct input_event`s of its event node (64-bit: two words of time,
/// type, code, value).
package enum KernelKeys {
    /// How long an event is.
    package static let eventBytes = 24

    /// The events of keys that change at one moment, with the SYN_REPORT that ends them. Usages the kernel has no key for
    /// are left out, as it does.
    package static func bytes(of keys: [KeyEvent]) -> [UInt8] {
        let known = keys.compactMap { key in code(ofUsage: key.usage).map { (code: $0, isDown: key.isDown) } }
        if known.isEmpty { return [] }
        let changes = known.flatMap { event(type: 1, code: $0.code, value: $0.isDown ? 1 : 0) }
        return changes + event(type: 0, code: 0, value: 0)
    }

    /// SYN_DROPPED: the program was too slow, and events are lost.
    package static let overrun = event(type: 0, code: 3, value: 0)

    private static func event(type: UInt16, code: UInt16, value: Int32) -> [UInt8] {
        let numbers: [[UInt8]] = [
            Array(repeating: 0, count: 16), littleEndian(type), littleEndian(code),
            littleEndian(UInt32(bitPattern: value)),
        ]
        return numbers.flatMap(\.self)
    }

    private static func littleEndian(_ number: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
        (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    /// Linux's key for a usage of page 07 (hid-input: letters by their place on the board, then the rest in the order of the
    /// usages), nil for none.
    private static func code(ofUsage usage: UInt8) -> UInt16? {
        switch usage {
        case 0x04...0x31: rows[Int(usage) - 0x04]
        case 0x32...0x65: block[Int(usage) - 0x32]
        case 0xE0...0xE7: modifiers[Int(usage) - 0xE0]
        default: nil
        }
    }

    /// 04 to 31: A to Z, 1 to 0, Enter, Escape, Backspace, Tab, Space, and the signs up to the backslash.
    private static let rows: [UInt16] = [
        30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38, 50, 49, 24, 25, 16, 19, 31, 20, 22, 47, 17, 45, 21, 44, 2, 3, 4,
        5, 6, 7, 8, 9, 10, 11, 28, 1, 14, 15, 57, 12, 13, 26, 27, 43,
    ]
    /// 32 to 65: the other signs, Caps Lock, the function keys, the arrows, the keypad, the key beside the left Shift.
    private static let block: [UInt16] = [
        43, 39, 40, 41, 51, 52, 53, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 87, 88, 99, 70, 119, 110, 102, 104, 111,
        107, 109, 106, 105, 108, 103, 69, 98, 55, 74, 78, 96, 79, 80, 81, 75, 76, 77, 71, 72, 73, 82, 83, 86, 127,
    ]
    private static let modifiers: [UInt16] = [29, 42, 56, 125, 97, 54, 100, 126]
}
