import BlockLog
import Testing

@Suite("A disk is brought forward through its log")
struct ReplayTests {
    /// Sectors 1 and 2, a flush, sector 1 anew and sector 3, a flush, sector 4.
    private static func text() -> LogText {
        var text = LogText(entries: 7)
        text.write(1, sector: 1)
        text.write(1, sector: 2)
        text.flush()
        text.write(2, sector: 1)
        text.write(2, sector: 3)
        text.flush()
        text.write(3, sector: 4)
        return text
    }

    @Test(
        "It holds what was written up to an entry",
        arguments: [
            (0, [0, 1, 0, 0, 0, 0, 0, 0]), (2, [0, 1, 1, 0, 0, 0, 0, 0]), (5, [0, 2, 1, 2, 0, 0, 0, 0]),
            (6, [0, 2, 1, 2, 3, 0, 0, 0]),
        ] as [(Int, [UInt8])])
    func upTo(_ last: Int, _ expected: [UInt8]) throws {
        let text = Self.text()
        defer { text.remove() }
        let disk = try text.disk()
        var replay = BlockLogReplay(try BlockLogFile(text.file()), onto: try DiskImage(disk))
        try replay.advance(past: last)
        #expect(try sectors(disk) == expected)
        try replay.copy(to: disk + "-copy")
        #expect(try sectors(disk + "-copy") == expected)
    }

    @Test("Of what is under way each write may come or not, and nothing behind the next flush does")
    func someOfTheRest() throws {
        let text = Self.text()
        defer { text.remove() }
        let disk = try text.disk()
        var replay = BlockLogReplay(try BlockLogFile(text.file()), onto: try DiskImage(disk))
        try replay.advance(past: 2)
        var random = SystemRandomNumberGenerator()
        var seen: Set<[UInt8]> = []
        for _ in 0..<200 {
            try replay.copy(to: disk + "-copy", withSomeOfTheRestBy: &random)
            seen.insert(try sectors(disk + "-copy"))
        }
        let possible: Set<[UInt8]> = [
            [0, 1, 1, 0, 0, 0, 0, 0], [0, 2, 1, 0, 0, 0, 0, 0], [0, 1, 1, 2, 0, 0, 0, 0], [0, 2, 1, 2, 0, 0, 0, 0],
        ]
        #expect(seen == possible)
        #expect(try sectors(disk) == [0, 1, 1, 0, 0, 0, 0, 0])
    }

    @Test("Sectors of one write may come one by one")
    func torn() throws {
        var text = LogText(entries: 1)
        defer { text.remove() }
        text.add(sector: 2, sectors: 4, payload: [UInt8](repeating: 7, count: 2048))
        let disk = try text.disk()
        let replay = BlockLogReplay(try BlockLogFile(text.file()), onto: try DiskImage(disk))
        var random = SystemRandomNumberGenerator()
        var seen: Set<[UInt8]> = []
        for _ in 0..<1000 {
            try replay.copy(to: disk + "-copy", withSomeOfTheRestBy: &random)
            seen.insert(try sectors(disk + "-copy"))
        }
        #expect(seen.count == 16)
        #expect(seen.allSatisfy { $0[0] == 0 && $0[1] == 0 && $0[6] == 0 && $0[7] == 0 })
    }

    @Test("A discarded range keeps what it held, and a mark changes nothing")
    func unchanging() throws {
        var text = LogText(entries: 3)
        defer { text.remove() }
        text.write(1, sector: 1)
        text.add(sector: 1, sectors: 1, flags: 4)
        text.add(flags: 8, length: 3, payload: [1, 2, 3])
        let disk = try text.disk()
        var replay = BlockLogReplay(try BlockLogFile(text.file()), onto: try DiskImage(disk))
        try replay.advance(past: 2)
        #expect(try sectors(disk) == [0, 1, 0, 0, 0, 0, 0, 0])
    }

    @Test("A write beyond the end of the disk is an error that names the entry", arguments: [8, 1 << 40] as [UInt64])
    func beyond(_ sector: UInt64) throws {
        var text = LogText(entries: 1)
        defer { text.remove() }
        text.write(1, sector: sector)
        var replay = BlockLogReplay(try BlockLogFile(text.file()), onto: try DiskImage(text.disk()))
        #expect(throws: BlockLogError.beyondDisk(entry: 1)) { try replay.advance(past: 0) }
    }

    @Test("A payload that is not there is an error that names the entry")
    func cutShort() throws {
        var text = LogText(entries: 1)
        defer { text.remove() }
        text.write(1, sector: 1)
        text.bytes.removeLast(10)
        var replay = BlockLogReplay(try BlockLogFile(text.file()), onto: try DiskImage(text.disk()))
        #expect(throws: BlockLogError.cutShort(entry: 1)) { try replay.advance(past: 0) }
    }
}
