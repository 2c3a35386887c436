package import Codes
package import Devices

/// What became so. Facts are what a row keeps of a decision; state and record are folds over them and nothing else.
///
/// Each fact carries what is needed to take it back (`was`), so that UNDO is one rule: the facts of the last accepted
/// scan, reverted in reverse order.
package indirect enum Fact: Hashable, Codable, Sendable {
    case configured(Settings, rules: Int)
    /// The station started: instants of an earlier boot mean nothing, so what waits, waits from now.
    case started(Instant)

    case siteChosen(String, was: String?)
    case roundBegun(RoundID, was: RoundID)
    case teamChosen(LaneID, String, was: String?)
    case categoryChosen(LaneID, Int, was: Int?)
    case modeChosen(LaneID, Int, was: Int)

    case personCame(LaneID, Waiting)
    /// Let go by CANCEL.
    case personLeft(LaneID, Waiting)
    /// The pairing deadline passed and it was said.
    case personReminded(LaneID)

    /// A QR is known as this person's from here on.
    case personLinked(LaneID, PersonToken, to: PersonToken, was: PersonRecord?)

    case tubeOpened(LaneID, OpenTube)
    /// A tube that never held a swab is new again.
    case tubeReleased(LaneID, TubeCode, was: HeldTube?)
    /// All its people were released; never used again.
    case tubeEmptied(LaneID, TubeCode, was: HeldTube?)
    /// `from`: who waited, when the person had been waiting for the tube.
    case personBound(LaneID, Binding, from: Waiting?, repeated: Bool, was: PersonRecord?)
    case personUnbound(LaneID, Binding, why: UnboundReason)
    /// Full, and off the desk until its closing scan.
    case tubeParked(LaneID, TubeCode)
    case shortAllowed(LaneID, TubeCode)
    case shortWithdrawn(LaneID, TubeCode)
    case tubeSealed(LaneID, OpenTube, from: TubePlace, short: Bool)

    case bagOpened(BagCode, category: Int, round: RoundID)
    case tubeJoined(TubeCode, BagCode)
    /// A recount found it missing: sealed again, in no bag.
    case tubeLeftBag(TubeCode, BagCode, index: Int)
    case bagClosed(BagCode, LaneID)
    case bagReopened(BagCode, was: BagPhase)
    case bagCounted(BagCode, LaneID)
    case bagSealed(BagCode, SealNumber, tubes: [TubeCode])

    /// A swab is in another tube than was recorded (TRANSFER).
    case personMoved(LaneID, from: Binding, to: Binding)
    /// Somebody else than was recorded is in this place; `was`: what the record said of them.
    case personCorrected(LaneID, from: Binding, to: Binding, was: PersonRecord?)
    /// A tube's code was wrong: all that was recorded of it is true of tube `by`. `bag`: the bag that holds it.
    case tubeReplaced(TubeCode, by: TubeCode, LaneID, bindings: [Binding], bag: BagCode?)
    case tubeRecategorised(TubeCode, LaneID, Int, was: Int)
    case bagRecategorised(BagCode, Int, was: Int)
    /// A tube that was sealed below capacity takes people again.
    case tubeReopened(LaneID, OpenTube, short: Bool)
    /// A sealed bag was opened: it and its seal are dead, its tubes are sealed tubes without a bag.
    case bagUnsealed(BagCode, SealNumber, tubes: [TubeCode])
    /// What became of boxes.
    case custody(CustodyFact)
    /// What became of labels.
    case label(LabelFact)
    /// What became of boxes that came to a laboratory.
    case intake(IntakeFact)
    case lotChosen(LaneID, String, was: String?)
    /// What was found of a tube, or of somebody in it, after its seal.
    case tubeMarked(TubeCode, Mark, was: Mark?)
    case personMarked(Binding)
    /// What the station speaks and shows from here on.
    case languageChosen(Language, was: Language?)
    /// The test label that is to be scanned back; nil once it was.
    case labelTested(LaneID, String?, was: String?)
    case trainingBegun(RoundID, was: RoundID)
    case trainingEnded(RoundID)
    /// What came of going to a door.
    case visited(VisitPlace, Visit, round: RoundID, was: VisitRecord?)
    /// Why the correction in this row was made, the REASON card's number.
    case reasonGiven(Int)

    case badgeEnrolled(BadgeCode, Badge)
    case badgeWithdrawn(BadgeCode, was: Badge)
    /// A badge's holder works at this desk, and at no other.
    case postTaken(LaneID, Role, BadgeCode, was: BadgeCode?)
    case laneLocked(LaneID, was: [Post])
    /// A LANE card was scanned.
    case scannerPlaced(DeviceID, LaneID)
    /// What this row records waits for a signature.
    case signatureOwed(LaneID, Signable)
    case signed(BadgeCode, rows: [Int64])

    /// When the round began, as the clock said.
    case roundDated(ClockReading, was: Day?)
    /// It was asked whether the round is over.
    case roundDoubted
    /// Somebody came who had been sampled in this round.
    case duplicateSeen(Instant)
    case fellAsleep
    case woke
    case shiftClosed
    case shiftBegun
    case clockSet(ClockSetting, was: ClockSetting?)
    /// So many empty tubes are there; nil for nobody knows.
    case stockCounted(Stock?, was: Stock?)
    /// It was said that tubes run out.
    case stockWarned
    /// It was said that the swab taken then has to leave.
    case swabsWarned(Int64, isAlarm: Bool)

    /// A question was put to a scanner, in place of the one that stood.
    case asked(DeviceID, StandingQuestion, was: StandingQuestion?)
    case questionEnded(DeviceID, was: StandingQuestion)

    /// The facts of this row were taken back, at the scanner that had made them.
    case undone(DeviceID, row: Int64, facts: [Fact])
}

