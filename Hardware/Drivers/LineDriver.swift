package import Devices

/// Scanners that send a reading as a line of bytes: RS-232, USB CDC, USB serial adaptors.
///
/// ```
///                  byte                    4096 bytes, no end
///   ┌─────────┐ ─────────► ┌────────────┐ ────────────────────► ┌────────────┐
///   │ between │            │ collecting │       damaged         │ discarding │ ◄─┐ byte
///   └─────────┘ ◄───────── └────────────┘                       └────────────┘ ──┘
///        ▲     suffix: scan    ▲    │ byte                             │
///        │     pause:  scan    └────┘                                  │
///        └─────────────────────────────────────────────────────────────┘
///                               suffix or pause
/// ```
/// `between` holds no bytes; `collecting` holds up to `LineLimit.frameBytes`; `discarding` holds none. An end with nothing
/// before it is nothing, which makes the LF of CR LF disappear, also in a chunk of its own.
///
/// Not modelled: flow control, break, and more than one AIM identifier in a reading (a UPC code with its add-on in one
/// message keeps the second identifier as data).
package struct LineDriver: Driver {
    private enum Phase: Hashable {
        case between
        /// Bytes are in `buffer`; the last came at `last`.
        case collecting(last: Instant)
        /// An over-long run was reported and goes on.
        case discarding(last: Instant)
    }

    /// How readings are framed; fixed for the life of the driver.
    package let format: LineFormat
    /// How verdicts are told to the device.
    package let verdict: VerdictLanguage
    private var phase = Phase.between
    private var buffer: [UInt8] = []

    package init(format: LineFormat = LineFormat(), verdict: VerdictLanguage = .silent) {
        self.format = format
        self.verdict = verdict
    }

    /// How many bytes wait for their end; never above `LineLimit.frameBytes`.
    package var heldBytes: Int { buffer.count }

    package var deadline: Instant? {
        switch phase {
        case .between: nil
        case .collecting(let last), .discarding(let last): last.advanced(by: format.pause)
        }
    }

    package func tell(_ feedback: Feedback, at now: Instant) -> [DriverOutput] {
        let bytes = verdict.bytes(for: feedback)
        return bytes.isEmpty ? [] : [.send(bytes)]
    }

    package var tellsVerdicts: Bool { verdict.tellsVerdicts }

    package mutating func started(at now: Instant) -> [DriverOutput] {
        phase = .between
        buffer.removeAll(keepingCapacity: true)
        return []
    }

    package mutating func received(_ bytes: [UInt8], at now: Instant) -> [DriverOutput] {
        var outputs = deadlinePassed(at: now)
        var start = 0
        while start < bytes.count {
            guard let end = indexOfEnd(in: bytes, from: start) else {
                hold(bytes[start...], at: now, into: &outputs)
                break
            }
            finish(with: bytes[start..<end], into: &outputs)
            start = end + 1
        }
        return outputs
    }

    package mutating func deadlinePassed(at now: Instant) -> [DriverOutput] {
        guard let deadline, now >= deadline else { return [] }
        var outputs: [DriverOutput] = []
        if case .collecting = phase { deliver(buffer[...], bySuffix: false, into: &outputs) }
        phase = .between
        buffer.removeAll(keepingCapacity: true)
        return outputs
    }
}

// MARK: Framing

extension LineDriver {
    /// Where the last byte of the next suffix stands, or nil when the chunk holds none.
    private func indexOfEnd(in bytes: [UInt8], from start: Int) -> Int? {
        switch format.suffix {
        case .idle: nil
        case .cr: bytes[start...].firstIndex { $0 == Byte.cr || $0 == Byte.lf }
        case .lf: bytes[start...].firstIndex(of: Byte.lf)
        case .tab: bytes[start...].firstIndex(of: Byte.tab)
        case .etx: bytes[start...].firstIndex(of: Byte.etx)
        case .crlf: indexOfPair(in: bytes, from: start)
        }
    }

    /// The LF of the next CR LF; its CR may be the last byte held from an earlier chunk.
    private func indexOfPair(in bytes: [UInt8], from start: Int) -> Int? {
        bytes.indices[start...].first { index in
            guard bytes[index] == Byte.lf else { return false }
            return index > start ? bytes[index - 1] == Byte.cr : buffer.last == Byte.cr
        }
    }

