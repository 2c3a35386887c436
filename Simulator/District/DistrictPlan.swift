/// A district's morning, as somebody plans it: how many stations, who comes when, how fast people work. Times are in seconds
/// since the first station opens.
package struct DistrictPlan: Hashable, Sendable {
    /// How people are collected.
    package enum Collecting: String, Hashable, Sendable, CaseIterable {
        /// One person to a tube.
        case single
        case pool10 = "pool-10"
        case pool20 = "pool-20"

        package var capacity: Int {
            switch self {
            case .single: 1
            case .pool10: 10
            case .pool20: 20
            }
        }
    }

    package var seed: UInt64 = 1
    package var stations = 942
    package var people = 1_000_000
    /// Percent of the stations that go from door to door, each with its share of the people by its pace.
    package var doorPercent = 20
    /// At the desks; at doors every tube holds one person.
    package var collecting = Collecting.pool10
    /// From the opening to the last arrival, hours.
    package var hours = 6.0
    /// Percent of the desks that open late, and by how many minutes.
    package var latePercent = 0
    package var lateMinutes = 60
    /// Between two visits of the courier, minutes, and from the station to the laboratory.
    package var courierMinutes = 60
    package var driveMinutes = 30
    /// After so many minutes in the queue people go home.
    package var patienceMinutes = 90
    /// Of a thousand people, so many have no code: a number is typed.
    package var codelessPerMille = 15

    package init() {}

    /// What cannot be planned, and what to say instead; nil for a plan that can be played.
    package var fault: String? {
        if !(1...10_000).contains(stations) { return "stations must be 1 to 10000" }
        if !(0...20_000_000).contains(people) { return "people must be 0 to 20000000" }
        if !(0...100).contains(doorPercent) || !(0...100).contains(latePercent) { return "percents must be 0 to 100" }
        if !(0.5...24).contains(hours) { return "hours must be 0.5 to 24" }
        if !(1...600).contains(courierMinutes) { return "the courier comes every 1 to 600 minutes" }
        if !(0...600).contains(driveMinutes) || !(0...600).contains(lateMinutes) { return "minutes must be 0 to 600" }
        if !(1...1_440).contains(patienceMinutes) { return "patience is 1 to 1440 minutes" }
        if !(0...1_000).contains(codelessPerMille) { return "people without a code are 0 to 1000 of a thousand" }
        return nil
    }

    /// Whether a station goes from door to door: the last ones do.
    func isDoor(_ station: Int) -> Bool { station >= stations - stations * doorPercent / 100 }

    /// How many people live where a station works: a team at doors takes a fraction of what a desk does.
    package func share(of station: Int) -> Int {
        let doors = stations * doorPercent / 100
        let weights = Double(stations - doors) + Double(doors) * Pace.doorShare
        let weight = isDoor(station) ? Pace.doorShare : 1
        let before =
            isDoor(station)
            ? Double(stations - doors) + Double(station - (stations - doors)) * Pace.doorShare : Double(station)
        // Whole people, none twice and none forgotten.
        let first = Int((Double(people) * before / weights).rounded())
        return Int((Double(people) * (before + weight) / weights).rounded()) - first
    }
}

/// How long things take and how often they go wrong. WORKFLOW: the field's report; else assumed, and named so.
enum Pace {
    /// Seconds for one person at a desk, from the step forward to the bound swab: least, most often, most (assumed; 27 s for
    /// a single tube's whole chain by a team of two is the report's record).
    static let desk = (least: 8.0, mode: 13.0, most: 30.0)
    /// Seconds for one person at a door, the way there included (the report: 160 people, 7,000 tubes, 6 hours; teams of two:
    /// 247 s a person for a team; here with several people behind one door).
    static let door = (least: 40.0, mode: 80.0, most: 400.0)
    /// What a team at doors takes of a desk's people.
    static let doorShare = 0.11
    /// Seconds that a refusal costs, and a typed number (assumed).
    static let refusal = 6.0
    static let typing = 45.0
    /// Of a thousand people: who comes a second time, shows something else, is scanned while another waits; of a thousand
    /// tubes: scanned before a person, used before (assumed).
    static let again = 4
    static let foreign = 5
    static let hasty = 3
    static let tubeFirst = 6
    static let usedTube = 2
    /// Tubes in a bag (assumed; a station takes 20).
    static let bagTubes = 20
    /// The warning and the alarm of the clock from the oldest swab, hours (WORKFLOW).
    static let warnHours = 3.0
    static let alarmHours = 4.0
}
