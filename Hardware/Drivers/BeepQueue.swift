import Devices

/// Beeps that are given one by one, with silence between them, so that they can be counted.
///
/// ```
///   add ──► waiting ──► due, once its pause after the last beep is over
/// ```
/// Two verdicts are kept apart by `BeepLimit.verdictPause`. Where more come than can be heard, they make place for one
/// refusal: what is heard may be worse than what was said, never better.
/// Not modelled: how long a device sounds.
struct BeepQueue: Hashable, Sendable {
    enum Tone: Hashable { case good, error }

    private struct Beep: Hashable {
        var tone: Tone
        /// Since the beep before.
        var pause: Duration
    }

    private var waiting: [Beep] = []
    private var last: Instant?

    /// When the next beep is due; nil when none waits.
    var deadline: Instant? {
        guard let next = waiting.first else { return nil }
        return last?.advanced(by: next.pause) ?? .start
    }

    /// Adds the beeps of a verdict; `refusal` takes the place of all that wait when there are too many.
    mutating func add(_ tones: [Tone], refusal: [Tone]) {
        var tones = tones
        if waiting.count + tones.count > BeepLimit.beeps {
            waiting.removeAll()
            tones = refusal
        }
        for (index, tone) in tones.enumerated() {
            waiting.append(Beep(tone: tone, pause: index == 0 ? BeepLimit.verdictPause : BeepLimit.pause))
        }
    }

    /// The beep that is due now, which is thereby given.
    mutating func takeDue(at now: Instant) -> Tone? {
        guard let deadline, now >= deadline else { return nil }
        last = now
        return waiting.removeFirst().tone
    }

    mutating func removeAll() {
        waiting.removeAll()
        last = nil
    }

    /// As many beeps as `VerdictLanguage` counts: 1 accepted, 2 sealed, 3 attention, 5 refused.
    static func counted(_ feedback: Feedback) -> [Tone] {
        let count =
            switch feedback {
            case .accepted: 1
            case .sealed: 2
            case .attention: 3
            case .refused: 5
            }
        return Array(repeating: .good, count: count)
    }

    /// With a second sound: good, good twice, error, error twice. Run together, errors stay errors and add up, and
    /// three good beeps are no verdict that lets anybody go on.
    static func withErrors(_ feedback: Feedback) -> [Tone] {
        switch feedback {
        case .accepted: [.good]
        case .sealed: [.good, .good]
        case .attention: [.error]
        case .refused: [.error, .error]
        }
    }
}

/// The bounds and pauses of counted beeps.
package enum BeepLimit {
    /// Between two beeps of one verdict; a beep sounds for about 100 ms.
    package static let pause: Duration = .milliseconds(200)
    /// Between the last beep of a verdict and the first of the next.
    package static let verdictPause: Duration = .milliseconds(500)
    /// The most beeps that may wait.
    package static let beeps = 12
}
