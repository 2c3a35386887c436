/// Cuts a text as `RowText` writes it into its values.
struct RowCutter {
    private let bytes: [UInt8]
    private var at = 0
    private(set) var nodes: [RowNode] = []

    /// Deeper texts are left to others; rows are ten deep.
    private static let depthLimit = 64

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        nodes.reserveCapacity(bytes.count / 6 + 1)
    }

    /// False for a text that `RowText` would not have written.
    mutating func cut() -> Bool {
        guard bytes.count < Int(Int32.max), value(depth: 0), at == bytes.count else { return false }
        return isASCII || String(validating: bytes, as: UTF8.self) != nil
    }

    private var isASCII = true

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func takes(_ byte: UInt8) -> Bool {
        if next != byte { return false }
        at += 1
        return true
    }

    private mutating func value(depth: Int) -> Bool {
        switch next {
        case UInt8(ascii: "{"): return depth < Self.depthLimit && container(.object, UInt8(ascii: "}"), depth)
        case UInt8(ascii: "["): return depth < Self.depthLimit && container(.array, UInt8(ascii: "]"), depth)
        case UInt8(ascii: "\""): return text()
        case UInt8(ascii: "t"): return word("true", .yes)
        case UInt8(ascii: "f"): return word("false", .no)
        case UInt8(ascii: "n"): return word("null", .null)
        default: return number()
        }
    }

    private mutating func container(_ kind: RowNode.Kind, _ closing: UInt8, _ depth: Int) -> Bool {
        let index = nodes.count
        nodes.append(RowNode(kind: kind, start: 0, end: 0, next: 0))
        at += 1
        if !takes(closing) {
            repeat {
                if kind == .object, !(next == UInt8(ascii: "\"") && key()) { return false }
                if !value(depth: depth + 1) { return false }
            } while takes(UInt8(ascii: ","))
            if !takes(closing) { return false }
        }
        nodes[index].next = Int32(nodes.count)
        return true
    }

    private mutating func key() -> Bool {
        text() && nodes[nodes.count - 1].kind == .text && takes(UInt8(ascii: ":"))
    }

    private mutating func add(_ kind: RowNode.Kind, _ start: Int, _ end: Int) -> Bool {
        nodes.append(RowNode(kind: kind, start: Int32(start), end: Int32(end), next: Int32(nodes.count + 1)))
        return true
    }

    private mutating func text() -> Bool {
        at += 1
        let start = at
        var kind = RowNode.Kind.text
        while let byte = next {
            if byte == UInt8(ascii: "\"") {
                at += 1
                return add(kind, start, at - 1)
            }
            if byte < 0x20 { return false }
            if byte >= 0x80 { isASCII = false }
            if byte == UInt8(ascii: "\\") {
                kind = .escapedText
                guard let length = escape() else { return false }
                at += length
            } else {
                at += 1
            }
        }
        return false
    }

    /// How long the escape is here; nil for one that is not written.
    private func escape() -> Int? {
        guard at + 1 < bytes.count else { return nil }
        let letter = bytes[at + 1]
        if letter == UInt8(ascii: "\"") || letter == UInt8(ascii: "\\") { return 2 }
        guard letter == UInt8(ascii: "u"), at + 5 < bytes.count, bytes[at + 2] == UInt8(ascii: "0"),
            bytes[at + 3] == UInt8(ascii: "0"), let high = hexValue(bytes[at + 4]), high < 2,
            hexValue(bytes[at + 5]) != nil
        else { return nil }
        return 6
    }

    private mutating func word(_ word: StaticString, _ kind: RowNode.Kind) -> Bool {
        let start = at
        let isThere = word.withUTF8Buffer { bytes[at...].starts(with: $0) }
        at += word.utf8CodeUnitCount
        return isThere && add(kind, start, at)
    }

    private mutating func number() -> Bool {
        let start = at
        _ = takes(UInt8(ascii: "-"))
        let first = at
        while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { at += 1 }
        let isPlain = at > first && (at == first + 1 || bytes[first] != UInt8(ascii: "0"))
        return isPlain && add(.number, start, at)
    }
}

/// The value of a hexadecimal digit; nil for another byte.
func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
}
