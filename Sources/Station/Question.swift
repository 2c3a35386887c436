package import Codes
package import Devices

/// A question that stands at one scanner until it is answered, cancelled or `Settings.questionSeconds` old.
package indirect enum Question: Hashable, Codable, Sendable {
    /// Bound already in this round: CONFIRM binds again, marked as a repeat.
    case duplicateRound(PersonSighting, PersonRecord)
    /// Seal below capacity? CONFIRM or SHORT.
    case shortPool(TubeCode, count: Int, capacity: Int)
    /// The site expects another category. CONFIRM chooses it all the same.
    case wrongCategory(Int, expected: Int)
    /// CONFIRM begins the next round.
    case newRound(RoundID)
    /// Who is released? A person, or CONFIRM for the whole open tube.
    case release
    /// Who was not sampled? A person.
    case notSampled
    /// Is this typed number right?
    case typedPerson(PersonSighting)
    /// Which QR is this waiting person's?
    case link(PersonToken)
    /// Whose relative is it? The PROXY card's number, and the question that the person answers.
    case proxy(Int, for: Relayed?)
    /// An expiring QR was read: a card or number, or CONFIRM without one.
    case secondIdentifier(PersonSighting)
    /// Is the round over? CONFIRM begins the next one.
    case oldRound(RoundID, RoundDoubt)
    /// Is the shift over? CONFIRM, or a REASON when something is open.
    case report(OpenWork)
    /// What time is it? Twelve typed digits.
    case time
    /// How many empty tubes are there? Typed digits.
    case stock
    /// Is this the time?
    case setClock(ClockSetting)
    /// Which tube is void?
    case void
    /// Is this tube void, with all its people?
    case voidTube(TubeCode, people: Int)
    /// What is to be told? Any code.
    case ask
    /// What is marked so? A tube, or for the first mark a person.
    case mark(Mark)
    /// Is a training to begin, or to end? CONFIRM.
    case training(begins: Bool)
    /// What came of going to this household? A visit's card; people of it may be scanned as well.
    case household(HouseholdSighting, HouseholdProgress)
    /// Is it done, although somebody is missing? CONFIRM.
    case leaveHousehold(HouseholdSighting, HouseholdProgress)
    /// What came is not as its label says.
    case intake(IntakeQuestion)
    /// Of what is another label wanted? A bag or a box.
    case reprint
    /// What a box waits for.
    case custody(CustodyQuestion)
    /// The next step of a correction.
    case correcting(Correction)
    /// The next step of an enrolment.
    case enrolling(Enrolment)
    /// The PIN of this supervisor's badge; `tries`: wrong ones so far.
    case pin(BadgeCode, PINUse, tries: Int)
    /// How many tubes are in the bag? A COUNT card.
    case count(BagCode)
    /// The count differed: every tube is scanned, then the bag.
    case recount(BagCode, seen: [TubeCode])
    /// The recount differed too: CONFIRM makes the record what was scanned.
    case settle(BagCode, seen: [TubeCode], missing: [TubeCode], extra: [TubeCode])

    /// What a person's code answers that PROXY came before.
    package enum Relayed: String, Hashable, Codable, Sendable {
        case release, ask, transfer
        case notSampled = "not-sampled"

        package var question: Question {
            switch self {
            case .release: .release
            case .notSampled: .notSampled
            case .ask: .ask
            case .transfer: .correcting(.transfer)
            }
        }

        init?(_ question: Question?) {
            switch question {
            case .release: self = .release
            case .notSampled: self = .notSampled
            case .ask: self = .ask
            case .correcting(.transfer): self = .transfer
            default: return nil
            }
        }
    }

    /// The relative that the next person's code stands for.
    package var proxy: Int? {
        switch self {
        case .proxy(let relation, _): relation
        case .secondIdentifier(let qr): qr.proxy
        default: nil
        }
    }

    /// Whether the code of a person answers it.
    package var takesPerson: Bool {
        switch self {
        case .secondIdentifier, .proxy, .link, .release, .notSampled, .ask, .correcting(.transfer), .correcting(.fix),
            .correcting(.fixPerson),
            .enrolling,
            .mark(.notSampled):
            true
        default: false
        }
    }

    /// Whether it holds a person of this round.
    var holdsPerson: Bool {
        switch self {
        case .duplicateRound, .typedPerson, .secondIdentifier, .link: true
        default: false
        }
    }

    var isOfDoors: Bool {
        switch self {
        case .household, .leaveHousehold: true
        default: false
        }
    }

    var isAboutClock: Bool {
        switch self {
        case .time, .setClock: true
        default: false
        }
    }

    package var name: String {
        switch self {
        case .duplicateRound: "dup-round"
        case .shortPool: "short-pool"
        case .wrongCategory: "wrong-category"
        case .newRound: "new-round"
        case .release: "release"
        case .notSampled: "not-sampled"
        case .typedPerson: "typed-person"
        case .oldRound: "new-round"
        case .report: "report"
        case .time, .setClock: "time"
        case .stock: "stock"
        case .link: "link"
        case .proxy: "proxy"
        case .secondIdentifier: "second-identifier"
        case .void: "void"
        case .voidTube: "void-tube"
        case .ask: "ask"
        case .correcting(let correction): correction.name
        case .custody(let custody): custody.name
        case .reprint: "reprint"
        case .mark: "mark"
        case .training: "training"
        case .household: "household"
        case .leaveHousehold: "household-open"
        case .intake: "receipt-differs"
        case .enrolling: "enrol"
        case .pin: "pin"
        case .count: "count"
        case .recount, .settle: "count-mismatch"
        }
    }

    package var feedback: Feedback {
        switch self {
        case .recount, .settle, .wrongCategory, .intake: .refused
        case .duplicateRound, .shortPool, .newRound, .oldRound, .report, .setClock, .typedPerson, .secondIdentifier,
            .voidTube, .count, .leaveHousehold, .training:
            .attention
        case .release, .notSampled, .void, .ask, .link, .proxy, .time, .stock, .reprint, .mark, .household: .accepted
        case .correcting(let correction): correction.isComplete ? .attention : .accepted
        case .custody(let custody): custody.isRefusal ? .refused : custody.isAlarm ? .attention : .accepted
        case .enrolling(.withdraw): .attention
        case .enrolling: .accepted
        case .pin(_, _, let tries): tries == 0 ? .accepted : .refused
        }
    }

    /// How long it stands at least: a PIN is typed card by card, and an ID card has to be found.
    var leastSeconds: Int {
        switch self {
        case .enrolling, .pin, .time, .stock: 60
        case .report: 30
        // Somebody has to come to the door first.
        case .household: 600
        case .custody(.handOver), .correcting(.revoke): 60
        default: 0
        }
    }
}
