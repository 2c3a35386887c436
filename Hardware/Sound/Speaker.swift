package import Devices
import Glibc
import Synchronization
import Threads

/// What a station's loudspeaker is, and where its recordings lie.
package struct SpeakerSettings: Hashable, Sendable {
    /// ALSA's name of the device.
    package var device: String
    /// The folder of the recordings, `LANGUAGE/NAME.wav`; nil says nothing.
    package var recordings: String?
    package var loudness: Loudness

    package init(device: String, recordings: String?, loudness: Loudness) {
        self.device = device
        self.recordings = recordings
        self.loudness = loudness
    }
}

/// What an engineer should know of it.
package enum SpeakerNews: Hashable, Sendable {
    /// It sounds, for the first time or again.
    case works
    /// It is silent, and is tried again; told once until it works.
    case fails(LinkError)
    /// This recording is passed over; told once for each.
    case unspoken(phrase: String, reason: String)
}

/// The station's loudspeaker: a thread that plays what is said, and never keeps anybody waiting who says it.
///
///     trying --opened--> silent <--Player--> sounding
///        ^--- every few seconds --- failed --/
///
/// While it fails, nothing is kept for later.
package final class Speaker: Sendable {
    private let voice: Voice
    private let thread: JoinedThread

    /// - Parameter tell: called from the speaker's own thread.
    ///
    /// Errors: where there is no thread or descriptor left; a device that is missing is news, and no error.
    package static func start(
        _ settings: SpeakerSettings, tell: @escaping @Sendable (SpeakerNews) -> Void
    ) throws(LinkError) -> Speaker {
        do {
            let voice = Voice(settings, wakeup: try Wakeup(), tell: tell)
            return Speaker(voice, thread: try startThread(voice))
        } catch let error as LinkError {
            throw error
        } catch {
            throw LinkError(systemCode: EAGAIN, device: "sound device \(settings.device)", attempt: "start")
        }
    }

    private static func startThread(_ voice: Voice) throws(LinkError) -> JoinedThread {
        do {
            return try .start { voice.serveUntilEnd() }
        } catch {
            throw LinkError(systemCode: error.code, device: "sound", attempt: "start a thread")
        }
    }

    /// Opens the device and closes it again, without a sound: whether it would be heard.
    package static func tryDevice(_ device: String) throws(LinkError) { _ = try Card(device) }

    private init(_ voice: Voice, thread: JoinedThread) {
        self.voice = voice
        self.thread = thread
    }

    deinit { stop() }

    /// Hands it over and returns at once. It takes the place of what waits or sounds.
    package func say(_ utterance: Utterance) { voice.say(utterance) }

    /// Ends what sounds, and the thread. Calling it again does nothing.
    package func stop() {
        voice.wakeup.end()
        thread.join()
    }
}

/// What the speaker's thread works on.
private final class Voice: Sendable {
    let wakeup: Wakeup
    private let settings: SpeakerSettings
    /// The newest that was said and is not taken over yet.
    private let said = Mutex<Utterance?>(nil)
    private let tell: @Sendable (SpeakerNews) -> Void

    init(_ settings: SpeakerSettings, wakeup: Wakeup, tell: @escaping @Sendable (SpeakerNews) -> Void) {
        self.settings = settings
        self.wakeup = wakeup
        self.tell = tell
    }

    func say(_ utterance: Utterance) {
        said.withLock { $0 = utterance }
        wakeup.nudge()
    }

    func serveUntilEnd() {
        var shelf = Shelf(folder: settings.recordings)
        var isSilent = false
        while true {
            do throws(LinkError) {
                let card = try Card(settings.device)
                tell(.works)
                isSilent = false
                try serve(card, &shelf)
                return
            } catch {
                if !isSilent { tell(.fails(error)) }
                isSilent = true
            }
            if pausesToEnd(SpeakerLimit.retry) { return }
        }
    }

    /// Until the end is told.
    private func serve(_ card: borrowing Card, _ shelf: inout Shelf) throws(LinkError) {
        var player = Player(loudness: settings.loudness)
        said.withLock { $0 = nil }
        while true {
            if let utterance = said.withLock({ said in
                defer { said = nil }
                return said
            }) {
                player.say(utterance)
            }
            switch player.next(at: monotonicNow()) {
            case .write(let samples):
                let taken = try card.write(samples)
                player.wrote(taken)
                if taken == 0, rests(until: monotonicNow().advanced(by: PlayerLimit.period)) { return }
            case .find(let phrase):
                let found = shelf.samples(phrase)
                if let reason = found.news { tell(.unspoken(phrase: phrase, reason: reason)) }
                player.found(found.samples)
            case .cut: try card.drop()
            case .rest:
                waitForEars(card)
                try card.drop()
            case .wait(let until):
                if rests(until: until) { return }
            }
        }
    }

    /// A sound server lags behind a card; what it holds is heard to its end, unless something is said or it takes too long.
    private func waitForEars(_ card: borrowing Card) {
        for _ in 0..<SpeakerLimit.longestLag where card.isSounding && said.withLock({ $0 == nil }) {
            if rests(until: monotonicNow().advanced(by: PlayerLimit.period)) { return }
        }
    }

    /// - Returns: whether the end was told.
    private func rests(until: Instant?) -> Bool {
        guard let until else { return wakeup.wait(for: -1, writing: false).isEnded }
        let left = monotonicNow().duration(to: until).inNanoseconds
        let milliseconds = Int32(clamping: (max(0, left) + 999_999) / 1_000_000)
        return wakeup.wait(for: -1, writing: false, milliseconds: milliseconds).isEnded
    }

    /// The whole pause, whatever is said meanwhile.
    private func pausesToEnd(_ pause: Duration) -> Bool {
        let until = monotonicNow().advanced(by: pause)
        while monotonicNow() < until {
            if rests(until: until) { return true }
        }
        return false
    }
}

package enum SpeakerLimit {
    /// How often a device that fails is tried.
    package static let retry: Duration = .seconds(3)
    /// Periods that a sound server may lag behind.
    static let longestLag = 100
}

private func monotonicNow() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
}
