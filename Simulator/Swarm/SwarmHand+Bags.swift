import Codes
import FakeDevices
import Scenarios
import Station

/// Bags: what the lane's packer does with sealed tubes, and with bags that have to be opened again.
extension SwarmHand {
    /// What to do at the bags; nil for nothing.
    mutating func packing(_ state: StationState) -> Item? {
        switch state.packingPrompt(lane: lane) {
        // Nothing asks for its count any more: the bag is scanned anew.
        case .countBag(let bag): return .foreign(bag.text)
        case .sealBag(let bag):
            seals(bag, state.bags[bag]?.tubes ?? [])
            return .seal(seals)
        default: break
        }
        if !table.packed.isEmpty, random.next() % 50 == 0 { return .card(.reopen) }
        if random.next() % 3 == 0, let item = boxing(state) { return item }
        let open = state.bags.filter { $0.value.phase == .open }.sorted { $0.key < $1.key }
        if let (code, _) = open.first(where: { $0.value.tubes.count >= 4 }) {
            // In a hurry one more goes in, or does not.
            if random.next() % 3 == 0, let tube = table.loose.first { return .foreign(tube.text) }
            return .foreign(code.text)
        }
        guard let tube = table.loose.first else { return nil }
        if open.isEmpty {
            bags += 1
            return .bag(bags)
        }
        table.loose.removeFirst()
        return .foreign(tube.text)
    }

    private mutating func seals(_ bag: BagCode, _ tubes: [TubeCode]) {
        seals += 1
        table.seal(bag, tubes)
    }

    /// A bag that was sealed here: mostly the last one, else perhaps in a box by now, or on its way.
    mutating func anyPacked() -> BagCode {
        let packed = table.packed
        let index = random.next() % 2 == 0 ? packed.count - 1 : Int(random.next() % UInt64(packed.count))
        return packed[index].bag
    }
}
