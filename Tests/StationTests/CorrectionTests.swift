import Codes
import Devices
import Station
import Testing

/// Corrections up to the sealed bag, scan by scan.
struct CorrectionTests {
    let desk = Sample.scanner("desk")

    // MARK: FIX

    @Test func `A wrong tube code found after the bag is sealed takes five scans, and no bag is opened`() {
        var world = sealedBag(of: 2)
        var scans = 0
        func scan(_ happening: Happening) -> Verdict {
            scans += 1
            return world.take(happening, at: desk).verdict
        }
        #expect(scan(.commandScanned(.fix)) == .asked(.correcting(.fix)))
        #expect(scan(.bagScanned(Sample.bag(1))) == .asked(.correcting(.fixIn(Sample.bag(1)))))
        #expect(scan(.tubeScanned(Sample.tube(2))) == .asked(.correcting(.fixWrong(Sample.bag(1), Sample.tube(2)))))
        _ = scan(.tubeScanned(Sample.tube(9)))
        let fixed = scan(.commandScanned(.confirm))
        #expect(fixed == .accepted(.tubeFixed(Sample.tube(2), Sample.tube(9), Sample.bag(1))))
        #expect(scans == 5)
        #expect(world.bag(1)?.contents?.tubes == [Sample.tube(1), Sample.tube(9)])
        #expect(world.bag(1)?.stage == .sealed(Sample.seal(1)))
        #expect(world.tube(9)?.stage == .bagged(Sample.bag(1)))
        #expect(world.tube(2)?.stage == .replaced(Sample.tube(9)))
        #expect(world.person(2)?.bindings.map(\.tube) == [Sample.tube(9)])
    }

    @Test func `A wrong code that FIX put right is never used again, and FIX takes no used tube`() {
        var world = sealedBag(of: 2)
        for happening in fix(wrong: 1, right: 2) { world.take(happening, at: desk) }
        #expect(world.tube(1)?.stage == .bagged(Sample.bag(1)))
        world.take(.commandScanned(.cancel), at: desk)
        for happening in fix(wrong: 2, right: 9) { world.take(happening, at: desk) }
        world.take(.personScanned(Sample.person(5)), at: desk)
        #expect(world.take(.tubeScanned(Sample.tube(2)), at: desk).verdict.name == "tube-used")
    }

    private func fix(wrong: Int, right: Int) -> [Happening] {
        [
            .commandScanned(.fix), .bagScanned(Sample.bag(1)), .tubeScanned(Sample.tube(wrong)),
            .tubeScanned(Sample.tube(right)), .commandScanned(.confirm),
        ]
    }

    // MARK: VOID

