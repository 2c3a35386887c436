import ArgumentParser
import Foundation
import Recorder

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract:
            "Show what the drivers make of a capture: one JSON line for each reading, card, key and printer's word.",
        discussion:
            "The format is described in Simulator/Captures/README.md. Nothing is sent, and no station is needed.")

    @Argument(help: "The capture file.")
    var capture: String

    func run() throws {
        guard let data = FileManager.default.contents(atPath: capture) else {
            complain("cannot read \(capture)")
            throw StationExit.failure
        }
        do {
            for line in try Replay.run(try CaptureText.parsed(Array(data))) { print(line.json) }
        } catch {
            complain("\(capture): \(error)")
            throw StationExit.failure
        }
    }
}
