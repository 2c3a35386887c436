package import Codes
package import Station

/// How far a roster is in a round: who was sampled, and what came of visits where nobody was.
package struct Coverage: Hashable, Sendable {
    /// How things stand with somebody of the roster.
    package enum Standing: Hashable, Sendable {
        case sampled(TubeCode)
        case visited(Visit)
        /// Nothing is known.
        case missing
    }

    package var round: RoundID
    /// By the code of the line.
    package var people: [String: Standing] = [:]
    /// The last visit of this round to a household as a whole, by its code.
    package var visits: [String: Visit] = [:]
    /// When the last row was recorded, ISO 8601.
    package var at = ""
}

extension Export {
    /// Reads the coverage of a roster, beside a running station.
    ///
    /// - Parameters:
    ///   - people: who stands in which line of the roster.
    ///   - round: nil for the one that runs.
    /// - Throws: `keyDestroyed` for a round that was wiped; without the key file nobody can be told from anybody else.
    package static func coverage(
        path: String, people: [String: PersonCode], round: RoundID? = nil
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
            var coverage = Coverage(round: round ?? replay.state?.round ?? RoundID("1"), at: at)
            let hasKeys = try keys.keys(of: coverage.round, making: false) != nil
            for (line, person) in people {
                let token = hasKeys ? try keys.token(for: person, in: coverage.round) : nil
                coverage.people[line] = register.standing(of: token, line, in: coverage.round)
            }
            for case (.visit(.household(let code)), .visit(let visit)) in register.records
            where visit.round == coverage.round {
                coverage.visits[code] = visit.visit
            }
            return coverage
        }
    }
}

extension MemoryRegister {
    fileprivate func standing(of token: PersonToken?, _ line: String, in round: RoundID) -> Coverage.Standing {
        if let tube = token.flatMap(tube) { return .sampled(tube) }
        guard case .visit(let visit)? = records[.visit(.line(line))], visit.round == round else { return .missing }
        return .visited(visit.visit)
    }

    /// The tube that somebody is in, by this code or by one it was linked to.
    private func tube(of person: PersonToken) -> TubeCode? {
        var next: PersonToken? = person
        for _ in 0..<Knowledge.links {
            guard let token = next, case .person(let record)? = records[.person(token)] else { return nil }
            if let binding = record.binding { return binding.tube }
            next = record.primary
        }
        return nil
    }
}
