import Controller
import Devices
import Journal

/// What has to be done without a scan: the watchdog, work that would delay a verdict, free space, a failed journal, memory. A
/// timetable only; it wakes the loop no oftener than something is due.
struct Housekeeping {
    enum Chore { case feedWatchdog, idleWork, diskLow(freeMebibytes: Int), recoverJournal, giveBackPages }

    private static let quiet: Duration = .milliseconds(250)
    private static let spaceCheck: Duration = .seconds(60)
    /// When what only the start needed is given back: it runs through most of the program, a day through a small part of it.
    private static let startedAfter: Duration = .seconds(5)

    private let watchdog: Duration?
    private let journalPath: String
    private var feedAt: Instant?
    private var idleAt: Instant?
    private var recoverAt: Instant?
    private var giveBackAt: Instant?
    private var spaceCheckedAt: Instant
    private var isLow = false

    init(start: Instant, watchdog: Duration?, journalPath: String) {
        self.watchdog = watchdog
        self.journalPath = journalPath
        feedAt = watchdog.map { start.advanced(by: $0) }
        spaceCheckedAt = start
        giveBackAt = start.advanced(by: Self.startedAfter)
    }

    var deadline: Instant? { [feedAt, idleAt, recoverAt, giveBackAt].compactMap(\.self).min() }

    /// A scan came: idle work follows once it is quiet.
    mutating func worked(at now: Instant) { idleAt = now.advanced(by: Self.quiet) }

    mutating func journalFailed(at now: Instant) {
        recoverAt = recoverAt ?? now.advanced(by: LoopLimit.recoveryPause)
    }

    mutating func due(at now: Instant, failed: Bool) -> [Chore] {
        var chores: [Chore] = []
        if let due = feedAt, due <= now {
            feedAt = watchdog.map { now.advanced(by: $0) }
            chores.append(.feedWatchdog)
        }
        if let due = idleAt, due <= now {
            idleAt = nil
            chores.append(.idleWork)
            if let free = freeSpace(at: now) { chores.append(.diskLow(freeMebibytes: free)) }
        }
        if let due = recoverAt, due <= now {
            recoverAt = failed ? now.advanced(by: LoopLimit.recoveryPause) : nil
            if failed { chores.append(.recoverJournal) }
        }
        if let due = giveBackAt, due <= now {
            giveBackAt = nil
            chores.append(.giveBackPages)
        }
        return chores
    }

    /// Free space when it has fallen below the warning's limit since the last look.
    private mutating func freeSpace(at now: Instant) -> Int? {
        guard spaceCheckedAt.advanced(by: Self.spaceCheck) <= now else { return nil }
        spaceCheckedAt = now
        let free = JournalFile.durabilityReport(path: journalPath).freeMebibytes
        let wasLow = isLow
        isLow = free < JournalLimit.freeMebibytesWarning
        return isLow && !wasLow ? free : nil
    }
}
