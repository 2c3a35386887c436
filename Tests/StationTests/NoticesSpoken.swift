import Codes
import Devices
import Station

extension Spoken {
    static let notices: [Notice] = chain { last in
        switch last {
        case nil: .stillWaiting(token)
        case .stillWaiting: .typing(characters: 1)
        case .typing(let characters): characters == 1 ? .typing(characters: 12) : .typeAgain
        case .typeAgain: .cardUnread(.lifted)
        case .cardUnread(.lifted): .cardUnread(.unreadable)
        case .cardUnread(.unreadable): .cardUnread(.rejected)
        case .cardUnread(.rejected): .cardUnread(.malformed)
        case .cardUnread(.malformed): .cardUnread(.readerFault)
        case .cardUnread(.readerFault):
            .waitsLong([LongWait(lane: LaneID(1), person: token), LongWait(lane: lane, person: token)])
        case .waitsLong: .tubeStands(tube, record(.sealed))
        case .tubeStands: .questionCancelled
        case .questionCancelled: .story(stories[0])
        case .story(let last): following(last, in: stories).map(Notice.story) ?? .sealNext(bag)
        case .sealNext: .boxStands(CustodySpoken.box, bags: 2)
        case .boxStands: .labelOld(.bag(bag))
        case .labelOld: .labelOwed(.manifest(CustodySpoken.box))
        case .labelOwed: .labelGivenUp(.bag(bag))
        case .labelGivenUp: .labelDoubtful(.void(tube))
        case .labelDoubtful: .intakeStands(bag)
        case .intakeStands: .intakeSeen(tube)
        case .intakeSeen: .receiptKnown(CustodySpoken.box)
        case .receiptKnown: .deviceLost(device)
        case .deviceLost: .deviceReady(device)
        case .deviceReady: .deviceSetAside(device)
        case .deviceSetAside: .clockJumped(milliseconds: -3200)
        case .clockJumped: .diskLow(freeMebibytes: 80)
        case .diskLow: .swabsAge(SwabAge(oldest: 0, minutes: 185, isAlarm: false, latest: 14_400_000_000))
        case .swabsAge(let age):
            age.isAlarm
                ? .tubesRunOut(left: 12, minutes: 25)
                : .swabsAge(SwabAge(oldest: 0, minutes: 245, isAlarm: true, latest: 0))
        case .tubesRunOut: .onDuty(.operator, badge)
        case .onDuty: .pinRefused
        case .pinRefused: .leftOpen(openWork)
        case .leftOpen: .shiftRuns(RoundID("2"))
        case .shiftRuns: .asleep
        case .asleep: nil
        }
    }
}
