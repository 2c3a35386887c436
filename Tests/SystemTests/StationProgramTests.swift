import Foundation
import Glibc
import Testing

@testable import Scenarios

/// The shipping `scanstation` without any scanner.
@Suite(.serialized) struct StationProgramTests {
    private final class Site {
        let folder: Scratch
        let configuration: ScenarioConfiguration
        let station: StationProcess

        init() throws {
            folder = try Scratch()
            var configuration = ScenarioConfiguration(folder: folder.path)
            configuration.station = "system-test"
            try configuration.write()
            self.configuration = configuration
            station = StationProcess(
                configuration: configuration.file, log: configuration.log, environment: [:],
                binary: try Programs.path("scanstation"))
        }

        func run(_ arguments: [String]) throws -> Programs.Ended {
            try Programs.run("scanstation", arguments + ["--config", configuration.file])
        }
    }

    @Test func `A second station on the journal names the first one's pid and ends with 75`() throws {
        let site = try Site()
        try site.station.start()
        let second = try site.run(["run"])
        #expect(second.code == 75)
        #expect(second.complaint.contains("\(site.station.pid)"), "\(second.complaint)")
        #expect(try site.run(["status"]).code == 0, "the first one was disturbed")
        #expect(try site.station.stop() == 0)
    }

    @Test func `A wrong configuration ends with 78 and is named by file, line and column`() throws {
        let site = try Site()
        let text = site.configuration.text.replacingOccurrences(of: "limit: 20", with: "limitt: 20")
        try text.write(toFile: site.configuration.file, atomically: true, encoding: .utf8)
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains("limitt") }
        for command in ["run", "check", "status", "export"] {
            let ended = try site.run([command])
            #expect(ended.code == 78)
            #expect(ended.complaint.contains("\(site.configuration.file):\((line ?? 0) + 1):3: bags: unknown key"))
            #expect(ended.complaint.contains("did you mean \"limit\"?"))
        }
        #expect(!FileManager.default.fileExists(atPath: site.configuration.journal))
    }

    @Test func `A wrong command line ends with 64, a journal that is not there with 74`() throws {
        #expect(try Programs.run("scanstation", ["rnu"]).code == 64)
        let verified = try Programs.run("scanstation", ["verify", "--journal", "/nowhere/journal.sqlite"])
        #expect(verified.code == 74)
        #expect(verified.complaint.contains("/nowhere/journal.sqlite"))
    }

    @Test func `A check leaves nothing behind, before the first start and while the station runs`() throws {
        let site = try Site()
        let before = try site.folder.listing()
        #expect(try site.run(["check"]).code == 0)
        #expect(try site.folder.listing() == before)
        try site.station.start()
        // Its last words follow READY=1; then it is still.
        let due = Date().addingTimeInterval(5)
        while !(try site.folder.text("station.log").contains("taking scans")), Date() < due { usleep(1000) }
        let during = try site.folder.listing()
        let checked = try site.run(["check"])
        #expect(checked.code == 0, "\(checked.output)")
        let after = try site.folder.listing()
        #expect(after == during, "\(Set(after).symmetricDifference(during))")
        #expect(try site.station.stop() == 0)
    }

    @Test func `Status answers while a station runs, and else says how to start one`() throws {
        let site = try Site()
        let none = try site.run(["status"])
        #expect(none.code == 1)
        #expect(none.complaint.contains("scanstation run --config \(site.configuration.file)"))
        try site.station.start()
        let some = try site.run(["status", "--json"])
        #expect(some.code == 0)
        let report = try JSONSerialization.jsonObject(with: Data(some.output.utf8)) as? [String: Any]
        #expect(report?["station"] as? String == "system-test", "\(some.output)")
        #expect(try site.station.stop() == 0)
        #expect(try site.run(["status"]).code == 1)
    }

    @Test func `Devices are listed with and without a station, and record says when there is nothing`() throws {
        let site = try Site()
        func nodes() throws -> [String] {
            let listed = try site.run(["devices", "--json"])
            let all = try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [[String: Any]]
            return (all ?? []).compactMap { $0["node"] as? String }
        }
        let before = try nodes()
        #expect(try site.run(["record"]).complaint.contains("no station runs"))
        try site.station.start()
        #expect(try nodes() == before)
        let recorded = try site.run(["record", "--output", site.folder.path + "/captures", "05e0:1701/X"])
        #expect(recorded.code == 1)
        #expect(recorded.complaint.contains("nothing is recorded of 05e0:1701/X"))
        #expect(try site.station.stop() == 0)
    }

    @Test func `Replay prints what stands in a capture's golden file, and says what is wrong with another`() throws {
        let captures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Simulator/Captures").standardizedFileURL.path
        let replayed = try Programs.run("scanstation", ["replay", captures + "/line-gs1-separators.capture"])
        #expect(replayed.code == 0)
        let golden = try Data(contentsOf: URL(fileURLWithPath: captures + "/line-gs1-separators.golden"))
        #expect(replayed.output == String(decoding: golden, as: UTF8.self))
        let wrong = try Programs.run("scanstation", ["replay", captures + "/README.md"])
        #expect(wrong.code == 1)
        #expect(wrong.complaint.contains("README.md: "), "\(wrong.complaint)")
    }

    @Test func `It tells its service manager that it is ready, alive and stopping, and ends with 0`() throws {
        let site = try Site()
        guard let socket = NotifySocket() else {
            Issue.record("no socket")
            return
        }
        let log = try site.folder.file("station.log")
        var environment = ProcessInfo.processInfo.environment
        environment["NOTIFY_SOCKET"] = socket.name
        environment["WATCHDOG_USEC"] = "200000"
        let pid = try ChildProcess.start(
            [try Programs.path("scanstation"), "run", "--config", site.configuration.file], environment: environment,
            output: log.fileDescriptor)
        try hear("READY=1", at: socket)
        // Fed from inside the loop, about twice as often as it is waited for.
        let begun = Date()
        for _ in 1...4 { try hear("WATCHDOG=1", at: socket) }
        let passed = Date().timeIntervalSince(begun)
        #expect(passed < 4 * 0.2)
        #expect(passed > 4 * 0.05)
        kill(pid, SIGTERM)
        try hear("STOPPING=1", at: socket)
        var status: Int32 = -1
        waitpid(pid, &status, 0)
        #expect(status == 0)
    }

    /// Waits for this line, past others.
    private func hear(_ line: String, at socket: borrowing NotifySocket) throws {
        let due = Date().addingTimeInterval(5)
        var isHeard = false
        while !isHeard, Date() < due { isHeard = socket.hears(line, within: .milliseconds(500)) }
        try #require(isHeard, "never said: \(line)")
    }
}
