package import Devices
import Dispatch
package import FakeDevices
import FakeLinks
package import FakeUSB
import Synchronization
import Threads

/// A fake device of the testbed that nobody holds in a hand: a printer, a card reader, a keypad. It answers the host by itself,
/// on threads of its own, and does what falls due.
///
///     port's thread: host's bytes --> firmware --> answers     own thread: deadline --> firmware --> chunks
package final class Peripheral: Sendable {
    private struct State {
        var firmware: any FakeFirmware
        var plug: DevicePlug?
        var isOpen = false
        var isEnded = false
    }

    package let name: String
    private let identity: DeviceIdentity
    private let state: Mutex<State>
    private let changed = DispatchSemaphore(value: 0)
    private let thread = Mutex<JoinedThread?>(nil)

    package init(_ name: String, _ firmware: any FakeFirmware) {
        self.name = name
        identity = firmware.identity
        state = Mutex(State(firmware: firmware))
    }

    deinit {
        state.withLock { $0.isEnded = true }
        changed.signal()
        thread.withLock { $0 }?.join()
    }

    /// Plugs the device in, freshly powered.
    package func plug(into sockets: DeviceSockets) throws(ScenarioError) {
        state.withLock { $0.firmware.poweredUp() }
        let plug = try DevicePlug.plugged(
            state.withLock { $0.firmware }, into: sockets, node: nil, portPath: nil, name: name,
            hostAsked: { [weak self] in self?.asked($0) ?? .failed }, sink: { [weak self] in self?.take($0) })
        state.withLock { $0.plug = plug }
        try keepTime()
    }

    package func unplug() {
        let plug = state.withLock { state in
            defer { state.plug = nil }
            state.isOpen = false
            return state.plug
        }
        plug?.unplug()
    }

    /// Whether a station has it open.
    package var isOpen: Bool { state.withLock { $0.isOpen } }

    /// The firmware, to look at or to change, with the time it is.
    package func withFirmware<Firmware: FakeFirmware, Result>(
        _ type: Firmware.Type = Firmware.self, _ body: (inout Firmware, Instant) -> Result
    ) -> Result? {
        let result = state.withLock { state -> Result? in
            guard var firmware = state.firmware as? Firmware else { return nil }
            defer { state.firmware = firmware }
            return body(&firmware, MonotonicClock.now())
        }
        changed.signal()
        return result
    }

    /// What it can be told to do wrong.
    package var verbs: [ScanFault.Verb] {
        (state.withLock { $0.firmware } as? any FaultyFirmware).map { type(of: $0).verbs } ?? []
    }

    /// Commits a fault by its verb; false for one that this firmware does not know.
    package func commit(verb text: String) -> Bool {
        let isKnown = state.withLock { state in
            guard var firmware = state.firmware as? any FaultyFirmware,
                let chunks = firmware.commit(verb: text, at: MonotonicClock.now())
            else { return false }
            state.firmware = firmware
            send(chunks, to: state.plug)
            return true
        }
        changed.signal()
        return isKnown
    }

    package var isPlugged: Bool { state.withLock { $0.plug != nil } }

    /// The USB side of its plug, on a bus that has one; nil while unplugged.
    package var usb: (any PluggedUSB)? { state.withLock { $0.plug }?.usb }

    private func asked(_ request: ControlRequest) -> ControlAnswer {
        defer { changed.signal() }
        return state.withLock { $0.firmware.hostAsked(request, at: MonotonicClock.now()) }
    }

    private func take(_ event: PlugEvent) {
        state.withLock { state in
            switch event {
            case .opened: state.isOpen = true
            case .closed: state.isOpen = false
            case .bytes(let bytes): send(state.firmware.hostSent(bytes, at: MonotonicClock.now()), to: state.plug)
            }
        }
        changed.signal()
    }

    /// What the firmware says goes out before it says more: two threads make it speak. A device that is pulled says no more.
    private func send(_ chunks: [[UInt8]], to plug: DevicePlug?) {
        for chunk in chunks { try? plug?.write(chunk, of: identity) }
    }

    /// Lets the firmware do what falls due, until the device goes.
    private func keepTime() throws(ScenarioError) {
        if thread.withLock({ $0 != nil }) { return }
        let changed = changed
        do {
            let started = try JoinedThread.start { [weak self] in
                while true {
                    guard let due = self?.work() else { return }
                    let left = MonotonicClock.now().duration(to: due).inNanoseconds
                    _ = changed.wait(timeout: .now() + .nanoseconds(Int(max(0, left))))
                }
            }
            thread.withLock { $0 = started }
        } catch {
            throw .testbed(.failed("no thread for \(name)"))
        }
    }

    /// - Returns: when to look again; nil when the device has gone.
    private func work() -> Instant? {
        let now = MonotonicClock.now()
        let (due, isEnded) = state.withLock { state -> (Instant?, Bool) in
            if let due = state.firmware.deadline, due <= now {
                send(state.firmware.deadlineCame(at: now), to: state.plug)
            }
            return (state.firmware.deadline, state.isEnded)
        }
        if isEnded { return nil }
        return min(due ?? now.advanced(by: .seconds(1)), now.advanced(by: .seconds(1)))
    }
}
