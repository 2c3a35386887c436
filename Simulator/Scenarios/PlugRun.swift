import Codes
import Devices
import FakeDevices
package import FakeLinks
import Glibc
import Journal
import Station

/// Pulls the plugs of four scanners of the shipping station and puts them back, at seeded moments, while they scan: a
/// line on a serial port, SSI on another, HID POS over libusb, a keyboard. Each has a lane of its own. Afterwards the
/// journal holds each scan that arrived whole, each in its place and no more than this.
///
///     plugged ──pull at a moment──> out ──put back──> opening ──> plugged
///                                    ^───pull───────────┘
package struct PlugRun {
    /// When the plug comes out.
    package enum Moment: String, CaseIterable, Sendable {
        /// Nothing is under way.
        case idle
        /// The wire has carried a part of a reading.
        case midway
        /// The last byte was given to the wire, some microseconds ago.
        case sent
        /// The host has just taken the last byte, and has not answered.
        case arrived
        /// The station may have the device open or not.
        case opening

        static let open: [Moment] = [.idle, .midway, .sent, .arrived]
    }

    /// What came of it.
    package struct Outcome: Sendable {
        package var pulls: [Moment: Int] = [:]
        /// Scans that arrived whole: an answer came, or the host took the last byte before the plug was pulled.
        package var whole = 0
        /// Scans of which nobody outside knows whether the host got them, and how many of them the journal has.
        package var unsure = 0
        package var unsureKept = 0
        /// Readings that were cut off.
        package var cut = 0
        /// Those of them that the station refused as unreadable, because their beginning arrived.
        package var cutRefused = 0
    }

    private let table: Table
    private var random: Seeded
    private var sent: [SentScan] = []
    private var outcome = Outcome()
    private var codes = 0

    package init(folder: String, testbed: Testbed, seed: UInt64) throws(ScenarioError) {
        table = try Table(
            ScenarioConfiguration(folder: folder, scanners: PlugRun.places + [PlugRun.voice]), in: testbed)
        random = Seeded(seed: seed)
    }

    private static let places = [
        place(.packing, "line", lane: 1), place(.collectingInPackets, "ssi", lane: 2),
        place(.packingReports, "hid-pos", lane: 3),
        place(.collectingByKeys(.us), "keyboard", lane: 4, serial: "21094B0F12"),
    ]

    /// What tells the verdicts of the keyboard, which cannot; a lane without one is not open. It stays plugged in.
    private static let voice = place(.packing, "voice", lane: 4, portPath: "1-5", serial: "G16F07733", node: "ttyACM3")

    /// So many pulls; ends the station in order and holds the journal against what was scanned.
    package mutating func pull(_ count: Int) throws -> Outcome {
        try table.open()
        var pulls = 0
        while pulls < count {
            do {
                try scanSome()
                let hand = try table.scanner(Self.places[Int.random(in: 0..<Self.places.count, using: &random)].name)
                if !hand.isPlugged {
                    try putBack(hand)
                } else {
                    pulls += 1
                    try pull(hand)
                    if Bool.random(using: &random) { try putBack(hand) }
                    if hand.isPlugged && !hand.isOpen {
                        pulls += 1
                        try pull(hand)
                    }
                }
            } catch {
                // What the station thinks hangs on it, for whoever looks into it.
                let seen = try? table.station.run(["devices", "--config", table.configuration.file])
                throw KillFailure("pull \(pulls + 1): \(error)\n\(seen?.output ?? "")")
            }
        }
        for place in Self.places {
            let hand = try table.scanner(place.name)
            if !hand.isPlugged { try putBack(hand, patiently: true) }
            try scan(hand)
        }
        return try close()
    }

    private mutating func close() throws -> Outcome {
        let code = try table.station.stop()
        if code != 0 { throw KillFailure("the station ended with \(code)") }
        try compare()
        let verified = try table.station.run(["verify", "--journal", table.configuration.journal])
        if verified.code != 0 { throw KillFailure("verify: \(verified.output)") }
        return outcome
    }
}

// MARK: - Scanning and pulling

