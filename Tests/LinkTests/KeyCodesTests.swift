import Testing

@testable import InputLink

@Suite("Key codes of the kernel")
struct KeyCodesTests {
    /// The rows of a keyboard, whose codes follow one another, and the usages they have.
    private static let rows: [(first: UInt16, usages: [UInt8])] = [
        // 1 to 0, - =, Backspace, Tab, Q to P, [ ], Enter
        (2, [0x1E, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2D, 0x2E, 0x2A, 0x2B]),
        (16, [0x14, 0x1A, 0x08, 0x15, 0x17, 0x1C, 0x18, 0x0C, 0x12, 0x13, 0x2F, 0x30, 0x28, 0xE0]),
        // A to L, ; ' `, left Shift, \
        (30, [0x04, 0x16, 0x07, 0x09, 0x0A, 0x0B, 0x0D, 0x0E, 0x0F, 0x33, 0x34, 0x35, 0xE1, 0x31]),
        // Z to /, right Shift, keypad *, left Alt, space, Caps Lock
        (44, [0x1D, 0x1B, 0x06, 0x19, 0x05, 0x11, 0x10, 0x36, 0x37, 0x38, 0xE5, 0x55, 0xE2, 0x2C, 0x39]),
        // F1 to F10, Num Lock, Scroll Lock
        (59, [0x3A, 0x3B, 0x3C, 0x3D, 0x3E, 0x3F, 0x40, 0x41, 0x42, 0x43, 0x53, 0x47]),
        // keypad 7 8 9 - 4 5 6 + 1 2 3 0 point
        (71, [0x5F, 0x60, 0x61, 0x56, 0x5C, 0x5D, 0x5E, 0x57, 0x59, 0x5A, 0x5B, 0x62, 0x63]),
        // the key beside the left Shift, F11, F12
        (86, [0x64, 0x44, 0x45]),
        // keypad Enter, right Ctrl, keypad /, Print Screen, right Alt
        (96, [0x58, 0xE4, 0x54, 0x46, 0xE6]),
        // Home, up, Page Up, left, right, End, down, Page Down, Insert, Delete
        (102, [0x4A, 0x52, 0x4B, 0x50, 0x4F, 0x4D, 0x51, 0x4E, 0x49, 0x4C]),
        // left GUI, right GUI, Menu
        (125, [0xE3, 0xE7, 0x65]),
    ]

    @Test func `every key of a 105-key keyboard has its usage`() {
        for (first, usages) in Self.rows {
            for (step, usage) in usages.enumerated() {
                let code = first + UInt16(step)
                #expect(KeyCodes.usage(ofKeyCode: code) == usage, "code \(code)")
            }
        }
        #expect(KeyCodes.usage(ofKeyCode: 1) == 0x29, "Escape")
        #expect(KeyCodes.usage(ofKeyCode: 119) == 0x48, "Pause")
        let keys = Set(Self.rows.flatMap(\.usages)).count + 2
        #expect(keys == 105)
    }

    @Test func `no two codes have one usage, and what is no key has none`() {
        var seen: [UInt8: UInt16] = [:]
        for code in UInt16(0)...0x2FF {
            guard let usage = KeyCodes.usage(ofKeyCode: code) else { continue }
            #expect(seen.updateValue(code, forKey: usage) == nil, "usage \(usage)")
            #expect(usage >= 0x04 && code < 0x100)
        }
        for code: UInt16 in [0, 84, 240, 0x110, 0x160, .max] { #expect(KeyCodes.usage(ofKeyCode: code) == nil) }
    }
}
