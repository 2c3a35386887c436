import ArgumentParser
import FakeLinks
import Foundation
import Scenarios
import Station
import Trainer

/// A guided practice shift in a browser.
struct TrainerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trainer",
        abstract:
            "A practice shift in a browser, with fake devices and the shipping scanstation; no scanner is needed.",
        discussion: """
            Prints the address of the trainer's page, and of the station's own screen, and runs until Ctrl-C or the end of \
            the input. Every click is a scan; what it came to is read from the journal. A scanner that types works too.
            """)

    @Option(help: "The port of the page; 0 for any.")
    var port = TrainerLimit.port

    @Option(help: "The language to begin with, en or zh.")
    var lang = "zh"

    @Option(help: "The folder for configurations, journals and logs. Default: a new one in $TMPDIR or /tmp.")
    var keep: String?

    func validate() throws {
        if Language(rawValue: lang) == nil { throw ValidationError("--lang is en or zh.") }
        if !(0...65_535).contains(port) { throw ValidationError("--port is 0 to 65535.") }
    }

    func run() async throws {
        do {
            try Testbed.reexecuteUnderPreloadIfNeeded()
            let folder = try demoFolder(keep)
            if FileManager.default.fileExists(atPath: folder + "/1/journal.sqlite") {
                complain("\(folder) holds a training already; name another folder with --keep FOLDER")
                throw ExitCode(1)
            }
            let training = try Training(folder: folder, language: Language(rawValue: lang) ?? .chinese)
            defer { training.close() }
            let (lang, screen) = (lang, training.screen)
            Thread.detachNewThread {
                while readLine() != nil {}
                kill(getpid(), SIGTERM)
            }
            try await TrainerServer(training, port: port) { address in
                say("trainer: \(address)?lang=\(lang)")
                say("station's screen: \(screen)?lang=\(lang)")
                say("journals: \(folder)")
            }.run()
        } catch let failure as ExitCode {
            throw failure
        } catch {
            complain("\(error)")
            throw ExitCode(1)
        }
    }
}

/// A line of the output, at once.
private func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
