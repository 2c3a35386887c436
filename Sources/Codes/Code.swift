package import Devices

/// What one scan is, after check digits and formats were looked at: the classes of WORKFLOW.md 3.8, or unreadable and why.
///
/// A code says nothing about what may be done with it now; that is the machine's to decide.
package enum Code: Hashable, Sendable {
    case person(PersonCode)
    case tube(TubeCode)
    case bag(BagCode)
    case seal(SealNumber)
    case box(BoxCode)
    case badge(BadgeCode)
    case command(Command)
    case site(String)
    case round(String)
    case lot(String)
    case team(String)
    case household(String)
    case rosterLine(String)
    /// The QR of a label of a station with this site's slip key.
    case slip(Slip)
    case unreadable(Unreadable)
}

/// A class of code by name, as configurations and messages name it.
package enum CodeClass: String, Hashable, Codable, Sendable, CaseIterable {
    case person, tube, bag, seal, box, badge, command, site, round, lot, team, household, label
    case rosterLine = "roster-line"
}

/// A tube's printed code, upper case as scanned, at most `CodeLimit.codeBytes` bytes.
package struct TubeCode: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
    package static func < (left: TubeCode, right: TubeCode) -> Bool { left.text < right.text }
}

/// The printed code of a sealing bag (封袋码).
package struct BagCode: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
    package static func < (left: BagCode, right: BagCode) -> Bool { left.text < right.text }
}

/// The number on a seal (封签号); used once, for ever.
package struct SealNumber: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
    package static func < (left: SealNumber, right: SealNumber) -> Bool { left.text < right.text }
}

/// The code of a transfer box (转运箱), often an SSCC.
package struct BoxCode: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
    package static func < (left: BoxCode, right: BoxCode) -> Bool { left.text < right.text }
}

/// The code of a member of staff's badge (工作证), on a sticker that means nothing until it is enrolled.
package struct BadgeCode: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
    package static func < (left: BadgeCode, right: BadgeCode) -> Bool { left.text < right.text }
}

/// A person as a code names them. `number` is what identifies them to the record: normalised (upper case, no spaces) for
/// numbers, the very payload for opaque codes. It is health data: it never goes into state, facts or logs.
package struct PersonCode: Hashable, Sendable {
    package enum Kind: String, Hashable, Codable, Sendable, CaseIterable {
        /// 18-character resident identity number (GB 11643).
        case resident
        /// 15-digit number of the first generation; accepted and flagged.
        case resident15 = "resident-15"
        /// Foreign permanent resident card, 2017 form (15 characters) or 2023 form (18 digits, first 9).
        case permanentResident = "permanent-resident"
        /// Mainland travel permit for Hong Kong and Macau residents.
        case hongKongMacau = "hong-kong-macau"
        /// Mainland travel permit for Taiwan residents.
        case taiwan
        /// Machine readable zone of a passport (ICAO 9303 TD3, second line or both).
        case passport
        /// GS1 global service relation number, AI 8018.
        case gsrn
        /// A test or health QR whose payload only its issuer can read; kept byte for byte.
        case opaque
    }
    package var kind: Kind
    /// The identifying bytes.
    package var number: [UInt8]
    /// For opaque codes: which configured class of QR it is; nil for numbers.
    package var opaqueClass: OpaqueClass?
    /// PROXY card under which the code was shown: the person is no holder of it but a relative, 1 to `Command.proxies`.
    package var proxy: Int?

    package init(kind: Kind, number: [UInt8], opaqueClass: OpaqueClass? = nil, proxy: Int? = nil) {
        self.kind = kind
        self.number = number
        self.opaqueClass = opaqueClass
        self.proxy = proxy
    }
}

/// How long an opaque QR identifies its person (WORKFLOW.md 3.2).
package enum OpaqueClass: Hashable, Codable, Sendable {
    case stable
    case expiring(minutes: Int)
    /// The payload carries a number that was extracted; it must agree with the card.
    case carriesNumber
}

/// Why a scan is no code.
package enum Unreadable: Hashable, Codable, Sendable {
    /// No class matches; or a bad prefix, or control bytes are left.
    case unknown
    /// Two readings came as one: the whole fits no class and its half does, or an opaque code ends with a code of the site.
    /// Never halved, nor cut.
    case doubled
    /// The form is right and the check digit is not.
    case checkDigit(CodeClass)
    /// Right beginning, wrong length or characters.
    case lengthOrCharacters(CodeClass)
    /// A number with an impossible date or an unknown province.
    case impossible(CodeClass)
}

/// The command cards of WORKFLOW.md 3.8 that this station knows.
package enum Command: Hashable, Codable, Sendable {
    case category(Int)
    case mode(Int)
    case round
    case short
    case undo
    case release
    case notSampled
    /// A tube is spoilt (broken, spilt, dirty): its people are sampled again, and it is never used.
    case void
    /// Swabs are in another tube than was recorded: whose, and in which.
    case transfer
    /// A sealed tube takes a late person, or a sealed bag is opened.
    case reopen
    /// Another category for a tube, a row of tubes or a bag.
    case recategorise
    /// A wrong tube code in a bag, sealed or not, is put right without opening it.
    case fix
    /// Why a correction is made, 1 to `reasons`; completes it.
    case reason(Int)
    case count(Int)
    case confirm
    case cancel
    /// A badge is enrolled, or withdrawn.
    case enrol
    /// What a badge that is being enrolled entitles to, 1 to `roles`.
    case role(Int)
    /// Everybody leaves the desk.
    case lock
    /// The oldest label that was not printed is written by hand.
    case handwritten
    /// What was found of a tube or person after the seal, 1 to `marks`.
    case mark(Int)
    /// A training begins or ends.
    case training
    /// What the station speaks and shows from now on: 1 Chinese, 2 English.
    case language(Int)
    /// What came of going to a door.
    case visit(Visit)
    /// Another copy of a label.
    case reprint
    /// Boxes go to the courier.
    case handover
    /// How a box is kept on its way, 1 to `temperatures`.
    case temperature(Int)
    /// The station rests until it is woken.
    case pause
    /// What is open, and the close of the shift.
    case report
    /// A shift begins.
    case morning
    /// The clock is set by typing.
    case time
    /// How many empty tubes there are, by typing.
    case stock
    /// The clock is set to a minute of the site's time, twelve digits `YYYYMMDDHHMM`: a TIME code, printed for that minute.
    case setTime(String)
    /// An opaque QR belongs to the person who waits.
    case link
    /// The next code is a relative's: the person has none. 1 to `proxies`.
    case proxy(Int)
    /// At this desk the scanner works from now on, 1 to `lanes`.
    case lane(Int)
    /// A label that was printed to try its printer, four digits.
    case testLabel(String)
    /// The story of the code scanned next; changes nothing.
    case ask
    /// A key of the typing cards: numbers of people whose code cannot be read.
    case key(TypingKey)
}

extension Command {
    /// How many REASON cards there are.
    package static let reasons = 9
    /// How many PROXY cards there are.
    package static let proxies = 9
    /// How many LANE cards there are.
    package static let lanes = 16
    /// How many MARK cards there are.
    package static let marks = 4
    /// How many TEMPERATURE cards there are.
    package static let temperatures = 4
    /// How many cards of languages there are.
    package static let languages = 2
    /// How many ROLE cards there are.
    package static let roles = 6
}

package enum CodeLimit {
    /// The longest payload that is looked at; a QR of version 40 carries at most 2,953 bytes.
    package static let payloadBytes = 4096
    /// The longest tube, bag, seal or other configured code.
    package static let codeBytes = 64
}
