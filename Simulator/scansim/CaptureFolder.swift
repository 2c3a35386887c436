import Corpus
import Foundation
import Recorder

/// The folder with the captures, their golden files and their pages.
struct CaptureFolder {
    enum Failure: Error, CustomStringConvertible {
        case folder(String)
        case read(String)
        case write(String)
        case exists(String)
        case wrong(String, String)

        var description: String {
            switch self {
            case .folder(let path): "\(path) holds no captures; run this in the top folder of the tree, or say --folder"
            case .read(let path): "cannot read \(path)"
            case .write(let path): "cannot write \(path)"
            case .exists(let path): "\(path) is there already; take another name, or say --replace"
            case .wrong(let path, let reason): "\(path): \(reason)"
            }
        }
    }

    let path: String

    init(_ path: String) throws {
        self.path = path
        guard FileManager.default.fileExists(atPath: path + "/README.md") else { throw Failure.folder(path) }
    }

    /// All captures, by name.
    func captures() throws -> [NamedCapture] {
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".capture") }
        return try names.sorted().map { file in
            let data = try read(file)
            do {
                return NamedCapture(name: String(file.dropLast(8)), capture: try CaptureText.parsed(Array(data)))
            } catch {
                throw Failure.wrong(path + "/" + file, "\(error)")
            }
        }
    }

    /// Writes capture, golden file and pages; returns their paths.
    func write(_ adoption: Adoption, replacing: Bool) throws -> [String] {
        let files = ["\(adoption.name).capture", "\(adoption.name).golden"]
        if !replacing, let there = files.first(where: { FileManager.default.fileExists(atPath: path + "/" + $0) }) {
            throw Failure.exists(path + "/" + there)
        }
        try write(Data(adoption.text), to: files[0])
        try write(Data(adoption.golden.utf8), to: files[1])
        return files.map { path + "/" + $0 } + (try writePages())
    }

    /// Writes what fake devices play, and what the drivers make of it.
    func play() throws {
        for take in Take.all {
            try write(Data(take.text()), to: "\(take.name).capture")
            let golden = try Replay.run(take.played().capture).map { $0.json + "\n" }.joined()
            try write(Data(golden.utf8), to: "\(take.name).golden")
        }
    }

    /// Writes what is generated from the captures; returns the paths.
    func writePages() throws -> [String] {
        let captures = try captures()
        let readme = String(decoding: try read("README.md"), as: UTF8.self)
        guard let page = CaptureTable.written(into: readme, of: captures) else {
            throw Failure.wrong(path + "/README.md", "the marks of its table are gone")
        }
        try write(Data(page.utf8), to: "README.md")
        try write(Data(Coverage.page(of: captures).utf8), to: "COVERAGE.md")
        return ["README.md", "COVERAGE.md"].map { path + "/" + $0 }
    }

    private func read(_ file: String) throws -> Data {
        guard let data = FileManager.default.contents(atPath: path + "/" + file) else {
            throw Failure.read(path + "/" + file)
        }
        return data
    }

    private func write(_ data: Data, to file: String) throws {
        do {
            try data.write(to: URL(fileURLWithPath: path + "/" + file), options: .atomic)
        } catch {
            throw Failure.write(path + "/" + file)
        }
    }
}
