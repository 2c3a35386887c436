import Devices

/// A reading that comes in several packets.
///
/// ```
///             continues               the last one
///   ┌──────┐ ──────────► ┌────────────┐ ─────────► whole
///   │ none │             │ collecting │
///   └──────┘ ◄────────── └────────────┘ ─ too late, another code type ─► ┌───────────┐
///       ▲     whole            └──────── too long ─────────────────────► │ discarding│
///       └─────────────────────────────────────────────────────────────── └───────────┘
///                        the last one, a new reading, or its time
/// ```
/// Not modelled: parts out of order. A decoder sends the next one only when the last was answered.
enum SSIParts: Hashable, Sendable {
    case none
    /// Parts of code type `type` are here; the last came at `last`.
    case collecting(type: UInt8, data: [UInt8], last: Instant)
    /// The reading is lost, and what may still come of it up to `until` is no reading. `skipsAll`: also a part that was
    /// never sent before belongs to it.
    case discarding(until: Instant, skipsAll: Bool)

    /// What a packet makes of the parts.
    enum Outcome: Hashable {
        /// More have to come.
        case waits
        /// The reading is whole.
        case whole(type: UInt8, data: [UInt8])
        /// A part of a reading that is lost.
        case dropped([UInt8])
        /// The reading has become too long; these are its first bytes.
        case tooLong([UInt8])
    }

    var heldBytes: Int {
        if case .collecting(_, let data, _) = self { return data.count }
        return 0
    }

    var deadline: Instant? {
        switch self {
        case .none: nil
        case .collecting(_, _, let last): last.advanced(by: SSILimit.repair)
        case .discarding(let until, _): until
        }
    }

    /// The parts are given up; what was half there is forgotten. `skipsAll`: what comes next is one of them.
    func abandoned(at now: Instant, skipsAll: Bool = false) -> SSIParts {
        switch self {
        case .none: .none
        case .collecting: .discarding(until: now.advanced(by: SSILimit.repair), skipsAll: skipsAll)
        case .discarding: self
        }
    }

    /// Whether this packet begins another reading although this one is not whole.
    func isOvertaken(by frame: SSIFrame) -> Bool {
        guard case .collecting(let type, _, _) = self else { return false }
        return frame.data.first != type
    }

    /// Whether this packet comes too late to be told from the first of another reading.
    func isTooLate(_ frame: SSIFrame, at now: Instant) -> Bool {
        guard case .collecting(_, _, let last) = self else { return false }
        return last.duration(to: now) > (frame.isResent ? SSILimit.repair : SSILimit.nextPart)
    }

    /// The part that was taken last came again: its decoder has not gone on, and what follows belongs to it.
    mutating func repeated(_ frame: SSIFrame, at now: Instant) {
        switch self {
        case .collecting(let type, let data, _): self = .collecting(type: type, data: data, last: now)
        case .none, .discarding:
            if frame.continues { self = .discarding(until: now.advanced(by: SSILimit.repair), skipsAll: true) }
        }
    }

    /// Takes the next packet.
    mutating func take(_ frame: SSIFrame, at now: Instant) -> Outcome {
        guard let type = frame.data.first else { return .waits }
        var data: [UInt8] = []
        switch self {
        case .none: break
        case .collecting(_, let before, _): data = before
        case .discarding(_, let skipsAll):
            if skipsAll || frame.isResent {
                self = frame.continues ? .discarding(until: now.advanced(by: SSILimit.repair), skipsAll: true) : .none
                return .dropped(Array(frame.data.dropFirst()))
            }
        }
        data += frame.data.dropFirst()
        if data.count > LineLimit.frameBytes {
            self = frame.continues ? .discarding(until: now.advanced(by: SSILimit.repair), skipsAll: true) : .none
            return .tooLong(Array(data.prefix(LineLimit.frameBytes)))
        }
        self = frame.continues ? .collecting(type: type, data: data, last: now) : .none
        return frame.continues ? .waits : .whole(type: type, data: data)
    }
}