/// Where on a lane a tube stands that is not sealed.
package enum TubePlace: Hashable, Codable, Sendable {
    case open
    /// Index among the parked tubes, 0 is the oldest.
    case parked(Int)
}

/// A tube that a lane held, and where; a single tube that was sealed already is held by none.
package struct HeldTube: Hashable, Codable, Sendable {
    package var tube: OpenTube
    package var place: TubePlace
    package init(_ tube: OpenTube, at place: TubePlace) {
        self.tube = tube
        self.place = place
    }
}

/// Why a person is not in a tube any more.
package enum UnboundReason: String, Hashable, Codable, Sendable {
    case released
    case notSampled = "not-sampled"
    /// The tube was spoilt; the swab must be taken again.
    case voided
}

/// Things that two acts may both touch; an act that touches what another scanner could undo makes that undo void.
package enum Touched: Hashable, Codable, Sendable {
    /// Site or round: whatever comes after makes its undo void.
    case station
    case lane(LaneID)
    case person(PersonToken)
    case tube(TubeCode)
    case bag(BagCode)
    case box(BoxCode)
    case door(VisitPlace)
    /// Which bags are open and which is in hand.
    case packing
    /// Which box is open.
    case boxing
}

extension Fact {
    /// What the fact is about. Questions and reminders are about nothing that work depends on.
    package var touches: [Touched] {
        switch self {
        case .configured, .siteChosen, .roundBegun, .shiftClosed, .trainingBegun, .trainingEnded: [.station]
        case .teamChosen(let lane, _, _), .categoryChosen(let lane, _, _), .modeChosen(let lane, _, _): [.lane(lane)]
        case .personCame(let lane, let waiting), .personLeft(let lane, let waiting):
            [.lane(lane), .person(waiting.person.token)]
        case .personLinked(let lane, let qr, let person, _): [.lane(lane), .person(qr), .person(person)]
        case .tubeOpened(let lane, let tube), .tubeSealed(let lane, let tube, _, _): [.lane(lane), .tube(tube.code)]
        case .tubeReleased(let lane, let tube, _), .tubeEmptied(let lane, let tube, _),
            .tubeParked(let lane, let tube), .shortAllowed(let lane, let tube), .shortWithdrawn(let lane, let tube):
            [.lane(lane), .tube(tube)]
        case .personBound(let lane, let binding, _, _, _), .personUnbound(let lane, let binding, _):
            [.lane(lane), .person(binding.person), .tube(binding.tube)]
        case .bagOpened(let bag, _, _), .bagClosed(let bag, _), .bagReopened(let bag, _), .bagCounted(let bag, _):
            [.bag(bag), .packing]
        case .tubeJoined(let tube, let bag), .tubeLeftBag(let tube, let bag, _): [.tube(tube), .bag(bag)]
        case .bagSealed(let bag, _, let tubes), .bagUnsealed(let bag, _, let tubes):
            [.bag(bag), .packing] + tubes.map { .tube($0) }
        case .personMoved(let lane, let from, let to):
            [.lane(lane), .person(from.person), .tube(from.tube), .tube(to.tube)]
        case .personCorrected(let lane, let from, let to, _):
            [.lane(lane), .person(from.person), .person(to.person), .tube(to.tube)]
        case .tubeReplaced(let tube, let other, let lane, let bindings, let bag):
            [.lane(lane), .tube(tube), .tube(other)] + bindings.map { .person($0.person) }
                + (bag.map { [.bag($0), .packing] } ?? [])
        case .tubeRecategorised(let tube, let lane, _, _): [.lane(lane), .tube(tube)]
        case .bagRecategorised(let bag, _, _): [.bag(bag), .packing]
        case .tubeReopened(let lane, let tube, _):
            [.lane(lane), .tube(tube.code)] + tube.bindings.map { .person($0.person) }
        case .lotChosen(let lane, _, _): [.lane(lane)]
        case .tubeMarked(let tube, _, _): [.tube(tube)]
        case .personMarked(let binding): [.person(binding.person), .tube(binding.tube)]
        case .visited(let place, _, _, _): [.door(place)]
        case .custody(let fact): fact.touches
        case .label(let fact): fact.touches
        case .intake(let fact): [.lane(fact.lane)]
        case .undone(_, _, let facts): facts.flatMap(\.touches)
        case .started, .personReminded, .asked, .questionEnded, .reasonGiven, .badgeEnrolled, .badgeWithdrawn,
            .postTaken, .laneLocked, .signatureOwed, .signed, .roundDated, .roundDoubted, .duplicateSeen, .fellAsleep,
            .woke, .shiftBegun, .clockSet, .scannerPlaced, .swabsWarned, .languageChosen, .labelTested, .stockCounted,
            .stockWarned:
            []
        }
    }
}
