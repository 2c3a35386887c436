/// Brings the image that a log began with forward through it, and makes of it what a power cut may leave.
///
///     start ──advance(past:)──> as of a flush ──leave(at:)──> a copy, with some of what was under way
package struct BlockLogReplay: ~Copyable {
    private let log: BlockLogFile
    private let disk: DiskImage
    /// How many entries the disk has taken.
    package private(set) var taken = 0

    /// - Parameter disk: as it was when the log began. It is changed.
    package init(_ log: BlockLogFile, onto disk: consuming DiskImage) {
        self.log = log
        self.disk = disk
    }

    /// Takes everything up to and with this entry, counted from 0, that was not taken yet.
    package mutating func advance(past last: Int) throws(BlockLogError) {
        while taken <= last {
            try write(taken, onto: disk)
            taken += 1
        }
    }

    /// Copies the disk as it is now.
    package func copy(to path: String) throws(BlockLogError) { try disk.copy(to: path) }

    /// Copies the disk as it is now, with some of what is under way: of the writes up to the next promise, each comes
    /// whole, or not at all, or some of its sectors do.
    package func copy(
        to path: String, withSomeOfTheRestBy random: inout some RandomNumberGenerator
    ) throws(BlockLogError) {
        try disk.copy(to: path)
        let copy = try DiskImage(path)
        for number in taken..<log.entries.count {
            let entry = log.entries[number]
            if entry.isPromise { break }
            if !entry.isWrite { continue }
            switch UInt8.random(in: 0..<4, using: &random) {
            case 0: continue
            case 1: try write(number, onto: copy) { Bool.random(using: &random) }
            default: try write(number, onto: copy)
            }
        }
    }

    /// - Parameter isKept: asked for each sector.
    private func write(
        _ number: Int, onto disk: borrowing DiskImage, isKept: () -> Bool = { true }
    ) throws(BlockLogError) {
        let entry = log.entries[number]
        // What a discarded range reads as is the disk's choice; this one keeps it.
        if !entry.isWrite { return }
        let bytes = try log.payload(of: number)
        let size = Int(log.sectorSize)
        var start = 0
        while start < bytes.count {
            // Sectors that are kept one after the other go together.
            var end = start
            while end < bytes.count, isKept() { end = min(bytes.count, end + size) }
            if end > start { try disk.write(bytes[start..<end], at: entry.offset + UInt64(start), entry: number + 1) }
            start = end == bytes.count ? end : end + size
        }
    }
}
