import Codes
import Devices
import Foundation
import Station
import Testing

/// Every state the machine can reach with a small alphabet, breadth first, and every event in each of them.
struct ExhaustiveTests {
    struct Setup: Sendable, CustomTestStringConvertible {
        var name: String
        var settings: Settings
        var scanners: [ScannerRole]
        /// How many scans deep every run goes, if the states do not end before.
        var depth: Int
        /// Somebody's number is typed, too.
        var isTyped = false
        /// Boxes at hand.
        var boxes = 0
        /// People, and as many tubes.
        var people = 2
        /// The cards at hand.
        var cards: [Command] = [
            .short, .undo, .release, .notSampled, .confirm, .cancel, .count(1), .count(2),
        ]
        var testDescription: String { name }
    }

    static let setups: [Setup] = [
        Setup(
            name: "person first, one desk, one scanner collecting and one packing",
            settings: Sample.settings(capacity: 2, order: .personFirst, bagLimit: 2, parkedLimit: 1),
            scanners: [Sample.scanner("a", track: .both), Sample.scanner("b", track: .pack)], depth: 14),
        Setup(
            name: "tube first, one desk, both scanners for everything",
            settings: Sample.settings(capacity: 2, order: .tubeFirst, bagLimit: 2, parkedLimit: 1),
            scanners: [Sample.scanner("a"), Sample.scanner("b")], depth: 11),
        Setup(
            name: "person first, two desks, tubes join at their seal",
            settings: Sample.settings(
                capacity: 2, order: .personFirst, confirm: .firstAndLast, lanes: 2, bagLimit: 2, joinsAtSeal: true),
            scanners: [Sample.scanner("a", lane: 1), Sample.scanner("b", lane: 2)], depth: 9),
        Setup(
            name: "spoilt tubes, one desk, both scanners for everything",
            settings: Sample.settings(capacity: 2, order: .personFirst, bagLimit: 2, parkedLimit: 1),
            scanners: [Sample.scanner("a"), Sample.scanner("b")], depth: 9,
            cards: [.undo, .void, .confirm, .cancel]),
        Setup(
            name: "spoilt single tubes and typed numbers, a bag beside",
            settings: Sample.settings(capacity: 1, order: .personFirst, bagLimit: 2, parkedLimit: 1),
            scanners: [Sample.scanner("a")], depth: 14, isTyped: true,
            cards: [.undo, .void, .confirm, .cancel, .count(1)]),
        Setup(
            name: "corrections of tubes, a pool of two",
            settings: Sample.settings(capacity: 2, order: .personFirst, bagLimit: 2, parkedLimit: 1),
            scanners: [Sample.scanner("a")], depth: 11,
            cards: [.undo, .short, .transfer, .reopen, .reason(1), .release, .confirm]),
        Setup(
            name: "corrections of single tubes in bags",
            settings: Sample.settings(capacity: 1, order: .personFirst, bagLimit: 2, parkedLimit: 1),
            scanners: [Sample.scanner("a")], depth: 12,
            cards: [.undo, .transfer, .fix, .reopen, .reason(1), .count(1), .count(2)]),
        Setup(
            name: "categories put right",
            settings: Sample.settings(capacity: 1, order: .personFirst, bagLimit: 2, parkedLimit: 1),
            scanners: [Sample.scanner("a")], depth: 11,
            cards: [.undo, .recategorise, .category(1), .category(2), .confirm, .count(1), .fix]),
        Setup(
            name: "boxes and the courier",
            settings: Sample.settings(capacity: 1, order: .personFirst, bagLimit: 2, parkedLimit: 1),
            scanners: [Sample.scanner("a")], depth: 13, boxes: 1, people: 1,
            cards: [.undo, .count(1), .handover, .reopen, .confirm, .reason(1)]),
    ]

    /// The alphabet: enough codes that every guard can be met.
    static func happenings(_ cards: [Command], people: Int = 2) -> [Happening] {
        (1...people).map { .personScanned(Sample.person($0)) } + (1...people).map { .tubeScanned(Sample.tube($0)) }
            + (1...2).map { .bagScanned(Sample.bag($0)) } + [.sealScanned(Sample.seal(1))]
            + cards.map { .commandScanned($0) }
    }

    @Test("no reachable state breaks a promise", arguments: setups)
    func closure(_ setup: Setup) throws {
        var happenings = Self.happenings(setup.cards, people: setup.people)
        for box in 0..<setup.boxes { happenings.append(.boxScanned(BoxCode("X\(box)"))) }
        if setup.isTyped {
            var typed = Sample.person(1)
            typed.isTyped = true
            happenings.append(.personScanned(typed))
        }
        var start = World(setup.settings)
        for scanner in setup.scanners { start.take(.commandScanned(.category(1)), at: scanner, counting: false) }
        start.state.undo = [:]
        start.row = 0
        var seen: Set<Int> = [start.hashValue]
        var frontier = [start]
        var depth = 0
        var levels: [Int] = []
        while !frontier.isEmpty, depth < (Explored.isWhole ? Explored.wholeDepth : setup.depth) {
            var next: [World] = []
            for world in frontier {
                for scanner in setup.scanners {
                    for happening in happenings {
                        if let after = try Promises.step(world, happening, scanner),
                            seen.insert(after.hashValue).inserted
                        {
                            next.append(after)
                        }
                    }
                }
                if let after = try Promises.step(world, .deadlinePassed, nil), seen.insert(after.hashValue).inserted {
                    next.append(after)
                }
            }
            frontier = next
            depth += 1
            levels.append(next.count)
        }
        print(
            "explored \(setup.name): \(seen.count) states to depth \(depth), \(frontier.count) left open; levels \(levels)"
        )
        #expect(seen.count > 1000)
    }
}

/// How far the search goes: to closure or to each setup's depth; with `SCANSTATION_EXPLORE=whole` in the environment
/// everywhere to `wholeDepth`, which takes an hour and 20 GiB.
enum Explored {
    static let wholeDepth = 14
    static let isWhole = ProcessInfo.processInfo.environment["SCANSTATION_EXPLORE"] == "whole"
}
