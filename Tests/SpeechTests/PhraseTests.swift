import Codes
import Devices
import Station
import Testing

@testable import Speech

struct PhraseTests {
    private let settings = Settings(
        station: "s", categories: [CategoryRule(english: "whole population", chinese: "全员筛查", modes: [1])],
        modes: [ModeRule(name: "pool-10", capacity: 10)])

    @Test func `every phrase has a short text in both languages, and a name that a file can have`() {
        let all = Phrase.all(settings)
        #expect(Set(all.map(\.key)).count == all.count)
        for phrase in all {
            #expect(
                phrase.key.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) },
                "\(phrase.key)")
            let english = phrase.text(in: .english, settings: settings)
            let chinese = phrase.text(in: .chinese, settings: settings)
            #expect((1...34).contains(english.count), "\(phrase.key): \(english)")
            #expect((1...12).contains(chinese.count), "\(phrase.key): \(chinese)")
            #expect(!english.contains("\t") && !chinese.contains("\t"))
        }
    }

    @Test func `names are those that sites have recorded under`() {
        let keys = Phrase.all(settings).map(\.key)
        #expect(keys.starts(with: ["number-0", "number-1"]))
        for key in [
            "number-50", "category-1", "mode-1", "sealed", "refused-no-person", "asked-dup-round", "do-scan-person",
        ] {
            #expect(keys.contains(key))
        }
    }
}

struct SpokenTests {
    private func keys(_ verdict: Verdict, category: Int? = 2) -> [String] {
        spoken(verdict, category: category).map(\.key)
    }

    private let person = PersonToken("7f")

    @Test func `a pool is counted aloud, and its category said where it begins`() {
        func bound(_ slot: Int) -> Binding { Binding(person: person, tube: TubeCode("T1"), slot: slot) }
        #expect(keys(.accepted(.bound(bound(1), of: 10))) == ["number-1", "category-2"])
        #expect(keys(.accepted(.bound(bound(3), of: 10))) == ["number-3"])
        #expect(keys(.accepted(.boundAndFull(bound(10)))) == ["number-10", "tube-full", "do-scan-tube-again"])
        #expect(
            keys(.accepted(.tubeSealed(TubeCode("T1"), count: 10, short: false, bag: nil))) == ["sealed", "number-10"])
        #expect(
            keys(.accepted(.tubeSealed(TubeCode("T1"), count: 4, short: true, bag: nil)))
                == ["sealed", "number-4", "do-special-mark"])
        #expect(keys(.accepted(.categoryChosen(3))) == ["category-3"])
        #expect(keys(.accepted(.tubeOpened(TubeCode("T1")))) == ["tube-open", "category-2"])
        #expect(keys(.accepted(.tubeOpened(TubeCode("T1"))), category: nil) == ["tube-open"])
    }

    @Test func `what is only recorded is silent, and numbers that nobody recorded are left out`() {
        #expect(keys(.noted).isEmpty)
        #expect(
            keys(.told(.story(.openBag(BagCode("B"), Bag(category: 1, round: RoundID("R")))))) == [
                "told-is-open", "number-0",
            ])
        #expect(keys(.accepted(.signed(.mentor, count: 51))) == ["signed"])
    }

    @Test(
        "a refusal is called by its name, and followed by what to do",
        arguments: [
            .wrongClass(.bag, expected: [.person]), .unknownCode, .doubled, .checkDigit(.tube), .lengthCharset(.bag),
            .impossibleNumber, .noPerson, .duplicateHere(slot: 3), .noQR, .noCategory, .unknownChoice, .nothingToUndo,
            .nothingToCancel, .nothingToConfirm, .notBound, .notNow(.short), .reasonFirst, .badgeFirst(.operator),
            .noBadgeYet, .notAllowed(.operator), .enrolmentStands, .pinUnfit, .signFirst(count: 2), .shiftClosed,
            .asleep,
            .timeUnfit, .stockUnfit, .laneFirst, .nothingTyped, .typedTooLong, .typedDiffers, .inTraining,
            .realCode(.tube),
            .unknownLot("L"), .expiredLot("L"), .sameCategory(1), .rowTooLong(limit: 3), .singleOnly(category: 1),
            .custody(.noBoxYet), .intake(.boxFirst), .intake(.bagFirst), .tubeEmpty(TubeCode("T")),
            .tubeFull(TubeCode("T"), capacity: 10), .tubeSealed(TubeCode("T")), .bagEmpty(BagCode("B")),
            .bagFull(BagCode("B"), limit: 20), .countFirst(BagCode("B")), .custody(.boxFull(BoxCode("X"), limit: 1)),
        ] as [Refusal])
    func refusal(_ refusal: Refusal) {
        let said = keys(.refused(refusal))
        #expect(said.first == "refused-\(refusal.name)")
        #expect(said.count == 2)
        #expect(said.last?.hasPrefix("do-") ?? false)
    }

    @Test func `the same notice is heard once in two seconds, other verdicts always`() {
        var restraint = Restraint()
        let lost = Verdict.told(.deviceLost(DeviceID("a")))
        func hears(_ verdict: Verdict, _ milliseconds: Int) -> Bool {
            restraint.lets(verdict, at: Instant.start.advanced(by: .milliseconds(milliseconds)))
        }
        #expect(hears(lost, 0))
        #expect(!hears(lost, 1_900))
        #expect(hears(.told(.deviceLost(DeviceID("b"))), 1_950))
        #expect(!hears(.told(.deviceLost(DeviceID("b"))), 3_000))
        #expect(hears(.refused(.noPerson), 3_000))
        #expect(hears(.refused(.noPerson), 3_001))
        #expect(hears(.told(.deviceLost(DeviceID("b"))), 3_951))
    }
}
