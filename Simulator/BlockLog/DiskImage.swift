import Glibc

/// The one owner of a disk's open image. What is written lies in the file when the call returns.
package struct DiskImage: ~Copyable {
    private let descriptor: Int32
    package let path: String
    /// In bytes.
    package let size: UInt64

    /// Opens an image to be changed.
    package init(_ path: String) throws(BlockLogError) {
        let opened = open(path, O_RDWR | O_CLOEXEC)
        if opened < 0 { throw .cannot("open", path: path, reason: String(cString: strerror(errno))) }
        (descriptor, self.path, size) = (opened, path, UInt64(max(0, lseek(opened, 0, SEEK_END))))
    }

    deinit { close(descriptor) }

    /// Copies the image to a new file, holes as holes.
    package borrowing func copy(to path: String) throws(BlockLogError) {
        let target = Glibc.open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        if target < 0 { throw .cannot("create", path: path, reason: String(cString: strerror(errno))) }
        defer { Glibc.close(target) }
        guard ftruncate(target, off_t(clamping: size)) == 0 else {
            throw .cannot("write", path: path, reason: String(cString: strerror(errno)))
        }
        var start = lseek(descriptor, 0, Self.seekData)
        while start >= 0 {
            let end = lseek(descriptor, start, Self.seekHole)
            try copy(from: start, to: end, into: target, path)
            start = lseek(descriptor, end, Self.seekData)
        }
    }

    /// SEEK_DATA and SEEK_HOLE of `unistd.h`, which it shows only to those who ask for GNU's own.
    private static let seekData: Int32 = 3
    private static let seekHole: Int32 = 4
    private static let pieceBytes = 1 << 20

    private func copy(from start: off_t, to end: off_t, into target: Int32, _ path: String) throws(BlockLogError) {
        var place = start
        var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
        while place < end {
            let count = pread(descriptor, &piece, min(piece.count, end - place), place)
            guard count > 0, pwrite(target, piece, count, place) == count else {
                throw .cannot("copy to", path: path, reason: String(cString: strerror(errno)))
            }
            place += count
        }
    }

    /// - Parameter number: the entry it comes from, for the error.
    borrowing func write(_ bytes: ArraySlice<UInt8>, at offset: UInt64, entry number: Int) throws(BlockLogError) {
        let (end, isTooFar) = offset.addingReportingOverflow(UInt64(bytes.count))
        if isTooFar || end > size { throw .beyondDisk(entry: number) }
        let written = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset)) }
        if written != bytes.count { throw .cannot("write", path: path, reason: String(cString: strerror(errno))) }
    }
}
