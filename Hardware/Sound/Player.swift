package import Devices

/// What is to be written to the card next. The newest utterance wins: it stops what sounds, and one that still waited is
/// forgotten. Tones keep a distance, so that a burst of events is no noise; the newest of a burst is always heard.
///
///     silent --say--> waiting --its tone may come--> [cut] --> sounding --all written--> fading --heard--> [rest] silent
///                        ^------------------------say------------|------------------------|
///
/// Time and the outcome of writing are handed in; nothing is written further ahead than `PlayerLimit.lead`.
/// Not modelled: a card that fails (`Speaker`).
package struct Player: Sendable {
    package enum Step: Hashable, Sendable {
        /// Write these; `wrote` says how many were taken.
        case write(ArraySlice<Int16>)
        /// Find this recording; answered by `found`.
        case find(String)
        /// Silence at once: what was written and not heard is dropped.
        case cut
        /// All was heard: the card may rest.
        case rest
        /// Nothing to do until then, or until something is said; nil: for ever.
        case wait(until: Instant?)
    }

    private struct Passage {
        /// Recordings that follow.
        var phrases: ArraySlice<String>
        var samples: ArraySlice<Int16>
        /// When its first sample was written, later by whatever the card had to wait.
        var begun: Instant
        var written = 0
        /// Whether all is said, and silence is written that pushes the last samples through the card.
        var isOver = false

        var end: Instant { begun.advanced(by: SoundFormat.duration(of: written)) }
    }

    private let loudness: Loudness
    private var waiting: Utterance?
    private var passage: Passage?
    private var lastTone: Instant?

    package init(loudness: Loudness) { self.loudness = loudness }

    package mutating func say(_ utterance: Utterance) { waiting = utterance }

    package mutating func next(at now: Instant) -> Step {
        if let utterance = waiting, allowed(utterance) <= now {
            if passage != nil {
                passage = nil
                return .cut
            }
            waiting = nil
            begin(utterance, at: now)
        }
        guard var current = passage else { return .wait(until: waiting.map(allowed)) }
        // A recording that took long to find leaves a gap, and is not hurried after it.
        if current.end < now {
            if current.isOver {
                passage = nil
                return .rest
            }
            current.begun = now.advanced(by: .zero - SoundFormat.duration(of: current.written))
            passage = current
        }
        if current.isOver, current.samples.isEmpty {
            return wait(until: current.end.advanced(by: .milliseconds(1)))
        }
        let ahead = now.duration(to: current.end)
        if ahead > PlayerLimit.lead - PlayerLimit.period {
            return wait(until: now.advanced(by: ahead - PlayerLimit.lead + PlayerLimit.period * 2))
        }
        return goOn(current)
    }

    private func wait(until instant: Instant) -> Step {
        .wait(until: Instant.earlier(instant, waiting.map(allowed)))
    }

    private mutating func goOn(_ current: Passage) -> Step {
        if let phrase = current.phrases.first, current.samples.isEmpty {
            passage?.phrases.removeFirst()
            return .find(phrase)
        }
        var current = current
        if current.samples.isEmpty {
            current.isOver = true
            current.samples = Self.silence(PlayerLimit.tail)
            passage = current
        }
        return .write(current.samples.prefix(SoundFormat.samples(in: PlayerLimit.period)))
    }

    /// So many of the samples of `write` were taken.
    package mutating func wrote(_ count: Int) {
        passage?.samples.removeFirst(count)
        passage?.written += count
    }

    /// The recording of `find`; nil is passed over.
    package mutating func found(_ samples: [Int16]?) {
        guard let samples, passage != nil else { return }
        let gain = loudness.gain
        passage?.samples = Self.silence(PlayerLimit.pause) + samples.map { Int16(Double($0) * gain) }
    }

    private mutating func begin(_ utterance: Utterance, at now: Instant) {
        if utterance.tone != nil { lastTone = now }
        passage = Passage(
            phrases: utterance.phrases.prefix(PlayerLimit.phrases),
            samples: utterance.tone.map { Tone($0).samples(loudness)[...] } ?? [], begun: now)
    }

    /// When it may begin.
    private func allowed(_ utterance: Utterance) -> Instant {
        guard utterance.tone != nil, let lastTone else { return .start }
        return lastTone.advanced(by: PlayerLimit.tonesApart)
    }

    private static func silence(_ duration: Duration) -> ArraySlice<Int16> {
        Array(repeating: 0, count: SoundFormat.samples(in: duration))[...]
    }
}

package enum PlayerLimit {
    /// How far ahead of the ear is written: the most that is heard after a cut on a card that cannot drop.
    package static let lead: Duration = .milliseconds(50)
    /// What is written at a time.
    package static let period: Duration = .milliseconds(10)
    /// Silence before each recording.
    package static let pause: Duration = .milliseconds(60)
    /// Silence at the end.
    package static let tail: Duration = .milliseconds(50)
    /// At most five tones a second.
    package static let tonesApart: Duration = .milliseconds(200)
    /// Recordings of one utterance.
    package static let phrases = 6
}
