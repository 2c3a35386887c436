import Foundation
import GRDBSQLite
import Glibc

/// After a failed write or sync. Linux may report a page as clean that never reached the disk, so what can be read back
/// proves nothing: the whole journal is copied to a new file, synced, verified and put in the old one's place.
///
///     path.recovering   the copy in the making; removed by the next start
///     path.recovered    synced and verified: from here on it is the journal, and every start finishes the swap
extension JournalFile {
    /// Makes the journal usable again. Throws, and stays failed, when the copy cannot be made or does not verify.
    package func recover() throws(JournalError) {
        let copy = path + ".recovering"
        unlink(copy)
        engine.giveUpBegun()
        try execute(engine.connection, "VACUUM INTO '\(copy.replacing("'", with: "''"))'")
        chmod(copy, 0o600)
        try Recovery.sync(copy)
        let report = try JournalFile.verify(path: copy)
        guard report.isSound, report.rows == sequence, report.hash == hash else {
            throw .damaged(row: report.firstBad?.row, reason: report.firstBad?.reason ?? "the copy lacks rows")
        }
        engine.close()
        try Recovery.rename(copy, path + ".recovered")
        try Recovery.finish(path)
        let fresh = try Engine(path: path)
        let head = try fresh.readHead()
        guard head.sequence == sequence, head.hash == hash else {
            throw .damaged(row: head.sequence, reason: "the copy is another journal")
        }
        try fresh.extendLog()
        replaceEngine(fresh, head: head)
    }
}

enum Recovery {
    /// Puts a verified copy in the journal's place, if there is one. May be repeated after a crash at any point.
    static func finish(_ path: String) throws(JournalError) {
        unlink(path + ".recovering")
        let copy = path + ".recovered"
        guard access(copy, F_OK) == 0 else { return }
        // The old log must be gone before the new file gets the name it belongs to.
        for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
        for suffix in ["-wal", "-shm", "-journal"] { unlink(copy + suffix) }
        try sync(folder(of: path))
        try rename(copy, path)
    }

    static func rename(_ from: String, _ to: String) throws(JournalError) {
        guard Glibc.rename(from, to) == 0 else { throw failure("rename \(from)") }
        try sync(folder(of: to))
    }

    /// Syncs a file or a folder.
    static func sync(_ path: String) throws(JournalError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open \(path)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("sync \(path)") }
        // Let the check that follows read what the disk has, not what memory remembers.
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
    }

    static func folder(of path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    private static func failure(_ attempt: String) -> JournalError {
        .syncFailed(reason: "\(attempt): \(String(cString: strerror(errno)))")
    }
}
