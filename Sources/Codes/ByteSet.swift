/// A set of ASCII bytes: what one position of a code may hold.
package struct ByteSet: Hashable, Sendable {
    private var bits: UInt128 = 0

    package init() {}

    /// Bytes beyond 0x7F are left out; no code on a label has them.
    package init(_ ranges: ClosedRange<UInt8>...) {
        for range in ranges { insert(range) }
    }

    package var isEmpty: Bool { bits == 0 }
    package var count: Int { bits.nonzeroBitCount }

    package mutating func insert(_ range: ClosedRange<UInt8>) {
        for byte in range where byte < 0x80 { bits |= 1 << UInt128(byte) }
    }

    package func contains(_ byte: UInt8) -> Bool {
        byte < 0x80 && bits >> UInt128(byte) & 1 == 1
    }

    package func intersection(_ other: ByteSet) -> ByteSet {
        var both = self
        both.bits &= other.bits
        return both
    }

    /// The member with `index` smaller members, counted from 0; nil at or beyond `count`.
    package func member(at index: Int) -> UInt8? {
        var rest = bits
        for _ in 0..<max(index, 0) where rest != 0 { rest &= rest - 1 }
        return rest == 0 ? nil : UInt8(rest.trailingZeroBitCount)
    }

    static let digits = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))
    static let upperCase = ByteSet(UInt8(ascii: "A")...UInt8(ascii: "Z"))
    /// Every printable character but the blank: what a pattern may name.
    static let visible = ByteSet(0x21...0x7E)

    static func of(_ characters: String) -> ByteSet {
        var set = ByteSet()
        for byte in characters.utf8 { set.insert(byte...byte) }
        return set
    }

    func union(_ other: ByteSet) -> ByteSet {
        var either = self
        either.bits |= other.bits
        return either
    }
}
