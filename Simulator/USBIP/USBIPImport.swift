import FakeUSB
import Glibc
import Synchronization

/// A device while a host has it: the host's transfers, by its numbers, on their way through the device.
///
///     submit ──> waiting ──ended──> RET_SUBMIT
///                   └── unlink ──> leaving ──taken back, empty──> RET_UNLINK (-ECONNRESET)
///                                     └── ended, or brought something ──> RET_SUBMIT, RET_UNLINK (0)
///
/// Of a transfer that is taken back with bytes in it the bytes are given to the host all the same, because the device has
/// got rid of them.
final class USBIPImport: Sendable {
    private struct Waiting {
        /// Which is read from; nil for none.
        var interface: UInt8?
        /// How much it brings or has room for, in bytes.
        var length: Int
        /// The number of the request that takes it back.
        var unlink: UInt32?

        func reply(to number: UInt32, _ completion: USBCompletion, _ length: Int) -> [UInt8] {
            guard let unlink else {
                return USBIPReply.submitted(
                    number, status: completion.status, length: length, completion.bytes)
            }
            let isTakenBack = completion.status == -ENOENT
            if isTakenBack && length == 0 { return USBIPReply.unlinked(unlink, status: -ECONNRESET) }
            let status = isTakenBack ? 0 : completion.status
            return USBIPReply.submitted(number, status: status, length: length, completion.bytes)
                + USBIPReply.unlinked(unlink, status: 0)
        }
    }

    private struct State {
        var waiting: [UInt32: Waiting] = [:]
        /// Of all that wait.
        var bytes = 0
        /// How many transfers to the host wait at each interface that the host was seen to read from. It stays there
        /// between two transfers, and is gone with the last that is taken back.
        var readers: [UInt8: Int] = [:]

        /// Forgets a transfer.
        ///
        /// - Returns: it, and the interface that nobody reads from any more.
        mutating func ended(_ number: UInt32) -> (Waiting?, left: UInt8?) {
            guard let gone = waiting.removeValue(forKey: number) else { return (nil, nil) }
            bytes -= gone.length
            guard let interface = gone.interface, let readers = readers[interface] else { return (gone, nil) }
            let isLeft = readers == 1 && gone.unlink != nil
            self.readers[interface] = isLeft ? nil : readers - 1
            return (gone, isLeft ? interface : nil)
        }
    }

    let function: USBFunction
    private let state = Mutex(State())
    private let hasEnded = Mutex(false)
    private let send: @Sendable ([UInt8]) -> Bool
    private let cutOff: @Sendable () -> Void
    /// The interface of each endpoint.
    private let interfaces: [UInt8: UInt8]

    /// - Parameters:
    ///   - send: sends bytes to the host; false when it cannot.
    ///   - cutOff: ends the host's connection.
    init(
        _ device: FakeUSBDevice, firmware: FakeUSBFirmware, send: @escaping @Sendable ([UInt8]) -> Bool,
        cutOff: @escaping @Sendable () -> Void
    ) {
        let ends = device.interfaces.flatMap { interface in interface.endpoints.map { ($0.address, interface.number) } }
        interfaces = Dictionary(ends) { first, _ in first }
        self.send = send
        self.cutOff = cutOff
        function = USBFunction(device: device, firmware: firmware)
    }

    /// Starts the device; false when the system has no thread for it.
    func start() -> Bool {
        do {
            try function.start { [weak self] in self?.ended($0) }
            return true
        } catch {
            return false
        }
    }

    /// Ends the host's connection and the device's thread, which is told last that the host has gone.
    /// Whoever calls it again waits until that is done.
    func end() {
        cutOff()
        hasEnded.withLock { hasEnded in
            if hasEnded { return }
            for interface in state.withLock({ $0.readers.keys.sorted() }) {
                function.host(.released(interface: interface))
            }
            function.host(.configured(0))
            function.end()
            hasEnded = true
        }
    }

    // MARK: What the host asks

    /// False when the host asks for more than is kept for it.
    func submit(_ transfer: USBIPTransfer) -> Bool {
        let isData = transfer.endpoint != 0
        if !keep(transfer, interface: isData && transfer.isToHost ? interfaces[transfer.address] : nil) { return false }
        let id = UInt64(transfer.number)
        if isData {
            let room = transfer.isToHost ? [UInt8](repeating: 0, count: transfer.length) : transfer.bytes
            function.submitted(USBTransfer(id: id, endpoint: transfer.address, bytes: room))
        } else {
            function.asked(id, transfer.setup + transfer.bytes)
        }
        return true
    }

    private func keep(_ transfer: USBIPTransfer, interface: UInt8?) -> Bool {
        let (isKept, isFirst) = state.withLock { state -> (Bool, Bool) in
            guard state.waiting.count < USBIPLimit.pending, state.bytes + transfer.length <= USBIPLimit.pendingBytes,
                state.waiting[transfer.number] == nil
            else { return (false, false) }
            state.waiting[transfer.number] = Waiting(interface: interface, length: transfer.length)
            state.bytes += transfer.length
            guard let interface else { return (true, false) }
            let readers = state.readers[interface]
            state.readers[interface] = (readers ?? 0) + 1
            return (true, readers == nil)
        }
        if let interface, isFirst { function.host(.claimed(interface: interface)) }
        return isKept
    }

    /// The host takes a transfer back. False when it does so twice.
    func unlink(_ number: UInt32, of transfer: UInt32) -> Bool {
        let earlier = state.withLock { state in
            let waiting = state.waiting[transfer]
            if waiting?.unlink == nil { state.waiting[transfer]?.unlink = number }
            return waiting
        }
        guard let earlier else { return send(USBIPReply.unlinked(number, status: 0)) }
        if earlier.unlink != nil { return false }
        function.cancelled(UInt64(transfer))
        return true
    }

    // MARK: What the device answers

    /// On the device's thread.
    private func ended(_ completion: USBCompletion) {
        let number = UInt32(truncatingIfNeeded: completion.id)
        let (waiting, left) = state.withLock { $0.ended(number) }
        guard let waiting else { return }
        if let left { function.host(.released(interface: left)) }
        let length = completion.bytes.isEmpty ? completion.taken : completion.bytes.count
        if !send(waiting.reply(to: number, completion, length)) { cutOff() }
    }
}
