/// Cuts what a host sends into requests, however it arrives. After an error it stays at the error.
package struct USBIPParser: Sendable {
    private var bytes: [UInt8] = []
    private var start = 0
    /// Whether a device was imported: commands come then, and operations no more.
    private var isAttached = false

    package init() {}

    /// How many bytes wait for the rest of their request; never more than one request with its data and one reading.
    package var waiting: Int { bytes.count - start }

    package mutating func take(_ more: [UInt8]) {
        if start > 0 {
            bytes.removeFirst(start)
            start = 0
        }
        bytes += more
    }

    /// From now on commands come.
    package mutating func attached() { isAttached = true }

    /// The next whole request; nil until more bytes came.
    package mutating func next() throws(USBIPError) -> USBIPRequest? {
        isAttached ? try command() : try operation()
    }

    private mutating func operation() throws(USBIPError) -> USBIPRequest? {
        guard waiting >= Layout.operation else { return nil }
        let version = half(0)
        guard version == Layout.version else { throw .version(version) }
        switch half(2) {
        case 0x8005:
            start += Layout.operation
            return .listDevices
        case 0x8003:
            guard waiting >= Layout.operation + Layout.busID else { return nil }
            let field = part(Layout.operation, Layout.busID)
            guard let end = field.firstIndex(of: 0), let text = String(validating: field[..<end], as: UTF8.self) else {
                throw .busID
            }
            start += Layout.operation + Layout.busID
            return .importDevice(busID: text)
        case let code: throw .operation(code)
        }
    }

    private mutating func command() throws(USBIPError) -> USBIPRequest? {
        guard waiting >= Layout.command else { return nil }
        switch word(0) {
        case 1: return try submit()
        case 2:
            let request = USBIPRequest.unlink(number: word(4), of: word(20))
            start += Layout.command
            return request
        case let code: throw .command(code)
        }
    }

    private mutating func submit() throws(USBIPError) -> USBIPRequest? {
        let (direction, endpoint, packets) = (word(12), word(16), word(32))
        guard direction <= 1, endpoint <= 15 else { throw .endpoint(endpoint, direction: direction) }
        // The kernel says 0 or all ones for what is not isochronous.
        guard packets == 0 || packets == .max else { throw .isochronous(packets: packets) }
        let length = Int(Int32(bitPattern: word(24)))
        guard (0...USBIPLimit.transferBytes).contains(length) else { throw .length(Int64(length)) }
        let sent = direction == 0 ? length : 0
        guard waiting >= Layout.command + sent else { return nil }
        let transfer = USBIPTransfer(
            number: word(4), endpoint: UInt8(endpoint), isToHost: direction == 1, length: length,
            setup: Array(part(40, 8)), bytes: Array(part(Layout.command, sent)))
        start += Layout.command + sent
        return .submit(transfer)
    }

    private func part(_ offset: Int, _ count: Int) -> ArraySlice<UInt8> {
        bytes[(start + offset)..<(start + offset + count)]
    }

    private func half(_ offset: Int) -> UInt16 { part(offset, 2).reduce(0) { $0 << 8 | UInt16($1) } }

    private func word(_ offset: Int) -> UInt32 { part(offset, 4).reduce(0) { $0 << 8 | UInt32($1) } }
}

/// Sizes of the protocol's records, in bytes.
enum Layout {
    static let version: UInt16 = 0x0111
    static let operation = 8
    static let busID = 32
    static let path = 256
    static let command = 48
}
