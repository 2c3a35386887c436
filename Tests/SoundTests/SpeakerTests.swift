import Devices
import Foundation
import Synchronization
import Testing

@testable import Sound

/// Stock ALSA with its own `file` device: what would be heard lies in a WAV file, which is listened to.
@Suite(.serialized) struct SpeakerTests {
    private final class Told: Sendable {
        private let all = Mutex<[SpeakerNews]>([])
        var news: [SpeakerNews] { all.withLock { $0 } }
        func tell(_ news: SpeakerNews) { all.withLock { $0.append(news) } }
    }

    private final class Stage: Sendable {
        let folder = NSTemporaryDirectory() + "sound-\(UUID().uuidString)"
        let told = Told()
        private let speaking = Mutex<Speaker?>(nil)

        init(recordings: [String: [Int16]] = [:], volume: Int = 100, device: String? = nil) throws {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for (name, samples) in recordings {
                try Data(WaveFile.bytes(samples)).write(to: URL(fileURLWithPath: "\(folder)/\(name).wav"))
            }
            let settings = SpeakerSettings(
                device: device ?? "file:FILE=\(folder)/heard,FORMAT=wav", recordings: folder,
                loudness: Loudness(volume: volume))
            let speaker = try Speaker.start(settings) { [told] in told.tell($0) }
            speaking.withLock { $0 = speaker }
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func say(_ tone: Feedback?, _ phrases: String...) {
            speaking.withLock { $0 }?.say(Utterance(tone: tone, phrases: phrases))
        }

        /// Lets time pass, which the speaker's thread paces its writing by.
        func listens(_ duration: Duration) async throws { try await Task.sleep(for: duration) }

        func heard() throws -> Ear {
            speaking.withLock { speaker in
                speaker?.stop()
                speaker = nil
            }
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/heard"))
            // ALSA writes a header of 44 bytes; what follows is taken as it is, with the silence at its ends.
            let bytes = [UInt8](data.dropFirst(44))
            return Ear(
                stride(from: 0, to: bytes.count - 1, by: 2).map {
                    Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
                })
        }

        func waitsForNews(_ count: Int) async throws -> [SpeakerNews] {
            for _ in 0..<500 where told.news.count < count { try await listens(.milliseconds(10)) }
            return told.news
        }
    }

