package import Assembly
import Codes
import Controller
package import Journal
package import Rosters

/// The shipping box of a scenario, without a process around it: it can be started again and again on its journal.
package struct VirtualStation {
    private let station: String
    private let loaded: Configuration
    private let book: CodeBook
    private let clock: VirtualClock
    private let roster: RosterIndex?

    /// - Parameter roster: who lives where, for a station that goes from door to door; its codes are of the configuration's.
    /// - Throws: what is wrong with the configuration, or with the roster's codes.
    package init(_ configuration: ScenarioConfiguration, clock: VirtualClock, roster: Roster? = nil) throws {
        station = configuration.station
        loaded = try Configuration.load(text: configuration.text, file: configuration.file)
        let cards = CommandCards(check: cardCheck(siteKey: configuration.cardKey))
        book = try loaded.codeBook(cards: cards)
        self.clock = clock
        let digest = roster.map { Roster.digest(of: Array($0.csv.utf8)) } ?? ""
        let book = book
        self.roster = try roster.map { try RosterIndex($0, digest: digest, book: book) }
    }

    /// A box on the journal at this path, new or kept.
    ///
    /// - Parameters:
    ///   - locking: false where the journal is no file of the operating system.
    ///   - folder: where the journal lies, beside what SQLite does there.
    ///   - random: the source of the journal's keys.
    /// - Throws: a `JournalError`.
    package func start(
        journal path: String, locking: Bool, folder: any JournalFolder = SystemFolder(),
        random: @escaping RandomBytes
    ) throws(JournalError) -> StationBox {
        let journal = try JournalFile.open(
            path: path, station: station, random: random, locking: locking, folder: folder)
        return StationBox(
            configuration: loaded,
            loop: try ControlLoop(
                configuration: loaded, book: book, journal: journal, clocks: clock.clocks, roster: roster))
    }
}
