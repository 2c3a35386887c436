import ArgumentParser
import Controller
import Foundation
import Glibc

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what the running station waits for, its open tubes and bags, and its devices.",
        discussion: "Persons are masked. Ends with 1 when no station runs.")

    @OptionGroup var configuration: ConfigurationOption

    @Flag(help: "One JSON object instead of text.")
    var json = false

    func run() throws {
        let configuration = try configuration.load()
        let path = StatusSocket.path(in: configuration.runtimeDirectory)
        guard let bytes = StatusSocket.answer(to: "status", of: configuration) else {
            complain(
                "no station answers at \(path); start it with: scanstation run --config \(self.configuration.config)")
            throw StationExit.failure
        }
        guard let report = try? JSONDecoder().decode(StatusReport.self, from: Data(bytes)) else {
            complain("the station at \(path) gave no answer in time; ask again")
            throw StationExit.failure
        }
        print(json ? String(decoding: bytes, as: UTF8.self) : report.text)
    }
}

extension StatusReport {
    /// What the station that runs on this configuration answers; nil when none runs, or not in time.
    static func ofRunningStation(_ configuration: Configuration) -> StatusReport? {
        StatusSocket.answer(to: "status", of: configuration).flatMap {
            try? JSONDecoder().decode(StatusReport.self, from: Data($0))
        }
    }
}
