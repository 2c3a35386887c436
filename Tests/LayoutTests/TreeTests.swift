import Foundation
import Testing

@Suite("The tree")
struct TreeTests {
    @Test("keeps its rules", arguments: Rule.all)
    func keeps(rule: Rule) {
        #expect(rule.faults(Tree.files).isEmpty)
    }

    @Test("has no rule that cannot be broken", arguments: Rule.all)
    func canBreak(rule: Rule) {
        #expect(rule.faults([rule.breach]).count == 1)
    }

    @Test func `was read at all`() {
        #expect(Tree.files.count { $0.isSwift } > 100)
        #expect(Set(Tree.files.map(\.room)).isSuperset(of: ["Sources/Station", "Tests/LayoutTests", "Package.swift"]))
    }

    @Test func `has a fixed top level`() {
        #expect(Tree.top == ["Package.swift", "README.md", "Sources", "Hardware", "Simulator", "Tests"])
    }

    @Test func `names nobody who may live`() {
        for file in Tree.files {
            #expect(PersonNumbers.found(in: file.text).isEmpty, "\(file.path)")
        }
    }

    @Test func `names nobody in what the fuzzer has kept`() {
        let kept = Tree.files.filter { $0.path.hasSuffix("/kept.hex") }
        #expect(!kept.isEmpty)
        for line in kept.flatMap(\.lines) {
            let digits = Array(line.utf8)
            let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
                UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
            }
            #expect(bytes.count * 2 == digits.count)
            #expect(PersonNumbers.found(in: String(decoding: bytes, as: UTF8.self)).isEmpty)
        }
    }

    @Test(
        "tells a living person's number from others",
        arguments: [
            ("11010119900101" + "0015", true), ("11010118900101" + "0012", false), ("11010119900101" + "0016", false),
            ("number=11010119900101" + "0015;", true), ("A11010119900101" + "0015", false),
            ("11010119901301" + "0011", false), ("61010462092" + "7691", true), ("61010462092" + "7996", false),
            ("61010462132" + "7691", false), ("110101199003078670", false),
        ])
    func tells(text: String, isSomebody: Bool) {
        #expect(PersonNumbers.found(in: text).isEmpty != isSomebody)
    }

    /// `Sources/TOUR.md` and the READMEs put paths and functions in backticks; all of them exist.
    @Test func `is described as it is`() {
        let code = Tree.files.filter(\.isSwift).flatMap(\.codeLines)
        let pages = Tree.files.filter { $0.path.hasSuffix(".md") }
        #expect(pages.count >= 4)
        for page in pages {
            for quoted in quotedWords(page) where quoted.contains("/") && isOfTheTree(quoted) {
                let path = Tree.root.appending(path: quoted).path()
                #expect(FileManager.default.fileExists(atPath: path), "\(page.path): \(quoted)")
            }
            for quoted in quotedWords(page) where quoted.hasSuffix("()") {
                let name = quoted.dropLast(2).split(separator: ".").last.map(String.init) ?? ""
                let isThere = code.contains { line in line.holds(word: "func \(name)") || line.holds(word: "\(name)(") }
                #expect(isThere, "\(page.path): \(quoted)")
            }
        }
    }

    @Test func `is described whole`() throws {
        let readme = try #require(Tree.files.first { $0.path == "README.md" })
        for room in Room.all where Tree.files.contains(where: { $0.room == room.path }) {
            #expect(readme.text.contains("`\(room.path)`"), "README.md does not name \(room.path)")
        }
    }

    /// What stands between backticks in lines outside of fenced blocks, where it is one word.
    private func quotedWords(_ page: TextFile) -> [String] {
        var isFenced = false
        return page.lines.flatMap { line -> [String] in
            if line.hasPrefix("```") { isFenced.toggle() }
            if isFenced { return [] }
            let parts = line.split(separator: "`", omittingEmptySubsequences: false)
            return parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }.filter { !$0.contains(" ") }
        }
    }

    private func isOfTheTree(_ path: String) -> Bool {
        ["Sources/", "Hardware/", "Simulator/", "Tests/", ".ci/"].contains { path.hasPrefix($0) }
            && !path.contains("*")
    }
}
