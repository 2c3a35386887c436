package import Devices

/// Numeric keypads, and the digits of whole keyboards: each key pressed is a `TypingKey`, under no national layout.
///
/// ```
///   chunks ──► KeyboardReports: changes ──► a key went down ──► the table below ──► .key
/// ```
/// | keys | meaning |
/// |---|---|
/// | keypad 0 to 9, the digit row | digit |
/// | keypad `*`, the key X of a US keyboard | X |
/// | Enter, keypad Enter | enter |
/// | Backspace, Delete, Escape, keypad point | clear |
///
/// All other keys do nothing, modifiers and num lock among them: a keypad sends the same usages whether its num lock
/// is on or not. A key counts once, however long it is held and however often it is repeated. In reports, a key that
/// is held over a start counts only once it was let go.
///
/// Not modelled: keys `00` and `000` that are keys of their own (those that press 0 several times are), keypads that
/// send arrows, the light of num lock.
package struct KeypadDriver: Driver {
    /// Fixed for the life of the driver.
    package let settings: KeypadSettings
    private var reports: KeyboardReports

    /// A driver that has heard nothing yet.
    package init(settings: KeypadSettings = KeypadSettings()) {
        self.settings = settings
        reports = KeyboardReports(form: settings.form, reportID: settings.reportID)
    }

    /// A keypad waits for nothing.
    package var deadline: Instant? { nil }

    package mutating func started(at now: Instant) -> [DriverOutput] {
        // A grabbed keyboard tells of keys that go down only: one that is held already never comes. A report tells what
        // is held, and so what was held before stays known.
        if settings.form == .keyEvents { reports.forgetHeld() }
        return []
    }

    package mutating func received(_ bytes: [UInt8], at now: Instant) -> [DriverOutput] {
        if bytes.isEmpty { return [] }
        guard let changes = reports.changes(in: bytes) else {
            return [.damaged(.brokenFrame, bytes: Array(bytes.prefix(LineLimit.frameBytes)))]
        }
        return changes.compactMap { change in
            guard case .key(let event) = change, event.isDown else { return nil }
            return Self.meaning(of: event.usage).map(DriverOutput.key)
        }
    }

    package mutating func deadlinePassed(at now: Instant) -> [DriverOutput] { [] }

    private static func meaning(of usage: UInt8) -> TypingKey? {
        if let digit = KeyUsage.keypadDigit(usage) ?? KeyUsage.rowDigit(usage) { return .digit(Int(digit)) }
        return switch usage {
        case KeyUsage.keypadStar, KeyUsage.x: .x
        case KeyUsage.enter, KeyUsage.keypadEnter: .enter
        case KeyUsage.backspace, KeyUsage.delete, KeyUsage.escape, KeyUsage.keypadPoint: .clear
        default: nil
        }
    }
}
