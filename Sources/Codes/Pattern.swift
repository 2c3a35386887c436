/// The form of a printed code: a sequence of characters or sets of characters, each repeated a bounded number of times.
///
/// There is no alternation and no unbounded repeat, so that matching is linear and the question whether two patterns
/// share a code can be decided (`Overlap`). At most `CodeLimit.codeBytes` characters. Case matters.
package struct Pattern: Hashable, Sendable, CustomStringConvertible {
    /// One character or set, and how often it stands there.
    struct Element: Hashable, Sendable {
        var characters: ByteSet
        var count: ClosedRange<Int>
    }

    /// A place of the written-out pattern. An optional place may be left out together with the rest of its element;
    /// `skipTo` is then the place that follows the element.
    struct Position: Hashable, Sendable {
        var characters: ByteSet
        var skipTo: Int?
    }

    let elements: [Element]
    /// The pattern as it was written.
    package let description: String

    init(_ elements: [Element], description: String) {
        self.elements = elements
        self.description = description
    }

    /// Shortest and longest code of this form, in bytes.
    package var lengths: ClosedRange<Int> {
        let least = elements.reduce(0) { $0 + $1.count.lowerBound }
        return least...elements.reduce(0) { $0 + $1.count.upperBound }
    }

    /// The characters every code of this form begins with.
    package var literalPrefix: [UInt8] {
        var prefix: [UInt8] = []
        for element in elements {
            guard element.characters.count == 1, let byte = element.characters.member(at: 0) else { break }
            prefix += Array(repeating: byte, count: element.count.lowerBound)
            if element.count.lowerBound != element.count.upperBound { break }
        }
        return prefix
    }

    /// The pattern written out, one entry a character.
    var positions: [Position] { elements.positions }
}

extension [Pattern.Element] {
    /// The elements written out, one entry a character.
    var positions: [Pattern.Position] {
        var positions: [Pattern.Position] = []
        for element in self {
            let end = positions.count + element.count.upperBound
            for index in 0..<element.count.upperBound {
                let isOptional = index >= element.count.lowerBound
                positions.append(Pattern.Position(characters: element.characters, skipTo: isOptional ? end : nil))
            }
        }
        return positions
    }
}

/// A pattern made ready for matching: all places are tried at once, one bit a place, so that a byte costs a few
/// instructions whatever the repeats are.
struct Matcher: Sendable {
    /// For each ASCII byte the places that take it.
    private let masks: [UInt128]
    /// The places that may be left out.
    private let optional: UInt128
    private let end: UInt128
    let lengths: ClosedRange<Int>

    init(_ pattern: Pattern) {
        let positions = pattern.positions
        precondition(positions.count < 128, "A pattern has at most CodeLimit.codeBytes places.")
        var masks = [UInt128](repeating: 0, count: 0x80)
        var optional: UInt128 = 0
        for (index, position) in positions.enumerated() {
            let bit: UInt128 = 1 << UInt128(index)
            for byte in 0..<0x80 where position.characters.contains(UInt8(byte)) { masks[byte] |= bit }
            if position.skipTo != nil { optional |= bit }
        }
        self.masks = masks
        self.optional = optional
        end = 1 << UInt128(positions.count)
        lengths = pattern.lengths
    }

    func matches(_ code: [UInt8]) -> Bool {
        guard lengths.contains(code.count) else { return false }
        var places = withSkips(1)
        for byte in code {
            guard byte < 0x80 else { return false }
            places = withSkips((places & masks[Int(byte)]) << 1)
            if places == 0 { return false }
        }
        return places & end != 0
    }

    /// Adds the places reached by leaving out optional ones: adding the lowest place of a run of optional bits to the run
    /// carries to the run's end, and the bits that changed are the places passed.
    private func withSkips(_ places: UInt128) -> UInt128 {
        places | ((optional &+ (places & optional)) ^ optional)
    }
}
