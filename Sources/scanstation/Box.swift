import Attach
import Catalog
import Codes
import Controller
import Devices
import Drivers
import HotPlug
import Journal
import Labels
import Logging
import Recorder
import Station

/// What reaches the loop.
enum BoxMessage: Sendable {
    /// From a link; `generation` tells an old link to the same node from the one that is open now.
    case link(node: String, generation: Int, LinkEvent)
    case hotPlug
    case status(@Sendable (StatusReport) -> Void)
    /// The captures of one device, or of all.
    case record(DeviceID?, raw: Bool, @Sendable ([RecordedDevice]) -> Void)
    case stop
}

/// The owner of everything outside: links, hot plug, time. It carries out what `DeviceHub` and `ControlLoop` order, on
/// one thread at a time, and hands what comes in to them, in order.
///
///     link threads, hot plug, status, signals --> mailbox --> [ DeviceHub <-> ControlLoop ] --> links, log
final class Box {
    let mailbox: Mailbox<BoxMessage>
    let configuration: Configuration
    let log: Logger
    let wording: Wording
    var hub: DeviceHub
    let loop: ControlLoop
    let notifier: Notifier
    let crew: Crew
    private let doors: Doors
    private var links: [String: (link: any Link, generation: Int, device: DeviceID)] = [:]
    private var recorder = FlightRecorder()
    private var generation = 0
    private var lanes = LaneOutputs()
    private var owed = OwedLabels()
    /// What each device that is ready does.
    private var duties: [DeviceID: Duty] = [:]
    private var last: [LaneID: Verdict] = [:]
    private var isStopping = false
    private var housekeeping: Housekeeping

    init(
        configuration: Configuration, loop: ControlLoop, mailbox: Mailbox<BoxMessage>, log: Logger,
        notifier: consuming Notifier, wording: Wording
    ) {
        self.configuration = configuration
        self.loop = loop
        self.mailbox = mailbox
        self.log = log
        self.wording = wording
        let crew = Crew(configuration)
        self.crew = crew
        doors = Doors(network: crew.network)
        hub = DeviceHub(rules: crew.rules) { crew.laid(over: $0) }
        housekeeping = Housekeeping(
            start: SystemClocks.now(), watchdog: notifier.watchdogInterval, journalPath: configuration.journalPath)
        self.notifier = notifier
    }

    /// Works until `stop` is told. The last row is written before it returns.
    func run() throws(JournalError) {
        list()
        notifier.ready()
        log.info("taking scans", metadata: ["journal": "\(configuration.journalPath)"])
        mailbox.serve { messages in
            for message in messages { self.take(message) }
            self.keepTime()
            self.loop.prepare()
            if self.isStopping { return .end }
            return .wait(
                until: [self.hub.deadline, self.loop.deadline, self.housekeeping.deadline].compactMap(\.self).min())
        }
        notifier.stopping()
        for node in Array(links.keys) { close(node) }
        try loop.stop(at: SystemClocks.now())
        log.info("ended in order", metadata: ["rows": "\(loop.journal.sequence)"])
    }

    // MARK: What comes in

    private func take(_ message: BoxMessage) {
        switch message {
        case .link(let node, let generation, let event):
            guard let open = links[node], open.generation == generation else { return }
            recorder.noted(FlightRecorder.Passed(event), of: open.device, at: SystemClocks.now())
            switch event {
            case .bytes(let bytes): obey(hub.received(bytes, node: node, at: SystemClocks.now()))
            case .answered(let request, let answer):
                obey(hub.answered(request, answer, node: node, at: SystemClocks.now()))
            case .unplugged: obey(hub.unplugged(node: node, at: SystemClocks.now()))
            }
            housekeeping.worked(at: SystemClocks.now())
        case .hotPlug: list()
        case .status(let answer): answer(report())
        case .record(let id, let raw, let answer): answer(captures(of: id, raw: raw))
        case .stop: isStopping = true
        }
    }

    /// Looks at what hangs on the box now.
    private func list() {
        let listing = doors.listing { log.error("cannot list all devices", metadata: ["reason": "\($0)"]) }
        obey(hub.present(listing, at: SystemClocks.now()))
    }

    private func keepTime() {
        let now = SystemClocks.now()
        if let due = hub.deadline, due <= now { obey(hub.deadlinePassed(at: now)) }
        if let due = loop.deadline, due <= now { carryOut(loop.deadlinePassed(at: now)) }
        for chore in housekeeping.due(at: now, failed: loop.failure != nil) {
            switch chore {
            case .feedWatchdog: notifier.alive()
            case .idleWork: loop.idle()
            case .diskLow(let free): carryOut(loop.diskLow(freeMebibytes: free, at: now))
            case .recoverJournal: recover()
            }
        }
    }

