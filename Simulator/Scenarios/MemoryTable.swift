package import Assembly
import Codes
import Controller
package import Devices
package import FakeDevices
import Foundation
package import Journal
import Station
import Synchronization

/// A table in memory and virtual time: fake devices, and the shipping box's steps with the shipping loop on a real journal.
/// Nothing sleeps and nothing runs beside it; the same moves give the same bytes.
///
///     plug, scan, lay, type --> firmware --> StationBox --> firmware --> what was heard
///
/// Not modelled: how long bytes take on a wire, and the operating system.
package final class MemoryTable {
    /// One device of the table.
    private struct Place {
        var firmware: any FakeFirmware
        /// As the station lists it; nil while it is unplugged.
        var listed: DeviceIdentity?
        var isOpen = false
    }

    package let configuration: ScenarioConfiguration
    package let deck: Deck
    package let box: StationBox
    private var places: [String: Place] = [:]
    private var now = Instant(nanoseconds: 1_000_000_000)
    private let clock: MemoryClock
    /// What the devices said and the box has not heard yet.
    private var inbox: [(node: String, event: LinkEvent)] = []
    private var isHearing = false
    /// What was heard while time passed.
    private var pending: [String: [Feedback]] = [:]
    private var lastScans: [String: (payload: [UInt8], at: Instant)] = [:]
    /// The box's own words, for errors.
    package private(set) var log: [BoxLog] = []

    /// Opens the journal of the configuration's folder, and starts the station.
    package init(_ configuration: ScenarioConfiguration) throws {
        try configuration.write()
        self.configuration = configuration
        deck = Deck(configuration)
        clock = MemoryClock(now)
        let loaded = try Configuration.load(text: configuration.text, file: configuration.file)
        let cards = CommandCards(check: cardCheck(siteKey: configuration.cardKey))
        let random = Mutex(Seeded(seed: 1))
        let journal = try JournalFile.open(path: configuration.journal, station: configuration.station) { count in
            random.withLock { $0.bytes(count) }
        }
        let loop = try ControlLoop(
            configuration: loaded, book: try loaded.codeBook(cards: cards), journal: journal, clocks: clock.clocks)
        box = StationBox(configuration: loaded, loop: loop)
    }

    // MARK: The plug

    /// Plugs a device in, under this node where one is named, and lets the station settle.
    package func plug(_ name: String, _ firmware: any FakeFirmware, node: String? = nil) {
        places[name] = Place(firmware: firmware)
        replug(name, node: node)
    }

    /// Plugs a device in again.
    package func replug(_ name: String, node: String? = nil) {
        guard var place = places[name] else { return }
        place.firmware.poweredUp()
        place.listed = place.firmware.identity.listed(replugged: node)
        places[name] = place
        list()
        pass(.seconds(1))
    }

    package func unplug(_ name: String) {
        guard let node = places[name]?.listed?.node else { return }
        let wasOpen = places[name]?.isOpen ?? false
        places[name]?.listed = nil
        places[name]?.isOpen = false
        if wasOpen { inbox.append((node, .unplugged)) }
        hear()
        list()
    }

    private func list() {
        obey(box.listed(places.values.compactMap(\.listed).sorted { $0.node < $1.node }, at: now))
        hear()
    }

    /// The firmware of a device, to look at or to change; what it sends because of it goes to the station.
    package func withFirmware<Firmware: FakeFirmware, Result>(
        _ name: String, as type: Firmware.Type = Firmware.self, _ body: (inout Firmware, Instant) -> Result
    ) -> Result? {
        guard var firmware = places[name]?.firmware as? Firmware else { return nil }
        defer { places[name]?.firmware = firmware }
        return body(&firmware, now)
    }

    // MARK: Scanning

    /// Scans, and waits until the operator has heard the verdict. What a device cannot tell is taken from the station.
    ///
    /// - Returns: nil when nothing was heard within `ScenarioLimit.verdict`, or the station took no scan.
    package func scan(_ item: Item, with name: String) throws(ScenarioError) -> Feedback? {
        let payload = Array(deck.payload(of: item).utf8)
        if let last = lastScans[name], last.payload == payload {
            let since = last.at.duration(to: now)
            if since < configuration.sight + .milliseconds(50) { pass(configuration.sight + .milliseconds(50) - since) }
        }
        guard places[name]?.listed != nil, var scanner = places[name]?.firmware as? any FakeScanner else {
            throw .notPlugged(scanner: name)
        }
        _ = scanner.heard(at: now)
        pending[name] = nil
        let rows = box.loop.journal.sequence
        let chunks = scanner.read(payload, at: now)
        places[name]?.firmware = scanner
        deliver(chunks, from: name)
        lastScans[name] = (payload, now)
        let due = now.advanced(by: ScenarioLimit.verdict)
        while now < due {
            if let heard = heard(name) { return heard }
            if !scanner.isHeard, box.loop.journal.sequence > rows { return box.last[LaneID(1)]?.feedback }
            pass(.milliseconds(10))
        }
        return nil
    }

    /// A person's ID card is laid on the reader, in place of the one that lies there; what the collecting scanner tells.
    package func lay(_ person: Int) -> Feedback? {
        guard let hand = configuration.scanners.first(where: { $0.track != .pack }) else { return nil }
        _ = withFirmware("reader", as: FakeCardReader.self) { reader, _ in reader.lift() }
        pass(ScenarioLimit.emptyPlate)
        _ = heard(hand.name)
        let rows = box.loop.journal.sequence
        _ = withFirmware("reader", as: FakeCardReader.self) { reader, _ in reader.lay(.of(deck, person: person)) }
        let due = now.advanced(by: ScenarioLimit.card)
        while now < due {
            pass(.milliseconds(10))
            if let heard = heard(hand.name) { return heard }
            if !hand.model.firmware.isHeard, box.loop.journal.sequence > rows {
                return box.last[LaneID(hand.lane)]?.feedback
            }
        }
        return nil
    }

    private func heard(_ name: String) -> Feedback? {
        guard var scanner = places[name]?.firmware as? any FakeScanner else { return nil }
        let heard = pending.removeValue(forKey: name) ?? [] + scanner.heard(at: now)
        places[name]?.firmware = scanner
        return heard.first
    }

    /// Chunks of a device go to the station, if it has it open.
    package func deliver(_ chunks: [[UInt8]], from name: String) {
        guard let place = places[name], let node = place.listed?.node, place.isOpen else { return }
        inbox += chunks.map { (node, .bytes($0)) }
        hear()
    }

    // MARK: Time

    /// Time passes, with all that falls due on the way.
    package func pass(_ duration: Duration) {
        let end = now.advanced(by: duration)
        while let due = ([box.deadline] + places.values.map { $0.listed == nil ? nil : $0.firmware.deadline })
            .compactMap(\.self).min(), due <= end
        {
            now = max(now, due)
            clock.set(now)
            for name in places.keys.sorted() { wake(name) }
            if let due = box.deadline, due <= now { obey(box.deadlinePassed(at: now)) }
            hear()
            // A deadline that stays where it is would hold time up for ever.
            if due <= now, box.deadline == due { now = now.advanced(by: .milliseconds(1)) }
        }
        now = max(now, end)
        clock.set(now)
    }

    private func wake(_ name: String) {
        guard var place = places[name], place.listed != nil, let due = place.firmware.deadline, due <= now else {
            return
        }
        let chunks = place.firmware.deadlineCame(at: now)
        // Scanners end a pattern of beeps by listening on.
        if place.firmware.deadline == due, chunks.isEmpty, var scanner = place.firmware as? any FakeScanner {
            pending[name, default: []] += scanner.heard(at: now)
            place.firmware = scanner
        }
        places[name] = place
        deliver(chunks, from: name)
    }

    /// Ends the station in order.
    package func stop() throws(JournalError) { try box.loop.stop(at: now) }

    // MARK: The wire

    private func obey(_ orders: [BoxOrder]) {
        for order in orders {
            switch order {
            case .open(let node, _):
                guard let name = name(at: node) else {
                    let error = LinkError(.notFound, device: node, attempt: "open")
                    obey(box.openFailed(node: node, error, at: now))
                    continue
                }
                places[name]?.isOpen = true
                obey(box.opened(node: node, at: now))
            case .close(let node):
                if let name = name(at: node) { places[name]?.isOpen = false }
            case .send(let node, let bytes):
                guard let name = name(at: node), places[name]?.isOpen == true else { continue }
                let answers = places[name]?.firmware.hostSent(bytes, at: now) ?? []
                inbox += answers.map { (node, .bytes($0)) }
            case .request(let node, let request):
                guard let name = name(at: node), places[name]?.isOpen == true else { continue }
                let answer = places[name]?.firmware.hostAsked(request, at: now) ?? .failed
                inbox.append((node, .answered(request, answer)))
            case .stopIntake: continue
            case .log(let line): log = log.suffix(99) + [line]
            }
        }
    }

    private func hear() {
        if isHearing { return }
        isHearing = true
        while !inbox.isEmpty {
            let (node, event) = inbox.removeFirst()
            obey(box.happened(event, node: node, at: now))
        }
        isHearing = false
    }

    private func name(at node: String) -> String? { places.first { $0.value.listed?.node == node }?.key }
}

/// The virtual clock as the loop reads it; one second after a fixed date at the start.
private final class MemoryClock: @unchecked Sendable {
    // Read and set on the one thread of the table.
    private var now: Instant
    init(_ now: Instant) { self.now = now }
    func set(_ now: Instant) { self.now = now }

    var clocks: Clocks {
        Clocks(
            now: { self.now },
            wall: {
                let microseconds = 1_646_439_247_000_000 + self.now.nanoseconds / 1000
                return ClockReading(microseconds: microseconds, utcOffsetMinutes: 480, isTrusted: true)
            })
    }
}
