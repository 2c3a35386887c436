/// What came of a district's morning, added up over the stations.
package struct DistrictReport: Hashable, Sendable {
    package let plan: DistrictPlan
    package private(set) var sampled = 0
    package private(set) var leftQueue = 0
    package private(set) var secondVisits = 0
    package private(set) var scans = 0
    package private(set) var refusals: [String: Int] = [:]
    package private(set) var tubes = 0
    package private(set) var shortTubes = 0
    package private(set) var bags = 0
    /// Seconds that a person was served, and waited at a desk, on the average.
    package private(set) var servedSeconds = 0.0
    package private(set) var waitedSeconds = 0.0
    /// People sampled in each quarter of an hour.
    package private(set) var sampledIn: [Int] = []
    /// The desks' queues at the end of each quarter: half of them shorter, nine tenths shorter, the longest.
    package private(set) var queues: [Queue] = []
    /// Bags by whole quarters of an hour from the oldest swab to the laboratory.
    package private(set) var laboratory: [Int] = []
    package private(set) var lateForWarning = 0
    package private(set) var lateForAlarm = 0
    /// When the last station was done, hours.
    package private(set) var lastClosed = 0.0

    package struct Queue: Hashable, Sendable {
        package var median: Int
        package var ninth: Int
        package var longest: Int
    }

    init(_ plan: DistrictPlan, _ stations: [StationDay.Outcome]) {
        self.plan = plan
        for station in stations { add(station) }
        if sampled > 0 {
            servedSeconds = stations.reduce(0) { $0 + $1.served } / Double(sampled)
            let desks = stations.enumerated().filter { !plan.isDoor($0.offset) }.map(\.element)
            let atDesks = desks.reduce(0) { $0 + $1.sampled }
            waitedSeconds = atDesks > 0 ? desks.reduce(0) { $0 + $1.waited } / Double(atDesks) : 0
        }
        queues = Self.queues(stations.map(\.queueAt).filter { !$0.isEmpty })
    }

    private mutating func add(_ station: StationDay.Outcome) {
        sampled += station.sampled
        leftQueue += station.leftQueue
        secondVisits += station.secondVisits
        scans += station.scans
        refusals.merge(station.refusals, uniquingKeysWith: +)
        tubes += station.tubes
        shortTubes += station.shortTubes
        bags += station.bags
        lastClosed = max(lastClosed, station.closed / 3600)
        for (quarter, count) in station.sampledIn.enumerated() {
            while sampledIn.count <= quarter { sampledIn.append(0) }
            sampledIn[quarter] += count
        }
        for hours in station.laboratoryHours {
            let quarter = Int(hours * 4)
            while laboratory.count <= quarter { laboratory.append(0) }
            laboratory[quarter] += 1
            if hours > Pace.warnHours { lateForWarning += 1 }
            if hours > Pace.alarmHours { lateForAlarm += 1 }
        }
    }

    private static func queues(_ stations: [[Int]]) -> [Queue] {
        (0..<(stations.map(\.count).max() ?? 0)).map { quarter in
            let lengths = stations.map { $0.indices.contains(quarter) ? $0[quarter] : 0 }.sorted()
            return Queue(
                median: lengths[lengths.count / 2], ninth: lengths[lengths.count * 9 / 10], longest: lengths.last ?? 0)
        }
    }

    /// People an hour, at the busiest quarter.
    package var busiest: Int { (sampledIn.max() ?? 0) * 4 }

    // MARK: Text

    /// The report as plain text.
    package var text: String {
        let late = { (count: Int) in "\(count) (\(Self.percent(count, bags)))" }
        var lines = [
            "stations             \(plan.stations), \(plan.stations * plan.doorPercent / 100) of them door to door; desks \(plan.collecting.rawValue)",
            "people               \(plan.people): \(sampled) sampled, \(leftQueue) went home from the queue",
            "people an hour       \(busiest) at the busiest, \(Int(Double(sampled) / max(lastClosed, 0.01))) over the morning",
            "seconds per person   \(Self.tenths(servedSeconds)) served; \(Int(waitedSeconds)) waited at desks",
            "last station done    \(Self.clock(lastClosed)) after the opening",
            "tubes                \(tubes), \(shortTubes) of them sealed short",
            "bags                 \(bags)",
            "to the laboratory    \(late(lateForWarning)) later than 3 h from the oldest swab, \(late(lateForAlarm)) than 4 h",
            "scans                \(scans), \(refusals.values.reduce(0, +)) refused or asked about",
        ]
        for (name, count) in refusals.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            lines.append("  \(name.padded(18)) \(count)")
        }
        lines.append("queue at desks       median  9 of 10  longest  sampled")
        for (quarter, count) in sampledIn.enumerated() {
            let queue = queues.indices.contains(quarter) ? queues[quarter] : Queue(median: 0, ninth: 0, longest: 0)
            let numbers = [queue.median, queue.ninth, queue.longest, count].map { "\($0)".leading(9) }
            lines.append("  until \(Self.clock(Double(quarter + 1) / 4).padded(12))" + numbers.joined())
        }
        return lines.joined(separator: "\n")
    }

    static func clock(_ hours: Double) -> String {
        let minutes = Int((hours * 60).rounded())
        return "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60) h"
    }

    static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    static func percent(_ part: Int, _ whole: Int) -> String {
        whole == 0 ? "0 %" : "\(tenths(Double(part) * 100 / Double(whole))) %"
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
    fileprivate func leading(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
