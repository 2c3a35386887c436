import Devices

/// What goes to the station: readings, events, and what is sent again.
extension FakeSSIScanner {
    mutating func restart(tells: Bool, at now: Instant) -> [[UInt8]] {
        sendsPackets = storesPackets
        enabled = true
        lights = 0
        messages.removeAll()
        onWire = nil
        held = []
        hostBytes = []
        lastCommand = nil
        lastAnswer = nil
        guard tells else { return [] }
        messages.append(Message(parts: [FakeSSIPacket(code: FakeSSIPacket.Code.event, data: [3])]))
        return sendNext(at: now)
    }

    /// One reading, in the form that is set.
    mutating func read(
        _ payload: [UInt8], _ aim: AIMIdentifier?, _ faults: [FakeSSIFault], at now: Instant
    ) -> [[UInt8]] {
        var data = configuration.prefix
        if configuration.sendsAIM, let aim { data += [UInt8(ascii: "]"), aim.code, aim.modifier] }
        data += payload + configuration.suffix
        guard sendsPackets else { return spoil(data, faults, isPacket: false) }
        if messages.count >= FakeSSILimit.waitingReadings {
            lost += 1
            return []
        }
        messages.append(Message(parts: parts(of: data, type: FakeSSIPacket.codeType(aim)), faults: faults))
        if configuration.tellsDecode {
            messages.append(Message(parts: [FakeSSIPacket(code: FakeSSIPacket.Code.event, data: [1])]))
        }
        return sendNext(at: now)
    }

    private func parts(of data: [UInt8], type: UInt8) -> [FakeSSIPacket] {
        let size = FakeSSILimit.dataBytes - 1
        return stride(from: 0, to: data.count, by: size).map { start in
            let end = min(start + size, data.count)
            return FakeSSIPacket(
                code: FakeSSIPacket.Code.decode, status: end < data.count ? FakeSSIPacket.Bit.continues : 0,
                data: [type] + data[start..<end])
        }
    }

    /// Puts the next part on the wire, if none is there.
    mutating func sendNext(at now: Instant) -> [[UInt8]] {
        guard onWire == nil, let message = messages.first, let part = message.parts.first else { return [] }
        onWire = OnWire(sends: 1, until: now.advanced(by: FakeSSILimit.responseTimeout))
        messages[0].faults.removeAll()
        return spoil(part.bytes, message.faults, isPacket: true)
    }

    /// The host did not answer, or wants the packet again.
    mutating func sendAgain(at now: Instant) -> [[UInt8]] {
        guard let sent = onWire, var part = messages.first?.parts.first else { return [] }
        guard sent.sends < FakeSSILimit.sends else { return giveUp(at: now) }
        onWire = OnWire(sends: sent.sends + 1, until: now.advanced(by: FakeSSILimit.responseTimeout))
        part.status |= FakeSSIPacket.Bit.resent
        return spoil(part.bytes, [], isPacket: true)
    }

    /// The message is dropped, and the next one is sent.
    mutating func giveUp(at now: Instant) -> [[UInt8]] {
        givenUp += 1
        onWire = nil
        messages.removeFirst()
        return sendNext(at: now)
    }

    /// The part on the wire has arrived.
    mutating func arrived(at now: Instant) -> [[UInt8]] {
        guard onWire != nil, !messages.isEmpty else { return [] }
        onWire = nil
        messages[0].parts.removeFirst()
        if messages[0].parts.isEmpty { messages.removeFirst() }
        return sendNext(at: now)
    }

    /// What becomes of bytes on their way out; what was held goes before them.
    mutating func spoil(_ bytes: [UInt8], _ faults: [FakeSSIFault], isPacket: Bool) -> [[UInt8]] {
        var bytes = bytes
        if isPacket, faults.contains(.wrongChecksum) { bytes[bytes.count - 1] ^= 0x01 }
        if faults.contains(.half) { bytes = Array(bytes.prefix(max(1, bytes.count / 2))) }
        for case .garbage(let seed) in faults { bytes = noise(seed) + bytes }
        bytes = held + bytes
        held = []
        if faults.contains(.mergeWithNext) {
            held = bytes
            return []
        }
        if faults.contains(.drip) { return bytes.map { [$0] } }
        for case .split(let at) in faults where at > 0 && at < bytes.count {
            return [Array(bytes[..<at]), Array(bytes[at...])]
        }
        return [bytes]
    }

    private func noise(_ seed: UInt64) -> [UInt8] {
        var random = Seeded(seed: seed)
        return random.bytes(Int.random(in: 1...FakeSSILimit.garbageBytes, using: &random))
    }

    func babble(_ count: Int, _ seed: UInt64) -> [[UInt8]] {
        var random = Seeded(seed: seed)
        return (0..<count).map { _ in
            random.bytes(Int.random(in: 1...FakeSSILimit.garbageBytes, using: &random))
        }
    }
}
