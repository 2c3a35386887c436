import FaultStorage
import GRDB
import Testing

/// Each fault, as SQLite tells it, and that work goes on behind it.
@Suite("What goes wrong with a disk") struct FaultTests {
    @Test func `half a write is no write to SQLite, whatever the power leaves of it`() throws {
        for survival in [FaultDisk.Survival.nothing, .everything] {
            let disk = freshDisk()
            let book = try Book(disk)
            try book.add(1)
            disk.arm(.short, after: 0)
            let error = #expect(throws: DatabaseError.self) { try book.add(2) }
            #expect(error?.extendedResultCode == .SQLITE_IOERR_WRITE)
            #expect(disk.waiting.contains { $0.kind == .write && $0.bytes > 0 })
            disk.cut(keeping: survival)
            let again = try Book(disk)
            #expect(try again.lines == [1])
            try again.add(3)
            #expect(try again.lines == [1, 3])
        }
    }

    @Test func `a disk of so many bytes takes no more, and what it took stays`() throws {
        let disk = freshDisk()
        let book = try Book(disk)
        try book.add(1)
        disk.setCapacity(disk.bytes + 40_000)
        var taken = [1]
        let error = #expect(throws: DatabaseError.self) {
            for number in 2..<1_000 {
                try book.add(number)
                taken.append(number)
            }
        }
        #expect(error?.resultCode == .SQLITE_FULL)
        #expect(taken.count > 2)
        #expect(try book.lines == taken)
        disk.mend()
        #expect(throws: DatabaseError.self) { try book.add(1_001) }
        disk.setCapacity(nil)
        try book.add(1_001)
        #expect(try book.lines == taken + [1_001])
    }

    @Test func `a reading fails once`() throws {
        let disk = freshDisk()
        do {
            let book = try Book(disk)
            for number in 0..<50 { try book.add(number) }
            try book.queue.close()
        }
        let book = try DatabaseQueue(path: disk.path + "/book")
        disk.armRead(after: 4)
        let count = "SELECT count(text) FROM line"
        let error = #expect(throws: DatabaseError.self) {
            try book.read { db in _ = try Int.fetchOne(db, sql: count) }
        }
        #expect(error?.extendedResultCode == .SQLITE_IOERR_READ)
        #expect(try book.read { db in try Int.fetchOne(db, sql: count) } == 50)
    }

    @Test func `a lock that is somebody else's is waited for, and given up`() throws {
        let disk = freshDisk()
        _ = try Book(disk)
        var patient = Configuration()
        patient.busyMode = .timeout(3_600)
        let queue = try DatabaseQueue(path: disk.path + "/book", configuration: patient)
        disk.armBusy(after: 0, times: 5)
        try queue.write { try $0.execute(sql: "INSERT INTO line VALUES (1, '')") }
        // An hour of waiting, of which no second is waited.
        disk.armBusy(after: 0, times: .max)
        let error = #expect(throws: DatabaseError.self) {
            try queue.write { try $0.execute(sql: "INSERT INTO line VALUES (2, '')") }
        }
        // SQLite gives up a log whose locks are never to be had, in its own words.
        #expect([.SQLITE_BUSY, .SQLITE_PROTOCOL].contains(error?.resultCode))
        disk.mend()
        try queue.write { try $0.execute(sql: "INSERT INTO line VALUES (3, '')") }
        #expect(try queue.read { try Int.fetchAll($0, sql: "SELECT number FROM line") } == [1, 3])
    }

    @Test func `a sync that fails for once keeps nothing and loses nothing`() throws {
        let disk = freshDisk()
        let book = try Book(disk)
        try book.add(1)
        var failedSyncs = 0
        for operations in 0..<12 {
            disk.keepLog(of: 100)
            disk.arm(.error, after: UInt64(operations))
            let failed = (try? book.add(100 + operations)) == nil
            if failed, disk.log.last?.kind == .sync {
                failedSyncs += 1
                #expect(disk.pending > 0)
            }
            disk.mend()
        }
        #expect(failedSyncs > 0)
        try book.add(2)
        let lines = try book.lines
        #expect(lines.first == 1 && lines.contains(2))
        disk.cut(keeping: .nothing)
        #expect(try Book(disk).lines == lines)
    }

    @Test("what a failed sync has kept all the same is what the power leaves", arguments: [true, false])
    func failedSync(keeps: Bool) throws {
        let disk = freshDisk()
        let book = try Book(disk)
        try book.add(1)
        disk.armSync(after: 0, keeping: keeps ? .max : 0)
        #expect(throws: DatabaseError.self) { try book.add(2) }
        #expect(disk.pending == 0, "what was to be synced is called clean")
        disk.cut(keeping: .everything)
        // Whole and with its mark of a commit, it is there; that nobody was told so makes it no lie.
        #expect(try Book(disk).lines == (keeps ? [1, 2] : [1]))
    }

    @Test func `chances come as their seed says`() throws {
        func failures(_ seed: UInt64) throws -> [Int] {
            let disk = freshDisk()
            let book = try Book(disk)
            disk.plan(.init(seed: seed, oneIn: [.error: 20, .short: 30, .full: 400], oneReadIn: 50, oneLockIn: 40))
            var failures: [Int] = []
            for number in 0..<200 {
                do { try book.add(number) } catch { failures.append(number) }
            }
            disk.mend()
            #expect(try book.lines == (0..<200).filter { !failures.contains($0) })
            return failures
        }
        let first = try failures(1)
        #expect((5..<195).contains(first.count))
        #expect(try failures(1) == first)
        #expect(try failures(2) != first)
    }

    @Test func `what operations take is summed, and no time passes`() throws {
        let disk = freshDisk()
        let book = try Book(disk)
        let (operations, syncs) = (disk.operations, disk.syncs)
        disk.setCost(write: .microseconds(10), sync: .seconds(30))
        for number in 0..<5 { try book.add(number) }
        let newSyncs = Int(disk.syncs - syncs)
        let writes = Int(disk.operations - operations) - newSyncs
        #expect(newSyncs >= 5 && writes >= 5)
        #expect(disk.timeTaken == .seconds(30) * newSyncs + .microseconds(10) * writes)
    }

    @Test("one file that is not synced is enough to lose what was committed", arguments: ["-wal", "book"])
    func oneFile(suffix: String) throws {
        let disk = freshDisk()
        let book = try Book(disk)
        try book.add(1)
        disk.ignoreSyncs(of: suffix)
        for number in 2..<6 { try book.add(number) }
        // Committed is what is in the log; the file matters once the log was taken into it.
        try book.queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try book.add(6)
        disk.cut(keeping: .nothing)
        #expect((try? Book(disk).lines) != [1, 2, 3, 4, 5, 6])
    }
}
