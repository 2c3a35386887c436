/// A numeric keypad with which persons type numbers.
package struct KeypadSettings: Hashable, Sendable {
    /// How keys arrive.
    package var form: KeyboardSettings.Form
    /// The report id of the keypad, for `.numberedReports`; nil takes every report that is long enough.
    package var reportID: UInt8?

    /// A grabbed keyboard unless told otherwise.
    package init(form: KeyboardSettings.Form = .keyEvents, reportID: UInt8? = nil) {
        self.form = form
        self.reportID = reportID
    }
}
