import FakeDevices
package import FakeLinks

/// A folding table: the fake world, the scanners on it, and the shipping station that works there. Used from one thread.
package final class Table {
    package let configuration: ScenarioConfiguration
    package let deck: Deck
    package let station: StationProcess
    package let testbed: Testbed
    private let scanners: [String: HandScanner]

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
    }

    // A station whose fake world is gone would be ended by it.
    deinit { station.kill() }

    /// Plugs everything in, starts the station and waits until it listens to every scanner.
    package func open() throws(ScenarioError) {
        for place in configuration.scanners { try scanner(place.name).plug(into: testbed) }
        try start()
    }

    /// Starts the station, again or for the first time.
    package func start() throws(ScenarioError) {
        try station.start()
        for scanner in scanners.values where scanner.node != nil { try scanner.waitUntilOpen() }
    }

    /// The scanner of this name.
    package func scanner(_ name: String) throws(ScenarioError) -> HandScanner {
        guard let scanner = scanners[name] else { throw .notPlugged(scanner: name) }
        return scanner
    }

    /// Scans and waits for the verdict.
    @discardableResult
    package func scan(_ item: Item, with name: String) throws(ScenarioError) -> HandScanner.Heard {
        try scanner(name).scan(
            deck.payload(of: item), named: "\(item)", outOfSight: configuration.sight + Table.sightMargin)
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