extension PlugRun {
    /// Some whole scans with verdicts, at any scanner that is plugged in.
    private mutating func scanSome() throws {
        for place in Self.places.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random)) {
            let hand = try table.scanner(place.name)
            if hand.isPlugged { try scan(hand) }
        }
    }

    private mutating func scan(_ hand: HandScanner) throws {
        let item = nextItem()
        try hand.waitUntilOpen()
        try hand.send(table.deck.payload(of: item))
        try answer(to: item, from: hand)
        sent.append(SentScan(item: item, scanner: hand.name, mark: .whole))
    }

    /// Waits until the station has answered: by a sound, or with a row where the device makes none.
    private func answer(to item: Item, from hand: HandScanner) throws {
        let isHeard = hand.model.firmware.isHeard
        let heard = hand.nextVerdict(within: ScenarioLimit.verdict) {
            isHeard || !has(item) ? nil : .accepted
        }
        if heard == nil { throw KillFailure("no verdict of \(item) at \(hand.name)") }
    }

    private mutating func pull(_ hand: HandScanner) throws {
        // A device that was just put back may be pulled again before it is opened.
        let moment = hand.isOpen ? Moment.open.randomElement(using: &random) ?? .idle : .opening
        let item = nextItem()
        switch moment {
        case .idle, .opening: break
        case .midway: try cut(item, hand)
        case .sent:
            try hand.send(table.deck.payload(of: item))
            pause(upTo: .microseconds(2000))
            sent.append(SentScan(item: item, scanner: hand.name, mark: .unsure))
        case .arrived:
            try deliver(item, hand)
            sent.append(SentScan(item: item, scanner: hand.name, mark: .whole))
        }
        hand.unplug()
        outcome.pulls[moment, default: 0] += 1
    }

    /// A part of a reading. What goes over the wire in one piece is made longer.
    private mutating func cut(_ item: Item, _ hand: HandScanner) throws {
        let share = Double.random(in: 0..<1, using: &random)
        if try !hand.sendBeginning(of: table.deck.payload(of: item), share: share) {
            let long = table.deck.payload(of: item) + String(repeating: "-", count: 100)
            _ = try hand.sendBeginning(of: long, share: share)
        }
        pause(upTo: .milliseconds(2))
        sent.append(SentScan(item: item, scanner: hand.name, mark: .cut))
    }

    /// Sends a reading and returns when the host has just taken all of it. At a port it is held up until all lies ready, so
    /// that nothing can still be on its way.
    private func deliver(_ item: Item, _ hand: HandScanner) throws {
        let payload = table.deck.payload(of: item)
        guard let before = hand.delivery, let extent = hand.extent(of: payload) else {
            throw KillFailure("\(hand.name) is not plugged in")
        }
        switch (before, extent) {
        case (.unread, .unread(let bytes)):
            kill(table.station.pid, SIGSTOP)
            defer { kill(table.station.pid, SIGCONT) }
            try hand.send(payload)
            // The device may have answered an order too.
            try wait(for: hand, "\(bytes) bytes to lie ready") {
                if case .unread(let ready) = $0 { ready >= bytes } else { false }
            }
            kill(table.station.pid, SIGCONT)
            try wait(for: hand, "its bytes to be read") { $0 == .unread(bytes: 0) }
        case (.delivered(let earlier), .delivered(let packets)):
            try hand.send(payload)
            try wait(for: hand, "\(packets) packets") { $0 == .delivered(packets: earlier + packets) }
        default: throw KillFailure("\(hand.name) is two kinds of device")
        }
    }

    private func wait(for hand: HandScanner, _ what: String, until isSo: (Delivery) -> Bool) throws {
        let due = MonotonicClock.now().advanced(by: ScenarioLimit.verdict)
        while let delivery = hand.delivery, !isSo(delivery) {
            if MonotonicClock.now() > due { throw KillFailure("\(hand.name) waits for \(what) at \(delivery)") }
        }
    }

    /// Puts a plug back, half the time under another name, and waits for the station, if not always.
    private mutating func putBack(_ hand: HandScanner, patiently: Bool = false) throws {
        let node = Bool.random(using: &random) ? nil : "ttyACM\(8 + Int.random(in: 0..<8, using: &random))"
        do {
            try hand.plug(into: table.testbed, node: node)
        } catch {
            guard case .testbed(.taken) = error else { throw error }
            try hand.plug(into: table.testbed)
        }
        if patiently || Int.random(in: 0..<4, using: &random) > 0 {
            try hand.waitUntilOpen()
        } else {
            pause(upTo: .milliseconds(10))
        }
    }

    /// Persons and tubes in turn, each for the first time.
    private mutating func nextItem() -> Item {
        codes += 1
        return codes % 2 == 0 ? .person(codes) : .tube(codes)
    }

    private mutating func pause(upTo longest: Duration) {
        let length = Int64.random(in: 0...longest.inNanoseconds, using: &random)
        MonotonicClock.wait(until: MonotonicClock.now().advanced(by: .nanoseconds(length)))
    }
}

