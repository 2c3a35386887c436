package import Devices

/// What is played: one channel of signed 16-bit samples. ALSA's plug makes of it what the card wants.
package enum SoundFormat {
    /// Samples a second; speech programs write this rate.
    package static let rate = 22_050

    package static func samples(in duration: Duration) -> Int {
        Int(duration.inNanoseconds * Int64(rate) / 1_000_000_000)
    }

    package static func duration(of samples: Int) -> Duration {
        .nanoseconds(Int64(samples) * 1_000_000_000 / Int64(rate))
    }
}

/// How loud the station is.
package struct Loudness: Hashable, Sendable {
    /// 0 to 100, as the ear counts: half is a quarter of the amplitude.
    package var volume: Int
    /// For homes: soft tones.
    package var isQuiet: Bool

    package init(volume: Int, isQuiet: Bool = false) {
        self.volume = volume
        self.isQuiet = isQuiet
    }

    /// What samples are multiplied with.
    var gain: Double {
        let part = Double(min(max(volume, 0), 100)) / 100
        return part * part * (isQuiet ? Self.quietGain : 1)
    }

    private static let quietGain = 0.15
}

/// What sounds for one event: a tone, and behind it what is said.
package struct Utterance: Hashable, Sendable {
    package var tone: Feedback?
    /// Names of recordings, without folder and ending, in order.
    package var phrases: [String]

    package init(tone: Feedback?, phrases: [String] = []) {
        self.tone = tone
        self.phrases = phrases
    }
}
