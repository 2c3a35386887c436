import Codes
import Station

/// What the machine says of boxes, one of each thing.
enum CustodySpoken {
    static let box = BoxCode("X77")
    private static let other = BoxCode("X78")

    static let departure = Departure(at: Moment(row: 9, wall: 1), courier: Spoken.badge, bags: 2, tubes: 30)

    static let acceptances: [CustodyAcceptance] = Spoken.chain { last in
        switch last {
        case nil: .boxOpened(box)
        case .boxOpened: .bagBoxed(Spoken.bag, box, count: 2)
        case .bagBoxed: .boxClosed(box, bags: 1, late: nil)
        case .boxClosed(_, _, nil): .boxClosed(box, bags: 2, late: 195)
        case .boxClosed: .boxReopened(box)
        case .boxReopened: .handedOver([box], to: nil)
        case .handedOver(_, nil): .handedOver([box, other], to: Spoken.badge)
        case .handedOver: .revoked(box)
        case .revoked: .cancelled(box)
        case .cancelled: .lost(box)
        case .lost: .received(IntakeSpoken.whole, missing: [], isWhole: true)
        case .received(_, _, isWhole: true): .received(IntakeSpoken.partly, missing: [Spoken.bag], isWhole: false)
        case .received: nil
        }
    }

    static let questions: [CustodyQuestion] = Spoken.chain { last in
        switch last {
        case nil: .temperature(box)
        case .temperature: .late(box, temperature: 1, minutes: 255)
        case .late: .foreign(box, "K2")
        case .foreign: .lost(box)
        case .lost: .handOver([], from: nil)
        case .handOver(let boxes, nil):
            boxes.isEmpty ? .handOver([box], from: nil) : .handOver([box, other], from: Spoken.badge)
        case .handOver: nil
        }
    }

    static let refusals: [CustodyRefusal] = Spoken.chain { last in
        switch last {
        case nil: .openBox(box)
        case .openBox: .boxFull(box, limit: 10)
        case .boxFull: .boxEmpty(box)
        case .boxEmpty: .boxHolds(box, bags: 2)
        case .boxHolds: .boxUsed(box, departure.at)
        case .boxUsed: .boxNotClosed(box)
        case .boxNotClosed: .boxUnknown(box)
        case .boxUnknown: .inBox(Spoken.bag, box)
        case .inBox: .inClosedBox(Spoken.bag, box)
        case .inClosedBox: .gone(Spoken.bag, box)
        case .gone: .twoBadges(Spoken.badge)
        case .twoBadges: .custodianOnly(Spoken.badge)
        case .custodianOnly: .otherReceipt(box)
        case .otherReceipt: .noBoxYet
        case .noBoxYet: nil
        }
    }
}
