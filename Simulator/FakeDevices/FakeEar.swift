package import Devices

/// The firmware's side of the host commands: bytes of the station in; what the operator hears, and answers, out.
///
/// ```
///   bytes ──► commands (FakeTongue) ──► tones ──► a pattern is complete, or silence ends it ──► Feedback
/// ```
/// Bytes may come split anywhere. A pattern that could still grow (one beep, or the first of two?) is understood once
/// `FakeEar.patternPause` passed in silence, just as a person would.
package struct FakeEar: Hashable, Sendable {
    /// How long a silence ends a pattern of beeps.
    package static let patternPause: Duration = .milliseconds(60)
    /// The longest command that is waited for.
    package static let commandBytes = 256

    package let tongue: FakeTongue
    /// Tones and patterns that mean nothing, and bytes that are no command.
    package private(set) var notUnderstood = 0
    /// Whether the scanner reads codes; Datalogic's "not on file" and `D` switch it off, `E` on.
    package private(set) var enabled = true
    private var pending: [UInt8] = []
    private var tones: [FakeTone] = []
    private var lastTone: Instant?
    private var understood: [Feedback] = []

    package init(_ tongue: FakeTongue) { self.tongue = tongue }

    /// When a pattern is over if nothing more comes; nil when none has begun.
    package var deadline: Instant? { tones.isEmpty ? nil : lastTone?.advanced(by: FakeEar.patternPause) }

    /// Takes bytes of the host; returns what the device answers, chunk by chunk.
    package mutating func hear(_ bytes: [UInt8], at now: Instant) -> [[UInt8]] {
        silence(until: now)
        pending.append(contentsOf: bytes)
        var answers: [[UInt8]] = []
        var used = 0
        while used < pending.count {
            guard let (command, length) = tongue.command(in: pending[used...]) else { break }
            used += length
            if let answer = obey(command, at: now) { answers.append(answer) }
        }
        pending.removeFirst(used)
        if pending.count > FakeEar.commandBytes {
            notUnderstood += pending.count
            pending.removeAll()
        }
        return answers
    }

    /// Time has passed: a pattern that has been silent long enough is complete.
    package mutating func silence(until now: Instant) {
        if let deadline, now >= deadline { endPattern() }
    }

    /// The verdicts understood since the last call, oldest first.
    package mutating func takeUnderstood() -> [Feedback] {
        defer { understood.removeAll() }
        return understood
    }

    private mutating func obey(_ command: FakeCommand, at now: Instant) -> [UInt8]? {
        switch command {
        case .sound(let tone):
            tones.append(tone)
            lastTone = now
            if let feedback = tongue.patterns[tones], !tongue.canGrow(tones) { understand(feedback) }
        case .enable:
            enabled = true
            endPattern()
        case .disable: enabled = false
        case .refuseAndDisable:
            enabled = false
            return obey(.sound(.long), at: now)
        case .end: endPattern()
        case .verdict(let feedback): understood.append(feedback)
        case .answer(let bytes): return bytes
        case .soundAndAnswer(let tone, let bytes): return obey(.sound(tone), at: now) ?? bytes
        case .nothing: break
        case .unknown: notUnderstood += 1
        }
        return nil
    }

    private mutating func endPattern() {
        if tones.isEmpty { return }
        if let feedback = tongue.patterns[tones] {
            understand(feedback)
        } else {
            notUnderstood += 1
            tones.removeAll()
        }
    }

    private mutating func understand(_ feedback: Feedback) {
        understood.append(feedback)
        tones.removeAll()
    }
}

/// A sound as the operator can tell it from others.
package enum FakeTone: Hashable, Sendable {
    case beep, low, medium, high, highLong, good, razz, long
}

/// What one command makes the firmware do.
enum FakeCommand: Hashable {
    case sound(FakeTone)
    case enable
    case disable
    case refuseAndDisable
    /// Ends a pattern at once.
    case end
    case verdict(Feedback)
    case answer([UInt8])
    case soundAndAnswer(FakeTone, [UInt8])
    /// A command without anything to hear.
    case nothing
    case unknown
}
