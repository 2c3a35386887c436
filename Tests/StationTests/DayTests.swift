import Codes
import Devices
import Station
import Testing

/// Rounds that may be over, rest, the close of a shift, and what a start finds.
struct DayTests {
    let desk = Sample.scanner("desk")
    /// 2022-03-05 08:14 at UTC+8.
    private static let morning: Int64 = 1_646_439_240_000_000

    private func open(at hours: Int64 = 0, trusted: Bool = true) -> World {
        var world = World(Sample.settings(capacity: 2, order: .personFirst))
        set(&world, hours, trusted)
        world.take(.started, at: nil)
        world.take(.commandScanned(.category(1)), at: desk)
        return world
    }

    private func set(_ world: inout World, _ hours: Int64, _ trusted: Bool = true) {
        world.clock = ClockReading(
            microseconds: Self.morning + hours * 3_600_000_000, utcOffsetMinutes: 480, isTrusted: trusted)
        world.now = Instant(nanoseconds: 1_000_000_000 + hours * 3_600_000_000_000)
    }

    private func person(_ number: Int) -> Happening { .personScanned(Sample.person(number)) }

    @Test func `A card says what the station speaks, and UNDO says otherwise`() {
        var world = open()
        #expect(world.state.language == nil)
        #expect(world.take(.commandScanned(.language(1)), at: desk).verdict == .accepted(.languageChosen(.chinese)))
        #expect(world.state.language == .chinese)
        #expect(world.take(.commandScanned(.language(2)), at: desk).verdict == .accepted(.languageChosen(.english)))
        #expect(world.state.language == .english)
        world.take(.commandScanned(.undo), at: desk)
        #expect(world.state.language == .chinese)
        #expect(world.take(.commandScanned(.language(3)), at: desk).verdict == .refused(.unknownChoice))
    }

    // MARK: Is the round over?

    @Test func `A round of more than twelve hours is doubted once, and CONFIRM begins the next`() {
        var world = open()
        set(&world, 12)
        #expect(world.take(person(1), at: desk).verdict.name == "accepted")
        world.take(.commandScanned(.cancel), at: desk)
        set(&world, 13)
        let asked = world.take(person(1), at: desk).verdict
        #expect(asked == .asked(.oldRound(RoundID("2"), .hours(13))))
        #expect(world.take(.commandScanned(.confirm), at: desk).verdict == .accepted(.roundBegun(RoundID("2"))))
        #expect(world.take(person(1), at: desk).verdict.name == "accepted")
        world.take(.commandScanned(.cancel), at: desk)
        set(&world, 26)
        world.take(person(1), at: desk)
        #expect(world.take(person(1), at: desk).verdict.name == "accepted", "who goes on scanning is asked no more")
    }

    @Test(arguments: [(19, "accepted"), (20, "new-round")])
    func `The day begins at four in the morning`(hour: Int64, name: String) {
        // 08:14 and 19 hours is 03:14 of the next day: the round is too old by then, so it begins later here.
        var world = open(at: 10)
        set(&world, hour)
        #expect(world.take(person(1), at: desk).verdict.name == name)
    }

    @Test func `A clock that nobody vouches for doubts no round`() {
        var world = open(trusted: false)
        set(&world, 40, false)
        #expect(world.take(person(1), at: desk).verdict.name == "accepted")
        world.take(.commandScanned(.cancel), at: desk)
        set(&world, 50, true)
        #expect(world.take(person(1), at: desk).verdict.name == "accepted")
    }

