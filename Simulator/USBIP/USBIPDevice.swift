package import FakeUSB
import Synchronization

/// A device on a USB/IP bus. While no host has imported it, what it sends is lost, as with a plug in nobody's socket.
///
///     listed --import--> imported --connection ends: released--> listed      unplug: gone, and the host's connection ends
package final class USBIPDevice: PluggedUSB {
    private struct State {
        var host: USBIPImport?
        var isUnplugged = false
        /// Of the imports that have ended.
        var delivered = 0
    }

    package let device: FakeUSBDevice
    /// What its bus calls it.
    let number: UInt32
    private let firmware: FakeUSBFirmware
    private let gone: @Sendable (USBIPDevice) -> Void
    private let state = Mutex(State())

    init(
        _ device: FakeUSBDevice, number: UInt32, firmware: FakeUSBFirmware,
        gone: @escaping @Sendable (USBIPDevice) -> Void
    ) {
        self.device = device
        self.number = number
        self.firmware = firmware
        self.gone = gone
    }

    /// Whether a host has it.
    package var isImported: Bool { state.withLock { $0.host != nil } }

    /// How many transfers with bytes have ended for hosts since the plug.
    package var delivered: Int { state.withLock { $0.delivered + ($0.host?.function.delivered ?? 0) } }

    package func tell(_ verb: USBFunction.Verb) { state.withLock { $0.host }?.function.tell(verb) }

    /// Pulls the plug: the host's connection ends, in the middle of whatever was under way. Nothing reaches the firmware once
    /// it returned; not to be called from the firmware. Pulling it again does nothing.
    package func unplug() {
        let held = state.withLock { state in
            state.isUnplugged = true
            return state.host
        }
        gone(self)
        held?.end()
        if let held { released(held) }
    }

    /// Gives the device to a host; nil when another has it, or it was unplugged.
    func imported(send: @escaping @Sendable ([UInt8]) -> Bool, cutOff: @escaping @Sendable () -> Void) -> USBIPImport? {
        let held: USBIPImport? = state.withLock { state in
            if state.isUnplugged || state.host != nil { return nil }
            state.host = USBIPImport(device, firmware: firmware, send: send, cutOff: cutOff)
            return state.host
        }
        guard let held else { return nil }
        if held.start() { return held }
        released(held)
        return nil
    }

    /// The host's connection has ended.
    func released(_ held: USBIPImport) {
        state.withLock { state in
            guard state.host === held else { return }
            state.delivered += held.function.delivered
            state.host = nil
        }
    }
}
