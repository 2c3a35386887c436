import Foundation
import Glibc

/// What the journal asks of the folder it lies in, beside what it asks SQLite for. Injected, so that a simulation can cut the
/// power and let things fail here too.
package protocol JournalFolder {
    /// Makes a file only its owner may read, or makes one so that is there; SQLite gives its companions the same mode.
    func makePrivate(_ path: String) throws(JournalError)
    func exists(_ path: String) -> Bool
    /// Nothing when it is not there. Durable after `syncFolder`.
    func remove(_ path: String)
    /// At once or not at all. Durable after `syncFolder`.
    func rename(_ from: String, _ to: String) throws(JournalError)
    func syncFile(_ path: String) throws(JournalError)
    func syncFolder(of path: String) throws(JournalError)
    /// Overwrites a file in place with zeros, durably; nothing when it is not there.
    func zero(_ path: String) throws(JournalError)
}

/// A folder of the operating system.
package struct SystemFolder: JournalFolder {
    package init() {}

    package func makePrivate(_ path: String) throws(JournalError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: String(cString: strerror(errno))) }
        fchmod(descriptor, 0o600)
        close(descriptor)
    }

    package func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    package func remove(_ path: String) { unlink(path) }

    package func rename(_ from: String, _ to: String) throws(JournalError) {
        guard Glibc.rename(from, to) == 0 else { throw Self.failure("rename \(from)") }
    }

    package func syncFile(_ path: String) throws(JournalError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("open \(path)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Self.failure("sync \(path)") }
        // Let the check that follows read what the disk has, not what memory remembers.
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
    }

    package func syncFolder(of path: String) throws(JournalError) { try syncFile(Self.folder(of: path)) }

    package func zero(_ path: String) throws(JournalError) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return }
            throw Self.failure("overwrite \(path)")
        }
        defer { close(descriptor) }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        let zeros = [UInt8](repeating: 0, count: size)
        guard pwrite(descriptor, zeros, size, 0) == size, fsync(descriptor) == 0 else {
            throw Self.failure("overwrite \(path)")
        }
    }

    static func folder(of path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    private static func failure(_ attempt: String) -> JournalError {
        .syncFailed(reason: "\(attempt): \(String(cString: strerror(errno)))")
    }
}
