package import Codes
package import Devices
package import Station

/// What a row keeps of an event besides its decision.
package struct Entry: Sendable {
    /// Monotonic time of the event, the same that was decided with.
    package var at: Instant
    /// Wall clock, microseconds since 1970-01-01 UTC.
    package var wall: Int64
    package var utcOffsetMinutes: Int
    /// False while the clock is unverified (no network time, no battery clock).
    package var clockTrusted: Bool
    package var scanner: ScannerRole?
    package var happening: Happening
    /// The very reading; sealed under the round's key, whatever it turned out to be: misreads hold numbers too.
    package var scan: Scan?
    /// The person a scan names; sealed under the round's key.
    package var person: PersonCode?
    /// What else is known of that person; sealed with the person.
    package var details: PersonDetails?
    /// How often the same code was read again without having been out of the scanner's sight.
    package var repeats: Int
    /// Whose key seals the row.
    package var round: RoundID

    package init(
        at: Instant, wall: Int64, utcOffsetMinutes: Int = 0, clockTrusted: Bool, scanner: ScannerRole? = nil,
        happening: Happening, scan: Scan? = nil, person: PersonCode? = nil, details: PersonDetails? = nil,
        repeats: Int = 0, round: RoundID
    ) {
        self.at = at
        self.wall = wall
        self.utcOffsetMinutes = utcOffsetMinutes
        self.clockTrusted = clockTrusted
        self.scanner = scanner
        self.happening = happening
        self.scan = scan
        self.person = person
        self.details = details
        self.repeats = repeats
        self.round = round
    }
}

/// A row as a restart wants it: to repeat the verdict at its lane, and to know which code lies in a scanner's sight.
package struct LastRow: Sendable {
    package var sequence: Int64
    package var boot: Int64
    package var at: Instant
    package var wall: Int64
    package var scanner: ScannerRole
    package var happening: Happening
    package var verdict: Verdict
    /// The reading, nil when the row has none or its key was destroyed.
    package var raw: [UInt8]?
}

/// The last rows of lanes and devices that said something; repeats and silent rows do not count.
package struct Latest: Hashable, Codable, Sendable {
    package var lanes: [LaneID: Int64] = [:]
    package var devices: [DeviceID: Int64] = [:]

    mutating func note(_ sequence: Int64, _ scanner: ScannerRole) {
        lanes[scanner.lane] = sequence
        devices[scanner.device] = sequence
    }
}
