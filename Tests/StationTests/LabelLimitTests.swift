import Codes
import Devices
import Station
import Testing

/// Labels that nobody prints are bounded, and nobody is left in the dark about it.
struct LabelLimitTests {
    private let desk = Sample.scanner("desk")

    @Test func `The oldest label is given up when too many are owed, and it is said`() {
        var settings = Sample.settings(capacity: 1, order: .personFirst)
        settings.labels = LabelRules(kinds: [.void])
        var world = World(settings)
        world.take(.commandScanned(.category(1)), at: desk)
        var last = Decision(.noted)
        for number in 1...(LabelRules.most + 1) {
            for happening: Happening in [
                .personScanned(Sample.person(number)), .tubeScanned(Sample.tube(number)), .commandScanned(.void),
                .tubeScanned(Sample.tube(number)), .commandScanned(.confirm),
            ] {
                world.now = world.now.advanced(by: .seconds(60))
                last = world.take(happening, at: desk)
            }
            let said = last.effects.contains(.show(.told(.labelGivenUp(.void(Sample.tube(1)))), nil))
            #expect(said == (number > LabelRules.most), "\(number)")
        }
        #expect(world.state.debts.count == LabelRules.most)
        #expect(world.state.debts.first?.subject == .void(Sample.tube(2)))
        world.take(.commandScanned(.undo), at: desk)
        #expect(world.state.debts.first?.subject == .void(Sample.tube(1)), "UNDO owes it again")
    }
}
