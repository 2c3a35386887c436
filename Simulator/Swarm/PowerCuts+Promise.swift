import Assembly
import Codes
import Controller
import Devices
import FaultStorage
import Journal
import Scenarios
import Station

/// What has to hold after a cut.
extension PowerCuts {
    /// The station starts; the journal is sound and has what it has to have; the last verdict is repeated; work goes on.
    func check(_ twin: CutTwin, _ survival: FaultDisk.Survival, _ worked: CutRecording) throws {
        let disk = twin.disk.clone(CutDesk.diskName("after"))
        disk.cut(keeping: survival)
        let at = try desk.start(on: disk, minute: 60)
        let report = try JournalFile.verify(path: CutDesk.journal(disk))
        if !report.isSound { throw Unkept("\(report.firstBad.map { "\($0)" } ?? "not sound")") }
        let rows = try JournalFile.rows(path: CutDesk.journal(disk))
        let before = try compare(rows, twin, worked)
        try repeats(before, at)
        try goOn(at)
        try at.box.loop.stop(at: at.bench.now)
    }

    /// The rows that were told are there, perhaps the one that was being written, and nothing else but this start's.
    ///
    /// - Returns: the rows from before the cut.
    private func compare(
        _ rows: [RecordedRow], _ twin: CutTwin, _ worked: CutRecording
    ) throws -> ArraySlice<RecordedRow> {
        var kept = zip(rows, worked.rows).prefix { $0.isSame(as: $1) }.count
        if kept < twin.told { throw Unkept("\(twin.told) rows were told and \(kept) are there as they were") }
        if kept > twin.most { throw Unkept("\(kept) rows are there and \(twin.most) were written") }
        // A row that could not be written, and about which its operator was told so, may be there all the same.
        if twin.hasFailed, kept == twin.told, rows.count > kept, rows[kept].scanner != nil { kept += 1 }
        let own = rows.dropFirst(kept)
        guard own.count == (kept == 0 ? 2 : 1), own.allSatisfy(\.isOfStart) else {
            throw Unkept("\(own.count) rows are there after \(kept), and one is of this start")
        }
        return rows.prefix(kept)
    }

    /// Each lane says its last verdict again.
    private func repeats(_ rows: ArraySlice<RecordedRow>, _ at: CutDesk.At) throws {
        var last: [LaneID: (ScannerRole, Feedback)] = [:]
        for row in rows {
            if let scanner = row.scanner, let feedback = row.verdict.feedback {
                last[scanner.lane] = (scanner, feedback)
            }
        }
        at.open()
        for (lane, (scanner, feedback)) in last {
            let heard = at.heard(from: scanner)
            if heard.contains(feedback) { continue }
            throw Unkept("lane \(lane) was told \(feedback) last and hears \(heard) after the start")
        }
    }

    private func goOn(_ at: CutDesk.At) throws {
        _ = at.bench.heard(0)
        let before = at.box.loop.journal.sequence
        at.bench.read(0, Array(desk.deck.payload(of: .tube(900_000)).utf8))
        at.bench.pass(until: at.bench.now.advanced(by: .seconds(1)))
        if at.box.loop.journal.sequence != before + 1 { throw Unkept("the next scan was not taken") }
        if at.bench.heard(0).isEmpty { throw Unkept("nothing was heard of the next scan") }
    }
}

extension RecordedRow {
    fileprivate func isSame(as other: RecordedRow) -> Bool {
        happening == other.happening && verdict == other.verdict && facts == other.facts && scanner == other.scanner
            && person == other.person && moment == other.moment
    }
}
