import Testing

/// What every file of the tree keeps to and the compiler cannot see.
struct Rule: Sendable, CustomTestStringConvertible {
    /// The rule in words; a test's name.
    let sentence: String
    /// An invented file that breaks the rule: the proof that it can be broken.
    let breach: TextFile
    /// Everything that breaks it: `path:line: what`.
    let faults: @Sendable ([TextFile]) -> [String]

    var testDescription: String { sentence }

    init(
        _ sentence: String, breach path: String, _ text: String, faults: @escaping @Sendable ([TextFile]) -> [String]
    ) {
        self.sentence = sentence
        breach = TextFile(path: path, text: text)
        self.faults = faults
    }
}

extension Rule {
    static let all =
        [
            Rule(
                "the pure rooms know no operating system", breach: "Sources/Codes/Clock.swift", "import Glibc\n"
            ) { files in
                imports(files) { file, module in
                    Room[file.room]?.isPure == true && ["Foundation", "Dispatch", "Glibc", "Musl"].contains(module)
                }
            },
            Rule(
                "a room imports what stands to its left, and of others what it is given",
                breach: "Sources/Codes/Backwards.swift", "package import Station\n"
            ) { files in
                imports(files.filter(\.isOfTheProduct)) { file, module in
                    guard let room = Room[file.room] else { return true }
                    return !room.left.contains(module) && !room.outside.contains(module)
                }
            },
            Rule("every room is in the table", breach: "Sources/Extras/Extra.swift", "let extra = 1\n") { files in
                files.filter { $0.isSwift && $0.isOfTheProduct && Room[$0.room] == nil }.map(\.path)
            },
            Rule(
                "each thing outside has one door", breach: "Sources/Controller/Port.swift", "import CLibSerialPort\n"
            ) { files in
                imports(files) { file, module in
                    Door.all.contains { $0.module == module && !$0.folders.contains(file.room) }
                }
            },
            Rule(
                "no target holds a type of its own name", breach: "Sources/Journal/Journal.swift",
                "package struct Journal {}\n"
            ) { files in
                lines(files.filter { $0.isSwift && $0.isOfTheProduct }) { file, line in
                    let name = file.room.split(separator: "/").last ?? ""
                    return declarations.contains { line.holds(word: "\($0) \(name)") }
                }
            },
            Rule("a file that somebody writes has at most 400 lines", breach: "Tests/run", lineBreaks(401)) { files in
                files.filter {
                    $0.lines.count > 401 && !$0.path.hasPrefix("Simulator/Captures/") && !$0.path.hasSuffix(".hex")
                }.map {
                    "\($0.path): \($0.lines.count - 1) lines"
                }
            },
            Rule("the README has less than 150 lines", breach: "README.md", lineBreaks(150)) { files in
                files.filter { $0.path == "README.md" && $0.lines.count > 150 }.map(\.path)
            },
            Rule("no file names a folder of one machine", breach: "Tests/run", "cd /" + "root/station\n") { files in
                let folders = ["work", "root", "home", "Users", "farm", "opt"].map { "/\($0)/" }
                return lines(files, of: \.lines) { file, line in
                    file.path != "Tests/LayoutTests/Rules.swift" && folders.contains { line.contains($0) }
                }
            },
        ] + words

    /// Words that code does without.
    private static let words = [
        ("public", "package is wide enough"), ("try!", "an error is handled"), ("as!", "a type is asked for"),
        ("fatalError", "nothing ends the station"), ("Task {", "run() owns every task"),
        ("Task(", "run() owns every task"), ("Task.detached", "run() owns every task"),
        ("TODO", "it is done or it is not"),
        ("FIXME", "it is done or it is not"),
    ].map { word, reason in
        Rule("no \(word): \(reason)", breach: "Simulator/Scenarios/Sloppy.swift", "    \(word) x // \(word)\n") {
            files in
            let isNote = word == "TODO" || word == "FIXME"
            return lines(
                files.filter { $0.isOfTheProduct && ($0.isSwift || isNote) }, of: isNote ? \.lines : \.codeLines
            ) {
                _, line in line.holds(word: word)
            }
        }
    }

    private static let declarations = ["struct", "class", "enum", "actor", "protocol", "typealias"]

    private static func lineBreaks(_ count: Int) -> String { String(repeating: "\n", count: count) }

    private static func imports(
        _ files: [TextFile], where isFault: (TextFile, String) -> Bool
    ) -> [String] {
        files.filter(\.isSwift).flatMap { file in
            file.imports.sorted().filter { isFault(file, $0) }.map { "\(file.path): import \($0)" }
        }
    }

    private static func lines(
        _ files: [TextFile], of kind: (TextFile) -> [Substring] = \.codeLines,
        where isFault: (TextFile, Substring) -> Bool
    ) -> [String] {
        files.flatMap { file in
            kind(file).enumerated().filter { isFault(file, $0.element) }.map { "\(file.path):\($0.offset + 1)" }
        }
    }
}

extension Substring {
    /// Whether the word stands in the line by itself, not as a part of a longer name.
    func holds(word: String) -> Bool {
        ranges(of: word).contains { range in
            let before = self[..<range.lowerBound].last
            let after = self[range.upperBound...].first
            let endsInName = word.last.map(isOfName) ?? false
            return !(before.map(isOfName) ?? false) && !(endsInName && (after.map(isOfName) ?? false))
        }
    }

    private func isOfName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }
}
