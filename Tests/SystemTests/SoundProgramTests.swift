import Devices
import Foundation
import Testing

@testable import Sound

/// The shipping program's sound: what it would play, in a WAV file by ALSA's own `file` device, and what it has recorded.
@Suite(.serialized) struct SoundProgramTests {
    @Test func `A shift is heard in the tones of its verdicts, and in the recordings of what they say`() throws {
        let folder = try Scratch()
        let voice = "\(folder.path)/phrases/en"
        try FileManager.default.createDirectory(atPath: voice, withIntermediateDirectories: true)
        // Clicks of a pattern that no tone has.
        let recording = (0..<4_000).map { Int16(($0 * $0 * 7_919) % 20_011) - 10_000 }
        for name in ["refused-no-person", "do-scan-tube", "number-1", "sealed"] {
            try Data(WaveFile.bytes(recording)).write(to: URL(fileURLWithPath: "\(voice)/\(name).wav"))
        }
        let heard = "\(folder.path)/heard.wav"
        let demo = try Programs.run("scansim", ["demo", "--json", "--keep", folder.path, "--sound", heard])
        try #require(demo.code == 0, "\(demo.complaint)")
        let samples = try Data(contentsOf: URL(fileURLWithPath: heard)).dropFirst(44)
        let numbers = samples.withUnsafeBytes { bytes in
            (0..<bytes.count / 2).map {
                Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * $0, as: Int16.self))
            }
        }
        for feedback in Feedback.allCases {
            // Two thirds of a tone: the next scan may have cut the rest.
            let tone = Tone(feedback).samples(Loudness(volume: 80))
            #expect(holds(numbers, Array(tone.dropFirst(200).prefix(tone.count * 2 / 3))), "\(feedback)")
        }
        let spoken = recording.dropFirst(10).prefix(300).map { Int16(Double($0) * 0.64) }
        #expect(holds(numbers, spoken))
        let log = try folder.text("station.log")
        #expect(log.contains("the sound device works"))
        #expect(log.contains("a phrase is not said"))
    }

    @Test func `Phrases are listed for both languages, and said by a program where they are missing`() throws {
        let folder = try Scratch()
        let example = Programs.root.appending(path: "Sources/scanstation/scanstation.example.yaml").path
        let words = ["phrases", "--config", example, "--output", folder.path]
        let listed = try Programs.run("scanstation", words)
        #expect(listed.code == 0, "\(listed.complaint)")
        #expect(try folder.text("en/phrases.tsv").contains("refused-no-person\tNobody waits for this tube\n"))
        #expect(try folder.text("zh/phrases.tsv").contains("category-2\t重点人群\n"))
        // A voice of the site's own stays.
        let own = Data("a site's own voice".utf8)
        try own.write(to: URL(fileURLWithPath: folder.path + "/zh/sealed.wav"))
        let said = try Programs.run("scanstation", words + ["--speak"])
        #expect(said.code == 0, "\(said.complaint)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/zh/sealed.wav")) == own)
        for language in ["en", "zh"] {
            let names = try folder.text("\(language)/phrases.tsv").split(separator: "\n").compactMap {
                $0.split(separator: "\t").first
            }
            #expect(names.count > 300)
            for name in names where name != "sealed" {
                let file = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(language)/\(name).wav"))
                let samples = try WaveFile.samples([UInt8](file))
                #expect(SoundFormat.duration(of: samples.count) < .milliseconds(2_500), "\(language) \(name)")
            }
        }
        #expect(try Programs.run("scanstation", words + ["--replace"]).code == 64)
        #expect(try Programs.run("scanstation", ["phrases", "--config", example, "--output", "/proc/none"]).code == 1)
    }

    @Test func `The check says of a sound device whether it opens, and of recordings whether they are there`() throws {
        let folder = try Scratch()
        let example = try String(
            contentsOf: Programs.root.appending(path: "Sources/scanstation/scanstation.example.yaml"), encoding: .utf8)
        let heard = "file:FILE=\(folder.path)/heard.wav,FORMAT=wav"
        for (device, said) in [("nobody", "warning  sound device nobody: "), (heard, "ok       sound device \(heard)")]
        {
            let text = example.replacing("  device: default", with: "  device: '\(device)'")
                .replacing("/usr/share/scanstation/phrases", with: "\(folder.path)/none")
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/site.yaml"))
            let checked = try Programs.run("scanstation", ["check", "--config", folder.path + "/site.yaml"])
            #expect(checked.output.contains(said), "\(checked.output) \(checked.complaint)")
            #expect(checked.output.contains("no recordings in \(folder.path)/none/"))
        }
    }

    /// Whether these samples stand there one by one.
    private func holds(_ samples: [Int16], _ part: [Int16]) -> Bool {
        guard let first = part.first, part.count <= samples.count else { return false }
        return (0...samples.count - part.count).contains { place in
            samples[place] == first && samples[place..<place + part.count].elementsEqual(part)
        }
    }
}
