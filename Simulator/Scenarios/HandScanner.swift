package import Devices
import Dispatch
package import FakeDevices
package import FakeLinks
package import FakeUSB
import Synchronization

/// A fake scanner in an operator's hand: it is plugged in, it scans, and its beep is heard. Everything blocks the caller.
///
///     scan ──firmware──> port ──> station ──> port ──firmware──> what the operator heard
package final class HandScanner: Sendable {
    /// A verdict as the operator heard it.
    package struct Heard: Hashable, Sendable {
        package var feedback: Feedback
        /// From handing the reading to the wire until the firmware understood the verdict.
        package var after: Duration
    }

    /// What the place at the table calls it.
    package let name: String
    package let model: ScannerModel

    fileprivate struct State {
        var fake: any FakeScanner
        var plug: DevicePlug?
        var isOpen = false
        var heard: [(feedback: Feedback, at: Instant)] = []
        /// The last reading: it counts again only when it was out of sight for a while.
        var lastScan: (payload: [UInt8], at: Instant)?
    }
    private let state: Mutex<State>
    private let changed = DispatchSemaphore(value: 0)

    package init(_ name: String, _ model: ScannerModel) {
        self.name = name
        self.model = model
        state = Mutex(State(fake: model.firmware))
    }

    // MARK: The plug

    /// Plugs the scanner in, its firmware freshly started.
    ///
    /// - Parameters:
    ///   - node: the name the port gets this time; nil for the model's own.
    ///   - portPath: the socket it is plugged into; nil for the model's own.
    package func plug(
        into sockets: DeviceSockets, node: String? = nil, portPath: String? = nil
    ) throws(ScenarioError) {
        state.withLock { $0 = State(fake: model.firmware) }
        let plug = try DevicePlug.plugged(
            model.firmware, into: sockets, node: node, portPath: portPath, name: name,
            hostAsked: { [weak self] in self?.asked($0) ?? .failed }, sink: { [weak self] in self?.take($0) })
        state.withLock { $0.plug = plug }
    }

    /// The same for a testbed.
    package func plug(
        into testbed: Testbed, node: String? = nil, portPath: String? = nil
    ) throws(ScenarioError) {
        try plug(into: .testbed(testbed), node: node, portPath: portPath)
    }

    package func unplug() {
        let plug = state.withLock { state in
            defer { state.plug = nil }
            return state.plug
        }
        plug?.unplug()
        state.withLock { $0.isOpen = false }
    }

    package var isPlugged: Bool { state.withLock { $0.plug != nil } }

    /// Whether a station listens.
    package var isOpen: Bool { state.withLock { $0.isOpen && $0.fake.deliversToHost } }

    /// Waits until the station listens.
    package func waitUntilOpen(within limit: Duration = ScenarioLimit.opening) throws(ScenarioError) {
        if !opens(within: limit) { throw .notOpened(scanner: name, waited: limit) }
    }

    /// Waits until the station listens, and no longer than this.
    package func opens(within limit: Duration) -> Bool {
        let due = MonotonicClock.now().advanced(by: limit)
        while !isOpen {
            if !wait(until: due) { return isOpen }
        }
        return true
    }

    /// Waits until nobody listens any more, and returns the verdicts that were still under way.
    package func lastVerdicts(within limit: Duration = ScenarioLimit.opening) throws(ScenarioError) -> [Feedback] {
        let due = MonotonicClock.now().advanced(by: limit)
        while isOpen {
            if !wait(until: due) { throw .notClosed(scanner: name, waited: limit) }
        }
        var verdicts: [Feedback] = []
        while true {
            let now = MonotonicClock.now()
            let pause = state.withLock { state in
                state.listen(at: now)
                verdicts += state.heard.map(\.feedback)
                state.heard.removeAll()
                return state.fake.deadline
            }
            guard let pause else { return verdicts }
            MonotonicClock.wait(until: pause)
        }
    }

    // MARK: Scanning

    /// Scans and waits for the verdict. The same payload as the last one is held back until it was out of sight for
    /// `sight`, as a hand would do.
    ///
    /// - Parameter name: how an error names what was scanned, because the payload may be a person's number.
    package func scan(
        _ payload: String, named name: String, outOfSight sight: Duration = .zero,
        within limit: Duration = ScenarioLimit.verdict, seen: () -> Feedback? = { nil }
    ) throws(ScenarioError) -> Heard {
        let bytes = Array(payload.utf8)
        if let last = state.withLock({ $0.lastScan }), last.payload == bytes {
            MonotonicClock.wait(until: last.at.advanced(by: sight))
        }
        let begun = MonotonicClock.now()
        try send(payload)
        guard let heard = nextVerdict(within: limit, seen: seen) else {
            throw .noVerdict(scanned: name, scanner: self.name, waited: limit)
        }
        return Heard(feedback: heard.feedback, after: begun.duration(to: heard.at))
    }

    /// Reads a code and hands the reading to the wire; what was heard before is forgotten. Waits for nothing.
    package func send(_ payload: String) throws(ScenarioError) {
        let bytes = Array(payload.utf8)
        // What the firmware says goes out before it says more: two threads make it speak.
        try state.withLock { (state) throws(ScenarioError) in
            state.heard.removeAll()
            guard let plug = state.plug else { throw .notPlugged(scanner: name) }
            do throws(TestbedError) {
                for chunk in state.fake.read(bytes, at: MonotonicClock.now()) {
                    try plug.write(chunk, of: model.identity)
                }
            } catch {
                throw .testbed(error)
            }
            state.lastScan = (bytes, MonotonicClock.now())
        }
    }

    /// Reads a code and hands only so much of the reading to the wire, from 0 for as little as can be to 1 for all but what
    /// can be no less: the plug comes out in the middle.
    ///
    /// - Returns: false when the reading cannot be cut: it goes over the wire in one piece.
    package func sendBeginning(of payload: String, share: Double) throws(ScenarioError) -> Bool {
        try state.withLock { (state) throws(ScenarioError) in
            state.heard.removeAll()
            guard let plug = state.plug else { throw .notPlugged(scanner: name) }
            // The scanner itself goes too: it must not repeat the reading when the host asks for the rest.
            var fake = state.fake
            let chunks = fake.read(Array(payload.utf8), at: MonotonicClock.now())
            do throws(TestbedError) {
                return try plug.writeBeginning(of: chunks, of: model.identity, share: share)
            } catch {
                throw .testbed(error)
            }
        }
    }

    /// What it can be told to do wrong.
    package var verbs: [ScanFault.Verb] { type(of: model.firmware).verbs }

    /// Commits a fault by its verb; false for one that this firmware does not know.
    package func commit(verb text: String) -> Bool {
        state.withLock { state in
            guard let chunks = state.fake.commit(verb: text, at: MonotonicClock.now()) else { return false }
            for chunk in chunks { try? state.plug?.write(chunk, of: model.identity) }
            return true
        }
    }

    /// The USB side of its plug, on a bus that has one; nil while unplugged.
    package var usb: (any PluggedUSB)? { state.withLock { $0.plug }?.usb }

    /// How far what was sent has come; nil while unplugged.
    package var delivery: Delivery? { state.withLock { $0.plug }?.delivery }

    /// How many bytes a reading that goes to a port has there, and how many packets elsewhere.
    package func extent(of payload: String) -> Delivery? {
        state.withLock { state in
            guard let plug = state.plug else { return nil }
            var fake = state.fake
            let chunks = fake.read(Array(payload.utf8), at: MonotonicClock.now())
            return plug.extent(of: chunks, of: model.identity)
        }
    }

    /// Waits for a verdict that no scan here has caused, such as the one a lane repeats after a restart; nil when none
    /// comes.
    ///
    /// - Parameter seen: a verdict that was seen elsewhere; asked again and again, for a scanner that tells nothing.
    package func nextVerdict(
        within limit: Duration, seen: () -> Feedback? = { nil }
    ) -> (feedback: Feedback, at: Instant)? {
        let end = MonotonicClock.now().advanced(by: limit)
        while true {
            let now = MonotonicClock.now()
            let (heard, pause) = state.withLock { state in
                state.listen(at: now)
                let due = state.fake.deadline.map { $0 <= now } ?? false ? state.fake.deadlineCame(at: now) : []
                for chunk in due { try? state.plug?.write(chunk, of: model.identity) }
                return (state.heard.isEmpty ? nil : state.heard.removeFirst(), state.fake.deadline)
            }
            if let heard { return heard }
            if let seen = seen() { return (seen, now) }
            if now >= end { return nil }
            let next = model.firmware.isHeard ? end : now.advanced(by: .milliseconds(5))
            _ = wait(until: min(pause ?? end, next))
        }
    }

    // MARK: The device's side

    private func asked(_ request: ControlRequest) -> ControlAnswer {
        defer { changed.signal() }
        return state.withLock { $0.fake.hostAsked(request, at: MonotonicClock.now()) }
    }

    private func take(_ event: PlugEvent) {
        let now = MonotonicClock.now()
        state.withLock { state in
            switch event {
            case .opened: state.isOpen = true
            case .closed: state.isOpen = false
            case .bytes(let bytes):
                let answers = state.fake.hostSent(bytes, at: now)
                state.listen(at: now)
                // A device that is pulled while it answers says no more.
                for answer in answers { try? state.plug?.write(answer, of: model.identity) }
            }
        }
        changed.signal()
    }

    /// False when the time is over.
    private func wait(until due: Instant) -> Bool {
        let left = MonotonicClock.now().duration(to: due).inNanoseconds
        return left > 0 && changed.wait(timeout: .now() + .nanoseconds(Int(left))) == .success
    }
}

extension HandScanner.State {
    fileprivate mutating func listen(at now: Instant) {
        heard += fake.heard(at: now).map { ($0, now) }
    }
}
