import Devices

/// What each packet of the decoder means.
extension SSIDriver {
    mutating func handle(_ frame: SSIFrame, at now: Instant, into outputs: inout [DriverOutput]) {
        isProven = true
        var fate: SSIOrders.Fate?
        switch frame.opcode {
        case SSIOpcode.ack: fate = orders.acknowledged()
        case SSIOpcode.nak: fate = orders.refused(frame.data.first, at: now, into: &outputs)
        case SSIOpcode.decodeData:
            if accept(frame, at: now, into: &outputs) { decode(frame, at: now, into: &outputs) }
        case SSIOpcode.event:
            if accept(frame, at: now, into: &outputs) { happen(frame.data.first, at: now, into: &outputs) }
        default:
            if frame.isResent { outputs.append(.send(SSIFrame(SSIOpcode.ack).bytes)) }
            if frame.opcode == SSIOpcode.replyRevision { outputs.append(.note(revision(frame))) }
            fate = orders.replied(frame.opcode)
        }
        if let fate { settle(fate, at: now) }
    }

    /// Answers a packet; false when it is the one that was answered last, sent again.
    private mutating func accept(_ frame: SSIFrame, at now: Instant, into outputs: inout [DriverOutput]) -> Bool {
        outputs.append(.send(SSIFrame(SSIOpcode.ack).bytes))
        brokenInRow = 0
        let isRepetition = accepted.map { $0.isRepeated(by: frame, at: now) } ?? false
        if frame.isResent {
            unrepaired = nil
        } else if frame.opcode == SSIOpcode.decodeData {
            reportUnrepaired(into: &outputs)
        }
        if isRepetition, frame.opcode == SSIOpcode.decodeData { parts.repeated(frame, at: now) }
        let waited = lastRepetition.map { $0.duration(to: now) <= SSILimit.queued } ?? false
        let isSame = frame.opcode == accepted?.frame.opcode && frame.data == accepted?.frame.data
        mayBeKnown = frame.isResent ? hasHeardNothing : waited && isSame
        hasHeardNothing = false
        if isRepetition { lastRepetition = now }
        accepted = Accepted(frame: isRepetition ? accepted?.frame ?? frame : frame, at: now)
        return !isRepetition
    }

    private mutating func decode(_ frame: SSIFrame, at now: Instant, into outputs: inout [DriverOutput]) {
        mode = .packets
        if parts.isOvertaken(by: frame) {
            outputs.append(.damaged(.incomplete, bytes: parts.heldData))
            parts = .none
        } else if parts.isTooLate(frame, at: now) {
            outputs.append(.damaged(.incomplete, bytes: parts.heldData))
            parts = parts.abandoned(at: now, skipsAll: true)
        }
        switch parts.take(frame, at: now) {
        case .waits: break
        case .whole(let type, let data):
            guard var reading = settings.reading(type: type, data: data) else { return }
            if mayBeKnown, case .scan(var scan) = reading {
                scan.isResent = true
                reading = .scan(scan)
            }
            outputs.append(reading)
        case .dropped(let data): outputs.append(.damaged(.incomplete, bytes: data))
        case .tooLong(let data): outputs.append(.damaged(.overLong, bytes: data))
        }
    }

    private mutating func happen(_ event: UInt8?, at now: Instant, into outputs: inout [DriverOutput]) {
        switch event {
        case SSIEvent.powerUp:
            abandonParts(at: now, into: &outputs)
            parts = .none
            if settings.usesPackets { losePackets(at: now) }
        case SSIEvent.defaultsSet, SSIEvent.parameterStored:
            if settings.usesPackets { orders.order(.packets, at: now) }
        default: break
        }
    }

    /// A packet whose checksum is wrong, or whose end did not come.
    mutating func handleBroken(_ bytes: [UInt8], at now: Instant, into outputs: inout [DriverOutput]) {
        guard bytes.count >= SSILimit.headerBytes else { return }
        let opcode = bytes[1]
        if opcode == SSIOpcode.ack || opcode == SSIOpcode.nak {
            outputs.append(.note("SSI: an answer came broken"))
            return
        }
        outputs.append(.send(SSIFrame(SSIOpcode.nak, data: [SSICause.resend]).bytes))
        guard opcode == SSIOpcode.decodeData || opcode == SSIOpcode.event else { return }
        let isResent = bytes[3] & SSIStatus.retransmit != 0
        // What comes again now is this one, not the one before it.
        if !isResent { (accepted, hasHeardNothing) = (nil, false) }
        miss(bytes, isResent: isResent || brokenInRow > 0, at: now, into: &outputs)
        brokenInRow += 1
        if brokenInRow >= SSILimit.decoderSends { abandonParts(at: now, into: &outputs) }
    }

    /// Keeps bytes that are damage unless they come again. What waited before them comes no more, unless they are it.
    mutating func miss(_ bytes: [UInt8], isResent: Bool, at now: Instant, into outputs: inout [DriverOutput]) {
        if !isResent { reportUnrepaired(into: &outputs) }
        unrepaired = Unrepaired(bytes: bytes, until: now.advanced(by: SSILimit.repair))
    }

    mutating func reportUnrepaired(into outputs: inout [DriverOutput]) {
        guard let lost = unrepaired else { return }
        unrepaired = nil
        outputs.append(.damaged(.brokenFrame, bytes: lost.bytes))
    }

    mutating func abandonParts(at now: Instant, into outputs: inout [DriverOutput]) {
        switch parts {
        case .none: break
        case .collecting(_, let data, _):
            outputs.append(.damaged(.incomplete, bytes: data))
            parts = parts.abandoned(at: now)
        case .discarding(let until, _): if now >= until { parts = .none }
        }
    }

    /// The printable part of a revision, which is opaque.
    private func revision(_ frame: SSIFrame) -> String {
        let text = frame.data.filter { $0 >= 0x20 && $0 < 0x7F }
        let start = "SSI: the scanner is "
        return start + String(decoding: text.prefix(SSILimit.noteCharacters - start.utf8.count), as: UTF8.self)
    }
}

extension SSIDriver.Accepted {
    /// Whether a packet is this one, sent again by a decoder that missed the answer.
    fileprivate func isRepeated(by other: SSIFrame, at now: Instant) -> Bool {
        other.isResent && other.opcode == frame.opcode && other.data == frame.data
            && other.continues == frame.continues && at.duration(to: now) <= SSILimit.duplicateMemory
    }
}

extension SSIParts {
    fileprivate var heldData: [UInt8] {
        if case .collecting(_, let data, _) = self { return data }
        return []
    }
}
