/// How a practice shift is counted.
extension Lesson {
    package static let whole = 100
    static let prices: [(kind: Mistake.Kind, points: Int)] = [
        (.category, 10), (.skipped, 8), (.refused, 5), (.needless, 3),
    ]
    /// So much time costs nothing; then a point for each so many seconds, and no more than so many.
    static let freeSeconds = 300.0
    static let secondsAPoint = 15.0
    static let mostForTime = 10

    /// 0 to 100.
    package func points(at now: Double) -> Int {
        let lost = Self.prices.reduce(0) { $0 + $1.points * count($1.kind) }
        return max(0, Self.whole - lost - pointsForTime(at: now))
    }

    package func pointsForTime(at now: Double) -> Int {
        let over = max(0, seconds(at: now) - Self.freeSeconds)
        return Int(min(Double(Self.mostForTime), (over / Self.secondsAPoint).rounded(.up)))
    }

    package static let rule = Told(
        "100 points to begin with. A wrong category costs 10, a task skipped 8, a scan that was refused 5, one that was not "
            + "needed 3. What the colleague did costs nothing. Five minutes are free; then 1 point for each 15 seconds, at most 10.",
        "满分100分。类别错扣10分，跳过一项扣8分，被拒绝的扫码扣5分，多余的扫码扣3分。同事的错不扣分。"
            + "5分钟以内不扣时间分，之后每15秒扣1分，最多扣10分。")

    /// What went wrong in one task, and what to do instead.
    package struct Line: Hashable, Sendable {
        package var task: LessonTask
        package var times: Int
        package var points: Int
        package var kinds: [Mistake.Kind]
        package var names: [String]
    }

    /// One for each task in which something went wrong, in their order.
    package var lines: [Line] {
        LessonTask.allCases.compactMap { task in
            let mine = mistakes.filter { $0.task == task }
            if mine.isEmpty { return nil }
            let points = mine.reduce(0) { sum, mistake in
                sum + (Self.prices.first { $0.kind == mistake.kind }?.points ?? 0)
            }
            var kinds: [Mistake.Kind] = []
            for mistake in mine where !kinds.contains(mistake.kind) { kinds.append(mistake.kind) }
            let names = Set(mine.map(\.name).filter { !$0.isEmpty && $0 != "accepted" && $0 != "told" }).sorted()
            return Line(task: task, times: mine.count, points: points, kinds: kinds, names: names)
        }
    }
}

extension Lesson.Mistake.Kind {
    var told: Told {
        switch self {
        case .category: Told("wrong category", "类别错")
        case .refused: Told("refused", "被拒绝")
        case .needless: Told("not needed", "多余")
        case .skipped: Told("skipped", "跳过")
        }
    }
}
