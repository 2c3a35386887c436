import Codes
package import Journal
import Station

extension KillScript {
    /// Compares a journal's scans with the script, after the station was killed: what was heard is there, once, in order.
    ///
    /// - Parameters:
    ///   - rows: all of the journal.
    ///   - sure: so many scans were heard.
    ///   - most: so many were sent.
    /// - Returns: the rows of scans.
    package func check(
        _ rows: [RecordedRow], sure: Int, most: Int, deck: Deck
    ) throws(KillFailure) -> [RecordedRow] {
        let rows = rows.filter { $0.scanner != nil }
        if rows.count < sure { throw KillFailure("\(sure) scans are sure and \(rows.count) rows are there: lost") }
        if rows.count > most {
            throw KillFailure("\(most) scans were sent and \(rows.count) rows are there: one is there twice")
        }
        for (index, row) in rows.enumerated() { try compare(row, index, deck) }
        return rows
    }

    /// Whether a row is of this scan of the script.
    private func compare(_ row: RecordedRow, _ index: Int, _ deck: Deck) throws(KillFailure) {
        let (item, expected) = self[index]
        let fits: Bool
        switch (item, row.happening) {
        case (.person, .personScanned):
            fits = row.person.map { String(decoding: $0.number, as: UTF8.self) } == deck.payload(of: item)
        case (.tube, .tubeScanned(let tube)): fits = tube.text == deck.payload(of: item)
        case (.bag, .bagScanned(let bag)): fits = bag.text == deck.payload(of: item)
        case (.seal, .sealScanned(let seal)): fits = seal.text == deck.payload(of: item)
        case (.card(let card), .commandScanned(let command)): fits = card == command
        default: fits = false
        }
        if !fits { throw KillFailure("row \(row.moment.row) is not scan \(index + 1), \(item)") }
        if row.verdict.name != expected.outcome {
            throw KillFailure("scan \(index + 1), \(item): \(row.verdict.name) in its row, not \(expected)")
        }
    }
}
