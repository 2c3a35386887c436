package import Codes
package import Devices

/// A label that is to be printed, or that may exist. Nobody waits for one: it is *owed* until a printer has printed it, or
/// somebody has written it by hand.
///
///     owed ──its row is durable──> handed ──printed, taken──> gone
///       ^                            ├── not printed ───────> owed
///       │                            └── unknown, or the station started again ──> doubtful
///       │     doubtful ── the label is scanned, HANDWRITTEN ──> gone
///       └──── REPRINT, a correction: another copy, marked as one
///
/// What it says is made of the record when it is printed, so that a correction reaches a label that is still owed.
package struct LabelDebt: Hashable, Codable, Sendable {
    package enum Stage: Hashable, Codable, Sendable {
        case owed
        case handed(DeviceID)
        /// It may exist, whole or in part: nobody has looked.
        case doubtful
    }

    /// Of the row that owes it.
    package var id: LabelID
    package var lane: LaneID
    package var subject: LabelSubject
    /// Nil for the first label of its subject.
    package var mark: LabelMark?
    package var stage: Stage

    package init(id: LabelID, lane: LaneID, subject: LabelSubject, mark: LabelMark? = nil, stage: Stage = .owed) {
        self.id = id
        self.lane = lane
        self.subject = subject
        self.mark = mark
        self.stage = stage
    }
}

/// What a label is of.
package enum LabelSubject: Hashable, Codable, Sendable {
    case bag(BagCode)
    /// The outside of a closed box.
    case box(BoxCode)
    /// What was in a box as it was handed over.
    case manifest(BoxCode)
    /// What a laboratory found in it.
    case receipt(BoxCode)
    /// The special mark of a tube with fewer people than it can hold (特殊标记).
    case short(TubeCode)
    /// A tube that is never to be used again.
    case void(TubeCode)
    /// What was found of a tube in a sealed bag, or of who is in this place of it, for the laboratory (更正单).
    case correction(TubeCode, slot: Int?)
    /// A person's proof that they were sampled (采样凭证).
    case voucher(Binding)
    /// To see whether its printer prints what can be read; four digits tell it from that of another morning.
    case test(String)

    package var kind: LabelKind {
        switch self {
        case .bag: .bag
        case .box: .box
        case .manifest: .manifest
        case .receipt: .receipt
        case .short: .short
        case .void: .void
        case .voucher: .voucher
        case .correction: .correction
        case .test: .test
        }
    }

    var touches: Touched? {
        switch self {
        case .bag(let bag): .bag(bag)
        case .box(let box), .manifest(let box), .receipt(let box): .box(box)
        case .short(let tube), .void(let tube), .correction(let tube, _): .tube(tube)
        case .voucher(let binding): .person(binding.person)
        case .test: nil
        }
    }
}

package enum LabelKind: String, Hashable, Codable, Sendable, CaseIterable {
    case bag, box, manifest, receipt, short, void, voucher, correction, test
}

/// Why there is more than one label of a thing, and which one this is: 2 is the second.
package enum LabelMark: Hashable, Codable, Sendable {
    case copy(Int)
    /// What the label before said is not true any more.
    case corrected(Int)

    package var number: Int {
        switch self {
        case .copy(let number), .corrected(let number): number
        }
    }
}

/// What a site decides about labels.
package struct LabelRules: Hashable, Codable, Sendable {
    /// The kinds that are printed. The marks of short and void tubes are for those whose stock they fit, vouchers for those that
    /// have a printer for them: there are as many as people.
    package var kinds: [LabelKind]
    package init(kinds: [LabelKind] = [.bag, .box, .manifest, .receipt, .correction, .test]) { self.kinds = kinds }

    /// Labels that are remembered at most; then the oldest that no printer has is given up.
    package static let most = 200
    /// Vouchers that are owed at most; then the oldest is given up, whose person has gone.
    static let mostVouchers = 20
    /// More than the labels that one row may owe: a row of tubes in bags of their own gets another category.
    static let perRow = 1_000
}

