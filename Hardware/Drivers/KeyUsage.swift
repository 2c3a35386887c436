/// Keys by their numbers on HID usage page 07 (USB HID Usage Tables, Keyboard/Keypad page).
enum KeyUsage {
    static let rollover: UInt8 = 0x01
    /// The last of the three usages that report an error instead of a key.
    static let lastError: UInt8 = 0x03
    static let a: UInt8 = 0x04
    static let x: UInt8 = 0x1B
    static let one: UInt8 = 0x1E
    static let two: UInt8 = 0x1F
    static let six: UInt8 = 0x23
    static let zero: UInt8 = 0x27
    static let enter: UInt8 = 0x28
    static let escape: UInt8 = 0x29
    static let backspace: UInt8 = 0x2A
    static let tab: UInt8 = 0x2B
    static let space: UInt8 = 0x2C
    static let minus: UInt8 = 0x2D
    static let leftBracket: UInt8 = 0x2F
    static let rightBracket: UInt8 = 0x30
    static let backslash: UInt8 = 0x31
    /// The key left of Enter on ISO keyboards; the kernel and Windows take it for the backslash key.
    static let isoHash: UInt8 = 0x32
    static let capsLock: UInt8 = 0x39
    static let scrollLock: UInt8 = 0x47
    static let delete: UInt8 = 0x4C
    static let numLock: UInt8 = 0x53
    static let keypadStar: UInt8 = 0x55
    static let keypadEnter: UInt8 = 0x58
    static let keypadOne: UInt8 = 0x59
    static let keypadZero: UInt8 = 0x62
    static let keypadPoint: UInt8 = 0x63
    /// The key between the left Shift and Z on ISO keyboards.
    static let isoAngle: UInt8 = 0x64

    static let leftControl: UInt8 = 0xE0
    static let leftShift: UInt8 = 0xE1
    static let leftAlt: UInt8 = 0xE2
    static let leftGUI: UInt8 = 0xE3
    static let rightControl: UInt8 = 0xE4
    static let rightShift: UInt8 = 0xE5
    static let rightAlt: UInt8 = 0xE6
    static let rightGUI: UInt8 = 0xE7
    /// The eight modifiers in the order of their bits in a boot report.
    static let modifiers = leftControl...rightGUI

    /// 0 to 9 for a keypad digit, else nil.
    static func keypadDigit(_ usage: UInt8) -> UInt8? {
        if usage == keypadZero { return 0 }
        return (keypadOne..<keypadZero).contains(usage) ? usage - keypadOne + 1 : nil
    }

    /// 0 to 9 for a digit of the row above the letters, as the US keyboard has it, else nil.
    static func rowDigit(_ usage: UInt8) -> UInt8? {
        if usage == zero { return 0 }
        return (one..<zero).contains(usage) ? usage - one + 1 : nil
    }
}
