package import Devices
package import Journal
package import Station

/// A row as it was written: what happened and what came of it.
package struct RecordedDecision: Sendable {
    package var row: Int64
    package var entry: Entry
    package var decision: Decision
}

/// What the owner of the loop has to carry out, in the order given.
package enum Order: Hashable, Sendable {
    /// Let the operator of this device feel the verdict.
    case signal(Feedback, DeviceID)
    /// Say it on the lane, or everywhere when there is none.
    case show(Verdict, LaneID?)
    /// A scanner works elsewhere from now on, or has to be told where.
    case placed(ScannerRole)
    /// The device's scan was unreadable; too many of these set it aside.
    case noteUnreadable(DeviceID)
    /// The journal cannot be written: nothing is accepted, and everybody must know.
    case stopIntake(JournalError)

    init(_ effect: Effect) {
        switch effect {
        case .signal(let feedback, let device): self = .signal(feedback, device)
        case .show(let verdict, let lane): self = .show(verdict, lane)
        }
    }
}

package enum LoopLimit {
    /// A wall clock that moves more than this against the monotonic one has jumped.
    package static let clockJump: Duration = .seconds(2)
    /// Sight window of COUNT and typing cards, which are meant to be scanned several times in a row (WORKFLOW.md 3.6,
    /// repeat-read).
    package static let countCardSight: Duration = .milliseconds(300)
    /// Messages that may wait for the loop.
    package static let mailboxMessages = 256
    /// Most doors of a building whose progress a household tells: somebody waits for the verdict meanwhile.
    package static let buildingDoors = 300
    /// How often the age of the swabs that are here is looked at.
    package static let swabCheck: Duration = .seconds(60)
    /// How long after a failed journal it is tried to be recovered again.
    package static let recoveryPause: Duration = .seconds(5)
}
