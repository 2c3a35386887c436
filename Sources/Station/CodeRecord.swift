package import Codes

/// What the record knows of each code: where it stands now. Looked up before a decision and carried in the event, so that
/// the machine itself stays small however many codes were used.

/// A person inside the current round, known only by a keyed token (hex, no person's number can be got back from it).
package struct PersonToken: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
    package static func < (left: PersonToken, right: PersonToken) -> Bool { left.text < right.text }
}

/// One binding of a person to a tube.
package struct Binding: Hashable, Codable, Sendable {
    package var person: PersonToken
    package var tube: TubeCode
    /// Place in the tube, 1 to capacity.
    package var slot: Int
    package init(person: PersonToken, tube: TubeCode, slot: Int) {
        self.person = person
        self.tube = tube
        self.slot = slot
    }
}

/// Where a tube stands (WORKFLOW.md 3.3). A tube with no record, or a released one, is new.
package struct TubeRecord: Hashable, Codable, Sendable {
    package enum Stage: Hashable, Codable, Sendable {
        /// Open or full on a lane, not sealed yet.
        case open(lane: LaneID)
        case sealed
        case bagged(BagCode)
        /// All its people were released: it may hold swabs, so it is never used again.
        case emptied
        /// It never held a swab and is new again.
        case released
        /// Its code was wrong: the swabs recorded in it are in this tube. Never used again.
        case replaced(TubeCode)
    }
    package var stage: Stage
    package var category: Int
    package var round: RoundID
    /// How many people's swabs it holds.
    package var count: Int
    package var capacity: Int
    package var short: Bool
    /// When it was opened, sequence of the row and microseconds since 1970 of the wall clock.
    package var opened: Moment
    /// Lane that sealed it, nil before.
    package var sealedBy: LaneID?
    /// The only person of a tube with capacity 1, so that one can be released before it is bagged.
    package var single: Binding?
    /// How many short marks of it were owed; nil for none.
    package var labels: Int?
    /// What was found of it after its seal.
    package var mark: Mark?

    package init(
        stage: Stage, category: Int, round: RoundID, count: Int, capacity: Int, short: Bool, opened: Moment,
        sealedBy: LaneID? = nil, single: Binding? = nil
    ) {
        self.stage = stage
        self.category = category
        self.round = round
        self.count = count
        self.capacity = capacity
        self.short = short
        self.opened = opened
        self.sealedBy = sealedBy
        self.single = single
    }
}

/// Who is in a sealed tube, by place, and the mode it was filled in: what corrections need. While a tube is on a lane the
/// machine has it.
package struct TubeMembers: Hashable, Codable, Sendable {
    package var mode: Int
    /// In slot order.
    package var bindings: [Binding]
    package init(mode: Int, bindings: [Binding]) {
        self.mode = mode
        self.bindings = bindings
    }
}

/// What a sealed bag holds.
package struct BagContents: Hashable, Codable, Sendable {
    package var category: Int
    package var round: RoundID
    package var tubes: [TubeCode]
    /// When its first tube was opened, before any swab: microseconds since 1970-01-01 UTC, by those tubes whose clock was
    /// trusted; nil for none.
    package var oldest: Int64?
    package init(category: Int, round: RoundID, tubes: [TubeCode], oldest: Int64? = nil) {
        self.category = category
        self.round = round
        self.tubes = tubes
        self.oldest = oldest
    }
}

/// Where a bag stands (WORKFLOW.md 3.4). Open, closed and counted bags live in the machine; the record keeps which exist.
package struct BagRecord: Hashable, Codable, Sendable {
    package enum Stage: Hashable, Codable, Sendable {
        case open
        case sealed(SealNumber)
        /// Opened after its seal, for a reason: bag and seal are dead, its tubes sealed tubes without a bag again.
        case opened(SealNumber)
    }
    package var stage: Stage
    package var count: Int
    package var at: Moment
    /// While it is sealed.
    package var contents: BagContents?
    /// The box it was put into, whether that is still here or not.
    package var box: BoxCode?
    /// How many labels of it were owed; nil for none.
    package var labels: Int?
    package init(stage: Stage, count: Int, at: Moment, contents: BagContents? = nil) {
        self.stage = stage
        self.count = count
        self.at = at
        self.contents = contents
    }
}

