import Devices

/// What keys type: modifiers, locks, dead keys and Alt sequences, as a host set to the scanner's layout understands
/// them.
///
/// ```
///                    dead key                          any key: accent and key, joined where they can be
///   ┌───────┐ ──────────────────► ┌─────────────────┐ ─────────────┐
///   │ ready │                     │ accent (waits)  │              │
///   └───────┘ ◄────────────────── └─────────────────┘ ◄────────────┘ (back to ready)
///       │  ▲
///       │  │ Alt up: the character
///       ▼  │
///   ┌───────────────┐ ◄─┐ keypad digit, up to `KeyboardLimit.altDigits`
///   │ Alt sequence  │ ──┘
///   └───────────────┘
/// ```
/// The left Alt with Ctrl is AltGr, as Windows has it; the right Alt is AltGr where the layout has a third level.
///
/// Not modelled: sticky keys, compose keys, GUI shortcuts, a num lock that turns keypad digits to arrows (usages do not
/// change with it).
struct KeyboardKeys: Hashable, Sendable {
    /// What became of one key.
    enum Typed: Hashable {
        /// A modifier, a lock, a key let go.
        case nothing
        /// So many bytes of a reading; none yet for the beginning of a character.
        case bytes([UInt8])
        /// The suffix.
        case end
        /// A key that types nothing under this layout; what waited before it is lost.
        case unknown
    }

    private enum Waiting: Hashable {
        case nothing
        case accent(Unicode.Scalar)
        case number(AltNumpad)
    }

    private let settings: KeyboardSettings
    private let table: KeyboardLayoutTable
    private var waiting = Waiting.nothing
    /// The modifiers that are down, as the bits of a boot report.
    private var modifiers: UInt8 = 0
    /// The lights of the lock keys, as the bits of an output report: num 1, caps 2, scroll 4.
    private(set) var lights: UInt8 = 0

    init(settings: KeyboardSettings) {
        self.settings = settings
        table = .table(for: settings.layout)
    }

    /// A reading is over: the accent that still waited. Nil when an Alt sequence was not ended.
    mutating func rest() -> [UInt8]? {
        defer { waiting = .nothing }
        switch waiting {
        case .nothing: return []
        case .accent(let accent): return KeyboardText.bytes(accent)
        case .number: return nil
        }
    }

    mutating func take(_ event: KeyEvent) -> Typed {
        if KeyUsage.modifiers.contains(event.usage) { return modifier(event) }
        if !event.isDown || event.usage == 0 { return .nothing }
        switch event.usage {
        case KeyUsage.numLock: lights ^= 1
        case KeyUsage.capsLock: lights ^= 2
        case KeyUsage.scrollLock: lights ^= 4
        default: return key(event.usage)
        }
        return .nothing
    }
}

// MARK: Modifiers

extension KeyboardKeys {
    private func isHeld(_ usages: UInt8...) -> Bool {
        usages.contains { modifiers >> ($0 - KeyUsage.leftControl) & 1 == 1 }
    }

    private var isControl: Bool { isHeld(KeyUsage.leftControl, KeyUsage.rightControl) }
    private var isShift: Bool { isHeld(KeyUsage.leftShift, KeyUsage.rightShift) }
    private var isCapsLock: Bool { lights & 2 != 0 }

    /// Whether a key that could begin an Alt sequence is held.
    private var isAlt: Bool {
        isHeld(KeyUsage.leftAlt) || (!table.hasAltGr && isHeld(KeyUsage.rightAlt))
    }

    private var isAltGr: Bool {
        table.hasAltGr && (isHeld(KeyUsage.rightAlt) || (isHeld(KeyUsage.leftAlt) && isControl))
    }

    private mutating func modifier(_ event: KeyEvent) -> Typed {
        let bit = UInt8(1) << (event.usage - KeyUsage.leftControl)
        modifiers = event.isDown ? modifiers | bit : modifiers & ~bit
        guard case .number(var number) = waiting, !isAlt else { return .nothing }
        waiting = .nothing
        return number.end(settings.altCodePage).map(Typed.bytes) ?? .unknown
    }
}

// MARK: Keys

extension KeyboardKeys {
    private mutating func key(_ usage: UInt8) -> Typed {
        if isSuffix(usage) { return .end }
        if let byte = settings.specialKeys[usage] { return after([byte]) }
        if isHeld(KeyUsage.leftGUI, KeyUsage.rightGUI) { return unknown() }
        if isAlt && !isAltGr { return isControl ? unknown() : digit(usage) }
        if let byte = fixed(usage) { return after([byte]) }
        if isControl, let byte = control(usage) { return after([byte]) }
        if isControl && !isAltGr { return unknown() }
        return character(usage)
    }

