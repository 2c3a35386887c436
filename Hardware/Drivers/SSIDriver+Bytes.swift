import Devices

/// Bytes and pieces: what is a packet, what a raw reading, what noise.
extension SSIDriver {
    /// When what is held has waited long enough; nil when nothing is.
    var bytesDeadline: Instant? {
        if !splitter.held.isEmpty { return lastByte.advanced(by: patience) }
        if let run { return run.last.advanced(by: settings.raw.pause) }
        return line.deadline
    }

    /// How long the rest of a packet is waited for. Where raw readings are expected, less than a header is more likely
    /// the beginning of one, and must not make it late.
    private var patience: Duration {
        if mode == .packets || splitter.holdsHeader { return SSILimit.characterTimeout }
        return min(SSILimit.characterTimeout, settings.raw.pause)
    }

    /// Does what the pause up to now means: half packets are given up, lines and runs end, parts and repairs are
    /// missed.
    mutating func settleBytes(at now: Instant, into outputs: inout [DriverOutput]) {
        if !splitter.held.isEmpty, now >= lastByte.advanced(by: patience) {
            for piece in splitter.giveUp() { take(piece, at: lastByte, into: &outputs) }
        }
        if splitter.held.isEmpty {
            if let run, now >= run.last.advanced(by: settings.raw.pause) { judgeRun(at: now, into: &outputs) }
            readRaw(line.deadlinePassed(at: now), at: now, into: &outputs)
        }
        if let deadline = parts.deadline, now >= deadline { abandonParts(at: now, into: &outputs) }
        if let unrepaired, now >= unrepaired.until { reportUnrepaired(into: &outputs) }
    }

    /// A line end that could also be the first byte of a packet ends the line that has begun: a raw reading does not
    /// wait.
    mutating func releaseLineEnd(at now: Instant, into outputs: inout [DriverOutput]) {
        guard mode != .packets, splitter.held.count == 1, line.deadline != nil else { return }
        guard settings.raw.isEnd(splitter.held[0]) else { return }
        for piece in splitter.giveUp() { take(piece, at: now, into: &outputs) }
    }

    mutating func take(_ piece: SSISplitter.Piece, at now: Instant, into outputs: inout [DriverOutput]) {
        switch piece {
        case .stray(let bytes): takeStray(bytes, at: now, into: &outputs)
        case .frame(let frame):
            endStray(beforeReading: frame.opcode == SSIOpcode.decodeData, at: now, into: &outputs)
            handle(frame, at: now, into: &outputs)
        case .broken(let bytes):
            endStray(beforeReading: true, at: now, into: &outputs)
            handleBroken(bytes, at: now, into: &outputs)
        }
    }

    private mutating func takeStray(_ bytes: [UInt8], at now: Instant, into outputs: inout [DriverOutput]) {
        guard mode == .packets else {
            readRaw(line.received(bytes, at: now), at: now, into: &outputs)
            return
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let held = run?.bytes ?? []
            let fitting = rest.prefix(LineLimit.frameBytes - held.count)
            rest = rest.dropFirst(fitting.count)
            run = Run(bytes: held + fitting, last: now)
            if !rest.isEmpty, let full = run {
                outputs.append(.damaged(.overLong, bytes: full.bytes))
                run = nil
            }
        }
    }

    /// A packet begins: what came before it is over.
    private mutating func endStray(beforeReading: Bool, at now: Instant, into outputs: inout [DriverOutput]) {
        if mode != .packets {
            interruptLine(at: now, into: &outputs)
        } else if let noise = run, beforeReading {
            // A device that sends packets sent no raw reading right before.
            run = nil
            miss(noise.bytes, isResent: false, at: now, into: &outputs)
        } else if run != nil {
            judgeRun(at: now, into: &outputs)
        }
    }

    /// A packet in the middle of a line: its suffix does not come any more.
    private mutating func interruptLine(at now: Instant, into outputs: inout [DriverOutput]) {
        let cut = line.deadlinePassed(at: .distantFuture)
        if settings.raw.endsByPause {
            readRaw(cut, at: now, into: &outputs)
            return
        }
        for output in cut {
            if case .scan(let scan) = output {
                outputs.append(.damaged(.missingSuffix, bytes: scan.payload))
            } else {
                outputs.append(output)
            }
        }
    }

    /// Readings and damage of the raw line.
    private mutating func readRaw(_ lines: [DriverOutput], at now: Instant, into outputs: inout [DriverOutput]) {
        outputs += lines
        guard lines.contains(where: \.isScan) else { return }
        hasReadRaw = true
        guard case .raw(let retryAt) = mode else { return }
        isProven = true
        if let retryAt, now >= retryAt { losePackets(at: now) }
    }

    /// Stray bytes in packet mode are over. Whole lines of text: the device has lost the mode and they are readings.
    /// Anything else is noise; it may still have been a reading in bytes that are no text, so the mode is set again.
    private mutating func judgeRun(at now: Instant, into outputs: inout [DriverOutput]) {
        guard let over = run else { return }
        run = nil
        if let readings = readings(in: over) {
            losePackets(at: now)
            readRaw(readings, at: now, into: &outputs)
            return
        }
        miss(over.bytes, isResent: false, at: now, into: &outputs)
        if settings.usesPackets { orders.order(.packets, at: now) }
    }

    /// What a run is as raw readings; nil when it is not all whole readings of text.
    private func readings(in run: Run) -> [DriverOutput]? {
        var trial = LineDriver(format: settings.raw)
        var readings = trial.received(run.bytes, at: run.last)
        if settings.raw.endsByPause { readings += trial.deadlinePassed(at: .distantFuture) }
        guard trial.deadline == nil, !readings.isEmpty else { return nil }
        let areText = readings.allSatisfy { output in
            if case .scan(let scan) = output { return SSIDriver.isText(scan.payload) }
            return false
        }
        return areText ? readings : nil
    }

    /// UTF-8 without control characters, other than line ends, TAB, EOT and the separators of GS1 and AAMVA.
    private static func isText(_ bytes: [UInt8]) -> Bool {
        let allowed: [UInt8] = [0x04, 0x09, 0x0A, 0x0D, 0x1C, 0x1D, 0x1E, 0x1F]
        let hasControls = bytes.contains { ($0 < 0x20 && !allowed.contains($0)) || $0 == 0x7F }
        return !hasControls && String(validating: bytes, as: UTF8.self) != nil
    }
}

extension DriverOutput {
    fileprivate var isScan: Bool {
        if case .scan = self { return true }
        return false
    }
}
