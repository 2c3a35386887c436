import Codes
import Devices
import Station
import Testing

/// Whole stretches of work, as an operator does them.
struct SequenceTests {
    let desk = Sample.scanner("desk", track: .collect)
    let packer = Sample.scanner("packer", track: .pack)

    @Test("a pool of ten takes 20 binding scans and one closing scan, with packing beside it")
    func poolOfTen() {
        var world = started(capacity: 10, at: desk)
        world.take(.commandScanned(.mode(2)), at: desk)
        for number in 1...2 {
            world.take(.personScanned(Sample.person(100 + number)), at: desk)
            world.take(.tubeScanned(Sample.tube(100 + number)), at: desk)
        }
        world.take(.commandScanned(.mode(1)), at: desk)
        world.take(.bagScanned(Sample.bag(1)), at: packer)
        var scans = 0
        for number in 1...10 {
            world.take(.personScanned(Sample.person(number)), at: desk)
            if number <= 2 {
                let joined = world.take(.tubeScanned(Sample.tube(100 + number)), at: packer).verdict
                #expect(joined == .accepted(.tubeJoined(Sample.tube(100 + number), Sample.bag(1), count: number)))
            }
            let bound = world.take(.tubeScanned(Sample.tube(1)), at: desk).verdict
            let binding = Binding(person: Sample.person(number).token, tube: Sample.tube(1), slot: number)
            #expect(bound == .accepted(number < 10 ? .bound(binding, of: 10) : .boundAndFull(binding)))
            scans += 2
        }
        let sealed = world.take(.tubeScanned(Sample.tube(1)), at: desk).verdict
        #expect(sealed == .accepted(.tubeSealed(Sample.tube(1), count: 10, short: false, bag: nil)))
        #expect(scans == 20)
    }

    @Test("first-and-last: the middle of a pool binds on the person's own scan")
    func firstAndLast() {
        var world = started(capacity: 5, confirm: .firstAndLast, at: desk)
        var scans = 0
        for number in 1...5 {
            let came = world.take(.personScanned(Sample.person(number)), at: desk).verdict
            scans += 1
            if number == 1 || number == 5 {
                #expect(came == .accepted(.personWaits(Sample.person(number).token)))
                world.take(.tubeScanned(Sample.tube(1)), at: desk)
                scans += 1
            } else {
                let binding = Binding(person: Sample.person(number).token, tube: Sample.tube(1), slot: number)
                #expect(came == .accepted(.bound(binding, of: 5)))
            }
        }
        #expect(world.state.lanes[LaneID(1)]?.parked.first?.bindings.count == 5)
        #expect(scans == 7)
    }

    @Test("three full tubes may be parked; then a closing scan comes first")
    func parking() {
        var world = started(capacity: 2, at: desk)
        for tube in 1...3 {
            for person in 1...2 {
                world.take(.personScanned(Sample.person(10 * tube + person)), at: desk)
                world.take(.tubeScanned(Sample.tube(tube)), at: desk)
            }
        }
        let next = world.take(.personScanned(Sample.person(99)), at: desk).verdict
        #expect(next == .refused(.closingScanFirst((1...3).map(Sample.tube))))
        #expect(world.take(.tubeScanned(Sample.tube(2)), at: desk).verdict.feedback == .sealed)
        let admitted = world.take(.personScanned(Sample.person(99)), at: desk).verdict
        #expect(admitted == .accepted(.personWaits(Sample.person(99).token)))
    }

