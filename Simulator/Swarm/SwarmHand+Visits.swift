import Codes
import FakeDevices
import Scenarios
import Station

/// Doors and trainings: work that some lanes do beside, or in place of, a queue.
extension SwarmHand {
    /// At a door, where nobody waits and the next thing is a person; nil for nothing.
    mutating func visiting() -> Item? {
        if hasVisited {
            hasVisited = false
            if random.next() % 3 == 0 { return .card(.undo) }
        }
        guard var compound = doors, random.next() % 6 == 0 else { return nil }
        defer { doors = compound }
        return random.next() % 3 == 0 ? compound.household(&random) : compound.person(&random)
    }

    /// Who waits for a tube goes away again; nil for nearly everybody.
    mutating func leaving() -> Item? {
        doors != nil && random.next() % 20 == 0 ? .card(.visit(anyVisit())) : nil
    }

    /// What a household comes to: mostly somebody of it is there.
    mutating func householdAnswer() -> Item {
        guard var compound = doors, random.next() % 3 == 0 else {
            hasVisited = true
            return .card(.visit(anyVisit()))
        }
        defer { doors = compound }
        return compound.person(&random)
    }

    private mutating func anyVisit() -> Visit { Visit.allCases[Int(random.next() % UInt64(Visit.allCases.count))] }

    /// Colleagues are trained at times, for some acts; nil for nothing.
    mutating func training(_ state: StationState) -> Item? {
        if state.isTraining != isTraining {
            // What lay on the table is put away, and comes back.
            isTraining = state.isTraining
            swap(&table, &aside)
        }
        // In a training no round and no shift begins.
        if isTraining, state.shift == .closed { return .card(.training) }
        guard random.next() % 30 == 0 else { return nil }
        // It begins between two tubes, or is tried all the same.
        return isTraining || random.next() % 8 == 0 || state.openWork().tubes.isEmpty ? .card(.training) : nil
    }
}
