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
