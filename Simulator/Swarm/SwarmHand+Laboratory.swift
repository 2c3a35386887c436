import Codes
import FakeDevices
import Scenarios
import Station

/// A laboratory's desk: boxes as they come, bag by bag, against their labels.
extension SwarmHand {
    /// The next reading for the box in hand, taken in hand if there is none.
    mutating func receiving(_ state: StationState, _ road: SwarmRoad, _ station: SwarmStation) -> Item {
        let intake = state.lanes[lane]?.intake
        dropWhatIsDone(state, road)
        let held = shipment ?? road.take(at: station.now)
        shipment = held
        if intake == nil, random.next() % 8 == 0, let colleague = inHand(state).first {
            // The wrong box, from the desk beside.
            return .foreign(colleague.text)
        }
        guard let intake else { return .foreign(held.manifest.map { road.text(.manifest($0)) } ?? held.box.text) }
        // Something was scanned by mistake: it is left, or finished.
        if intake.box != held.box { return intake.bags.isEmpty ? .card(.cancel) : .foreign(intake.box.text) }
        if let bag = intake.current, let item = opening(bag, held) { return item }
        let next = held.bags.first { bag in
            !road.receivedSeals.contains(bag.slip.seal)
                && !state.lanes.values.contains { $0.intake?.bags.contains { $0.slip.bag == bag.slip.bag } == true }
        }
        if let next, intake.current == nil || random.next() % 3 > 0 { return .foreign(road.text(.bag(next.slip))) }
        if let bag = intake.current, random.next() % 2 == 0 { return .foreign(road.text(.bag(bag.slip))) }
        if intake.bags.isEmpty, intake.manifest == nil {
            // Its bags went into other boxes by mistake, and there is no paper: nothing can be said of it.
            road.giveUp(held.box)
            return .card(.cancel)
        }
        return .foreign(held.box.text)
    }

    /// The boxes at all desks, in the order of the desks.
    private func inHand(_ state: StationState) -> [BoxCode] {
        state.lanes.sorted { $0.key < $1.key }.compactMap { $0.value.intake?.box }
    }

    /// A box that was received, or that a colleague has in hand, is put away; in a training what is played with changes.
    private mutating func dropWhatIsDone(_ state: StationState, _ road: SwarmRoad) {
        guard let held = shipment else { return }
        let isElsewhere = state.lanes.contains { $0.key != lane && $0.value.intake?.box == held.box }
        if road.receivedBoxes.contains(held.box) { return shipment = nil }
        guard isElsewhere || state.isTraining && random.next() % 12 == 0 else { return }
        road.putBack(held)
        shipment = nil
    }

    /// The bag in hand: its seal, then its tubes; nil when there is no more in it.
    private mutating func opening(_ bag: Intake.Bag, _ held: SwarmRoad.Shipment) -> Item? {
        let came = held.bags.first { $0.slip.bag == bag.slip.bag }
        if !bag.isSealSeen {
            guard came?.isSealBroken == true else { return .foreign(bag.slip.seal.text) }
            return random.next() % 2 == 0 ? .seal(earlier(seals)) : .card(.reason(1))
        }
        let tubes = came?.tubes ?? bag.slip.tubes.map(\.code)
        guard let tube = tubes.first(where: { !bag.seen.contains($0) }) else { return nil }
        // One leaks; one is forgotten in the bag.
        switch random.next() % 30 {
        case 0: return .card(.reason(2))
        case 1: return nil
        default: return .foreign(tube.text)
        }
    }

    /// A paper under the wrong scanner, at the wrong time; nil where there is no laboratory.
    mutating func anyPaper(_ station: SwarmStation) -> Item? {
        guard let text = station.road?.anyPaper(&random) else { return nil }
        return random.next() % 6 == 0 ? .misread(.foreign(text)) : .foreign(text)
    }

    /// The courier's receipts; nil for none.
    mutating func receipt(_ station: SwarmStation) -> Item? {
        guard !station.isLaboratory, let road = station.road, road.hasReceipts(for: station.number) else { return nil }
        return random.next() % 4 == 0 ? road.receipt(for: station.number).map { .foreign($0) } : nil
    }
}
