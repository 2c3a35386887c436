import Codes
import Devices
package import Journal
package import Station

/// The clock from the oldest swab: looked at every minute while there are swabs, where a clock is trusted.
extension ControlLoop {
    /// When to look next; nil while nothing is here.
    var swabDeadline: Instant? {
        guard failure == nil, hasSwabs else { return nil }
        return swabsSeen?.advanced(by: LoopLimit.swabCheck) ?? .start
    }

    /// Says that the oldest swab has to leave, once; and once more when it is late.
    func lookAtSwabs(at now: Instant) -> [Order] {
        guard let due = swabDeadline, due <= now else { return [] }
        swabsSeen = now
        let wall = wall(at: now)
        guard wall.isTrusted else { return [] }
        do {
            guard let age = try swabAges(at: wall.microseconds), state.wants(age) else { return [] }
            return notice(.swabsAged(age), nil, at: now)
        } catch {
            return failed(error, nil)
        }
    }

    // MARK: The tubes

    /// When to look next whether they last; nil where nobody has said how many there are, or it was said.
    var stockDeadline: Instant? {
        guard failure == nil, !state.isTraining, let stock = state.stock, !stock.warned else { return nil }
        return stockSeen.map { max($0, stock.since) }.map { $0.advanced(by: LoopLimit.swabCheck) } ?? stock.since
    }

    /// Says once that they run out, at the pace of now.
    func lookAtStock(at now: Instant) -> [Order] {
        guard let due = stockDeadline, due <= now else { return [] }
        stockSeen = now
        guard state.stock?.runsOut(at: now) == true else { return [] }
        return notice(.stockAged, nil, at: now)
    }

    // MARK: The swabs

    /// The one that is late, else the one that is near it; of several the oldest.
    private func swabAges(at now: Int64) throws(JournalError) -> SwabAge? {
        let ages = try swabs().compactMap { SwabAge(of: $0.taken, at: now, by: $0.rule) }
        return ages.min { ($0.isAlarm ? 0 : 1, $0.oldest) < ($1.isAlarm ? 0 : 1, $1.oldest) }
    }

    /// The swab that is here and has to be at the laboratory first: when it was taken, since 1970-01-01 UTC in microseconds,
    /// and by what rule; nil for none. It looks up each bag and tube that is here.
    package func nextSwab() throws(JournalError) -> (taken: Int64, rule: TemperatureRule)? {
        guard failure == nil, hasSwabs else { return nil }
        return try swabs().min { $0.taken + $0.rule.alarmMicroseconds < $1.taken + $1.rule.alarmMicroseconds }
    }

    private func swabs() throws(JournalError) -> [(taken: Int64, rule: TemperatureRule)] {
        var swabs: [(taken: Int64, rule: TemperatureRule)] = []
        let rules = configuration.settings.boxes ?? BoxRules()
        func note(_ oldest: Int64?, temperature: Int) {
            guard let oldest, let rule = rules.temperature(temperature) ?? rules.temperatures.first else { return }
            swabs.append((oldest, rule))
        }
        for box in (state.boxes ?? [:]).values {
            for bag in box.bags {
                guard case .bag(let record)? = try journal.register.record(of: .bag(bag)) else { continue }
                note(record.contents?.oldest, temperature: box.closed ?? 1)
            }
        }
        let desks = state.lanes.values.flatMap { [$0.collecting.tube].compactMap(\.self) + $0.parked }
        for tube in state.bags.values.flatMap(\.tubes) + desks.map(\.code) {
            guard case .tube(let record)? = try journal.register.record(of: .tube(tube)) else { continue }
            note(record.opened.trustedWall, temperature: 1)
        }
        return swabs
    }
}

extension StationState {
    /// Whether there are swabs here.
    var hasSwabs: Bool {
        !bags.isEmpty || boxes != nil || lanes.values.contains { $0.collecting.tube != nil || !$0.parked.isEmpty }
    }
}

extension TemperatureRule {
    /// How old a swab may be that is kept so.
    package var alarmMicroseconds: Int64 { Int64(alarm) * 60_000_000 }
    /// How old it is when it is warned of.
    package var warningMicroseconds: Int64 { Int64(warning) * 60_000_000 }
}
