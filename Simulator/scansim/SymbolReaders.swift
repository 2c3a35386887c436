import Foundation

/// Readers that are not ours: zbar for Code 128, GS1-128 and QR, libdmtx for Data Matrix, as their packages' programs.
struct SymbolReaders {
    let folder: String

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// What zbar finds on each picture: kind and text. Code 128 with FNC1 in front is `GS1-128`, and its text has no sign of it.
    func zbar(_ pictures: [Photograph]) throws -> [[String: String]] {
        let files = try pictures.enumerated().map { try write($1, "\($0)") }
        defer { for file in files { try? FileManager.default.removeItem(atPath: file) } }
        let words = ["--quiet", "--xml", "-Sdisable", "-Sqrcode.enable", "-Scode128.enable"] + files
        let text = try run("/usr/bin/zbarimg", words, package: "zbar-tools")
        var found = Array(repeating: [String: String](), count: files.count)
        for source in text.components(separatedBy: "<source href='").dropFirst() {
            guard let end = source.firstIndex(of: "'"), let index = files.firstIndex(of: String(source[..<end])) else {
                continue
            }
            for symbol in source.components(separatedBy: "<symbol type='").dropFirst() {
                guard let kind = symbol.split(separator: "'").first,
                    let data = symbol.components(separatedBy: "<![CDATA[").last?.components(separatedBy: "]]>").first
                else { continue }
                // ` modifiers='GS1'` stands in the same tag.
                let isGS1 = symbol.prefix { $0 != ">" }.contains("GS1")
                found[index][isGS1 && kind == "CODE-128" ? "GS1-128" : String(kind)] = data
            }
        }
        return found
    }

    /// What libdmtx finds on pictures that are all meant to hold the same: all at once, because starting it takes longer
    /// than reading. It does not say which picture a text is of: where not as many came out, each is read alone.
    func dataMatrix(_ pictures: [Photograph], of wanted: String) throws -> [String] {
        let files = try pictures.enumerated().map { try write($1, "matrix-\($0)") }
        defer { for file in files { try? FileManager.default.removeItem(atPath: file) } }
        let found = try dmtxread(files).split(separator: "\n").map(String.init)
        if found == Array(repeating: wanted, count: files.count) { return found }
        return try files.map { try dmtxread([$0]).trimmingCharacters(in: .whitespacesAndNewlines) }
    }

    /// One symbol of each file; it looks for 20 s at most, which a picture without any takes.
    private func dmtxread(_ files: [String]) throws -> String {
        try run("/usr/bin/dmtxread", ["-n", "-N1", "-m20000"] + files, package: "dmtx-utils")
    }

    private func write(_ picture: Photograph, _ name: String) throws -> String {
        let file = "\(folder)/\(name).pnm"
        try Data(picture.file).write(to: URL(fileURLWithPath: file))
        return file
    }

    /// Readers end with a code of their own where nothing was found: what they print counts.
    private func run(_ program: String, _ words: [String], package: String) throws -> String {
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw Missing(description: "\(program) is missing; install \(package)")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = words
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
