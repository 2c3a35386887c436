import Codes
package import Devices
package import Station

/// What a screen shows besides the open work, as the owner of the loop knows it.
package struct Surroundings: Sendable {
    package var language: Language
    /// Why nothing is accepted.
    package var trouble: Text?
    /// Where a scanner works that can tell accepted from refused.
    package var openLanes: Set<LaneID> = []
    /// The lanes of scanners, for questions that stand at them.
    package var scanners: [DeviceID: LaneID] = [:]
    package var last: [LaneID: Told] = [:]
    package var swab: Screen.Swab?
    package var devices: [Screen.Device] = []
    package var totals = Screen.Totals()
    package var pace: Screen.Pace?
    package var outbox: Screen.Outbox?
    package var outlook: Screen.Outlook?
    package var report: Screen.Report?
    package var check: [Screen.Check]?
    /// What to take from an instant to have milliseconds since 1970-01-01 UTC.
    package var clock: @Sendable (Instant) -> Int64

    package init(language: Language, clock: @escaping @Sendable (Instant) -> Int64) {
        self.language = language
        self.clock = clock
    }
}

extension Screen {
    /// The state in words and numbers. A station that rests shows work and no person.
    package init(of state: StationState, words: Words, _ around: Surroundings) {
        station = state.settings.station
        site = state.site
        round = state.round.text
        role = state.role == .intake ? "intake" : "sampling"
        language = around.language.rawValue
        shift = state.shift.rawValue
        training = state.isTraining
        trouble = around.trouble
        lanes = state.lanes.sorted { $0.key < $1.key }.map { id, lane in
            Desk(id, lane, of: state, words: words, around)
        }
        bags = state.bags.sorted { $0.key < $1.key }.map { code, bag in
            Bag(
                code: code.text, category: words.text { $0.name(ofCategory: bag.category) }, tubes: bag.tubes.count,
                limit: state.settings.bagLimit, phase: Bag.Phase(bag.phase), lane: bag.phase.lane?.number)
        }
        let limit = (state.settings.boxes ?? BoxRules()).limit
        boxes = (state.boxes ?? [:]).sorted { $0.key < $1.key }.map { code, box in
            Box(code: code.text, bags: box.bags.count, limit: limit, closed: box.isClosed)
        }
        swab = around.swab
        devices = around.devices
        labels = state.debts.map { debt in
            Label(
                what: words.text { $0.name(of: debt.subject) }, lane: debt.lane.number,
                doubtful: debt.stage == .doubtful)
        }
        unsigned = state.staff?.unsigned.count ?? 0
        totals = around.totals
        pace = around.pace
        outbox = around.outbox
        outlook = around.outlook
        report = around.report
        check = around.check
    }
}

extension Screen.Desk {
    fileprivate init(_ id: LaneID, _ lane: Lane, of state: StationState, words: Words, _ around: Surroundings) {
        let isBlank = state.shift != .working
        self.init(
            lane: id.number, open: around.openLanes.contains(id), team: lane.team,
            category: lane.category.map { number in words.text { $0.name(ofCategory: number) } },
            mode: words.text { $0.name(ofMode: lane.mode) }, capacity: state.settings.mode(lane.mode)?.capacity ?? 1,
            now: Screen.Order(state.prompt(lane: id), words),
            packing: state.packingPrompt(lane: id).map { Screen.Order($0, words) },
            question: nil,
            waiting: lane.collecting.waiting.map { waiting in
                Screen.Waiting(
                    name: isBlank ? "" : words.chinese.name(of: waiting.person.token),
                    since: around.clock(waiting.since))
            },
            tube: lane.collecting.tube.map { Screen.Tube($0) }, parked: lane.parked.map { Screen.Tube($0) },
            crew: (lane.crew ?? []).map { post in
                Screen.Crew(role: words.text { $0.name(of: post.role) }, badge: post.badge.text)
            },
            last: isBlank ? nil : around.last[id])
        let standing = state.questions.filter { around.scanners[$0.key] == id }.values.max { $0.since < $1.since }
        question = standing.map { asked in words.saying { $0.message(for: .asked(asked.question)) } }
    }
}

extension Screen.Order {
    fileprivate init(_ prompt: Prompt, _ words: Words) {
        let saying = words.saying { $0.message(for: prompt) }
        self.init(sign: Screen.Sign(prompt), what: saying.what, next: saying.next)
    }
}

extension Screen.Sign {
    fileprivate init(_ prompt: Prompt) {
        switch prompt {
        case .chooseCategory: self = .category
        case .scanPerson, .scanPersonOrClose, .scanNextPerson: self = .person
        case .scanNewTube, .scanNewTubeOrClose, .scanTube, .scanOpenTube, .scanTubesOf: self = .tube
        case .scanPersonOrTube: self = .personOrTube
        case .scanTubeToSealShort, .closingScan: self = .closeTube
        case .receiveBox: self = .box
        case .scanBagLabel: self = .bag
        case .countBag: self = .count
        case .sealBag, .scanSealOf: self = .seal
        }
    }
}

extension Screen.Tube {
    fileprivate init(_ tube: OpenTube) {
        self.init(
            code: tube.code.text, capacity: tube.capacity, slots: tube.bindings.map(\.slot).sorted(),
            short: tube.shortAllowed)
    }
}

extension Screen.Bag.Phase {
    fileprivate init(_ phase: BagPhase) {
        switch phase {
        case .open: self = .open
        case .closed: self = .closed
        case .counted: self = .counted
        }
    }
}
