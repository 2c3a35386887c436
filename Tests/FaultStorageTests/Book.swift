import FaultStorage
import Foundation
import GRDB
import Testing

/// A small SQLite file on a disk of faults, which it holds for as long as it is open.
final class Book {
    private let disk: FaultDisk
    let queue: DatabaseQueue

    init(_ disk: FaultDisk, _ mode: String = "WAL") throws {
        self.disk = disk
        queue = try DatabaseQueue(path: disk.path + "/book")
        try queue.inDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = EXTRA; PRAGMA journal_mode = \(mode)")
            try db.execute(sql: "CREATE TABLE IF NOT EXISTS line (number INTEGER PRIMARY KEY, text TEXT)")
        }
    }

    func add(_ number: Int, words: Int = 300) throws {
        try queue.write { db in
            try db.execute(
                sql: "INSERT INTO line VALUES (?, ?)",
                arguments: [number, String(repeating: "\(number) ", count: words)])
        }
    }

    var lines: [Int] {
        get throws {
            try queue.read { db in
                #expect(try String.fetchOne(db, sql: "PRAGMA integrity_check") == "ok")
                return try Int.fetchAll(db, sql: "SELECT number FROM line ORDER BY number")
            }
        }
    }
}

/// A disk of its own for each test.
func freshDisk() -> FaultDisk { FaultDisk("/disk-\(UUID().uuidString)") }

/// The same numbers in every run.
struct Dice: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 31
    }
}
