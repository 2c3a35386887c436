/// The clock from the oldest swab that is still here (WORKFLOW.md 4, transport): in tubes on a desk, in bags and in boxes. Swabs of
/// sealed tubes that are in no bag yet are not among them.
package struct SwabAge: Hashable, Codable, Sendable {
    /// When it was taken, microseconds since 1970-01-01 UTC.
    package var oldest: Int64
    package var minutes: Int
    /// It is older than its temperature class allows without a reason, not just near it.
    package var isAlarm: Bool
    /// By when it has to be at the laboratory.
    package var latest: Int64
    package init(oldest: Int64, minutes: Int, isAlarm: Bool, latest: Int64) {
        self.oldest = oldest
        self.minutes = minutes
        self.isAlarm = isAlarm
        self.latest = latest
    }

    /// Nil for one that is young enough.
    package init?(of oldest: Int64, at now: Int64, by rule: TemperatureRule) {
        let minutes = Int((now - oldest) / SwabAge.minute)
        guard minutes >= rule.warning else { return nil }
        self.init(
            oldest: oldest, minutes: minutes, isAlarm: minutes >= rule.alarm,
            latest: oldest + Int64(rule.alarm) * SwabAge.minute)
    }

    private static let minute: Int64 = 60_000_000
}

/// What was said of it last.
package struct SwabWarning: Hashable, Codable, Sendable {
    package var oldest: Int64
    package var isAlarm: Bool
}

extension StationState {
    /// Whether this is to be said: each swab is warned of once, and once more at the alarm.
    package func wants(_ age: SwabAge) -> Bool {
        guard let said = day?.swabs, said.oldest == age.oldest else { return true }
        return age.isAlarm && !said.isAlarm
    }

    func aged(_ age: SwabAge) -> Decision {
        guard wants(age) else { return Decision(.noted) }
        return Decision(.told(.swabsAge(age)), facts: [.swabsWarned(age.oldest, isAlarm: age.isAlarm)])
    }
}
