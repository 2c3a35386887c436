import Codes
import Devices
package import FakeLinks
package import Journal
import Station

/// A station that may be killed at any time, the hand that scans at it, and what that hand heard.
///
///     scan(...) ──verdict──> heard one more
///        └──the station is gone──> restarted() ── rows = heard, or one more ──> the script goes on behind them
///
/// Used from one thread.
package final class KillTable {
    package static let scanner = "collect"

    package let table: Table
    private let hand: HandScanner
    private let script = KillScript()
    /// Scans whose rows are known to be in the journal: those before the last restart, and those heard since.
    package private(set) var sure = 0
    /// Verdicts the hand heard.
    package private(set) var heard = 0
    /// A scan was handed to the wire and no verdict was heard.
    private var isUnsure = false

    package init(folder: String, in testbed: Testbed) throws {
        var place = ScannerPlace.collecting
        place.track = .both
        table = try Table(ScenarioConfiguration(folder: folder, scanners: [place]), in: testbed)
        hand = try table.scanner(Self.scanner)
        try hand.plug(into: testbed)
    }

    package var configuration: ScenarioConfiguration { table.configuration }
    package var station: StationProcess { table.station }

    /// Ends the station and unplugs the scanner.
    package func clear() {
        table.station.kill()
        hand.unplug()
    }

    // MARK: Scanning

    /// Hands the next scan of the script to the wire, and waits for nothing.
    package func send() throws {
        isUnsure = true
        try hand.send(table.deck.payload(of: script[sure].item))
    }

    /// Waits for the verdict of what was sent.
    ///
    /// - Returns: false when the station ended and nothing was heard.
    package func hear() throws -> Bool {
        let due = MonotonicClock.now().advanced(by: ScenarioLimit.verdict)
        var isGone = false
        while true {
            if let verdict = hand.nextVerdict(within: isGone ? KillLimit.lastWords : KillLimit.patience) {
                let step = script[sure]
                if verdict.feedback != step.expected.feedback {
                    throw KillFailure("scan \(sure + 1), \(step.item): heard \(verdict.feedback), not \(step.expected)")
                }
                sure += 1
                heard += 1
                isUnsure = false
                return true
            }
            if isGone { return false }
            isGone = table.station.hasEnded
            if MonotonicClock.now() > due { throw KillFailure("no verdict of scan \(sure + 1), \(script[sure].item)") }
        }
    }

    /// Lets pass what a station said on its own before it was killed: a repeated verdict.
    package func overhear() { while hand.nextVerdict(within: KillLimit.lastWords) != nil {} }

    // MARK: Afterwards

    /// Starts the station after it was killed: the rows hold what was heard, once, and the last verdict is repeated.
    package func restart() throws {
        try table.station.start()
        try hand.waitUntilOpen()
        let rows = try checkRows()
        if let last = rows.last?.verdict.feedback {
            guard let repeated = hand.nextVerdict(within: ScenarioLimit.verdict) else {
                throw KillFailure("the last verdict, \(last), was not repeated")
            }
            if repeated.feedback != last { throw KillFailure("repeated \(repeated.feedback), not \(last)") }
        }
    }

    /// Compares the journal's scans with the script.
    @discardableResult
    package func checkRows() throws -> [RecordedRow] {
        let rows = try JournalFile.rows(path: configuration.journal).filter { $0.scanner != nil }
        if rows.count < sure { throw KillFailure("\(sure) scans are sure and \(rows.count) rows are there") }
        if rows.count > sure + (isUnsure ? 1 : 0) {
            throw KillFailure("\(sure) scans are sure and \(rows.count) rows are there: one is there twice")
        }
        for (index, row) in rows.enumerated() { try compare(row, index) }
        sure = rows.count
        isUnsure = false
        return rows
    }

    private func compare(_ row: RecordedRow, _ index: Int) throws {
        let (item, expected) = script[index]
        let fits: Bool
        switch (item, row.happening) {
        case (.person, .personScanned):
            fits = row.person.map { String(decoding: $0.number, as: UTF8.self) } == table.deck.payload(of: item)
        case (.tube, .tubeScanned(let tube)): fits = tube.text == table.deck.payload(of: item)
        case (.bag, .bagScanned(let bag)): fits = bag.text == table.deck.payload(of: item)
        case (.seal, .sealScanned(let seal)): fits = seal.text == table.deck.payload(of: item)
        case (.card(let card), .commandScanned(let command)): fits = card == command
        default: fits = false
        }
        if !fits { throw KillFailure("row \(row.moment.row) is not scan \(index + 1), \(item)") }
        if row.verdict.name != expected.outcome {
            throw KillFailure("scan \(index + 1), \(item): \(row.verdict.name) in its row, not \(expected)")
        }
    }

    /// The journal is sound, as the shipping program sees it.
    package func verify() throws {
        let verified = try table.station.run(["verify", "--journal", configuration.journal])
        if verified.code != 0 { throw KillFailure("verify: \(verified.output)") }
    }

    /// Ends the station in order, and looks at everything once more.
    package func close() throws {
        let code = try table.station.stop()
        if code != 0 { throw KillFailure("ended in order with \(code)") }
        try checkRows()
        try verify()
        hand.unplug()
    }
}

/// What did not hold after a kill.
package struct KillFailure: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

private enum KillLimit {
    /// How often it is looked whether the station still lives.
    static let patience: Duration = .milliseconds(5)
    /// How long words may be under way that the station said before it was killed.
    static let lastWords: Duration = .milliseconds(30)
}
