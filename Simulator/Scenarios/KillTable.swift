import Codes
import Devices
package import FakeLinks
package import Journal
import Station

/// A station that may be killed at any time, the hand that scans at it, and what that hand heard.
///
///     send() ──hear(): verdict──> one more is heard and sure
///        └──hear(): the station is gone──> restart() ── rows = sure, or one more ──> the script goes on behind them
///
/// Used from one thread.
package final class KillTable {
    package static let scanner = "collect"

    package let table: Table
    private let hand: HandScanner
    private let script = KillScript()
    /// Scans whose rows are known to be in the journal: those before the last restart, and those heard since.
    package private(set) var sure = 0
    /// Verdicts of scans that the hand heard.
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
        if let verdict = hand.nextVerdict(within: .zero) {
            throw KillFailure("before scan \(sure + 1): \(verdict.feedback) was said, and nothing was asked")
        }
        isUnsure = true
        try hand.send(table.deck.payload(of: script[sure].item))
    }

    /// Waits for the verdict of what was sent.
    ///
    /// - Returns: false when the station ended and nothing was heard.
    package func hear() throws -> Bool {
        let (item, expected) = script[sure]
        guard let verdict = try verdict(of: "scan \(sure + 1), \(item)") else { return false }
        if verdict != expected.feedback {
            throw KillFailure("scan \(sure + 1), \(item): heard \(verdict), not \(expected)")
        }
        sure += 1
        heard += 1
        isUnsure = false
        return true
    }

    /// So many scans, or as many as the station lives for.
    ///
    /// - Returns: false when it ended by itself, or was killed.
    package func scan(_ count: Int) throws -> Bool {
        for _ in 0..<count {
            try send()
            if !(try hear()) { return false }
        }
        return true
    }

    /// The next verdict; nil when the station ended and said none.
    private func verdict(of what: String) throws -> Feedback? {
        let due = MonotonicClock.now().advanced(by: ScenarioLimit.verdict)
        while true {
            if let verdict = hand.nextVerdict(within: KillLimit.patience) { return verdict.feedback }
            if station.hasEnded {
                let last = try hand.lastVerdicts()
                if last.count > 1 { throw KillFailure("two verdicts of \(what): \(last)") }
                return last.first
            }
            if MonotonicClock.now() > due { throw KillFailure("no verdict of \(what)") }
        }
    }

    // MARK: Afterwards

    /// Lets pass what a station said on its own before it was killed: a repeated verdict.
    package func overhear() throws {
        MonotonicClock.wait(until: MonotonicClock.now().advanced(by: KillLimit.patience))
        _ = try hand.lastVerdicts()
    }

    /// Starts the station after it was killed: the rows hold what was heard, once, and the last verdict is repeated.
    ///
    /// - Parameter tracer: words of a program that runs the station and may kill it.
    /// - Returns: false when the tracer killed it before the last verdict was repeated.
    package func restart(under tracer: [String] = []) throws -> Bool {
        do {
            try station.start(under: tracer)
        } catch {
            // A station that is killed while it starts is what the tracer is for.
            if !tracer.isEmpty, error.isKilled {
                try overhear()
                return false
            }
            throw error
        }
        let due = MonotonicClock.now().advanced(by: ScenarioLimit.opening)
        while !hand.opens(within: KillLimit.patience) {
            if station.hasEnded { return try ended(tracer) }
            if MonotonicClock.now() > due { throw KillFailure("the scanner was not opened again") }
        }
        guard let last = try checkRows().last?.verdict.feedback else { return true }
        guard let repeated = try verdict(of: "the start, which repeats \(last)") else { return try ended(tracer) }
        if repeated != last { throw KillFailure("repeated \(repeated), not \(last)") }
        return true
    }

    private func ended(_ tracer: [String]) throws -> Bool {
        if tracer.isEmpty { throw KillFailure("it ended by itself when it was started again") }
        try overhear()
        return false
    }

    /// Compares the journal's scans with the script.
    @discardableResult
    package func checkRows() throws -> [RecordedRow] {
        let rows = try script.check(
            JournalFile.rows(path: configuration.journal), sure: sure, most: sure + (isUnsure ? 1 : 0),
            deck: table.deck)
        sure = rows.count
        isUnsure = false
        return rows
    }

    /// The journal is sound, as the shipping program sees it.
    package func verify() throws {
        let verified = try station.run(["verify", "--journal", configuration.journal])
        if verified.code != 0 { throw KillFailure("verify: \(verified.output)") }
    }

    /// Asks beside the running station: a check says what its scanner is for and lets it alone, and its status names nobody.
    package func ask() throws {
        let checked = try station.run(["check", "--config", configuration.file], insideWorld: true)
        let isHeld = checked.output.contains(": scanner, lane 1, both, held by the running station")
        if checked.code != 0 || !isHeld || !hand.isOpen {
            throw KillFailure("check beside the running station ended with \(checked.code): \(checked.output)")
        }
        let status = try station.run(["status", "--config", configuration.file], insideWorld: true)
        if status.code != 0 { throw KillFailure("status ended with \(status.code)") }
        for person in 1...script.persons(in: sure) where status.output.contains(SyntheticPersons.number(person)) {
            throw KillFailure("status shows the number of person \(person)")
        }
    }

    /// Ends the station in order; false when a tracer killed it at that.
    package func stop() throws -> Bool {
        let code = try station.stop()
        if code != 0, code != KillLimit.killed { throw KillFailure("ended in order with \(code)") }
        return code == 0
    }

    /// Ends the station in order, and looks at everything once more.
    package func close() throws {
        guard try stop() else { throw KillFailure("something else killed it") }
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
    /// How a process ends that SIGKILL has ended.
    static let killed: Int32 = 128 + 9
}

extension ScenarioError {
    /// The station was started and killed before it took scans.
    fileprivate var isKilled: Bool {
        if case .station("start", let outcome, _) = self { return outcome == "it ended with \(KillLimit.killed)" }
        return false
    }
}
