import Foundation

/// A log as QEMU writes it, byte by byte, in a folder of its own.
struct LogText {
    var bytes: [UInt8]
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("BlockLogTests-\(UUID().uuidString)")

    init(entries: UInt64, sectorSize: UInt32 = 512, version: UInt64 = 1, magic: UInt64 = 0x006A_7366_7773_6872) {
        bytes = Self.little(magic) + Self.little(version) + Self.little(entries)
        bytes += Self.little(UInt64(sectorSize)).prefix(4)
        pad(to: 512)
    }

    mutating func add(
        sector: UInt64 = 0, sectors: UInt64 = 0, flags: UInt64 = 0, length: UInt64 = 0, payload: [UInt8] = []
    ) {
        bytes += Self.little(sector) + Self.little(sectors) + Self.little(flags) + Self.little(length)
        pad(to: 512)
        bytes += payload
        pad(to: 512)
    }

    /// One sector of this byte.
    mutating func write(_ byte: UInt8, sector: UInt64, flags: UInt64 = 0) {
        add(sector: sector, sectors: 1, flags: flags, payload: [UInt8](repeating: byte, count: 512))
    }

    mutating func flush() { add(flags: 1) }

    /// Writes it to a file.
    func file(_ name: String = "log") throws -> String {
        try Self.file(bytes, folder.appendingPathComponent(name))
    }

    /// A disk of so many empty sectors.
    func disk(sectors: Int = 8) throws -> String {
        try Self.file([UInt8](repeating: 0, count: sectors * 512), folder.appendingPathComponent("disk"))
    }

    static func file(_ bytes: [UInt8], _ url: URL) throws -> String {
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        return url.path
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    private mutating func pad(to size: Int) {
        bytes += [UInt8](repeating: 0, count: (size - bytes.count % size) % size)
    }

    private static func little(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}

/// The first byte of each sector.
func sectors(_ path: String) throws -> [UInt8] {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    return stride(from: 0, to: bytes.count, by: 512).map { bytes[$0] }
}