    private func recover() {
        do {
            try loop.recover()
            log.notice("the journal was copied, verified and opened again; scans are taken")
            notifier.status("taking scans")
        } catch {
            log.critical("the journal cannot be recovered yet", metadata: ["reason": "\(error)"])
        }
    }

    // MARK: What goes out

    private func obey(_ outputs: [HubOutput]) {
        for output in outputs {
            let now = SystemClocks.now()
            switch output {
            case .open(let node, let wire): open(node, wire)
            case .close(let node): close(node)
            case .send(let node, let bytes): send(bytes, to: node)
            case .request(let node, let request): ask(request, of: node)
            case .ready(let device): ready(device, at: now)
            case .lost(let id): lost(id, at: now)
            case .scan(let id, let scan): carryOut(loop.scanned(scan, by: id, at: now))
            case .key(let id, let key): carryOut(loop.keyed(key, by: id, at: now))
            case .card(let id, let card): carryOut(loop.carded(card, by: id, at: now))
            case .cardTrouble(let id, let trouble): cardTrouble(trouble, id, at: now)
            case .printer(let id, let event): printer(event, id)
            case .note(let id, let text): log.info("\(text)", metadata: ["device": "\(id)"])
            case .damaged(let id, let damage, let bytes):
                log.warning("damaged input", metadata: ["device": "\(id)", "damage": "\(damage.rawValue)"])
                carryOut(loop.damaged(bytes, by: id, at: now))
            case .unassigned(let device):
                log.notice("no rule wants this device; it is left alone", metadata: ["device": "\(device.id)"])
            case .unknown(let identity):
                log.notice("not a device of the table; it is left alone", metadata: ["device": "\(identity.id)"])
            case .tooMany(let identity): log.error("too many devices", metadata: ["device": "\(identity.id)"])
            case .trouble(let id, let error):
                log.error("cannot open a device", metadata: ["device": "\(id)", "reason": "\(error)"])
            }
        }
    }

    private func carryOut(_ orders: [Order]) {
        for order in orders {
            switch order {
            case .signal(let feedback, let device):
                obey(hub.tell(feedback, to: device, at: SystemClocks.now()))
            case .show(let verdict, let lane): show(verdict, on: lane)
            case .label(let label, let lane): owe(label, lane)
            case .placed(let role): moved(role)
            case .noteUnreadable(let device):
                let now = SystemClocks.now()
                if hub.notedUnreadable(device, at: now) { carryOut(loop.deviceSetAside(device, at: now)) }
            case .stopIntake(let error):
                log.critical("nothing is accepted", metadata: ["reason": "\(error)"])
                notifier.status("nothing is accepted: \(error)")
                housekeeping.journalFailed(at: SystemClocks.now())
            }
        }
    }

    private func show(_ verdict: Verdict, on lane: LaneID?) {
        for id in lane.map({ [$0] }) ?? configuration.settings.lanes { last[id] = verdict }
        log.debug("verdict", metadata: ["lane": "\(lane?.description ?? "all")", "verdict": "\(verdict.name)"])
    }

    private func send(_ bytes: [UInt8], to node: String) {
        guard !bytes.isEmpty, let open = links[node] else { return }
        recorder.noted(.sent(bytes), of: open.device, at: SystemClocks.now())
        do {
            try open.link.send(bytes)
        } catch {
            log.warning("a device could not be told", metadata: ["reason": "\(error)"])
        }
    }

    private func ask(_ request: ControlRequest, of node: String) {
        guard let open = links[node] else { return }
        recorder.noted(.requested(request), of: open.device, at: SystemClocks.now())
        do {
            try open.link.request(request)
        } catch {
            recorder.noted(.answered(.failed), of: open.device, at: SystemClocks.now())
            obey(hub.answered(request, .failed, node: node, at: SystemClocks.now()))
        }
    }

    private func cardTrouble(_ trouble: CardTrouble, _ id: DeviceID, at now: Instant) {
        log.notice("a card was not read", metadata: ["device": "\(id)", "trouble": "\(trouble.rawValue)"])
        carryOut(loop.cardUnread(trouble, by: id, at: now))
    }

    private func printer(_ event: PrinterEvent, _ id: DeviceID) {
        let now = SystemClocks.now()
        switch event {
        case .identified(let model): log.info("the printer is a \(model)", metadata: ["device": "\(id)"])
        case .status(let status):
            let faults = status.faults.sorted().map(\.rawValue).joined(separator: ", ")
            log.notice("printer: \(faults.isEmpty ? "ready" : faults)", metadata: ["device": "\(id)"])
            // Who has mended it has seen what came out of it.
            if faults.isEmpty { obey(hub.settled(id, at: now)) }
        case .finished(let label, let outcome):
            log.info("label \(label.number): \(outcome)", metadata: ["device": "\(id)"])
            owed.finished(label, outcome)
        }
        printOwed(at: now)
    }