    @Test(arguments: Feedback.allCases)
    func `the right tone is heard`(feedback: Feedback) async throws {
        let stage = try Stage()
        #expect(try await stage.waitsForNews(1) == [.works])
        stage.say(feedback)
        try await stage.listens(.milliseconds(600))
        let ear = try stage.heard()
        let likeness = Feedback.allCases.map { ($0, ear.find(Tone($0).samples(Loudness(volume: 100))).likeness) }
        for (other, likeness) in likeness { #expect((likeness > 0.99) == (other == feedback), "\(other) \(likeness)") }
        let bursts = ear.bursts()
        switch feedback {
        case .accepted:
            #expect(bursts.count == 1)
            #expect((1_600...1_900).contains(ear.pitch(in: bursts[0].range)))
        case .refused:
            #expect(bursts.count == 2)
            for burst in bursts { #expect(ear.share(of: 220, in: burst.range) > 0.4) }
        case .attention:
            #expect(bursts.count == 2)
            #expect(ear.share(of: 990, in: bursts[0].range) > 0.2)
            #expect(ear.share(of: 660, in: bursts[0].range) > 0.2)
        case .sealed:
            #expect(bursts.count == 3)
            for (burst, pitch) in zip(bursts, [784.0, 988, 1_319]) {
                #expect(ear.share(of: pitch, in: burst.range) > 0.8)
            }
        }
    }

    @Test func `the right phrases are heard behind the tone, in order`() async throws {
        let recordings = [
            "sealed": noise(.milliseconds(400), seed: 1), "number-3": noise(.milliseconds(250), seed: 2),
            "number-4": noise(.milliseconds(250), seed: 3),
        ]
        let stage = try Stage(recordings: recordings)
        _ = try await stage.waitsForNews(1)
        stage.say(.sealed, "sealed", "number-3")
        try await stage.listens(.milliseconds(1_500))
        let ear = try stage.heard()
        func find(_ name: String) -> (place: Int, likeness: Double) {
            // Its beginning is enough to know it by, and quicker to look for.
            ear.find(Array((recordings[name] ?? []).dropFirst(300).prefix(1_500)))
        }
        #expect(find("sealed").likeness > 0.99)
        #expect(find("number-3").likeness > 0.99)
        #expect(find("number-4").likeness < 0.3)
        #expect(find("sealed").place > SoundFormat.samples(in: Tone(.sealed).length) - 500)
        #expect(find("number-3").place > find("sealed").place + SoundFormat.samples(in: .milliseconds(400)))
    }

    @Test func `the next scan cuts what is said`() async throws {
        let stage = try Stage(recordings: [
            "long": noise(.seconds(3), seed: 1), "next": noise(.milliseconds(300), seed: 2),
        ])
        _ = try await stage.waitsForNews(1)
        stage.say(.accepted, "long")
        try await stage.listens(.milliseconds(1_000))
        stage.say(.refused, "next")
        try await stage.listens(.milliseconds(1_300))
        let ear = try stage.heard()
        let tone = Tone(.refused).samples(Loudness(volume: 100))
        let refused = ear.find(tone)
        #expect(refused.likeness > 0.99)
        // Said for a second and no longer, as well as a busy machine keeps time; what was written ahead is at most the lead.
        let before = SoundFormat.duration(of: refused.place)
        #expect(before > .milliseconds(700))
        #expect(before < .milliseconds(1_300))
        let spoken = ear.bursts(pause: .milliseconds(30))
        #expect(spoken.contains { $0.range.upperBound <= refused.place + 50 })
        #expect(ear.find(Array(noise(.milliseconds(300), seed: 2).dropFirst(300).prefix(1_500))).likeness > 0.99)
        #expect(SoundFormat.duration(of: ear.samples.count) < .milliseconds(2_300))
    }

    @Test func `saying something takes no time, and of a burst the last is heard`() async throws {
        let stage = try Stage()
        _ = try await stage.waitsForNews(1)
        let begun = ContinuousClock.now
        for _ in 0..<1_000 { stage.say(.attention) }
        stage.say(.sealed)
        #expect(ContinuousClock.now - begun < .milliseconds(500))
        try await stage.listens(.milliseconds(1_200))
        let ear = try stage.heard()
        #expect(SoundFormat.duration(of: ear.samples.count) < .seconds(1))
        let sealed = Array(Tone(.sealed).samples(Loudness(volume: 100)).dropLast(40))
        #expect(ear.find(sealed).likeness > 0.99)
    }

    @Test func `a recording that is missing or damaged is told once, and the rest is heard`() async throws {
        let stage = try Stage(recordings: ["good": noise(.milliseconds(300), seed: 1)])
        try Data("no sound".utf8).write(to: URL(fileURLWithPath: "\(stage.folder)/bad.wav"))
        _ = try await stage.waitsForNews(1)
        for _ in 0..<2 {
            stage.say(.accepted, "bad", "none", "good")
            try await stage.listens(.milliseconds(900))
        }
        #expect(
            stage.told.news == [
                .works, .unspoken(phrase: "bad", reason: "no WAV file"),
                .unspoken(phrase: "none", reason: "No such file or directory"),
            ])
        #expect(try stage.heard().find(Array(noise(.milliseconds(300), seed: 1).prefix(1_500))).likeness > 0.99)
    }

    @Test func `a device that is missing is told once and tried again; nobody waits for it`() async throws {
        let stage = try Stage(device: "no-such-device")
        let news = try await stage.waitsForNews(1)
        guard case .fails(let error) = news.first else {
            Issue.record("\(news)")
            return
        }
        #expect(error.reason == .notFound)
        #expect("\(error)".contains("no-such-device"))
        stage.say(.accepted)
        try await stage.listens(SpeakerLimit.retry + .milliseconds(500))
        #expect(stage.told.news.count == 1)
    }
}
