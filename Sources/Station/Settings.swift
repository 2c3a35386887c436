/// What the site decides, as far as the sequence is concerned. Recorded as a row at every change, so that a replay knows
/// by which rules a row was decided.
package struct Settings: Hashable, Codable, Sendable {
    package var station: String
    package var site: String?
    package var lanes: [LaneID]
    /// CATEGORY-1 is the first.
    package var categories: [CategoryRule]
    /// MODE-1 is the first; it is the mode a lane starts with.
    package var modes: [ModeRule]
    /// Category number a site code expects (WORKFLOW.md 3.1); a differing choice asks for CONFIRM.
    package var expectedCategories: [String: Int]
    /// Most tubes in a bag.
    package var bagLimit: Int
    /// Whether a tube joins the open bag of its category at its seal, without a scan at the bag.
    package var joinsAtSeal: Bool
    /// Full tubes of a lane that may wait for their closing scan.
    package var parkedLimit: Int
    /// How long a person may wait before the station says so, once. Discards nobody.
    package var pairingSeconds: Int
    /// How long a question stands.
    package var questionSeconds: Int
    /// Nil for a site without badges.
    package var badges: BadgeRules?
    /// Nil for a site that keeps the rules of `BoxRules()`.
    package var boxes: BoxRules?
    /// Nil for a site that keeps the rules of `LabelRules()`.
    package var labels: LabelRules?
    /// Lots of tubes the site uses; nil where it does not scan them.
    package var lots: [LotRule]?
    /// Nil for a station where people are sampled.
    package var role: DeskRole?
    /// Nil for a site without one.
    package var roster: RosterRule?

    package init(
        station: String, site: String? = nil, lanes: [LaneID] = [LaneID(1)], categories: [CategoryRule],
        modes: [ModeRule], expectedCategories: [String: Int] = [:], bagLimit: Int = 20, joinsAtSeal: Bool = false,
        parkedLimit: Int = 3, pairingSeconds: Int = 60, questionSeconds: Int = 10, badges: BadgeRules? = nil,
        boxes: BoxRules? = nil, labels: LabelRules? = nil, role: DeskRole? = nil,
        lots: [LotRule]? = nil
    ) {
        self.station = station
        self.site = site
        self.lanes = lanes
        self.categories = categories
        self.modes = modes
        self.expectedCategories = expectedCategories
        self.bagLimit = bagLimit
        self.joinsAtSeal = joinsAtSeal
        self.parkedLimit = parkedLimit
        self.pairingSeconds = pairingSeconds
        self.questionSeconds = questionSeconds
        self.badges = badges
        self.boxes = boxes
        self.labels = labels
        self.role = role
        self.lots = lots
    }

    /// The category with this number (1 is the first), nil when there is none.
    package func category(_ number: Int) -> CategoryRule? {
        categories.indices.contains(number - 1) ? categories[number - 1] : nil
    }

    /// The mode with this number (1 is the first), nil when there is none.
    package func mode(_ number: Int) -> ModeRule? {
        modes.indices.contains(number - 1) ? modes[number - 1] : nil
    }
}

/// What a box is for, where it is no sampling station.
package enum DeskRole: String, Hashable, Codable, Sendable {
    /// A laboratory's desk, where boxes are received.
    case intake
}

/// A scan category (扫码类别) and the modes it allows, by their numbers.
package struct CategoryRule: Hashable, Codable, Sendable {
    package var english: String
    package var chinese: String
    package var modes: [Int]
    package init(english: String, chinese: String, modes: [Int]) {
        self.english = english
        self.chinese = chinese
        self.modes = modes
    }
}

/// Single collection or a pool, and the order in which its codes are scanned.
package struct ModeRule: Hashable, Codable, Sendable {
    package enum Order: String, Hashable, Codable, Sendable, CaseIterable {
        case personFirst = "person-first"
        case tubeFirst = "tube-first"
    }
    /// Which persons of a pool the tube confirms, person-first.
    package enum Confirm: String, Hashable, Codable, Sendable, CaseIterable {
        case each
        case firstAndLast = "first-and-last"
    }
    package var name: String
    /// People in a full tube: 1, 5, 10 or 20.
    package var capacity: Int
    package var order: Order
    package var confirm: Confirm
    package init(name: String, capacity: Int, order: Order = .personFirst, confirm: Confirm = .each) {
        self.name = name
        self.capacity = capacity
        self.order = order
        self.confirm = confirm
    }
}

/// Version of the rules that `decide` follows. Rows say which version decided them; only rows of this version are decided
/// again by `verify`.
package let rulesVersion = 8