// MARK: - The journal

/// A reading that was handed to a wire.
private struct SentScan {
    enum Mark { case whole, unsure, cut }
    var item: Item
    var scanner: String
    var mark: Mark
}

/// A row of a scanner.
private enum ScannedRow {
    case scan(Item)
    /// A reading that came in half, and was refused.
    case unreadable
    /// What nobody scanned.
    case foreign

    /// Whether the row may have come of this.
    func isOf(_ scan: SentScan) -> Bool {
        switch self {
        case .scan(let item): scan.item == item && scan.mark != .cut
        case .unreadable: scan.mark == .cut
        case .foreign: false
        }
    }
}

extension PlugRun {
    /// Whether the journal has a row of this.
    private func has(_ item: Item) -> Bool {
        let text = table.deck.payload(of: item)
        return ((try? JournalFile.rows(path: table.configuration.journal)) ?? []).contains { $0.text == text }
    }

    /// The rows of a scanner.
    private func rows(of place: ScannerPlace) throws -> [ScannedRow] {
        let items = Dictionary(sent.map { (table.deck.payload(of: $0.item), $0.item) }) { first, _ in first }
        return try JournalFile.rows(path: table.configuration.journal)
            .filter { $0.scanner?.device == place.device }.map { row in
                if let item = row.text.flatMap({ items[$0] }) { return .scan(item) }
                if case .unreadableScanned = row.happening { return .unreadable }
                return .foreign
            }
    }

    /// Of each scanner: what arrived whole is there, what was cut off is not, and nothing else is; in the order of the
    /// scans.
    private mutating func compare() throws {
        for place in Self.places {
            var scans = sent.filter { $0.scanner == place.name }[...]
            for (number, row) in try rows(of: place).enumerated() {
                guard scans.contains(where: { row.isOf($0) }) else {
                    throw KillFailure("\(place.name): its row \(number + 1) is of \(row)")
                }
                while let scan = scans.popFirst() {
                    if row.isOf(scan) {
                        hold(scan)
                        break
                    }
                    try lack(scan)
                }
            }
            for scan in scans { try lack(scan) }
        }
    }

    private mutating func lack(_ scan: SentScan) throws {
        switch scan.mark {
        case .whole:
            throw KillFailure("\(scan.scanner): \(scan.item) arrived whole and is not in its place in the journal")
        case .unsure: outcome.unsure += 1
        case .cut: outcome.cut += 1
        }
    }

    private mutating func hold(_ scan: SentScan) {
        switch scan.mark {
        case .whole: outcome.whole += 1
        case .unsure:
            outcome.unsure += 1
            outcome.unsureKept += 1
        case .cut:
            outcome.cut += 1
            outcome.cutRefused += 1
        }
    }
}

extension RecordedRow {
    /// The text of the person's number or the tube that was scanned.
    fileprivate var text: String? {
        switch happening {
        case .tubeScanned(let tube): tube.text
        case .personScanned: person.map { String(decoding: $0.number, as: UTF8.self) }
        default: nil
        }
    }
}

/// A place of its own: another lane, another socket.
private func place(
    _ place: ScannerPlace, _ name: String, lane: Int, portPath: String? = nil, serial: String? = nil,
    node: String? = nil
) -> ScannerPlace {
    var place = place
    (place.name, place.lane, place.track) = (name, lane, .both)
    place.model.identity.portPath = portPath ?? "1-\(lane)"
    if let serial { place.model.identity.serialNumber = serial }
    if let node { place.model.identity.node = node }
    return place
}
