package import Codes
package import Station

/// How far a roster is in a round.
package struct Coverage: Hashable, Sendable {
    package var round: RoundID
    /// When the last row was recorded, ISO 8601.
    package var at = ""
    /// By the code of the line.
    package var people: [String: RosterStanding] = [:]
    /// The last visit of this round to a household as a whole, by its code.
    package var visits: [String: Visit] = [:]
    /// Households that have to be gone to.
    package var open: Set<String> = []
}

extension Export {
    /// Reads the coverage of a roster, beside a running station. Nothing of a training counts.
    ///
    /// - Parameters:
    ///   - households: by their code, who stands in which line of the roster.
    ///   - round: nil for the one that runs, or that a training has laid aside.
    /// - Throws: `keyDestroyed` for a round that was wiped; without the key file nobody can be told from anybody else.
    package static func coverage(
        path: String, households: [String: [String: PersonCode]], round: RoundID? = nil
    ) throws(JournalError) -> Coverage {
        try ReadOnly.read(path) { connection throws(JournalError) in
            guard let keys = try KeyFile(readOnly: path + ".keys") else {
                throw .cannotOpen(path: path + ".keys", reason: "the key file is not there; put it beside the journal")
            }
            defer { keys.close() }
            var register = MemoryRegister()
            var replay = Replay()
            var at = ""
            try rows(connection) { row throws(JournalError) in
                try replay.take(row.facts, row.verdict, row.sequence, row.scanner)
                if row.round.isTraining { return }
                let moment = Moment(row: row.sequence, wall: row.at.microseconds, isTrusted: row.at.trusted)
                for fact in row.facts { register.project(fact, at: moment) }
                at = row.at.text
            }
            var coverage = Coverage(round: round ?? replay.state?.realRound ?? RoundID("1"), at: at)
            try coverage.enter(households, keys) { household, coverage throws(JournalError) in
                coverage.enter(household, from: register)
            }
            return coverage
        }
    }

    /// The same of the records as they lie there and the last row, at no time (`at` is empty): a lookup or two for each person.
    package static func coverage(
        ofRecords path: String, households: [String: [String: PersonCode]], round: RoundID
    ) throws(JournalError) -> Coverage {
        try ReadOnly.read(path) { connection throws(JournalError) in
            guard let keys = try KeyFile(readOnly: path + ".keys") else {
                throw .cannotOpen(path: path + ".keys", reason: "the key file is not there; put it beside the journal")
            }
            defer { keys.close() }
            let register = try ReadRegister(connection)
            var coverage = Coverage(round: round)
            try coverage.enter(households, keys) { household, coverage throws(JournalError) in
                try coverage.enter(household, from: register)
            }
            return coverage
        }
    }
}

extension Coverage {
    fileprivate mutating func enter(
        _ households: [String: [String: PersonCode]], _ keys: KeyFile,
        _ body: (HouseholdSighting, inout Coverage) throws(JournalError) -> Void
    ) throws(JournalError) {
        let hasKeys = try keys.keys(of: round, making: false) != nil
        for (code, people) in households {
            var household = HouseholdSighting(code: code, people: [])
            for (line, person) in people {
                // A round without keys has seen nobody.
                let token = hasKeys ? try keys.token(for: person, in: round) : PersonToken("")
                household.people.append(HouseholdSighting.Member(line: line, person: token))
            }
            try body(household, &self)
        }
    }

    fileprivate mutating func enter<R: Register>(
        _ household: HouseholdSighting, from register: borrowing R
    ) throws(R.Failure) {
        for member in household.people {
            people[member.line] = try register.standing(of: member, in: household, round: round)
        }
        visits[household.code] = try register.visit(to: .household(household.code), in: round)
        if try register.isOpen(household, in: round) { open.insert(household.code) }
    }
}
