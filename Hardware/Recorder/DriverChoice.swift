package import Drivers

/// Which driver a capture is for: its `language`, set by its `settings`. A language is one entry of the table.
package enum DriverChoice {
    /// One language: the settings it knows, each with what it may be, and what they stand for.
    package struct Entry: Sendable {
        /// The language of the captures.
        package var language: CaptureLanguage
        /// In the order messages list them: a key, and its words with `|` between, or what it takes in capital letters.
        package var settings: KeyValuePairs<String, String>
        var read: @Sendable (SettingsReader) throws(SettingsError) -> DriverSettings
    }

    /// All languages.
    package static let entries: [Entry] = [line, ssi, hidPOS, ibm, keyboard, keypad, sam] + printers

    /// The languages that can be replayed.
    package static var languages: [CaptureLanguage] { entries.map(\.language) }

    /// A fresh driver for the capture's device.
    ///
    /// - Throws: `SettingsError` for a language without a driver, an unknown setting, or one with a wrong value.
    package static func driver(for header: Capture.Header) throws -> any Driver { try settings(of: header).driver }

    /// What the header says of the driver.
    ///
    /// - Throws: as `driver(for:)`.
    package static func settings(of header: Capture.Header) throws -> DriverSettings {
        guard let entry = entries.first(where: { $0.language == header.language }) else {
            let all = languages.map(\.rawValue).joined(separator: ", ")
            throw SettingsError("no driver replays \"\(header.language.rawValue)\" here; there are \(all)")
        }
        let reader = SettingsReader(header.settings)
        try reader.allow(entry.settings)
        return try entry.read(reader)
    }
}

/// Why no driver was made; what is wrong, and what is allowed.
package struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String
    init(_ description: String) { self.description = description }
}

/// Reads the settings of a capture as values.
struct SettingsReader: Sendable {
    private let values: [String: String]

    init(_ settings: [Capture.Setting]) {
        values = Dictionary(settings.map { ($0.key, $0.value) }) { first, _ in first }
    }

    func allow(_ settings: KeyValuePairs<String, String>) throws(SettingsError) {
        guard let other = values.keys.sorted().first(where: { key in !settings.contains { $0.key == key } }) else {
            return
        }
        let all = settings.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
        throw SettingsError("the setting \"\(other)\" is not known; there are \(all.isEmpty ? "none" : all)")
    }

    /// The value that stands for a word; nil when the key is not there.
    func word<Value>(_ key: String, _ words: KeyValuePairs<String, Value>) throws(SettingsError) -> Value? {
        guard let value = values[key] else { return nil }
        guard let match = words.first(where: { $0.key == value }) else {
            throw SettingsError("\(key)=\(value) must be one of \(words.map(\.key).joined(separator: ", "))")
        }
        return match.value
    }

    /// The member of an enumeration of words.
    func word<Value: RawRepresentable>(_ key: String, as type: Value.Type) throws(SettingsError) -> Value?
    where Value.RawValue == String {
        guard let value = values[key] else { return nil }
        guard let match = Value(rawValue: value) else { throw SettingsError("\(key)=\(value) is no word known here") }
        return match
    }

    func holds(_ key: String, _ value: String) -> Bool { values[key] == value }

    func truth(_ key: String) throws(SettingsError) -> Bool? { try word(key, ["true": true, "false": false]) }

    func flag(_ key: String) throws(SettingsError) -> Bool? { try word(key, ["yes": true, "no": false]) }

    func number(_ key: String, in range: ClosedRange<Int>) throws(SettingsError) -> Int? {
        guard let value = values[key] else { return nil }
        guard let number = Int(value), range.contains(number) else {
            throw SettingsError("\(key)=\(value) must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// In milliseconds, up to a minute.
    func duration(_ key: String) throws(SettingsError) -> Duration? {
        try number(key, in: 1...60_000).map { .milliseconds($0) }
    }

    /// Bytes in hexadecimal, two digits each.
    func bytes(_ key: String, most: Int) throws(SettingsError) -> [UInt8]? {
        guard let value = values[key] else { return nil }
        guard let bytes = try? CaptureText.bytes(ofHex: Array(value.utf8)[...], most: most, 0) else {
            throw SettingsError("\(key)=\(value) must be at most \(most) bytes in hexadecimal, like 02 or 0A0B")
        }
        return bytes
    }
}

// MARK: Line scanners

extension DriverChoice {
    private static let line = Entry(
        language: .line,
        settings: [
            "prefix": "HEX", "suffix": "cr|lf|crlf|tab|etx|none", "idle": "MS", "missing": "delivered|damaged",
            "aim": "never|ifPresent|always", "reply": "newland|none",
            "verdict": "silent|honeywell|honeywell-host-ack|datalogic|newland|bells",
        ],
        read: { reader throws(SettingsError) in
            try .line(lineFormat(reader), verdict(reader))
        })

    /// How a line is framed; also for languages that begin as a line.
    static func lineFormat(_ reader: SettingsReader) throws(SettingsError) -> LineFormat {
        let pause = try reader.duration("idle") ?? LineLimit.idleTimeout
        let suffix: LineFormat.Suffix? = try reader.word(
            "suffix", ["cr": .cr, "lf": .lf, "crlf": .crlf, "tab": .tab, "etx": .etx, "none": .idle(pause)])
        let reply: LineFormat.Reply?? = try reader.word("reply", ["newland": .newland, "none": nil])
        return LineFormat(
            prefix: try reader.bytes("prefix", most: LineLimit.prefixBytes) ?? [], suffix: suffix ?? .cr,
            idleTimeout: pause, missingSuffix: try missing(reader) ?? .delivered, aim: try aim(reader) ?? .ifPresent,
            reply: reply ?? nil)
    }

    static func missing(_ reader: SettingsReader) throws(SettingsError) -> LineFormat.MissingSuffix? {
        try reader.word("missing", ["delivered": .delivered, "damaged": .damaged])
    }

    static func aim(_ reader: SettingsReader) throws(SettingsError) -> LineFormat.AIM? {
        try reader.word("aim", ["never": .never, "ifPresent": .ifPresent, "always": .always])
    }

    private static func verdict(_ reader: SettingsReader) throws(SettingsError) -> VerdictLanguage {
        let words: KeyValuePairs<String, VerdictLanguage> = [
            "silent": .silent, "honeywell": .honeywell, "honeywell-host-ack": .honeywellHostACK,
            "datalogic": .datalogic, "newland": .newland(.newlandTones), "bells": .generic(.bells),
        ]
        return try reader.word("verdict", words) ?? .silent
    }
}
