/// A scanner that types like a keyboard.
package struct KeyboardSettings: Hashable, Sendable {
    /// The national layout the scanner is set to; the station must be set to the same.
    package enum Layout: String, Hashable, Sendable, CaseIterable { case us, german, french }

    /// How keys arrive.
    package enum Form: String, Hashable, Sendable, CaseIterable {
        /// `KeyEvent` pairs of a grabbed keyboard.
        case keyEvents
        /// HID boot keyboard reports of 8 bytes.
        case bootReports
        /// Boot reports with a report id in front.
        case numberedReports
    }

    /// What Alt with keypad digits means when the number has no leading 0. Which one a scanner means is not confirmed
    /// for any maker.
    package enum AltCodePage: String, Hashable, Sendable, CaseIterable {
        case cp437, cp1252
        /// The number is the byte itself, also with a leading 0 and above 127; from 256 to 65,535 it is two bytes, the
        /// high one first. For scanners that type the bytes of a code (UTF-8, GBK) one by one.
        case bytes
    }

    /// What the keys do that carry an accent by itself: `^` and `´` on German keyboards, `^` and `¨` on French ones.
    package enum DeadKeys: String, Hashable, Sendable, CaseIterable {
        /// They wait for the next key, as on Windows: with a letter they make one character, with a space the accent.
        case combining
        /// They type the accent at once: scanners set to a "no dead keys" layout.
        case plain
    }

    /// Which control character Ctrl makes together with a key that is no letter.
    package enum ControlKeys: String, Hashable, Sendable, CaseIterable {
        /// That of the US keyboard's key in the same place, as Windows' layouts have it: Ctrl with the key right of `ü`
        /// on a German keyboard is Ctrl+] and so GS (1D).
        case position
        /// That of the character on the key, also with AltGr held: Ctrl+AltGr+9 on a German keyboard is Ctrl+] and GS.
        case character
    }

    /// What caps lock does.
    package enum CapsLock: String, Hashable, Sendable, CaseIterable {
        /// Swaps the case of letters.
        case letters
        /// Works as a held Shift for every key that types a character, as old German and French keyboards have it.
        case everyKey
    }

    /// The layout the scanner is set to; US where nobody has set another.
    package var layout: Layout
    /// How keys arrive.
    package var form: Form
    /// What Alt with a number means.
    package var altCodePage: AltCodePage
    /// The key after a reading: Enter (also keypad Enter) or Tab.
    package var suffix: Suffix
    /// How long no key may come before a reading is taken for ended.
    package var idleTimeout: Duration
    /// What is made of a reading whose suffix does not come within `idleTimeout`; without meaning for the suffix
    /// `none`.
    package var missingSuffix: LineFormat.MissingSuffix
    /// Whether a leading `]cm` is an AIM identifier or data.
    package var aim: LineFormat.AIM
    /// The report id of the keyboard, for `.numberedReports`; nil takes every report that is long enough.
    package var reportID: UInt8?
    /// What keys with an accent alone do.
    package var deadKeys: DeadKeys
    /// Which control character Ctrl makes with a key that is no letter.
    package var controlKeys: ControlKeys
    /// What caps lock does.
    package var capsLock: CapsLock
    /// Keys that stand for a byte no matter what is held, by their usages: makers that send control characters as
    /// function keys each have a table of their own. `[0x41: 0x1D]` is GS on F8.
    package var specialKeys: [UInt8: UInt8]
    /// Whether the device is told the state of its lock lights at every start and after every lock key: some scanners
    /// send nothing, or press Caps Lock for ever, until a host does. Reports only; not confirmed for any one maker.
    package var answersLocks: Bool

    /// The key after a reading.
    package enum Suffix: String, Hashable, Sendable, CaseIterable { case enter, tab, none }

    package init(
        layout: Layout = .us, form: Form = .keyEvents, altCodePage: AltCodePage = .cp437, suffix: Suffix = .enter,
        idleTimeout: Duration = .milliseconds(100), missingSuffix: LineFormat.MissingSuffix = .delivered,
        aim: LineFormat.AIM = .ifPresent, reportID: UInt8? = nil, deadKeys: DeadKeys = .combining,
        controlKeys: ControlKeys = .position, capsLock: CapsLock = .letters, specialKeys: [UInt8: UInt8] = [:],
        answersLocks: Bool = false
    ) {
        self.layout = layout
        self.form = form
        self.altCodePage = altCodePage
        self.suffix = suffix
        self.idleTimeout = idleTimeout
        self.missingSuffix = missingSuffix
        self.aim = aim
        self.reportID = reportID
        self.deadKeys = deadKeys
        self.controlKeys = controlKeys
        self.capsLock = capsLock
        self.specialKeys = specialKeys
        self.answersLocks = answersLocks
    }
}

/// The most an Alt sequence may hold.
package enum KeyboardLimit {
    /// Digits between Alt down and Alt up: a leading 0 and the largest Unicode code point, 1114111.
    package static let altDigits = 8
}
