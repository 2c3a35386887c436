package import Devices
import FakeDevices
package import FakeLinks
import Journal
import Station

/// A folding table: the fake world, the scanners on it, and the shipping station that works there. Used from one thread.
package final class Table {
    package let configuration: ScenarioConfiguration
    package let deck: Deck
    package let station: StationProcess
    package let testbed: Testbed
    private let scanners: [String: HandScanner]
    private let devices: [String: Peripheral]

    /// Writes the configuration; nothing is plugged in and nothing runs yet.
    ///
    /// - Parameters:
    ///   - binary: the station's program; nil for the one beside the running program.
    ///   - testbed: the world it stands in, when several tables share one; nil for a new one.
    package init(
        _ configuration: ScenarioConfiguration, binary: String? = nil, in testbed: Testbed? = nil
    ) throws(ScenarioError) {
        try configuration.write()
        do throws(TestbedError) {
            if let testbed { self.testbed = testbed } else { self.testbed = try Testbed() }
        } catch {
            throw .testbed(error)
        }
        self.configuration = configuration
        deck = Deck(configuration)
        station = StationProcess(
            configuration: configuration.file, log: configuration.log, environment: self.testbed.environment,
            binary: binary)
        let places = configuration.scanners.map { ($0.name, HandScanner($0.name, $0.model)) }
        scanners = Dictionary(places) { first, _ in first }
        devices = Dictionary(configuration.devices.map { ($0.name, Peripheral($0.name, $0.firmware)) }) { first, _ in
            first
        }
    }

    // A station whose fake world is gone would be ended by it.
    deinit { station.kill() }

    /// Plugs everything in, starts the station and waits until it listens to every scanner.
    package func open() throws(ScenarioError) {
        for place in configuration.scanners { try scanner(place.name).plug(into: testbed) }
        for place in configuration.devices { try devices[place.name]?.plug(into: testbed) }
        try start()
    }

    /// Starts the station, again or for the first time.
    package func start() throws(ScenarioError) {
        try station.start()
        for scanner in scanners.values where scanner.isPlugged { try scanner.waitUntilOpen() }
    }

    /// The scanner of this name.
    package func scanner(_ name: String) throws(ScenarioError) -> HandScanner {
        guard let scanner = scanners[name] else { throw .notPlugged(scanner: name) }
        return scanner
    }

    /// The card reader, printer or keypad of this name.
    package func device(_ name: String) -> Peripheral? { devices[name] }

    /// A person's ID card is laid on the reader, in place of the one that lies there; what the collecting scanner tells.
    package func lay(_ person: Int) throws(ScenarioError) -> Feedback {
        guard let hand = configuration.scanners.first(where: { $0.track != .pack }), let reader = devices["reader"]
        else {
            throw .notPlugged(scanner: "reader")
        }
        let scanner = try scanner(hand.name)
        let card = FakeCard.of(deck, person: person)
        _ = reader.withFirmware(FakeCardReader.self) { reader, _ in reader.lift() }
        MonotonicClock.wait(until: MonotonicClock.now().advanced(by: ScenarioLimit.emptyPlate))
        _ = reader.withFirmware(FakeCardReader.self) { reader, _ in reader.lay(card) }
        let rows = scans
        let isHeard = scanner.model.firmware.isHeard
        let heard = scanner.nextVerdict(within: ScenarioLimit.card) { isHeard ? nil : self.verdict(after: rows) }
        guard let heard else {
            throw .noVerdict(scanned: "the card of person \(person)", scanner: "reader", waited: ScenarioLimit.card)
        }
        return heard.feedback
    }

    /// Scans and waits for the verdict.
    @discardableResult
    package func scan(_ item: Item, with name: String) throws(ScenarioError) -> HandScanner.Heard {
        let scanner = try scanner(name)
        let isHeard = scanner.model.firmware.isHeard
        let rows = isHeard ? 0 : scans
        return try scanner.scan(
            deck.payload(of: item), named: "\(item)", outOfSight: configuration.sight + Table.sightMargin
        ) { isHeard ? nil : self.verdict(after: rows) }
    }

    /// How many scans the journal has, for devices whose operator hears nothing.
    private var scans: Int { (try? ShiftRecord(journal: configuration.journal).scans.count) ?? 0 }

    /// The verdict of the scan after so many, once the journal has it.
    private func verdict(after rows: Int) -> Feedback? {
        guard let record = try? ShiftRecord(journal: configuration.journal), record.scans.count > rows else {
            return nil
        }
        return record.scans[rows].verdict.feedback
    }

    /// Plugs a scanner in again, under this node where one is named, and waits until the station listens.
    package func replug(_ name: String, node: String? = nil) throws(ScenarioError) {
        let scanner = try scanner(name)
        try scanner.plug(into: testbed, node: node)
        try scanner.waitUntilOpen()
    }

    /// The station's clock starts a little later than the hand's.
    private static let sightMargin: Duration = .milliseconds(50)
}
