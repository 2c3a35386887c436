import Assembly
import Codes
import Controller
import Devices
import Scenarios
import Station

/// What is left to do between stations and laboratory when nothing goes wrong any more.
extension SwarmStation {
    /// Whether one of the desks has a box of another station in hand.
    var isReceiving: Bool {
        hands.contains { hand in
            hand.shipment.map { $0.station != nil && road?.receivedBoxes.contains($0.box) == false } ?? false
        }
    }

    /// Each desk goes on with its box.
    func receives() {
        guard let loop = box?.loop else { return }
        for index in hands.indices {
            var hand = hands[index]
            hand.rightAct(self, loop)
            hands[index] = hand
            bench.pass(until: now.advanced(by: .seconds(2)))
        }
    }

    /// The courier's receipt is scanned.
    func reads(_ receipt: String) {
        var hand = hands[0]
        // In a training no real paper is taken.
        if box?.loop.state.isTraining == true {
            hand.scan(.card(.training), with: hand.pack, self)
            hand.scan(.card(.confirm), with: hand.pack, self)
        }
        hand.scan(.foreign(receipt), with: hand.pack, self)
        hands[0] = hand
        bench.pass(until: now.advanced(by: .seconds(2)))
    }
}
