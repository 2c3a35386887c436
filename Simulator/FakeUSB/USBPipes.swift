import Glibc

/// A transfer that the host has submitted.
package struct USBTransfer: Hashable, Sendable {
    package var id: UInt64
    /// Bit 7 set: to the host.
    package var endpoint: UInt8
    /// What the host sends; of a transfer to the host only its length counts.
    package var bytes: [UInt8]

    package init(id: UInt64, endpoint: UInt8, bytes: [UInt8]) {
        self.id = id
        self.endpoint = endpoint
        self.bytes = bytes
    }
}

/// What comes of what happens on a fake device's endpoints.
enum USBPipesOutput: Hashable {
    /// The transfer is over: with a negative errno or 0, and what it brought (to the host), or how many bytes were
    /// taken.
    case complete(id: UInt64, status: Int32, bytes: [UInt8], taken: Int)
    case received(endpoint: UInt8, [UInt8])
}

/// The bulk and interrupt endpoints of one fake device: what the host asks of them, what the device has for the host,
/// and the faults they were told to commit. Packets are what a wire carries; a transfer to the host ends when it is
/// full or with a packet shorter than the endpoint's.
///
///     waiting transfer --packet--> ... --short or full--> complete
///         |-- stalls > 0 --> EPIPE, halted --halt cleared--> waiting
///         |-- babbles > 0 --> EOVERFLOW
///         '-- accepts 0 ----> waits (NAK)
///
/// Not modelled: data toggles, bandwidth, time.
struct USBPipes {
    /// The most packets one endpoint keeps for a host that asks for none.
    static let packetLimit = 4096

    fileprivate struct Pipe {
        let packetBytes: Int
        var waiting: [USBTransfer] = []
        /// What the first waiting transfer has so far: bytes for the host, or how many the device took.
        var filled: [UInt8] = []
        var taken = 0
        var packets: [[UInt8]] = []
        var isHalted = false
        var stalls = 0
        var babbles = 0
        /// How many bytes more the device takes; nil for any number.
        var accepts: Int?
    }

    private var pipes: [UInt8: Pipe] = [:]

    init(_ device: FakeUSBDevice) {
        for endpoint in device.interfaces.flatMap(\.endpoints) {
            pipes[endpoint.address] = Pipe(packetBytes: max(1, Int(endpoint.packetBytes)))
        }
    }

    mutating func submitted(_ transfer: USBTransfer) -> [USBPipesOutput] {
        guard pipes[transfer.endpoint] != nil else {
            return [.complete(id: transfer.id, status: -ENOENT, bytes: [], taken: 0)]
        }
        return change(transfer.endpoint) { $0.waiting.append(transfer) }
    }

    /// The host wants a transfer back; it gets what has come of it so far.
    mutating func cancelled(_ id: UInt64) -> [USBPipesOutput] {
        for (endpoint, var pipe) in pipes {
            guard let index = pipe.waiting.firstIndex(where: { $0.id == id }) else { continue }
            let outputs = pipe.end(at: index, status: -ENOENT)
            pipes[endpoint] = pipe
            return outputs + change(endpoint) { _ in }
        }
        return []
    }

    mutating func send(packets: [[UInt8]], on endpoint: UInt8) -> [USBPipesOutput] {
        change(endpoint) { pipe in
            pipe.packets += packets.prefix(Self.packetLimit - pipe.packets.count)
        }
    }

    /// Bytes cut into the endpoint's packets.
    mutating func send(_ bytes: [UInt8], on endpoint: UInt8) -> [USBPipesOutput] {
        let size = pipes[endpoint]?.packetBytes ?? 1
        let packets = stride(from: 0, to: max(1, bytes.count), by: size).map { start in
            Array(bytes[start..<min(bytes.count, start + size)])
        }
        return send(packets: packets, on: endpoint)
    }

    mutating func stall(_ endpoint: UInt8, times: Int) -> [USBPipesOutput] { change(endpoint) { $0.stalls = times } }

    mutating func babble(_ endpoint: UInt8, times: Int) -> [USBPipesOutput] { change(endpoint) { $0.babbles = times } }

    mutating func accept(_ bytes: Int?, on endpoint: UInt8) -> [USBPipesOutput] {
        change(endpoint) { $0.accepts = bytes }
    }

    mutating func haltCleared(_ endpoint: UInt8) -> [USBPipesOutput] { change(endpoint) { $0.isHalted = false } }

    private mutating func change(_ endpoint: UInt8, _ body: (inout Pipe) -> Void) -> [USBPipesOutput] {
        guard var pipe = pipes[endpoint] else { return [] }
        body(&pipe)
        var outputs: [USBPipesOutput] = []
        while let more = endpoint & 0x80 != 0 ? pipe.nextToHost() : pipe.nextFromHost() { outputs += more }
        pipes[endpoint] = pipe
        return outputs
    }
}

extension USBPipes.Pipe {
    /// Ends a waiting transfer with what it has.
    fileprivate mutating func end(at index: Int, status: Int32) -> [USBPipesOutput] {
        let transfer = waiting.remove(at: index)
        let (bytes, count) = index == 0 ? (filled, taken) : ([], 0)
        if index == 0 { (filled, taken) = ([], 0) }
        return [.complete(id: transfer.id, status: status, bytes: bytes, taken: count)]
    }

    private mutating func stallNow() -> [USBPipesOutput] {
        if stalls != .max { stalls -= 1 }
        isHalted = true
        return end(at: 0, status: -EPIPE)
    }

    /// One step of the first transfer to the host; nil when it has to wait.
    fileprivate mutating func nextToHost() -> [USBPipesOutput]? {
        guard let transfer = waiting.first, !isHalted else { return nil }
        if stalls > 0 { return stallNow() }
        if babbles > 0 {
            if babbles != .max { babbles -= 1 }
            return end(at: 0, status: -EOVERFLOW)
        }
        if packets.isEmpty { return nil }
        let packet = packets.removeFirst()
        let room = transfer.bytes.count - filled.count
        filled += packet.prefix(room)
        if packet.count > room { return end(at: 0, status: -EOVERFLOW) }
        if packet.count < packetBytes || packet.count == room { return end(at: 0, status: 0) }
        return []
    }

    /// One step of the first transfer from the host; nil when it has to wait.
    fileprivate mutating func nextFromHost() -> [USBPipesOutput]? {
        guard let transfer = waiting.first, !isHalted else { return nil }
        if stalls > 0 && accepts == nil { return stallNow() }
        let rest = transfer.bytes.count - taken
        let count = min(rest, accepts ?? rest)
        accepts = accepts.map { $0 - count }
        let part = Array(transfer.bytes[taken..<(taken + count)])
        taken += count
        let told: [USBPipesOutput] = part.isEmpty ? [] : [.received(endpoint: transfer.endpoint, part)]
        if count == rest { return told + end(at: 0, status: 0) }
        if stalls > 0 { return told + stallNow() }
        return told.isEmpty ? nil : told
    }
}
