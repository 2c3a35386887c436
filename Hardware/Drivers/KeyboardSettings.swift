/// A scanner that types like a keyboard.
package struct KeyboardSettings: Hashable, Sendable {
    /// The national layout the scanner is set to; the station must be set to the same.
    package enum Layout: String, Hashable, Sendable, CaseIterable { case us, german, french }

    /// How keys arrive.
    package enum Form: String, Hashable, Sendable {
        /// `KeyEvent` pairs of a grabbed keyboard.
        case keyEvents
        /// HID boot keyboard reports of 8 bytes.
        case bootReports
        /// Boot reports with a report id in front.
        case numberedReports
    }

    /// What Alt with keypad digits means when the number has no leading 0.
    package enum AltCodePage: String, Hashable, Sendable { case cp437, cp1252 }

    package var layout: Layout
    package var form: Form
    package var altCodePage: AltCodePage
    /// The key after a reading: Enter (also keypad Enter) or Tab.
    package var suffix: Suffix
    /// How long no key may come before a reading is taken for ended.
    package var idleTimeout: Duration

    package enum Suffix: String, Hashable, Sendable { case enter, tab, none }

    package init(
        layout: Layout = .us, form: Form = .keyEvents, altCodePage: AltCodePage = .cp437, suffix: Suffix = .enter,
        idleTimeout: Duration = .milliseconds(100)
    ) {
        self.layout = layout
        self.form = form
        self.altCodePage = altCodePage
        self.suffix = suffix
        self.idleTimeout = idleTimeout
    }
}
