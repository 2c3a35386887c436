/// The kernel's key codes as usages of HID page 07: the way back through the kernel's own table for USB keyboards
/// (`hid-input.c`; the codes are those of `linux/input-event-codes.h`).
///
/// All keys of a 105-key keyboard and its keypad, F13 to F24, the keys of Japanese, Korean and Brazilian keyboards,
/// and the few editing keys that keyboards have. Where two usages have one code, the lower one stands.
enum KeyCodes {
    /// The usage of a key code; nil for what is no key of a keyboard (buttons, most media keys).
    static func usage(ofKeyCode code: UInt16) -> UInt8? { usages[code] }

    private static let usages: [UInt16: UInt8] = {
        var usages: [UInt16: UInt8] = [:]
        for (first, codes) in runs {
            for (step, code) in codes.enumerated() where usages[code] == nil { usages[code] = first + UInt8(step) }
        }
        return usages
    }()

    /// Runs of usages from the first one on, with the code of each.
    private static let runs: [(first: UInt8, codes: [UInt16])] = [
        // A to M, N to Z
        (0x04, [30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38, 50]),
        (0x11, [49, 24, 25, 16, 19, 31, 20, 22, 47, 17, 45, 21, 44]),
        // 1 to 9, 0
        (0x1E, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
        // Enter, Escape, Backspace, Tab, space, - = [ ] \
        (0x28, [28, 1, 14, 15, 57, 12, 13, 26, 27, 43]),
        // ; ' ` , . / and Caps Lock
        (0x33, [39, 40, 41, 51, 52, 53, 58]),
        // F1 to F12
        (0x3A, [59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 87, 88]),
        // Print Screen, Scroll Lock, Pause, Insert, Home, Page Up, Delete, End, Page Down
        (0x46, [99, 70, 119, 110, 102, 104, 111, 107, 109]),
        // right, left, down, up
        (0x4F, [106, 105, 108, 103]),
        // keypad: Num Lock / * - + Enter
        (0x53, [69, 98, 55, 74, 78, 96]),
        // keypad: 1 to 9, 0, point
        (0x59, [79, 80, 81, 75, 76, 77, 71, 72, 73, 82, 83]),
        // the key beside the left Shift, Menu, Power, keypad =
        (0x64, [86, 127, 116, 117]),
        // F13 to F24
        (0x68, [183, 184, 185, 186, 187, 188, 189, 190, 191, 192, 193, 194]),
        // Open, Help, Props, Front, Stop, Again, Undo, Cut, Copy, Paste, Find, Mute, louder, softer
        (0x74, [134, 138, 130, 132, 128, 129, 131, 137, 133, 135, 136, 113, 115, 114]),
        // keypad comma
        (0x85, [121]),
        // Japanese: Ro, Katakana/Hiragana, Yen, Henkan, Muhenkan, keypad comma
        (0x87, [89, 93, 124, 92, 94, 95]),
        // Korean: Hangul, Hanja; Japanese: Katakana, Hiragana, Zenkaku/Hankaku
        (0x90, [122, 123, 90, 91, 85]),
        // keypad ( and )
        (0xB6, [179, 180]),
        // left Ctrl, Shift, Alt, GUI; the right ones
        (0xE0, [29, 42, 56, 125, 97, 54, 100, 126]),
    ]
}
