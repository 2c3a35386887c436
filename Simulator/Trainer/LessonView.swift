import Codes
import Devices
import Journal
import Scenarios
import Station

/// What the page is told of a lesson; `GET /lesson`.
struct LessonView: Encodable {
    struct Item: Encodable {
        var item: String
        var place: Thing.Place
        var look: Thing.Look
        /// What stands on it, and what that means.
        var label: Told
        var use: Told?
        /// Of a tube: how many people; of a bag: how many tubes.
        var count: Int
    }

    struct Verdict: Encodable {
        var n: Int
        /// accepted, refused, attention, sealed.
        var kind: String
        var name: String
        var what: Told
        var next: Told
        var scanned: Told
    }

    struct Score: Encodable {
        struct Line: Encodable {
            var task: String
            var title: Told
            var times: Int
            var points: Int
            var kinds: [Told]
            var names: [String]
            var instead: Told
        }
        var points: Int
        var atOnce: Int
        var refused: Int
        var needless: Int
        var category: Int
        var skipped: Int
        var scans: Int
        var seconds: Int
        var lines: [Line]
    }

    /// `start`, a task's name, `score`.
    var task: String
    var tasks: Int
    var done: Int
    /// From 1.
    var number: Int
    /// Whether the work is at the packing scanner.
    var packing: Bool
    /// Scans of the trainee.
    var scans: Int
    var rule: Told
    var title: Told?
    var order: Told?
    var happened: Told?
    var hint: Told?
    var canSkip: Bool
    var sign: Told
    var category: Told?
    var mode: Told
    var things: [Item]
    /// Of the trainee's last scan, and of what the colleague has done before this task.
    var verdict: Verdict?
    var colleague: Verdict?
    /// What would be right now.
    var right: [String]
    /// The same, where the trainee is shown it.
    var shown: [String]
    var waiting: String?
    var screen: String
    var score: Score?
    /// Why the last request did nothing.
    var trouble: String?
}

extension LessonView {
    init(_ lesson: Lesson, _ reading: Reading, mine: Int, colleague theirs: Int, screen: String, at now: Double) {
        let picture = reading.picture
        let task = lesson.task
        self.task = task?.rawValue ?? (lesson.stage == .start ? "start" : "score")
        tasks = Lesson.tasks
        done = lesson.done
        number = task.flatMap { LessonTask.allCases.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        packing = task?.isPacking ?? false
        scans = lesson.scans
        rule = Lesson.rule
        (title, order, happened) = (task?.title, task?.order, task?.happened)
        hint = lesson.mistakesHere > 0 ? task?.remedy : nil
        canSkip = lesson.canSkip
        sign = reading.told { $0.name(ofCategory: LessonTask.rightCategory) }
        category = picture.category.map { number in reading.told { $0.name(ofCategory: number) } }
        mode = reading.told { $0.name(ofMode: picture.mode) }
        things = (task?.things(picture) ?? []).map { Item($0, reading) }
        right = (task?.right(picture) ?? []).compactMap(\.name)
        shown = lesson.mistakesHere >= TrainerLimit.patience ? right : []
        waiting = picture.waiting.map { "person:\($0)" }
        self.screen = screen
        verdict = Verdict(mine, reading)
        colleague = Verdict(theirs, reading)
        score = lesson.stage == .score ? Score(lesson, at: now) : nil
    }
}

extension LessonView.Item {
    init(_ thing: Thing, _ reading: Reading) {
        item = thing.item.name ?? ""
        (place, look) = (thing.place, thing.look)
        (label, use, count) = (Told("", ""), nil, 0)
        switch thing.item {
        case .person(let number):
            // As the station names them: two characters.
            let tail = String(SyntheticPersons.number(number).suffix(2))
            label = Told("..." + tail, "..." + tail)
        case .tube(let number):
            label = Told("\(number)", "\(number)")
            count = reading.picture.tubes[number]?.people.count ?? 0
            use = reading.picture.tubes[number].map { glass in reading.told { $0.name(ofCategory: glass.category) } }
        case .bag(let number):
            label = Told("B\(number)", "B\(number)")
            count = reading.picture.bags[number]?.tubes.count ?? 0
        case .seal(let number): label = Told("FQ\(number)", "FQ\(number)")
        case .card(let command):
            label = reading.told { $0.name(of: command) }
            use = reading.told { words in
                switch command {
                case .category(let number): words.name(ofCategory: number)
                case .mode(let number): words.name(ofMode: number)
                default: words.use(of: command)
                }
            }
        case .box, .badge, .misread, .twice, .foreign: break
        }
    }
}

extension LessonView.Verdict {
    /// Of a scan, counted from 1; nil for none.
    init?(_ number: Int, _ reading: Reading) {
        guard reading.record.scans.indices.contains(number - 1) else { return nil }
        let row = reading.record.scans[number - 1]
        guard let feedback = row.verdict.feedback else { return nil }
        n = number
        kind = feedback.rawValue
        name = row.verdict.name
        what = reading.told { $0.message(for: row.verdict).what }
        next = reading.told { $0.message(for: row.verdict).next }
        scanned = reading.told { row.happening.told($0) }
    }
}

extension Happening {
    /// What was scanned.
    fileprivate func told(_ words: Wording) -> String {
        switch self {
        case .personScanned(let sighting): words.name(of: CodeClass.person) + " " + words.name(of: sighting.token)
        case .tubeScanned(let tube): words.name(of: CodeClass.tube) + " " + tube.text
        case .bagScanned(let bag): words.name(of: CodeClass.bag) + " " + bag.text
        case .sealScanned(let seal): words.name(of: CodeClass.seal) + " " + seal.text
        case .commandScanned(let command): words.name(of: command)
        default: ""
        }
    }
}

extension LessonView.Score {
    init(_ lesson: Lesson, at now: Double) {
        points = lesson.points(at: now)
        atOnce = lesson.atOnce
        refused = lesson.count(.refused)
        needless = lesson.count(.needless)
        category = lesson.count(.category)
        skipped = lesson.count(.skipped)
        scans = lesson.scans
        seconds = Int(lesson.seconds(at: now))
        lines = lesson.lines.map { line in
            Line(
                task: line.task.rawValue, title: line.task.title, times: line.times, points: line.points,
                kinds: line.kinds.map(\.told), names: line.names, instead: line.task.remedy)
        }
    }
}
