import GRDBSQLite

/// After a failed write or sync. Linux may report a page as clean that never reached the disk, so what can be read back
/// proves nothing: the whole journal is copied to a new file, synced, verified and put in the old one's place.
///
///     path.failed       a write or sync failed; made at once and not synced: a power cut takes the pages in question too
///     path.recovering   the copy in the making; removed by the next start
///     path.recovered    synced and verified: from here on it is the journal, and every start finishes the swap
extension JournalFile {
    /// Makes the journal usable again. Throws, and stays failed, when the copy cannot be made or does not verify.
    package func recover() throws(JournalError) {
        engine.giveUpBegun()
        let report = try Recovery.copy(engine.connection, path, in: folder)
        guard report.rows == sequence, report.hash == hash else {
            throw .damaged(row: report.rows, reason: "the copy lacks rows")
        }
        engine.close()
        try Recovery.swap(path, in: folder)
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
    /// Notes that a write or sync failed, for whoever opens the journal next: its log may hold rows that only memory has,
    /// and a checkpoint of them that the power cuts short would leave half of them in the file.
    static func mark(_ path: String, in folder: any JournalFolder) { try? folder.makePrivate(path + ".failed") }

    /// Before the journal is opened: finishes a swap, and copies a journal that a program has left after a failed sync.
    static func prepare(_ path: String, in folder: any JournalFolder) throws(JournalError) {
        try finish(path, in: folder)
        guard folder.exists(path + ".failed") else { return }
        if ReadOnly.exists(path) {
            let connection = try Engine.connect(path, writing: false)
            defer { sqlite3_close_v2(connection) }
            // Without rows there is nothing to keep.
            if try execute(connection, "SELECT 1 FROM sqlite_master WHERE name = 'event'") != nil {
                _ = try copy(connection, path, in: folder)
            }
        }
        if folder.exists(path + ".recovering") { try swap(path, in: folder) } else { folder.remove(path + ".failed") }
    }

    /// Copies what the connection reads, durably.
    ///
    /// - Returns: what the copy holds; it is sound.
    static func copy(
        _ connection: OpaquePointer, _ path: String, in folder: any JournalFolder
    ) throws(JournalError) -> VerifyReport {
        let copy = path + ".recovering"
        folder.remove(copy)
        try execute(connection, "VACUUM INTO '\(copy.replacing("'", with: "''"))'")
        try folder.makePrivate(copy)
        try folder.syncFile(copy)
        let report = try JournalFile.verify(path: copy)
        if let bad = report.firstBad { throw .damaged(row: bad.row, reason: bad.reason) }
        return report
    }

    /// Puts the copy in the journal's place; nobody has the journal open.
    static func swap(_ path: String, in folder: any JournalFolder) throws(JournalError) {
        try rename(path + ".recovering", path + ".recovered", in: folder)
        try finish(path, in: folder)
        folder.remove(path + ".failed")
    }

    /// Puts a verified copy in the journal's place, if there is one. May be repeated after a crash at any point.
    private static func finish(_ path: String, in folder: any JournalFolder) throws(JournalError) {
        folder.remove(path + ".recovering")
        let copy = path + ".recovered"
        guard folder.exists(copy) else { return }
        // The old log must be gone before the new file gets the name it belongs to.
        for suffix in ["-wal", "-shm"] { folder.remove(path + suffix) }
        for suffix in ["-wal", "-shm", "-journal"] { folder.remove(copy + suffix) }
        try folder.syncFolder(of: path)
        try rename(copy, path, in: folder)
    }

    private static func rename(_ from: String, _ to: String, in folder: any JournalFolder) throws(JournalError) {
        try folder.rename(from, to)
        try folder.syncFolder(of: to)
    }
}
