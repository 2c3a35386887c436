import Codes
import Devices
import Station
import Testing

@testable import Kiosk

@Suite("What screens are told") struct TellingTests {
    private static let settings = Settings(
        station: "desk-1", site: "S-0042",
        categories: [CategoryRule(english: "whole population", chinese: "全员筛查", modes: [1, 2])],
        modes: [
            ModeRule(name: "single", capacity: 1, order: .personFirst, confirm: .each),
            ModeRule(name: "pool-10", capacity: 10, order: .personFirst, confirm: .each),
        ])
    private static let words = Words(
        names: Names(person: { _ in "王*" }, time: { _ in "08:14" }, settings: settings))

    private func screen(people: Int = 0) -> Screen {
        var around = Surroundings(language: .chinese) { $0.nanoseconds / 1_000_000 }
        around.totals.people = people
        return Screen(of: StationState(settings: Self.settings), words: Self.words, around)
    }

    private func told(_ number: Int) -> Told {
        Told(.refused(.noPerson), lane: LaneID(1), number: number, at: 1_000, words: Self.words)
    }

    @Test func `has both languages, and the sign that goes with the prompt`() {
        let screen = screen()
        #expect(screen.lanes.map(\.lane) == [1])
        #expect(screen.lanes[0].now.sign == .category)
        #expect(!screen.lanes[0].now.next.en.isEmpty && !screen.lanes[0].now.next.zh.isEmpty)
        #expect(screen.lanes[0].now.next.en != screen.lanes[0].now.next.zh)
        #expect(screen.language == "zh")
        let told = told(1)
        #expect(told.kind == .refused && told.name == "no-person")
        #expect(told.next.en != told.next.zh)
    }

    @Test func `is all that was missed, once and in order, for who comes back`() {
        let telling = Telling(boot: "12345678")
        #expect(telling.take(after: nil, version: nil) == nil)
        for number in 1...5 { telling.post(screen(people: number), [told(number)], now: Int64(number)) }
        let portion = telling.take(after: 2, version: nil)
        #expect(portion?.verdicts.map(\.n) == [3, 4, 5])
        #expect(portion?.missed == 0)
        #expect(portion?.screen.totals.people == 5)
        #expect(telling.take(after: portion?.last, version: portion?.version) == nil)
        telling.post(screen(people: 6), [], now: 6)
        let next = telling.take(after: portion?.last, version: portion?.version)
        #expect(next?.verdicts.isEmpty == true && next?.screen.totals.people == 6)
    }

    @Test func `is nothing of before for who comes new`() {
        let telling = Telling(boot: "12345678")
        for number in 1...5 { telling.post(screen(), [told(number)], now: 1) }
        let portion = telling.take(after: nil, version: nil)
        #expect(portion?.verdicts.isEmpty == true && portion?.missed == 0 && portion?.last == 5)
    }

    @Test func `says how many were forgotten`() {
        let telling = Telling(boot: "12345678")
        for number in 1...(Telling.kept + 44) { telling.post(screen(), [told(number)], now: 1) }
        let portion = telling.take(after: 4, version: nil)
        #expect(portion?.verdicts.count == Telling.kept && portion?.missed == 40)
        #expect(portion?.verdicts.last?.n == Telling.kept + 44)
    }

    @Test func `wakes who listens, and ends with the station`() async {
        let telling = Telling(boot: "12345678")
        guard let (id, news) = telling.watch(limit: 2), telling.watch(limit: 2) != nil else {
            Issue.record("no room")
            return
        }
        #expect(telling.watch(limit: 2) == nil)
        #expect(telling.isWatched)
        telling.post(screen(), [told(1)], now: 1)
        telling.pulse(now: 2)
        var iterator = news.makeAsyncIterator()
        #expect(await iterator.next() != nil)
        telling.close()
        #expect(await iterator.next() == nil)
        telling.leave(id)
        #expect(telling.watch(limit: 2) == nil)
    }

    // MARK: Figures

    private func at(_ second: Int64, day: Int64 = 0) -> ClockReading {
        ClockReading(
            microseconds: (1_653_030_000 + day * 86_400 + second) * 1_000_000, utcOffsetMinutes: 480, isTrusted: true)
    }

    private func bound(_ person: Int, lane: Int = 1) -> Fact {
        let binding = Binding(
            person: PersonToken("p\(person)"), tube: TubeCode("T\(person)"), slot: 1)
        return .personBound(LaneID(lane), binding, from: nil, repeated: false, was: nil)
    }

    @Test func `The pace is told after ten minutes, of the last half hour, with the best of the day`() {
        var figures = Figures()
        func pace(at minute: Int64) -> Screen.Pace? { figures.pace(at: at(minute * 60).microseconds / 1000) }
        for minute in 0..<40 {
            if minute > 0, minute < 10 { #expect(pace(at: Int64(minute)) == nil) }
            figures.take(
                .noted, [bound(minute)], row: Int64(minute), lane: LaneID(1), clock: at(Int64(minute) * 60),
                isTraining: false)
        }
        #expect((58...64).contains(pace(at: 40)?.now ?? 0))
        let slower = pace(at: 60)
        #expect((18...24).contains(slower?.now ?? 0) && (58...67).contains(slower?.best ?? 0))
    }

    @Test func `The figures are of the day, and of what was not undone`() {
        var figures = Figures()
        for person in 1...4 {
            figures.take(
                .noted, [bound(person)], row: Int64(person), lane: LaneID(1), clock: at(Int64(person) * 20),
                isTraining: false)
        }
        figures.take(
            .noted, [.undone(DeviceID("s"), row: 4, facts: [bound(4)])], row: 5, lane: LaneID(1), clock: at(90),
            isTraining: false)
        figures.take(.refused(.noPerson), [], row: 6, lane: LaneID(1), clock: at(95), isTraining: false)
        figures.take(.noted, [bound(9)], row: 7, lane: LaneID(1), clock: at(99), isTraining: true)
        let report = FigureReport(figures, words: Self.words)
        #expect(report.people == 3 && report.refusals == 1)
        #expect(figures.people(after: 0) == 3 && figures.people(after: 2) == 1 && figures.people(after: 3) == 0)
        #expect(report.lanes == [.init(lane: 1, people: 3, tubes: 0, refusals: 1, seconds: 20)])
        #expect(report.reasons.map(\.name) == ["no-person"])
        #expect(report.hours.map(\.people) == [3])
        figures.take(.noted, [bound(5)], row: 8, lane: LaneID(1), clock: at(0, day: 1), isTraining: false)
        #expect(figures.totals.people == 1 && figures.totals.refusals == 0)
        figures.take(.noted, [.shiftBegun], row: 9, lane: LaneID(1), clock: at(60, day: 1), isTraining: false)
        #expect(figures.totals.people == 0)
    }
}