    private func isSuffix(_ usage: UInt8) -> Bool {
        switch settings.suffix {
        // Ctrl+Enter is LF, which is data.
        case .enter: (usage == KeyUsage.enter || usage == KeyUsage.keypadEnter) && !isControl
        case .tab: usage == KeyUsage.tab
        case .none: false
        }
    }

    private mutating func digit(_ usage: UInt8) -> Typed {
        guard let digit = KeyUsage.keypadDigit(usage) else { return unknown() }
        var typed: [UInt8] = []
        var number = AltNumpad()
        switch waiting {
        case .number(let begun): number = begun
        case .accent(let accent): typed = KeyboardText.bytes(accent)
        case .nothing: break
        }
        guard number.append(digit) else { return unknown() }
        waiting = .number(number)
        return .bytes(typed)
    }

    /// Keys that type the same under every layout. The keypad's point is one here, as scanners that type digits on the
    /// keypad mean it, also where Windows makes a comma of it.
    private func fixed(_ usage: UInt8) -> UInt8? {
        switch usage {
        case KeyUsage.enter, KeyUsage.keypadEnter: isControl ? Byte.lf : Byte.cr
        case KeyUsage.tab: Byte.tab
        case KeyUsage.escape: 0x1B
        case KeyUsage.backspace: 0x08
        case KeyUsage.delete: 0x7F
        default: isControl ? nil : keypad(usage)
        }
    }

    private func keypad(_ usage: UInt8) -> UInt8? {
        if let digit = KeyUsage.keypadDigit(usage) { return UInt8(ascii: "0") + digit }
        return switch usage {
        case 0x54: UInt8(ascii: "/")
        case KeyUsage.keypadStar: UInt8(ascii: "*")
        case 0x56: UInt8(ascii: "-")
        case 0x57: UInt8(ascii: "+")
        case KeyUsage.keypadPoint: UInt8(ascii: ".")
        case 0x67: UInt8(ascii: "=")
        default: nil
        }
    }

    /// The control character of Ctrl with a key: by the letter on it; else as the settings say.
    private func control(_ usage: UInt8) -> UInt8? {
        let byCharacter = settings.controlKeys == .character
        // With Ctrl, AltGr counts only where control characters go by what is on the key.
        if isAltGr && !(byCharacter && isHeld(KeyUsage.rightAlt)) { return nil }
        let level: KeyboardLayoutTable.Level = isAltGr ? .altGr : isShift ? .shift : .plain
        let scalar = table.mark(usage, level)?.scalar.value ?? 0
        if (0x61...0x7A).contains(scalar | 0x20) { return UInt8(scalar & 0x1F) }
        if byCharacter { return (0x40...0x5F).contains(scalar) ? UInt8(scalar & 0x1F) : nil }
        return switch usage {
        case KeyUsage.two, KeyUsage.space: 0x00
        case KeyUsage.leftBracket: 0x1B
        case KeyUsage.backslash, KeyUsage.isoHash, KeyUsage.isoAngle: 0x1C
        case KeyUsage.rightBracket: 0x1D
        case KeyUsage.six: 0x1E
        case KeyUsage.minus: 0x1F
        default: nil
        }
    }

    private mutating func character(_ usage: UInt8) -> Typed {
        guard let level = level(usage), let mark = table.mark(usage, level) else { return unknown() }
        switch mark {
        case .dead(let accent) where settings.deadKeys == .combining:
            if case .accent(let before) = waiting {
                waiting = .nothing
                return .bytes(KeyboardText.bytes(before) + KeyboardText.bytes(accent))
            }
            waiting = .accent(accent)
            return .bytes([])
        case .dead(let scalar), .character(let scalar):
            if case .accent(let accent) = waiting, let joined = Accents.joined(accent, scalar) {
                waiting = .nothing
                return .bytes(KeyboardText.bytes(joined))
            }
            return after(KeyboardText.bytes(scalar))
        }
    }

    /// Nil for Shift with AltGr: a fourth level, on which these layouts have nothing.
    private func level(_ usage: UInt8) -> KeyboardLayoutTable.Level? {
        if isAltGr { return isShift ? nil : .altGr }
        let swaps = isCapsLock && (settings.capsLock == .everyKey || table.isLetter(usage))
        return isShift != swaps ? .shift : .plain
    }

    /// Bytes behind the accent that waited for something else.
    private mutating func after(_ bytes: [UInt8]) -> Typed {
        rest().map { .bytes($0 + bytes) } ?? .unknown
    }

    private mutating func unknown() -> Typed {
        waiting = .nothing
        return .unknown
    }
}
