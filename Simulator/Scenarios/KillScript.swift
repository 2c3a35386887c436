import Codes
import Station

/// What is scanned while a station is killed again and again: an endless shift at one scanner, in which every scan makes
/// one row and no two scans in a row are of the same code. A cycle collects two persons, takes a tube back, lets a person
/// go, and seals a bag.
package struct KillScript: Sendable {
    private static let opening: [ShiftStep] = [step(.card(.category(1)), .accepted)]
    private static let stepsInCycle = cycle(0).count

    /// The category and one whole cycle.
    package static let once = opening.count + stepsInCycle

    /// The category, a person, and a tube.
    package static let beforehand = opening.count + 2

    package init() {}

    /// Persons scanned in the first so many scans, at most.
    package func persons(in scans: Int) -> Int { 3 * (scans / Self.stepsInCycle + 1) }

    /// What is scanned after so many scans, and what has to come of it.
    package subscript(index: Int) -> (item: Item, expected: Expectation) {
        let step =
            index < Self.opening.count
            ? Self.opening[index]
            : Self.cycle((index - Self.opening.count) / Self.stepsInCycle)[
                (index - Self.opening.count) % Self.stepsInCycle]
        guard case .scan(let item, _) = step.act, let expected = step.expected else {
            preconditionFailure("the script holds nothing but scans")
        }
        return (item, expected)
    }

    private static func cycle(_ number: Int) -> [ShiftStep] {
        let (person, tube, bag) = (3 * number + 1, 3 * number + 1, number + 1)
        return [
            step(.person(person), .accepted), step(.tube(tube), .sealed),
            step(.tube(tube + 1), .refused("no-person")),
            step(.person(person + 1), .accepted), step(.tube(tube + 1), .sealed),
            step(.card(.undo), .accepted), step(.tube(tube + 2), .sealed),
            step(.person(person + 2), .accepted), step(.card(.cancel), .accepted),
            step(.bag(bag), .accepted), step(.tube(tube), .accepted), step(.bag(bag), .accepted),
            step(.card(.count(1)), .accepted), step(.seal(bag), .sealed),
        ]
    }

    private static func step(_ item: Item, _ expected: Expectation) -> ShiftStep {
        ShiftStep(act: .scan(item, with: KillTable.scanner), expected: expected)
    }
}
