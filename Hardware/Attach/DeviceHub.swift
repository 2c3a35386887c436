package import Catalog
package import Devices
package import Drivers

/// All devices of a box with their drivers, as one step machine: listings, chunks and instants in; orders and scans out.
///
///     listing, unplugged, answers --> Attachments --> open / close
///     open --> Driver.started --> its probe is answered (or it has none) --> ready ... lost
///     chunk --> that device's Driver --> readings, keys, cards, printer events (through its BabbleGuard) | bytes to send
///
/// A device that is open and has not shown yet that it speaks its language is probed: what it delivers whole is taken,
/// because a whole frame of the language is a proof too.
///
/// It opens nothing and reads no clock, so that real links, the testbed and virtual time drive the very same steps.
package struct DeviceHub: ~Copyable {
    /// A class, because drivers hold buffers: a copy taken out of a dictionary and put back would copy them with every chunk.
    private final class Working {
        let attached: Attached
        var driver: any Driver {
            didSet { noteDeadline() }
        }
        var guardian = BabbleGuard() {
            didSet { noteDeadline() }
        }
        /// Whether `ready` was told.
        var isReady = false

        /// When it wants `deadlinePassed`: asked for much oftener than it changes.
        private(set) var deadline: Instant?

        init(_ attached: Attached, _ driver: any Driver) {
            (self.attached, self.driver) = (attached, driver)
            noteDeadline()
        }

        private func noteDeadline() { deadline = Instant.earlier(driver.deadline, guardian.deadline) }
    }

    private var attachments: Attachments
    private let tune: @Sendable (Attached) -> Attached
    private var working: [String: Working] = [:]
    private var nodes: [DeviceID: String] = [:]
    /// Drivers of printers that are away: they know which labels wait, and what became of the one in work is told when they
    /// come back.
    private var kept: [DeviceID: any PrinterDriver] = [:]
    /// When the hub wants `deadlinePassed`; nil when it waits for nothing. Asked for much oftener than it changes.
    package private(set) var deadline: Instant?

    /// - Parameters:
    ///   - rules: which devices the box uses, and for what.
    ///   - tune: a site's own settings for a device, laid over the table's.
    package init(
        table: DeviceTable = .standard, rules: [RoleRule], tune: @escaping @Sendable (Attached) -> Attached = { $0 }
    ) {
        attachments = Attachments(table: table, rules: rules)
        self.tune = tune
    }

    /// A fresh and complete listing of the devices on the box.
    package mutating func present(_ listing: [DeviceIdentity], at now: Instant) -> [HubOutput] {
        defer { noteDeadline() }
        return take(attachments.present(listing, at: now), at: now)
    }

    package mutating func opened(node: String, at now: Instant) -> [HubOutput] {
        defer { noteDeadline() }
        return take(attachments.opened(node: node, at: now), at: now)
    }

    package mutating func openFailed(node: String, _ error: LinkError, at now: Instant) -> [HubOutput] {
        defer { noteDeadline() }
        return take(attachments.openFailed(node: node, error, at: now), at: now)
    }

    package mutating func unplugged(node: String, at now: Instant) -> [HubOutput] {
        defer { noteDeadline() }
        return take(attachments.unplugged(node: node, at: now), at: now)
    }

    /// A chunk of a device that is ready; of any other it is dropped.
    package mutating func received(_ bytes: [UInt8], node: String, at now: Instant) -> [HubOutput] {
        defer { noteDeadline() }
        guard let device = working[node] else { return [] }
        if device.guardian.isSetAside, !device.guardian.admits(at: now) { return [] }
        let told = device.driver.received(bytes, at: now)
        return outputs(of: told, device, node: node)
    }

    /// A control transfer of a device is over.
    package mutating func answered(
        _ request: ControlRequest, _ answer: ControlAnswer, node: String, at now: Instant
    ) -> [HubOutput] {
        defer { noteDeadline() }
        guard let device = working[node] else { return [] }
        let told = device.driver.answered(request, answer, at: now)
        return outputs(of: told, device, node: node)
    }

    /// A scan of this device was unreadable; true once, when the device is to be set aside.
    package mutating func notedUnreadable(_ id: DeviceID, at now: Instant) -> Bool {
        defer { noteDeadline() }
        guard let node = nodes[id], let device = working[node] else { return false }
        return device.guardian.noted(unreadable: now)
    }

    /// Lets a device's operator feel the verdict; nothing for a device that is away or cannot.
    package mutating func tell(_ feedback: Feedback, to id: DeviceID, at now: Instant) -> [HubOutput] {
        defer { noteDeadline() }
        guard let node = nodes[id], let device = working[node] else { return [] }
        let told = device.driver.tell(feedback, at: now)
        return outputs(of: told, device, node: node)
    }

    /// Hands a label to a printer; `PrinterEvent.finished` tells what became of it. Nothing for a device that is away or no
    /// printer, which tells nothing either.
    package mutating func print(_ job: PrintJob, on id: DeviceID, at now: Instant) -> [HubOutput] {
        withPrinter(id) { $0.print(job, at: now) }
    }

    /// Somebody has looked at a printer whose last label may or may not exist.
    package mutating func settled(_ id: DeviceID, at now: Instant) -> [HubOutput] {
        withPrinter(id) { $0.settled(at: now) }
    }

    /// Takes labels back of which nothing was sent.
    package mutating func recall(_ id: DeviceID, _ fault: PrinterFault) -> [HubOutput] {
        defer { noteDeadline() }
        guard let node = nodes[id], let device = working[node], var printer = device.driver as? any PrinterDriver
        else { return [] }
        let unsent = printer.recalled()
        device.driver = printer
        return unsent.map { .printer(id, .finished($0, .notPrinted(fault))) }
    }

    private mutating func withPrinter(
        _ id: DeviceID, _ body: (inout any PrinterDriver) -> [DriverOutput]
    ) -> [HubOutput] {
        defer { noteDeadline() }
        guard let node = nodes[id], let device = working[node], var printer = device.driver as? any PrinterDriver
        else { return [] }
        let told = body(&printer)
        device.driver = printer
        return outputs(of: told, device, node: node)
    }

    /// Whether accepted and refused differ on this device.
    package func tellsVerdicts(_ id: DeviceID) -> Bool {
        guard let node = nodes[id] else { return false }
        return working[node]?.driver.tellsVerdicts ?? false
    }

    private mutating func noteDeadline() {
        var earliest = attachments.deadline
        for device in working.values { earliest = Instant.earlier(earliest, device.deadline) }
        deadline = earliest
    }

    package mutating func deadlinePassed(at now: Instant) -> [HubOutput] {
        defer { noteDeadline() }
        var orders: [HubOutput] = []
        if let due = attachments.deadline, due <= now { orders = take(attachments.deadlinePassed(at: now), at: now) }
        // Of several that are due, the order is the nodes', in every process.
        var due: [(node: String, device: Working)] = []
        for (node, device) in working {
            if let deadline = device.deadline, deadline <= now { due.append((node, device)) }
        }
        due.sort { $0.node < $1.node }
        for (node, device) in due {
            if device.guardian.isSetAside { device.guardian.deadlinePassed(at: now) }
            if let due = device.driver.deadline, due <= now {
                let told = device.driver.deadlinePassed(at: now)
                let outputs = outputs(of: told, device, node: node)
                if orders.isEmpty { orders = outputs } else { orders += outputs }
            }
        }
        return orders
    }

    /// The device that has this node now, open or not, with the site's settings.
    package func device(at node: String) -> Attached? { attachments.device(at: node).map(tune) }

    /// Everything that hangs on the box, and how far it has come, in the order of the nodes.
    package var inventory: [Sighted] {
        attachments.inventory.map { sighted in
            var sighted = sighted
            if sighted.phase == .open, let device = working[sighted.identity.node], device.isReady {
                sighted.phase = device.guardian.isSetAside ? .setAside : .ready
            }
            return sighted
        }
    }

    /// The devices that are open now and have shown that they speak their language.
    package var ready: [Attached] {
        working.values.filter(\.isReady).map(\.attached).sorted { $0.id.text < $1.id.text }
    }

    private mutating func take(_ outputs: [AttachOutput], at now: Instant) -> [HubOutput] {
        outputs.flatMap { output -> [HubOutput] in
            switch output {
            case .open(let device):
                let tuned = tune(device)
                return [.open(node: tuned.identity.node, tuned.model.wire)]
            case .ready(let device): return begin(tune(device), at: now)
            case .lost(let id, let node):
                let left = working.removeValue(forKey: node)
                let wasReady = left?.isReady ?? false
                var unsent: [LabelID] = []
                if var printer = left?.driver as? any PrinterDriver {
                    // What waited for a printer that is gone goes to whoever comes.
                    unsent = printer.recalled()
                    if kept.count < AttachLimit.devices { kept[id] = printer }
                }
                nodes[id] = nil
                let told = unsent.map { HubOutput.printer(id, .finished($0, .notPrinted(.silent))) }
                return [.close(node: node)] + (wasReady ? told + [.lost(id)] : [])
            case .unassigned(let device): return [.unassigned(device)]
            case .unknown(let identity): return [.unknown(identity)]
            case .tooMany(let identity): return [.tooMany(identity)]
            case .trouble(let id, let error): return [.trouble(id, error)]
            }
        }
    }

    private mutating func begin(_ device: Attached, at now: Instant) -> [HubOutput] {
        let driver: any Driver = kept.removeValue(forKey: device.id) ?? device.makeDriver()
        let opened = Working(device, driver)
        let first = opened.driver.started(at: now)
        let node = device.identity.node
        nodes[device.id] = node
        let orders = outputs(of: first, opened, node: node)
        working[node] = opened
        return orders
    }

    /// The driver's outputs as orders; before the first of them comes `ready`, if the device has just proven itself.
    private func outputs(of told: [DriverOutput], _ device: Working, node: String) -> [HubOutput] {
        if told.isEmpty && device.isReady { return [] }
        var orders: [HubOutput] = []
        // What it delivers whole is a proof too, and nobody would listen to a device that is not ready.
        if !device.isReady && (device.driver.isProven || told.contains(where: \.isDelivery)) {
            device.isReady = true
            orders.append(.ready(device.attached))
        }
        let id = device.attached.id
        for output in told { orders.append(HubOutput(output, of: id, node: node)) }
        return orders
    }
}

