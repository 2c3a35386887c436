import Codes
import Devices

extension Spoken {
    /// One of each card.
    static let commands: [Command] = chain { last in
        switch last {
        case nil: .category(3)
        case .category: .mode(2)
        case .mode: .round
        case .round: .short
        case .short: .undo
        case .undo: .release
        case .release: .notSampled
        case .notSampled: .void
        case .void: .transfer
        case .transfer: .reopen
        case .reopen: .recategorise
        case .recategorise: .fix
        case .fix: .reason(5)
        case .reason: .count(12)
        case .count: .confirm
        case .confirm: .cancel
        case .cancel: .ask
        case .ask: .enrol
        case .enrol: .role(1)
        case .role: .lock
        case .lock: .handover
        case .handover: .handwritten
        case .handwritten: .reprint
        case .reprint: .mark(2)
        case .mark: .temperature(1)
        case .temperature: .lane(3)
        case .lane: .morning
        case .morning: .pause
        case .pause: .report
        case .report: .time
        case .time: .setTime("202203050814")
        case .setTime: .link
        case .link: .proxy(2)
        case .proxy: .key(.x)
        case .key: nil
        }
    }
}
