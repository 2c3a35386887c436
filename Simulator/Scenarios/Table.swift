import Devices
package import FakeLinks

/// A folding table and the shipping station that works there, both in a testbed. Used from one thread.
package final class Table {
    package let configuration: ScenarioConfiguration
    package let station: StationProcess
    package let testbed: Testbed
    package let desk: Desk

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
        desk = Desk(configuration, into: .testbed(self.testbed))
        station = StationProcess(
            configuration: configuration.file, log: configuration.log, environment: self.testbed.environment,
            binary: binary)
    }

    // A station whose fake world is gone would be ended by it.
    deinit { station.kill() }

    /// Plugs everything in, starts the station and waits until it listens to every scanner.
    package func open() throws(ScenarioError) {
        try desk.plug()
        try start()
    }

    /// Starts the station, again or for the first time.
    package func start() throws(ScenarioError) {
        try station.start()
        try desk.waitUntilOpen()
    }

    package var deck: Deck { desk.deck }

    /// The scanner of this name.
    package func scanner(_ name: String) throws(ScenarioError) -> HandScanner { try desk.scanner(name) }

    /// The card reader, printer or keypad of this name.
    package func device(_ name: String) -> Peripheral? { desk.device(name) }
}
