/// USB HID POS (usage page 8C).
package struct HIDPOSSettings: Hashable, Sendable {
    /// The layout of a scan report where the report descriptor cannot be had.
    package enum Fallback: String, Hashable, Sendable {
        /// `[02][length][AIM id 3 bytes][data 56][...][more]`: Honeywell and its likes.
        case aimFirst
        /// `[02][length][data 56][...][symbology][more]`: without AIM identifier.
        case plain
    }
    package var fallback: Fallback
    /// Feature report 254 = 01 has to be set, or the scanner delivers on its keyboard interface (Honeywell, Youjie).
    package var redirectsOutput: Bool
    /// A payload of exactly k times the report's data bytes ends with "more" set and nothing after it (Jieli firmware).
    package var mayOmitLastReport: Bool

    package init(fallback: Fallback = .aimFirst, redirectsOutput: Bool = false, mayOmitLastReport: Bool = true) {
        self.fallback = fallback
        self.redirectsOutput = redirectsOutput
        self.mayOmitLastReport = mayOmitLastReport
    }
}
