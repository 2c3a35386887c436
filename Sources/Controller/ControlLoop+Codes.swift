import Codes
import Journal
import Station

/// What a code is to the sequence, and how long it counts as the same reading.
extension ControlLoop {
    func happening(_ code: Code, isTyped: Bool, line: RosterLine?) throws(JournalError) -> Happening {
        switch code {
        case .person(let person):
            let token = try journal.token(for: person, in: state.round)
            return .personScanned(
                PersonSighting(
                    token: token, kind: person.kind, isTyped: isTyped ? true : nil,
                    qr: person.opaqueClass.map(PersonSighting.QR.init), proxy: person.proxy,
                    line: person.proxy == nil ? line : nil))
        case .tube(let tube): return .tubeScanned(tube)
        case .bag(let bag): return .bagScanned(bag)
        case .seal(let seal): return .sealScanned(seal)
        case .command(.setTime(let digits)): return .timeScanned(clock(typed: Array(digits.utf8)))
        case .command(let command): return .commandScanned(command)
        case .site(let site): return .siteScanned(site)
        case .round(let round): return .roundScanned(RoundID(round))
        case .team(let team): return .teamScanned(team)
        case .box(let box): return .boxScanned(box)
        case .badge(let badge): return .badgeScanned(badge)
        case .lot(let lot): return .lotScanned(lot)
        case .household(let household): return try householdScanned(household)
        case .rosterLine(let line):
            return roster == nil ? .otherScanned(.rosterLine) : .unlistedScanned(.rosterLine, line)
        case .slip(let slip): return .slipScanned(slip)
        case .unreadable(let reason): return .unreadableScanned(reason)
        }
    }

    private func householdScanned(_ code: String) throws(JournalError) -> Happening {
        guard let roster else { return .otherScanned(.household) }
        guard var household = try sighting(of: code, roster) else { return .unlistedScanned(.household, code) }
        var building = BuildingProgress(doors: 0, open: 0)
        for neighbour in roster.building(of: code) {
            guard let door = try sighting(of: neighbour, roster) else { continue }
            building.doors += 1
            if try journal.register.isOpen(door, in: state.round) { building.open += 1 }
        }
        if building.doors > 1 { household.building = building }
        return .householdScanned(household)
    }

    private func sighting(of code: String, _ roster: RosterIndex) throws(JournalError) -> HouseholdSighting? {
        guard let people = roster.people(of: code) else { return nil }
        var members: [HouseholdSighting.Member] = []
        for entry in people {
            let token = try journal.token(for: entry.person, in: state.round)
            members.append(HouseholdSighting.Member(line: entry.line.code, person: token))
        }
        return HouseholdSighting(code: code, people: members)
    }

    /// How long a code must be out of sight to count again: less for cards that are scanned several times in a row.
    func window(for code: Code) -> Duration {
        switch code {
        case .command(.count), .command(.key): return LoopLimit.countCardSight
        default: return configuration.sightWindow
        }
    }

    func window(for happening: Happening) -> Duration {
        if case .commandScanned(.count) = happening { return LoopLimit.countCardSight }
        return configuration.sightWindow
    }
}
