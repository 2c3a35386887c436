import District
import Testing

@Suite("A district's morning") struct DistrictTests {
    /// Ten stations and five thousand people.
    private static func plan(_ change: (inout DistrictPlan) -> Void = { _ in }) -> DistrictPlan {
        var plan = DistrictPlan()
        plan.stations = 10
        plan.people = 5_000
        change(&plan)
        return plan
    }

    @Test func `comes to the same on any number of threads, and to another with another seed`() throws {
        let report = try DistrictDay(Self.plan()).play(threads: 1)
        #expect(try DistrictDay(Self.plan()).play(threads: 2) == report)
        #expect(try DistrictDay(Self.plan()).play(threads: 3).text == report.text)
        #expect(try DistrictDay(Self.plan { $0.seed = 2 }).play() != report)
    }

    @Test("loses nobody", arguments: DistrictPlan.Collecting.allCases, [0, 20, 100])
    func conservation(collecting: DistrictPlan.Collecting, doorPercent: Int) throws {
        let plan = Self.plan {
            $0.collecting = collecting
            $0.doorPercent = doorPercent
            $0.patienceMinutes = 30
        }
        let report = try DistrictDay(plan).play()
        #expect((0..<plan.stations).reduce(0) { $0 + plan.share(of: $1) } == plan.people)
        #expect(report.sampled + report.leftQueue == plan.people)
        #expect(report.sampledIn.reduce(0, +) == report.sampled)
        #expect(report.laboratory.reduce(0, +) == report.bags)
        #expect(report.queues.last.map { $0.longest } ?? 0 == 0)
    }

    @Test func `has fewer tubes in pools, and only the last one of a desk is short`() throws {
        let single = try DistrictDay(Self.plan { $0.collecting = .single }).play()
        let pools = try DistrictDay(
            Self.plan {
                $0.doorPercent = 0
                $0.people = 5_055
            }
        ).play()
        #expect(single.tubes == single.sampled && single.shortTubes == 0)
        #expect(pools.tubes < pools.sampled / 9)
        #expect((1...10).contains(pools.shortTubes))
    }

    @Test func `has longer queues when desks open late, and loses people who do not wait`() throws {
        let early = try DistrictDay(Self.plan()).play()
        let late = try DistrictDay(Self.plan { $0.latePercent = 100 }).play()
        #expect(late.waitedSeconds > early.waitedSeconds)
        let impatient = try DistrictDay(
            Self.plan {
                $0.latePercent = 100
                $0.patienceMinutes = 20
            }
        ).play()
        #expect(impatient.leftQueue > late.leftQueue)
    }

    @Test func `brings swabs to the laboratory sooner when the courier comes more often`() throws {
        let often = try DistrictDay(Self.plan { $0.courierMinutes = 20 }).play()
        let seldom = try DistrictDay(Self.plan { $0.courierMinutes = 240 }).play()
        #expect(seldom.lateForAlarm > often.lateForAlarm)
        #expect(often.lateForAlarm <= often.lateForWarning)
    }

    @Test func `is refused what the machine refuses, and nothing else`() throws {
        let report = try DistrictDay(Self.plan { $0.people = 20_000 }).play()
        let known: Set = [
            "unknown-code", "dup-round", "person-waits", "no-person", "tube-used", "no-category", "old-round",
            "open-tube",
        ]
        #expect(Set(report.refusals.keys).isSubset(of: known), "\(report.refusals)")
        #expect(
            ["unknown-code", "dup-round", "person-waits", "no-person", "tube-used"].allSatisfy {
                report.refusals[$0] != nil
            })
        #expect(report.text.contains("unknown-code"))
    }

    @Test("says what cannot be planned", arguments: [0, 10_001])
    func faults(stations: Int) {
        #expect(Self.plan { $0.stations = stations }.fault == "stations must be 1 to 10000")
        #expect(Self.plan().fault == nil)
    }
}
