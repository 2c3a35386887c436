import Codes
import Controller
package import Devices
package import FakeLinks
import Foundation
package import Journal
package import Scenarios
package import Station

/// The table of a training: fake devices and the shipping station, and what is read of its journal. Used from one thread;
/// everything blocks the caller.
package final class TrainingDesk {
    package let table: Table
    /// Where the station's own screen is.
    package let screen: String
    /// The deck's things by what is printed on them: a scanner that types may read a printed card.
    private let items: [String: Item]

    /// Sets the table up in this folder and starts the station.
    ///
    /// - Parameter testbed: the world it stands in, where an earlier table stood there; nil for a new one.
    package init(folder: String, language: Language, in testbed: Testbed? = nil) throws {
        table = try Table(TrainingDesk.configuration(folder: folder, language: language), in: testbed)
        try table.open()
        screen = try table.screen(ofStart: 1)
        items = TrainingDesk.items(of: table.deck)
    }

    /// A site for key groups, whose first lane takes one to a tube, and five.
    package static func configuration(folder: String, language: Language = .english) -> ScenarioConfiguration {
        var configuration = ScenarioConfiguration.demo(folder: folder)
        configuration.station = "trainer-1"
        configuration.siteCode = "S-0001"
        configuration.modes = """
              - name: single
                capacity: 1
              - name: pool-5
                capacity: 5
            """
        configuration.moreCodes = """
              site:
                pattern: 'S-[0-9]{4}'
            """
        // Who learns reads longer than a question stands at work. The first line belongs to `limits`.
        configuration.more = """
              question-seconds: 60
            sites:
              - {code: S-0001, category: key groups}
            language: \(language.rawValue)
            kiosk: {port: 0}
            """
        return configuration
    }

    package func close() {
        if table.station.isRunning { _ = try? table.station.stop() }
        table.desk.unplug()
    }

    // MARK: Scanning

    /// What a click or a typed reading is; nil for what is nobody's.
    package func item(reading text: String) -> Item? { Item(named: text) ?? items[text.uppercased()] }

    /// Scans, and waits until the verdict is in the journal.
    ///
    /// - Parameter isPacking: whether tubes and cards go to the packing scanner.
    package func scan(_ item: Item, isPacking: Bool) throws -> Reading {
        let before = try look().record.scans.count
        do {
            _ = try table.desk.scan(item, with: TrainingDesk.hand(for: item, isPacking: isPacking))
        } catch {
            // A machine that is busy beeps late.
            guard case .noVerdict = error else { throw error }
        }
        let due = Date().addingTimeInterval(TrainerLimit.row.seconds)
        while true {
            let reading = try look()
            if reading.record.scans.count > before { return reading }
            if Date() > due { throw ScenarioError.noVerdict(scanned: "\(item)", scanner: "", waited: TrainerLimit.row) }
            usleep(20_000)
        }
    }

    /// Bags and seals go to the packing scanner, persons to the other, tubes and cards with the work.
    package static func hand(for item: Item, isPacking: Bool) -> String {
        switch item {
        case .bag, .seal, .box: "pack"
        case .person, .badge: "collect"
        case .tube, .card, .misread, .twice, .foreign: isPacking ? "pack" : "collect"
        }
    }

    // MARK: Looking

    package func look() throws -> Reading {
        Reading(try ShiftRecord(journal: table.configuration.journal), deck: table.deck)
    }

    static func items(of deck: Deck) -> [String: Item] {
        var items: [String: Item] = [:]
        for number in TrainerLimit.deck {
            for item in [Item.person(number), .tube(number), .bag(number), .seal(number)] {
                items[deck.payload(of: item)] = item
            }
        }
        for command in Command.onCards { items[deck.payload(of: .card(command))] = .card(command) }
        return items
    }
}

/// The journal, read once.
package struct Reading: Sendable {
    package let record: ShiftRecord
    package let picture: Picture

    package init(_ record: ShiftRecord, deck: Deck) {
        self.record = record
        picture = Picture(record.rows, numbers: DeckNumbers(deck, people: record.people))
    }

    /// The last scan and its words.
    package var last: (row: RecordedRow, feedback: Feedback)? {
        record.scans.last.flatMap { row in row.verdict.feedback.map { (row, $0) } }
    }

    package var settings: Settings { record.settings ?? Settings(station: "", categories: [], modes: []) }

    package func wording(_ language: Language) -> Wording {
        let people = record.people
        return Wording(
            language: language,
            names: Names(
                person: { maskedName(of: people[$0]) }, birth: { birthDate(in: people[$0]) },
                time: { TrainingClock.time($0) }, settings: settings))
    }

    /// A text of the station in both languages.
    func told(_ text: (Wording) -> String) -> Told { Told(text(wording(.english)), text(wording(.chinese))) }
}

private enum TrainingClock {
    /// `08:14` here.
    static func time(_ moment: Moment) -> String {
        let format = DateFormatter()
        format.dateFormat = "HH:mm"
        return format.string(from: Date(timeIntervalSince1970: Double(moment.wall) / 1_000_000))
    }
}

extension Duration {
    fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
