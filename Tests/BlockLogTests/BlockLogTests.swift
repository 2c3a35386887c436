import BlockLog
import Foundation
import Testing

@Suite("The log of a disk's writes")
struct BlockLogTests {
    @Test("A log is read as it was written")
    func read() throws {
        var text = LogText(entries: 5)
        defer { text.remove() }
        text.write(1, sector: 3)
        text.flush()
        text.write(2, sector: 4, flags: 2)
        text.add(sector: 0, sectors: 1 << 40, flags: 4)
        text.add(flags: 8, length: 4, payload: Array("here".utf8))
        let log = try BlockLogFile(text.file())
        #expect(log.sectorSize == 512)
        #expect(log.entries.map(\.flags.rawValue) == [0, 1, 2, 4, 8])
        #expect(log.entries.map(\.offset) == [1536, 0, 2048, 0, 0])
        #expect(log.entries.map(\.isPromise) == [false, true, true, false, false])
        #expect(log.entries.map(\.isWrite) == [true, false, true, false, false])
        #expect(try log.payload(of: 2) == [UInt8](repeating: 2, count: 512))
        #expect(try log.payload(of: 4) == Array("here".utf8))
    }

    @Test("What the first sector does not count yet is not read")
    func uncounted() throws {
        var text = LogText(entries: 1)
        defer { text.remove() }
        text.flush()
        text.bytes += [1, 2, 3]
        #expect(try BlockLogFile(text.file()).entries.count == 1)
        #expect(try BlockLogFile.count(in: text.file()) == 1)
    }

    @Test("A log to which nothing was flushed counts nothing")
    func empty() throws {
        let text = LogText(entries: 0)
        defer { text.remove() }
        #expect(try BlockLogFile(text.file()).entries.isEmpty)
        #expect(try BlockLogFile.count(in: LogText.file([], text.folder.appendingPathComponent("none"))) == 0)
    }

    @Test("What is no log is refused with the reason", arguments: Malformed.all)
    func malformed(_ wrong: Malformed) throws {
        let text = wrong.text
        defer { text.remove() }
        let file = try text.file()
        #expect(throws: wrong.error(file)) { try BlockLogFile(file) }
    }

    @Test("A file that is not there is named")
    func missing() {
        let path = "/nonexistent/log"
        let error = BlockLogError.cannot("open", path: path, reason: "No such file or directory")
        #expect(throws: error) { try BlockLogFile(path) }
        #expect("\(error)" == "cannot open /nonexistent/log: No such file or directory")
    }
}

/// A log that something is wrong with.
struct Malformed: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: LogText
    let error: @Sendable (String) -> BlockLogError

    static let all: [Malformed] = [
        Malformed("another file", LogText(entries: 0, magic: 1)) { .notALog(path: $0) },
        Malformed("no whole first sector", cut(LogText(entries: 0), to: 20)) { .notALog(path: $0) },
        Malformed("a later version", LogText(entries: 0, version: 2)) { _ in .version(2) },
        Malformed("odd sectors", LogText(entries: 0, sectorSize: 520)) { _ in .sectorSize(520) },
        Malformed("no sectors", LogText(entries: 0, sectorSize: 0)) { _ in .sectorSize(0) },
        Malformed("more entries than can be", LogText(entries: 1 << 60)) { _ in .tooMany(entries: 1 << 60) },
        Malformed("an entry too few", with(entries: 2) { $0.flush() }) { _ in .cutShort(entry: 2) },
        Malformed("unknown flags", with { $0.add(flags: 64) }) { _ in .unknownFlags(64, entry: 1) },
        Malformed("an endless write", with { $0.add(sectors: 1 << 30) }) { _ in .tooLong(entry: 1) },
        Malformed("a write whose length overflows", with { $0.add(sectors: 1 << 60) }) { _ in .tooLong(entry: 1) },
        Malformed("a place that overflows", with { $0.add(sector: 1 << 60, sectors: 1) }) { _ in
            .beyondDisk(entry: 1)
        },
        Malformed("an endless mark", with { $0.add(flags: 8, length: 1 << 40) }) { _ in .tooLong(entry: 1) },
    ]

    private init(_ name: String, _ text: LogText, _ error: @escaping @Sendable (String) -> BlockLogError) {
        (testDescription, self.text, self.error) = (name, text, error)
    }

    private static func with(entries: UInt64 = 1, _ change: (inout LogText) -> Void) -> LogText {
        var text = LogText(entries: entries)
        change(&text)
        return text
    }

    private static func cut(_ text: LogText, to count: Int) -> LogText {
        var text = text
        text.bytes = Array(text.bytes.prefix(count))
        return text
    }
}
