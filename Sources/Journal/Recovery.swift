import GRDBSQLite

/// After a failed write or sync. Linux may report a page as clean that never reached the disk, so what can be read back
/// proves nothing: the whole journal is copied to a new file, synced, verified and put in the old one's place.
///
///     path.recovering   the copy in the making; removed by the next start
///     path.recovered    synced and verified: from here on it is the journal, and every start finishes the swap
extension JournalFile {
    /// Makes the journal usable again. Throws, and stays failed, when the copy cannot be made or does not verify.
    package func recover() throws(JournalError) {
        let copy = path + ".recovering"
        folder.remove(copy)
        engine.giveUpBegun()
        try execute(engine.connection, "VACUUM INTO '\(copy.replacing("'", with: "''"))'")
        try folder.makePrivate(copy)
        try folder.syncFile(copy)
        let report = try JournalFile.verify(path: copy)
        guard report.isSound, report.rows == sequence, report.hash == hash else {
            throw .damaged(row: report.firstBad?.row, reason: report.firstBad?.reason ?? "the copy lacks rows")
        }
        engine.close()
        try Recovery.rename(copy, path + ".recovered", in: folder)
        try Recovery.finish(path, in: folder)
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
    static func finish(_ path: String, in folder: any JournalFolder) throws(JournalError) {
        folder.remove(path + ".recovering")
        let copy = path + ".recovered"
        guard folder.exists(copy) else { return }
        // The old log must be gone before the new file gets the name it belongs to.
        for suffix in ["-wal", "-shm"] { folder.remove(path + suffix) }
        for suffix in ["-wal", "-shm", "-journal"] { folder.remove(copy + suffix) }
        try folder.syncFolder(of: path)
        try rename(copy, path, in: folder)
    }

    static func rename(_ from: String, _ to: String, in folder: any JournalFolder) throws(JournalError) {
        try folder.rename(from, to)
        try folder.syncFolder(of: to)
    }
}
