package import Station

/// The figures of a day: a fold over what became so, so that what is undone is not counted. Nothing of a training counts.
package struct Figures: Hashable, Sendable {
    struct Count: Hashable, Sendable {
        var people = 0
        var tubes = 0
        var refusals = 0

        static func += (left: inout Count, right: Count) {
            left.people += right.people
            left.tubes += right.tubes
            left.refusals += right.refusals
        }
    }

    /// One lane's pace.
    struct Pace: Hashable, Sendable {
        /// When the last person was bound.
        var last: Int64?
        /// Seconds from person to person, the last `Figures.paces`.
        var seconds: [Int] = []

        mutating func bound(at now: Int64) {
            defer { last = now }
            guard let last, now >= last else { return }
            let seconds = Int((now - last) / 1000)
            // What is longer was a pause.
            guard seconds <= Figures.pause else { return }
            if self.seconds.count >= Figures.paces { self.seconds.removeFirst() }
            self.seconds.append(seconds)
        }

        var median: Int? { seconds.isEmpty ? nil : seconds.sorted()[seconds.count / 2] }
    }

    /// Intervals that are kept of each lane.
    static let paces = 240
    /// Seconds.
    static let pause = 600
    /// Kinds of refusals that are counted by name; there are fewer.
    static let reasons = 200
    private static let hour: Int64 = 3_600_000
    /// What a pace is told of: so many milliseconds.
    static let window: Int64 = 1_800_000
    static let bindings = 2_000
    static let rows = 50_000

    /// Milliseconds since 1970-01-01 UTC; nil before the first row.
    var since: Int64?
    private var day: Int64?
    private(set) var hours: [Int64: Count] = [:]
    private(set) var lanes: [LaneID: Count] = [:]
    private(set) var paces: [LaneID: Pace] = [:]
    private(set) var reasons: [String: Int] = [:]
    /// An example of each refusal, for its words.
    private(set) var examples: [String: Refusal] = [:]
    /// When people were bound, the last `Figures.bindings`, and the best pace so far.
    private(set) var bindings: [Int64] = []
    private(set) var best = 0
    /// Households that were visited.
    private(set) var households: Set<String> = []
    /// The rows in which people were bound who still are, the last `Figures.rows`.
    private var bound: [Int64] = []
    private(set) var bags = 0
    private(set) var boxes = 0

    package init() {}

    var total: Count {
        var total = Count()
        for count in lanes.values { total += count }
        return total
    }

    /// The pace of the last half hour, once there are ten minutes to tell it by; nil before.
    package func pace(at now: Int64) -> Screen.Pace? {
        guard let first = bindings.first, now - first >= Figures.window / 3 else { return nil }
        let span = min(now - first, Figures.window)
        let count = bindings.reversed().prefix { now - $0 <= span }.count
        let pace = Int(Int64(count) * Figures.hour / span)
        return Screen.Pace(now: pace, best: max(best, pace))
    }

    /// The report that teams post to their group every day: sums, and no person.
    package func report(station: String, site: String?, teams: [String], at now: String) -> Text {
        let total = total
        let place = [site, teams.isEmpty ? nil : teams.joined(separator: ", ")].compactMap(\.self)
        let chinese =
            ["采样日报 \(now)", ([station] + place).joined(separator: " ")]
            + (households.isEmpty ? [] : ["入户：\(households.count) 户"])
            + [
                "采样：\(total.people) 人", "采样管：\(total.tubes) 支", "封袋：\(bags) 袋", "交接：\(boxes) 箱",
                "拒扫：\(total.refusals) 次",
            ]
        let english =
            ["Daily report \(now)", ([station] + place).joined(separator: " ")]
            + (households.isEmpty ? [] : ["households: \(households.count)"])
            + [
                "people: \(total.people)", "tubes: \(total.tubes)", "bags: \(bags)", "boxes: \(boxes)",
                "refused scans: \(total.refusals)",
            ]
        return Text(en: english.joined(separator: "\n"), zh: chinese.joined(separator: "\n"))
    }

    package var totals: Screen.Totals {
        let total = total
        var totals = Screen.Totals()
        totals.people = total.people
        totals.tubes = total.tubes
        totals.bags = bags
        totals.refusals = total.refusals
        return totals
    }

    /// How many people were bound after a row.
    package func people(after row: Int64) -> Int { bound.reversed().prefix { $0 > row }.count }

    /// Takes one row of the journal, in order.
    ///
    /// - Parameters:
    ///   - lane: where it happened; nil for what no scanner did.
    ///   - clock: when, as the row has it.
    ///   - isTraining: whether it is of a training.
    package mutating func take(
        _ verdict: Verdict, _ facts: [Fact], row: Int64, lane: LaneID?, clock: ClockReading, isTraining: Bool
    ) {
        let now = clock.microseconds / 1000
        // A day is over at 04:00 of the site, and with the beginning of a shift.
        if clock.isTrusted, day != clock.day || facts.contains(.shiftBegun) {
            self = Figures()
            day = clock.day
        }
        since = since ?? now
        guard !isTraining else { return }
        if case .refused(let refusal) = verdict, let lane { refused(refusal, lane, at: now) }
        for fact in facts { count(fact, 1, row, at: now) }
    }

    private mutating func refused(_ refusal: Refusal, _ lane: LaneID, at now: Int64) {
        add(Count(refusals: 1), lane, at: now)
        guard reasons[refusal.name] != nil || reasons.count < Figures.reasons else { return }
        reasons[refusal.name, default: 0] += 1
        examples[refusal.name] = examples[refusal.name] ?? refusal
    }

    private mutating func add(_ count: Count, _ lane: LaneID, at now: Int64) {
        hours[now / Figures.hour * Figures.hour, default: Count()] += count
        lanes[lane, default: Count()] += count
    }

    /// `sign`: 1, or -1 for what was taken back.
    private mutating func count(_ fact: Fact, _ sign: Int, _ row: Int64, at now: Int64) {
        switch fact {
        case .personBound(let lane, _, _, _, _):
            add(Count(people: sign), lane, at: now)
            note(sign, row)
            guard sign > 0 else { break }
            paces[lane, default: Pace()].bound(at: now)
            if bindings.count >= Figures.bindings { bindings.removeFirst(Figures.bindings / 4) }
            bindings.append(now)
            best = max(best, pace(at: now)?.now ?? 0)
        case .personUnbound(let lane, _, _):
            add(Count(people: -sign), lane, at: now)
            note(-sign, row)
        case .tubeSealed(let lane, _, _, _): add(Count(tubes: sign), lane, at: now)
        case .tubeReopened(let lane, _, _): add(Count(tubes: -sign), lane, at: now)
        case .bagSealed: bags += sign
        case .bagUnsealed: bags -= sign
        case .visited(.household(let code), _, _, _):
            if households.count < Figures.bindings { households.insert(code) }
        case .custody(.handedOver): boxes += sign
        case .custody(.revoked): boxes -= sign
        case .undone(_, _, let facts): for fact in facts { count(fact, -sign, row, at: now) }
        default: break
        }
    }

    private mutating func note(_ sign: Int, _ row: Int64) {
        if sign < 0 {
            _ = bound.popLast()
        } else {
            if bound.count >= Figures.rows { bound.removeFirst(Figures.rows / 4) }
            bound.append(row)
        }
    }
}
