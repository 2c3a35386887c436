import FakeLinks
import Foundation
import Glibc

/// What the measurements share: the programs, the testbed, a folder on the disk that is measured.
final class BenchWorld {
    let testbed: Testbed
    /// Kept between measurements.
    let cache: String
    private let work: String
    private let binaries: String
    private let environment: [String: String]
    private var folders = 0

    init() throws {
        testbed = try Testbed()
        let temporary = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        cache = "\(temporary)/scanstation-bench"
        work = "\(cache)/run-\(getpid())"
        binaries = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
        environment = ProcessInfo.processInfo.environment.merging(testbed.environment) { _, new in new }
        try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: work) }

    /// A new empty folder.
    func folder() throws -> String {
        folders += 1
        let folder = "\(work)/\(folders)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Starts the shipping station on the journal of a folder; `scanner` is the one it works with.
    func station(in folder: String, scanner: BenchScanner) throws -> BenchProcess {
        try station(in: folder, serials: [scanner.serial])
    }

    /// - Parameter screen: the port of its screen; nil for none.
    func station(in folder: String, serials: [String], screen: Int? = nil) throws -> BenchProcess {
        let file = folder + "/scanstation.yaml"
        try
            (BenchSite.configuration(folder: folder, serials: serials) + (screen.map { "kiosk: {port: \($0)}\n" } ?? ""))
            .write(toFile: file, atomically: false, encoding: .utf8)
        return try BenchProcess([binaries + "/scanstation", "run", "--config", file], environment: environment)
    }

    /// Starts the floor, whose verdict is one bell.
    func floor(at scanner: BenchScanner, rowBytes: Int) throws -> BenchProcess {
        let file = try folder() + "/floor"
        return try BenchProcess(
            [binaries + "/floor", scanner.node, file, "\u{07}\r", "\(rowBytes)"], environment: environment)
    }
}
