import Assembly
import Controller
import Devices
import Foundation
import Journal
import Kiosk
import Station

/// What has left the station, what has not, and what runs out.
struct Exports {
    private(set) var sent: [ExportLedger.Entry] = []
    private let path: String
    private var stamp: Int64?

    /// Exports that are listed.
    private static let listed = 20

    init(ofJournal path: String) { self.path = path }

    /// Looks whether there is another.
    mutating func look() {
        let now = ExportLedger.stamp(ofJournal: path)
        guard now != stamp else { return }
        stamp = now
        sent = ExportLedger.entries(ofJournal: path, limit: Self.listed)
    }

    /// The last one that this round is in.
    func last(of round: RoundID) -> ExportLedger.Entry? {
        sent.last { $0.round == nil || $0.round == round.text }
    }
}

extension FigureReport.Sent {
    init(_ entry: ExportLedger.Entry) {
        self.init(at: entry.at, format: entry.format, round: entry.round, lines: entry.lines)
    }
}

extension KioskFeed {
    /// Nil in a training, of which nothing ever leaves.
    func outbox(_ state: StationState) -> Screen.Outbox? {
        guard !state.isTraining else { return nil }
        let last = exports.last(of: state.round)
        return Screen.Outbox(people: figures.people(after: last?.through ?? 0), exported: last?.at)
    }

    /// Nil where nothing is known that could run out.
    func outlook(
        _ state: StationState, at now: Instant, _ clock: (Instant) -> Int64
    ) -> Screen.Outlook? {
        var outlook = Screen.Outlook()
        if let stock = state.stock {
            outlook.tubes = max(0, stock.left)
            outlook.tubesUntil = stock.end(at: now).map { Self.minute(clock($0)) }
        }
        if let missing = roster?.missing, !state.isTraining {
            outlook.people = missing
            let wall = clock(now)
            if let pace = figures.pace(at: wall)?.now, pace > 0 {
                outlook.doneAt = Self.minute(wall + Int64(missing) * 3_600_000 / Int64(pace))
            }
        }
        return outlook == Screen.Outlook() ? nil : outlook
    }

    /// Times that are guessed change every minute, not with every pulse.
    static func minute(_ time: Int64) -> Int64 { time / 60_000 * 60_000 }
}
