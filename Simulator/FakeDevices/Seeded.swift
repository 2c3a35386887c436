/// A small random source that a seed reproduces (SplitMix64, Steele, Lea and Flood 2014). Not for secrets.
package struct Seeded: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// `count` random bytes of all values.
    package mutating func bytes(_ count: Int) -> [UInt8] {
        var random: [UInt8] = []
        random.reserveCapacity(count)
        for _ in 0..<count { random.append(UInt8(truncatingIfNeeded: next() >> 24)) }
        return random
    }
}