    @Test func `Three people in ten minutes who were sampled before make the round doubtful`() {
        var world = open()
        for number in 1...4 {
            world.take(person(number), at: desk)
            world.take(.tubeScanned(Sample.tube((number + 1) / 2)), at: desk)
            if number % 2 == 0 { world.take(.tubeScanned(Sample.tube(number / 2)), at: desk) }
        }
        for number in 1...3 { #expect(world.take(person(number), at: desk).verdict.name == "dup-round") }
        #expect(world.take(person(4), at: desk).verdict == .asked(.oldRound(RoundID("2"), .repeats(3))))
        #expect(world.take(person(4), at: desk).verdict.name == "dup-round")
    }

    @Test func `Nothing is asked while a tube is open`() {
        var world = open()
        world.take(person(1), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        set(&world, 20)
        #expect(world.take(person(2), at: desk).verdict.name == "accepted")
    }

    // MARK: Rest

    @Test func `A station that rests is woken by any scan, which counts`() {
        var world = open()
        #expect(world.take(.wentIdle, at: nil).verdict == .told(.asleep))
        #expect(world.state.shift == .asleep)
        #expect(world.take(person(1), at: desk).verdict == .accepted(.personWaits(Sample.person(1).token)))
        #expect(world.state.shift == .working)
        #expect(world.take(.commandScanned(.pause), at: desk).verdict == .accepted(.paused))
        #expect(world.state.shift == .asleep)
        #expect(world.state.lanes[LaneID(1)]?.collecting.waiting != nil, "work stays")
        #expect(world.take(.tubeScanned(Sample.tube(1)), at: desk).verdict.name == "accepted")
    }

    @Test func `Where badges are asked for, a badge wakes it`() {
        var world = World(Sample.settings(capacity: 1, order: .personFirst))
        world.state.settings.badges = BadgeRules(required: [.operator])
        for happening: Happening in [
            .commandScanned(.enrol), .badgeScanned(BadgeCode("K1")), .personScanned(Sample.person(90)),
            .pinEntered(.chosen), .pinEntered(.repeated(isSame: true)), .badgeScanned(BadgeCode("K1")),
            .commandScanned(.category(1)), .commandScanned(.pause),
        ] { world.take(happening, at: desk) }
        #expect(world.take(person(1), at: desk).verdict == .refused(.asleep))
        world.take(.badgeScanned(BadgeCode("K1")), at: desk)
        #expect(world.take(person(1), at: desk).verdict.name == "accepted")
    }

    @Test func `A sticker that is nobody's wakes nothing`() {
        var world = World(Sample.settings(capacity: 1, order: .personFirst))
        world.state.settings.badges = BadgeRules(required: [.operator])
        for happening: Happening in [
            .commandScanned(.enrol), .badgeScanned(BadgeCode("K1")), .personScanned(Sample.person(90)),
            .pinEntered(.chosen), .pinEntered(.repeated(isSame: true)), .commandScanned(.pause),
        ] { world.take(happening, at: desk) }
        #expect(world.take(.badgeScanned(BadgeCode("K2")), at: desk).verdict == .refused(.asleep))
        #expect(world.state.shift == .asleep)
    }

    @Test func `A scanner without a desk is given one while the shift is closed, and while all sleep`() {
        var settings = Sample.settings(capacity: 1, order: .personFirst)
        settings.lanes = [LaneID(1), LaneID(2)]
        var world = World(settings)
        let lost = ScannerRole(device: DeviceID("lost"), lane: LaneID(1), track: .both, isPlaced: false)
        let found = ScannerRole(device: DeviceID("lost"), lane: LaneID(2), track: .both, isPlaced: true)
        world.take(.commandScanned(.report), at: desk)
        world.take(.commandScanned(.confirm), at: desk)
        #expect(world.take(.commandScanned(.morning), at: lost).verdict == .refused(.laneFirst))
        #expect(world.take(.commandScanned(.lane(2)), at: lost).verdict == .accepted(.scannerPlaced(LaneID(2))))
        #expect(world.state.shift == .closed)
        #expect(world.take(.commandScanned(.morning), at: found).verdict.name == "accepted")
        world.state.settings.badges = BadgeRules(required: [.operator])
        for happening: Happening in [
            .commandScanned(.enrol), .badgeScanned(BadgeCode("K1")), .personScanned(Sample.person(90)),
            .pinEntered(.chosen), .pinEntered(.repeated(isSame: true)), .commandScanned(.pause),
        ] { world.take(happening, at: desk) }
        #expect(world.take(.badgeScanned(BadgeCode("K1")), at: lost).verdict == .refused(.laneFirst))
        #expect(world.take(.commandScanned(.lane(2)), at: lost).verdict == .accepted(.scannerPlaced(LaneID(2))))
        #expect(world.state.shift == .asleep, "a card is no badge")
        world.take(.badgeScanned(BadgeCode("K1")), at: found)
        #expect(world.state.shift == .working)
    }

    @Test func `A question that stands opens no closed shift`() {
        var world = open()
        world.take(.commandScanned(.notSampled), at: Sample.scanner("other"))
        world.take(.commandScanned(.report), at: desk)
        world.take(.commandScanned(.confirm), at: desk)
        #expect(world.take(person(1), at: Sample.scanner("other")).verdict == .refused(.shiftClosed))
        #expect(world.take(.commandScanned(.pause), at: desk).verdict == .refused(.shiftClosed))
        #expect(world.take(.commandScanned(.undo), at: desk).verdict.name == "accepted", "the close itself is undone")
        #expect(world.state.shift == .working)
    }

    @Test func `A round that begins ends the other scanners' questions about people of the old one`() {
        var world = open()
        let other = Sample.scanner("other")
        var typed = Sample.person(1)
        typed.isTyped = true
        world.take(.personScanned(typed), at: other)
        world.take(.commandScanned(.round), at: desk)
        world.take(.commandScanned(.confirm), at: desk)
        #expect(world.take(.commandScanned(.confirm), at: other).verdict == .refused(.nothingToConfirm))
    }

    // MARK: The shift

    @Test func `A shift with nothing open is closed by CONFIRM, and MORNING begins the next`() {
        var world = open()
        #expect(world.take(.commandScanned(.report), at: desk).verdict == .asked(.report(OpenWork())))
        #expect(world.take(.commandScanned(.confirm), at: desk).verdict == .accepted(.shiftClosed(OpenWork())))
        #expect(world.take(person(1), at: desk).verdict == .refused(.shiftClosed))
        #expect(world.take(.commandScanned(.morning), at: desk).verdict == .accepted(.shiftBegun(RoundID("1"))))
        #expect(world.take(person(1), at: desk).verdict.name == "accepted")
    }

    @Test func `Open work is listed, and closes only with a reason`() {
        var world = open()
        world.take(person(1), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        world.take(.bagScanned(Sample.bag(1)), at: desk)
        let work = OpenWork(tubes: [Sample.tube(1)], people: 1, bags: [Sample.bag(1)])
        #expect(world.take(.commandScanned(.report), at: desk).verdict == .asked(.report(work)))
        #expect(world.take(.commandScanned(.confirm), at: desk).verdict == .refused(.reasonFirst))
        let closed = world.take(.commandScanned(.reason(9)), at: desk)
        #expect(closed.verdict == .accepted(.shiftClosed(work)))
        #expect(closed.facts.contains(.reasonGiven(9)))
        #expect(world.state.lanes[LaneID(1)]?.collecting.tube?.code == Sample.tube(1), "nothing is lost by it")
    }

    @Test func `What was confirmed is what is closed`() {
        var world = open()
        world.take(.commandScanned(.report), at: desk)
        world.take(person(1), at: Sample.scanner("other"))
        let now = OpenWork(waiting: 1)
        #expect(world.take(.commandScanned(.confirm), at: desk).verdict == .asked(.report(now)))
    }

    @Test func `A start says what was open`() {
        var world = open()
        world.take(person(1), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        let started = world.take(.started, at: nil).verdict
        #expect(started == .told(.leftOpen(OpenWork(tubes: [Sample.tube(1)], people: 1))))
    }

    // MARK: TIME

    @Test func `A typed time is read back and set by CONFIRM, for this boot`() {
        var world = open(trusted: false)
        #expect(world.take(.timeTyped(nil), at: desk).verdict == .refused(.notNow(.key(.enter))))
        world.take(.commandScanned(.time), at: desk)
        #expect(world.take(.timeTyped(nil), at: desk).verdict == .refused(.timeUnfit))
        let typed = ClockReading(microseconds: Self.morning, utcOffsetMinutes: 480, isTrusted: true)
        let setting = ClockSetting(microseconds: Self.morning, at: world.now)
        #expect(world.take(.timeTyped(typed), at: desk).verdict == .asked(.setClock(setting)))
        #expect(world.take(.commandScanned(.confirm), at: desk).verdict == .accepted(.clockSet(setting)))
        #expect(world.state.day?.clock == setting)
        world.take(.started, at: nil)
        #expect(world.state.day?.clock == nil)
    }
}
