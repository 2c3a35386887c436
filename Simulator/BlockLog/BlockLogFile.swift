import Glibc

/// A log of a disk's writes: the index of its entries, whose payloads stay in the file.
///
///     sector 0: magic, version, entries, sector size
///     then for each entry: one sector with sector, sectors, flags, payload's length; its payload, padded to a sector
///
/// All numbers are little-endian (Linux `drivers/md/dm-log-writes.c`). The first sector's count is brought up to date at
/// a flush: what it counts is in the log whole.
package final class BlockLogFile: Sendable {
    private let descriptor: Int32
    package let path: String
    /// In bytes.
    package let sectorSize: UInt64
    package let entries: [BlockLogEntry]

    private static let magic: UInt64 = 0x006A_7366_7773_6872
    /// Of the first sector, without the rest of it.
    private static let headBytes = 28
    private static let entryBytes = 32

    /// Opens a log and reads the index of all that its first sector counts.
    package init(_ path: String) throws(BlockLogError) {
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        if opened < 0 { throw .cannot("open", path: path, reason: String(cString: strerror(errno))) }
        do {
            let head = try Self.head(of: opened, path)
            (self.path, sectorSize) = (path, head.sectorSize)
            entries = try Self.index(opened, head)
        } catch {
            close(opened)
            throw error
        }
        descriptor = opened
    }

    deinit { close(descriptor) }

    /// How many entries the first sector of a log counts that is being written; 0 when nothing was flushed yet.
    package static func count(in path: String) throws(BlockLogError) -> Int {
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        if opened < 0 { throw .cannot("open", path: path, reason: String(cString: strerror(errno))) }
        defer { close(opened) }
        if bytes(opened, 0, headBytes) == nil { return 0 }
        return Int(try head(of: opened, path).entries)
    }

    /// What a write wrote, or a mark says.
    package func payload(of number: Int) throws(BlockLogError) -> [UInt8] {
        let entry = entries[number]
        guard let start = entry.payload else { return [] }
        guard let bytes = Self.bytes(descriptor, start, Int(entry.length)) else { throw .cutShort(entry: number + 1) }
        return bytes
    }

    private struct Head {
        var entries: UInt64
        var sectorSize: UInt64
    }

    private static func head(of descriptor: Int32, _ path: String) throws(BlockLogError) -> Head {
        guard let head = bytes(descriptor, 0, headBytes), head.number(at: 0) == magic else {
            throw .notALog(path: path)
        }
        if head.number(at: 8) != 1 { throw .version(head.number(at: 8)) }
        let size = UInt32(truncatingIfNeeded: head.number(at: 20) >> 32)
        guard (512...65_536).contains(size), size & (size - 1) == 0 else { throw .sectorSize(size) }
        let entries = head.number(at: 16)
        if entries > BlockLogLimit.entries { throw .tooMany(entries: entries) }
        return Head(entries: entries, sectorSize: UInt64(size))
    }

    private static func index(_ descriptor: Int32, _ head: Head) throws(BlockLogError) -> [BlockLogEntry] {
        var entries: [BlockLogEntry] = []
        var place = head.sectorSize
        for number in 1...max(1, Int(head.entries)) where number <= head.entries {
            guard let header = bytes(descriptor, place, entryBytes) else { throw .cutShort(entry: number) }
            place += head.sectorSize
            let entry = try entry(header, payload: place, number, head.sectorSize)
            entries.append(entry)
            if entry.payload == nil { continue }
            let payload = entry.flags.contains(.mark) ? header.number(at: 24) : entry.length
            place += (payload + head.sectorSize - 1) / head.sectorSize * head.sectorSize
        }
        return entries
    }

    private static func entry(
        _ header: [UInt8], payload: UInt64, _ number: Int, _ sectorSize: UInt64
    ) throws(BlockLogError) -> BlockLogEntry {
        let flags = BlockLogEntry.Flags(rawValue: header.number(at: 16))
        if !flags.isSubset(of: .known) { throw .unknownFlags(flags.rawValue, entry: number) }
        let (offset, tooFar) = header.number(at: 0).multipliedReportingOverflow(by: sectorSize)
        if tooFar { throw .beyondDisk(entry: number) }
        let isMark = flags.contains(.mark)
        let (length, tooMuch) =
            isMark
            ? (header.number(at: 24), false) : header.number(at: 8).multipliedReportingOverflow(by: sectorSize)
        let hasPayload = length > 0 && !flags.contains(.discard)
        if tooMuch || hasPayload && length > BlockLogLimit.writeBytes { throw .tooLong(entry: number) }
        return BlockLogEntry(flags: flags, offset: offset, length: length, payload: hasPayload ? payload : nil)
    }

    /// Nil where the file does not have so many there.
    private static func bytes(_ descriptor: Int32, _ start: UInt64, _ count: Int) -> [UInt8]? {
        var got = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while got < count {
                let more = pread(
                    descriptor, buffer.baseAddress?.advanced(by: got), count - got, off_t(clamping: start) + got)
                if more <= 0 { break }
                got += more
            }
            filled = got
        }
        return got == count ? bytes : nil
    }
}

extension [UInt8] {
    /// Little-endian, eight bytes.
    fileprivate func number(at start: Int) -> UInt64 {
        self[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