/// A seal number that was used, on which bag.
package struct SealRecord: Hashable, Codable, Sendable {
    package var bag: BagCode
    package var at: Moment
    package init(bag: BagCode, at: Moment) {
        self.bag = bag
        self.at = at
    }
}

/// What a person did in this round. A person who was released or not sampled has no binding; one who was bound again by
/// CONFIRM has several.
package struct PersonRecord: Hashable, Codable, Sendable {
    /// In the order of their tubes' codes.
    package private(set) var bindings: [Binding]
    package var at: Moment
    /// How often this person was bound in the round, repeats included.
    package var times: Int
    /// For a QR that was linked: whose it is.
    package var primary: PersonToken?
    /// How many vouchers were owed for the last binding; nil for none.
    package var vouchers: Int?
    package init(bindings: [Binding] = [], at: Moment, times: Int) {
        self.bindings = bindings
        self.at = at
        self.times = times
    }

    /// The binding a message names; nil for a person who is in no tube.
    package var binding: Binding? { bindings.last }

    mutating func add(_ binding: Binding) {
        bindings.append(binding)
        bindings.sort { ($0.tube, $0.slot) < ($1.tube, $1.slot) }
    }

    mutating func remove(_ binding: Binding) { bindings.removeAll { $0 == binding } }
}

/// When a row was written: its sequence number and its wall-clock time (microseconds since 1970-01-01 UTC, as good as the
/// clock was).
package struct Moment: Hashable, Codable, Sendable {
    package var row: Int64
    package var wall: Int64
    /// True where nothing vouched for the clock, nil where something did.
    package var isDoubtful: Bool?
    /// True in a training, else nil.
    package var isTraining: Bool?
    package init(row: Int64, wall: Int64, isTrusted: Bool = true, isTraining: Bool = false) {
        self.isTraining = isTraining ? true : nil
        self.row = row
        self.wall = wall
        isDoubtful = isTrusted ? nil : true
    }

    /// Microseconds since 1970-01-01 UTC; nil when no clock vouched for it.
    package var trustedWall: Int64? { isDoubtful == true ? nil : wall }
    package static let none = Moment(row: 0, wall: 0)
}

/// A code that has a record.
package enum RecordKey: Hashable, Codable, Sendable {
    case person(PersonToken)
    case tube(TubeCode)
    /// Who is in a sealed tube.
    case members(TubeCode)
    case bag(BagCode)
    case seal(SealNumber)
    case box(BoxCode)
    /// A round's last visit: another round, and a training, has its own.
    case visit(VisitPlace, RoundID)
}

/// What is recorded of a code.
package enum CodeRecord: Hashable, Codable, Sendable {
    case person(PersonRecord)
    // The others apart, because they are far larger than persons' records and far rarer.
    indirect case tube(TubeRecord)
    indirect case members(TubeMembers)
    indirect case bag(BagRecord)
    indirect case seal(SealRecord)
    indirect case box(BoxRecord)
    indirect case visit(VisitRecord)
}

/// The record of all codes of a station. The journal has one in SQLite; a dictionary serves replays and tests.
package protocol Register {
    associatedtype Failure: Error
    func record(of key: RecordKey) throws(Failure) -> CodeRecord?
    /// Tubes opened from one row to another, in that order, at most `limit`.
    func tubes(openedFrom first: Int64, through last: Int64, limit: Int) throws(Failure) -> [TubeCode]
    /// nil forgets the code.
    mutating func set(_ record: CodeRecord?, for key: RecordKey) throws(Failure)
}
