import Codes
import FakeDevices
import Scenarios
import Station

/// Labels: a hand looks at those that came out in part, or nobody knows, and mostly writes them itself, as it does where there
/// is no printer.
extension SwarmHand {
    /// The next reading for the labels of the lane; nil for none.
    mutating func labelling(_ state: StationState) -> Item? {
        guard random.next() % 10 == 0 else { return nil }
        let hasPrinter = lane == SwarmStation.helpedLane
        guard hasPrinter ? state.hasDoubts(at: lane) : state.debts.contains(where: { $0.lane == lane }) else {
            return nil
        }
        return .card(random.next() % 4 == 0 ? .reprint : .handwritten)
    }

    /// The oldest label that no printer has is written by hand.
    mutating func writeByHand(_ station: SwarmStation) { _ = scan(.card(.handwritten), with: collect, station) }
}

extension StationState {
    /// Whether somebody has to look at a label of the lane.
    func hasDoubts(at lane: LaneID) -> Bool { debts.contains { $0.lane == lane && $0.stage == .doubtful } }
}
