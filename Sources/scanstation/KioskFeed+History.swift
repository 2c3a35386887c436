import Controller
import Devices
import Foundation
import Journal
import Kiosk
import Logging
import Station

/// The history of the code that ASK was scanned for last: read beside the loop, put into words on it.
extension KioskFeed {
    /// What was asked for, and what was found of it; nil before it is.
    struct Asked {
        var thing: Touched
        var verdict: Verdict
        var at: Instant
        var rows: [HistoryRow]?
    }

    /// Nobody reads a history that was asked for so long ago.
    private static let historyFor: Duration = .seconds(300)
    static let historyWindow: Int64 = 50_000
    static let historyRows = 60

    func ask(_ verdict: Verdict, at now: Instant) {
        guard case .told(.story(let story)) = verdict else { return }
        asked = story.thing.map { Asked(thing: $0, verdict: verdict, at: now) }
        if let asked { readHistory?(asked.thing) }
    }

    func found(_ rows: [HistoryRow], of thing: Touched) {
        if asked?.thing == thing { asked?.rows = rows }
    }

    /// Nil while nobody has asked, and where persons are hidden.
    func history(_ state: StationState, at now: Instant) -> FigureReport.History? {
        guard let asked, let rows = asked.rows, state.shift == .working else { return nil }
        guard asked.at.advanced(by: Self.historyFor) > now else {
            self.asked = nil
            return nil
        }
        return FigureReport.History(
            what: words.text { $0.message(for: asked.verdict).what },
            rows: rows.map { row in
                FigureReport.History.Row(
                    row.verdict, at: row.clock.microseconds / 1000, lane: row.lane, words: words)
            })
    }
}

extension KioskScreen {
    /// Reads it on a thread of its own, and hands it over.
    func readHistory(ofJournal path: String, _ thing: Touched, _ mailbox: Mailbox<BoxMessage>) {
        let log = log
        let thread = Thread {
            do {
                let rows = try JournalFile.history(
                    path: path, of: thing, window: KioskFeed.historyWindow, limit: KioskFeed.historyRows)
                mailbox.put(.history(thing, rows))
            } catch {
                log.warning("a history cannot be read", metadata: ["reason": "\(error)"])
            }
        }
        thread.qualityOfService = .utility
        thread.start()
    }
}
