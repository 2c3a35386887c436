import Codes
import Station

/// What a laboratory's desk says, one of each thing.
enum IntakeSpoken {
    static let whole = ReceiptSlip(
        laboratory: "lab-1", box: CustodySpoken.box, version: 1, bags: [Spoken.bag], tubes: 12, differences: [])
    static let partly = ReceiptSlip(
        laboratory: "lab-1", box: CustodySpoken.box, version: 1, bags: [BagCode("B56")], tubes: 11,
        differences: [
            .init(kind: .missing, code: "T101"), .init(kind: .unexpected, code: "T102"),
            .init(kind: .rejected, code: "T103"),
        ])

    static let acceptances: [IntakeAcceptance] = Spoken.chain { last in
        switch last {
        case nil: .boxCame(CustodySpoken.box, bags: nil)
        case .boxCame(_, nil): .boxCame(CustodySpoken.box, bags: 3)
        case .boxCame: .boxLeft(CustodySpoken.box)
        case .boxLeft: .bagCame(Spoken.bag, Spoken.seal, tubes: 12)
        case .bagCame: .sealRight(Spoken.bag, tubes: 12)
        case .sealRight: .tubeSeen(Spoken.tube, seen: 11, of: 12)
        case .tubeSeen(_, let seen, _):
            seen < 12 ? .tubeSeen(Spoken.tube, seen: 12, of: 12) : .tubeUnexpected(Spoken.tube, Spoken.bag)
        case .tubeUnexpected: .rejected("T101")
        case .rejected: .bagReceived(Spoken.bag, tubes: 12)
        case .bagReceived: .boxReceived(whole)
        case .boxReceived(let receipt): receipt.isWhole ? .boxReceived(partly) : nil
        }
    }

    static let refusals: [IntakeRefusal] = Spoken.chain { last in
        switch last {
        case nil: .boxFirst
        case .boxFirst: .boxInHand(CustodySpoken.box)
        case .boxInHand: .elsewhere(Spoken.bag.text, Spoken.lane)
        case .elsewhere: .boxReceived(CustodySpoken.box, at: Moment(row: 7, wall: 1))
        case .boxReceived: .bagFirst
        case .bagFirst: .sealFirst(Spoken.bag)
        case .sealFirst: .sealBroken(Spoken.bag, Spoken.seal)
        case .sealBroken: .bagReceived(Spoken.bag, at: Moment(row: 7, wall: 1))
        case .bagReceived: .noSampling
        case .noSampling: nil
        }
    }
}
