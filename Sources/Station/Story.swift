package import Codes

/// What ASK tells of a code: who or how many, where, when; the words add what comes next. It changes nothing.
package enum Story: Hashable, Codable, Sendable {
    /// A person in this round; no record for one who has not been here. `waitsOn`: the lane on which they wait for a tube.
    case person(PersonToken, PersonRecord?, waitsOn: LaneID?)
    /// A tube; no record for one that is new.
    case tube(TubeCode, TubeRecord?)
    /// A bag that is not sealed.
    case openBag(BagCode, Bag)
    /// A bag that was sealed, or one that is new.
    case bag(BagCode, BagRecord?)
    case seal(SealNumber, SealRecord?)
    /// A box that is here.
    case openBox(BoxCode, Box)
    /// A box that was handed over, or one that is new.
    case box(BoxCode, Departure?)
    /// A household of the roster.
    case household(String, HouseholdProgress)
    case card(Command)
    /// A badge, and the lane its holder works on; nil for one that is not enrolled.
    case badge(BadgeCode, Badge?, lane: LaneID?)
    /// A code of a class that has no story of its own, such as a site's.
    case other(CodeClass)
}

extension Desk {
    /// The story of the code that was scanned; nil for CANCEL and ASK, which are orders here too, and for no code at all.
    var story: Story? {
        switch event.happening {
        case .personScanned(let person):
            let lane = state.lanes.filter { $0.value.collecting.waiting?.person.token == person.token }.keys.min()
            return .person(person.token, event.known.person, waitsOn: lane)
        case .tubeScanned(let tube): return .tube(tube, event.known.tube)
        case .bagScanned(let bag):
            if let open = state.bags[bag] { return .openBag(bag, open) }
            return .bag(bag, event.known.bag)
        case .sealScanned(let seal): return .seal(seal, event.known.seal)
        case .boxScanned(let box):
            if let open = state.boxes?[box] { return .openBox(box, open) }
            return .box(box, event.known.custody.boxes[box]?.departure)
        case .commandScanned(.cancel), .commandScanned(.ask): return nil
        case .commandScanned(let command): return .card(command)
        case .badgeScanned(let code):
            let lane = state.lanes.filter { $0.value.crew?.contains { $0.badge == code } ?? false }.keys.min()
            return .badge(code, state.staff?.badges[code], lane: lane)
        case .slipScanned(.bag(let slip)): return .bag(slip.bag, event.known.bag)
        case .slipScanned: return .other(.label)
        case .lotScanned: return .other(.lot)
        case .siteScanned: return .other(.site)
        case .roundScanned: return .other(.round)
        case .teamScanned: return .other(.team)
        case .otherScanned(let codeClass), .unlistedScanned(let codeClass, _): return .other(codeClass)
        case .householdScanned(let household):
            return .household(household.code, event.known.doors.progress(of: household))
        case .pinEntered, .timeTyped, .stockTyped, .timeScanned, .wentIdle, .unreadableScanned, .repeatScanned,
            .deadlinePassed,
            .configured,
            .started, .stopped,
            .deviceReady,
            .deviceLost, .deviceSetAside, .clockJumped, .diskLow, .swabsAged, .roundWiped, .labelHanded, .labelEnded,
            .labelTestDue, .stockAged:
            return nil
        }
    }
}

extension Story {
    /// What it is about, as rows touch it; nil for what rows do not name. A seal's is that of its bag.
    package var thing: Touched? {
        switch self {
        case .person(let token, _, waitsOn: _): .person(token)
        case .tube(let tube, _): .tube(tube)
        case .openBag(let bag, _), .bag(let bag, _): .bag(bag)
        case .seal(_, let record): record.map { .bag($0.bag) }
        case .openBox(let box, _), .box(let box, _): .box(box)
        case .household(let code, _): .door(.household(code))
        case .card, .badge, .other: nil
        }
    }
}
