import Dispatch
package import Foundation
import Journal
import Scenarios
package import Station
import Synchronization

/// One trainee's table and lesson, and what is asked of them, one thing after the other: a scan blocks until its verdict is
/// in the journal, so that all of it is done on a queue of its own.
package final class Training: Sendable {
    package enum Order: Hashable, Sendable {
        case look, begin, skip
        /// A new table, and the lesson from its beginning.
        case again
        /// A thing's name, or what a scanner has typed.
        case scan(String)
    }

    private struct State {
        var desk: TrainingDesk
        var lesson = Lesson()
        var run = 1
        /// Rows of the last scans, of the trainee and of the colleague, counted from 1.
        var mine = 0
        var colleagues = 0
    }

    private let state: Mutex<State>
    private let queue = DispatchQueue(label: "trainer")
    private let folder: String
    private let language: Language

    /// Sets up the first table.
    package init(folder: String, language: Language) throws {
        self.folder = folder
        self.language = language
        state = Mutex(State(desk: try TrainingDesk(folder: folder + "/1", language: language)))
    }

    package var screen: String { state.withLock { $0.desk.screen } }

    /// Ends the station.
    package func close() { state.withLock { $0.desk.close() } }

    /// Does it, and tells how the lesson stands: JSON.
    package func answer(_ order: Order) async -> Data {
        await withCheckedContinuation { waiting in
            queue.async { waiting.resume(returning: self.obey(order)) }
        }
    }

    private func obey(_ order: Order) -> Data {
        state.withLock { state in
            var trouble: String?
            do { try perform(order, &state) } catch { trouble = "\(error)" }
            guard let reading = try? state.desk.look() else { return Data("{\"trouble\":\"no journal\"}".utf8) }
            var view = LessonView(
                state.lesson, reading, mine: state.mine, colleague: state.colleagues, screen: state.desk.screen,
                at: uptime())
            view.trouble = trouble
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return (try? encoder.encode(view)) ?? Data("{}".utf8)
        }
    }

    private func perform(_ order: Order, _ state: inout State) throws {
        switch order {
        case .look:
            // A question that nobody answered has ended meanwhile.
            let task = state.lesson.task
            state.lesson.looked(at: try state.desk.look().picture, at: uptime())
            if state.lesson.task != task { try colleague(&state) }
        case .begin:
            guard state.lesson.stage == .start else { return }
            state.lesson.begin(at: uptime())
            try colleague(&state)
        case .skip:
            guard state.lesson.canSkip else { return }
            state.lesson.skip(at: uptime())
            try colleague(&state)
        case .again:
            state.desk.close()
            let run = state.run + 1
            let desk = try TrainingDesk(folder: folder + "/\(run)", language: language, in: state.desk.table.testbed)
            state = State(desk: desk, run: run)
        case .scan(let text): try scan(text, &state)
        }
    }

    private func scan(_ text: String, _ state: inout State) throws {
        guard let task = state.lesson.task else { return }
        let item = state.desk.item(reading: text)
        let before = try state.desk.look().picture
        let reading = try state.desk.scan(item ?? .foreign(text), isPacking: task.isPacking)
        guard let last = reading.last else { return }
        state.mine = reading.record.scans.count
        state.lesson.scanned(
            Lesson.Scan(item, name: last.row.verdict.name, feedback: last.feedback), before: before,
            after: reading.picture, at: uptime())
        if state.lesson.task != task { try colleague(&state) }
    }

    /// What a colleague's hand does before the task that begins now.
    private func colleague(_ state: inout State) throws {
        state.colleagues = 0
        guard let task = state.lesson.task else { return }
        var isOfThing = false
        for act in task.colleague(try state.desk.look().picture) {
            let scans = try state.desk.scan(act.item, isPacking: act.isPacking).record.scans.count
            // What came of people, tubes and bags is told, rather than the cards after it.
            var isCard = false
            if case .card = act.item { isCard = true }
            if !isCard || !isOfThing { state.colleagues = scans }
            if !isCard { isOfThing = true }
        }
        // What is done already, because somebody went astray before, is not asked for again.
        state.lesson.looked(at: try state.desk.look().picture, at: uptime())
        if state.lesson.task != task { try colleague(&state) }
    }
}

/// Seconds of a clock that does not go back.
private func uptime() -> Double {
    let age = ContinuousClock.now - beginning
    return Double(age.components.seconds) + Double(age.components.attoseconds) / 1e18
}

private let beginning = ContinuousClock.now
