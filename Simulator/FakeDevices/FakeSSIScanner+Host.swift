package import Devices

/// The host's side of the conversation: its commands and answers.
extension FakeSSIScanner {
    /// Bytes of the station arrive, cut anywhere; returns the chunks that go back now.
    @discardableResult
    package mutating func hostSent(_ bytes: [UInt8], at now: Instant) -> [[UInt8]] {
        if configuration.manner == .deaf { return [] }
        var chunks = forgetHalfCommand(at: now)
        if bytes.isEmpty { return chunks }
        hostBytes += sleeps(at: now) ? bytes.dropFirst() : bytes[...]
        lastHostByte = now
        while true {
            switch FakeSSIPacket.front(of: hostBytes) {
            case .incomplete: return chunks
            case .wakeup: hostBytes.removeFirst()
            case .noise:
                notUnderstood += 1
                hostBytes.removeFirst()
            case .wrongChecksum(let length):
                hostBytes.removeFirst(length)
                lastCommand = nil
                chunks += answer(nak(FakeSSIPacket.Cause.resend))
            case .packet(let packet, let length):
                hostBytes.removeFirst(length)
                chunks += take(packet, at: now)
            }
        }
    }

    private func sleeps(at now: Instant) -> Bool {
        guard configuration.sleeps else { return false }
        guard let lastHostByte else { return true }
        return lastHostByte.duration(to: now) >= FakeSSILimit.staysAwake
    }

    /// Half a command and then a pause.
    mutating func forgetHalfCommand(at now: Instant) -> [[UInt8]] {
        guard !hostBytes.isEmpty, let lastHostByte else { return [] }
        guard now >= lastHostByte.advanced(by: FakeSSILimit.characterTimeout) else { return [] }
        hostBytes.removeAll()
        lastCommand = nil
        return answer(nak(FakeSSIPacket.Cause.resend))
    }

    private mutating func take(_ packet: FakeSSIPacket, at now: Instant) -> [[UInt8]] {
        switch packet.code {
        case FakeSSIPacket.Code.ack: return isCommitted(.lostACK) ? [] : arrived(at: now)
        case FakeSSIPacket.Code.nak:
            guard onWire != nil else { return [] }
            return packet.data.first == FakeSSIPacket.Cause.resend ? sendAgain(at: now) : giveUp(at: now)
        default: return answer(obey(packet))
        }
    }

    /// Whether this fault is to be done now; it is then over.
    private mutating func isCommitted(_ fault: FakeSSIFault) -> Bool {
        guard let index = exchangeFaults.firstIndex(of: fault) else { return false }
        exchangeFaults.remove(at: index)
        return true
    }

    /// Does a command, unless it is the last one again, and says what the answer is.
    private mutating func obey(_ packet: FakeSSIPacket) -> FakeSSIPacket {
        var first = packet
        first.status &= ~FakeSSIPacket.Bit.resent
        if first != packet, first == lastCommand, let lastAnswer { return lastAnswer }
        let index = exchangeFaults.firstIndex { fault in
            if case .nak = fault { return true }
            return false
        }
        if let index, case .nak(let cause) = exchangeFaults.remove(at: index) {
            lastCommand = nil
            return nak(cause)
        }
        let answer = done(packet)
        lastCommand = first
        lastAnswer = answer
        return answer
    }

    private mutating func answer(_ packet: FakeSSIPacket) -> [[UInt8]] {
        if configuration.manner == .mute || isCommitted(.lostAnswer) { return [] }
        return spoil(packet.bytes, [], isPacket: true)
    }

    private func nak(_ cause: UInt8) -> FakeSSIPacket {
        FakeSSIPacket(code: FakeSSIPacket.Code.nak, data: [cause])
    }
}

// MARK: Commands

extension FakeSSIScanner {
    private mutating func done(_ packet: FakeSSIPacket) -> FakeSSIPacket {
        typealias Code = FakeSSIPacket.Code
        let argument = packet.data.first ?? 0
        switch packet.code {
        case Code.requestRevision:
            return FakeSSIPacket(code: Code.replyRevision, data: Array(configuration.revision.utf8))
        case Code.capabilities:
            return FakeSSIPacket(code: Code.capabilitiesReply, data: [0, 0, 0, 0, Code.beep, Code.ledOn, Code.ledOff])
        case Code.parameters: return set(packet)
        case Code.parameterRequest:
            let values = packet.data.flatMap { [$0, $0 == 0xEE && sendsPackets ? 1 : 0] }
            return FakeSSIPacket(code: Code.parameters, data: [0xFF] + values)
        case Code.defaults: sendsPackets = false
        case Code.beep: sound(argument)
        case Code.ledOn: lights |= argument
        case Code.ledOff: lights &= ~argument
        case Code.enable: enabled = true
        case Code.disable: enabled = false
        case Code.flush:
            messages.removeAll()
            onWire = nil
        case Code.aimOn, Code.aimOff, Code.start, Code.stop, Code.sleep: break
        default: return nak(FakeSSIPacket.Cause.badContext)
        }
        return FakeSSIPacket(code: Code.ack)
    }

    /// `<beep code> {<parameter> <value>}`; F0 and F1 put 256 and 512 to a parameter's number.
    private mutating func set(_ packet: FakeSSIPacket) -> FakeSSIPacket {
        let isPermanent = packet.status & FakeSSIPacket.Bit.permanent != 0
        var rest = packet.data.dropFirst()
        while let first = rest.popFirst() {
            var parameter = Int(first)
            if first == 0xF0 || first == 0xF1, let second = rest.popFirst() {
                parameter = (first == 0xF0 ? 256 : 512) + Int(second)
            }
            guard let value = rest.popFirst() else { return nak(FakeSSIPacket.Cause.badContext) }
            if parameter != 0xEE { continue }
            if value > 1 || configuration.manner == .rawOnly { return nak(FakeSSIPacket.Cause.denied) }
            // Without software handshaking nobody would answer the packets.
            if configuration.manner == .mute { continue }
            sendsPackets = value == 1
            if isPermanent { storesPackets = sendsPackets }
        }
        if let beep = packet.data.first, beep != 0xFF { sound(beep) }
        return FakeSSIPacket(code: FakeSSIPacket.Code.ack)
    }

    private mutating func sound(_ beep: UInt8) {
        if let feedback = configuration.understands[beep] {
            understood.append(feedback)
        } else {
            notUnderstood += 1
        }
    }
}