    /// Hands over what is owed to printers that have nothing else to do.
    private func printOwed(at now: Instant) {
        for handover in owed.handovers() { obey(hub.print(handover.job, on: handover.device, at: now)) }
    }

    private func owe(_ label: BagLabel, _ lane: LaneID) {
        if let dropped = owed.owe(label, lane: lane) {
            log.error("too many labels are owed; one is given up", metadata: ["bag": "\(dropped.bag)"])
        }
        printOwed(at: SystemClocks.now())
    }

    // MARK: Devices

    private func open(_ node: String, _ wire: Wire) {
        generation += 1
        let number = generation
        let mailbox = mailbox
        do {
            let link = try doors.open(node, wire) { event in
                mailbox.hand(.link(node: node, generation: number, event))
            }
            let id = hub.device(at: node)?.id ?? DeviceID(node)
            if recorder.size(of: id).events > 0 { recorder.noted(.replugged, of: id, at: SystemClocks.now()) }
            links[node] = (link, number, id)
            obey(hub.opened(node: node, at: SystemClocks.now()))
        } catch {
            obey(hub.openFailed(node: node, error, at: SystemClocks.now()))
        }
    }

    /// Waits for the link's thread, which may be waiting for the mailbox.
    private func close(_ node: String) {
        guard let open = links.removeValue(forKey: node) else { return }
        mailbox.overflowing { open.link.close() }
    }

    private func ready(_ device: Attached, at now: Instant) {
        guard let duty = crew.duty(of: device) else { return }
        duties[device.id] = duty
        log.info("\(duty.name) ready", metadata: ["device": "\(device.id)", "at": "\(duty.place)"])
        switch duty {
        case .scanner(let role): ready(role, at: now)
        case .helper(let kind, let lane): carryOut(loop.helperReady(device.id, kind, lane: lane, at: now))
        case .printer:
            if let printer = crew.printer(device) { owed.ready(printer) }
            printOwed(at: now)
        }
    }

    private func ready(_ role: ScannerRole, at now: Instant) {
        let changed = lanes.attached(role, tellsVerdicts: hub.tellsVerdicts(role.device))
        if changed.isEmpty { tellClosed(role) }
        for role in changed { carryOut(loop.deviceReady(role, at: now)) }
    }

    private func tellClosed(_ role: ScannerRole) {
        log.warning(
            "the lane stays closed until a scanner of it can tell accepted from refused",
            metadata: ["lane": "\(role.lane)", "device": "\(role.device)"])
    }

    /// A scanner works at another lane: what may be open or closed by that changes, and nothing is said of the scanner.
    private func moved(_ role: ScannerRole) {
        duties[role.device] = .scanner(role)
        for device in lanes.detached(role.device) where device != role.device {
            carryOut(loop.deviceLost(device, at: SystemClocks.now()))
        }
        let begun = lanes.attached(role, tellsVerdicts: hub.tellsVerdicts(role.device))
        for other in begun where other.device != role.device {
            carryOut(loop.deviceReady(other, at: SystemClocks.now()))
        }
        if !begun.contains(where: { $0.device == role.device }) {
            tellClosed(role)
            carryOut(loop.deviceLost(role.device, at: SystemClocks.now()))
        }
    }

    private func lost(_ id: DeviceID, at now: Instant) {
        let name = duties.removeValue(forKey: id)?.name ?? "device"
        log.warning("\(name) lost; plug it in again", metadata: ["device": "\(id)"])
        owed.lost(id)
        carryOut(loop.helperLost(id, at: now))
        for device in lanes.detached(id) { carryOut(loop.deviceLost(device, at: now)) }
    }

    /// What the flight recorder has; codes of tubes, bags and cards may stay as they are.
    private func captures(of id: DeviceID?, raw: Bool) -> [RecordedDevice] {
        recorder.devices.filter { id == nil || $0 == id }.compactMap { device in
            guard let attached = hub.inventory.compactMap(\.attached).first(where: { $0.id == device }) else {
                return nil
            }
            let header = Capture.Header(of: attached)
            let keep = { [loop] (payload: [UInt8]) in loop.isNoPerson(payload) }
            return recorder.capture(of: device, header: header, raw: raw, keep: keep).map {
                RecordedDevice(id: device.text, capture: String(decoding: CaptureText.written($0), as: UTF8.self))
            }
        }
    }

    private func report() -> StatusReport {
        StatusReport(
            of: loop, configuration: configuration, wording: wording,
            last: last.mapValues { wording.message(for: $0) }, devices: hub.ready,
            inventory: hub.inventory.map { device in
                DeviceReport(
                    device, device.attached.flatMap { duties[$0.id] ?? crew.duty(of: $0) }, isRunning: true)
            },
            labelsOwed: owed.listed)
    }
}
