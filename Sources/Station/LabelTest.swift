/// The morning's label: it is printed to be scanned back, which shows printer and scanner at once.
///
///     MORNING ──its printer is there──> owed, printed ──scanned back──> read
///
/// It is of no thing, so nothing is undone by it, and one that is lost is missed by nobody: the next morning's takes its place.
extension StationState {
    func testing(_ digits: String, on lane: LaneID) -> Decision {
        let due = owing(.test(digits), on: lane, earlier: 0)
        guard !due.isEmpty else { return Decision(.noted) }
        let earlier = debts.filter { $0.lane == lane && $0.subject.kind == .test && !$0.isHanded }
        return Decision(
            .noted,
            facts: earlier.map { .label(.withdrawn($0)) } + due
                + [.labelTested(lane, digits, was: lanes[lane]?.testLabel)])
    }
}

extension Desk {
    /// The test label of any lane, at any.
    func testLabelScanned(_ digits: String) -> Decision {
        let wanted = state.lanes.sorted { $0.key < $1.key }.first { $0.value.testLabel == digits }
        guard let tested = wanted?.key else { return tell(.labelOld(.test(digits))) }
        let doubtful = state.debts.filter { $0.subject == .test(digits) }
        return accept(
            .labelSeen(.test(digits)),
            [.labelTested(tested, nil, was: digits)] + doubtful.map { .label(.printed($0)) })
    }
}
