package import Codes
import Journal
package import Labels
package import Station

/// Everything a site decides for a station, read from one YAML file (`scanstation.example.yaml` shows every key).
///
/// A configuration that was loaded holds together: every name that is referred to is declared, and no two classes of
/// codes share a code.
package struct Configuration: Hashable, Sendable {
    /// The language of messages, cards and labels.
    package enum Language: String, Hashable, Sendable, CaseIterable {
        case english = "en"
        case chinese = "zh"
    }

    /// What the sequence has to know.
    package var settings: Settings
    /// The journal's SQLite file, an absolute path.
    package var journalPath: String
    /// Where the lock and sockets of a running station lie, an absolute path.
    package var runtimeDirectory: String
    package var language: Language
    /// The site's secret, `ConfigurationLimit.cardKeyCharacters` long: only who has it can print command cards. It goes
    /// into no message and no row.
    package var cardKey: String
    /// The kinds of numbers that are taken for persons.
    package var personKinds: Set<PersonCode.Kind>
    /// The printed codes of the site: at least one class each of tubes, bags and seals.
    package var classRules: [ClassRule]
    /// Test and health QR codes.
    package var opaqueRules: [OpaqueRule]
    /// Which scanner works where. Of all rules of the file that match a device the most particular counts, a helper's too:
    /// serial number or address, then port, then model, then any; of several alike the first.
    package var scanners: [ScannerRule]
    /// Which keypad, card reader and printer works where; see `scanners`.
    package var helpers: [HelperRule]
    /// Whether scanners that no rule names are told their lane by LANE cards.
    package var placesScannersByCard: Bool { scanners.contains(where: \.isPlacedByCard) }
    /// How long a code must have been out of a scanner's sight before the same code counts again.
    package var sightWindow: Duration
    /// What labels are printed on.
    package var labelStock = Label.Stock.usual
    /// Who answers for a box, name and telephone, on its label.
    package var contact: String?
    /// The secret that signs the QRs on labels; laboratories have it too. It goes into no message and no row.
    package var slipKey = ""
    /// Who lives where (`Roster`), an absolute path; nil for a station that does not go from door to door.
    package var rosterPath: String?
    /// Where the screen is served; nil for nowhere.
    package var kiosk: Kiosk?

    /// The address of the screen, and who may see it.
    package struct Kiosk: Hashable, Sendable {
        package struct Network: Hashable, Sendable {
            /// It goes into no message and no row.
            package var token: String
            /// PEM files, absolute paths.
            package var certificate: String
            package var key: String
            package var hosts: [String]
        }

        package static let usualPort = 8022

        /// An IPv4 address of this machine.
        package var host: String
        /// 0 for any that is free.
        package var port: Int
        /// Set wherever others can reach it.
        package var network: Network?
        package var persons = PersonNaming.digits
    }
    /// What the station sounds like; nil for one that is silent.
    package var sound: SoundRules?

    /// Reads a configuration file.
    ///
    /// - Parameter text: What the file holds, at most `ConfigurationLimit.fileBytes`.
    /// - Parameter file: The file's name, for messages.
    /// - Throws: All faults of the file together, each with its line and column. A text that is no YAML, or in which
    ///   one mapping has a key twice, has no others looked at.
    package static func load(text: String, file: String) throws(ConfigurationError) -> Configuration {
        var faults = ConfigurationFaults()
        var configuration: Configuration?
        if let root = ConfigurationText(text: text).root(&faults) {
            let entry = ConfigurationEntry(node: root, path: "")
            configuration = WrittenStation.form.read(entry, &faults).map { $0.configuration(&faults) }
        }
        guard let configuration, faults.isEmpty else { throw faults.error(in: file) }
        return configuration
    }

    /// The code book of this site. Loading has made sure that its classes go together.
    /// - Parameter cards: The site's command cards, made with `cardKey`; nil reads none.
    package func codeBook(cards: CommandCards?) throws(CodeBookError) -> CodeBook {
        try CodeBook(
            classes: classRules, opaque: opaqueRules, cards: cards, persons: personKinds,
            slipSeal: slipSeal(key: slipKey))
    }
}

/// One scanner, or a kind of scanners: where it works, and what is to be done otherwise than its model in the device
/// table says. What is nil is left as it is there.
package struct ScannerRule: Hashable, Sendable {
    package enum Match: Hashable, Sendable {
        case serialNumber(String)
        /// The path of the USB port, `1-1.2`.
        case portPath(String)
        case model(vendor: UInt16, product: UInt16)
        case any
    }

    /// What ends a reading.
    package enum Suffix: String, Hashable, Sendable, CaseIterable {
        case cr, lf, crlf, tab, etx
        /// Nothing but a pause.
        case none
    }

    /// The language in which the scanner is told to beep.
    package enum Verdicts: String, Hashable, Sendable, CaseIterable {
        case honeywell
        case honeywellHostACK = "honeywell-host-ack"
        case newland, datalogic, generic, silent
    }

    /// What a scanner on a serial line or a USB serial port speaks.
    package enum Language: String, Hashable, Sendable, CaseIterable {
        case line
        /// Zebra and Symbol, Simple Serial Interface.
        case ssi
    }

    /// The national layout of a scanner that types like a keyboard.
    package enum Layout: String, Hashable, Sendable, CaseIterable { case us, german, french }

    package var match: Match
    package var lane: LaneID
    package var track: Track
    package var layout: Layout?
    package var language: Language?
    /// The name of the device table's entry it is to be taken for.
    package var entry: String?
    /// Set for the rule of scanners whose lane LANE cards say; `lane` then stands for none.
    package var isPlacedByCard = false
    /// Bits a second.
    package var baud: Int?
    package var suffix: Suffix?
    /// At most `ConfigurationLimit.prefixBytes` bytes.
    package var prefix: [UInt8]?
    /// The pause after which no more of a reading is expected.
    package var idleMilliseconds: Int?
    package var verdicts: Verdicts?

    package init(
        match: Match = .any, lane: LaneID = LaneID(1), track: Track = .both, baud: Int? = nil, suffix: Suffix? = nil,
        prefix: [UInt8]? = nil, idleMilliseconds: Int? = nil, verdicts: Verdicts? = nil, layout: Layout? = nil,
        language: Language? = nil, entry: String? = nil
    ) {
        self.entry = entry
        self.language = language
        self.layout = layout
        self.match = match
        self.lane = lane
        self.track = track
        self.baud = baud
        self.suffix = suffix
        self.prefix = prefix
        self.idleMilliseconds = idleMilliseconds
        self.verdicts = verdicts
    }
}
