import FakeUSB
import Glibc
import Testing
import USBIP

/// The record sizes of the protocol, written anew from its documentation, in bytes.
enum Size {
    static let operation = 8
    static let device = 312
    static let command = 48
}

/// A host's side of one connection, by hand: it sends records, and reads what comes. Waiting five seconds in vain is a
/// failure.
final class Host {
    private let socket: Int32

    init(_ bus: USBIPBus) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = bus.port.bigEndian
        inet_pton(AF_INET, bus.address, &name.sin_addr)
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let isConnected = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        try #require(isConnected)
    }

    deinit { close(socket) }

    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let taken = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if taken <= 0 { return }
            rest = rest.dropFirst(taken)
        }
    }

    /// So many bytes, or fewer when the connection ends before.
    func read(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var part = [UInt8](repeating: 0, count: count - bytes.count)
            let got = recv(socket, &part, part.count, 0)
            if got <= 0 { break }
            bytes += part[..<got]
        }
        return bytes
    }

    /// Whether the other side has ended the connection, with nothing more to read.
    var isCutOff: Bool {
        var byte: UInt8 = 0
        let got = recv(socket, &byte, 1, 0)
        return got == 0 || (got < 0 && errno == ECONNRESET)
    }

    // MARK: Operations

    func list() throws -> [ListedDevice] {
        send(operation(0x8005))
        let header = read(Size.operation + 4)
        try #require(header.prefix(Size.operation) == [0x01, 0x11, 0x00, 0x05, 0, 0, 0, 0])
        return try (0..<number(header, 8)).map { _ in
            let device = ListedDevice(read(Size.device))
            let interfaces = read(4 * device.interfaceCount)
            try #require(interfaces.count == 4 * device.interfaceCount)
            return device.with(interfaces)
        }
    }

    /// The status of the answer; the device's record comes with 0.
    func importDevice(_ busID: String) throws -> UInt32 {
        send(operation(0x8003) + busID.utf8 + [UInt8](repeating: 0, count: 32 - busID.utf8.count))
        let header = read(Size.operation)
        try #require(header.prefix(4) == [0x01, 0x11, 0x00, 0x03])
        let status = number(header, 4)
        if status == 0 {
            let device = ListedDevice(read(Size.device))
            #expect(device.busID == busID)
        }
        return status
    }

    // MARK: Commands

    /// Submits a transfer.
    ///
    /// - Parameter endpoint: bit 7 set: to the host.
    func submit(
        _ sequence: UInt32, _ endpoint: UInt8, _ bytes: [UInt8] = [], room: Int? = nil,
        setup: [UInt8] = [UInt8](repeating: 0, count: 8)
    ) {
        let isToHost = endpoint & 0x80 != 0
        let length = isToHost ? room ?? 64 : bytes.count
        send(
            words(1, sequence, 0x0001_0001, isToHost ? 1 : 0, UInt32(endpoint & 0x7F))
                + words(0, UInt32(length), 0, .max, 0) + setup + (isToHost ? [] : bytes))
    }

    /// A control transfer to the host, and its answer.
    func ask(_ sequence: UInt32, _ setup: [UInt8]) throws -> Answer {
        submit(sequence, setup[0] & 0x80, room: Int(setup[6]) | Int(setup[7]) << 8, setup: setup)
        return try answer()
    }

    func unlink(_ sequence: UInt32, of transfer: UInt32) {
        send(words(2, sequence, 0x0001_0001, 0, 0) + words(transfer, 0, 0, 0, 0, 0, 0))
    }

    /// The next answer; transfers to the host are told by their numbers.
    func answer(toHost: Set<UInt32>? = nil) throws -> Answer {
        let header = read(Size.command)
        try #require(header.count == Size.command)
        let (command, sequence, status) = (number(header, 0), number(header, 4), Int32(bitPattern: number(header, 20)))
        #expect(header[8..<20].allSatisfy { $0 == 0 }, "a server says nothing of device, direction and endpoint")
        if command == 4 { return .unlinked(sequence, status) }
        try #require(command == 3)
        let length = Int(number(header, 24))
        let isToHost = toHost?.contains(sequence) ?? true
        let bytes = isToHost ? read(length) : []
        return isToHost ? .brought(sequence, status, bytes) : .taken(sequence, status, length)
    }
}

/// What a server answers to a command.
enum Answer: Hashable {
    case brought(UInt32, Int32, [UInt8])
    case taken(UInt32, Int32, Int)
    case unlinked(UInt32, Int32)
}

/// A device as a list of devices tells it.
struct ListedDevice {
    var busID: String
    var speed: UInt32
    var ids: [UInt16]
    /// Class, subclass, protocol.
    var kind: [UInt8]
    var interfaceCount: Int
    /// Four bytes each: class, subclass, protocol, nothing.
    var interfaces: [UInt8] = []

    init(_ record: [UInt8]) {
        let text = { (range: Range<Int>) in String(decoding: record[range].prefix { $0 != 0 }, as: UTF8.self) }
        busID = text(256..<288)
        speed = number(record, 296)
        ids = [300, 302].map { UInt16(record[$0]) << 8 | UInt16(record[$0 + 1]) }
        kind = Array(record[306..<309])
        interfaceCount = Int(record[311])
    }

    func with(_ interfaces: [UInt8]) -> ListedDevice {
        var copy = self
        copy.interfaces = interfaces
        return copy
    }
}

func operation(_ code: UInt16, version: UInt16 = 0x0111) -> [UInt8] {
    [UInt8(version >> 8), UInt8(version & 0xFF), UInt8(code >> 8), UInt8(code & 0xFF), 0, 0, 0, 0]
}

func words(_ words: UInt32...) -> [UInt8] { words.flatMap { word in [24, 16, 8, 0].map { UInt8(word >> $0 & 0xFF) } } }

func number(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) }
}
