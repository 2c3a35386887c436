package import Codes
import Devices

/// A training shift (带教班次): the station, its devices and codes as they are, and nothing of it is real.
///
///     working ──TRAINING, CONFIRM──> training, a round of its own, everything real laid aside ──TRAINING, CONFIRM──> as before
///
/// Codes that are used in a training are new to real work, and codes of real work are refused in a training. No labels are owed and
/// no signatures. Rows of a training are rows like others; they are told by their round, and no export has them.
extension RoundID {
    private static let trainingPrefix = "training-"

    /// The round of the training with this number, from 1.
    package static func training(_ number: Int) -> RoundID { RoundID(trainingPrefix + "\(number)") }

    /// No code of a site names such a round.
    package var isTraining: Bool { text.hasPrefix(RoundID.trainingPrefix) }
}

/// What is laid aside while people are trained.
package struct PausedWork: Hashable, Codable, Sendable {
    package var site: String?
    package var round: RoundID
    package var lanes: [LaneID: Lane]
    package var bags: [BagCode: Bag]
    package var boxes: [BoxCode: Box]?
    package var labels: [LabelDebt]?
    package var day: Day?
}

extension StationState {
    package var isTraining: Bool { round.isTraining }

    /// The one that runs, or that is laid aside while people are trained.
    package var realRound: RoundID { paused?.value.round ?? round }

    mutating func beginTraining(_ round: RoundID) {
        paused = Boxed(
            PausedWork(
                site: site, round: self.round, lanes: lanes, bags: bags, boxes: boxes, labels: labels, day: day))
        self.round = round
        trainings = (trainings ?? 0) + 1
        for (id, lane) in lanes {
            var empty = Lane()
            empty.team = lane.team
            empty.crew = lane.crew
            lanes[id] = empty
        }
        bags = [:]
        (boxes, labels) = (nil, nil)
        (questions, undo) = ([:], [:])
        changeDay { day in
            (day.roundBegan, day.duplicates, day.wasDoubted) = (nil, [], false)
        }
    }

    mutating func endTraining() {
        guard let work = paused?.value else { return }
        paused = nil
        for (id, lane) in work.lanes {
            var back = lane
            back.crew = lanes[id]?.crew
            // The category is what goes wrong most: it is chosen anew.
            (back.category, back.lot) = (nil, nil)
            lanes[id] = back
        }
        (site, round, bags, boxes) = (work.site, work.round, work.bags, work.boxes)
        labels = work.labels?.map { debt in
            var debt = debt
            // Nobody waited for what became of it.
            if debt.isHanded { debt.stage = .doubtful }
            return debt
        }
        (questions, undo) = ([:], [:])
        let before = work.day
        changeDay { day in
            day.roundBegan = before?.roundBegan
            day.wasDoubted = before?.wasDoubted ?? false
            day.duplicates = []
        }
        // The site may have decided otherwise meanwhile.
        configure(settings)
    }
}

extension Desk {
    /// TRAINING: begins a training where nobody waits and no tube is open, or ends one.
    func trainingGiven() -> Decision {
        if state.role == .intake { return refuse(.notNow(.training)) }
        if state.isTraining { return ask(.training(begins: false)) }
        let work = state.openWork()
        if !work.tubes.isEmpty || work.waiting > 0 { return refuse(.workOpen(work)) }
        return ask(.training(begins: true))
    }

    /// CONFIRM.
    func trainingConfirmed(begins: Bool) -> Decision {
        guard begins != state.isTraining else { return refuse(.nothingToConfirm) }
        if !begins { return accept(.trainingEnded, [.trainingEnded(state.round)]) }
        let work = state.openWork()
        if !work.tubes.isEmpty || work.waiting > 0 { return refuse(.workOpen(work)) }
        let round = RoundID.training((state.trainings ?? 0) + 1)
        return accept(.trainingBegun, [.trainingBegun(round, was: state.round)])
    }

    /// What has no place in a training.
    var notInTraining: Refusal? {
        guard state.isTraining else { return nil }
        if let codeClass = event.known.real { return .realCode(codeClass) }
        switch event.happening {
        case .commandScanned(.round), .roundScanned, .commandScanned(.enrol), .commandScanned(.report),
            .commandScanned(.morning):
            return .inTraining
        default: return nil
        }
    }
}

extension Happening {
    /// What a code names that has a record, and is used once.
    var used: (key: RecordKey, codeClass: CodeClass)? {
        switch self {
        case .tubeScanned(let code): (.tube(code), .tube)
        case .bagScanned(let code): (.bag(code), .bag)
        case .sealScanned(let code): (.seal(code), .seal)
        case .boxScanned(let code): (.box(code), .box)
        case .slipScanned(.bag(let slip)): (.bag(slip.bag), .bag)
        case .slipScanned(.manifest(let slip)): (.box(slip.box), .box)
        case .slipScanned(.receipt(let slip)): (.box(slip.box), .box)
        case .slipScanned(.correction(let slip)): (.tube(slip.tube), .tube)
        default: nil
        }
    }
}

/// The record as a shift sees it: a training sees what was used in trainings, real work everything else.
struct ShiftRegister<Base: Register>: Register {
    var base: Base
    let isTraining: Bool

    func record(of key: RecordKey) throws(Base.Failure) -> CodeRecord? {
        guard let record = try base.record(of: key) else { return nil }
        let moment: Moment?
        switch record {
        // Their tokens and rounds part them.
        case .person, .visit: return record
        case .tube(let tube): moment = tube.opened
        case .bag(let bag): moment = bag.at
        case .seal(let seal): moment = seal.at
        case .box(let box): moment = box.at
        case .members:
            guard case .members(let tube) = key, case .tube(let held)? = try base.record(of: .tube(tube)) else {
                return nil
            }
            moment = held.opened
        }
        return (moment?.isTraining ?? false) == isTraining ? record : nil
    }

    func tubes(openedFrom first: Int64, through last: Int64, limit: Int) throws(Base.Failure) -> [TubeCode] {
        // A training may lie between two tubes of real work.
        var seen: [TubeCode] = []
        for tube in try base.tubes(openedFrom: first, through: last, limit: .max) where seen.count < limit {
            if try record(of: .tube(tube)) != nil { seen.append(tube) }
        }
        return seen
    }

    mutating func set(_ record: CodeRecord?, for key: RecordKey) throws(Base.Failure) {
        try base.set(record, for: key)
    }
}
