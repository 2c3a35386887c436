import Foundation
import Glibc

/// What has left the station: a line for each export, in a file beside the journal, `NAME.exports`. It holds no person, and is
/// no record: one that is lost costs nothing but a figure on a screen.
///
///     {"at":1653030000123,"format":"csv","lines":412,"through":5120}
package enum ExportLedger {
    /// One export.
    package struct Entry: Hashable, Codable, Sendable {
        /// When it was written, milliseconds since 1970-01-01 UTC.
        package var at: Int64
        /// `csv`, `xlsx` or `fhir`.
        package var format: String
        /// Nil for all of them.
        package var round: String?
        package var lines: Int
        /// The last row of the journal that is surely in it.
        package var through: Int64

        package init(at: Int64, format: String, round: String?, lines: Int, through: Int64) {
            self.at = at
            self.format = format
            self.round = round
            self.lines = lines
            self.through = through
        }
    }

    /// A file that has grown beyond is begun anew with its newest part.
    static let bytes = 1 << 17

    package static func path(ofJournal path: String) -> String { path + ".exports" }

    /// The sequence of the journal's last row; 0 for none. To be asked before the export is made.
    package static func lastRow(ofJournal path: String) throws(JournalError) -> Int64 {
        try ReadOnly.read(path) { connection throws(JournalError) in
            let last = try Statement(connection, "SELECT max(sequence) FROM event")
            defer { last.reset() }
            return try last.step() ? last.integerIfAny(0) ?? 0 : 0
        }
    }

    /// Adds a line. The file gets the journal's owner, who may be another than the one who exports.
    ///
    /// - Returns: whether it could be written.
    package static func append(_ entry: Entry, toJournal path: String) -> Bool {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let line = try? encoder.encode(entry) else { return false }
        var earlier = Data()
        var isFull = false
        if let text = FileManager.default.contents(atPath: self.path(ofJournal: path)), text.count > bytes {
            let newest = text.suffix(bytes / 2)
            earlier = Data(newest[(newest.firstIndex(of: 0x0A) ?? newest.startIndex)...].dropFirst())
            isFull = true
        }
        let file = open(
            self.path(ofJournal: path), O_WRONLY | O_CREAT | O_CLOEXEC | (isFull ? O_TRUNC : O_APPEND), 0o644)
        guard file >= 0 else { return false }
        defer { close(file) }
        var owner = stat()
        if stat(path, &owner) == 0 { _ = fchown(file, owner.st_uid, owner.st_gid) }
        let text = [UInt8](earlier + line + Data("\n".utf8))
        return write(file, text, text.count) == text.count
    }

    /// The newest entries, oldest first. A line that cannot be read is passed over.
    package static func entries(ofJournal path: String, limit: Int) -> [Entry] {
        guard let text = FileManager.default.contents(atPath: self.path(ofJournal: path)) else { return [] }
        let lines = text.suffix(2 * bytes).split(separator: 0x0A).suffix(limit)
        return lines.compactMap { try? JSONDecoder().decode(Entry.self, from: Data($0)) }
    }

    /// What changes when somebody exports; nil for no file.
    package static func stamp(ofJournal path: String) -> Int64? {
        var found = stat()
        guard stat(self.path(ofJournal: path), &found) == 0 else { return nil }
        return Int64(found.st_mtim.tv_sec) * 1_000_000_000 + Int64(found.st_mtim.tv_nsec)
    }
}
