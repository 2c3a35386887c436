import Codes
import Devices

/// What was found of a sealed tube or of somebody in it, whenever it was found (标记异常, WORKFLOW.md 3.7): the record says so, and
/// nothing else changes. MARK-1 is the first.
package enum Mark: String, Hashable, Codable, Sendable, CaseIterable {
    /// 未采样
    case notSampled = "not-sampled"
    /// 遗洒
    case leaked
    /// 破损
    case broken
    /// 其他
    case other

    /// The mark of a MARK card; nil for a number that has none.
    package init?(number: Int) {
        guard Mark.allCases.indices.contains(number - 1) else { return nil }
        self = Mark.allCases[number - 1]
    }
}

/// A batch of tubes from their maker (采样管批号), and the last day they may be used.
package struct LotRule: Hashable, Codable, Sendable {
    package var code: String
    /// Days since 1970-01-01 of the site's calendar; nil where it is not known.
    package var expires: Int64?
    package init(code: String, expires: Int64?) {
        self.code = code
        self.expires = expires
    }
}

extension Desk {
    // MARK: Lots

    func lotScanned(_ code: String) -> Decision {
        guard let lots = settings.lots else { return refuse(.wrongClass(.lot, expected: expected)) }
        guard let rule = lots.first(where: { $0.code == code }) else { return refuse(.unknownLot(code)) }
        if isExpired(rule) { return refuse(.expiredLot(code)) }
        return accept(.lotChosen(code), [.lotChosen(laneID, code, was: lane.lot)])
    }

    /// Whether the last day of a lot is past. A clock that nobody vouches for never says so.
    private func isExpired(_ rule: LotRule) -> Bool {
        guard let last = rule.expires, let clock = event.clock, clock.isTrusted else { return false }
        return clock.calendarDay > last
    }

    /// A tube of a lot whose last day has passed since it was scanned.
    var expiredLot: Refusal? {
        guard let code = lane.lot, let rule = settings.lots?.first(where: { $0.code == code }), isExpired(rule) else {
            return nil
        }
        return .expiredLot(code)
    }

    // MARK: MARK

    func markGiven(_ number: Int) -> Decision {
        guard let mark = Mark(number: number) else { return refuse(.unknownChoice) }
        return ask(.mark(mark))
    }

    /// Nil for a code that cannot be marked.
    func marking(_ mark: Mark) -> Decision? {
        switch event.happening {
        case .tubeScanned(let code):
            guard let record = event.known.tube else { return refuse(.nothingToVoid(code)) }
            switch record.stage {
            case .sealed, .bagged:
                return marked(
                    .tubeMarked(code, mark),
                    [.tubeMarked(code, mark, was: record.mark)] + correcting(code, slot: nil, record))
            case .open(let lane): return refuse(.tubeElsewhere(code, lane))
            case .emptied, .released, .replaced: return refuse(.tubeUsed(code, record))
            }
        case .personScanned where mark == .notSampled:
            guard let binding = event.known.binding else { return refuse(.notBound) }
            guard let record = event.known.tube else { return refuse(.notBound) }
            switch record.stage {
            case .sealed, .bagged:
                return marked(
                    .personMarked(binding),
                    [.personMarked(binding)] + correcting(binding.tube, slot: binding.slot, record))
            case .open, .emptied, .released, .replaced: return refuse(.notBound)
            }
        default: return nil
        }
    }

    /// The slip that tells the laboratory; a tube that is in no bag yet is told by its bag's label.
    private func correcting(_ tube: TubeCode, slot: Int?, _ record: TubeRecord) -> [Fact] {
        guard case .bagged = record.stage else { return [] }
        return state.owing(.correction(tube, slot: slot), on: laneID, earlier: 0)
    }

    private func marked(_ acceptance: Acceptance, _ facts: [Fact]) -> Decision {
        correct(acceptance, facts, reason: nil)
    }
}

extension ClockReading {
    /// Days since 1970-01-01 of the site's calendar, which ends at midnight.
    var calendarDay: Int64 {
        let local = microseconds + Int64(utcOffsetMinutes) * 60_000_000
        let length = DayLimit.hour * 24
        return local >= 0 ? local / length : -((-local + length - 1) / length)
    }
}