/// What became of a label at its printer.
package enum LabelOutcome: String, Hashable, Codable, Sendable {
    /// The printer's own counter or sensor says that it is there.
    case printed
    /// The printer took it and has no way to say more.
    case taken
    case notPrinted = "not-printed"
    case unknown
    /// The record has nothing to print any more.
    case withdrawn
}

/// What became of labels.
package enum LabelFact: Hashable, Codable, Sendable {
    case owed(LaneID, LabelSubject, LabelMark?)
    /// It goes to this printer now; written before a byte of it is sent.
    case handed(LabelID, DeviceID, LabelSubject)
    case printed(LabelDebt)
    case returned(LabelID)
    case doubted(LabelID)
    /// Somebody wrote it by hand.
    case handwritten(LabelDebt)
    /// It is not wanted any more.
    case withdrawn(LabelDebt)
    /// Too many are owed: the oldest will not be printed.
    case givenUp(LabelDebt)

    var touches: [Touched] {
        switch self {
        case .handed(_, _, let subject), .owed(_, let subject, _): [subject.touches].compactMap(\.self)
        case .printed, .returned, .doubted, .handwritten, .withdrawn, .givenUp: []
        }
    }
}

extension StationState {
    /// Oldest first.
    package var debts: [LabelDebt] { labels ?? [] }

    mutating func apply(_ fact: LabelFact, row: Int64) {
        switch fact {
        case .owed(let lane, let subject, let mark):
            let index = debts.count { $0.id.row == row }
            enter(LabelDebt(id: LabelID(row: row, index: index), lane: lane, subject: subject, mark: mark))
        case .handed(let id, let device, _): change(id) { $0.stage = .handed(device) }
        case .printed(let debt), .handwritten(let debt), .withdrawn(let debt), .givenUp(let debt): forget(debt.id)
        case .returned(let id): change(id) { $0.stage = .owed }
        case .doubted(let id): change(id) { $0.stage = .doubtful }
        }
    }

    mutating func takeBack(_ fact: LabelFact, row: Int64) {
        switch fact {
        case .owed(_, let subject, _):
            guard let debt = debts.last(where: { $0.id.row == row && $0.subject == subject }) else { return }
            forget(debt.id)
        case .handwritten(let debt), .withdrawn(let debt), .givenUp(let debt): enter(debt)
        case .handed, .printed, .returned, .doubted: return
        }
    }

    private mutating func enter(_ debt: LabelDebt) {
        guard !debts.contains(where: { $0.id == debt.id }) else { return }
        labels = (debts + [debt]).sorted { $0.id.number < $1.id.number }
    }

    private mutating func forget(_ id: LabelID) {
        let left = debts.filter { $0.id != id }
        labels = left.isEmpty ? nil : left
    }

    private mutating func change(_ id: LabelID, _ body: (inout LabelDebt) -> Void) {
        guard let index = labels?.firstIndex(where: { $0.id == id }) else { return }
        var all = debts
        body(&all[index])
        labels = all
    }
}

extension LabelID {
    init(row: Int64, index: Int) { self.init(Int(row) * LabelRules.perRow + index) }

    var row: Int64 { Int64(number / LabelRules.perRow) }
}

// MARK: Decisions

extension StationState {
    private var labelRules: LabelRules { settings.labels ?? LabelRules() }

