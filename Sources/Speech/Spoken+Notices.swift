import Station

func spoken(_ notice: Notice) -> [Phrase] {
    switch notice {
    case .stillWaiting: [.told(.stillWaiting), .advice(.scanTube)]
    case .waitsLong: [.told(.waitsLong), .advice(.scanTube)]
    case .tubeStands(_, let record): stands(record) + [.advice(.ownBag)]
    case .questionCancelled: [.told(.cancelled)]
    case .typing(let characters): [.number(characters)]
    case .typeAgain: [.advice(.typeAgain)]
    case .cardUnread: [.told(.cardUnread), .advice(.scanAgain)]
    case .story(let story): spoken(story)
    case .leftOpen: [.told(.leftOpen)]
    case .shiftRuns: [.told(.shiftRuns)]
    case .asleep: [.told(.asleep)]
    case .onDuty: [.told(.onDuty)]
    case .pinRefused: [.told(.pinRefused), .advice(.scanBadge)]
    case .sealNext: [.told(.countDone), .advice(.scanSeal)]
    case .boxStands(_, let bags): [.done(.boxClosed), .number(bags)]
    case .labelOld: [.told(.labelOld)]
    case .labelGivenUp, .labelOwed: [.told(.labelOwed)]
    case .labelDoubtful: [.told(.labelDoubtful)]
    case .intakeStands, .intakeSeen, .receiptKnown: [.told(.seenBefore)]
    case .deviceLost: [.told(.deviceLost), .advice(.plugIn)]
    case .deviceReady: [.told(.deviceReady)]
    case .deviceSetAside: [.told(.deviceSetAside)]
    case .clockJumped: [.told(.clockJumped), .advice(.checkTime)]
    case .diskLow: [.told(.diskLow), .advice(.technician)]
    case .tubesRunOut: [.told(.tubesRunOut), .advice(.fetchTubes)]
    case .swabsAge(let age): [.told(age.isAlarm ? .swabsLate : .swabsDue), .advice(.handOver)]
    }
}

/// The short of ASK: where it is. All of it is on the screen and in `scanstation status`.
private func spoken(_ story: Story) -> [Phrase] {
    switch story {
    case .person(_, _, waitsOn: _?): [.told(.stillWaiting)]
    case .person(_, let record, waitsOn: nil):
        [.told(record?.binding == nil ? .isNotSampled : .isSampled)]
    case .tube(_, let record): record.map(stands) ?? [.told(.isNew)]
    case .openBag(_, let bag): [.told(.isOpen), .number(bag.tubes.count)]
    case .bag(_, let record): record.map(stands) ?? [.told(.isNew)]
    case .seal(_, let record): [.told(record == nil ? .isNew : .isKnown)]
    case .openBox(_, let box): [box.isClosed ? .done(.boxClosed) : .told(.isOpen), .number(box.bags.count)]
    case .box(_, let departure): [.told(departure == nil ? .isNew : .isHandedOver)]
    case .household: [.told(.isKnown)]
    case .card: []
    case .badge(_, let badge, lane: _): [.told(badge == nil ? .isUnknown : .isKnown)]
    case .other: [.told(.isKnown)]
    }
}

private func stands(_ record: TubeRecord) -> [Phrase] {
    switch record.stage {
    case .open: [.told(.isOpen)]
    case .sealed: [.told(.isSealed)]
    case .bagged: [.told(.isInBag)]
    case .emptied, .replaced: [.told(.isOutOfUse)]
    case .released: [.told(.isNew)]
    }
}

private func stands(_ record: BagRecord) -> [Phrase] {
    switch record.stage {
    case .open: [.told(.isOpen)]
    case .sealed: [.told(.isSealed)]
    case .opened: [.told(.isOutOfUse)]
    }
}
