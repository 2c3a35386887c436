package import Codes

/// A correction being made, as far as it has been told (WORKFLOW.md 3.7). Each step waits for the next code; the last one
/// is completed by a REASON card, which records why, and where no reason is asked for by CONFIRM as well.
///
///     TRANSFER ── person, or tube ──> from ── tube that holds the swabs ──> to ── REASON ──> moved
///     REOPEN ──── tube, or sealed bag ──> REASON ──> takes people again; bag and seal are dead
///     REOPEN ──── closed box ──> REASON ──> open again
///     REOPEN ──── box handed over ──> its custodian's badge, without badges REASON ──> back here, closed
///     RECATEGORISE ── CATEGORY ──> tube [── last tube of the row], or bag ──> CONFIRM or REASON ──> changed
///     FIX ── person who was recorded ── person whose swab it is ──> REASON ──> changed, wherever the tube is
///     FIX ── bag ── wrong code ── right tube ──> CONFIRM or REASON ──> changed, the bag stays sealed
///
/// Any other code that is accepted ends it, as it ends every question.
package enum Correction: Hashable, Codable, Sendable {
    case transfer
    case transferFrom(SwabSource)
    /// `exchange`: the people of both tubes change places.
    case transferTo(SwabSource, TubeCode, people: Int, exchange: Bool)
    case reopen
    case reopenTube(TubeCode, count: Int, capacity: Int)
    case reopenBag(BagCode, SealNumber, tubes: Int)
    case recategorise
    case recategoriseTo(Int)
    case recategoriseTubes(Int, [TubeCode])
    case recategoriseBag(Int, BagCode, tubes: Int)
    case fix
    case fixIn(BagCode)
    case fixWrong(BagCode, TubeCode)
    case fixRight(BagCode, TubeCode, TubeCode)
    case fixPerson(Binding)
    case fixPersonTo(Binding, PersonToken)
    case reopenBox(BoxCode, bags: Int)
    /// A box that was handed over is taken back; `from`: whose badge holds it.
    case revoke(BoxCode, from: BadgeCode?)

    /// Most tubes that one RECATEGORISE changes.
    package static let tubeLimit = 200

    /// The card that began it.
    package var name: String {
        switch self {
        case .transfer, .transferFrom, .transferTo: "transfer"
        case .reopen, .reopenTube, .reopenBag, .reopenBox, .revoke: "reopen"
        case .recategorise, .recategoriseTo, .recategoriseTubes, .recategoriseBag: "recategorise"
        case .fix, .fixIn, .fixWrong, .fixRight, .fixPerson, .fixPersonTo: "fix"
        }
    }

    /// Whether all is told, so that only CONFIRM or a reason is missing.
    package var isComplete: Bool {
        switch self {
        case .transferTo, .reopenTube, .reopenBag, .recategoriseTubes, .recategoriseBag, .fixRight, .reopenBox, .revoke,
            .fixPersonTo:
            true
        case .transfer, .transferFrom, .reopen, .recategorise, .recategoriseTo, .fix, .fixIn, .fixWrong, .fixPerson:
            false
        }
    }

    /// The box it names.
    var box: BoxCode? {
        switch self {
        case .reopenBox(let box, _), .revoke(let box, _): box
        default: nil
        }
    }

    /// Tubes it names.
    var tubes: [TubeCode] {
        switch self {
        case .transfer, .reopen, .reopenBag, .recategorise, .recategoriseTo, .recategoriseBag, .fix, .fixIn, .reopenBox,
            .revoke:
            []
        case .transferFrom(let source): [source.tube]
        case .fixPerson(let binding), .fixPersonTo(let binding, _): [binding.tube]
        case .transferTo(let source, let tube, _, _): [source.tube, tube]
        case .reopenTube(let tube, _, _), .fixWrong(_, let tube): [tube]
        case .recategoriseTubes(_, let tubes): tubes
        case .fixRight(_, let wrong, let right): [wrong, right]
        }
    }

    /// The bag it names.
    var bag: BagCode? {
        switch self {
        case .transfer, .transferFrom, .transferTo, .reopen, .reopenTube, .recategorise, .recategoriseTo,
            .recategoriseTubes, .fix, .reopenBox, .revoke, .fixPerson, .fixPersonTo:
            nil
        case .reopenBag(let bag, _, _), .recategoriseBag(_, let bag, _), .fixIn(let bag), .fixWrong(let bag, _),
            .fixRight(let bag, _, _):
            bag
        }
    }
}

