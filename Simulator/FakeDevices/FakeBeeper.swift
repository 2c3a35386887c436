package import Devices

/// A beeper and the ear beside it: sounds in, verdicts out.
///
/// ```
///   sound ──► sounding 100 ms ──► counted ──► 400 ms of silence ──► Feedback
/// ```
/// A sound ordered while another one sounds is lost. Not modelled: pitch and volume.
package struct FakeBeeper: Hashable, Sendable {
    /// How long a sound takes.
    package static let soundTime: Duration = .milliseconds(100)
    /// The silence after which a person takes a row of sounds for over.
    package static let patternPause: Duration = .milliseconds(400)

    /// What can be told apart: the good-read beep, and the error beep.
    package enum Sound: Hashable, Sendable { case good, error }

    /// Whether there are two sounds; with one, it is counted.
    package let hasErrorSound: Bool
    /// Sounds that nobody heard.
    package private(set) var lost = 0
    private var heard: [Sound] = []
    private var last: Instant?
    private var understood: [Feedback] = []

    package init(hasErrorSound: Bool) { self.hasErrorSound = hasErrorSound }

    /// When a row of sounds is over if nothing more comes; nil when none has begun.
    package var deadline: Instant? { heard.isEmpty ? nil : last?.advanced(by: FakeBeeper.patternPause) }

    /// A sound is ordered now.
    package mutating func sound(_ sound: Sound, at now: Instant) {
        silence(until: now)
        if let last, now < last.advanced(by: FakeBeeper.soundTime) {
            lost += 1
            return
        }
        heard.append(sound)
        last = now
    }

    /// Time has passed: a row that has been silent long enough is over.
    package mutating func silence(until now: Instant) {
        guard let deadline, now >= deadline else { return }
        understood.append(meaning)
        heard.removeAll()
    }

    /// The verdicts understood since the last call, oldest first.
    package mutating func takeUnderstood() -> [Feedback] {
        defer { understood.removeAll() }
        return understood
    }

    /// What the operator was taught.
    private var meaning: Feedback {
        let errors = heard.count { $0 == .error }
        let goods = heard.count - errors
        if hasErrorSound {
            if errors > 0 { return errors == 1 ? .attention : .refused }
            return [1: .accepted, 2: .sealed][goods] ?? .attention
        }
        return [1: .accepted, 2: .sealed, 3: .attention, 4: .attention][goods] ?? .refused
    }
}
