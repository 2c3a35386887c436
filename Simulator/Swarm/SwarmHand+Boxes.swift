import Codes
import FakeDevices
import Scenarios
import Station

/// Boxes and the courier: what the lane's packer does with sealed bags.
extension SwarmHand {
    /// What to do at the boxes; nil for nothing.
    mutating func boxing(_ state: StationState) -> Item? {
        let team = state.lanes[lane]?.team
        let mine = (state.boxes ?? [:]).filter { $0.value.team == team }.sorted { $0.key < $1.key }
        if mine.contains(where: { $0.value.isClosed }) {
            if random.next() % 3 == 0 { return .card(.handover) }
            // Something was forgotten in one of its bags.
            if !table.packed.isEmpty, random.next() % 8 == 0 { return .card(.reopen) }
        }
        if let (code, box) = mine.first(where: { !$0.value.isClosed }) {
            // What lies about goes in as well.
            if !table.opened.isEmpty, random.next() % 3 == 0 { return .foreign(table.opened.removeFirst().text) }
            if box.bags.count >= 2, random.next() % 2 == 0 { return .foreign(code.text) }
            guard !table.sealed.isEmpty else { return nil }
            return .foreign(table.sealed.removeFirst().text)
        }
        guard !table.sealed.isEmpty else { return nil }
        boxes += 1
        return .box(boxes)
    }

    mutating func custodyAnswer(to question: CustodyQuestion, _ state: StationState) -> Item {
        switch question {
        case .temperature: return .card(.temperature(Int(random.next() % 2) + 1))
        case .late, .foreign: return .card(.reason(1))
        case .lost: return .card(.confirm)
        case .handOver(let boxes, let giver):
            let closed = (state.boxes ?? [:]).filter { $0.value.isClosed && !boxes.contains($0.key) }.keys.sorted()
            if let box = closed.first, boxes.isEmpty || random.next() % 3 == 0 { return .foreign(box.text) }
            if boxes.isEmpty { return .card(.cancel) }
            guard state.settings.badges != nil else { return .card(.confirm) }
            let badges = (state.staff?.badges ?? [:]).keys.sorted()
            // Who is alone cannot take what they give.
            if badges.isEmpty || badges == [giver] { return .card(.cancel) }
            return .foreign(badges[Int(random.next() % UInt64(badges.count))].text)
        }
    }
}
