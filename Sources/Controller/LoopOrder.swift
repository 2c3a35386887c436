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