    /// The facts of a label that becomes due.
    ///
    /// - Parameters:
    ///   - earlier: how many labels of the subject were owed before.
    ///   - others: facts of the same row, which may owe labels too.
    func owing(
        _ subject: LabelSubject, on lane: LaneID, earlier: Int, isCorrection: Bool = false, beside others: [Fact] = []
    ) -> [Fact] {
        guard labelRules.kinds.contains(subject.kind), !isTraining else { return [] }
        // One that no printer has yet will say what is true when it is printed.
        if debts.contains(where: { $0.subject == subject && $0.stage == .owed }) { return [] }
        var mark: LabelMark?
        if earlier > 0 { mark = isCorrection ? .corrected(earlier + 1) : .copy(earlier + 1) }
        var facts: [Fact] = [.label(.owed(lane, subject, mark))]
        // The new one takes the place of one that may exist.
        facts += debts.filter { $0.subject == subject && $0.stage == .doubtful }.map { .label(.withdrawn($0)) }
        if subject.kind == .voucher {
            let vouchers = debts.filter { $0.subject.kind == .voucher && $0.stage == .owed }
            if vouchers.count >= LabelRules.mostVouchers { facts += vouchers.prefix(1).map { .label(.givenUp($0)) } }
        }
        let (owed, withdrawn) = (others + facts).labels
        if debts.count + owed - withdrawn.count > LabelRules.most,
            let oldest = debts.first(where: { !$0.isHanded && !withdrawn.contains($0.id) })
        {
            facts.append(.label(.givenUp(oldest)))
        }
        return facts
    }

    /// Labels of a thing that is not what it was, as far as no printer has them.
    func withdrawing(_ subject: LabelSubject) -> [Fact] {
        debts.filter { $0.subject == subject && $0.stage == .owed }.map { .label(.withdrawn($0)) }
    }

    /// A printer of the label's lane is free and well: what it gets is written first.
    func handing(_ id: LabelID, to device: DeviceID) -> Decision {
        guard let debt = debts.first(where: { $0.id == id }), debt.stage == .owed else { return Decision(.noted) }
        return Decision(.noted, facts: [.label(.handed(id, device, debt.subject))])
    }

    func ended(_ id: LabelID, _ outcome: LabelOutcome) -> Decision {
        // Nil for one that was undone or settled meanwhile.
        guard let debt = debts.first(where: { $0.id == id }), debt.stage != .owed || outcome == .withdrawn else {
            return Decision(.noted)
        }
        switch outcome {
        case .printed, .taken: return Decision(.noted, facts: [.label(.printed(debt))])
        case .notPrinted: return Decision(.noted, facts: [.label(.returned(id))])
        case .withdrawn: return Decision(.noted, facts: [.label(.withdrawn(debt))])
        case .unknown where debt.stage == .doubtful: return Decision(.noted)
        case .unknown: return Decision(.told(.labelDoubtful(debt.subject)), facts: [.label(.doubted(id))])
        }
    }

    /// What was handed to a printer when the station ended may exist.
    var doubts: [Fact] { debts.filter(\.isHanded).map { .label(.doubted($0.id)) } }
}

extension LabelDebt {
    /// Whether somebody may have written it by hand before all others. A test label that came out in part is settled like
    /// those: its printer waits until somebody has looked.
    fileprivate var isOfWork: Bool {
        subject.kind != .voucher && !(subject.kind == .test && stage == .owed)
    }

    package var isHanded: Bool {
        if case .handed = stage { return true }
        return false
    }
}

extension Desk {
    /// HANDWRITTEN: the oldest label of this desk that no printer has is written by hand; a voucher, and a test label that was
    /// never begun, only where nothing else is owed.
    func handwrittenGiven() -> Decision {
        let owed = state.debts.filter { $0.lane == laneID && !$0.isHanded }
        guard let debt = owed.first(where: \.isOfWork) ?? owed.first else {
            return refuse(.notNow(.handwritten))
        }
        return accept(.labelHandwritten(debt.subject), [.label(.handwritten(debt))])
    }

