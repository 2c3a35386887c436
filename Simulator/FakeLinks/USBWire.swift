import CTestbed
import Glibc
import Synchronization
import Threads

/// A plugged fake USB device, as its own thread, those who drive it, and the C side share it. Everything that happens
/// to it is queued, and its thread takes one after the other, so that transfers end in the order they should.
final class USBWire: Sendable {
    enum Verb: Sendable {
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

    /// The C side's device, until it is unplugged.
    private struct Plugged: @unchecked Sendable {
        var device: OpaquePointer?
    }

    let device: FakeUSBDevice
    /// What the bus calls it.
    let number: Int32
    private let firmware: FakeUSBFirmware
    private let happenings = Mutex<[Happening]>([])
    private let bell = Signal()
    private let deliveries = Atomic(0)
    private let plugged = Mutex(Plugged())
    private let thread = Mutex<JoinedThread?>(nil)

    init(device: FakeUSBDevice, number: Int32, firmware: FakeUSBFirmware) {
        self.device = device
        self.number = number
        self.firmware = firmware
    }

    func tell(_ verb: Verb) { happened(.told(verb)) }

    func state(of interface: UInt8) -> testbed_usb_interface_state {
        plugged.withLock { plugged in
            plugged.device.map { testbed_usb_interface_state_of($0, interface) } ?? testbed_usb_interface_state()
        }
    }

    var delivered: Int { deliveries.load(ordering: .acquiring) }

    var programs: Int { plugged.withLock { $0.device.map { Int(testbed_usb_programs($0)) } ?? 0 } }

    private func happened(_ happening: Happening) {
        happenings.withLock { $0.append(happening) }
        bell.post()
    }
}

// MARK: - Plugging

extension USBWire {
    /// Attaches the device. The C side calls back until `unplug`; the world keeps the wire until then.
    func plug(into bed: OpaquePointer) throws(TestbedError) {
        var failure = [CChar](repeating: 0, count: 256)
        var events = Self.events
        let context = Unmanaged.passUnretained(self).toOpaque()
        let created = device.withC(bus: device.bus, number: number) { description in
            testbed_usb_plug(bed, &description, &events, context, &failure, failure.count)
        }
        guard let created else { throw .failed("\(device.portPath): \(text(of: failure))") }
        plugged.withLock { $0.device = created }
        do {
            let started = try JoinedThread.start { [self] in runUntilEnd() }
            thread.withLock { $0 = started }
        } catch {
            unplug(from: bed)
            throw .failed("no thread for \(device.portPath): \(String(cString: strerror(error.code)))")
        }
    }

    func unplug(from bed: OpaquePointer) {
        let gone = plugged.withLock { plugged in
            defer { plugged.device = nil }
            return Plugged(device: plugged.device)
        }
        if let device = gone.device { testbed_usb_unplug(bed, device) }
    }

    /// Ends the thread and waits for it, unless this is that thread.
    func endThread() {
        happened(.end)
        thread.withLock { $0 }?.join()
    }

    private static var events: testbed_usb_events {
        testbed_usb_events(
            submitted: { context, transfer in
                guard let transfer = transfer?.pointee else { return }
                wire(context)?.submitted(transfer)
            },
            cancelled: { wire($0)?.happened(.cancelled($1)) },
            forgotten: { wire($0)?.happened(.cancelled($1)) },
            halt_cleared: { wire($0)?.happened(.haltCleared($1)) },
            configured: { wire($0)?.happened(.host(.configured($1))) },
            setting_chosen: { wire($0)?.happened(.host(.settingChosen(interface: $1, setting: $2))) },
            interface_changed: { wire($0)?.happened(.host(USBHostEvent($2, interface: $1))) })
    }

    private func submitted(_ transfer: testbed_usb_transfer) {
        let bytes = Array(UnsafeBufferPointer(start: transfer.bytes, count: transfer.bytes == nil ? 0 : transfer.size))
        if transfer.type == USBTransfer.controlType { return happened(.control(id: transfer.id, bytes)) }
        happened(.submitted(USBTransfer(id: transfer.id, endpoint: transfer.endpoint, bytes: bytes)))
    }
}

private func wire(_ context: UnsafeMutableRawPointer?) -> USBWire? {
    context.map { Unmanaged<USBWire>.fromOpaque($0).takeUnretainedValue() }
}

func text(of failure: [CChar]) -> String {
    String(decoding: failure.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

extension USBTransfer {
    /// As usbfs numbers kinds of transfers.
    static let controlType: UInt8 = 2
}

extension USBHostEvent {
    fileprivate init(_ change: testbed_usb_change, interface: UInt8) {
        switch change {
        case testbed_usb_detached: self = .driverDetached(interface: interface)
        case testbed_usb_attached: self = .driverAttached(interface: interface)
        case testbed_usb_claimed: self = .claimed(interface: interface)
        default: self = .released(interface: interface)
        }
    }
}

// MARK: - The device's thread

extension USBWire {
    private func runUntilEnd() {
        var pipes = USBPipes(device)
        /// Control transfers that the device never answers.
        var unanswered: Set<UInt64> = []
        while true {
            bell.wait()
            switch happenings.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
            case .end, nil: return
            case .submitted(let transfer): perform(pipes.submitted(transfer))
            case .control(let id, let bytes):
                if !answer(id, bytes) { unanswered.insert(id) }
            case .cancelled(let id):
                perform(pipes.cancelled(id))
                if unanswered.remove(id) != nil { complete(id, status: -ENOENT) }
            case .haltCleared(let endpoint): perform(pipes.haltCleared(endpoint))
            case .host(let event): firmware.host(event)
            case .told(.send(let bytes, let endpoint)): perform(pipes.send(bytes, on: endpoint))
            case .told(.sendPackets(let packets, let endpoint)): perform(pipes.send(packets: packets, on: endpoint))
            case .told(.stall(let endpoint, let times)): perform(pipes.stall(endpoint, times: times))
            case .told(.babble(let endpoint, let times)): perform(pipes.babble(endpoint, times: times))
            case .told(.accept(let bytes, let endpoint)): perform(pipes.accept(bytes, on: endpoint))
            }
        }
    }

    private func perform(_ outputs: [USBPipesOutput]) {
        for output in outputs {
            switch output {
            case .complete(let id, let status, let bytes, let taken):
                complete(id, status: status, bytes: bytes, taken: taken)
                if status == 0 && !bytes.isEmpty { deliveries.add(1, ordering: .acquiringAndReleasing) }
            case .received(let endpoint, let bytes): firmware.received(endpoint, bytes)
            }
        }
    }

    /// False when the device keeps silent.
    private func answer(_ id: UInt64, _ bytes: [UInt8]) -> Bool {
        guard let setup = ControlSetup(bytes) else {
            complete(id, status: -EPIPE)
            return true
        }
        let payload = setup.asksForData ? [] : Array(bytes.dropFirst(8))
        switch device.answer(to: setup) ?? firmware.control(setup, payload) {
        case .done(let data):
            complete(id, status: 0, bytes: Array(data.prefix(Int(setup.length))), taken: payload.count)
        case .stalled: complete(id, status: -EPIPE)
        case .silent: return false
        }
        return true
    }

    private func complete(_ id: UInt64, status: Int32, bytes: [UInt8] = [], taken: Int = 0) {
        plugged.withLock { plugged in
            guard let device = plugged.device else { return }
            let count = bytes.isEmpty ? taken : bytes.count
            testbed_usb_complete(device, id, status, bytes.isEmpty ? nil : bytes, count)
        }
    }
}
