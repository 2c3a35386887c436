import Codes
import Devices
import Station

extension Spoken {
    /// One of each card.
    static let commands: [Command] = chain { last in
        switch last {
        case nil: .category(3)
        case .category: .mode(2)
        case .mode: .round
        case .round: .short
        case .short: .undo
        case .undo: .release
        case .release: .notSampled
        case .notSampled: .void
        case .void: .transfer
        case .transfer: .reopen
        case .reopen: .recategorise
        case .recategorise: .fix
        case .fix: .reason(5)
        case .reason: .count(12)
        case .count: .confirm
        case .confirm: .cancel
        case .cancel: .ask
        case .ask: .enrol
        case .enrol: .role(1)
        case .role: .lock
        case .lock: .handover
        case .handover: .handwritten
        case .handwritten: .reprint
        case .reprint: .visit(.absent)
        case .visit(let visit):
            Visit.allCases.firstIndex(of: visit).flatMap { index in
                index + 1 < Visit.allCases.count ? .visit(Visit.allCases[index + 1]) : nil
            } ?? .mark(2)
        case .mark: .training
        case .training: .language(1)
        case .language(let number): number == 1 ? .language(2) : .temperature(1)
        case .temperature: .lane(3)
        case .lane: .morning
        case .morning: .pause
        case .pause: .report
        case .report: .time
        case .time: .stock
        case .stock: .setTime("202203050814")
        case .setTime: .testLabel("0412")
        case .testLabel: .link
        case .link: .proxy(2)
        case .proxy: .key(.x)
        case .key: nil
        }
    }
}

extension Spoken {
    static let prompts: [Prompt] = chain { last in
        switch last {
        case nil: .chooseCategory
        case .chooseCategory: .scanPerson
        case .scanPerson: .scanPersonOrClose(more)
        case .scanPersonOrClose: .scanNewTube
        case .scanNewTube: .scanNewTubeOrClose(more)
        case .scanNewTubeOrClose: .scanTube(for: token)
        case .scanTube: .scanOpenTube(tube, for: token)
        case .scanOpenTube: .scanNextPerson(tube, count: 3, capacity: 10)
        case .scanNextPerson: .scanPersonOrTube(tube, count: 3, capacity: 10)
        case .scanPersonOrTube: .scanTubeToSealShort(tube)
        case .scanTubeToSealShort: .closingScan(more)
        case .closingScan: .receiveBox
        case .receiveBox: .scanBagLabel(CustodySpoken.box, received: 2)
        case .scanBagLabel: .scanSealOf(bag, seal)
        case .scanSealOf: .scanTubesOf(bag, seen: 3, of: 12)
        case .scanTubesOf(_, let seen, _): seen == 3 ? .scanTubesOf(bag, seen: 12, of: 12) : .countBag(bag)
        case .countBag: .sealBag(bag)
        case .sealBag: nil
        }
    }
}

/// What is said at a door.
enum DoorSpoken {
    static let household = HouseholdSighting(
        code: "H000012", people: [.init(line: "L00001201", person: Sample.person(1).token)])
    static let progress = HouseholdProgress(people: 4, sampled: 1, explained: 0, last: nil)
    static let again = HouseholdProgress(
        people: 1, sampled: 0, explained: 1, last: .revisit,
        building: BuildingProgress(doors: 40, open: 12))
}
