import CLibUSB
import Devices
import Synchronization

extension USBLine {
    /// Starts to receive. An HID device is asked first how long its reports are, because a transfer ends with a full
    /// one.
    func start() {
        let length = min(route.setting.reportDescriptorBytes, USBLimit.reportDescriptorBytes)
        state.withLock { state in
            if wire != .reports || route.setting.classCode != 3 || length == 0 { return getReady(&state) }
            let question = ControlRequest(
                type: 0x81, request: 0x06, value: 0x2200, asking: UInt16(truncatingIfNeeded: length))
            if !submit(question, for: .description, &state) { getReady(&state) }
        }
    }

    /// A transfer is over; on the event thread, inside libusb.
    func finished(_ transfer: USBTransfer) {
        let told = state.withLock { state -> [LinkEvent] in
            state.flying[ObjectIdentifier(transfer)] = nil
            if state.phase != .open { return last(transfer, &state) }
            if transfer.status == LIBUSB_TRANSFER_NO_DEVICE {
                startClosing(&state, tellsUnplugged: true)
                return []
            }
            switch transfer.purpose {
            case .incoming(let address): return received(transfer, on: address, &state)
            case .outgoing: sent(transfer, &state)
            case .description: described(transfer, &state)
            case .control(let request): return [.answered(request, answer(transfer))]
            }
            return []
        }
        deliver(told)
    }

    /// A transfer of a line that is closing. What a device sent before it went arrived whole.
    private func last(_ transfer: USBTransfer, _ state: inout State) -> [LinkEvent] {
        closeWhenAllAreBack(&state)
        guard case .closing(tellsUnplugged: true) = state.phase, case .incoming(let address) = transfer.purpose,
            transfer.status == LIBUSB_TRANSFER_COMPLETED, !transfer.bytes.isEmpty
        else { return [] }
        return chunks(transfer.bytes, on: address, &state).map { .bytes($0) }
    }

    // MARK: Chunks

    private func received(_ transfer: USBTransfer, on address: UInt8, _ state: inout State) -> [LinkEvent] {
        let bytes = transfer.status == LIBUSB_TRANSFER_OVERFLOW ? [] : transfer.bytes
        switch transfer.status {
        case LIBUSB_TRANSFER_COMPLETED:
            state.pipes[address]?.wentWell()
            if state.pipes[address]?.isRunning == true { resubmit(transfer, on: address, &state) }
        case LIBUSB_TRANSFER_STALL: broke(address, clearsHalt: true, &state)
        case LIBUSB_TRANSFER_CANCELLED where state.pipes[address]?.isRunning == false: break
        default: broke(address, clearsHalt: false, &state)
        }
        mendWhenAllAreBack(address, &state)
        return bytes.isEmpty ? [] : chunks(bytes, on: address, &state).map { .bytes($0) }
    }

    private func chunks(_ bytes: [UInt8], on address: UInt8, _ state: inout State) -> [[UInt8]] {
        guard case .splitBulk = wire else { return [bytes] }
        if address == route.toHost.first?.address { return state.frames.received(header: bytes) }
        return state.frames.received(body: bytes)
    }

    private func described(_ transfer: USBTransfer, _ state: inout State) {
        if transfer.status == LIBUSB_TRANSFER_COMPLETED { state.reports = HIDReports(descriptor: transfer.bytes) }
        getReady(&state)
    }

    /// Transfers get their lengths and set out.
    private func getReady(_ state: inout State) {
        state.isReady = true
        for endpoint in route.toHost {
            let longest = wire == .reports ? state.reports?.longestInput ?? 0 : LinkLimit.chunkBytes
            let packets = (max(1, longest) + endpoint.packetBytes - 1) / endpoint.packetBytes
            let most = max(1, LinkLimit.chunkBytes / endpoint.packetBytes)
            state.pipes[endpoint.address]?.size = min(packets, most) * endpoint.packetBytes
            setOut(endpoint.address, &state)
        }
        pump(&state)
    }

    /// Submits all transfers of an endpoint to the host.
    private func setOut(_ address: UInt8, _ state: inout State) {
        for _ in 0..<USBLimit.waitingTransfers {
            guard state.phase == .open, let pipe = state.pipes[address], pipe.isRunning else { break }
            guard let transfer = USBTransfer(self, .incoming(address), pipe.endpoint, size: pipe.size) else { break }
            resubmit(transfer, on: address, &state)
        }
        mendWhenAllAreBack(address, &state)
    }

    private func resubmit(_ transfer: USBTransfer, on address: UInt8, _ state: inout State) {
        if submit(transfer, &state) || state.phase != .open { return }
        broke(address, clearsHalt: false, &state)
    }

    // MARK: Mending

    /// A transfer broke: the others of its endpoint come back too, then it is mended and starts anew.
    func broke(_ address: UInt8, clearsHalt: Bool, _ state: inout State) {
        guard state.pipes[address]?.broke(clearsHalt: clearsHalt) == true else {
            return startClosing(&state, tellsUnplugged: true)
        }
        for transfer in state.flying.values where transfer.isIncoming(on: address) { transfer.cancel() }
    }

    func mendWhenAllAreBack(_ address: UInt8, _ state: inout State) {
        guard state.phase == .open, case .resting(let pause, let clearsHalt) = state.pipes[address]?.state else {
            return
        }
        if state.flying.values.contains(where: { $0.isIncoming(on: address) }) { return }
        events.later(pause) { self.mend(address, clearsHalt: clearsHalt) }
    }

    /// On the event thread, outside of libusb: the device cannot be closed meanwhile, and its senders need not wait.
    private func mend(_ address: UInt8, clearsHalt: Bool) {
        let handle = state.withLock { $0.phase == .open ? $0.handlePointer : nil }
        guard let handle else { return }
        if clearsHalt && libusb_clear_halt(handle.raw, address) == LIBUSB_ERROR_NO_DEVICE.rawValue { return lost() }
        state.withLock { state in
            if state.phase != .open { return }
            state.pipes[address]?.mended()
            if address & 0x80 != 0 { setOut(address, &state) } else { pump(&state) }
        }
    }
}

extension USBTransfer {
    fileprivate func isIncoming(on address: UInt8) -> Bool {
        if case .incoming(address) = purpose { true } else { false }
    }
}

extension USBLine.State {
    var handlePointer: USBPointer? {
        switch handle {
        case .some(let handle): handle.pointer
        case .none: nil
        }
    }
}
