import CLibUSB
import Devices

/// One transfer with its buffer. While it is under way it belongs to libusb, which keeps it alive; before and after, to
/// its line, which touches it under its lock alone.
final class USBTransfer: @unchecked Sendable {
    enum Purpose {
        /// Waits for what the device sends on an endpoint.
        case incoming(UInt8)
        /// Carries the front of the queue, on an endpoint or as SET_REPORT.
        case outgoing
        /// Reads the report descriptor.
        case description
        case control(ControlRequest)
    }

    /// The setup packet in front of a control transfer's data, in bytes.
    private static let setupBytes = 8

    let purpose: Purpose
    private let line: USBLine
    private let pointer: UnsafeMutablePointer<libusb_transfer>
    private let buffer: UnsafeMutablePointer<UInt8>

    /// A transfer over an endpoint, without a time-out: it waits for as long as the device makes it.
    convenience init?(_ line: USBLine, _ purpose: Purpose, _ endpoint: USBSetting.Endpoint, size: Int) {
        self.init(line, purpose, size: size)
        pointer.pointee.endpoint = endpoint.address
        pointer.pointee.type =
            endpoint.kind == .interrupt
            ? UInt8(LIBUSB_TRANSFER_TYPE_INTERRUPT.rawValue) : UInt8(LIBUSB_TRANSFER_TYPE_BULK.rawValue)
    }

    /// A control transfer, given up after `LinkLimit.controlTimeout`.
    convenience init?(_ line: USBLine, _ purpose: Purpose, _ request: ControlRequest, index: UInt16) {
        let count = request.asksForData ? Int(request.length) : request.payload.count
        self.init(line, purpose, size: Self.setupBytes + count)
        let words = [request.value, index, UInt16(truncatingIfNeeded: count)]
        fill([request.type, request.request] + words.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } + request.payload)
        pointer.pointee.type = UInt8(LIBUSB_TRANSFER_TYPE_CONTROL.rawValue)
        pointer.pointee.timeout = UInt32(LinkLimit.controlTimeout.inNanoseconds / 1_000_000)
    }

    private init?(_ line: USBLine, _ purpose: Purpose, size: Int) {
        guard let created = libusb_alloc_transfer(0) else { return nil }
        self.line = line
        self.purpose = purpose
        pointer = created
        buffer = .allocate(capacity: max(1, size))
        buffer.initialize(repeating: 0, count: max(1, size))
        pointer.pointee.buffer = buffer
        pointer.pointee.length = Int32(size)
        pointer.pointee.callback = { transfer in
            guard let context = transfer?.pointee.user_data else { return }
            let finished = Unmanaged<USBTransfer>.fromOpaque(context).takeRetainedValue()
            finished.line.finished(finished)
        }
    }

    deinit {
        libusb_free_transfer(pointer)
        buffer.deallocate()
    }

    /// Puts bytes at the front of the buffer.
    func fill(_ bytes: some Sequence<UInt8>) {
        var at = 0
        for byte in bytes.prefix(Int(pointer.pointee.length)) {
            buffer[at] = byte
            at += 1
        }
    }

    /// 0, or libusb's error code. What becomes of it is told to the line on the event thread.
    func submit(to handle: USBPointer) -> Int32 {
        pointer.pointee.dev_handle = handle.raw
        let retained = Unmanaged.passRetained(self)
        pointer.pointee.user_data = retained.toOpaque()
        let result = libusb_submit_transfer(pointer)
        if result != 0 { retained.release() }
        return result
    }

    /// Asks for the transfer back; it comes through the line as any other.
    func cancel() { libusb_cancel_transfer(pointer) }

    var status: libusb_transfer_status { pointer.pointee.status }

    /// How many bytes the device took or gave.
    var count: Int { max(0, Int(pointer.pointee.actual_length)) }

    /// What the device gave.
    var bytes: [UInt8] {
        let isControl = pointer.pointee.type == UInt8(LIBUSB_TRANSFER_TYPE_CONTROL.rawValue)
        return Array(UnsafeBufferPointer(start: buffer + (isControl ? Self.setupBytes : 0), count: count))
    }
}
