/// What is wrong with a station's configuration file: everything that was found in one reading of it, in the order of
/// the file, so that it can be mended in one go.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One fault and where it stands.
    package struct Fault: Hashable, Sendable, CustomStringConvertible {
        package var file: String
        /// Counted from 1.
        package var line: Int
        /// Counted from 1, in Unicode scalars.
        package var column: Int
        /// The key that is meant and what is wrong with it: `modes[2].capacity: found "ten", expected ...`. List
        /// elements are counted from 1, as categories and modes are on their cards.
        package var message: String

        package var description: String { "\(file):\(line):\(column): \(message)" }
    }

    /// The first faults, at least one and at most `ConfigurationLimit.listedFaults`.
    package var faults: [Fault]
    /// How many more there are.
    package var unlisted: Int

    /// One line a fault.
    package var description: String {
        let lines = faults.map(\.description)
        return (unlisted == 0 ? lines : lines + ["and \(unlisted) more"]).joined(separator: "\n")
    }
}

/// What a configuration file may hold at most. Numbers a site chooses have their own ranges in the schema.
package enum ConfigurationLimit {
    package static let fileBytes = 256 * 1024
    /// The most keys of one mapping that are looked at.
    package static let mappingKeys = 64
    /// The most faults one error lists.
    package static let listedFaults = 20
    /// The most characters of a file's text that a message repeats.
    package static let quotedCharacters = 40

    /// As many as there are CATEGORY cards.
    package static let categories = 20
    /// As many as there are MODE cards.
    package static let modes = 4
    package static let sites = 1_000
    package static let lots = 1_000
    package static let lanes = 16
    /// Of one lane.
    package static let scanners = 16
    /// Rules of one class of codes, and classes of QR codes.
    package static let rules = 16
    /// Characters of a station's, category's or mode's name.
    package static let nameCharacters = 40
    /// Bytes a scanner puts before every reading.
    package static let prefixBytes = 16
    /// Of the name of a sound device, with its arguments.
    package static let deviceCharacters = 200
    package static let cardKeyCharacters = 8...128
}
