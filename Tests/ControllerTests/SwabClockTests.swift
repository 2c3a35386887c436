import Codes
import Devices
import Station
import Testing

@testable import Controller
@testable import Journal

/// The clock from the oldest swab, through the shipping loop.
@Suite struct SwabClockTests {
    private func desk() throws -> LoopDesk {
        let desk = try LoopDesk(try LoopFolder(), hasBadges: false)
        desk.begin()
        desk.plug(LoopDesk.pack)
        return desk
    }

    /// Lets time pass minute by minute, as its owner does; what was said of swabs meanwhile.
    private func wait(minutes: Int, at desk: LoopDesk) -> [SwabAge] {
        var said: [SwabAge] = []
        for _ in 0..<minutes {
            desk.clock.advance(milliseconds: 60_000)
            guard let due = desk.loop.deadline, due <= desk.clock.now else { continue }
            for case .show(.told(.swabsAge(let age)), nil) in desk.loop.deadlinePassed(at: desk.clock.now) {
                said.append(age)
            }
        }
        return said
    }

    private func bag(_ number: Int, at desk: LoopDesk) {
        desk.scan("B0000000\(number)", with: LoopDesk.pack)
        desk.scan(LoopDesk.tube(number), with: LoopDesk.pack)
    }

    private func single(_ number: Int, at desk: LoopDesk) {
        for code in [LoopDesk.person(number), LoopDesk.tube(number)] { desk.scan(code) }
    }

    @Test func `It is said once at the warning and once at the alarm, with the time it has to be at the laboratory`()
        throws
    {
        let desk = try desk()
        single(1, at: desk)
        bag(1, at: desk)
        #expect(wait(minutes: 178, at: desk).isEmpty)
        let warned = wait(minutes: 30, at: desk)
        #expect(warned.map(\.isAlarm) == [false] && warned.map(\.minutes) == [180])
        #expect(warned.first.map { $0.latest - $0.oldest } == Int64(14_400_000_000))
        #expect(wait(minutes: 60, at: desk).map(\.isAlarm) == [true])
        #expect(wait(minutes: 120, at: desk).isEmpty)
        try desk.loop.stop(at: desk.clock.now)
        #expect(try JournalFile.verify(path: desk.folder.journal).isSound)
    }

    @Test func `What has left is not warned of, and the next oldest is`() throws {
        let desk = try desk()
        single(1, at: desk)
        bag(1, at: desk)
        for code in ["B00000001", LoopDesk.card(.count(1))] { desk.scan(code, with: LoopDesk.pack) }
        desk.scan("FQ0000001", with: LoopDesk.pack)
        _ = wait(minutes: 100, at: desk)
        single(2, at: desk)
        bag(2, at: desk)
        for code in [
            "BX0000001", "B00000001", "BX0000001", LoopDesk.card(.handover), "BX0000001", LoopDesk.card(.confirm),
        ] {
            desk.scan(code, with: LoopDesk.pack)
        }
        #expect(wait(minutes: 170, at: desk).isEmpty)
        #expect(wait(minutes: 20, at: desk).map(\.isAlarm) == [false])
    }

    @Test func `Nothing is said where no clock is trusted, or nothing is here`() throws {
        let desk = try desk()
        #expect(wait(minutes: 300, at: desk).isEmpty)
        desk.clock.setWall(by: 0, isTrusted: false)
        single(1, at: desk)
        bag(1, at: desk)
        #expect(wait(minutes: 300, at: desk).isEmpty)
    }
}
