import Devices
import Testing

@testable import Sound

struct ToneTests {
    private let full = Loudness(volume: 100)

    @Test(arguments: Feedback.allCases)
    func `is short, begins and ends softly, and never clips`(feedback: Feedback) {
        for loudness in [full, Loudness(volume: 100, isQuiet: true)] {
            let samples = Tone(feedback).samples(loudness)
            #expect(SoundFormat.duration(of: samples.count) <= Tone.longest)
            #expect(samples.count >= SoundFormat.samples(in: .milliseconds(100)))
            let numbers = samples.map { Int($0) }
            let loudest = numbers.map(abs).max() ?? 0
            #expect(loudest > 0 && loudest < Int(Int16.max) * 7 / 10)
            // A click is a step; a wave of 2 kHz takes 11 samples.
            let steps = zip([0] + numbers, numbers + [0]).map { abs($0 - $1) }
            #expect((steps.first ?? 0) < loudest / 50)
            #expect((steps.last ?? 0) < loudest / 50)
            #expect((steps.max() ?? 0) < loudest)
        }
    }

    @Test func `each has a rhythm and a contour of its own`() {
        func heard(_ feedback: Feedback) -> [(pitch: Double, milliseconds: Int)] {
            let ear = Ear(Tone(feedback).samples(full))
            return ear.bursts().map { (ear.pitch(in: $0.range), $0.milliseconds) }
        }
        #expect(heard(.accepted).count == 1)
        #expect(heard(.refused).count == 2)
        #expect(heard(.attention).count == 2)
        #expect(heard(.sealed).count == 3)
        let sealed = heard(.sealed).map(\.pitch)
        #expect(sealed == sealed.sorted())
        #expect(heard(.accepted)[0].pitch > 1_500)
    }

    @Test func `half the volume is a quarter of the amplitude, none is silence, and homes are spared`() {
        func loudest(_ loudness: Loudness) -> Int { Int(Tone(.sealed).samples(loudness).map(\.magnitude).max() ?? 0) }
        #expect(abs(loudest(Loudness(volume: 50)) * 4 - loudest(full)) < loudest(full) / 50)
        #expect(loudest(Loudness(volume: 0)) == 0)
        #expect(loudest(Loudness(volume: 100, isQuiet: true)) * 5 < loudest(full))
    }
}