extension DriverOutput {
    /// Whether somebody at the table did this.
    fileprivate var isDelivery: Bool {
        switch self {
        case .scan, .key, .card: true
        case .cardTrouble, .printer, .damaged, .send, .request, .note: false
        }
    }
}

extension HubOutput {
    fileprivate init(_ output: DriverOutput, of id: DeviceID, node: String) {
        self =
            switch output {
            case .scan(let scan): .scan(id, scan)
            case .key(let key): .key(id, key)
            case .card(let card): .card(id, card)
            case .cardTrouble(let trouble): .cardTrouble(id, trouble)
            case .printer(let event): .printer(id, event)
            case .damaged(let damage, let bytes): .damaged(id, damage, bytes: bytes)
            case .send(let bytes): .send(node: node, bytes)
            case .request(let request): .request(node: node, request)
            case .note(let text): .note(id, text)
            }
    }
}

/// What the owner of a `DeviceHub` has to do or to know, in the order given.
package enum HubOutput: Hashable, Sendable {
    /// Open this node; answer with `opened` or `openFailed`.
    case open(node: String, Wire)
    /// Close the link to this node, if it is open still.
    case close(node: String)
    case send(node: String, [UInt8])
    /// Make this control transfer; answer with `answered`.
    case request(node: String, ControlRequest)
    /// The device is open and has shown that it speaks its language.
    case ready(Attached)
    case lost(DeviceID)
    case scan(DeviceID, Scan)
    case key(DeviceID, TypingKey)
    case card(DeviceID, CardRead)
    case cardTrouble(DeviceID, CardTrouble)
    case printer(DeviceID, PrinterEvent)
    /// For the log.
    case note(DeviceID, String)
    case damaged(DeviceID, Damage, bytes: [UInt8])
    case unassigned(Attached)
    case unknown(DeviceIdentity)
    case tooMany(DeviceIdentity)
    case trouble(DeviceID, LinkError)
}
