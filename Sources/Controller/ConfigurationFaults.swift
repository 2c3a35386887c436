import Yams

/// A place in a configuration file, both counted from 1.
struct FilePlace: Hashable, Comparable {
    var line: Int
    var column: Int

    static let start = FilePlace(line: 1, column: 1)

    static func < (left: FilePlace, right: FilePlace) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A value of the file that something is still to be said about once the rest is known.
struct Placed<Value> {
    var value: Value
    var path: String
    var place: FilePlace
}

/// What is wrong with a file, collected while it is read.
struct ConfigurationFaults {
    private struct Fault: Hashable {
        var place: FilePlace
        var path: String
        var problem: String
    }

    private var faults: [Fault] = []

    var isEmpty: Bool { faults.isEmpty }

    /// Whether nothing at this key or below it is wrong, so that what refers to it may be judged.
    func isClean(_ key: String) -> Bool {
        !faults.contains { $0.path == key || $0.path.hasPrefix(key + ".") || $0.path.hasPrefix(key + "[") }
    }

    /// - Parameter path: The key that is meant; empty for the whole file.
    mutating func add(_ problem: String, _ path: String = "", at place: FilePlace) {
        faults.append(Fault(place: place, path: path, problem: problem))
    }

    mutating func add(_ problem: String, at entry: ConfigurationEntry) {
        add(problem, entry.path, at: entry.place)
    }

    mutating func add<Value>(_ problem: String, at value: Placed<Value>) {
        add(problem, value.path, at: value.place)
    }

    func error(in file: String) -> ConfigurationError {
        let sorted = faults.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
        let listed = sorted.prefix(ConfigurationLimit.listedFaults).map(\.element)
        return ConfigurationError(
            faults: listed.map { fault in
                ConfigurationError.Fault(
                    file: file, line: fault.place.line, column: fault.place.column,
                    message: fault.path.isEmpty ? fault.problem : "\(fault.path): \(fault.problem)")
            },
            unlisted: faults.count - listed.count)
    }
}

/// A key's value with its path: `modes[2].capacity`.
struct ConfigurationEntry {
    let node: Node
    let path: String

    var place: FilePlace {
        node.mark.map { FilePlace(line: $0.line, column: $0.column) } ?? .start
    }

    func child(_ key: String, _ value: Node) -> ConfigurationEntry {
        ConfigurationEntry(node: value, path: path.isEmpty ? key : "\(path).\(key)")
    }

    /// - Parameter number: Counted from 1.
    func element(_ number: Int, _ value: Node) -> ConfigurationEntry {
        ConfigurationEntry(node: value, path: "\(path)[\(number)]")
    }

    /// The text of a value that is neither a list nor a mapping nor left out.
    var text: String? {
        guard case .scalar(let scalar) = node else { return nil }
        let isPlain = scalar.style == .plain || scalar.style == .any
        return isPlain && (scalar.string.isEmpty || scalar.string == "~") ? nil : scalar.string
    }

    /// What stands there, for a message.
    var found: String {
        switch node {
        case .scalar: text.map(quoted) ?? "nothing"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    /// Where the character at `offset` (from 0) of the text stands: exact for text that is written as it is, and else
    /// where the text begins.
    func place(ofCharacter offset: Int) -> FilePlace {
        guard case .scalar(let scalar) = node, !scalar.string.contains("'") else { return place }
        switch scalar.style {
        case .plain: return FilePlace(line: place.line, column: place.column + offset)
        case .singleQuoted: return FilePlace(line: place.line, column: place.column + 1 + offset)
        case .any, .doubleQuoted, .literal, .folded: return place
        }
    }
}

/// A text of the file as a message repeats it: bounded, and without control characters.
func quoted(_ text: String) -> String {
    let limit = ConfigurationLimit.quotedCharacters
    let scalars = text.unicodeScalars
    var shown = "\""
    for scalar in scalars.prefix(limit) {
        let isControl = scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
        shown += isControl ? "\\u{\(String(scalar.value, radix: 16))}" : String(Character(scalar))
    }
    return shown + (scalars.count > limit ? "...\"" : "\"")
}

/// The word that was probably meant, among those that could stand here: at most a third of the letters are wrong.
func nearest(to word: String, among known: [String]) -> String? {
    guard word.unicodeScalars.count <= ConfigurationLimit.nameCharacters else { return nil }
    let allowed = max(1, word.unicodeScalars.count / 3)
    let distances = known.map { (word: $0, distance: distance(word, $0)) }
    return distances.filter { $0.distance <= allowed }.min { $0.distance < $1.distance }?.word
}

/// How many letters must be put in, left out or changed to come from one word to the other (Levenshtein).
private func distance(_ first: String, _ second: String) -> Int {
    let (left, right) = (Array(first.unicodeScalars), Array(second.unicodeScalars))
    var row = Array(0...right.count)
    for (i, letter) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in right.enumerated() {
            let changed = diagonal + (letter == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(changed, row[j] + 1, diagonal + 1)
        }
    }
    return row[right.count]
}
