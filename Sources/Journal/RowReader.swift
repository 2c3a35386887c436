import Foundation

/// Reads the JSON of rows back.
///
/// What `RowText` writes is read here, about three times as quickly as by Foundation's decoder: a start reads thousands of rows, and
/// `verify` all of them. Every other text (blanks, other escapes, fractions) and everything wrong is left to that decoder,
/// so that texts mean what they mean to it, and so do its errors. The keys of an object occur once.
enum RowReader {
    /// - Throws: `damaged` with what is wrong.
    static func decode<T: Decodable>(
        _ type: T.Type, from text: [UInt8], of column: String, row: Int64? = nil
    ) throws(JournalError) -> T {
        if let value = quick(type, from: text) { return value }
        do {
            return try JSONDecoder().decode(type, from: Data(text))
        } catch {
            throw .damaged(row: row, reason: "\(column) cannot be read: \(error)")
        }
    }

    /// Nil when Foundation's decoder is to be asked.
    static func quick<T: Decodable>(_ type: T.Type, from text: [UInt8]) -> T? {
        guard let leaf = Leaf(text) else { return nil }
        return try? T(from: Glass(leaf: leaf, node: 0))
    }
}

/// A value of a text, with everything in it behind it.
struct RowNode {
    enum Kind: UInt8 {
        case object, array, text, escapedText, number, yes, no, null
    }

    var kind: Kind
    /// The bytes of a text without its quotes, or of a number.
    var start: Int32
    var end: Int32
    /// Where the node after this value is.
    var next: Int32
}

/// A text cut into its values, in the order they come. In an object, keys and values alternate.
private final class Leaf {
    let bytes: [UInt8]
    let nodes: [RowNode]

    /// Nil for a text that `RowText` would not have written.
    init?(_ text: [UInt8]) {
        var cutter = RowCutter(text)
        guard cutter.cut() else { return nil }
        (bytes, nodes) = (text, cutter.nodes)
    }

    func slice(_ node: Int) -> ArraySlice<UInt8> { bytes[Int(nodes[node].start)..<Int(nodes[node].end)] }

    /// The nodes of the values right inside a container.
    func children(of node: Int) -> LeafChildren { LeafChildren(leaf: self, at: node + 1, end: Int(nodes[node].next)) }

    func text(_ node: Int) throws -> String {
        // The cutter has seen that the whole is UTF-8.
        switch nodes[node].kind {
        case .text: String(decoding: slice(node), as: UTF8.self)
        case .escapedText: String(decoding: unescaped(slice(node)), as: UTF8.self)
        default: throw Other()
        }
    }

    func number<Number: FixedWidthInteger>(_ node: Int) throws -> Number {
        guard nodes[node].kind == .number else { throw Other() }
        var digits = slice(node)
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits.removeFirst() }
        var number: Number = 0
        for digit in digits {
            let (tens, isLarge) = number.multipliedReportingOverflow(by: 10)
            let value = Number(digit - UInt8(ascii: "0"))
            let (next, isLarger) =
                isNegative ? tens.subtractingReportingOverflow(value) : tens.addingReportingOverflow(value)
            if isLarge || isLarger { throw Other() }
            number = next
        }
        return number
    }

    func truth(_ node: Int) throws -> Bool {
        switch nodes[node].kind {
        case .yes: true
        case .no: false
        default: throw Other()
        }
    }

    /// `\"`, `\\` and `\u00` with two digits; the cutter has seen no others.
    private func unescaped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        var at = bytes.startIndex
        while at < bytes.endIndex {
            if bytes[at] != UInt8(ascii: "\\") {
                text.append(bytes[at])
                at += 1
            } else if bytes[at + 1] == UInt8(ascii: "u") {
                text.append((hexValue(bytes[at + 4]) ?? 0) << 4 | (hexValue(bytes[at + 5]) ?? 0))
                at += 6
            } else {
                text.append(bytes[at + 1])
                at += 2
            }
        }
        return text
    }
}

private struct LeafChildren: Sequence, IteratorProtocol {
    let leaf: Leaf
    var at: Int
    let end: Int

    mutating func next() -> Int? {
        if at >= end { return nil }
        defer { at = Int(leaf.nodes[at].next) }
        return at
    }
}

/// Foundation's decoder is to say what it makes of this.
private struct Other: Error {}

// MARK: - The decoder's side

