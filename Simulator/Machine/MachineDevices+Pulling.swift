import Codes
import Devices
import FakeDevices
import FakeUSB
import Scenarios
import Station

// MARK: Scanning

extension MachineDevices {
    /// A scan whose verdict the hand hears and the station's log has.
    mutating func scan(_ item: Item, at place: ScannerPlace, _ expected: Feedback) throws {
        let hand = try desk.scanner(place.name)
        try hand.send(desk.deck.payload(of: item))
        try hear(expected, hand, item)
        try machine.waitFor(["verdict \(place.lane) "])
        scanned.append((item, place.lane))
    }

    /// The next verdict. What a lane says by itself, because a device came or went, may come before it.
    func hear(_ expected: Feedback, _ hand: HandScanner, _ item: Item) throws {
        while let heard = hand.nextVerdict(within: desk.patience.verdict)?.feedback {
            if heard == expected { return }
            if heard != .attention {
                throw machine.failure("\(hand.name) scans \(item): heard \(heard), not \(expected)")
            }
        }
        throw machine.failure("\(hand.name) scans \(item): no verdict")
    }

    /// A person and a tube.
    mutating func work(at place: ScannerPlace) throws {
        persons += 1
        try scan(.person(persons), at: place, .accepted)
        try scan(.tube(persons), at: place, .sealed)
    }

    /// A person at the keyboard and the tube at the IBM scanner, which nobody hears.
    mutating func workSilently() throws {
        persons += 1
        for (place, item) in zip(DeviceTable.silent, [Item.person(persons), .tube(persons)]) {
            try desk.scanner(place.name).send(desk.deck.payload(of: item))
            let line = try machine.waitFor(["verdict \(place.lane) "]).last ?? ""
            if !line.hasSuffix(" accepted") { throw machine.failure("\(place.name) scans \(item): \(line)") }
            scanned.append((item, place.lane))
        }
    }

    /// A person's card, and the tube.
    mutating func workWithCard() throws {
        persons += 1
        let hand = try desk.scanner(DeviceTable.first.name)
        let card = FakeCard.of(desk.deck, person: persons)
        let reader = desk.device(DeviceTable.reader.name)
        if reader?.withFirmware(FakeCardReader.self, { reader, _ in reader.lay(card) }) == nil {
            throw ScenarioError.notPlugged(scanner: DeviceTable.reader.name)
        }
        try hear(.accepted, hand, .person(persons))
        try machine.waitFor(["verdict \(DeviceTable.first.lane) "])
        scanned.append((.person(persons), DeviceTable.first.lane))
        _ = reader?.withFirmware(FakeCardReader.self) { reader, _ in reader.lift() }
        try scan(.tube(persons), at: DeviceTable.first, .sealed)
    }
}

// MARK: Pulling

extension MachineDevices {
    /// Each device loses its plug in the middle of something, while another one works, and gets it back.
    mutating func pullEach(_ told: (String) -> Void) throws {
        for place in DeviceTable.configuration.scanners {
            let hand = try desk.scanner(place.name)
            // Longer than a packet, so that a part of it can be sent.
            let reading = desk.deck.payload(of: .person(persons + 1)) + String(repeating: "-", count: 100)
            let isCut = try hand.sendBeginning(of: reading, share: Double.random(in: 0..<1, using: &random))
            pause()
            hand.unplug()
            try gone(place.model.identity, isCut ? "in the middle of a reading" : "while it was read", told)
            try work(at: place == DeviceTable.twins[1] ? DeviceTable.twins[0] : DeviceTable.twins[1])
            try hand.plug(into: desk.sockets)
            try back(place.model.identity)
            try hand.waitUntilOpen(within: desk.patience.opening)
            if place.model.firmware.isHeard { try work(at: place) } else { try workSilently() }
        }
        try pullReader(told)
        try pullPrinter(told)
    }

    private mutating func pullReader(_ told: (String) -> Void) throws {
        // The station asks it again and again whether a card lies there.
        let reader = desk.device(DeviceTable.reader.name)
        pause()
        reader?.unplug()
        try gone(DeviceTable.reader.identity, "while it was asked", told)
        try work(at: DeviceTable.first)
        try reader?.plug(into: desk.sockets)
        try back(DeviceTable.reader.identity)
        try workWithCard()
    }

