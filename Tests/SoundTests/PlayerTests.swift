import Devices
import Testing

@testable import Sound

/// The player against a card in virtual time, which takes all and plays as the clock goes.
struct PlayerTests {
    private struct Card {
        var player = Player(loudness: Loudness(volume: 100))
        var now = Instant(nanoseconds: 1_000_000_000)
        var written: [Int16] = []
        var log: [String] = []
        var recordings: [String: [Int16]] = [:]
        /// How far ahead of the ear it was written at most.
        var lead: Duration = .zero
        private var end = Instant.start

        /// What happens until then, at which nothing is to be done.
        mutating func run(until limit: Instant) {
            while now < limit {
                switch player.next(at: now) {
                case .write(let samples):
                    end = max(end, now).advanced(by: SoundFormat.duration(of: samples.count))
                    lead = max(lead, now.duration(to: end))
                    written += samples
                    player.wrote(samples.count)
                case .find(let name):
                    log.append(name)
                    player.found(recordings[name])
                case .cut:
                    log.append("cut")
                    end = now
                case .rest: log.append("rest")
                case .wait(let until): now = min(limit, until ?? limit)
                }
            }
        }

        mutating func run(for duration: Duration) { run(until: now.advanced(by: duration)) }
    }

    @Test func `a tone, then what is said, then rest`() {
        var card = Card()
        card.recordings = ["one": noise(.milliseconds(300), seed: 1), "two": noise(.milliseconds(200), seed: 2)]
        card.player.say(Utterance(tone: .accepted, phrases: ["one", "missing", "two"]))
        card.run(for: .seconds(2))
        #expect(card.log == ["one", "missing", "two", "rest"])
        let ear = Ear(card.written)
        let tone = Tone(.accepted).samples(Loudness(volume: 100))
        #expect(Array(card.written.prefix(tone.count)) == tone)
        let one = ear.find(card.recordings["one"] ?? [])
        #expect(one.likeness > 0.999)
        #expect(one.place == tone.count + SoundFormat.samples(in: PlayerLimit.pause))
        #expect(card.lead <= PlayerLimit.lead)
    }

    @Test func `it waits for ever when nothing is said`() {
        var player = Player(loudness: Loudness(volume: 100))
        let first = player.next(at: .start)
        #expect(first == .wait(until: nil))
    }

    @Test func `the next one cuts speech at once`() {
        var card = Card()
        card.recordings = ["long": noise(.seconds(2), seed: 1)]
        card.player.say(Utterance(tone: .accepted, phrases: ["long"]))
        card.run(for: .milliseconds(700))
        let before = card.written.count
        card.player.say(Utterance(tone: .refused))
        let first = card.player.next(at: card.now)
        #expect(first == .cut)
        card.run(for: .seconds(1))
        #expect(card.log == ["long", "rest"])
        let rest = Array(card.written[before...])
        let tone = Tone(.refused).samples(Loudness(volume: 100))
        #expect(Array(rest.prefix(tone.count)) == tone)
        #expect(SoundFormat.duration(of: before) <= .milliseconds(700) + PlayerLimit.lead)
    }

    @Test func `of a burst at most five tones a second are heard, and the last of them always`() {
        var card = Card()
        for count in 0..<100 {
            card.player.say(Utterance(tone: count == 99 ? .sealed : .attention))
            card.run(for: .milliseconds(10))
        }
        card.run(for: .seconds(1))
        #expect(card.log.count { $0 == "cut" } <= 5)
        let sealed = Tone(.sealed).samples(Loudness(volume: 100))
        #expect(Ear(Array(card.written.suffix(sealed.count * 2))).find(sealed).likeness > 0.999)
    }

    @Test func `a card with no room is asked again, and hears all`() {
        var player = Player(loudness: Loudness(volume: 100))
        player.say(Utterance(tone: .sealed))
        var now = Instant(nanoseconds: 5_000)
        var written: [Int16] = []
        var turn = 0
        while written.count < 10_000 {
            turn += 1
            switch player.next(at: now) {
            case .write(let samples):
                let taken = turn % 3 == 0 ? 0 : min(samples.count, 7 * (turn % 20))
                written += samples.prefix(taken)
                player.wrote(taken)
            case .wait(let until): now = until ?? .distantFuture
            case .rest: now = .distantFuture
            case .cut, .find: Issue.record("nothing else was said")
            }
            if now == .distantFuture { break }
        }
        let tone = Tone(.sealed).samples(Loudness(volume: 100))
        #expect(Array(written.prefix(tone.count)) == tone)
    }
}
