extension Export {
    /// A person in a tube, with all that the record says of it. Texts are empty where there is nothing to say.
    package struct Line: Hashable, Sendable {
        /// What can be said of a person's number.
        package enum Identity: Hashable, Sendable {
            /// The document's number, or the whole payload of a code that only its issuer reads.
            case number(String)
            /// The round's key was destroyed.
            case wiped
            /// The journal's key file is not there.
            case locked

            package var text: String {
                switch self {
                case .number(let number): number
                case .wiped: "wiped"
                case .locked: "no keys"
                }
            }
        }

        /// A sealed bag that was opened.
        package struct DeadBag: Hashable, Sendable {
            package var bag: String
            package var seal: String
            package init(bag: String, seal: String) { (self.bag, self.seal) = (bag, seal) }
        }

        package var station = ""
        package var team = ""
        package var lane = ""
        package var round = ""
        package var category = ""
        package var mode = ""
        /// The most persons in a tube of this mode.
        package var capacity = 1
        /// The tube was sealed with fewer persons than its mode has.
        package var isShort = false
        package var person = Identity.number("")
        /// From the ID card or the roster; empty where neither said it.
        package var name = ""
        package var phone = ""
        package var address = ""
        /// The code of the household on the roster; empty for who is not on it.
        package var household = ""
        /// `two-stations` where another station's record has the same tube; both lines stay.
        package var conflict = ""
        /// The kind of document or code: a raw value of `PersonCode.Kind`.
        package var kind = ""
        package var tube = ""
        /// The place in the tube, from 1.
        package var slot = 1
        /// `bound`, `moved`, `corrected` (it was somebody else), `released`, `not sampled` or `undone`.
        package var status = "bound"
        /// When the status became this; nil for a binding that nobody has touched.
        package var changed: String?
        /// When the tube was last changed as a whole, opened again or given another category; nil for never.
        package var tubeChanged: String?
        /// What that was: `reopened`, `recategorised`.
        package var tubeChange = ""
        /// Bags in which the tube was sealed and that were opened: they and their seals are dead.
        package var deadBags: [DeadBag] = []
        /// The person was in another tube of the round before, and this was asked and confirmed.
        package var isRepeat = false
        package var bag = ""
        package var seal = ""
        /// ISO 8601 with milliseconds and offset, as all times here.
        package var personScanned = ""
        package var bound = ""
        package var tubeSealed = ""
        package var bagSealed = ""
        package var isClockTrusted = true
        /// How each came in: `scan`, `card`, `typed`.
        package var personOrigin = ""
        package var tubeOrigin = ""
        package var bagOrigin = ""
        package var sealOrigin = ""
        /// Which relative of the document's holder it was; empty for the holder.
        package var proxy = ""
        package var isUnverified = false
        package var box = ""
        /// When the courier took the box, and whose badges gave and took it; empty while it is here.
        package var handedOver = ""
        package var giver = ""
        package var courier = ""
        /// SHA-256 of the manifest that was frozen then, in hexadecimal.
        package var manifest = ""
        /// How often the box was handed over, those included that were revoked.
        package var handOvers = 0
        /// By the laboratory's receipt, once it was read: `received`, `missing` or `rejected`; `lost` for
        /// a box that was lost on its way.
        package var receipt = ""
        /// Of the tube.
        package var lot = ""
        /// What was found of the tube after its seal: a raw value of `Mark`.
        package var condition = ""
        /// Badges of those who worked at the lane.
        package var `operator` = ""
        package var sampler = ""

        /// The columns of a table of lines.
        package static let header = [
            "station", "team", "lane", "round", "category", "mode", "person", "kind", "tube", "slot", "status",
            "repeat",
            "bag", "seal", "person_scanned", "bound", "tube_sealed", "bag_sealed", "clock_trusted", "person_origin",
            "tube_origin", "bag_origin", "seal_origin", "proxy", "unverified",
            "operator", "sampler", "box", "handed_over", "giver", "courier", "manifest",
            "receipt", "lot", "condition", "name", "phone", "address",
            "household", "conflict",
        ]

        /// The line's fields, one to a column.
        package var fields: [String] {
            func word(_ flag: Bool) -> String { flag ? "yes" : "no" }
            return [
                station, team, lane, round, category, mode, person.text, kind, tube, "\(slot)", status, word(isRepeat),
                bag, seal, personScanned, bound, tubeSealed, bagSealed, word(isClockTrusted), personOrigin, tubeOrigin,
                bagOrigin, sealOrigin, proxy, word(isUnverified), self.operator, sampler, box, handedOver, giver,
                courier,
                manifest, receipt, lot, condition, name, phone, address, household, conflict,
            ]
        }
    }
}

extension Export.Line {
    /// A line that says nothing yet.
    package static var empty: Export.Line { Export.Line() }
}