    @Test func `A spoilt tube is void by CONFIRM, or by a REASON that is kept`() {
        var world = singles(2)
        world.take(.commandScanned(.void), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        let voided = world.take(.commandScanned(.reason(5)), at: desk)
        #expect(voided.verdict == .accepted(.tubeVoided(Sample.tube(1), people: 1)))
        #expect(voided.facts.last == .reasonGiven(5))
        #expect(world.tube(1)?.stage == .emptied)
        #expect(world.person(1)?.bindings == [])
    }

    // MARK: TRANSFER

    @Test func `The people of a tube go to the tube that holds their swabs, for a reason`() {
        var world = singles(2)
        world.take(.commandScanned(.transfer), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        world.take(.tubeScanned(Sample.tube(9)), at: desk)
        #expect(world.take(.commandScanned(.confirm), at: desk).verdict == .refused(.reasonFirst))
        let moved = world.take(.commandScanned(.reason(1)), at: desk)
        #expect(moved.verdict == .accepted(.swabsMoved(Sample.tube(1), Sample.tube(9), people: 1)))
        #expect(moved.facts.contains(.reasonGiven(1)))
        #expect(world.person(1)?.bindings.map(\.tube) == [Sample.tube(9)])
        #expect(world.tube(9)?.stage == .sealed)
    }

    @Test func `Two single tubes that were mixed up change places`() {
        var world = singles(2)
        for happening: Happening in [
            .commandScanned(.transfer), .tubeScanned(Sample.tube(1)), .tubeScanned(Sample.tube(2)),
            .commandScanned(.reason(2)),
        ] { world.take(happening, at: desk) }
        #expect(world.person(1)?.bindings.map(\.tube) == [Sample.tube(2)])
        #expect(world.person(2)?.bindings.map(\.tube) == [Sample.tube(1)])
        #expect(world.tube(1)?.single?.person == Sample.person(2).token)
        #expect(world.tube(2)?.single?.person == Sample.person(1).token)
    }

    @Test func `One person of a pool goes to the tube that is open, which is then full`() {
        var world = pools([[1, 2, 3], [4, 5]], capacity: 3)
        for happening: Happening in [
            .commandScanned(.transfer), .personScanned(Sample.person(2)), .tubeScanned(Sample.tube(2)),
            .commandScanned(.reason(1)),
        ] { world.take(happening, at: desk) }
        #expect(world.state.lanes[LaneID(1)]?.parked.map(\.code) == [Sample.tube(2)])
        #expect(world.tube(1)?.count == 2)
        #expect(world.person(2)?.bindings == [Binding(person: Sample.person(2).token, tube: Sample.tube(2), slot: 3)])
    }

    @Test func `A tube of a sealed bag is out of reach of TRANSFER`() {
        var world = sealedBag(of: 1)
        world.take(.commandScanned(.transfer), at: desk)
        let verdict = world.take(.tubeScanned(Sample.tube(1)), at: desk).verdict
        #expect(verdict == .refused(.inSealedBag(Sample.tube(1), Sample.bag(1))))
    }

    // MARK: REOPEN

    @Test func `A late person gets into a short tube that is opened again`() {
        var world = pools([[1, 2]], capacity: 3)
        world.take(.commandScanned(.short), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        world.take(.commandScanned(.reopen), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        let reopened = world.take(.commandScanned(.reason(3)), at: desk).verdict
        #expect(reopened == .accepted(.tubeReopened(Sample.tube(1), count: 2, capacity: 3)))
        world.take(.personScanned(Sample.person(3)), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        #expect(world.tube(1)?.count == 3)
        #expect(world.tube(1)?.stage == .sealed)
        #expect(world.tube(1)?.short == false)
    }

    @Test func `A tube is not opened again while as many full ones wait as may`() {
        var world = pools([[1, 2]], capacity: 3)
        world.take(.commandScanned(.short), at: desk)
        world.take(.tubeScanned(Sample.tube(1)), at: desk)
        for tube in 2...4 {
            for person in 1...3 {
                world.take(.personScanned(Sample.person(10 * tube + person)), at: desk)
                world.take(.tubeScanned(Sample.tube(tube)), at: desk)
            }
        }
        func reopened() -> Verdict {
            world.take(.commandScanned(.reopen), at: desk)
            let asked = world.take(.tubeScanned(Sample.tube(1)), at: desk).verdict
            guard case .asked = asked else { return asked }
            return world.take(.commandScanned(.reason(3)), at: desk).verdict
        }
        #expect(reopened() == .refused(.closingScanFirst((2...4).map(Sample.tube))))
        world.take(.commandScanned(.cancel), at: desk)
        world.take(.tubeScanned(Sample.tube(3)), at: desk)
        #expect(reopened() == .accepted(.tubeReopened(Sample.tube(1), count: 2, capacity: 3)))
    }

    @Test func `A sealed bag that is opened loses its seal for ever, and its tubes go into a new bag`() {
        var world = sealedBag(of: 2)
        world.take(.commandScanned(.reopen), at: desk)
        world.take(.bagScanned(Sample.bag(1)), at: desk)
        let opened = world.take(.commandScanned(.reason(6)), at: desk).verdict
        #expect(opened == .accepted(.bagUnsealed(Sample.bag(1), Sample.seal(1), tubes: 2)))
        #expect(world.take(.bagScanned(Sample.bag(1)), at: desk).verdict.name == "bag-used")
        #expect(world.take(.commandScanned(.undo), at: desk).verdict == .refused(.nothingToUndo))
        world.seal(bag: 2, tubes: [1, 2], with: 1, at: desk)
        #expect(world.bag(2)?.contents == nil)
        #expect(world.take(.sealScanned(Sample.seal(2)), at: desk).verdict.feedback == .sealed)
        #expect(world.bag(2)?.contents?.tubes == [Sample.tube(1), Sample.tube(2)])
    }

    // MARK: RECATEGORISE

    @Test func `A whole bag gets the category it should have had`() {
        var world = sealedBag(of: 2)
        for happening: Happening in [
            .commandScanned(.recategorise), .commandScanned(.category(2)), .bagScanned(Sample.bag(1)),
            .commandScanned(.confirm),
        ] { world.take(happening, at: desk) }
        #expect(world.bag(1)?.contents?.category == 2)
        #expect(world.tube(1)?.category == 2 && world.tube(2)?.category == 2)
    }

    @Test func `A row of tubes from the first to the last is changed at once, and nothing outside of it`() {
        var world = singles(5)
        for happening: Happening in [
            .commandScanned(.recategorise), .commandScanned(.category(2)), .tubeScanned(Sample.tube(2)),
            .tubeScanned(Sample.tube(4)),
        ] { world.take(happening, at: desk) }
        let changed = world.take(.commandScanned(.confirm), at: desk).verdict
        #expect(changed == .accepted(.recategorised(2, tubes: 3)))
        #expect((1...5).map { world.tube($0)?.category } == [1, 2, 2, 2, 1])
        world.take(.commandScanned(.undo), at: desk)
        #expect((1...5).map { world.tube($0)?.category } == [1, 1, 1, 1, 1])
    }

    @Test func `A tube in a bag with others does not change alone`() {
        var world = sealedBag(of: 2)
        for happening: Happening in [.commandScanned(.recategorise), .commandScanned(.category(2))] {
            world.take(happening, at: desk)
        }
        let verdict = world.take(.tubeScanned(Sample.tube(1)), at: desk).verdict
        #expect(verdict == .refused(.inBag(Sample.tube(1), Sample.bag(1))))
    }

    // MARK: Worlds

    private func started(capacity: Int) -> World {
        var world = World(Sample.settings(capacity: capacity, order: .personFirst))
        world.take(.commandScanned(.category(1)), at: desk)
        return world
    }

    /// Sealed single tubes 1 to `count`, each with the person of its number.
    private func singles(_ count: Int) -> World { pools((1...count).map { [$0] }, capacity: 1) }

    /// Tubes 1, 2 ... with these people; full ones of a pool are sealed.
    private func pools(_ people: [[Int]], capacity: Int) -> World {
        var world = started(capacity: capacity)
        for (index, members) in people.enumerated() {
            for number in members {
                world.take(.personScanned(Sample.person(number)), at: desk)
                world.take(.tubeScanned(Sample.tube(index + 1)), at: desk)
            }
            if members.count == capacity, capacity > 1 { world.take(.tubeScanned(Sample.tube(index + 1)), at: desk) }
        }
        return world
    }

    private func sealedBag(of count: Int) -> World {
        var world = singles(count)
        world.seal(bag: 1, tubes: Array(1...count), with: 1, at: desk)
        return world
    }
}

extension World {
    fileprivate mutating func seal(bag: Int, tubes: [Int], with seal: Int, at desk: ScannerRole) {
        take(.bagScanned(Sample.bag(bag)), at: desk)
        for tube in tubes { take(.tubeScanned(Sample.tube(tube)), at: desk) }
        take(.bagScanned(Sample.bag(bag)), at: desk)
        take(.commandScanned(.count(tubes.count)), at: desk)
        take(.sealScanned(Sample.seal(seal)), at: desk)
    }

    fileprivate func tube(_ number: Int) -> TubeRecord? {
        guard case .tube(let record)? = register.records[.tube(Sample.tube(number))] else { return nil }
        return record
    }

    fileprivate func bag(_ number: Int) -> BagRecord? {
        guard case .bag(let record)? = register.records[.bag(Sample.bag(number))] else { return nil }
        return record
    }

    fileprivate func person(_ number: Int) -> PersonRecord? {
        guard case .person(let record)? = register.records[.person(Sample.person(number).token)] else { return nil }
        return record
    }
}
