import Codes
import Devices
import FakeDevices
import Scenarios
import Station
import Testing

@testable import Trainer

@Suite("The lesson")
struct LessonTests {
    @Test("played right is worth 100 points", arguments: [false, true])
    func right(byTheOtherWay: Bool) throws {
        let training = try MemoryTraining()
        try training.play { byTheOtherWay ? $0.last : $0.first }
        #expect(training.lesson.stage == .score)
        #expect(training.lesson.mistakes == [])
        #expect(training.lesson.points(at: training.now) == 100)
        #expect(training.lesson.done == Lesson.tasks && training.lesson.atOnce == Lesson.tasks)
        #expect((10...14).contains(Lesson.tasks))
        let record = try training.look().record
        #expect(record.sealedBags.first?.tubes.count == 7)
        #expect(record.sealedTubes.values.count { $0.short } == 1)
    }

    /// What went wrong, in which task, after which right scans of it.
    struct Slip: Sendable, CustomTestStringConvertible {
        var task: LessonTask
        var rightScans = 0
        var item: Item
        var kind: Lesson.Mistake.Kind
        var verdict: String
        var points: Int
        var testDescription: String { "\(item) in \(task.rawValue): \(verdict)" }
    }

    static let slips = [
        Slip(task: .category, item: .card(.category(1)), kind: .category, verdict: "wrong-category", points: 90),
        Slip(task: .category, item: .foreign("lunch"), kind: .refused, verdict: "unknown-code", points: 95),
        Slip(task: .person, item: .tube(1), kind: .refused, verdict: "no-person", points: 95),
        Slip(task: .person, item: .card(.mode(2)), kind: .needless, verdict: "accepted", points: 97),
        Slip(task: .person, rightScans: 1, item: .person(1), kind: .needless, verdict: "told", points: 97),
        Slip(task: .tubeFirst, item: .tube(2), kind: .refused, verdict: "no-person", points: 95),
        Slip(task: .usedTube, rightScans: 1, item: .tube(1), kind: .refused, verdict: "tube-used", points: 95),
        Slip(task: .wrongPerson, item: .person(4), kind: .refused, verdict: "person-waits", points: 95),
        Slip(task: .wrongPerson, item: .tube(4), kind: .needless, verdict: "accepted", points: 97),
        Slip(task: .again, item: .tube(5), kind: .refused, verdict: "no-person", points: 95),
        Slip(task: .again, rightScans: 1, item: .card(.confirm), kind: .needless, verdict: "accepted", points: 97),
        Slip(task: .wrongCategory, item: .person(5), kind: .category, verdict: "accepted", points: 90),
        Slip(task: .recategorise, item: .card(.category(1)), kind: .category, verdict: "wrong-category", points: 90),
        Slip(task: .pool, item: .person(7), kind: .needless, verdict: "accepted", points: 97),
        Slip(task: .short, item: .tube(7), kind: .refused, verdict: "no-person", points: 95),
        Slip(task: .pack, item: .tube(8), kind: .refused, verdict: "not-sealed", points: 95),
        Slip(task: .pack, item: .bag(1), kind: .needless, verdict: "accepted", points: 97),
        Slip(
            task: .count, rightScans: 1, item: .card(.count(6)), kind: .refused, verdict: "count-mismatch", points: 95),
        Slip(task: .count, rightScans: 1, item: .seal(1), kind: .refused, verdict: "count-first", points: 95),
        Slip(task: .seal, item: .card(.count(7)), kind: .refused, verdict: "not-now", points: 95),
        Slip(task: .end, item: .card(.confirm), kind: .refused, verdict: "nothing-to-confirm", points: 95),
    ]

    @Test("counts what went wrong, once, and has a way back", arguments: slips)
    func counts(slip: Slip) throws {
        let training = try MemoryTraining()
        try training.play(until: slip.task)
        for _ in 0..<slip.rightScans { try training.scan(try #require(try training.right.first)) }
        try training.scan(slip.item)
        #expect(training.lesson.mistakes == [.init(task: slip.task, kind: slip.kind, name: slip.verdict)])
        try training.play()
        #expect(training.lesson.mistakes.count == 1)
        #expect(training.lesson.points(at: training.now) == slip.points)
        #expect(training.lesson.atOnce == Lesson.tasks - 1)
        let line = try #require(training.lesson.lines.first)
        #expect(training.lesson.lines.count == 1 && line.task == slip.task && line.points == 100 - slip.points)
        #expect(!slip.task.remedy.en.isEmpty && !slip.task.remedy.zh.isEmpty)
    }

    @Test(
        "takes what the station itself offers after a question for right",
        arguments: [Command.category(2), .cancel, .undo])
    func offered(card: Command) throws {
        let training = try MemoryTraining()
        try training.scan(.card(.category(1)))
        try training.scan(.card(card))
        #expect(training.lesson.mistakes.count == 1)
        try training.play()
        #expect(training.lesson.points(at: training.now) == 90)
    }

    /// A hand that clicks on anything that lies there. Then it does what is right.
    @Test("always has a way to its end", arguments: 1...8)
    func wayOut(seed: UInt64) throws {
        let training = try MemoryTraining()
        var random = Seeded(seed: seed)
        while let task = training.lesson.task {
            let things = task.things(try training.look().picture).map(\.item)
            let right = try training.right
            #expect(!right.isEmpty, "nothing would be right in \(task)")
            #expect(right.contains { way in things.contains(way) }, "none of \(right) lies there in \(task)")
            if training.lesson.canSkip, random.next() % 4 == 0 {
                try training.skip()
                continue
            }
            let isAstray = training.lesson.scans < 150 && Int(random.next() % 3) == 0
            let choice = isAstray ? things : right
            try training.scan(choice[Int(random.next() % UInt64(choice.count))])
            try #require(training.lesson.scans < 600, "\(task) does not end")
        }
        #expect(training.lesson.stage == .score)
        #expect((0...100).contains(training.lesson.points(at: training.now)))
        #expect(training.lesson.mistakes.count == training.lesson.lines.reduce(0) { $0 + $1.times })
    }

    @Test func `has bounds`() {
        var lesson = Lesson()
        lesson.begin(at: 0)
        for second in 1...1000 {
            lesson.scanned(
                .init(nil, name: "unknown-code", feedback: .refused), before: Picture(), after: Picture(),
                at: Double(second))
        }
        #expect(lesson.points(at: 1000) == 0)
        #expect(lesson.count(.refused) == 1000 && lesson.mistakes.count == 200)
        #expect(lesson.task == .category)
    }

    @Test("takes off for time what it says", arguments: [(0.0, 0), (300, 0), (301, 1), (315, 1), (316, 2), (1e6, 10)])
    func time(seconds: Double, points: Int) {
        var lesson = Lesson()
        lesson.begin(at: 7)
        #expect(lesson.points(at: 7 + seconds) == 100 - points)
    }

    @Test func `goes on without a task only when it went wrong twice`() {
        var lesson = Lesson()
        lesson.begin(at: 0)
        let wrong = Lesson.Scan(nil, name: "unknown-code", feedback: .refused)
        lesson.scanned(wrong, before: Picture(), after: Picture(), at: 1)
        lesson.skip(at: 1)
        #expect(lesson.task == .category)
        lesson.scanned(wrong, before: Picture(), after: Picture(), at: 2)
        lesson.skip(at: 2)
        #expect(lesson.task == .person)
        #expect(lesson.points(at: 2) == 100 - 5 - 5 - 8)
        #expect(lesson.done == 0 && lesson.atOnce == 0)
    }
}