    @Test("a bag: open, join, close, count, seal; a seal is used once, for ever")
    func bag() {
        var world = started(capacity: 1, at: desk)
        for bag in 1...2 {
            world.take(.personScanned(Sample.person(bag)), at: desk)
            world.take(.tubeScanned(Sample.tube(bag)), at: desk)
            #expect(
                world.take(.bagScanned(Sample.bag(bag)), at: packer).verdict == .accepted(.bagOpened(Sample.bag(bag))))
            world.take(.tubeScanned(Sample.tube(bag)), at: packer)
            let early = world.take(.sealScanned(Sample.seal(bag)), at: packer).verdict
            #expect(early == .refused(.wrongClass(.seal, expected: [.bag])))
            world.take(.bagScanned(Sample.bag(bag)), at: packer)
            let uncounted = world.take(.sealScanned(Sample.seal(bag)), at: packer).verdict
            #expect(uncounted == .refused(.countFirst(Sample.bag(bag))))
            #expect(world.take(.commandScanned(.count(1)), at: packer).verdict.name == "accepted")
            if bag == 2 {
                let reused = world.take(.sealScanned(Sample.seal(1)), at: packer).verdict
                #expect(reused == .refused(.sealReuse(Sample.seal(1), Sample.bag(1))))
            }
            #expect(world.take(.sealScanned(Sample.seal(bag)), at: packer).verdict.feedback == .sealed)
        }
        #expect(world.take(.bagScanned(Sample.bag(1)), at: packer).verdict.name == "bag-used")
        #expect(world.take(.commandScanned(.undo), at: packer).verdict == .refused(.nothingToUndo))
    }

    @Test("a count that differs: every tube is scanned, and missing and extra ones are named")
    func recount() {
        var world = started(capacity: 1, at: desk)
        for number in 1...3 {
            world.take(.personScanned(Sample.person(number)), at: desk)
            world.take(.tubeScanned(Sample.tube(number)), at: desk)
        }
        world.take(.bagScanned(Sample.bag(1)), at: packer)
        for number in 1...2 { world.take(.tubeScanned(Sample.tube(number)), at: packer) }
        world.take(.bagScanned(Sample.bag(1)), at: packer)
        let wrong = world.take(.commandScanned(.count(3)), at: packer).verdict
        #expect(wrong == .asked(.recount(Sample.bag(1), seen: [])))
        world.take(.tubeScanned(Sample.tube(1)), at: packer)
        world.take(.tubeScanned(Sample.tube(3)), at: packer)
        let settle = world.take(.bagScanned(Sample.bag(1)), at: packer).verdict
        let seen = [Sample.tube(1), Sample.tube(3)]
        #expect(
            settle == .asked(.settle(Sample.bag(1), seen: seen, missing: [Sample.tube(2)], extra: [Sample.tube(3)])))
        #expect(
            world.take(.commandScanned(.confirm), at: packer).verdict == .accepted(.bagSettled(Sample.bag(1), count: 2))
        )
        #expect(world.state.bags[Sample.bag(1)]?.tubes == seen)
        let left = Knowledge(of: .tubeScanned(Sample.tube(2)), at: nil, in: world.state, from: world.register).tube
        #expect(left?.stage == .sealed)
    }

    @Test("the pairing deadline says once who waits, and lets nobody go")
    func pairingDeadline() {
        var world = started(capacity: 2, at: desk)
        world.take(.personScanned(Sample.person(1)), at: desk)
        #expect(world.state.nextDeadline == Instant.start.advanced(by: .seconds(60)))
        world.now = .start.advanced(by: .seconds(60))
        let said = world.take(.deadlinePassed, at: nil)
        #expect(said.verdict == .told(.waitsLong([LongWait(lane: LaneID(1), person: Sample.person(1).token)])))
        #expect(world.state.nextDeadline == nil)
        #expect(world.state.lanes[LaneID(1)]?.collecting.waiting?.person == Sample.person(1))
        #expect(world.take(.tubeScanned(Sample.tube(1)), at: desk).verdict.name == "accepted")
    }

    @Test("a question stands its ten seconds and ends at the scanner's next other scan")
    func questions() {
        var world = started(capacity: 1, at: desk)
        world.take(.personScanned(Sample.person(1)), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        #expect(world.take(.personScanned(Sample.person(1)), at: desk).verdict.name == "dup-round")
        let other = Sample.scanner("other", track: .collect)
        #expect(world.take(.commandScanned(.confirm), at: other).verdict == .refused(.nothingToConfirm))
        world.now = .start.advanced(by: .seconds(10))
        world.take(.deadlinePassed, at: nil)
        #expect(world.take(.commandScanned(.confirm), at: desk).verdict == .refused(.nothingToConfirm))
        world.take(.personScanned(Sample.person(1)), at: desk)
        world.take(.personScanned(Sample.person(2)), at: desk)
        #expect(world.take(.commandScanned(.confirm), at: desk).verdict == .refused(.nothingToConfirm))
        world.take(.commandScanned(.cancel), at: desk)
        world.take(.personScanned(Sample.person(1)), at: desk)
        let repeated = world.take(.commandScanned(.confirm), at: desk).verdict
        #expect(repeated == .accepted(.personWaits(Sample.person(1).token)))
        let bound = world.take(.tubeScanned(Sample.tube(2)), at: desk)
        #expect(bound.facts.contains { if case .personBound(_, _, _, true, _) = $0 { true } else { false } })
    }

    @Test("RELEASE, NOT-SAMPLED and what becomes of the tube")
    func releases() {
        var world = started(capacity: 2, at: desk)
        world.take(.personScanned(Sample.person(1)), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        world.take(.commandScanned(.notSampled), at: desk)
        #expect(world.take(.personScanned(Sample.person(1)), at: desk).verdict.name == "accepted")
        #expect(world.state.lanes[LaneID(1)]?.collecting.tube?.bindings.isEmpty == true)
        world.take(.commandScanned(.release), at: desk)
        #expect(world.take(.commandScanned(.confirm), at: desk).verdict == .accepted(.tubeReleased(Sample.tube(1))))
        world.take(.personScanned(Sample.person(1)), at: desk)
        #expect(world.take(.tubeScanned(Sample.tube(1)), at: desk).verdict.name == "accepted")
        world.take(.commandScanned(.release), at: desk)
        #expect(world.take(.commandScanned(.confirm), at: desk).verdict == .accepted(.tubeEmptied(Sample.tube(1))))
        world.take(.personScanned(Sample.person(1)), at: desk)
        #expect(world.take(.tubeScanned(Sample.tube(1)), at: desk).verdict.name == "tube-used")
    }

    @Test("VOID, the tube and CONFIRM: its people come again, the tube never; UNDO brings all back")
    func voids() {
        var world = started(capacity: 3, at: desk)
        world.take(.personScanned(Sample.person(1)), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        world.take(.personScanned(Sample.person(2)), at: desk)
        world.take(.commandScanned(.void), at: desk)
        #expect(world.take(.tubeScanned(Sample.tube(1)), at: desk).verdict.name == "person-waits")
        world.take(.commandScanned(.cancel), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        world.take(.commandScanned(.void), at: desk)
        #expect(world.take(.tubeScanned(Sample.tube(2)), at: desk).verdict.name == "nothing-to-void")
        let asked = world.take(.tubeScanned(Sample.tube(1)), at: desk).verdict
        #expect(asked == .asked(.voidTube(Sample.tube(1), people: 2)))
        let full = world.state.lanes
        let void = world.take(.commandScanned(.confirm), at: desk).verdict
        #expect(void == .accepted(.tubeVoided(Sample.tube(1), people: 2)))
        var undone = world
        undone.take(.commandScanned(.undo), at: desk)
        #expect(undone.state.lanes == full)
        for number in 1...2 {
            #expect(world.take(.personScanned(Sample.person(number)), at: desk).verdict.name == "accepted")
            #expect(world.take(.tubeScanned(Sample.tube(1)), at: desk).verdict.name == "tube-used")
            #expect(world.take(.tubeScanned(Sample.tube(2)), at: desk).verdict.name == "accepted")
        }
    }

    @Test("A single tube is void until it joins a bag, a pool until its seal")
    func voidsUntil() {
        var single = started(capacity: 1, at: desk)
        single.take(.personScanned(Sample.person(1)), at: desk)
        single.take(.tubeScanned(Sample.tube(1)), at: desk)
        single.take(.commandScanned(.void), at: desk)
        single.take(.tubeScanned(Sample.tube(1)), at: desk)
        #expect(
            single.take(.commandScanned(.confirm), at: desk).verdict
                == .accepted(.tubeVoided(Sample.tube(1), people: 1)))
        #expect(single.take(.personScanned(Sample.person(1)), at: desk).verdict.name == "accepted")
        var pool = started(capacity: 2, at: desk)
        for number in 1...2 {
            pool.take(.personScanned(Sample.person(number)), at: desk)
            pool.take(.tubeScanned(Sample.tube(1)), at: desk)
        }
        pool.take(.tubeScanned(Sample.tube(1)), at: desk)
        pool.take(.commandScanned(.void), at: desk)
        #expect(pool.take(.tubeScanned(Sample.tube(1)), at: desk).verdict.name == "tube-sealed")
    }

    @Test("ASK and a code tells its story, whatever the code is and however things stand, and changes nothing")
    func stories() {
        let desk = Sample.scanner("one for all")
        var world = started(capacity: 2, at: desk)
        let steps: [Happening] = [
            .personScanned(Sample.person(1)), .tubeScanned(Sample.tube(1)), .personScanned(Sample.person(2)),
            .tubeScanned(Sample.tube(1)), .tubeScanned(Sample.tube(1)), .bagScanned(Sample.bag(1)),
            .tubeScanned(Sample.tube(1)), .bagScanned(Sample.bag(1)), .commandScanned(.count(1)),
            .sealScanned(Sample.seal(1)),
        ]
        for step in steps {
            var asking = world
            asking.state.questions = [:]
            let before = asking.work
            for code in ExhaustiveTests.happenings(ExhaustiveTests.setups[0].cards) + [
                .siteScanned("C7"), .roundScanned(RoundID("9")), .teamScanned("K"),
            ] {
                if code == .commandScanned(.cancel) { continue }
                #expect(asking.take(.commandScanned(.ask), at: desk, counting: false).verdict == .asked(.ask))
                guard case .told(.story) = asking.take(code, at: desk, counting: false).verdict else {
                    Issue.record("no story of \(code)")
                    continue
                }
                #expect(asking.work == before)
            }
            asking.take(.commandScanned(.ask), at: desk, counting: false)
            #expect(asking.take(.commandScanned(.cancel), at: desk).verdict == .told(.questionCancelled))
            asking.take(.commandScanned(.ask), at: desk, counting: false)
            #expect(asking.take(.unreadableScanned(.unknown), at: desk).verdict == .refused(.unknownCode))
            #expect(
                asking.take(.tubeScanned(Sample.tube(2)), at: desk).verdict == .told(.story(.tube(Sample.tube(2), nil)))
            )
            #expect(world.take(step, at: desk).verdict.name == "accepted")
        }
        world.take(.commandScanned(.ask), at: desk)
        guard case .told(.story(.tube(_, let record?))) = world.take(.tubeScanned(Sample.tube(1)), at: desk).verdict
        else {
            Issue.record("the tube has no story")
            return
        }
        #expect(record.stage == .bagged(Sample.bag(1)))
        #expect(record.count == 2)
    }

    @Test("two lanes share bags and the record of used codes")
    func lanes() {
        var world = started(capacity: 2, lanes: 2, at: desk)
        let second = Sample.scanner("second", lane: 2)
        world.take(.commandScanned(.category(1)), at: second)
        world.take(.personScanned(Sample.person(1)), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        world.take(.personScanned(Sample.person(2)), at: second)
        #expect(world.take(.tubeScanned(Sample.tube(1)), at: second).verdict.name == "tube-used")
        #expect(world.take(.personScanned(Sample.person(1)), at: second).verdict.name == "person-waits")
    }

    @Test("a category changes only between tubes; one that allows single tubes alone refuses pools")
    func categories() {
        var settings = Sample.settings(capacity: 2, order: .personFirst)
        settings.categories.append(CategoryRule(english: "close contacts", chinese: "密接", modes: [2]))
        settings.expectedCategories = ["SITE1": 1]
        settings.site = "SITE1"
        var world = World(settings)
        #expect(world.take(.personScanned(Sample.person(1)), at: desk).verdict == .refused(.noCategory))
        #expect(world.take(.commandScanned(.category(3)), at: desk).verdict == .asked(.wrongCategory(3, expected: 1)))
        world.take(.commandScanned(.confirm), at: desk)
        #expect(world.state.lanes[LaneID(1)]?.mode == 2)
        #expect(world.take(.commandScanned(.mode(1)), at: desk).verdict == .refused(.singleOnly(category: 3)))
        world.take(.commandScanned(.category(1)), at: desk)
        world.take(.commandScanned(.mode(1)), at: desk)
        world.take(.personScanned(Sample.person(1)), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        #expect(world.take(.commandScanned(.category(2)), at: desk).verdict.name == "open-tube")
        #expect(world.take(.commandScanned(.round), at: desk).verdict.name == "open-tube")
        #expect(world.take(.commandScanned(.category(9)), at: desk).verdict == .refused(.unknownChoice))
    }

    @Test("a new round is confirmed, and nobody may wait across it")
    func rounds() {
        var world = started(capacity: 2, at: desk)
        world.take(.personScanned(Sample.person(1)), at: desk)
        #expect(world.take(.commandScanned(.round), at: desk).verdict.name == "person-waits")
        world.take(.commandScanned(.cancel), at: desk)
        #expect(world.take(.commandScanned(.round), at: desk).verdict == .asked(.newRound(RoundID("2"))))
        #expect(world.take(.commandScanned(.confirm), at: desk).verdict == .accepted(.roundBegun(RoundID("2"))))
        #expect(RoundID("2022-05-18/9").next == RoundID("2022-05-18/10"))
        #expect(RoundID("first").next == RoundID("first-2"))
    }

    /// A station whose desks have chosen category 1 and mode 1.
    private func started(
        capacity: Int, confirm: ModeRule.Confirm = .each, lanes: Int = 1, at scanner: ScannerRole
    ) -> World {
        var world = World(Sample.settings(capacity: capacity, order: .personFirst, confirm: confirm, lanes: lanes))
        world.take(.commandScanned(.category(1)), at: scanner)
        return world
    }
}
