/// USB HID POS (usage page 8C).
package struct HIDPOSSettings: Hashable, Sendable {
    /// The layout of a scan report where the report descriptor cannot be had.
    package enum Fallback: String, Hashable, Sendable {
        /// `[02][length][AIM id 3 bytes][data 56][...][more]`: Honeywell and its likes.
        case aimFirst
        /// `[02][length][data 56][...][symbology][more]`: without AIM identifier.
        case plain
    }

    /// What a device sends behind the data although its reports have a length.
    package enum Suffix: String, Hashable, Sendable {
        /// One CR, LF or CR LF, if it is there.
        case lineEnd
        /// One TAB, if it is there.
        case tab
        /// Nothing: every byte is data.
        case none
    }

    /// Used only where the report descriptor is no help.
    package var fallback: Fallback
    /// Feature report 254 = 01 has to be set, or the scanner delivers on its keyboard interface (Honeywell, Youjie).
    /// Asked for whether or not the report descriptor has the report.
    package var redirectsOutput: Bool
    /// It is set also where this is not known of the model, if the report descriptor has the report.
    package var redirectsIfOffered: Bool
    /// A payload of exactly k times the report's data bytes ends with "more" set and nothing after it (Jieli firmware).
    /// A reading whose last report was lost then passes for whole; set it to false for firmware without this fault.
    package var mayOmitLastReport: Bool
    /// What is taken off the end of a reading.
    package var suffix: Suffix

    package init(
        fallback: Fallback = .aimFirst, redirectsOutput: Bool = false, redirectsIfOffered: Bool = true,
        mayOmitLastReport: Bool = true, suffix: Suffix = .lineEnd
    ) {
        self.fallback = fallback
        self.redirectsOutput = redirectsOutput
        self.redirectsIfOffered = redirectsIfOffered
        self.mayOmitLastReport = mayOmitLastReport
        self.suffix = suffix
    }
}

/// The bounds of the HID POS driver.
package enum HIDPOSLimit {
    /// How long the next report of a long reading may take; devices send one every few milliseconds.
    package static let continuationTimeout: Duration = .milliseconds(200)
    /// How long the report descriptor is waited for; the link answers within `LinkLimit.controlTimeout`.
    package static let descriptorTimeout: Duration = .seconds(2)
    /// The most reports kept while the report descriptor is waited for.
    package static let keptReports = 128
    /// The most bytes of kept reports together.
    package static let keptBytes = 16_384
    /// How often the order to deliver here is given, when it is not answered.
    package static let redirectAttempts = 3
}