private struct Glass: Decoder {
    let leaf: Leaf
    let node: Int
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard leaf.nodes[node].kind == .object else { throw Other() }
        return KeyedDecodingContainer(ReadFields(leaf: leaf, node: node))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard leaf.nodes[node].kind == .array else { throw Other() }
        return ReadElements(leaf, node)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { ReadSingle(leaf: leaf, node: node) }
}

private struct ReadFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let leaf: Leaf
    let node: Int
    var codingPath: [any CodingKey] { [] }

    var allKeys: [Key] {
        var keys: [Key] = []
        var nodes = leaf.children(of: node)
        while let key = nodes.next() {
            _ = nodes.next()
            if let known = (try? leaf.text(key)).flatMap(Key.init(stringValue:)) { keys.append(known) }
        }
        return keys
    }

    private func find(_ key: Key) -> Int? {
        var wanted = key.stringValue
        return wanted.withUTF8 { wanted in
            var nodes = leaf.children(of: node)
            while let key = nodes.next() {
                guard let value = nodes.next() else { return nil }
                let bytes = leaf.slice(key)
                if bytes.count == wanted.count, bytes.elementsEqual(wanted) { return value }
            }
            return nil
        }
    }

    private func found(_ key: Key) throws -> Int {
        guard let value = find(key) else { throw Other() }
        return value
    }

    func contains(_ key: Key) -> Bool { find(key) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { leaf.nodes[try found(key)].kind == .null }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try leaf.truth(found(key)) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try leaf.text(found(key)) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { throw Other() }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { throw Other() }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try leaf.number(found(key)) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try leaf.number(found(key)) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try leaf.number(found(key)) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try leaf.number(found(key)) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try leaf.number(found(key)) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try leaf.number(found(key)) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try leaf.number(found(key)) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try leaf.number(found(key)) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try leaf.number(found(key)) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try leaf.number(found(key)) }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        try T(from: Glass(leaf: leaf, node: found(key)))
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try Glass(leaf: leaf, node: found(key)).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try Glass(leaf: leaf, node: found(key)).unkeyedContainer()
    }
    func superDecoder() throws -> any Decoder { throw Other() }
    func superDecoder(forKey key: Key) throws -> any Decoder { Glass(leaf: leaf, node: try found(key)) }
}

private struct ReadElements: UnkeyedDecodingContainer {
    private let leaf: Leaf
    private var nodes: LeafChildren
    let count: Int?
    private(set) var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var isAtEnd: Bool { nodes.at >= nodes.end }

    init(_ leaf: Leaf, _ node: Int) {
        self.leaf = leaf
        nodes = leaf.children(of: node)
        count = nodes.reduce(0) { count, _ in count + 1 }
    }

    private mutating func take() throws -> Int {
        guard let node = nodes.next() else { throw Other() }
        currentIndex += 1
        return node
    }

    mutating func decodeNil() throws -> Bool {
        if isAtEnd { throw Other() }
        if leaf.nodes[nodes.at].kind != .null { return false }
        _ = try take()
        return true
    }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try T(from: Glass(leaf: leaf, node: take())) }
    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try Glass(leaf: leaf, node: take()).container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try Glass(leaf: leaf, node: take()).unkeyedContainer()
    }
    mutating func superDecoder() throws -> any Decoder { Glass(leaf: leaf, node: try take()) }
}

private struct ReadSingle: SingleValueDecodingContainer {
    let leaf: Leaf
    let node: Int
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { leaf.nodes[node].kind == .null }
    func decode(_ type: Bool.Type) throws -> Bool { try leaf.truth(node) }
    func decode(_ type: String.Type) throws -> String { try leaf.text(node) }
    func decode(_ type: Double.Type) throws -> Double { throw Other() }
    func decode(_ type: Float.Type) throws -> Float { throw Other() }
    func decode(_ type: Int.Type) throws -> Int { try leaf.number(node) }
    func decode(_ type: Int8.Type) throws -> Int8 { try leaf.number(node) }
    func decode(_ type: Int16.Type) throws -> Int16 { try leaf.number(node) }
    func decode(_ type: Int32.Type) throws -> Int32 { try leaf.number(node) }
    func decode(_ type: Int64.Type) throws -> Int64 { try leaf.number(node) }
    func decode(_ type: UInt.Type) throws -> UInt { try leaf.number(node) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try leaf.number(node) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try leaf.number(node) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try leaf.number(node) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try leaf.number(node) }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try T(from: Glass(leaf: leaf, node: node)) }
}