    /// REPRINT and a sealed bag or a closed box: another copy, marked as one.
    func reprinting() -> Decision? {
        switch event.happening {
        case .bagScanned(let code):
            guard let record = event.known.bag, record.contents != nil else { return refuse(.bagNotSealed(code)) }
            // A label of a bag that was sealed before labels were counted is out.
            return reprint(.bag(code), earlier: max(1, record.labels ?? 0))
        case .boxScanned(let code):
            guard let record = event.known.custody.boxes[code] else { return refuse(.custody(.boxUnknown(code))) }
            if let box = state.boxes?[code] {
                return box.isClosed
                    ? reprint(.box(code), earlier: record.labels ?? 0) : refuse(.custody(.boxNotClosed(code)))
            }
            if case .taken = record.stage { return reprint(.receipt(code), earlier: record.receipts ?? 0) }
            return reprint(.manifest(code), earlier: record.manifests ?? 0)
        case .personScanned:
            guard let record = event.known.person, let binding = record.binding else { return refuse(.notBound) }
            return reprint(.voucher(binding), earlier: record.vouchers ?? 0)
        default: return nil
        }
    }

    private func reprint(_ subject: LabelSubject, earlier: Int) -> Decision {
        if let debt = state.debts.first(where: { $0.subject == subject && $0.stage == .owed }) {
            return tell(.labelOwed(debt.subject))
        }
        let facts = state.owing(subject, on: laneID, earlier: earlier)
        return facts.isEmpty ? refuse(.notNow(.reprint)) : accept(.labelAgain(subject), facts)
    }

    /// The label of a sealed bag that was put right says something else now.
    func relabelling(_ bag: BagCode, _ record: BagRecord?, beside others: [Fact] = []) -> [Fact] {
        guard let record, record.contents != nil else { return [] }
        return state.owing(
            .bag(bag), on: laneID, earlier: max(1, record.labels ?? 0), isCorrection: true, beside: others)
    }
}

extension Register {
    mutating func project(_ fact: LabelFact) throws(Failure) {
        switch fact {
        case .owed(_, let subject, _): try count(subject, 1)
        // No paper has ever seen it.
        case .withdrawn(let debt), .givenUp(let debt): if debt.stage == .owed { try count(debt.subject, -1) }
        case .handed, .printed, .returned, .doubted, .handwritten: return
        }
    }

    mutating func takeBack(_ fact: LabelFact) throws(Failure) {
        switch fact {
        case .owed(_, let subject, _): try count(subject, -1)
        case .withdrawn(let debt), .givenUp(let debt): if debt.stage == .owed { try count(debt.subject, 1) }
        case .handed, .printed, .returned, .doubted, .handwritten: return
        }
    }

    private mutating func count(_ subject: LabelSubject, _ one: Int) throws(Failure) {
        func counted(_ count: Int?) -> Int? { (count ?? 0) + one == 0 ? nil : (count ?? 0) + one }
        switch subject {
        case .bag(let code): try change(code) { $0.labels = counted($0.labels) }
        case .box(let code): try change(code) { $0.labels = counted($0.labels) }
        case .manifest(let code): try change(code) { $0.manifests = counted($0.manifests) }
        case .receipt(let code): try change(code) { $0.receipts = counted($0.receipts) }
        case .short(let code): try change(code) { $0.labels = counted($0.labels) }
        case .voucher(let binding): try change(binding.person) { $0.vouchers = counted($0.vouchers) }
        case .void, .correction, .test: return
        }
    }
}

extension [Fact] {
    /// How many labels these facts owe, and which they withdraw.
    fileprivate var labels: (owed: Int, withdrawn: Set<LabelID>) {
        var owed = 0
        var withdrawn: Set<LabelID> = []
        for case .label(let fact) in self {
            switch fact {
            case .owed: owed += 1
            case .withdrawn(let debt), .givenUp(let debt): withdrawn.insert(debt.id)
            default: continue
            }
        }
        return (owed, withdrawn)
    }
}

extension Fact {
    /// A label that will not be printed and somebody may miss: a voucher's person has gone.
    var givenUp: LabelSubject? {
        guard case .label(.givenUp(let debt)) = self, debt.subject.kind != .voucher else { return nil }
        return debt.subject
    }
}
