import Foundation
import Glibc

/// What may keep a journal at some place from being durable, and what to do about it.
package struct DurabilityReport: Hashable, Sendable {
    package enum Severity: String, Hashable, Codable, Sendable {
        /// Work can begin.
        case warning
        /// Work can begin, and what is recorded may not survive a power cut: it is said loudly at every start.
        case unsafe
        /// A station must not take work here.
        case fatal
    }
    package struct Finding: Hashable, Sendable {
        package var severity: Severity
        package var what: String
        package var remedy: String
    }
    package var fileSystem: String
    package var mountPoint: String
    package var freeMebibytes: Int
    package var findings: [Finding] = []
    /// Whether a station can work here at all.
    package var mayWork: Bool { !findings.contains { $0.severity == .fatal } }
    /// Whether what is recorded here survives a power cut, as far as can be told from outside.
    package var isDurable: Bool { findings.allSatisfy { $0.severity == .warning } }
}

extension JournalFile {
    /// Looks at the place a journal lies or will lie in: folder, free space, kind of file system and its options.
    /// Leaves nothing behind.
    package static func durabilityReport(path: String) -> DurabilityReport {
        let folder = SystemFolder.folder(of: path)
        let mounts = kernelText("/proc/self/mountinfo") ?? ""
        let mount = realpath(of: folder).flatMap { Mount.holding($0, in: Mount.parse(mounts)) }
        var report = DurabilityReport(
            fileSystem: mount?.kind ?? "unknown", mountPoint: mount?.point ?? "", freeMebibytes: freeSpace(folder))
        report.findings = [writing(in: folder), space(report.freeMebibytes, folder)].compactMap(\.self)
        report.findings +=
            mount?.findings ?? [
                .init(
                    severity: .warning, what: "the file system of \(folder) is not listed in /proc/self/mountinfo",
                    remedy: "check by hand that it lies on a local disk")
            ]
        return report
    }

    private static func writing(in folder: String) -> DurabilityReport.Finding? {
        var template = Array("\(folder)/.scanstation-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            return .init(
                severity: .fatal, what: "cannot write in \(folder): \(String(cString: strerror(errno)))",
                remedy: "create the folder and make it the station's own")
        }
        defer { Glibc.close(descriptor) }
        unlink(template)
        guard write(descriptor, "x", 1) == 1, fsync(descriptor) == 0 else {
            return .init(
                severity: .fatal, what: "cannot sync in \(folder): \(String(cString: strerror(errno)))",
                remedy: "use another disk")
        }
        return nil
    }

    private static func space(_ free: Int, _ folder: String) -> DurabilityReport.Finding? {
        guard free < JournalLimit.freeMebibytesWarning else { return nil }
        return .init(
            severity: free < JournalLimit.freeMebibytesNeeded ? .fatal : .warning,
            what: "only \(free) MiB are free in \(folder)", remedy: "make room before work begins")
    }

    private static func freeSpace(_ folder: String) -> Int {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return 0 }
        return Int((UInt64(status.f_bavail) * UInt64(status.f_frsize)) >> 20)
    }

    private static func realpath(of path: String) -> String? {
        guard let resolved = Glibc.realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

/// A file of the kernel's, whole; nil when it cannot be read. The kernel hands such files out a page or less at a time, and a
/// short read is not their end, which Foundation takes it for.
func kernelText(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { Glibc.close(descriptor) }
    var text: [UInt8] = []
    while text.count < JournalLimit.kernelTextBytes {
        let piece = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
        }
        if piece.isEmpty { break }
        text += piece
    }
    return String(decoding: text, as: UTF8.self)
}

/// A line of /proc/self/mountinfo (proc(5)):
/// `36 35 98:0 /root /mount/point rw,noatime master:1 - ext3 /dev/root rw,errors=continue`.
struct Mount: Hashable {
    var point: String
    var kind: String
    var options: Set<String>

    static func parse(_ text: String) -> [Mount] { text.split(separator: "\n").compactMap { Mount(line: $0) } }

    init?(line: Substring) {
        let fields = line.split(separator: " ")
        guard fields.count > 6, let dash = fields.firstIndex(of: "-"), fields.count > dash + 2 else { return nil }
        point = Mount.unescape(fields[4])
        kind = String(fields[dash + 1])
        options = Set(fields[5].split(separator: ",").map(String.init))
        // The file system's own options come last; the source before them may be empty.
        if let last = fields.last, fields.count > dash + 3 {
            options.formUnion(last.split(separator: ",").map(String.init))
        }
    }

    /// The mount a path lies in: the longest point above it, and of equal ones the last.
    static func holding(_ path: String, in mounts: [Mount]) -> Mount? {
        mounts.filter { mount in
            mount.point == "/" || path == mount.point || path.hasPrefix(mount.point + "/")
        }.reduce(nil) { best, mount in
            guard let best, best.point.count > mount.point.count else { return mount }
            return best
        }
    }

    /// Space, tab, newline and backslash are written as three octal digits.
    private static func unescape(_ field: Substring) -> String {
        [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")].reduce(String(field)) { text, pair in
            text.replacing(pair.0, with: pair.1)
        }
    }

    /// Kinds that forget everything, or do not keep what fsync promises.
    private static let volatile: Set<String> = ["tmpfs", "ramfs", "rootfs"]
    private static let network: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "fuse.glusterfs", "virtiofs",
    ]
    private static let unjournalled: Set<String> = ["vfat", "msdos", "exfat", "ext2", "fuseblk", "ntfs", "ntfs3"]

    var findings: [DurabilityReport.Finding] {
        var findings: [DurabilityReport.Finding] = []
        func find(_ severity: DurabilityReport.Severity, _ what: String, _ remedy: String) {
            findings.append(.init(severity: severity, what: what, remedy: remedy))
        }
        if Mount.volatile.contains(kind) {
            find(.unsafe, "\(point) is \(kind): it is empty after a power cut", "use a folder on a disk")
        }
        if kind == "overlay" {
            find(
                .warning, "\(point) is an overlay, whose upper layer may lie in memory",
                "mount a disk of its own for the journal")
        }
        if Mount.network.contains(kind) {
            find(.unsafe, "\(point) is \(kind): locks and fsync cannot be trusted there", "use a local disk")
        }
        if Mount.unjournalled.contains(kind) {
            find(
                .unsafe, "\(point) is \(kind): a power cut may damage it", "use ext4 or another journalling file system"
            )
        }
        for option in ["nobarrier", "barrier=0", "nointegrity"] where options.contains(option) {
            find(
                .unsafe, "\(point) is mounted with \(option): fsync does not reach the disk",
                "mount it without \(option)")
        }
        if options.contains("data=writeback") {
            find(
                .warning, "\(point) is mounted with data=writeback: old blocks may show after a power cut",
                "mount it with data=ordered")
        }
        if options.contains("ro") { find(.fatal, "\(point) is mounted read-only", "check the disk, and mount it rw") }
        return findings
    }
}
