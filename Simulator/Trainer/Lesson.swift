import Codes
package import Devices
package import Scenarios

/// A practice shift: the tasks in order, what went wrong, and the score. Pure; the clock is an argument, and what a scan
/// came to is what the journal says.
///
///     start --begin--> task 1 --its outcome is recorded--> task 2 ... --> score
///
/// Not modelled: the station. Where the desk stands is a `Picture`.
package struct Lesson: Hashable, Sendable {
    package enum Stage: Hashable, Sendable {
        case start
        case task(LessonTask)
        case score
    }

    /// A scan of the trainee and what the station recorded of it.
    package struct Scan: Hashable, Sendable {
        /// Nil for what is none of the deck's.
        package var item: Item?
        /// The name of the verdict, and what the operator felt.
        package var name: String
        package var feedback: Feedback
        package init(_ item: Item?, name: String, feedback: Feedback) {
            self.item = item
            self.name = name
            self.feedback = feedback
        }
    }

    package struct Mistake: Hashable, Sendable {
        package enum Kind: String, Codable, Hashable, Sendable {
            /// The station said no.
            case refused
            /// It was taken, and nobody wanted it.
            case needless
            /// A category that is not the site's was chosen, or somebody scanned under it.
            case category
            /// Gone on from without doing it.
            case skipped
        }
        package var task: LessonTask
        package var kind: Kind
        /// The station's verdict on it; empty where it had none.
        package var name: String
    }

    package private(set) var stage = Stage.start
    package private(set) var done = 0
    package private(set) var mistakes: [Mistake] = []
    package private(set) var scans = 0
    /// Of the task that is under way.
    package private(set) var mistakesHere = 0
    private var scansHere = 0
    private var heard: Set<String> = []
    private var counts: [Mistake.Kind: Int] = [:]
    private var tasksWithMistakes: Set<LessonTask> = []
    private var begunAt = 0.0
    private var endedAt = 0.0

    package init() {}

    package static var tasks: Int { LessonTask.allCases.count }

    package var task: LessonTask? { if case .task(let task) = stage { task } else { nil } }

    /// How often it went wrong in this way.
    package func count(_ kind: Mistake.Kind) -> Int { counts[kind, default: 0] }

    /// Tasks that were done without a mistake.
    package var atOnce: Int { done - tasksWithMistakes.count { !skipped.contains($0) } }
    private var skipped: Set<LessonTask> { Set(mistakes.filter { $0.kind == .skipped }.map(\.task)) }

    /// Seconds from the beginning to the end, or until now.
    package func seconds(at now: Double) -> Double {
        switch stage {
        case .start: 0
        case .task: max(0, now - begunAt)
        case .score: max(0, endedAt - begunAt)
        }
    }

    package mutating func begin(at now: Double) {
        guard stage == .start else { return }
        begunAt = now
        stage = .task(LessonTask.allCases[0])
    }

    /// The trainee has scanned.
    ///
    /// - Parameters:
    ///   - before: how the desk stood when the scan was made, and `after`: how it stands by it.
    ///   - now: seconds of a clock that does not go back.
    package mutating func scanned(_ scan: Scan, before: Picture, after: Picture, at now: Double) {
        guard let task else { return }
        scans += 1
        scansHere += 1
        heard.insert(scan.name)
        let isRight = scan.item.map { task.right(before).contains($0) } ?? false
        if !isRight {
            note(kind(of: scan, before), scan.name)
        } else if scan.feedback == .refused {
            // The lesson was wrong, not the trainee: it costs nothing, and somebody has to get out of it.
            mistakesHere += 1
        }
        pass(after, at: now)
    }

    /// Time has passed, or the colleague's hand has done something: the task may be done by it.
    package mutating func looked(at picture: Picture, at now: Double) { pass(picture, at: now) }

    /// Goes on without having done it; only when it went wrong several times.
    package mutating func skip(at now: Double) {
        guard canSkip, task != nil else { return }
        note(.skipped, "")
        next(at: now)
    }

    package var canSkip: Bool {
        task != nil && (mistakesHere >= TrainerLimit.patience || scansHere >= TrainerLimit.scansOfOne)
    }

    private mutating func pass(_ picture: Picture, at now: Double) {
        guard let task, task.isDone(picture, heard: heard) else { return }
        done += 1
        next(at: now)
    }

    private mutating func next(at now: Double) {
        guard let task, let index = LessonTask.allCases.firstIndex(of: task) else { return }
        (heard, mistakesHere, scansHere) = ([], 0, 0)
        let all = LessonTask.allCases
        if index + 1 < all.count {
            stage = .task(all[index + 1])
        } else {
            endedAt = now
            stage = .score
        }
    }

    private mutating func note(_ kind: Mistake.Kind, _ name: String) {
        guard let task else { return }
        mistakesHere += 1
        counts[kind, default: 0] += 1
        tasksWithMistakes.insert(task)
        if mistakes.count < TrainerLimit.mistakes { mistakes.append(Mistake(task: task, kind: kind, name: name)) }
    }

    private func kind(of scan: Scan, _ before: Picture) -> Mistake.Kind {
        let isFirst = !mistakes.contains { $0.task == task && $0.kind == .category }
        if isFirst, case .card(.category(let number))? = scan.item, number != LessonTask.rightCategory {
            return .category
        }
        if isFirst, case .person? = scan.item, scan.feedback == .accepted, before.category != LessonTask.rightCategory {
            return .category
        }
        return scan.feedback == .refused ? .refused : .needless
    }
}
