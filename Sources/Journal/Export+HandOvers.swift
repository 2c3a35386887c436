package import Station

extension Export {
    /// A box that was handed over, and what became of that.
    package struct HandOverLine: Hashable, Sendable {
        package var handOver: HandOver
        /// ISO 8601.
        package var at: String
        /// The courier gave it back.
        package var isRevoked = false
    }

    /// Every hand-over of a journal, in order. Needs no keys.
    package static func handOvers(path: String) throws(JournalError) -> [HandOverLine] {
        try ReadOnly.read(path) { connection in
            var lines: [HandOverLine] = []
            try rows(connection) { row throws(JournalError) in
                if row.round.isTraining { return }
                for fact in row.facts {
                    switch fact {
                    case .custody(.handedOver(_, _, let handOver)):
                        lines.append(HandOverLine(handOver: handOver, at: row.at.text))
                    case .custody(.revoked(_, _, let handOver)):
                        guard let index = lines.lastIndex(where: { $0.handOver == handOver }) else { continue }
                        lines[index].isRevoked = true
                    default: continue
                    }
                }
            }
            return lines
        }
    }
}
