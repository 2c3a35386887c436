import Devices
import Station
import Testing

/// Telling a new scan from a code that stays in sight.
struct SightTests {
    let window = Duration.milliseconds(1500)

    @Test("the window slides: a code that stays is one scan, however long")
    func slides() {
        var sight = Sight()
        #expect(sight.read([1], window: window, at: at(0)) == .fresh(endedRepeats: 0))
        for step in 1...10 { #expect(sight.read([1], window: window, at: at(step * 1400)) == .again) }
        #expect(sight.deadline == at(14_000 + 1500))
        #expect(sight.deadlinePassed(at: at(15_499)) == 0)
        #expect(sight.deadlinePassed(at: at(15_500)) == 10)
        #expect(sight.deadline == nil)
        #expect(sight.read([1], window: window, at: at(15_501)) == .fresh(endedRepeats: 0))
    }

    @Test("out of sight for the window, the same code is new: a closing scan")
    func closing() {
        var sight = Sight()
        _ = sight.read([1], window: window, at: at(0))
        #expect(sight.read([1], window: window, at: at(1499)) == .again)
        #expect(sight.read([1], window: window, at: at(1499 + 1500)) == .fresh(endedRepeats: 1))
    }

    @Test("another code ends the run, and its repeats are told once")
    func another() {
        var sight = Sight()
        _ = sight.read([1], window: window, at: at(0))
        _ = sight.read([1], window: window, at: at(10))
        _ = sight.read([1], window: window, at: at(20))
        #expect(sight.read([2], window: window, at: at(30)) == .fresh(endedRepeats: 2))
        #expect(sight.read([1], window: window, at: at(40)) == .fresh(endedRepeats: 0))
    }

    @Test("a window is the code's own: a count card counts again sooner")
    func ownWindow() {
        var sight = Sight()
        _ = sight.read([1], window: .milliseconds(300), at: at(0))
        #expect(sight.read([1], window: .milliseconds(300), at: at(299)) == .again)
        #expect(sight.read([1], window: .milliseconds(300), at: at(600)) == .fresh(endedRepeats: 1))
    }

    @Test("after a restart the last code is taken as still in sight")
    func restart() {
        var sight = Sight(seeing: [7], window: window, at: at(0))
        #expect(sight.deadline == nil)
        #expect(sight.read([7], window: window, at: at(100)) == .again)
    }

    @Test("after a restart the window begins when the scanner is listened to")
    func listens() {
        var sight = Sight(seeing: [7], window: window, at: at(0))
        sight.listens(at: at(5_000))
        #expect(sight.read([7], window: window, at: at(6_400)) == .again)
        var empty = Sight()
        empty.listens(at: at(5_000))
        #expect(empty.read([7], window: window, at: at(5_000)) == .fresh(endedRepeats: 0))
    }

    @Test("what a scanner sends once more is the same reading for as long as scanners try")
    func resent() {
        var sight = Sight(seeing: [7], window: window, at: at(0))
        #expect(sight.read([7], window: window, isResent: true, at: at(9_999)) == .again)
        #expect(sight.read([8], window: window, isResent: true, at: at(10_000)) == .fresh(endedRepeats: 1))
        var closing = Sight(seeing: [7], window: window, at: at(0))
        #expect(closing.read([7], window: window, isResent: true, at: at(5_000)) == .again)
        #expect(
            closing.read([7], window: window, at: at(6_500)) == .fresh(endedRepeats: 1),
            "its own window goes on from there")
        var late = Sight(seeing: [7], window: window, at: at(0))
        #expect(late.read([7], window: window, isResent: true, at: at(10_000)) == .fresh(endedRepeats: 0))
    }

    private func at(_ milliseconds: Int) -> Instant { .start.advanced(by: .milliseconds(milliseconds)) }
}