    /// The printer takes the beginning of a label and then no more. When it is back the station says that nobody knows what
    /// became of the label, and prints the next one.
    private mutating func pullPrinter(_ told: (String) -> Void) throws {
        let printer = desk.device(DeviceTable.printer.name)
        printer?.usb?.accept(Self.labelPart, on: 0x02)
        try sealBag(1)
        MonotonicClock.wait(until: MonotonicClock.now().advanced(by: Self.labelBegins))
        printer?.unplug()
        let lost = try gone(DeviceTable.printer.identity, "in the middle of a label", told)
        try work(at: DeviceTable.first)
        try printer?.plug(into: desk.sockets)
        let isSaid = lost.contains { $0.hasPrefix("label ") }
        let came = try back(DeviceTable.printer.identity, isSaid ? [] : ["label "])
        try labelIs("unknown", in: lost + came)
        try sealBag(2)
        try labelIs("printed", in: machine.waitFor(["label "]))
        told("what became of that label is told as unknown; the next one was printed")
    }

    /// - Throws: `MachineError` if the last label that the station told of ended otherwise. Its number is its row's.
    private func labelIs(_ outcome: String, in said: [String]) throws {
        let label = said.last { $0.hasPrefix("label ") } ?? ""
        guard label.contains(": \(outcome)") else {
            throw MachineError("the guest: it should have said that a label is \(outcome), and said \"\(label)\"")
        }
    }

    /// Ample for an emulated machine to draw a label, write its row and send the beginning: the printer's driver waits for
    /// the rest then.
    private static let labelBegins: Duration = .seconds(1)

    /// Some bytes of a label, which has hundreds.
    private static let labelPart = 100

    /// Packs and seals a bag with the last tube.
    private mutating func sealBag(_ number: Int) throws {
        let place = DeviceTable.first
        try work(at: place)
        for (item, expected) in [
            (.bag(number), .accepted), (.tube(persons), .accepted), (.bag(number), .accepted),
            (.card(.count(1)), .accepted), (.seal(number), .sealed),
        ] as [(Item, Feedback)] {
            try scan(item, at: place, expected)
        }
    }

    /// The kernel and the station have seen a device leave.
    @discardableResult
    private mutating func gone(
        _ identity: DeviceIdentity, _ when: String, _ told: (String) -> Void
    ) throws -> [String] {
        let socket = DeviceTable.socket(of: identity)
        machine.tell("gone \(socket)")
        let said = try machine.waitFor(["lost ", "gone \(socket)"])
        outcome.pulls += 1
        let kernel = said.last { $0.hasPrefix("kernel:") } ?? ""
        told("\(identity.name ?? socket) pulled \(when): \(kernel); the station has lost it")
        return said
    }

    /// It is plugged in again, and the station works with it.
    @discardableResult
    private func back(_ identity: DeviceIdentity, _ also: [String] = []) throws -> [String] {
        let socket = DeviceTable.socket(of: identity)
        machine.tell("attach \(socket)")
        return try machine.waitFor(["attached \(socket)", "ready "] + also)
    }

    private mutating func pause() {
        let length = Int64.random(in: 0...Self.longestPause.inNanoseconds, using: &random)
        MonotonicClock.wait(until: MonotonicClock.now().advanced(by: .nanoseconds(length)))
    }

    /// About as long as an emulated machine works on a reading.
    private static let longestPause: Duration = .milliseconds(40)
}

// MARK: The guest lets go

extension MachineDevices {
    /// `usbip detach` of one of two twins: it is offered again, and comes back to its place.
    mutating func detach(_ told: (String) -> Void) throws {
        let place = DeviceTable.twins[0]
        let socket = DeviceTable.socket(of: place.model.identity)
        machine.tell("detach \(socket)")
        try machine.waitFor(["lost ", "gone \(socket)"])
        try work(at: DeviceTable.twins[1])
        try checkList()
        try back(place.model.identity)
        try desk.scanner(place.name).waitUntilOpen(within: desk.patience.opening)
        try work(at: place)
        told("usbip detach and attach of a twin while the other worked: both work, each at its lane")
    }

    /// A station that is killed gives nothing back; the next one takes everything again.
    mutating func crash(_ told: (String) -> Void) throws {
        try openAgain()
        let code = try machine.stop("KILL")
        if code != 137 { throw machine.failure("the station was killed and ended with \(code)") }
        let left = try machine.settledDrivers(of: DeviceTable.identities.count)
            .filter { StationDrivers.taken[$0.model] != nil }
        try openAgain()
        try workSilently()
        let drivers = Set(left.map(\.driver)).sorted().joined(separator: ", ")
        told(
            """
            the station was killed (its \(left.count) USB interfaces were left with: \(drivers)), and the next one has \
            taken all again
            """)
    }

    /// Starts the station anew; each lane repeats what it said last, and works.
    private mutating func openAgain() throws {
        try open()
        for place in DeviceTable.heard {
            try hear(.sealed, desk.scanner(place.name), .tube(persons))
            try work(at: place)
        }
    }
}
