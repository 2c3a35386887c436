import Devices
import Glibc
import Sound

/// Listens to samples: where something sounds, which pitch it has, and whether it is a certain recording.
struct Ear {
    let samples: [Int16]

    init(_ samples: [Int16]) { self.samples = samples }

    /// Something that sounds without a pause.
    struct Burst {
        var range: Range<Int>
        var milliseconds: Int { range.count * 1000 / SoundFormat.rate }
    }

    /// - Parameter pause: silence that parts two bursts.
    func bursts(pause: Duration = .milliseconds(10)) -> [Burst] {
        let gap = SoundFormat.samples(in: pause)
        var bursts: [Burst] = []
        for (index, sample) in samples.enumerated() where sample.magnitude > 200 {
            if let last = bursts.last, index - last.range.upperBound < gap {
                bursts[bursts.count - 1].range = last.range.lowerBound..<index + 1
            } else {
                bursts.append(Burst(range: index..<index + 1))
            }
        }
        return bursts
    }

    /// How much of the power in a range has this pitch (Goertzel), 0 to 1.
    func share(of pitch: Double, in range: Range<Int>) -> Double {
        let part = samples[range]
        let step = 2 * cos(2 * Double.pi * pitch / Double(SoundFormat.rate))
        var (one, two, power) = (0.0, 0.0, 0.0)
        for sample in part {
            (one, two) = (Double(sample) + step * one - two, one)
            power += Double(sample) * Double(sample)
        }
        guard power > 0 else { return 0 }
        return 2 * (one * one + two * two - step * one * two) / (power * Double(part.count))
    }

    /// Hertz, by the crossings of zero.
    func pitch(in range: Range<Int>) -> Double {
        let signs = samples[range].filter { $0 != 0 }.map { $0 > 0 }
        let crossings = zip(signs, signs.dropFirst()).count { $0 != $1 }
        return Double(crossings) * Double(SoundFormat.rate) / Double(2 * range.count)
    }

    /// Where a recording is heard best, and how well: 1 is the very same. Places that do not begin like it are passed over.
    func find(_ recording: [Int16]) -> (place: Int, likeness: Double) {
        var best = (place: 0, likeness: -1.0)
        guard recording.count <= samples.count else { return best }
        let beginning = min(64, recording.count)
        samples.withUnsafeBufferPointer { heard in
            recording.withUnsafeBufferPointer { wanted in
                for place in 0...heard.count - wanted.count {
                    guard Self.likeness(heard, place, wanted, beginning) > 0.8 else { continue }
                    let likeness = Self.likeness(heard, place, wanted, wanted.count)
                    if likeness > best.likeness { best = (place, likeness) }
                }
            }
        }
        return best
    }

    /// The cosine between the two.
    private static func likeness(
        _ heard: UnsafeBufferPointer<Int16>, _ place: Int, _ wanted: UnsafeBufferPointer<Int16>, _ count: Int
    ) -> Double {
        var (product, one, other) = (0, 0, 0)
        for index in 0..<count {
            let (left, right) = (Int(heard[place + index]), Int(wanted[index]))
            product += left * right
            one += left * left
            other += right * right
        }
        return one > 0 && other > 0 ? Double(product) / (Double(one) * Double(other)).squareRoot() : 0
    }
}

/// Recordings that are like nothing else: noise with a seed.
func noise(_ duration: Duration, seed: UInt64) -> [Int16] {
    var random = SplitMix(seed)
    return (0..<SoundFormat.samples(in: duration)).map { _ in Int16(truncatingIfNeeded: random.next()) / 4 }
}

struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
