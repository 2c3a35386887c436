import FaultStorage
import Foundation
import GRDB
import Testing

/// SQLite on disks that fail: what SQLite promises of a sync that returned holds, whatever the power leaves.
@Suite("A disk that fails, under SQLite") struct FaultDiskTests {
    /// A disk of its own for each test.
    private static func disk(_ name: String = #function) -> FaultDisk {
        FaultDisk("/disk-\(name.filter(\.isLetter))-\(UUID().uuidString.prefix(8))")
    }

    private static func open(_ disk: FaultDisk, _ mode: String) throws -> DatabaseQueue {
        let queue = try DatabaseQueue(path: disk.path + "/book")
        try queue.inDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = EXTRA; PRAGMA journal_mode = \(mode)")
            try db.execute(sql: "CREATE TABLE IF NOT EXISTS line (number INTEGER PRIMARY KEY, text TEXT)")
        }
        return queue
    }

    private static func add(_ queue: DatabaseQueue, _ number: Int) throws {
        try queue.write { db in
            try db.execute(
                sql: "INSERT INTO line VALUES (?, ?)",
                arguments: [number, String(repeating: "\(number) ", count: 300)])
        }
    }

    private static func lines(_ queue: DatabaseQueue) throws -> [Int] {
        try queue.read { db in
            #expect(try String.fetchOne(db, sql: "PRAGMA integrity_check") == "ok")
            return try Int.fetchAll(db, sql: "SELECT number FROM line ORDER BY number")
        }
    }

    private static let survivals: [FaultDisk.Survival] = [
        .nothing, .everything, .first(1), .only(0), .only(1), .allBut(0), .subset(0b0101), .lastTorn(units: 1),
        .lastTorn(units: 3), .lastDamaged,
    ]

    @Test("what was committed is there after the power went at any operation", arguments: ["WAL", "DELETE"])
    func committed(mode: String) throws {
        for survival in Self.survivals {
            var operations: UInt64 = 0
            while true {
                let disk = Self.disk()
                defer { withExtendedLifetime(disk) {} }
                var queue = try Self.open(disk, mode)
                for number in 0..<3 { try Self.add(queue, number) }
                disk.arm(.cut, after: operations)
                var committed = 3
                while disk.hasPower, committed < 8 {
                    do { try Self.add(queue, committed) } catch { break }
                    committed += 1
                }
                if committed == 8 { break }
                try? queue.close()
                disk.restart(survival)
                queue = try Self.open(disk, mode)
                let found = try Self.lines(queue)
                let whole = Array(0..<committed)
                #expect(
                    found == whole || found == whole + [committed],
                    "\(mode), \(survival), operation \(operations): \(found) of \(whole)")
                try Self.add(queue, 100)
                try queue.close()
                operations += 1
            }
            #expect(operations > 10)
        }
    }

    @Test func `a disk that only seems to sync loses what was committed`() throws {
        let disk = Self.disk()
        defer { withExtendedLifetime(disk) {} }
        let queue = try Self.open(disk, "WAL")
        disk.ignoreSyncs()
        for number in 0..<3 { try Self.add(queue, number) }
        disk.cutPower()
        try? queue.close()
        disk.restart(.nothing)
        #expect(try Self.lines(try Self.open(disk, "WAL")).isEmpty)
    }

    @Test func `without power nothing is read, written or opened`() throws {
        let disk = Self.disk()
        defer { withExtendedLifetime(disk) {} }
        let queue = try Self.open(disk, "DELETE")
        try Self.add(queue, 1)
        disk.cutPower()
        #expect(throws: DatabaseError.self) { try Self.add(queue, 2) }
        try? queue.close()
        #expect(throws: DatabaseError.self) { try Self.open(disk, "DELETE") }
    }

    @Test func `a full disk takes nothing that needs room, and goes on when there is some`() throws {
        let disk = Self.disk()
        defer { withExtendedLifetime(disk) {} }
        let queue = try Self.open(disk, "WAL")
        try Self.add(queue, 1)
        disk.arm(.full, after: 0)
        for number in 2..<5 {
            let error = #expect(throws: DatabaseError.self) { try Self.add(queue, number) }
            #expect(error?.resultCode == .SQLITE_FULL)
        }
        disk.mend()
        try Self.add(queue, 9)
        #expect(try Self.lines(queue) == [1, 9])
    }

    @Test func `a write that fails, fails alone`() throws {
        let disk = Self.disk()
        defer { withExtendedLifetime(disk) {} }
        let queue = try Self.open(disk, "WAL")
        disk.arm(.error, after: 0)
        let error = #expect(throws: DatabaseError.self) { try Self.add(queue, 1) }
        #expect(error?.resultCode == .SQLITE_IOERR)
        try Self.add(queue, 2)
        #expect(try Self.lines(queue) == [2])
    }

    @Test func `what a failed sync was to keep reads back, and is gone with the power`() throws {
        let disk = Self.disk()
        defer { withExtendedLifetime(disk) {} }
        let queue = try Self.open(disk, "WAL")
        try Self.add(queue, 1)
        disk.arm(.sync, after: 0)
        #expect(throws: DatabaseError.self) { try Self.add(queue, 2) }
        disk.cutPower()
        try? queue.close()
        disk.restart(.everything)
        #expect(try Self.lines(try Self.open(disk, "WAL")) == [1])
    }

    @Test func `a clone has the same future`() throws {
        let disk = Self.disk()
        defer { withExtendedLifetime(disk) {} }
        let queue = try Self.open(disk, "WAL")
        for number in 0..<3 { try Self.add(queue, number) }
        disk.arm(.cut, after: 1)
        #expect(throws: DatabaseError.self) { try Self.add(queue, 3) }
        let clone = disk.clone(disk.path + "-clone")
        defer { withExtendedLifetime(clone) {} }
        #expect(clone.pending == disk.pending && disk.pending > 0)
        try? queue.close()
        disk.restart(.everything)
        clone.restart(.nothing)
        #expect(try Self.lines(try Self.open(disk, "WAL")).starts(with: [0, 1, 2]))
        #expect(try Self.lines(try Self.open(clone, "WAL")) == [0, 1, 2])
    }

    @Test func `paths of no disk go to the file system`() throws {
        let disk = Self.disk()
        let folder = NSTemporaryDirectory() + "/\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let queue = try DatabaseQueue(path: folder + "/book")
        try queue.write { try $0.execute(sql: "CREATE TABLE line (number INTEGER PRIMARY KEY)") }
        #expect(FileManager.default.fileExists(atPath: folder + "/book"))
        #expect(disk.operations == 0)
    }

    @Test func `two connections see one file`() throws {
        let disk = Self.disk()
        defer { withExtendedLifetime(disk) {} }
        let queue = try Self.open(disk, "WAL")
        let reader = try DatabaseQueue(path: disk.path + "/book")
        try Self.add(queue, 1)
        #expect(try Self.lines(reader) == [1])
        try Self.add(queue, 2)
        #expect(try Self.lines(reader) == [1, 2])
    }
}