    /// The suffix came: `tail` is what this chunk adds before it (for CR LF with the CR still on it).
    private mutating func finish(with tail: ArraySlice<UInt8>, into outputs: inout [DriverOutput]) {
        defer {
            phase = .between
            buffer.removeAll(keepingCapacity: true)
        }
        if case .discarding = phase { return }
        if buffer.isEmpty, tail.count <= LineLimit.frameBytes {
            deliver(withoutReturn(tail), bySuffix: true, into: &outputs)
        } else if buffer.count + tail.count <= LineLimit.frameBytes {
            buffer.append(contentsOf: tail)
            deliver(withoutReturn(buffer[...]), bySuffix: true, into: &outputs)
        } else {
            reportOverLong(adding: tail, into: &outputs)
        }
    }

    /// No suffix yet: the bytes wait, as far as they fit.
    private mutating func hold(_ bytes: ArraySlice<UInt8>, at now: Instant, into outputs: inout [DriverOutput]) {
        if case .discarding = phase {
            phase = .discarding(last: now)
            // A CR LF may be cut here: the CR stays visible to the search for its pair.
            buffer.removeAll(keepingCapacity: true)
            if format.suffix == .crlf, bytes.last == Byte.cr { buffer.append(Byte.cr) }
        } else if buffer.count + bytes.count <= LineLimit.frameBytes {
            buffer.append(contentsOf: bytes)
            phase = .collecting(last: now)
        } else {
            reportOverLong(adding: bytes, into: &outputs)
            buffer.removeAll(keepingCapacity: true)
            phase = .discarding(last: now)
            hold(bytes, at: now, into: &outputs)
        }
    }

    private mutating func reportOverLong(adding tail: ArraySlice<UInt8>, into outputs: inout [DriverOutput]) {
        buffer.append(contentsOf: tail.prefix(LineLimit.frameBytes - buffer.count))
        outputs.append(.damaged(.overLong, bytes: buffer))
    }

    private func withoutReturn(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        format.suffix == .crlf ? bytes.dropLast() : bytes
    }
}

// MARK: What a frame holds

extension LineDriver {
    /// Turns the bytes between two ends into a reading, damage, or nothing.
    private func deliver(_ frame: ArraySlice<UInt8>, bySuffix: Bool, into outputs: inout [DriverOutput]) {
        var rest = withoutReplies(frame)
        if rest.isEmpty { return }
        if !bySuffix, format.missingSuffix == .damaged, !endsByPause {
            outputs.append(.damaged(.missingSuffix, bytes: Array(rest)))
            return
        }
        guard rest.starts(with: format.prefix) else {
            outputs.append(.damaged(.missingPrefix, bytes: Array(rest)))
            return
        }
        rest = rest.dropFirst(format.prefix.count)
        let aim = takeAIM(from: &rest)
        if aim == nil, format.aim == .always {
            outputs.append(.damaged(.missingAIM, bytes: Array(rest)))
        } else if !rest.isEmpty {
            outputs.append(.scan(Scan(payload: Array(rest), aim: aim)))
        }
    }

    private var endsByPause: Bool {
        if case .idle = format.suffix { return true }
        return false
    }

    /// `]` and an identifier, with data after them.
    private func takeAIM(from rest: inout ArraySlice<UInt8>) -> AIMIdentifier? {
        let start = rest.startIndex
        guard format.aim != .never, rest.count > 3, rest[start] == Byte.bracket else { return nil }
        guard let aim = AIMIdentifier(checking: rest[start + 1], modifier: rest[start + 2]) else { return nil }
        rest = rest.dropFirst(3)
        return aim
    }

    /// Drops the device's answers to commands from the front; an answer without its end is dropped whole.
    private func withoutReplies(_ frame: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let reply = format.reply, !reply.start.isEmpty else { return frame }
        var rest = frame
        while rest.starts(with: reply.start) {
            guard let end = rest.firstIndex(of: reply.end) else { return [] }
            rest = rest[(end + 1)...]
        }
        return rest
    }
}

/// Bytes that have a name on a line.
enum Byte {
    static let etx: UInt8 = 0x03
    static let tab: UInt8 = 0x09
    static let lf: UInt8 = 0x0A
    static let cr: UInt8 = 0x0D
    static let bracket: UInt8 = 0x5D

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }
}
