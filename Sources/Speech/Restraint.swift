package import Devices
package import Station

/// Keeps a notice that comes again and again, such as a plug that is loose, from being a noise. What somebody did is always
/// answered.
package struct Restraint: Sendable {
    /// How long the same notice is not heard again.
    package static let quiet: Duration = .seconds(2)

    private var last: (notice: Notice, heard: Instant)?

    package init() {}

    package mutating func lets(_ verdict: Verdict, at now: Instant) -> Bool {
        guard case .told(let notice) = verdict else { return true }
        if let last, last.notice == notice, now < last.heard.advanced(by: Self.quiet) { return false }
        last = (notice, now)
        return true
    }
}
