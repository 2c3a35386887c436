import BlockLog
import FakeDevices
import Foundation
import Journal
import Scenarios

/// The disk of a guest's journal: made, and read without being mounted. Needs e2fsprogs.
struct GuestDisk {
    /// Where things are put that are taken out of a disk.
    private let folder: String
    private var copy: String { folder + "/taken.img" }
    private var taken: String { folder + "/taken" }

    /// What a disk holds of a station.
    struct Contents {
        var rows: [RecordedRow] = []
        /// `scanstation export --golden`; empty without a journal.
        var golden = ""

        var scans: Int { rows.count { $0.scanner != nil } }
        /// The lane's part of the golden record, which only grows.
        var laneRecord: String { golden.range(of: "\nlane 1\n").map { String(golden[$0.upperBound...]) } ?? "" }
    }

    init(folder: String) { self.folder = folder }

    /// Makes a disk with a small ext4 journal that holds a station's configuration.
    func make(_ image: String, _ configuration: ScenarioConfiguration) throws {
        let root = folder + "/root"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        try Data(configuration.text.utf8).write(to: URL(fileURLWithPath: root + "/scanstation.yaml"))
        _ = FileManager.default.createFile(atPath: image, contents: nil)
        guard truncate(image, Self.bytes) == 0 else { throw MachineError("\(image) cannot be written") }
        try run(["mkfs.ext4", "-q", "-J", "size=4", "-d", root, image])
    }

    /// A station wants room; most of it is a hole in the image.
    private static let bytes = 160 << 20

    /// What a station finds on this disk after a power cut. The disk itself is left as it is.
    func contents(of image: String) throws -> Contents {
        try DiskImage(image).copy(to: copy)
        return try contentsOfCopy()
    }

    /// The same of a disk that a log was replayed onto.
    func contents(of replay: borrowing BlockLogReplay) throws -> Contents {
        try replay.copy(to: copy)
        return try contentsOfCopy()
    }

    /// The same, with some of what was under way.
    func contents(
        of replay: borrowing BlockLogReplay, withSomeOfTheRestBy random: inout some RandomNumberGenerator
    ) throws -> Contents {
        try replay.copy(to: copy, withSomeOfTheRestBy: &random)
        return try contentsOfCopy()
    }

    private func contentsOfCopy() throws -> Contents {
        // 1: it replayed the file system's journal, and what else a mount would have done.
        try run(["e2fsck", "-fy", copy], accepting: [0, 1])
        try run(["e2fsck", "-fn", copy])
        try? FileManager.default.removeItem(atPath: taken)
        try FileManager.default.createDirectory(atPath: taken, withIntermediateDirectories: true)
        try run(["debugfs", "-R", "rdump / \(taken)", copy])
        let journal = taken + "/journal.sqlite"
        guard FileManager.default.fileExists(atPath: journal) else { return Contents() }
        try openAsStation(journal)
        let verified = try HostProcess.run([StationProcess.besideThisProgram, "verify", "--journal", journal])
        if verified.code != 0 {
            throw MachineError("scanstation verify ended with \(verified.code): \(verified.output)")
        }
        return Contents(
            rows: try JournalFile.rows(path: journal), golden: try Journal.Export.golden(path: journal))
    }

    /// Opens the journal as a station does that starts after the cut, which ends what was under way: making it, for one.
    private func openAsStation(_ journal: String) throws {
        var random = Seeded(seed: 1)
        do {
            try JournalFile.open(path: journal, station: Self.station, random: { random.bytes($0) }).close(nil)
        } catch {
            throw MachineError("a station cannot open the journal: \(error)")
        }
    }

    private static let station = ScenarioConfiguration(folder: "").station

    private func run(_ words: [String], accepting codes: [Int32] = [0]) throws(MachineError) {
        let (code, output) = try HostProcess.run(words)
        if !codes.contains(code) {
            throw MachineError("\(words.joined(separator: " ")) ended with \(code): \(output)")
        }
    }
}
