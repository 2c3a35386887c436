import Documents
import Foundation
import Paper
import Symbols

/// Readers that are not ours: zbar for Code 128 and QR, libdmtx for Data Matrix, as their packages' programs.
struct SymbolReaders {
    let folder: String

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// What zbar finds on each picture: kind and text. Code 128 with FNC1 in front is `GS1-128`, and its text has no sign of it.
    func zbar(_ pictures: [Raster]) throws -> [[String: String]] {
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

    func dataMatrix(_ picture: Raster) throws -> String {
        let file = try write(picture, "matrix")
        defer { try? FileManager.default.removeItem(atPath: file) }
        return try run("/usr/bin/dmtxread", ["-n", "-N1", "-m2000", file], package: "dmtx-utils")
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// With paper around it, as a camera sees a label.
    private func write(_ picture: Raster, _ name: String) throws -> String {
        let margin = 24
        var paper = Raster(width: picture.width + 2 * margin, height: picture.height + 2 * margin)
        for y in 0..<picture.height {
            for x in 0..<picture.width where picture[x, y] { paper[x + margin, y + margin] = true }
        }
        let file = "\(folder)/\(name).png"
        try Data(try Documents.png(paper)).write(to: URL(fileURLWithPath: file))
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