/// Whose swabs are elsewhere: one person's, or all of a tube.
package enum SwabSource: Hashable, Codable, Sendable {
    case person(Binding)
    case tube(TubeCode)

    package var tube: TubeCode {
        switch self {
        case .person(let binding): binding.tube
        case .tube(let tube): tube
        }
    }
}

/// What the record knows of the tubes and bags a correction is about.
package struct CorrectionKnowledge: Hashable, Sendable {
    /// Tubes that are new or released are not in it.
    package var tubes: [TubeCode: TubeRecord] = [:]
    package var members: [TubeCode: TubeMembers] = [:]
    package var bags: [BagCode: BagRecord] = [:]
    /// Of somebody who is to be recorded in another's place.
    var people: [PersonToken: PersonRecord] = [:]
    /// Tubes opened from the first to the last of a row, in that order, at most `Correction.tubeLimit` + 1.
    package var row: [TubeCode] = []

    private var open: [BagCode: Bag] = [:]

    init() {}

    /// Looks up what the correction names, what was scanned for it, and the bags that hold those tubes.
    ///
    /// - Parameter open: the bags that are not sealed.
    init<R: Register>(
        of correction: Correction, scanned happening: Happening, open: [BagCode: Bag], in register: borrowing R
    ) throws(R.Failure) {
        self.open = open
        for tube in correction.tubes { try note(tube, in: register) }
        if let bag = correction.bag { try note(bag, in: register) }
        if case .fixPersonTo(_, let right) = correction,
            case .person(let record)? = try register.record(of: .person(right))
        {
            people[right] = record
        }
        switch happening {
        case .tubeScanned(let tube):
            try note(tube, in: register)
            if case .recategoriseTubes(_, let named) = correction, let first = named.first {
                try noteRow(from: first, to: tube, in: register)
            }
        case .bagScanned(let bag): try note(bag, in: register)
        case .personScanned(let person):
            guard case .person(let record)? = try register.record(of: .person(person.token)) else { return }
            for binding in record.bindings { try note(binding.tube, in: register) }
        default: return
        }
    }

    private mutating func note<R: Register>(_ code: TubeCode, in register: borrowing R) throws(R.Failure) {
        guard tubes[code] == nil, case .tube(let tube)? = try register.record(of: .tube(code)),
            tube.stage != .released
        else { return }
        tubes[code] = tube
        if case .members(let held)? = try register.record(of: .members(code)) { members[code] = held }
        if case .bagged(let bag) = tube.stage, bags[bag] == nil { try note(bag, in: register) }
    }

    private mutating func note<R: Register>(_ code: BagCode, in register: borrowing R) throws(R.Failure) {
        guard bags[code] == nil, case .bag(let bag)? = try register.record(of: .bag(code)) else { return }
        bags[code] = bag
        for tube in open[code]?.tubes ?? bag.contents?.tubes ?? [] { try note(tube, in: register) }
    }

    private mutating func noteRow<R: Register>(
        from first: TubeCode, to last: TubeCode, in register: borrowing R
    ) throws(R.Failure) {
        guard let one = tubes[first]?.opened.row, let other = tubes[last]?.opened.row else { return }
        row = try register.tubes(
            openedFrom: min(one, other), through: max(one, other), limit: Correction.tubeLimit + 1)
        for tube in row { try note(tube, in: register) }
    }
}
