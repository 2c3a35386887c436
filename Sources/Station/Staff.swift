package import Codes
package import Devices

/// What a badge entitles its holder to (WORKFLOW.md 3.1). ROLE-1 is the first.
package enum Role: String, Hashable, Codable, Sendable, CaseIterable, Comparable {
    case `operator`, sampler, packer, mentor, supervisor, courier

    /// Number on the ROLE card, 1 to 6.
    package var number: Int { (Role.allCases.firstIndex(of: self) ?? 0) + 1 }

    /// The role of a ROLE card; nil for a number that has none.
    package init?(number: Int) {
        guard Role.allCases.indices.contains(number - 1) else { return nil }
        self = Role.allCases[number - 1]
    }

    package static func < (left: Role, right: Role) -> Bool { left.number < right.number }

    /// Roles whose badge at the desk fills a required post: a mentor or supervisor may stand in.
    package var substitutes: [Role] {
        switch self {
        case .operator, .sampler: [self, .mentor, .supervisor]
        case .packer, .mentor, .courier: [self, .supervisor]
        case .supervisor: [self]
        }
    }
}

/// Which badges a site asks for. A site that has none of this works without badges.
package struct BadgeRules: Hashable, Codable, Sendable {
    /// Posts that must be filled at a desk before persons are taken; empty: badges may be worn, none is asked for.
    package var required: [Role]
    /// 老带新: so many first tubes of a new operator are countersigned by a mentor; 0 for none.
    package var learningTubes: Int
    package init(required: [Role] = [], learningTubes: Int = 0) {
        self.required = required
        self.learningTubes = learningTubes
    }

    /// Wrong PINs in a row that end the question.
    package static let pinTries = 3
    /// Digits of a PIN.
    package static let pinDigits = 4...8
    /// Enrolled badges at most.
    package static let badges = 1_000
    /// Acts that may wait for a signature at most; the next correction then waits for a supervisor.
    package static let unsigned = 1_000
}

/// An enrolled badge.
package struct Badge: Hashable, Codable, Sendable {
    package var role: Role
    /// Whose it is, by the token of the round in which it was enrolled.
    package var holder: PersonToken
    /// Tubes that are still to be countersigned by a mentor (老带新).
    package var learning: Int
    package init(role: Role, holder: PersonToken, learning: Int = 0) {
        self.role = role
        self.holder = holder
        self.learning = learning
    }
}

/// Who works at a desk.
package struct Post: Hashable, Codable, Sendable {
    package var role: Role
    package var badge: BadgeCode
    package init(role: Role, badge: BadgeCode) {
        self.role = role
        self.badge = badge
    }
}

/// An act that somebody entitled has still to sign: done already, marked and listed until then.
package enum Signable: Hashable, Codable, Sendable {
    /// A tube that a new operator sealed.
    case learner(BadgeCode, TubeCode)
    /// So many tubes got another category.
    case recategorised(Int, tubes: Int)
    /// A wrong code in a bag was put right.
    case fixed(TubeCode, by: TubeCode, BagCode)
    /// Somebody else was recorded in a place of a tube.
    case identified(TubeCode, slot: Int)
    /// A sealed bag was opened.
    case unsealed(BagCode)
    /// Something was marked after its seal.
    case marked(TubeCode, Mark)
    /// A box was lost on its way.
    case lost(BoxCode)
    /// A closed box was opened again.
    case unboxed(BoxCode)

    /// Who may sign (WORKFLOW.md 3.7).
    package var signers: [Role] {
        switch self {
        case .learner, .recategorised: [.mentor, .supervisor]
        case .fixed, .unsealed, .unboxed, .marked, .identified, .lost: [.supervisor]
        }
    }
}

/// An act that waits for its signature, and the row that recorded it.
package struct Unsigned: Hashable, Codable, Sendable {
    package var row: Int64
    package var lane: LaneID
    package var act: Signable
    package init(row: Int64, lane: LaneID, act: Signable) {
        self.row = row
        self.lane = lane
        self.act = act
    }
}

