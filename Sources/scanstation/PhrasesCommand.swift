import ArgumentParser
import Controller
import Foundation
import Sound
import Speech
import Station

struct PhrasesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "phrases",
        abstract: "Write what is to be recorded for this station to speak, or have a program say it.",
        discussion: """
            For each language a folder, en and zh, with phrases.tsv: the name of each recording and its text, with this \
            site's categories and modes. The station looks for NAME.wav beside it, in the folder of sound.phrases: 16-bit \
            PCM, one or two channels, up to 48 kHz, at most 10 s. Anybody may record them, in any dialect, and one by \
            one: a file that is not there is passed over, and the tone is heard all the same.

            --speak has espeak-ng (the Debian package) say those that are missing; --replace has it say all of them.
            """)

    @OptionGroup var configuration: ConfigurationOption

    @Option(name: [.short, .long], help: "The folder to write to; it is made if it is not there.")
    var output = "."

    @Flag(help: "Have espeak-ng say what is not recorded yet.")
    var speak = false

    @Flag(help: "With --speak: also what is recorded already.")
    var replace = false

    func validate() throws {
        if replace && !speak { throw ValidationError("--replace goes with --speak") }
    }

    func run() throws {
        let settings = try configuration.load().settings
        let voice = speak ? try SpeechProgram.find() : nil
        for language in Language.allCases {
            let folder = "\(output)/\(language.rawValue)"
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try Data(table(language, settings).utf8).write(
                    to: URL(fileURLWithPath: "\(folder)/phrases.tsv"), options: .atomic)
            } catch {
                complain(
                    "cannot write to \(folder): \(error.localizedDescription) Name another folder with --output DIR")
                throw StationExit.failure
            }
            print("\(folder)/phrases.tsv: \(Phrase.all(settings).count) phrases")
            if let voice { try say(with: voice, language, settings, in: folder) }
        }
    }

    /// `refused-no-person<TAB>Nobody waits for this tube`.
    private func table(_ language: Language, _ settings: Settings) -> String {
        Phrase.all(settings).map { "\($0.key)\t\($0.text(in: language, settings: settings))\n" }.joined()
    }

    private func say(
        with voice: SpeechProgram, _ language: Language, _ settings: Settings, in folder: String
    ) throws {
        var count = 0
        for phrase in Phrase.all(settings) {
            let path = "\(folder)/\(phrase.key).wav"
            if !replace && FileManager.default.fileExists(atPath: path) { continue }
            let text = phrase.text(in: language, settings: settings)
            do {
                try voice.say(text, language, to: path)
            } catch {
                complain("\(path): espeak-ng did not say \"\(text)\": \(error)")
                throw StationExit.failure
            }
            count += 1
        }
        print("\(folder): \(count) said by espeak-ng")
    }
}

/// espeak-ng, which speaks from text without a network.
private struct SpeechProgram {
    private let path: String

    enum Failure: Error, CustomStringConvertible {
        case ended(Int32)
        case unfit(String)

        var description: String {
            switch self {
            case .ended(let code): "it ended with \(code)"
            case .unfit(let reason): "what it wrote is \(reason)"
            }
        }
    }

    static func find() throws -> SpeechProgram {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/espeak-ng") {
            return SpeechProgram(path: "\(folder)/espeak-ng")
        }
        complain("espeak-ng is not on this machine: sudo apt-get install espeak-ng")
        throw StationExit.failure
    }

    /// Replaces the file in one step, so that a running station never reads half of it.
    func say(_ text: String, _ language: Language, to path: String) throws {
        let draft = path + ".new"
        defer { try? FileManager.default.removeItem(atPath: draft) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: self.path)
        process.arguments = voice(language) + ["-z", "-w", draft, "--", text]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        if process.terminationStatus != 0 { throw Failure.ended(process.terminationStatus) }
        do throws(WaveFile.Fault) {
            _ = try WaveFile.samples([UInt8](FileManager.default.contents(atPath: draft) ?? Data()))
        } catch {
            throw Failure.unfit("\(error)")
        }
        if rename(draft, path) != 0 { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path]) }
    }

    /// The voice and its words a minute. The voice `cmn` of Debian 12 (espeak-ng 1.51) reads the tones of Chinese as English
    /// syllables; the one that takes Latin letters as Pinyin says Chinese text as it should be.
    private func voice(_ language: Language) -> [String] {
        switch language {
        case .english: ["-v", "en", "-s", "170"]
        case .chinese: ["-v", "cmn-latn-pinyin", "-s", "190"]
        }
    }
}
