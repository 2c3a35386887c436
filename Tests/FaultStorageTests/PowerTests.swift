import FaultStorage
import GRDB
import Testing

/// What a power cut leaves, and what a disk claims of names.
@Suite("The power of a disk") struct PowerTests {
    @Test func `what was open when the power went can only be closed, and harms nobody by it`() throws {
        for mode in ["WAL", "DELETE"] {
            let disk = freshDisk()
            let old = try Book(disk, mode)
            for number in 0..<3 { try old.add(number) }
            disk.cut(keeping: .nothing)
            let new = try Book(disk, mode)
            try new.add(3)
            #expect(throws: DatabaseError.self) { try old.add(4) }
            try? old.queue.close()
            #expect(try new.lines == [0, 1, 2, 3])
            try new.add(5)
            disk.cut(keeping: .nothing)
            #expect(try Book(disk, mode).lines == [0, 1, 2, 3, 5])
        }
    }

    @Test func `after the program alone is gone everything reads back, and waits still`() throws {
        let disk = freshDisk()
        let book = try Book(disk)
        try book.add(1)
        disk.ignoreSyncs()
        try book.add(2)
        let waiting = disk.waiting
        disk.cutPower()
        disk.resume()
        #expect(disk.waiting == waiting && !waiting.isEmpty)
        #expect(throws: DatabaseError.self) { try book.add(3) }
        #expect(try Book(disk).lines == [1, 2])
    }

