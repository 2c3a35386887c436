import Codes
import Devices
import Foundation
import Journal
import Labels
import Station

/// The labels that belong to what was decided.
extension ControlLoop {
    func labels(_ decision: Decision, lane: LaneID, at now: Instant) -> [Order] {
        decision.facts.compactMap { fact -> Order? in
            guard case .bagSealed(let bag, let seal, let tubes) = fact else { return nil }
            let record = tubes.first.flatMap { category(of: $0) }
            let label = BagLabel(
                bag: bag, seal: seal, tubes: tubes.count, category: record?.english ?? "", round: state.round,
                station: configuration.settings.station, sealed: minute(of: wall(at: now)))
            return .label(label, lane)
        }
    }

    private func category(of tube: TubeCode) -> CategoryRule? {
        guard case .tube(let record)? = try? journal.register.record(of: .tube(tube)) else { return nil }
        return configuration.settings.category(record.category)
    }
}

/// `2022-05-10 08:14` by the reading's own offset; nil for a clock that nothing vouches for.
func minute(of clock: ClockReading) -> String? {
    guard clock.isTrusted, let zone = TimeZone(secondsFromGMT: clock.utcOffsetMinutes * 60) else { return nil }
    let date = Date(timeIntervalSince1970: Double(clock.microseconds) / 1_000_000)
    let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZone: zone)
        .year().month().day().dateTimeSeparator(.space).time(includingFractionalSeconds: false)
    return String(date.formatted(style).prefix(16))
}
