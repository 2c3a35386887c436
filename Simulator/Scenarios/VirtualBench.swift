package import Assembly
package import Devices
package import FakeDevices

/// Fake devices around the shipping box's steps, in virtual time: what a kernel and wires are elsewhere. Nothing sleeps and
/// nothing runs beside it; the same moves give the same bytes.
///
///     plug, read, unplug, pass --> firmware --> StationBox --> firmware --> what was heard
///
/// A box may be missing: then nobody listens, and what devices send is lost.
///
/// Not modelled: how long bytes take on a wire, and the operating system.
package final class VirtualBench {
    private struct Place {
        var firmware: any FakeFirmware {
            didSet { deadline = firmware.deadline }
        }
        /// The firmware's: asked for much oftener than it changes.
        private(set) var deadline: Instant?
        /// As the box lists it; nil while it is unplugged.
        var listed: DeviceIdentity? {
            didSet { node = listed?.node }
        }
        /// Where it is listed; nil while it is unplugged.
        private(set) var node: String?
        var isOpen = false
        /// What its operator heard and nobody has asked for yet.
        var heard: [Feedback] = []

        init(_ firmware: any FakeFirmware) {
            self.firmware = firmware
            deadline = firmware.deadline
        }
    }

    package private(set) var now: Instant
    /// The box that works here; nil while the power is off.
    package private(set) var box: StationBox?
    /// Where the box's own words go.
    package var log: (BoxLog) -> Void = { _ in }
    /// Asked after each step of the box: whether the power is still on. What a box without power orders is not carried out.
    package var isPowered: () -> Bool = { true }
    /// A deadline was passed again and again and stays where it is: in a real box that is a busy loop.
    package private(set) var isStuck = false
    private var places: [Place] = []
    /// What the devices said and the box has not heard yet.
    private var inbox: [(node: String, event: LinkEvent)] = []
    private var isHearing = false
    private let clock: VirtualClock

    package init(at now: Instant = Instant(nanoseconds: 1_000_000_000), clock: VirtualClock = VirtualClock()) {
        self.now = now
        self.clock = clock
        clock.now = now
    }

    // MARK: The box

    /// A box takes up its work and sees what is plugged in.
    package func start(_ box: StationBox) {
        self.box = box
        inbox.removeAll()
        for index in places.indices { places[index].isOpen = false }
        list()
    }

    /// The box has no power any more: nobody listens, and nothing of it goes on.
    package func cutPower() {
        box = nil
        inbox.removeAll()
        for index in places.indices { places[index].isOpen = false }
    }

    /// What the box does when all that came is answered, and when nothing will come for a while.
    package func rest(isLong: Bool) {
        step { $0.prepare(at: now) }
        if isLong { step { $0.idle(at: now) } }
    }

    private func step(_ body: (StationBox) -> [BoxOrder]) {
        guard let box else { return }
        let orders = body(box)
        if isPowered() { obey(orders) } else { cutPower() }
    }

    // MARK: The plug

    /// A device that is not plugged in yet; returns its number.
    package func add(_ firmware: any FakeFirmware) -> Int {
        places.append(Place(firmware))
        return places.count - 1
    }

    /// Puts another device in this one's place, unplugged.
    package func replace(_ index: Int, by firmware: any FakeFirmware) { places[index] = Place(firmware) }

    /// Plugs a device in, freshly powered, under this node where one is named.
    package func plug(_ index: Int, node: String? = nil) {
        places[index].firmware.poweredUp()
        places[index].listed = places[index].firmware.identity.listed(replugged: node)
        list()
    }

    package func unplug(_ index: Int) {
        guard let node = places[index].node else { return }
        let wasOpen = places[index].isOpen
        places[index].listed = nil
        places[index].isOpen = false
        if wasOpen { inbox.append((node, .unplugged)) }
        hear()
        list()
    }

    package func isPlugged(_ index: Int) -> Bool { places[index].node != nil }

    /// Whether the box listens to it.
    package func isOpen(_ index: Int) -> Bool { places[index].isOpen }

    private func list() {
        let listing = places.compactMap(\.listed).sorted { $0.node < $1.node }
        step { $0.listed(listing, at: now) }
        hear()
    }

    /// The firmware of a device, to look at or to change.
    package func withFirmware<Firmware: FakeFirmware, Result>(
        _ index: Int, as type: Firmware.Type = Firmware.self, _ body: (inout Firmware, Instant) -> Result
    ) -> Result? {
        guard var firmware = places[index].firmware as? Firmware else { return nil }
        defer { places[index].firmware = firmware }
        return body(&firmware, now)
    }

    // MARK: Scanning

    /// The trigger is pulled over a code.
    package func read(_ index: Int, _ payload: [UInt8]) {
        guard var scanner = places[index].firmware as? any FakeScanner else { return }
        places[index].heard += scanner.heard(at: now)
        let chunks = scanner.read(payload, at: now)
        places[index].firmware = scanner
        deliver(chunks, from: index)
    }

    /// What the device's operator has heard since the last call.
    package func heard(_ index: Int) -> [Feedback] {
        places[index].heard += places[index].firmware.heard(at: now)
        defer { places[index].heard = [] }
        return places[index].heard
    }

    /// Whether its operator hears the box from it.
    package func isHeard(_ index: Int) -> Bool { (places[index].firmware as? any FakeScanner)?.isHeard ?? false }

    /// Chunks of a device go to the box, if it has it open.
    package func deliver(_ chunks: [[UInt8]], from index: Int) {
        guard let node = places[index].node, places[index].isOpen else { return }
        inbox += chunks.map { (node, .bytes($0)) }
        hear()
    }

    // MARK: Time

    /// When something falls due; nil for never.
    package var deadline: Instant? {
        var earliest = box?.deadline
        for index in places.indices where places[index].node != nil {
            earliest = Instant.earlier(earliest, places[index].deadline)
        }
        return earliest
    }

    /// Time passes until then, with all that falls due on the way.
    package func pass(until end: Instant) {
        var turns = 0
        var last: Instant?
        while let due = deadline, due <= end {
            turns = due == last ? turns + 1 : 0
            last = due
            if turns > Self.turnLimit {
                isStuck = true
                break
            }
            now = max(now, due)
            clock.now = now
            for index in places.indices { wake(index) }
            if let due = box?.deadline, due <= now { step { $0.deadlinePassed(at: now) } }
            hear()
        }
        now = max(now, end)
        clock.now = now
    }

    /// How often a deadline may come again that has passed.
    private static let turnLimit = 1_000

    private func wake(_ index: Int) {
        guard let due = places[index].deadline, due <= now, places[index].node != nil else { return }
        let chunks = places[index].firmware.deadlineCame(at: now)
        // Scanners end a pattern of beeps by listening on.
        if places[index].deadline == due, chunks.isEmpty {
            places[index].heard += places[index].firmware.heard(at: now)
        }
        deliver(chunks, from: index)
    }

    // MARK: The wire

    private func obey(_ orders: [BoxOrder]) {
        for order in orders {
            switch order {
            case .open(let node, _): open(node)
            case .close(let node): if let index = index(at: node) { places[index].isOpen = false }
            case .send(let node, let bytes):
                guard let index = index(at: node), places[index].isOpen else { continue }
                for chunk in places[index].firmware.hostSent(bytes, at: now) { inbox.append((node, .bytes(chunk))) }
            case .request(let node, let request):
                guard let index = index(at: node), places[index].isOpen else { continue }
                inbox.append((node, .answered(request, places[index].firmware.hostAsked(request, at: now))))
            case .stopIntake: continue
            case .log(let line): log(line)
            }
        }
    }

    private func open(_ node: String) {
        guard let index = index(at: node) else {
            let error = LinkError(.notFound, device: node, attempt: "open")
            return step { $0.openFailed(node: node, error, at: now) }
        }
        places[index].isOpen = true
        step { $0.opened(node: node, at: now) }
    }

    private func hear() {
        if isHearing { return }
        isHearing = true
        repeat {
            while !inbox.isEmpty {
                let (node, event) = inbox.removeFirst()
                step { $0.happened(event, node: node, at: now) }
            }
            // As the program does after each batch of messages; where nothing is to be printed, `rest` does it.
            if box?.labelsOwed.isEmpty == false { step { $0.prepare(at: now) } }
        } while !inbox.isEmpty
        isHearing = false
    }

    private func index(at node: String) -> Int? {
        for index in places.indices where places[index].node == node { return index }
        return nil
    }
}
