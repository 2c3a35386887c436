import CTestbed
import FakeUSB
import Glibc
import Synchronization
import Threads

/// A fake USB device that is plugged into the testbed: the C side calls back for what the host does, and is told how
/// transfers end.
final class USBWire: Sendable {
    /// The C side's device, until it is unplugged.
    private struct Plugged: @unchecked Sendable {
        var device: OpaquePointer?
    }

    let function: USBFunction
    /// What the bus calls it.
    let number: Int32
    private let plugged = Mutex(Plugged())

    init(device: FakeUSBDevice, number: Int32, firmware: FakeUSBFirmware) {
        self.number = number
        function = USBFunction(device: device, firmware: firmware)
    }

    var device: FakeUSBDevice { function.device }

    func state(of interface: UInt8) -> testbed_usb_interface_state {
        plugged.withLock { plugged in
            plugged.device.map { testbed_usb_interface_state_of($0, interface) } ?? testbed_usb_interface_state()
        }
    }

    var programs: Int { plugged.withLock { $0.device.map { Int(testbed_usb_programs($0)) } ?? 0 } }
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
            try function.start { [weak self] in self?.complete($0) }
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

    private func complete(_ completion: USBCompletion) {
        plugged.withLock { plugged in
            guard let device = plugged.device else { return }
            let bytes = completion.bytes
            let count = bytes.isEmpty ? completion.taken : bytes.count
            testbed_usb_complete(device, completion.id, completion.status, bytes.isEmpty ? nil : bytes, count)
        }
    }

    private static var events: testbed_usb_events {
        testbed_usb_events(
            submitted: { context, transfer in
                guard let transfer = transfer?.pointee else { return }
                wire(context)?.submitted(transfer)
            },
            cancelled: { wire($0)?.function.cancelled($1) },
            forgotten: { wire($0)?.function.cancelled($1) },
            halt_cleared: { wire($0)?.function.haltCleared($1) },
            configured: { wire($0)?.function.host(.configured($1)) },
            setting_chosen: { wire($0)?.function.host(.settingChosen(interface: $1, setting: $2)) },
            interface_changed: { wire($0)?.function.host(USBHostEvent($2, interface: $1)) })
    }

    private func submitted(_ transfer: testbed_usb_transfer) {
        let bytes = Array(UnsafeBufferPointer(start: transfer.bytes, count: transfer.bytes == nil ? 0 : transfer.size))
        if transfer.type == USBTransfer.controlType { return function.asked(transfer.id, bytes) }
        function.submitted(USBTransfer(id: transfer.id, endpoint: transfer.endpoint, bytes: bytes))
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
    fileprivate static let controlType: UInt8 = 2
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
