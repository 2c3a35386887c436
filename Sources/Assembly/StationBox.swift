package import Attach
import Catalog
package import Controller
package import Devices
import Drivers
package import Journal
package import Labels
import Recorder
package import Station

/// The whole box as one step machine: devices on one side, the sequence on the other. What comes in is handed to it in order,
/// and what it returns is carried out in order; it opens nothing and reads no clock, so that the shipping program and a
/// simulation in virtual time drive the very same steps.
///
///     listing, link events, time --> [ DeviceHub <-> ControlLoop, labels, lanes ] --> open, close, send, request, log
///
/// Not modelled: how an order is carried out, and the journal's own upkeep (`ControlLoop.prepare`, `idle`, `recover`).
package final class StationBox {
    package let configuration: Configuration
    package let loop: ControlLoop
    package let crew: Crew
    var hub: DeviceHub
    var lanes = LaneOutputs()
    var printers = ReadyPrinters()
    /// Draws text that is not ASCII on labels.
    let glyphs: Glyphs
    var recorder = FlightRecorder()
    /// What each device that is ready does.
    var duties: [DeviceID: Duty] = [:]
    /// The last verdict of each lane.
    package internal(set) var last: [LaneID: Verdict] = [:]
    /// Told of each verdict that is shown, on one lane or on all, before its orders are carried out.
    package var shown: ((Verdict, LaneID?) -> Void)?
    private var hasListed = false
    /// Who hangs at each node that was ordered to be opened.
    private var nodes: [String: DeviceID] = [:]
    /// What the step that goes on has ordered so far.
    private var orders: [BoxOrder] = []

    /// - Parameter glyphs: draws text that printers have no letters for, on labels.
    package init(configuration: Configuration, loop: ControlLoop, glyphs: @escaping Glyphs = { _, _ in nil }) {
        self.glyphs = glyphs
        self.configuration = configuration
        self.loop = loop
        let crew = Crew(configuration)
        self.crew = crew
        hub = DeviceHub(rules: crew.rules) { crew.laid(over: $0) }
    }

    // MARK: Steps

    /// A fresh and complete listing of what hangs on the box.
    package func listed(_ listing: [DeviceIdentity], at now: Instant) -> [BoxOrder] {
        step {
            if !hasListed {
                for name in crew.unknownEntries { log(.error, "the device table has no entry", ["entry": name]) }
            }
            hasListed = true
            obey(hub.present(listing, at: now), at: now)
        }
    }

    /// The link of an `open` order is open.
    package func opened(node: String, at now: Instant) -> [BoxOrder] {
        step {
            if let id = nodes[node], recorder.size(of: id).events > 0 { recorder.noted(.replugged, of: id, at: now) }
            obey(hub.opened(node: node, at: now), at: now)
        }
    }

    package func openFailed(node: String, _ error: LinkError, at now: Instant) -> [BoxOrder] {
        step { obey(hub.openFailed(node: node, error, at: now), at: now) }
    }

    /// Something came from an open link.
    package func happened(_ event: LinkEvent, node: String, at now: Instant) -> [BoxOrder] {
        step {
            if let id = nodes[node] { recorder.noted(FlightRecorder.Passed(event), of: id, at: now) }
            switch event {
            case .bytes(let bytes): obey(hub.received(bytes, node: node, at: now), at: now)
            case .answered(let request, let answer): obey(hub.answered(request, answer, node: node, at: now), at: now)
            case .unplugged: obey(hub.unplugged(node: node, at: now), at: now)
            }
        }
    }

    /// When the box wants `deadlinePassed`; nil when it waits for nothing.
    package var deadline: Instant? { Instant.earlier(hub.deadline, loop.deadline) }

    package func deadlinePassed(at now: Instant) -> [BoxOrder] {
        step {
            if let due = hub.deadline, due <= now { obey(hub.deadlinePassed(at: now), at: now) }
            if let due = loop.deadline, due <= now { carryOut(loop.deadlinePassed(at: now), at: now) }
        }
    }

    /// All orders are carried out: labels go to their printers, and what the next scan needs is made ready.
    package func prepare(at now: Instant) -> [BoxOrder] {
        step {
            printOwed(at: now)
            carryOut(loop.prepare(), at: now)
        }
    }

    /// Nothing will come for a while: work that would delay a verdict is done now.
    package func idle(at now: Instant) -> [BoxOrder] { step { carryOut(loop.idle(), at: now) } }

    package func diskLow(freeMebibytes: Int, at now: Instant) -> [BoxOrder] {
        step { carryOut(loop.diskLow(freeMebibytes: freeMebibytes, at: now), at: now) }
    }

    // MARK: What can be asked

    /// Everything that hangs on the box, with what it does.
    package var inventory: [(device: Sighted, duty: Duty?)] {
        hub.inventory.map { device in
            (device, device.attached.flatMap { duties[$0.id] ?? crew.duty(of: $0) })
        }
    }

    /// The devices that are at work.
    package var ready: [Attached] { hub.ready }

    /// Whether a scanner works there that can tell accepted from refused.
    package func isOpen(_ lane: LaneID) -> Bool { lanes.isOpen(lane) }

    /// What a printer has said of itself; nil for one that has said nothing, or is none.
    package func status(ofPrinter id: DeviceID) -> PrinterStatus? { printers.statuses[id] }

    /// Labels that are to be printed still, or may exist.
    package var labelsOwed: [LabelDebt] { loop.state.labels ?? [] }

    // MARK: Ordering

    private func step(_ body: () -> Void) -> [BoxOrder] {
        body()
        defer { orders = [] }
        return orders
    }

    func order(_ order: BoxOrder) {
        orders.append(order)
    }

    func log(_ level: BoxLog.Level, _ text: String, _ facts: [String: String] = [:]) {
        orders.append(.log(BoxLog(level: level, text: text, facts: facts)))
    }

    func open(_ node: String, _ wire: Wire) {
        nodes[node] = hub.device(at: node)?.id ?? DeviceID(node)
        order(.open(node: node, wire))
    }

    func send(_ bytes: [UInt8], to node: String, at now: Instant) {
        guard !bytes.isEmpty else { return }
        if let id = nodes[node] { recorder.noted(.sent(bytes), of: id, at: now) }
        order(.send(node: node, bytes))
    }

    func ask(_ request: ControlRequest, of node: String, at now: Instant) {
        if let id = nodes[node] { recorder.noted(.requested(request), of: id, at: now) }
        order(.request(node: node, request))
    }
}

/// What the owner of a `StationBox` has to carry out, in the order given.
package enum BoxOrder: Hashable, Sendable {
    /// Open this node; answer with `opened` or `openFailed` before the next listing.
    case open(node: String, Wire)
    /// Close the link to this node, if it is open still.
    case close(node: String)
    case send(node: String, [UInt8])
    /// Make this control transfer; what becomes of it comes back as `answered`.
    case request(node: String, ControlRequest)
    /// Nothing is accepted any more until the journal is recovered.
    case stopIntake(JournalError)
    case log(BoxLog)
}

/// A line for the log: for engineers, without persons.
package struct BoxLog: Hashable, Sendable {
    package enum Level: String, Hashable, Sendable { case debug, info, notice, warning, error, critical }
    package var level: Level
    package var text: String
    package var facts: [String: String]

    package init(level: Level, text: String, facts: [String: String]) {
        self.level = level
        self.text = text
        self.facts = facts
    }
}
