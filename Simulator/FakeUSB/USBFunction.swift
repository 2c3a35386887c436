import Glibc
import Synchronization
package import Threads

/// How a transfer has ended.
package struct USBCompletion: Hashable, Sendable {
    package var id: UInt64
    /// 0, or a negative errno as the kernel gives it: -EPIPE for a stall, -ENOENT for one that the host took back, -EOVERFLOW
    /// for one that brought more than it had room for.
    package var status: Int32
    /// For the host.
    package var bytes: [UInt8] = []
    /// How many of the host's bytes the device took.
    package var taken = 0
}

/// A fake USB device at work. Its host, those who drive it and its firmware each have threads of their own, so everything
/// that happens to it is queued, and its thread takes one after the other: transfers end in the order they should.
///
///     host: submitted, asked, cancelled ─┐
///     driver: tell(verb) ────────────────┴─> queue ─> pipes, firmware ─> complete
package final class USBFunction: Sendable {
    /// What its driver may tell it.
    package enum Verb: Sendable {
        case send([UInt8], on: UInt8)
        case sendPackets([[UInt8]], on: UInt8)
        case stall(UInt8, times: Int)
        case babble(UInt8, times: Int)
        case accept(Int?, on: UInt8)
    }

    private enum Happening: Sendable {
        case submitted(USBTransfer)
        case control(id: UInt64, [UInt8])
        case cancelled(UInt64)
        case haltCleared(UInt8)
        case host(USBHostEvent)
        case told(Verb)
        case end
    }

    package let device: FakeUSBDevice
    private let firmware: FakeUSBFirmware
    private let happenings = Mutex<[Happening]>([])
    private let bell = Signal()
    private let deliveries = Atomic(0)
    private let thread = Mutex<JoinedThread?>(nil)

    package init(device: FakeUSBDevice, firmware: FakeUSBFirmware) {
        self.device = device
        self.firmware = firmware
    }

    /// Starts its thread. What the host has asked before waits for it.
    ///
    /// - Parameter complete: called on the device's thread, for each transfer that ends.
    package func start(complete: @escaping @Sendable (USBCompletion) -> Void) throws(JoinedThread.NotStarted) {
        let started = try JoinedThread.start { [self] in runUntilEnd(complete) }
        thread.withLock { $0 = started }
    }

    /// Ends the thread and waits for it, unless this is that thread. Transfers that wait stay as they are.
    package func end() {
        happened(.end)
        thread.withLock { $0 }?.join()
    }

    package func tell(_ verb: Verb) { happened(.told(verb)) }

    /// The host wants something of an endpoint that is not the control endpoint.
    package func submitted(_ transfer: USBTransfer) { happened(.submitted(transfer)) }

    /// The host makes a control transfer: eight bytes of setup, then what it sends.
    package func asked(_ id: UInt64, _ bytes: [UInt8]) { happened(.control(id: id, bytes)) }

    /// The host takes a transfer back; it ends with -ENOENT and what it has, if it has not ended.
    package func cancelled(_ id: UInt64) { happened(.cancelled(id)) }

    package func haltCleared(_ endpoint: UInt8) { happened(.haltCleared(endpoint)) }

    package func host(_ event: USBHostEvent) { happened(.host(event)) }

    /// How many transfers with bytes have ended for the host.
    package var delivered: Int { deliveries.load(ordering: .acquiring) }

    private func happened(_ happening: Happening) {
        happenings.withLock { $0.append(happening) }
        bell.post()
    }
}

// MARK: - The device's thread

extension USBFunction {
    private func runUntilEnd(_ complete: (USBCompletion) -> Void) {
        var pipes = USBPipes(device)
        /// Control transfers that the device never answers.
        var unanswered: Set<UInt64> = []
        while true {
            bell.wait()
            switch happenings.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
            case .end, nil: return
            case .submitted(let transfer): perform(pipes.submitted(transfer), complete)
            case .control(let id, let bytes):
                if perform(bytes, on: &pipes, complete) {
                    complete(USBCompletion(id: id, status: 0))
                } else if !answer(id, bytes, complete) {
                    unanswered.insert(id)
                }
            case .cancelled(let id):
                perform(pipes.cancelled(id), complete)
                if unanswered.remove(id) != nil { complete(USBCompletion(id: id, status: -ENOENT)) }
            case .haltCleared(let endpoint): perform(pipes.haltCleared(endpoint), complete)
            case .host(let event): firmware.host(event)
            case .told(let verb): perform(pipes.told(verb), complete)
            }
        }
    }

    /// What a device does for its bus (USB 2.0, 9.4) when that comes as a control transfer; false for every other request.
    private func perform(_ bytes: [UInt8], on pipes: inout USBPipes, _ complete: (USBCompletion) -> Void) -> Bool {
        guard let setup = ControlSetup(bytes) else { return false }
        let (value, index) = (UInt8(setup.value & 0xFF), UInt8(setup.index & 0xFF))
        switch (setup.type, setup.request) {
        case (0x00, 0x09): firmware.host(.configured(value))
        case (0x01, 0x0B): firmware.host(.settingChosen(interface: index, setting: value))
        case (0x02, 0x01): perform(pipes.haltCleared(index), complete)
        // An address is the business of the host's own bus.
        case (0x00, 0x05): break
        default: return false
        }
        return true
    }

    private func perform(_ outputs: [USBPipesOutput], _ complete: (USBCompletion) -> Void) {
        for output in outputs {
            switch output {
            case .complete(let id, let status, let bytes, let taken):
                complete(USBCompletion(id: id, status: status, bytes: bytes, taken: taken))
                if status == 0 && !bytes.isEmpty { deliveries.add(1, ordering: .acquiringAndReleasing) }
            case .received(let endpoint, let bytes): firmware.received(endpoint, bytes)
            }
        }
    }

    /// False when the device keeps silent.
    private func answer(_ id: UInt64, _ bytes: [UInt8], _ complete: (USBCompletion) -> Void) -> Bool {
        guard let setup = ControlSetup(bytes) else {
            complete(USBCompletion(id: id, status: -EPIPE))
            return true
        }
        let payload = setup.asksForData ? [] : Array(bytes.dropFirst(8))
        switch device.answer(to: setup) ?? firmware.control(setup, payload) {
        case .done(let data):
            let asked = Array(data.prefix(Int(setup.length)))
            complete(USBCompletion(id: id, status: 0, bytes: asked, taken: payload.count))
        case .stalled: complete(USBCompletion(id: id, status: -EPIPE))
        case .silent: return false
        }
        return true
    }
}

extension USBPipes {
    fileprivate mutating func told(_ verb: USBFunction.Verb) -> [USBPipesOutput] {
        switch verb {
        case .send(let bytes, let endpoint): send(bytes, on: endpoint)
        case .sendPackets(let packets, let endpoint): send(packets: packets, on: endpoint)
        case .stall(let endpoint, let times): stall(endpoint, times: times)
        case .babble(let endpoint, let times): babble(endpoint, times: times)
        case .accept(let bytes, let endpoint): accept(bytes, on: endpoint)
        }
    }
}
