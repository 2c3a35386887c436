package import Codes
import Crypto
import Foundation
import GRDB
package import Station

/// Random bytes, as many as asked for. Injected, so that a simulated station is the same in every run.
package typealias RandomBytes = (_ count: Int) -> [UInt8]

/// The keys of a journal, in a SQLite file of their own (`<journal>.keys`): one 32-byte key per round, the number of the
/// last boot, a salt, the hashes of supervisors' PINs, and the station they belong to. Whatever is made here is synced before it is first used.
///
/// Destroying a round's key makes its persons and raw bytes unreadable in the journal and in every copy of it; a copy of
/// this file keeps them readable, so it is not backed up beyond the retention time.
package final class KeyFile {
    /// The keys derived from a round's key.
    struct RoundKeys {
        var seal: SymmetricKey
        var token: SymmetricKey
    }

    private let queue: DatabaseQueue
    private let path: String
    private let random: RandomBytes
    private let folder: any JournalFolder
    private let salt: [UInt8]
    private var known: [RoundID: RoundKeys] = [:]
    package let station: String

    private static let keyBytes = 32
    private static let saltBytes = 32

    /// Opens or creates the file.
    init(
        path: String, station: String, random: @escaping RandomBytes, folder: any JournalFolder
    ) throws(JournalError) {
        self.path = path
        self.folder = folder
        self.random = random
        (queue, self.station, salt) = try sqlite("open \(path)") {
            var configuration = Configuration()
            configuration.label = "keys"
            configuration.busyMode = .timeout(JournalLimit.busySeconds)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { db in
                try db.execute(
                    sql: "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON")
                let level = try Int.fetchOne(db, sql: "PRAGMA synchronous")
                guard level == 3 else {
                    throw JournalError.notDurable(setting: "synchronous of \(path)", value: "\(level ?? -1)")
                }
            }
            try KeyFile.migrator.migrate(queue)
            let (name, salt) = try queue.write { db in
                try db.execute(
                    sql: "INSERT OR IGNORE INTO station (one, name, salt, boot) VALUES (1, ?, ?, 0)",
                    arguments: [station, Data(random(KeyFile.saltBytes))])
                return try KeyFile.identity(db)
            }
            return (queue, name, salt)
        }
        guard self.station == station else {
            throw .foreign(path: path, reason: "these are the keys of station \(self.station)")
        }
    }

    /// Opens the file for reading; nil when there is none.
    init?(readOnly path: String) throws(JournalError) {
        guard ReadOnly.exists(path) else { return nil }
        self.path = path
        random = { _ in [] }
        folder = SystemFolder()
        (queue, station, salt) = try sqlite("open \(path)") {
            let (queue, _) = try ReadOnly.queue(path)
            let (name, salt) = try queue.read { db in try KeyFile.identity(db) }
            return (queue, name, salt)
        }
    }

    /// Names this key file without telling anything of its keys.
    var fingerprint: String {
        SHA256.hash(data: Array("scanstation keys".utf8) + salt).prefix(8).hex
    }

    /// Takes the next boot number, higher than any before and than `floor`; durable when it returns.
    func nextBoot(above floor: Int64) throws(JournalError) -> Int64 {
        try sqlite("write \(path)") {
            try queue.write { db in
                try db.execute(sql: "UPDATE station SET boot = max(boot, ?) + 1", arguments: [floor])
                return try Int64.fetchOne(db, sql: "SELECT boot FROM station") ?? floor + 1
            }
        }
    }

    /// The keys of a round, made now when `making` and it never had any. Throws `keyDestroyed` for a wiped round.
    func keys(of round: RoundID, making: Bool) throws(JournalError) -> RoundKeys? {
        if let keys = known[round] { return keys }
        if let key = try read(round) { return remember(key, of: round) }
        guard making else { return nil }
        let key = random(KeyFile.keyBytes)
        try sqlite("write \(path)") {
            try queue.write { db in
                try db.execute(
                    sql: "INSERT INTO round_key (round, key) VALUES (?, ?)", arguments: [round.text, Data(key)])
            }
        }
        return remember(key, of: round)
    }

    /// The token by which machine and record know a person in a round: the first 16 bytes of HMAC-SHA256 in hexadecimal.
    package func token(for person: PersonCode, in round: RoundID) throws(JournalError) -> PersonToken {
        guard let keys = try keys(of: round, making: true) else { throw .keyDestroyed(round) }
        var hmac = HMAC<SHA256>(key: keys.token)
        hmac.update(data: Array(person.kind.rawValue.utf8) + [0])
        hmac.update(data: person.number)
        if let proxy = person.proxy { hmac.update(data: Array("\u{0}proxy \(proxy)".utf8)) }
        return PersonToken(hmac.finalize().prefix(16).hex)
    }

    /// Overwrites the round's key, here and in the rollback journal that the deletion needs. There is no way back.
    package func destroyKey(of round: RoundID) throws(JournalError) {
        known[round] = nil
        try sqlite("destroy the key of round \(round)") {
            try queue.inDatabase { db in
                // PERSIST keeps the journal file in place, so that its copy of the key can be overwritten there.
                try db.execute(sql: "PRAGMA journal_mode = PERSIST")
                try db.execute(
                    sql: """
                        INSERT INTO round_key (round, key) VALUES (?, NULL)
                        ON CONFLICT (round) DO UPDATE SET key = zeroblob(32)
                        """, arguments: [round.text])
                try db.execute(sql: "UPDATE round_key SET key = NULL WHERE round = ?", arguments: [round.text])
                try folder.zero(path + "-journal")
                try db.execute(sql: "PRAGMA journal_mode = DELETE")
            }
        }
    }

    /// The rounds that ever had a key, in the order of their names, and whether it was destroyed.
    package func rounds() throws(JournalError) -> [(round: RoundID, isDestroyed: Bool)] {
        try sqlite("read \(path)") {
            try queue.read { db in
                try Row.fetchAll(db, sql: "SELECT round, key IS NULL FROM round_key ORDER BY round")
                    .map { (RoundID($0[0]), $0[1]) }
            }
        }
    }

    /// Whether the round's key was destroyed.
    package func isDestroyed(_ round: RoundID) -> Bool {
        do {
            _ = try read(round)
            return false
        } catch {
            return error == .keyDestroyed(round)
        }
    }

    // MARK: PINs

    /// Keeps a badge's PIN, durably when it returns, in place of an earlier one. Kept is its HMAC-SHA256 under this file's
    /// salt: who has this file can try all PINs, as they can read the round keys in it.
    ///
    /// - Parameter digits: ASCII.
    package func setPIN(_ digits: [UInt8], of badge: BadgeCode) throws(JournalError) {
        try sqlite("write \(path)") {
            try queue.write { db in
                try db.execute(
                    sql: "INSERT OR REPLACE INTO pin (badge, hash) VALUES (?, ?)",
                    arguments: [badge.text, hash(digits, of: badge)])
            }
        }
    }

    /// Whether these are the digits of the badge's PIN; false for a badge that has none.
    package func isPIN(_ digits: [UInt8], of badge: BadgeCode) throws(JournalError) -> Bool {
        let kept: Data? = try sqlite("read \(path)") {
            try queue.read { db in
                try Data.fetchOne(db, sql: "SELECT hash FROM pin WHERE badge = ?", arguments: [badge.text])
            }
        }
        return kept == hash(digits, of: badge)
    }

    private func hash(_ digits: [UInt8], of badge: BadgeCode) -> Data {
        var hmac = HMAC<SHA256>(key: SymmetricKey(data: salt))
        hmac.update(data: Array("scanstation PIN \(badge)".utf8) + [0])
        hmac.update(data: digits)
        return Data(hmac.finalize())
    }

    func close() { try? queue.close() }

    // MARK: The file

    /// The bytes of a round's key, for tests that search files for them.
    func rawKey(of round: RoundID) throws(JournalError) -> Data? { try read(round).map { Data($0) } }

    private func read(_ round: RoundID) throws(JournalError) -> [UInt8]? {
        let row: Data?? = try sqlite("read \(path)") {
            try queue.read { db in
                try Row.fetchOne(db, sql: "SELECT key FROM round_key WHERE round = ?", arguments: [round.text])
                    .map { $0[0] as Data? }
            }
        }
        guard let row else { return nil }
        guard let key = row else { throw .keyDestroyed(round) }
        return [UInt8](key)
    }

    private func remember(_ key: [UInt8], of round: RoundID) -> RoundKeys {
        let root = SymmetricKey(data: key)
        func derive(_ purpose: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: root, salt: salt, info: Array("scanstation \(purpose)".utf8), outputByteCount: 32)
        }
        let keys = RoundKeys(seal: derive("seal"), token: derive("token"))
        known[round] = keys
        return keys
    }

    private static func identity(_ db: Database) throws -> (String, [UInt8]) {
        guard let row = try Row.fetchOne(db, sql: "SELECT name, salt FROM station") else {
            throw JournalError.damaged(row: nil, reason: "the key file names no station")
        }
        return (row["name"], [UInt8](row["salt"] as Data))
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 station and rounds") { db in
            try db.execute(
                sql: """
                    CREATE TABLE station (
                        one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL, salt BLOB NOT NULL,
                        boot INTEGER NOT NULL
                    ) STRICT;
                    CREATE TABLE round_key (round TEXT PRIMARY KEY, key BLOB) STRICT, WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("2 PINs") { db in
            try db.execute(
                sql: "CREATE TABLE pin (badge TEXT PRIMARY KEY, hash BLOB NOT NULL) STRICT, WITHOUT ROWID")
        }
        return migrator
    }
}

/// Runs GRDB calls and tells their errors in the journal's words.
func sqlite<T>(_ attempt: String, _ body: () throws -> T) throws(JournalError) -> T {
    do {
        return try body()
    } catch let error as JournalError {
        throw error
    } catch let error as DatabaseError {
        throw JournalError(
            code: error.extendedResultCode.rawValue, reason: error.message ?? "no reason given", attempt: attempt)
    } catch {
        throw .other(code: 0, reason: "\(error)", attempt: attempt)
    }
}

extension Sequence<UInt8> {
    /// Lower-case hexadecimal digits.
    var hex: String {
        var digits: [UInt8] = []
        for byte in self {
            digits.append(hexDigit(byte >> 4))
            digits.append(hexDigit(byte & 15))
        }
        return String(decoding: digits, as: UTF8.self)
    }
}

/// Bytes from the operating system's random source.
package func systemRandom(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
}
