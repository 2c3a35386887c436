import Assembly
import Controller
import Crypto
import Devices
import Scenarios

/// Many stations at once, in virtual time, with everything that can go wrong; then without, when every lane has to come back
/// to work.
///
///     faults on: acts, in the order of their times --> faults off: every lane works again --> ended, verified
///
/// One thread, no clock, no random source but the plan's seed.
package struct SwarmRun {
    package struct Outcome: Hashable, Sendable {
        package var scans = 0
        package var rows: Int64 = 0
        package var starts = 0
        /// SHA-256 over the hashes of the journals' last rows, in the order of the stations: 64 hexadecimal digits.
        package var journal = ""
        /// How often each outcome came, as the rows name it.
        package var outcomes: [String: Int] = [:]

        package init() {}
    }

    private let plan: SwarmPlan

    package init(_ plan: SwarmPlan) { self.plan = plan }

    /// - Throws: `SwarmFailure` at the first promise that does not hold.
    package func run() throws -> Outcome {
        var outcome = Outcome()
        var stations: [SwarmStation] = []
        let road = plan.hasLaboratory ? SwarmRoad(plan) : nil
        for number in 1...plan.stations { stations.append(try SwarmStation(number, plan, road)) }
        while outcome.scans < plan.scans {
            let (station, hand) = Self.next(stations)
            stations[station].bench.pass(until: stations[station].hands[hand].due)
            stations[station].misbehave()
            outcome.scans += max(1, Self.act(stations[station], hand))
            try Self.check(stations[station], outcome)
        }
        for station in stations {
            station.mend()
            for index in station.hands.indices where station.hands[index].comesBackToWork(station) == nil {
                station.auditor.fail("lane \(index + 1) does not come back to work")
            }
            for index in station.hands.indices {
                guard let device = station.hands[index].unheard(station) else { continue }
                station.auditor.fail("the \(device) of lane \(index + 1) is not heard any more")
            }
            station.printsWhatItOwes()
            try Self.check(station, outcome)
        }
        if let road {
            road.settle(stations)
            for station in stations { try Self.check(station, outcome) }
        }
        for station in stations {
            station.end()
            outcome.rows += station.auditor.rows
            outcome.starts += station.starts
            outcome.outcomes.merge(station.auditor.outcomes, uniquingKeysWith: +)
            try Self.check(station, outcome)
        }
        var hash = SHA256()
        for station in stations { hash.update(data: station.hash) }
        outcome.journal = hash.finalize().map { Self.hex($0) }.joined()
        return outcome
    }

    /// Who acts next.
    private static func next(_ stations: [SwarmStation]) -> (station: Int, hand: Int) {
        var best = (station: 0, hand: 0)
        for station in stations.indices {
            for hand in stations[station].hands.indices
            where stations[station].hands[hand].due < stations[best.station].hands[best.hand].due {
                best = (station, hand)
            }
        }
        return best
    }

    private static func act(_ station: SwarmStation, _ hand: Int) -> Int {
        var acting = station.hands[hand]
        defer { station.hands[hand] = acting }
        let scans = acting.act(station)
        station.bench.rest(isLong: acting.due > station.now.advanced(by: .seconds(4)))
        return scans
    }

    private static func check(_ station: SwarmStation, _ outcome: Outcome) throws(SwarmFailure) {
        if station.bench.isStuck { station.auditor.fail("a deadline that has passed stays, for ever") }
        guard let reason = station.auditor.broken else { return }
        throw SwarmFailure(station: station.number, scans: outcome.scans, reason: reason)
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = Array("0123456789abcdef")
        return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
    }
}
