import Foundation

/// The built programs, as anybody would run them.
struct Programs {
    /// What a program that ended left.
    struct Ended: Sendable {
        var code: Int32
        var output: String
        var complaint: String
    }

    enum Missing: Error { case program(String) }

    /// The folder the tests were built into holds the programs, too.
    private static var folder: URL {
        let bundle = ProcessInfo.processInfo.arguments.first { $0.contains(".xctest") }
        return URL(fileURLWithPath: bundle ?? ProcessInfo.processInfo.arguments[0]).standardizedFileURL
            .pathComponentsBeforeBundle
    }

    static func path(_ name: String) throws -> String {
        let path = folder.appendingPathComponent(name).path
        guard FileManager.default.isExecutableFile(atPath: path) else { throw Missing.program(path) }
        return path
    }

    @discardableResult
    static func run(_ name: String, _ arguments: [String]) throws -> Ended {
        try end(try path(name), arguments)
    }

    /// The tree that this is in.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// A program of the machine, which `Tests/run` installs.
    @discardableResult
    static func tool(_ name: String, _ arguments: [String]) throws -> Ended {
        try end("/usr/bin/" + name, arguments)
    }

    private static func end(_ path: String, _ arguments: [String]) throws -> Ended {
        let folder = try Scratch()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try folder.file("output")
        process.standardError = try folder.file("complaint")
        try process.run()
        process.waitUntilExit()
        return Ended(
            code: process.terminationStatus, output: try folder.text("output"), complaint: try folder.text("complaint"))
    }
}

extension URL {
    fileprivate var pathComponentsBeforeBundle: URL {
        var url = self
        while url.path.contains(".xctest") { url.deleteLastPathComponent() }
        return url.hasDirectoryPath ? url : url.deletingLastPathComponent()
    }
}

/// A folder that goes when the test ends.
final class Scratch: Sendable {
    let path = NSTemporaryDirectory() + "system-\(UUID().uuidString)"
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) throws -> FileHandle {
        let url = URL(fileURLWithPath: path + "/" + name)
        try Data().write(to: url)
        return try FileHandle(forWritingTo: url)
    }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)), as: UTF8.self)
    }

    /// Names and sizes and times of all files, to see whether anything was touched.
    func listing() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path).sorted().map { name in
            let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
            // A date in words ends with the second.
            let changed = (attributes[.modificationDate] as? Date)?.timeIntervalSinceReferenceDate
            return "\(name) \(attributes[.size] ?? 0) \(changed ?? 0)"
        }
    }
}