/// The station's badges and what waits for a signature.
package struct Staff: Hashable, Codable, Sendable {
    package var badges: [BadgeCode: Badge] = [:]
    /// Oldest first.
    package var unsigned: [Unsigned] = []
    package init() {}

    package func unsigned(for role: Role) -> [Unsigned] { unsigned.filter { $0.act.signers.contains(role) } }
}

/// A badge being enrolled or withdrawn, as far as it has been told.
///
///     ENROL ── supervisor's badge ── PIN ──> sticker ── ID card ── ROLE ──> enrolled
///                                              │                    └─ supervisor: new PIN, twice ──> enrolled
///                                              └─ an enrolled badge ── CONFIRM ──> withdrawn
///     The first badge of a station: ENROL ──> sticker ── ID card ── new PIN, twice ──> enrolled as supervisor's
package enum Enrolment: Hashable, Codable, Sendable {
    case supervisor
    /// `by`: nil for the first badge.
    case sticker(by: BadgeCode?)
    case holder(BadgeCode, by: BadgeCode?)
    case role(BadgeCode, PersonToken, by: BadgeCode)
    case newPIN(BadgeCode, PersonToken, by: BadgeCode?, again: Bool)
    case withdraw(BadgeCode, by: BadgeCode)
}

extension Enrolment {
    /// Whether it makes the first badge of a station, for which nobody answers.
    var isFirst: Bool {
        switch self {
        case .sticker(nil), .holder(_, by: nil), .newPIN(_, _, by: nil, _): true
        default: false
        }
    }
}

/// What a supervisor's PIN is asked for.
package enum PINUse: String, Hashable, Codable, Sendable {
    case enrol
    case sign
}

/// What is known of a PIN that was typed. The digits themselves are nowhere but in the key file, hashed.
package enum PINEntry: Hashable, Codable, Sendable {
    /// Compared with the badge's.
    case checked(isRight: Bool)
    /// A new one, for the first time.
    case chosen
    /// A new one, for the second time.
    case repeated(isSame: Bool)
    /// Not 4 to 8 digits.
    case unfit
}

/// What a scanner's next typed digits are.
package enum PINDemand: Hashable, Sendable {
    case check(BadgeCode)
    case choose(BadgeCode, again: Bool)
}

extension StationState {
    /// The PIN that a scanner is asked for; nil when digits are a person's number.
    package func pinDemand(of device: DeviceID) -> PINDemand? {
        switch questions[device]?.question {
        case .pin(let badge, _, _): .check(badge)
        case .enrolling(.newPIN(let badge, _, _, let again)): .choose(badge, again: again)
        default: nil
        }
    }

    /// How many acts wait for a signature, for the lane's second line; nil when none does.
    package var unsignedCount: Int? {
        guard let count = staff?.unsigned.count, count > 0 else { return nil }
        return count
    }
}

extension Lane {
    package func badge(_ role: Role) -> BadgeCode? { crew?.first { $0.role == role }?.badge }

    /// The first required post that nobody fills.
    func missing(_ required: [Role]) -> Role? {
        required.first { role in !role.substitutes.contains { badge($0) != nil } }
    }
}

extension Acceptance {
    /// What somebody other than the operator has to answer for; nil for what needs no signature.
    var signable: Signable? {
        switch self {
        case .recategorised(let category, let tubes): .recategorised(category, tubes: tubes)
        case .tubeFixed(let wrong, let right, let bag): .fixed(wrong, by: right, bag)
        case .personCorrected(let binding): .identified(binding.tube, slot: binding.slot)
        case .bagUnsealed(let bag, _, _): .unsealed(bag)
        case .custody(.boxReopened(let box)): .unboxed(box)
        case .custody(.lost(let box)): .lost(box)
        case .tubeMarked(let tube, let mark): .marked(tube, mark)
        case .personMarked(let binding): .marked(binding.tube, .notSampled)
        default: nil
        }
    }
}
