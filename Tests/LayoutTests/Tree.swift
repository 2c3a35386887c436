import Foundation

/// One text file of the repository.
struct TextFile: Hashable, Sendable {
    /// From the repository's root: `Sources/Codes/GS1.swift`.
    let path: String
    let text: String

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// The lines that hold code, their comments cut off. A string that holds `//` is cut there too.
    var codeLines: [Substring] {
        lines.map { line in line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line }
    }

    var isSwift: Bool { path.hasSuffix(".swift") }

    /// `Sources/Codes` for what lies in it or below; the first two parts of the path.
    var room: String { path.split(separator: "/").prefix(2).joined(separator: "/") }

    /// Whether the file is of the shipped program, of its devices or of the world outside.
    var isOfTheProduct: Bool { ["Sources/", "Hardware/", "Simulator/"].contains { path.hasPrefix($0) } }

    /// Modules the file imports, each once.
    var imports: Set<String> {
        Set(
            codeLines.compactMap { line in
                let words = line.split(separator: " ")
                guard let place = words.firstIndex(of: "import"), words.count > place + 1 else { return nil }
                let isImport = words[..<place].allSatisfy { $0 == "package" || $0.hasPrefix("@") || $0 == "public" }
                return isImport ? String(words[words.count - 1].prefix { $0 != "." }) : nil
            })
    }
}

/// The repository as it lies on the disk.
enum Tree {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Names of what lies at the top, without dot files and without what SwiftPM writes there.
    static var top: Set<String> {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path())) ?? []
        return Set(names.filter { !$0.hasPrefix(".") && $0 != "Package.resolved" })
    }

    /// Every text file in the folders of the repository and at its top. Folders with a dot hold builds; `.ci` is ours.
    static let files: [TextFile] = {
        let names = ["Package.swift", "README.md", ".gitignore", ".swift-format"]
        let atTop = names.compactMap { read(root.appending(path: $0)) }
        return atTop + ["Sources", "Hardware", "Simulator", "Tests", ".ci"].flatMap(below)
    }()

    private static func below(_ folder: String) -> [TextFile] {
        let found = FileManager.default.enumerator(
            at: root.appending(path: folder), includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
        return (found?.allObjects ?? []).compactMap { ($0 as? URL).flatMap(read) }.sorted { $0.path < $1.path }
    }

    private static func read(_ url: URL) -> TextFile? {
        guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
        let path = url.standardizedFileURL.path().dropFirst(root.standardizedFileURL.path().count)
        return TextFile(path: String(path.drop { $0 == "/" }), text: text)
    }
}
