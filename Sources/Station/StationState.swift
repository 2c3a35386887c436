package import Codes
package import Devices

/// Open work, and nothing else: who waits, open and parked tubes, bags that are not sealed, questions. What was finished
/// is in the record. Built only by `apply`, from facts.
package struct StationState: Hashable, Codable, Sendable {
    private var boxedSettings: Boxed<Settings>
    package var settings: Settings {
        get { boxedSettings.value }
        set {
            boxedSettings = Boxed(newValue)
            role = newValue.role
        }
    }
    /// That of the settings.
    package private(set) var role: DeskRole?
    package var site: String?
    package var round: RoundID
    package var lanes: [LaneID: Lane]
    package var bags: [BagCode: Bag]
    package var questions: [DeviceID: StandingQuestion]
    /// The last accepted act of each scanner, as long as nothing else touched what it touched.
    package var undo: [DeviceID: LastAct]
    /// Boxes that are here; nil for none.
    package var boxes: [BoxCode: Box]?
    /// Labels that are to be printed or may exist, oldest first; nil for none.
    package var labels: [LabelDebt]?
    /// Nil until a badge is enrolled or an act waits for a signature.
    package var staff: Staff?
    /// Nil while there is nothing to say of it.
    package var day: Day?
    /// What is laid aside while people are trained; nil while the work is real.
    var paused: Boxed<PausedWork>?
    /// How many trainings there were; nil for none.
    package var trainings: Int?
    /// What it speaks and shows; nil for what its configuration says.
    package var language: Language?

    private enum CodingKeys: String, CodingKey {
        case boxedSettings = "settings"
        case role, site, round, lanes, bags, boxes, labels, questions, undo, staff, day, paused, trainings, language
    }

    /// A station before its first row.
    package init(settings: Settings) {
        boxedSettings = Boxed(settings)
        role = settings.role
        site = settings.site
        round = RoundID("1")
        lanes = Dictionary(uniqueKeysWithValues: settings.lanes.map { ($0, Lane()) })
        bags = [:]
        questions = [:]
        undo = [:]
    }
}

/// One desk: two tracks, of which the packing one lives in the station's bags (`BagPhase` names the lane).
package struct Lane: Hashable, Codable, Sendable {
    package var team: String?
    package var category: Int?
    /// Number of the mode, 1 is the first.
    package var mode = 1
    package var collecting = Collecting.idle
    /// Full tubes that wait for their closing scan, oldest first.
    package var parked: [OpenTube] = []
    /// Who works here, by role; nil for nobody.
    package var crew: [Post]?
    /// Of the tubes in use; nil where none was scanned.
    package var lot: String?
    /// The digits of the test label that is to be scanned back; nil for none.
    package var testLabel: String?
    /// Apart, because lanes are copied with every scan and few receive boxes.
    private var boxedIntake: Boxed<Intake>?
    /// The box being received here, where `role` is intake.
    package var intake: Intake? {
        get { boxedIntake?.value }
        set { boxedIntake = newValue.map { Boxed($0) } }
    }

    package init() {}
}

/// The collecting track of a lane. A tube is here while it is below capacity; a full one is parked.
package enum Collecting: Hashable, Codable, Sendable {
    /// Nobody waits and no tube is open.
    case idle
    /// A person waits for a tube.
    case waiting(Waiting)
    /// A tube has room.
    case filling(OpenTube)
    /// A tube has room and the next person waits for it.
    case both(OpenTube, Waiting)

    package init(tube: OpenTube?, waiting: Waiting?) {
        switch (tube, waiting) {
        case (nil, nil): self = .idle
        case (nil, let waiting?): self = .waiting(waiting)
        case (let tube?, nil): self = .filling(tube)
        case (let tube?, let waiting?): self = .both(tube, waiting)
        }
    }

    package var tube: OpenTube? {
        get {
            switch self {
            case .idle, .waiting: nil
            case .filling(let tube), .both(let tube, _): tube
            }
        }
        set { self = Collecting(tube: newValue, waiting: waiting) }
    }

    package var waiting: Waiting? {
        get {
            switch self {
            case .idle, .filling: nil
            case .waiting(let waiting), .both(_, let waiting): waiting
            }
        }
        set { self = Collecting(tube: tube, waiting: newValue) }
    }
}

/// A person who was scanned and waits for the tube.
package struct Waiting: Hashable, Codable, Sendable {
    package var person: PersonSighting
    package var since: Instant
    /// Whether the pairing deadline was said.
    package var reminded: Bool
    /// Bound already in this round, and accepted by CONFIRM.
    package var repeated: Bool
    /// What the record said of the person when they came.
    package var record: PersonRecord?
    package init(
        person: PersonSighting, since: Instant, reminded: Bool = false, repeated: Bool = false, record: PersonRecord?
    ) {
        self.person = person
        self.since = since
        self.reminded = reminded
        self.repeated = repeated
        self.record = record
    }
}

/// A tube that is not sealed.
package struct OpenTube: Hashable, Codable, Sendable {
    package var code: TubeCode
    package var category: Int
    package var mode: Int
    package var capacity: Int
    package var round: RoundID
    /// In slot order; slots are 1 to capacity.
    package var bindings: [Binding]
    /// SHORT was given: the next closing scan seals it below capacity.
    package var shortAllowed: Bool
    package var lot: String?
    package init(
        code: TubeCode, category: Int, mode: Int, capacity: Int, round: RoundID, bindings: [Binding] = [],
        shortAllowed: Bool = false, lot: String? = nil
    ) {
        self.code = code
        self.category = category
        self.mode = mode
        self.capacity = capacity
        self.round = round
        self.bindings = bindings
        self.shortAllowed = shortAllowed
        self.lot = lot
    }

    package var isFull: Bool { bindings.count >= capacity }

    /// The lowest slot nobody has; capacity + 1 when the tube is full.
    package var freeSlot: Int {
        var free = 1
        for binding in bindings where binding.slot == free { free += 1 }
        return free
    }

    package func binding(of person: PersonToken) -> Binding? { bindings.first { $0.person == person } }
}

/// A bag that is not sealed.
package struct Bag: Hashable, Codable, Sendable {
    package var category: Int
    package var round: RoundID
    /// In the order they joined.
    package var tubes: [TubeCode]
    package var phase: BagPhase
    package init(category: Int, round: RoundID, tubes: [TubeCode] = [], phase: BagPhase = .open) {
        self.category = category
        self.round = round
        self.tubes = tubes
        self.phase = phase
    }
}

/// How far a bag is on its way to the seal. A lane closes one bag at a time.
package enum BagPhase: Hashable, Codable, Sendable {
    case open
    /// Closed by its code; the count is awaited.
    case closed(LaneID)
    /// The count agreed; the seal is awaited.
    case counted(LaneID)

    package var lane: LaneID? {
        switch self {
        case .open: nil
        case .closed(let lane), .counted(let lane): lane
        }
    }
}

/// A question and when it was put or last taken up.
package struct StandingQuestion: Hashable, Codable, Sendable {
    package var question: Question
    package var since: Instant
    package init(_ question: Question, since: Instant) {
        self.question = question
        self.since = since
    }
}

/// What UNDO would take back.
package struct LastAct: Hashable, Codable, Sendable {
    package var row: Int64
    package var facts: [Fact]
    package init(row: Int64, facts: [Fact]) {
        self.row = row
        self.facts = facts
    }
}
