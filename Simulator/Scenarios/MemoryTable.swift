package import Assembly
import Controller
package import Devices
package import FakeDevices
package import Journal
import Station

/// A table in memory and virtual time: a bench with the shipping box and loop on a real journal, and hands that wait for
/// each verdict. The same moves give the same bytes.
///
///     plug, scan, lay --> VirtualBench --> what was heard
package final class MemoryTable {
    package let configuration: ScenarioConfiguration
    package let deck: Deck
    package let box: StationBox
    private let bench: VirtualBench
    /// The devices' numbers on the bench.
    private var places: [String: Int] = [:]
    private var lastScans: [String: (payload: [UInt8], at: Instant)] = [:]
    /// The box's own words, for errors.
    package private(set) var log: [BoxLog] = []

    /// Opens the journal of the configuration's folder, and starts the station.
    package init(_ configuration: ScenarioConfiguration) throws {
        try configuration.write()
        self.configuration = configuration
        deck = Deck(configuration)
        let clock = VirtualClock()
        bench = VirtualBench(clock: clock)
        let station = try VirtualStation(configuration, clock: clock)
        var random = Seeded(seed: 1)
        box = try station.start(journal: configuration.journal, locking: true) { random.bytes($0) }
        bench.log = { [weak self] line in
            guard let self else { return }
            log = log.suffix(99) + [line]
        }
        bench.start(box)
    }

    // MARK: The plug

    /// Plugs a device in and lets the station settle.
    package func plug(_ name: String, _ firmware: any FakeFirmware) {
        if places[name] == nil { places[name] = bench.add(firmware) }
        replug(name, node: nil)
    }

    /// Plugs a device in again, under this node where one is named.
    package func replug(_ name: String, node: String?) {
        guard let place = places[name] else { return }
        bench.plug(place, node: node)
        pass(.seconds(1))
    }

    package func unplug(_ name: String) {
        if let place = places[name] { bench.unplug(place) }
    }

    /// The firmware of a device, to look at or to change.
    package func withFirmware<Firmware: FakeFirmware, Result>(
        _ name: String, as type: Firmware.Type = Firmware.self, _ body: (inout Firmware, Instant) -> Result
    ) -> Result? {
        places[name].flatMap { bench.withFirmware($0, as: type, body) }
    }

    // MARK: Scanning

    /// Scans, and waits until the operator has heard the verdict. What a device cannot tell is taken from the station.
    ///
    /// - Returns: nil when nothing was heard within `ScenarioLimit.verdict`, or the station took no scan.
    package func scan(_ item: Item, with name: String) throws(ScenarioError) -> Feedback? {
        guard let place = places[name], bench.isPlugged(place) else { throw .notPlugged(scanner: name) }
        let payload = Array(deck.payload(of: item).utf8)
        if let last = lastScans[name], last.payload == payload {
            let since = last.at.duration(to: bench.now)
            if since < configuration.sight + .milliseconds(50) { pass(configuration.sight + .milliseconds(50) - since) }
        }
        _ = bench.heard(place)
        let rows = box.loop.journal.sequence
        bench.read(place, payload)
        lastScans[name] = (payload, bench.now)
        return hears(place, lane: 1, after: rows, within: ScenarioLimit.verdict)
    }

    /// A person's ID card is laid on the reader, in place of the one that lies there; what the collecting scanner tells.
    package func lay(_ person: Int) -> Feedback? {
        guard let hand = configuration.scanners.first(where: { $0.track != .pack }), let place = places[hand.name]
        else {
            return nil
        }
        _ = withFirmware("reader", as: FakeCardReader.self) { reader, _ in reader.lift() }
        pass(ScenarioLimit.emptyPlate)
        _ = bench.heard(place)
        let rows = box.loop.journal.sequence
        _ = withFirmware("reader", as: FakeCardReader.self) { reader, _ in reader.lay(.of(deck, person: person)) }
        return hears(place, lane: hand.lane, after: rows, within: ScenarioLimit.card)
    }

    private func hears(_ place: Int, lane: Int, after rows: Int64, within limit: Duration) -> Feedback? {
        let due = bench.now.advanced(by: limit)
        while bench.now < due {
            if let heard = bench.heard(place).first { return heard }
            if !bench.isHeard(place), box.loop.journal.sequence > rows { return box.last[LaneID(lane)]?.feedback }
            pass(.milliseconds(10))
        }
        return nil
    }

    /// Chunks of a device go to the station, if it has it open.
    package func deliver(_ chunks: [[UInt8]], from name: String) {
        if let place = places[name] { bench.deliver(chunks, from: place) }
    }

    // MARK: Time

    /// Time passes, with all that falls due on the way.
    package func pass(_ duration: Duration) { bench.pass(until: bench.now.advanced(by: duration)) }

    /// Ends the station in order.
    package func stop() throws(JournalError) { try box.loop.stop(at: bench.now) }
}
