import FaultStorage
import GRDB
import Testing

/// Long random work on SQLite over disks that fail in every way, against a dictionary.
@Suite("Work on a disk that fails") struct WorkloadTests {
    private struct Worker {
        let disk = freshDisk()
        let mode: String
        var dice: Dice
        /// What was committed.
        var kept: [Int: Int] = [:]
        /// What else a restart may find, until something is committed: what transactions that failed would have made of it,
        /// and, where one of them was found and only the program had gone, what was there without it.
        var tried: [[Int: Int]] = []
        var cuts = 0
        var failures = 0

        mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &dice) }

        mutating func change(_ queue: DatabaseQueue) throws {
            var changed = kept
            let changes = (0..<roll(4) + 1).map { _ in (roll(60), roll(3), roll(1 << 30)) }
            for (key, what, value) in changes { changed[key] = what == 0 ? nil : value }
            let size = roll(1_500)
            tried.append(changed)
            try queue.write { db in
                for (key, what, value) in changes {
                    if what == 0 {
                        try db.execute(sql: "DELETE FROM entry WHERE key = ?", arguments: [key])
                    } else {
                        let text = String(repeating: "x", count: size)
                        try db.execute(sql: "REPLACE INTO entry VALUES (?, ?, ?)", arguments: [key, value, text])
                    }
                }
            }
            kept = changed
            tried = []
        }

        mutating func misbehave() {
            switch roll(30) {
            case 0, 1: disk.arm(.cut, after: UInt64(roll(12)))
            case 2: disk.arm(.error, after: UInt64(roll(12)))
            case 3: disk.arm(.short, after: UInt64(roll(12)))
            case 4: disk.armRead(after: UInt64(roll(6)))
            case 5: disk.armBusy(after: UInt64(roll(4)), times: 3)
            case 6: disk.arm(.full, after: UInt64(roll(12)))
            case 7: disk.mend()
            default: break
            }
        }

        func open() throws -> DatabaseQueue {
            let queue = try DatabaseQueue(path: disk.path + "/entries")
            try queue.inDatabase { db in
                try db.execute(sql: "PRAGMA synchronous = EXTRA; PRAGMA journal_mode = \(mode)")
                try db.execute(sql: "PRAGMA cache_size = 10; PRAGMA wal_autocheckpoint = 20")
                try db.execute(
                    sql: "CREATE TABLE IF NOT EXISTS entry (key INTEGER PRIMARY KEY, value INTEGER, text TEXT)")
            }
            return queue
        }

        func found(_ queue: DatabaseQueue) throws -> [Int: Int] {
            try queue.read { db in
                #expect(try String.fetchOne(db, sql: "PRAGMA integrity_check") == "ok")
                let rows = try Row.fetchAll(db, sql: "SELECT key, value FROM entry")
                return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as Int, $0[1] as Int) })
            }
        }

        mutating func restart() throws -> DatabaseQueue {
            cuts += 1
            let isKilled = disk.hasPower && roll(2) == 0
            if isKilled {
                disk.cutPower()
                disk.resume()
            } else {
                disk.cutPower()
                disk.restart(using: &dice)
            }
            let queue = try open()
            let found = try found(queue)
            #expect(found == kept || tried.contains(found), "after \(cuts) cuts")
            tried = isKilled ? tried + [kept] : []
            kept = found
            return queue
        }

        mutating func work(_ turns: Int) throws {
            var queue = try open()
            for _ in 0..<turns {
                misbehave()
                do {
                    try change(queue)
                } catch {
                    failures += 1
                    if disk.hasPower, roll(3) > 0 {
                        disk.mend()
                        #expect(try found(queue) == kept)
                    } else {
                        queue = try restart()
                    }
                }
            }
            queue = try restart()
        }
    }

    @Test("keeps what was committed and invents nothing", arguments: ["WAL", "DELETE", "PERSIST"], 1...4)
    func work(mode: String, seed: UInt64) throws {
        var worker = Worker(mode: mode, dice: Dice(seed))
        try worker.work(1_500)
        #expect(worker.cuts > 20 && worker.failures > 40)
    }
}
