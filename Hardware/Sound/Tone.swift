package import Devices
import Glibc

/// The four tones. They differ in contour and rhythm, so that they are told apart by an ear that hears no pitch, through a
/// hood, and on a loudspeaker without lows.
///
///     accepted   one short blip, rising          /
///     refused    two low buzzes                  = =
///     attention  two notes in turn, twice        - _ - _
///     sealed     three notes, rising             _ - '
package struct Tone: Hashable, Sendable {
    struct Note: Hashable, Sendable {
        /// Hertz at its beginning and at its end; 0 for silence.
        var from: Double
        var to: Double
        var length: Duration
        /// Odd harmonics, as a buzzer has them.
        var isBuzz = false

        init(_ pitch: Double, to: Double? = nil, _ milliseconds: Int, isBuzz: Bool = false) {
            from = pitch
            self.to = to ?? pitch
            length = .milliseconds(milliseconds)
            self.isBuzz = isBuzz
        }

        static func rest(_ milliseconds: Int) -> Note { Note(0, milliseconds) }
    }

    let notes: [Note]

    package init(_ feedback: Feedback) {
        notes =
            switch feedback {
            case .accepted: [Note(1_500, to: 2_000, 110)]
            case .refused: [Note(220, 140, isBuzz: true), .rest(70), Note(220, 140, isBuzz: true)]
            case .attention: [Note(990, 75), Note(660, 75), .rest(30), Note(990, 75), Note(660, 75)]
            case .sealed: [Note(784, 90), .rest(15), Note(988, 90), .rest(15), Note(1_319, 120)]
            }
    }

    /// It is over before speech begins.
    package static let longest: Duration = .milliseconds(400)

    package var length: Duration { notes.reduce(.zero) { $0 + $1.length } }

    package func samples(_ loudness: Loudness) -> [Int16] {
        notes.flatMap { note in
            note.samples(gain: loudness.gain, edge: .milliseconds(loudness.isQuiet ? 20 : 5), isSoft: loudness.isQuiet)
        }
    }
}

extension Tone.Note {
    /// Room for the harmonics, and for loudspeakers that rattle.
    private static let peak = 0.6 * Double(Int16.max)

    /// - Parameter edge: how long it takes to swell and to fade, so that it does not click.
    fileprivate func samples(gain: Double, edge: Duration, isSoft: Bool) -> [Int16] {
        let count = SoundFormat.samples(in: length)
        let rim = max(1, SoundFormat.samples(in: edge))
        var phase = 0.0
        return (0..<count).map { index in
            let pitch = from + (to - from) * Double(index) / Double(count)
            phase += 2 * Double.pi * pitch / Double(SoundFormat.rate)
            let nearest = Double(min(index, count - 1 - index)) / Double(rim)
            let swell = nearest < 1 ? (1 - cos(Double.pi * nearest)) / 2 : 1
            return Int16(wave(phase, isSoft: isSoft) * swell * gain * Self.peak)
        }
    }

    private func wave(_ phase: Double, isSoft: Bool) -> Double {
        if from == 0 { return 0 }
        guard isBuzz, !isSoft else { return sin(phase) }
        return (sin(phase) + sin(3 * phase) / 2 + sin(5 * phase) / 2) / 1.5
    }
}
