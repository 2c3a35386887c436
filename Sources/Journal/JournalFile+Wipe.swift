package import Devices
package import Station

extension JournalFile {
    /// Destroys a round's key and closes the journal. A row says so, written first: even if power goes in between, it is known
    /// who was wiped and when, and wiping again does no harm.
    ///
    /// - Parameters:
    ///   - round: not the one the station works in, which would have nobody's number from then on.
    ///   - wall: microseconds since 1970-01-01 UTC.
    package func wipe(
        _ round: RoundID, at now: Instant, wall: Int64, utcOffsetMinutes: Int, clockTrusted: Bool
    ) throws(JournalError) {
        let state = restored ?? StationState(settings: Settings(station: station, categories: [], modes: []))
        let event = Event(at: now, scanner: nil, .roundWiped(round))
        let entry = Entry(
            at: now, wall: wall, utcOffsetMinutes: utcOffsetMinutes, clockTrusted: clockTrusted,
            happening: event.happening, round: state.round)
        _ = try append(entry, decide(state, event), before: state)
        try keys.destroyKey(of: round)
        try close(state)
    }
}
