import Attach
import Devices
import Testing

private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

@Suite("A babble guard")
struct BabbleGuardTests {
    /// A guard that has set its device aside at 2,000 ms.
    private func setAside() -> BabbleGuard {
        var babble = BabbleGuard()
        for step in 0...20 { _ = babble.noted(unreadable: at(Int64(step) * 100)) }
        return babble
    }

    @Test func `bears 20 unreadable scans in 10 seconds, and not one more`() {
        var babble = BabbleGuard()
        for step in 0..<20 { #expect(babble.noted(unreadable: at(Int64(step) * 499)) == false) }
        #expect(!babble.isSetAside)
        #expect(babble.noted(unreadable: at(9_999)) == true)
        #expect(babble.isSetAside)
    }

    @Test func `bears any number at a slower pace`() {
        var babble = BabbleGuard()
        for step in 0..<1000 { #expect(babble.noted(unreadable: at(Int64(step) * 500)) == false) }
    }

    @Test func `says only once that the device is set aside`() {
        var babble = setAside()
        #expect(babble.isSetAside)
        #expect(babble.noted(unreadable: at(2_100)) == false)
        #expect(babble.admits(at: at(2_200)) == false)
    }

    @Test func `listens again after 10 seconds of silence`() {
        var babble = setAside()
        #expect(babble.admits(at: at(5_000)) == false)
        #expect(babble.deadline == at(15_000))
        #expect(babble.admits(at: at(14_999)) == false, "anything that comes prolongs the wait")
        #expect(babble.deadlinePassed(at: at(24_998)) == false)
        #expect(babble.deadlinePassed(at: at(24_999)) == true)
        #expect(babble.admits(at: at(25_000)) == true)
        #expect(babble.noted(unreadable: at(25_000)) == false, "the count begins anew")
    }

    @Test func `a readable scan is admitted while the device is listened to`() {
        var babble = BabbleGuard()
        for step in 0..<100 { #expect(babble.admits(at: at(Int64(step))) == true) }
    }
}