    @Test func `a disk that is gone leaves nothing open behind`() throws {
        var disk: FaultDisk? = freshDisk()
        let queue = try Book(try #require(disk)).queue
        disk = nil
        #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: "DELETE FROM line") } }
        try? queue.close()
    }

    @Test("of writes that were not synced any may be left", arguments: 0..<8)
    func subsets(bits: UInt64) throws {
        let disk = freshDisk()
        let name = disk.path + "/book"
        let book = try Book(disk, "DELETE")
        try book.queue.close()
        let before = try #require(disk.durableContents(name))
        let quick = try DatabaseQueue(path: name)
        try quick.inDatabase { try $0.execute(sql: "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF") }
        try quick.write {
            try $0.execute(sql: "INSERT INTO line VALUES (1, '\(String(repeating: "x", count: 9_000))')")
        }
        let writes = disk.waiting.filter { $0.file == "/book" }
        #expect(writes.count >= 3 && writes.count == disk.pending)
        let after = try #require(disk.contents(name))
        #expect(disk.durableContents(name) == before)
        disk.cut(keeping: .subset(bits))
        let left = try #require(disk.contents(name))
        for (index, write) in writes.enumerated() {
            let range = write.offset..<write.offset + write.bytes
            let isKept = bits >> UInt64(index) & 1 == 1
            if isKept { #expect(left[range] == after[range]) }
            if !isKept, range.upperBound <= before.count { #expect(left[range] == before[range]) }
        }
    }

    @Test func `the last write is torn at 512 bytes, or leaves noise in its sectors`() throws {
        for survival in [FaultDisk.Survival.lastTorn(units: 3), .lastDamaged] {
            let disk = freshDisk()
            let name = disk.path + "/book-wal"
            let book = try Book(disk)
            try book.add(1)
            let before = try #require(disk.durableContents(name))
            disk.arm(.cut, after: 1)
            #expect(throws: DatabaseError.self) { try book.add(2) }
            let write = try #require(disk.waiting.last)
            #expect(write.kind == .write && write.bytes == 4096 && disk.unitsOfLast == 8)
            disk.restart(survival)
            let left = try #require(disk.contents(name))
            if survival == .lastTorn(units: 3) {
                #expect(left.count == write.offset + 3 * 512)
            } else {
                let sector = write.offset / 4096 * 4096
                #expect(left.count >= write.offset + write.bytes)
                #expect(left.prefix(sector) == before.prefix(sector), "sectors beside it are as they were")
            }
            #expect(try Book(disk).lines == [1])
        }
    }

    @Test func `every way in which few writes survive is tried once`() throws {
        let disk = freshDisk()
        let book = try Book(disk)
        disk.arm(.cut, after: 3)
        #expect(throws: DatabaseError.self) { for number in 0..<9 { try book.add(number) } }
        let count = disk.pending
        #expect((1...8).contains(count))
        let survivals = disk.survivals(subsetsUpTo: 8)
        #expect(Set(survivals).count == survivals.count)
        #expect(survivals.filter { if case .subset = $0 { true } else { false } }.count == 1 << count)
        let many = disk.survivals(subsetsUpTo: 0)
        #expect(many.contains(.first(count)) && many.contains(.only(0)) && many.contains(.allBut(count - 1)))
    }

    @Test func `names are durable with the directory, and change at once or not at all`() throws {
        for isSynced in [true, false] {
            let disk = freshDisk()
            let (old, new) = (disk.path + "/book", disk.path + "/kept")
            for number in 1...2 {
                let book = try Book(disk, "DELETE")
                try book.add(number)
                try book.queue.close()
                if number == 1 { try disk.rename(old, to: new) }
            }
            try disk.syncNames()
            let contents = [disk.contents(old), disk.contents(new)]
            #expect(contents[0] != contents[1] && contents[0] != nil && contents[1] != nil)
            try disk.rename(old, to: new)
            #expect(!disk.exists(old) && disk.contents(new) == contents[0])
            if isSynced { try disk.syncNames() }
            disk.cut(keeping: .nothing)
            #expect(disk.contents(new) == (isSynced ? contents[0] : contents[1]))
            #expect(disk.contents(old) == (isSynced ? nil : contents[0]))
        }
    }

    @Test func `what was deleted comes back unless the directory was synced`() throws {
        for isSynced in [true, false] {
            let disk = freshDisk()
            let book = try Book(disk, "DELETE")
            try book.add(1)
            try book.queue.close()
            try disk.remove(disk.path + "/book")
            if isSynced { try disk.syncNames() }
            #expect(!disk.exists(disk.path + "/book"))
            disk.cut(keeping: .nothing)
            #expect(disk.exists(disk.path + "/book") != isSynced)
            #expect(throws: FaultDisk.Refused.self) { try disk.remove(disk.path + "/nothing") }
        }
    }

    @Test func `zeros are zeros on the disk too`() throws {
        let disk = freshDisk()
        let book = try Book(disk, "DELETE")
        try book.add(1)
        try book.queue.close()
        let size = try #require(disk.contents(disk.path + "/book")).count
        try disk.zero(disk.path + "/book")
        disk.cut(keeping: .nothing)
        #expect(disk.contents(disk.path + "/book") == [UInt8](repeating: 0, count: size))
    }

    @Test func `the log tells what lies between which syncs`() throws {
        let disk = freshDisk()
        let book = try Book(disk)
        disk.keepLog(of: 100)
        let (operations, syncs) = (disk.operations, Int(disk.syncs))
        for number in 1...3 { try book.add(number) }
        let log = disk.log
        #expect(log.count == Int(disk.operations - operations))
        #expect(log.filter { $0.kind == .sync }.map(\.interval) == Array(syncs..<Int(disk.syncs)))
        #expect(log.allSatisfy { $0.file == "/book-wal" })
        #expect(log.filter { $0.kind == .write }.count >= 3)
        disk.keepLog(of: 2)
        try book.add(4)
        #expect(disk.log.count == 2, "it is bounded")
    }

    @Test func `what waits is bounded: what has waited longest is written`() throws {
        let disk = freshDisk()
        let book = try Book(disk)
        disk.ignoreSyncs()
        for number in 10..<110 { try book.add(number, words: 500_000) }
        let waiting = disk.waiting.reduce(0) { $0 + ($1.kind == .write ? $1.bytes : 0) }
        #expect(disk.bytes > 100 << 20)
        #expect((16 << 20...64 << 20).contains(waiting))
    }
}
