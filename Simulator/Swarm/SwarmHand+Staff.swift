import Codes
import Devices
import FakeDevices
import Scenarios
import Station

/// Badges: who comes to the lane, who is new, and who signs.
extension SwarmHand {
    /// Somebody who belongs here wakes the station, before anything that was asked is answered; nil for nothing.
    mutating func waking(_ state: StationState) -> Item? {
        guard state.shift == .asleep, state.settings.badges != nil else { return nil }
        return any(of: (state.staff?.badges ?? [:]).keys.sorted())
    }

    /// What the lane's staff do before, or beside, the work with persons; nil for nothing.
    mutating func staffing(_ state: StationState) -> Item? {
        guard let rules = state.settings.badges else { return nil }
        let badges = state.staff?.badges ?? [:]
        if badges.isEmpty { return .card(.enrol) }
        let crew = state.lanes[lane]?.crew ?? []
        let missing = rules.required.filter { role in
            !role.substitutes.contains { substitute in crew.contains { $0.role == substitute } }
        }
        if let role = missing.first {
            let able = badges.filter { role.substitutes.contains($0.value.role) }.keys.sorted()
            return any(of: able) ?? .card(.enrol)
        }
        if random.next() % 120 == 0, badges.count < Self.mostBadges { return .card(.enrol) }
        // Somebody changes over, or signs.
        return random.next() % 60 == 0 ? any(of: badges.keys.sorted()) : nil
    }

    /// More than work at any station.
    private static let mostBadges = 40

    private mutating func any(of badges: [BadgeCode]) -> Item? {
        badges.isEmpty ? nil : .foreign(badges[Int(random.next() % UInt64(badges.count))].text)
    }

    /// The next step of an enrolment.
    mutating func enrolment(_ step: Enrolment, _ state: StationState) -> Item {
        switch step {
        case .supervisor:
            let badges = state.staff?.badges ?? [:]
            return any(of: badges.filter { $0.value.role == .supervisor }.keys.sorted()) ?? .card(.cancel)
        case .sticker:
            badges += 1
            return .badge(lane.number * 100 + badges)
        case .holder: return nextPerson()
        case .role: return .card(.role(Int(random.next() % 6) + 1))
        case .withdraw: return .card(random.next() % 2 == 0 ? .confirm : .cancel)
        case .newPIN: return .card(.cancel)
        }
    }

    /// Everybody has the same PIN; some do not remember it.
    mutating func pin(_ station: SwarmStation) -> [TypingKey] {
        let isWrong = station.isFaulty && random.next() % 10 == 0
        let digits = isWrong && random.next() % 2 == 0 ? [1, 2] : isWrong ? [4, 3, 2, 1] : [1, 2, 3, 4]
        return digits.map(TypingKey.digit) + [.enter]
    }

    /// Types on key cards, in one go.
    mutating func type(_ keys: [TypingKey], at device: Int, _ station: SwarmStation) -> Int {
        var scans = 0
        for key in keys { scans += scan(.card(.key(key)), with: device, station) }
        return scans
    }
}
