import Devices
import FakeDevices
import Foundation
import Journal
import Scenarios
import Station
import Testing
import Trainer

/// A lesson at a table in memory: the shipping loop, a real journal, virtual time.
final class MemoryTraining {
    let table: MemoryTable
    var lesson = Lesson()
    /// Seconds of the lesson.
    var now = 0.0
    private let folder: String
    private var reading: Reading?

    init() throws {
        folder = NSTemporaryDirectory() + "trainer-" + UUID().uuidString
        table = try MemoryTable(TrainingDesk.configuration(folder: folder))
        for place in table.configuration.scanners { table.plug(place.name, place.model.firmware) }
        for place in table.configuration.devices { table.plug(place.name, place.firmware) }
        lesson.begin(at: now)
        try colleague()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The journal after the last scan: in virtual time nothing is written between two of them.
    func look() throws -> Reading {
        if let reading { return reading }
        let read = Reading(try ShiftRecord(journal: table.configuration.journal), deck: table.deck)
        reading = read
        return read
    }

    var right: [Item] { get throws { lesson.task?.right(try look().picture) ?? [] } }

    /// The trainee scans.
    func scan(_ item: Item) throws {
        guard let task = lesson.task else { return }
        let before = try look().picture
        let reading = try act(LessonTask.Act(item, isPacking: task.isPacking))
        let last = try #require(reading.last)
        now += 1
        var known: Item? = item
        if case .foreign = item { known = nil }
        lesson.scanned(
            Lesson.Scan(known, name: last.row.verdict.name, feedback: last.feedback), before: before,
            after: reading.picture, at: now)
        if lesson.task != task { try colleague() }
    }

    func skip() throws {
        lesson.skip(at: now)
        try colleague()
    }

    /// Does what is right until this task, or the end.
    func play(until end: LessonTask? = nil, choosing: ([Item]) -> Item? = { $0.first }) throws {
        var scans = 0
        while let task = lesson.task, task != end {
            let way = try #require(choosing(try right), "nothing would be right in \(task)")
            try scan(way)
            scans += 1
            try #require(scans < 200, "\(task) does not end")
        }
    }

    private func act(_ act: LessonTask.Act) throws -> Reading {
        let before = try look().record.scans.count
        _ = try table.scan(act.item, with: TrainingDesk.hand(for: act.item, isPacking: act.isPacking))
        reading = nil
        let reading = try look()
        try #require(reading.record.scans.count == before + 1, "\(act.item) came to no row")
        return reading
    }

    private func colleague() throws {
        guard let task = lesson.task else { return }
        for act in task.colleague(try look().picture) { _ = try self.act(act) }
        lesson.looked(at: try look().picture, at: now)
        if lesson.task != task { try colleague() }
    }
}
