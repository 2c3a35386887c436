import FaultStorage
import Journal

/// The folder of a journal that lies on a disk of faults.
struct DiskFolder: JournalFolder {
    private let disk: FaultDisk

    init(_ disk: FaultDisk) { self.disk = disk }

    /// There is nobody else on the disk.
    func makePrivate(_ path: String) throws(JournalError) {
        do {
            try disk.make(path)
        } catch {
            throw .cannotOpen(path: path, reason: "SQLite \(error.code)")
        }
    }

    func exists(_ path: String) -> Bool { disk.exists(path) }

    func remove(_ path: String) {
        // As with unlink: who needs it gone syncs the folder, which fails if this did for want of power.
        try? disk.remove(path)
    }

    func rename(_ from: String, _ to: String) throws(JournalError) {
        try told("rename \(from)") { () throws(FaultDisk.Refused) in try disk.rename(from, to: to) }
    }

    func syncFile(_ path: String) throws(JournalError) {
        try told("sync \(path)") { () throws(FaultDisk.Refused) in try disk.syncFile(path) }
    }

    func syncFolder(of path: String) throws(JournalError) {
        try told("sync the folder of \(path)") { () throws(FaultDisk.Refused) in try disk.syncNames() }
    }

    func zero(_ path: String) throws(JournalError) {
        if !disk.exists(path) { return }
        try told("overwrite \(path)") { () throws(FaultDisk.Refused) in try disk.zero(path) }
    }

    private func told(_ attempt: String, _ body: () throws(FaultDisk.Refused) -> Void) throws(JournalError) {
        do {
            try body()
        } catch {
            throw .syncFailed(reason: "\(attempt): SQLite \(error.code)")
        }
    }
}
