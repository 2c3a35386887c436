package import Codes
import GRDB
import GRDBSQLite
package import Station

/// The station's journal: rows that are appended, hash-chained and never changed, and the record of codes that follows
/// from them. Used from one thread only, the loop's; every call is synchronous.
///
/// Files: `<path>` with SQLite's `-wal` and `-shm`, `<path>.keys` (`KeyFile`) and `<path>.lock` (`LockFile`).
///
///     open ──> ready ──append──> ready
///                │  └─ disk full: the row is rolled back, ready
///                └─ a write or sync fails ──> failed: every append throws ──recover()──> ready
///
/// Not modelled here: what a row means. Facts are projected and applied by the station's own rules.
package final class JournalFile {
    package let path: String
    package let station: String
    package let keys: KeyFile
    /// Number of this start, higher than any before.
    package let boot: Int64
    /// State after the last row as recorded facts make it; nil for a journal without rows.
    package let restored: StationState?

    var engine: Engine
    var sealer: Sealer
    var latest: Latest
    let texts = WrittenTexts()
    var lastSnapshot: Int64
    /// The last row when it was opened.
    let opened: Int64
    /// Pages in the log at which an append checkpoints.
    var checkpointDue = JournalLimit.logPages
    private(set) var head: ChainHead
    /// Set by a failed write or sync; nothing is accepted while it stands.
    package private(set) var failure: JournalError?
    /// The last checkpoint that did not succeed for want of room; rows are safe in the log all the same.
    package internal(set) var checkpointFailure: JournalError?
    private let lock: LockFile?
    let folder: any JournalFolder
    let random: RandomBytes

    /// Opens or creates the journal and finishes a swap that `recover()` had begun.
    ///
    /// - Parameters:
    ///   - station: id of this station; a journal of another one is refused.
    ///   - random: source of keys; 32 bytes a round and once a salt.
    ///   - locking: false only where no second process can exist (simulation in memory).
    ///   - folder: where it lies, beside what SQLite does there.
    package static func open(
        path: String, station: String, random: @escaping RandomBytes, locking: Bool = true,
        folder: any JournalFolder = SystemFolder()
    ) throws(JournalError) -> JournalFile {
        do {
            return try JournalFile(path: path, station: station, random: random, locking: locking, folder: folder)
        } catch {
            if case .syncFailed = error { Recovery.mark(path, in: folder) }
            throw error
        }
    }

    private init(
        path: String, station: String, random: @escaping RandomBytes, locking: Bool, folder: any JournalFolder
    ) throws(JournalError) {
        lock = locking ? try LockFile(forJournal: path) : nil
        self.folder = folder
        try Recovery.prepare(path, in: folder)
        try folder.makePrivate(path)
        try folder.makePrivate(path + ".keys")
        self.path = path
        self.station = station
        self.random = random
        engine = try Engine(path: path)
        head = try engine.readHead()
        keys = try KeyFile(path: path + ".keys", station: station, random: random, folder: folder)
        try engine.claim(path: path, station: station, keys: keys.fingerprint, isNew: head.sequence == 0)
        boot = try keys.nextBoot(above: head.boot)
        sealer = Sealer(station: station, boot: UInt32(truncatingIfNeeded: boot))
        opened = head.sequence
        let replay = try engine.replay(through: head.sequence)
        restored = replay.state
        latest = replay.latest
        lastSnapshot = replay.snapshot
        if let row = replay.last { engine.records.follow(row) }
        try engine.extendLog()
    }

    deinit { engine.close() }

    /// Sequence of the last row, 0 in a journal without rows.
    package var sequence: Int64 { head.sequence }

    /// Hash of the last row: 32 bytes, zeros in a journal without rows.
    package var hash: [UInt8] { head.hash }

    /// What the record knows of codes, for lookups before a decision.
    package var register: SQLiteRegister { SQLiteRegister(table: engine.records) }

    /// The token of a person in a round; makes the round's key, durably, at its first use.
    package func token(for person: PersonCode, in round: RoundID) throws(JournalError) -> PersonToken {
        try keys.token(for: person, in: round)
    }

    /// Writes a last snapshot, checkpoints, and leaves a single file that can be copied as it is.
    ///
    /// - Parameter state: state after the last row.
    package func close(_ state: StationState?) throws(JournalError) {
        defer {
            engine.close()
            keys.close()
        }
        if failure != nil { return }
        do {
            if let state, head.sequence > lastSnapshot {
                try engine.commit { () throws(JournalError) in
                    try engine.records.catchUp()
                    try engine.insertSnapshot(after: head.sequence, of: state, latest)
                }
            }
            try engine.checkpoint(SQLITE_CHECKPOINT_TRUNCATE)
        } catch {
            note(error)
            throw error
        }
    }

    /// Makes ready for the next append, and lets the records follow the last one. Call when verdicts are out.
    package func prepare() { if failure == nil { engine.beginAhead() } }

    /// Checkpoints when the log has grown enough for it to be worth while. Call when no scan is expected soon: it takes a
    /// few milliseconds. After it the log is written again from its beginning.
    package func checkpointIfIdle() {
        if failure == nil, engine.logPages >= JournalLimit.idleLogPages { checkpoint() }
    }

    /// Moves the log's pages into the file. The rows are durable already, so that want of room is only noted.
    func checkpoint() {
        // What a reader holds back, or a full disk, is tried again when the log has grown by some more pages.
        defer {
            let left = engine.logPages
            checkpointDue = left == 0 ? JournalLimit.logPages : left + JournalLimit.idleLogPages
        }
        do {
            try engine.checkpoint(SQLITE_CHECKPOINT_PASSIVE)
            checkpointFailure = nil
        } catch {
            note(error)
            if failure == nil { checkpointFailure = error }
        }
    }

    /// Keeps an error that makes the journal unusable.
    func note(_ error: JournalError) {
        if case .syncFailed = error {
            failure = error
            Recovery.mark(path, in: folder)
        }
        if case .damaged = error { failure = error }
    }

    func advance(to head: ChainHead) { self.head = head }

    /// Takes over the copy that `recover()` made.
    func replaceEngine(_ engine: Engine, head: ChainHead) {
        if let row = self.engine.records.behind { engine.records.follow(row) }
        self.engine = engine
        self.head = head
        failure = nil
    }
}

/// Where the hash chain stands.
struct ChainHead: Hashable, Sendable {
    var sequence: Int64
    var hash: [UInt8]
    /// Boot of the last row.
    var boot: Int64
    static let none = ChainHead(sequence: 0, hash: EventRow.genesis, boot: 0)
}

/// What tests need to make a journal fail, and to count.
extension JournalFile {
    /// Lets the file grow to so many pages and no further: a full disk. Below its present size: no further at all.
    func limitPages(to pages: Int) throws(JournalError) {
        try execute(engine.connection, "PRAGMA max_page_count = \(max(pages, 1))")
    }

    /// As if a write had failed.
    func fail(_ error: JournalError) { note(error) }

    /// Fields sealed in this boot.
    var sealsUsed: UInt64 { sealer.count }
}
