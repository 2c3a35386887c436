import Codes
import Devices
import Journal
import Station

/// The clock from the oldest swab: looked at every minute while there are swabs, where a clock is trusted.
extension ControlLoop {
    /// When to look next; nil while nothing is here.
    var swabDeadline: Instant? {
        guard failure == nil, !state.isTraining, hasSwabs else { return nil }
        return swabsSeen?.advanced(by: LoopLimit.swabCheck) ?? .start
    }

    private var hasSwabs: Bool {
        !state.bags.isEmpty || state.boxes != nil
            || state.lanes.values.contains { $0.collecting.tube != nil || !$0.parked.isEmpty }
    }

    /// Says that the oldest swab has to leave, once; and once more when it is late.
    func lookAtSwabs(at now: Instant) -> [Order] {
        guard let due = swabDeadline, due <= now else { return [] }
        swabsSeen = now
        let wall = wall(at: now)
        guard wall.isTrusted else { return [] }
        do {
            guard let age = try oldestSwab(at: wall.microseconds), state.wants(age) else { return [] }
            return notice(.swabsAged(age), nil, at: now)
        } catch {
            return failed(error, nil)
        }
    }

    /// The one that is late, else the one that is near it; of several the oldest.
    private func oldestSwab(at now: Int64) throws(JournalError) -> SwabAge? {
        var ages: [SwabAge] = []
        let rules = configuration.settings.boxes ?? BoxRules()
        func note(_ oldest: Int64?, temperature: Int) {
            guard let oldest, let rule = rules.temperature(temperature) ?? rules.temperatures.first else { return }
            if let age = SwabAge(of: oldest, at: now, by: rule) { ages.append(age) }
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
        return ages.min { ($0.isAlarm ? 0 : 1, $0.oldest) < ($1.isAlarm ? 0 : 1, $1.oldest) }
    }
}
