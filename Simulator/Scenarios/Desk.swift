package import Devices
import FakeDevices
import FakeLinks
import Journal
import Station

/// What stands on a folding table: the scanners, the card reader, the printer, and the hands that work with them. Where the
/// station is does not matter here. Used from one thread.
package final class Desk {
    package let configuration: ScenarioConfiguration
    package let deck: Deck
    package let sockets: DeviceSockets
    package let patience: Patience
    private let scanners: [String: HandScanner]
    private let devices: [String: Peripheral]

    /// Nothing is plugged in yet.
    package init(_ configuration: ScenarioConfiguration, into sockets: DeviceSockets, patience: Patience = .local) {
        self.configuration = configuration
        self.sockets = sockets
        self.patience = patience
        deck = Deck(configuration)
        let places = configuration.scanners.map { ($0.name, HandScanner($0.name, $0.model)) }
        scanners = Dictionary(places) { first, _ in first }
        devices = Dictionary(configuration.devices.map { ($0.name, Peripheral($0.name, $0.firmware)) }) { first, _ in
            first
        }
    }

    /// Plugs everything in.
    package func plug() throws(ScenarioError) {
        for place in configuration.scanners { try scanner(place.name).plug(into: sockets) }
        for place in configuration.devices { try devices[place.name]?.plug(into: sockets) }
    }

    /// Pulls every plug that is in.
    package func unplug() {
        for scanner in scanners.values { scanner.unplug() }
        for device in devices.values { device.unplug() }
    }

    /// Waits until a station listens to every scanner that is plugged in.
    package func waitUntilOpen() throws(ScenarioError) {
        for place in configuration.scanners {
            let scanner = try scanner(place.name)
            if scanner.isPlugged { try scanner.waitUntilOpen(within: patience.opening) }
        }
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
        lift()
        MonotonicClock.wait(until: MonotonicClock.now().advanced(by: ScenarioLimit.emptyPlate))
        _ = reader.withFirmware(FakeCardReader.self) { reader, _ in reader.lay(card) }
        let rows = scans
        let isHeard = scanner.model.firmware.isHeard
        let heard = scanner.nextVerdict(within: patience.card) { isHeard ? nil : self.verdict(after: rows) }
        guard let heard else {
            throw .noVerdict(scanned: "the card of person \(person)", scanner: "reader", waited: patience.card)
        }
        return heard.feedback
    }

    /// The ID card that lies on the reader, if one does, is taken off.
    package func lift() {
        _ = devices["reader"]?.withFirmware(FakeCardReader.self) { reader, _ in reader.lift() }
    }

    /// Scans and waits for the verdict.
    @discardableResult
    package func scan(_ item: Item, with name: String) throws(ScenarioError) -> HandScanner.Heard {
        let scanner = try scanner(name)
        let isHeard = scanner.model.firmware.isHeard
        let rows = isHeard ? 0 : scans
        return try scanner.scan(
            deck.payload(of: item), named: "\(item)", outOfSight: configuration.sight + patience.sightMargin,
            within: patience.verdict
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
        try scanner.plug(into: sockets, node: node)
        try scanner.waitUntilOpen(within: patience.opening)
    }
}
