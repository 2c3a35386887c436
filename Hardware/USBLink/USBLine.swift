import CLibUSB
import Devices
import Glibc
import Synchronization
import Threads

/// An open USB interface as libusb's callbacks and its senders share it.
///
///     open --close()--> closing(silent) ---------------.
///      '---device gone--> closing(tells unplugged) ----+-- all transfers back --> closed --> unplugged told
///
/// Transfers come back on the event thread alone, and that thread alone closes the device, outside of libusb's
/// callbacks: inside one the library holds the list of open devices. Nothing is delivered once `close` returned.
///
/// Not modelled: what the bytes mean.
final class USBLine: Sendable {
    enum Phase: Hashable, Sendable {
        case open
        case closing(tellsUnplugged: Bool)
        case closed
    }

    struct State: ~Copyable {
        /// Until it is closed.
        var handle: USBHandle?
        var phase = Phase.open
        /// Whether transfers have their lengths: an HID device's reports are measured first.
        var isReady = false
        /// The transfers under way.
        var flying: [ObjectIdentifier: USBTransfer] = [:]
        var isSending = false
        var pipes: [UInt8: USBPipe] = [:]
        var queue = OutQueue()
        var frames = SplitFrames()
        /// Nil where the device has told nothing of its reports.
        var reports: HIDReports?

        init(_ handle: consuming USBHandle, _ route: USBRoute) {
            self.handle = consume handle
            for endpoint in route.toHost + route.fromHost { pipes[endpoint.address] = USBPipe(endpoint) }
        }
    }

    let node: String
    let wire: Wire
    let route: USBRoute
    /// Which device of the library's it is.
    let device: USBPointer
    let events: USBEvents
    private let sink: LinkSink
    let state: Mutex<State>
    /// Posted once when all is over, and by everyone who waited for it.
    private let over = Signal()

    init(
        _ handle: consuming USBHandle, device: USBPointer, route: USBRoute, node: String, wire: Wire, events: USBEvents,
        sink: @escaping LinkSink
    ) {
        self.node = node
        self.wire = wire
        self.route = route
        self.device = device
        self.events = events
        self.sink = sink
        state = Mutex(State(handle, route))
    }

    // MARK: Ending

    /// Closes, and waits until the device is given back; called on the event thread, it does not wait.
    func close() {
        beginClosing()
        if events.isEventThread { return }
        over.wait()
        over.post()
    }

    /// Closes without a word to the sink.
    func beginClosing() {
        state.withLock { state in
            switch state.phase {
            case .open: startClosing(&state, tellsUnplugged: false)
            case .closing: state.phase = .closing(tellsUnplugged: false)
            case .closed: break
            }
        }
    }

    /// The device is gone.
    func lost() {
        state.withLock { state in
            if state.phase == .open { startClosing(&state, tellsUnplugged: true) }
        }
    }

    /// Asks for all transfers back; the last one to come ends it.
    func startClosing(_ state: inout State, tellsUnplugged: Bool) {
        state.phase = .closing(tellsUnplugged: tellsUnplugged)
        state.queue.removeAll()
        for transfer in state.flying.values { transfer.cancel() }
        closeWhenAllAreBack(&state)
    }

    func closeWhenAllAreBack(_ state: inout State) {
        if state.flying.isEmpty { events.soon { self.finishClosing() } }
    }

    private func finishClosing() {
        let tellsUnplugged = state.withLock { state -> Bool? in
            guard case .closing(let tellsUnplugged) = state.phase, state.flying.isEmpty else { return nil }
            state.phase = .closed
            return tellsUnplugged
        }
        guard let tellsUnplugged else { return }
        giveBack()
        if tellsUnplugged { sink(.unplugged) }
        events.remove(self)
        over.post()
    }

    /// Closes the device, without the lock: senders need not wait for the kernel's driver to come back.
    private func giveBack() {
        let handle = state.withLock { $0.handle.take() }
        _ = consume handle
    }

    // MARK: Delivering

    /// Delivers on the event thread, until the owner closes the line, perhaps in the sink, or has heard that it is gone.
    func deliver(_ told: [LinkEvent]) {
        for event in told {
            let isHeard = state.withLock { $0.phase == .open || $0.phase == .closing(tellsUnplugged: true) }
            if !isHeard { return }
            sink(event)
        }
    }
}
