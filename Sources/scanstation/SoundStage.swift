import Assembly
import Controller
import Devices
import Logging
import Sound
import Speech
import Station

/// What is heard of a station: a verdict becomes a tone and what is said behind it, which the speaker's own thread plays. It
/// is handed over once the row is written, which takes microseconds; files and the card are the thread's alone, so that nobody
/// waits for them. All lanes share the speaker: the latest verdict is heard.
final class SoundStage {
    private let speaker: Speaker
    private let says: Bool
    private var restraint = Restraint()
    /// When something was heard last.
    private(set) var heard: Instant?

    /// Nil where the site wants no sound, or there is nothing left to start a thread with.
    init?(following box: StationBox, log: Logger) {
        guard let rules = box.configuration.sound else { return nil }
        says = rules.mode == .full
        let settings = SpeakerSettings(
            device: rules.device, recordings: says ? rules.phrases : nil,
            loudness: Loudness(volume: rules.volume, isQuiet: rules.mode == .quiet))
        do {
            speaker = try Speaker.start(settings) { Self.tell($0, log) }
        } catch {
            log.error("there is no sound", metadata: ["reason": "\(error)"])
            return nil
        }
        let earlier = box.shown
        box.shown = { [weak box] verdict, lane in
            earlier?(verdict, lane)
            guard let box else { return }
            let state = box.loop.state
            let language = (state.language ?? box.configuration.spoken).rawValue
            self.sound(
                verdict, category: lane.flatMap { state.lanes[$0]?.category }, in: language, at: SystemClocks.now())
        }
    }

    func stop() { speaker.stop() }

    /// Says what no verdict says; all is well with the tone of what is accepted, something is to be fixed with that of what
    /// wants attention.
    func say(_ phrase: Phrase, isWell: Bool, in language: Language, at now: Instant) {
        heard = now
        speaker.say(
            Utterance(
                tone: isWell ? .accepted : .attention, phrases: says ? ["\(language.rawValue)/\(phrase.key)"] : []))
    }

    private func sound(_ verdict: Verdict, category: Int?, in language: String, at now: Instant) {
        guard restraint.lets(verdict, at: now) else { return }
        let phrases = says ? spoken(verdict, category: category).map { "\(language)/\($0.key)" } : []
        guard verdict.feedback != nil || !phrases.isEmpty else { return }
        heard = now
        speaker.say(Utterance(tone: verdict.feedback, phrases: phrases))
    }

    private static func tell(_ news: SpeakerNews, _ log: Logger) {
        switch news {
        case .works: log.info("the sound device works")
        case .fails(let error):
            log.warning("no sound; it is tried again every few seconds", metadata: ["reason": "\(error)"])
        case .unspoken(let phrase, let reason):
            log.warning("a phrase is not said", metadata: ["phrase": "\(phrase)", "reason": "\(reason)"])
        }
    }
}
