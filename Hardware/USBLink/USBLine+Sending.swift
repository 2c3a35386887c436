import CLibUSB
import Devices
import Synchronization

extension USBLine {
    /// Queues a chunk; the device takes it when it likes.
    func send(_ bytes: [UInt8]) throws(LinkError) {
        let attempt = "send \(bytes.count) bytes"
        let reason = state.withLock { state -> LinkError.Reason? in
            if state.phase != .open { return .disconnected }
            let isFull =
                state.queue.bytes + bytes.count > LinkLimit.queueBytes
                || state.queue.chunks.count >= USBLimit.queuedChunks
            if isFull { return .busy }
            if !enqueue(bytes, &state.queue) { return .unsupported }
            pump(&state)
            return state.phase == .open ? nil : .disconnected
        }
        if let reason { throw LinkError(reason, device: node, attempt: attempt) }
    }

    /// False where the interface has no way to send.
    private func enqueue(_ bytes: [UInt8], _ queue: inout OutQueue) -> Bool {
        if bytes.isEmpty { return true }
        if case .splitBulk(let headerBytes) = wire {
            guard let header = route.fromHost.first, let body = route.fromHost.last else { return false }
            queue.append(bytes.prefix(headerBytes), over: .endpoint(header))
            if bytes.count > headerBytes { queue.append(bytes.dropFirst(headerBytes), over: .endpoint(body)) }
        } else if let endpoint = route.fromHost.first {
            queue.append(bytes[...], over: .endpoint(endpoint))
        } else if wire == .reports {
            queue.append(bytes[...], over: .report(id: bytes[0]))
        } else {
            return false
        }
        return true
    }

    /// Sends the front of the queue, one transfer at a time, so that what the device took is always known.
    func pump(_ state: inout State) {
        guard state.phase == .open, state.isReady, !state.isSending, let chunk = state.queue.first else { return }
        switch chunk.path {
        case .endpoint(let endpoint):
            guard state.pipes[endpoint.address]?.isRunning == true else { return }
            let part = chunk.rest.prefix(USBLimit.transferBytes)
            guard let transfer = USBTransfer(self, .outgoing, endpoint, size: part.count) else { return }
            transfer.fill(part)
            state.isSending = submit(transfer, &state)
            if !state.isSending && state.phase == .open { mendSending(endpoint, clearsHalt: false, &state) }
        case .report(let id):
            state.isSending = submit(setReport(id, chunk.rest, state.reports), for: .outgoing, &state)
            if !state.isSending { state.queue.dropFirst() }
        }
    }

    /// HID 1.11, 7.2.2. The id is the first byte of what was sent; a device that does not number its reports is sent
    /// the whole as report 0.
    private func setReport(_ id: UInt8, _ bytes: ArraySlice<UInt8>, _ reports: HIDReports?) -> ControlRequest {
        let isNumbered = reports?.areNumbered ?? (id != 0)
        let isMarked = reports == nil && id == 0
        return ControlRequest(
            type: 0x21, request: 0x09, value: 0x0200 | (isNumbered ? UInt16(id) : 0),
            payload: Array(isMarked ? bytes.dropFirst() : bytes))
    }

    /// A part of the queue has come to its end, or broke on the way.
    func sent(_ transfer: USBTransfer, _ state: inout State) {
        state.isSending = false
        guard let chunk = state.queue.first else { return }
        switch chunk.path {
        case .report: state.queue.dropFirst()
        case .endpoint(let endpoint):
            state.queue.took(transfer.count)
            if transfer.status == LIBUSB_TRANSFER_COMPLETED && transfer.count > 0 {
                state.pipes[endpoint.address]?.wentWell()
            } else if transfer.status != LIBUSB_TRANSFER_TIMED_OUT {
                mendSending(endpoint, clearsHalt: transfer.status == LIBUSB_TRANSFER_STALL, &state)
            }
        }
        pump(&state)
    }

    private func mendSending(_ endpoint: USBSetting.Endpoint, clearsHalt: Bool, _ state: inout State) {
        broke(endpoint.address, clearsHalt: clearsHalt, &state)
        mendWhenAllAreBack(endpoint.address, &state)
    }

    // MARK: Control requests

    func request(_ request: ControlRequest) throws(LinkError) {
        let reason = state.withLock { state -> LinkError.Reason? in
            if state.phase != .open { return .disconnected }
            if state.flying.values.count(where: \.isControl) >= USBLimit.controlRequests { return .busy }
            if submit(request, for: .control(request), &state) { return nil }
            return state.phase == .open ? .busy : .disconnected
        }
        if let reason { throw LinkError(reason, device: node, attempt: "make a control request") }
    }

    /// False when it did not set out.
    func submit(_ request: ControlRequest, for purpose: USBTransfer.Purpose, _ state: inout State) -> Bool {
        let interface = UInt16(route.setting.interface)
        let index =
            switch request.index {
            case .number(let number): number
            case .interface: interface
            case .interfaceAndSetting: interface << 8 | UInt16(route.setting.setting)
            }
        guard let transfer = USBTransfer(self, purpose, request, index: index) else { return false }
        return submit(transfer, &state)
    }

    func answer(_ transfer: USBTransfer) -> ControlAnswer {
        switch transfer.status {
        case LIBUSB_TRANSFER_COMPLETED:
            guard case .control(let request) = transfer.purpose, request.asksForData else { return .done([]) }
            return .done(transfer.bytes)
        case LIBUSB_TRANSFER_STALL: return .stalled
        default: return .failed
        }
    }

    // MARK: Setting out

    /// False when it did not set out; when the device is gone, closing has begun.
    func submit(_ transfer: USBTransfer, _ state: inout State) -> Bool {
        guard let handle = state.handlePointer else { return false }
        let result = transfer.submit(to: handle)
        if result == 0 { state.flying[ObjectIdentifier(transfer)] = transfer }
        if result == LIBUSB_ERROR_NO_DEVICE.rawValue { startClosing(&state, tellsUnplugged: true) }
        return result == 0
    }
}

extension USBTransfer {
    fileprivate var isControl: Bool {
        if case .control = purpose { true } else { false }
    }
}
