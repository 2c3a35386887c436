import Codes
import Devices

/// A short shift at one table, step by step: a scanner for persons and tubes, another for bags.
///
/// It needs the modes, categories and scanners of `ScenarioConfiguration`. Steps wait for one another; nothing in it
/// depends on time.
package struct Shift: Sendable {
    package private(set) var steps: [ShiftStep] = []
    private var heading: String?

    /// The demo's shift.
    package static let demo: Shift = {
        var shift = Shift()
        shift.beginning()
        shift.misreads()
        shift.undo()
        shift.cards()
        shift.packing()
        shift.pool()
        shift.shortPool()
        shift.contacts()
        shift.firstBag()
        shift.secondBag()
        shift.box()
        return shift
    }()

    /// Whether a scanner is being asked something when this step is done, a recount too: questions stand a few seconds, and
    /// what interrupts the station for longer ends them.
    package func asks(after index: Int) -> Bool {
        var asked: Set<String> = []
        for step in steps[...index] {
            guard case .scan(_, let scanner) = step.act, let expected = step.expected else { continue }
            if expected.beginsQuestion { asked.insert(scanner) }
            if expected.feedback == .sealed || expected == .told { asked.remove(scanner) }
        }
        return !asked.isEmpty
    }

    private static let collect = "collect"
    private static let pack = "pack"

    // MARK: Writing steps

    private mutating func under(_ heading: String) { self.heading = heading }

    private mutating func add(_ act: ShiftStep.Act, _ expected: Expectation?) {
        steps.append(ShiftStep(act: act, expected: expected, heading: heading))
        heading = nil
    }

    private mutating func collect(_ item: Item, _ expected: Expectation) {
        add(.scan(item, with: Shift.collect), expected)
    }

    private mutating func pack(_ item: Item, _ expected: Expectation) {
        add(.scan(item, with: Shift.pack), expected)
    }

    private mutating func single(_ number: Int) {
        collect(.person(number), .accepted)
        collect(.tube(number), .sealed)
    }
}

extension Shift {
    private mutating func beginning() {
        under("The shift begins: category first, person before tube")
        collect(.person(1), .refused("no-category"))
        collect(.card(.category(1)), .accepted)
        collect(.tube(1), .refused("no-person"))
        single(1)
        collect(.person(2), .accepted)
        collect(.person(3), .refused("person-waits"))
        collect(.tube(1), .refused("tube-used"))
        collect(.tube(2), .sealed)
    }

    private mutating func misreads() {
        under("Readings that went wrong")
        collect(.misread(.person(3)), .refused("check-digit"))
        collect(.person(3), .accepted)
        collect(.twice(.tube(3)), .refused("doubled"))
        collect(.misread(.tube(3)), .refused("check-digit"))
        collect(.foreign("https://example.org/lunch"), .refused("unknown-code"))
        collect(.tube(3), .sealed)
    }

    private mutating func undo() {
        under("The wrong tube, taken back")
        single(4)
        collect(.card(.undo), .accepted)
        collect(.tube(5), .sealed)
        collect(.person(1), .asked("dup-round"))
        collect(.card(.cancel), .told)
    }

    private mutating func cards() {
        under("ID cards on the reader, which nobody has to touch")
        add(.lay(person: 7), .accepted)
        collect(.tube(7), .sealed)
        add(.lay(person: 8), .accepted)
        add(.lay(person: 9), .refused("person-waits"))
        collect(.tube(8), .sealed)
    }

    private mutating func packing() {
        under("A bag is opened at the second scanner")
        pack(.bag(1), .accepted)
        pack(.tube(1), .accepted)
        pack(.tube(2), .accepted)
        pack(.tube(9), .refused("not-sealed"))
        pack(.person(6), .refused("wrong-class"))
    }

    /// Ten persons in tube 11, while tubes go into the bag beside it and both scanners lose their plugs.
    private mutating func pool() {
        under("A pool of ten, with packing beside it")
        collect(.card(.mode(2)), .accepted)
        for person in 11...20 {
            collect(.person(person), .accepted)
            beside(person)
            collect(.tube(11), .accepted)
        }
        collect(.person(21), .accepted)
        collect(.tube(11), .refused("tube-full"))
        collect(.card(.cancel), .accepted)
        collect(.tube(11), .sealed)
    }

    /// What happens in the pool while this person waits for the tube.
    private mutating func beside(_ person: Int) {
        switch person {
        case 12: pack(.tube(3), .accepted)
        case 13: collect(.tube(12), .refused("open-tube"))
        case 14:
            under("The collecting scanner is pulled out while a person waits, and comes back under another name")
            add(.unplug(Shift.collect), nil)
            add(.replug(Shift.collect, node: "ttyACM5"), nil)
        case 15:
            under("The packing scanner is pulled out and comes back")
            add(.unplug(Shift.pack), nil)
            add(.replug(Shift.pack, node: nil), nil)
            pack(.tube(5), .accepted)
        case 16: pack(.tube(11), .refused("not-sealed"))
        default: break
        }
    }

    private mutating func shortPool() {
        under("A pool that stays short")
        for person in 21...23 {
            collect(.person(person), .accepted)
            collect(.tube(12), .accepted)
        }
        collect(.person(21), .refused("dup-here"))
        collect(.card(.category(2)), .refused("open-tube"))
        collect(.card(.short), .accepted)
        collect(.tube(12), .sealed)
        pack(.tube(11), .accepted)
        pack(.tube(12), .accepted)
    }

    private mutating func contacts() {
        under("Close contacts: single tubes only, and a bag of their own")
        collect(.card(.category(3)), .accepted)
        collect(.card(.mode(2)), .refused("single-only"))
        single(31)
        single(32)
        pack(.tube(31), .refused("mixed-bag"))
    }

    private mutating func firstBag() {
        under("The first bag: a wrong count, counted again tube by tube, sealed")
        pack(.bag(1), .accepted)
        pack(.seal(1), .refused("count-first"))
        pack(.bag(1), .asked("count"))
        pack(.card(.count(7)), .refused("count-mismatch"))
        for tube in [1, 2, 3, 5, 11, 12] { pack(.tube(tube), .accepted) }
        pack(.bag(1), .accepted)
        pack(.seal(1), .sealed)
        pack(.bag(1), .refused("bag-used"))
    }

    private mutating func secondBag() {
        under("The second bag")
        pack(.bag(2), .accepted)
        pack(.tube(31), .accepted)
        pack(.tube(32), .accepted)
        pack(.bag(2), .accepted)
        pack(.card(.count(2)), .accepted)
        pack(.seal(1), .refused("seal-reuse"))
        pack(.seal(2), .sealed)
    }

    private mutating func box() {
        under("Both bags go into a box, and the box to the courier")
        pack(.box(1), .accepted)
        pack(.box(1), .refused("box-empty"))
        pack(.bag(1), .accepted)
        pack(.bag(1), .refused("in-box"))
        pack(.bag(2), .accepted)
        pack(.card(.handover), .refused("not-now"))
        pack(.box(1), .sealed)
        pack(.card(.handover), Expectation(.accepted, "hand-over"))
        pack(.box(1), Expectation(.accepted, "hand-over"))
        pack(.card(.confirm), .accepted)
        pack(.box(1), .refused("box-used"))
    }
}
