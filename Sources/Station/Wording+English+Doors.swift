import Codes

/// Words of going from door to door.
extension English {
    func visited(_ place: VisitPlace, _ visit: Visit) -> Message {
        switch place {
        case .household(let code): Message("Household \(code): \(name(of: visit))", "Go on to the next door")
        case .line(let code): Message("Person \(code): \(name(of: visit))", "Scan the next person, or the household")
        }
    }

    func asked(_ household: HouseholdSighting, _ progress: HouseholdProgress) -> Message {
        Message(
            "Household \(household.code): \(told(progress))",
            "Scan a person's line, or the card of the visit")
    }

    func askedToLeave(_ household: HouseholdSighting, _ progress: HouseholdProgress) -> Message {
        Message(
            "Household \(household.code): \(progress.missing) of \(people(progress.people)) not sampled, nothing says why",
            "Scan their lines, or CONFIRM to leave it so")
    }

    func told(of household: String, _ progress: HouseholdProgress) -> Message {
        Message(
            "Household \(household): \(told(progress))",
            progress.missing == 0 ? "Nothing is to be done" : "Scan the household to begin")
    }

    func refused(unlisted codeClass: CodeClass, _ code: String) -> Message {
        Message("The \(name(of: codeClass)) \(code) is not on the roster", "Scan the person's own ID, and report it")
    }

    func refused(alone token: PersonToken) -> Message {
        Message("\(person(token)) has to have a tube alone", "Scan a mode for single tubes, then the person")
    }

    private func told(_ progress: HouseholdProgress) -> String {
        let parts = [
            people(progress.people), "\(progress.sampled) sampled",
            progress.explained > 0 ? "\(progress.explained) not here" : nil,
            progress.last.map { "last visit: \(name(of: $0))" },
            progress.building.map { "\($0.open) of \($0.doors) doors of the building open" },
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }

    private func people(_ count: Int) -> String { count == 1 ? "1 person" : "\(count) people" }

    private func name(of visit: Visit) -> String {
        switch visit {
        case .absent: "nobody there"
        case .refused: "refused"
        case .moved: "moved away"
        case .revisit: "to be visited again"
        case .done: "done"
        }
    }

    func card(of visit: Visit) -> String { visit.rawValue.uppercased() }

    func use(of visit: Visit) -> String {
        switch visit {
        case .absent: "After a household, or a waiting person's line: not there"
        case .refused: "After a household, or a waiting person's line: refused"
        case .moved: "After a household, or a waiting person's line: moved away"
        case .revisit: "After a household, or a waiting person's line: come again"
        case .done: "After a household: everybody there was sampled"
        }
    }
}
