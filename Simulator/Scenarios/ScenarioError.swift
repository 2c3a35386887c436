package import FakeLinks
package import USBIP

/// Why a scenario cannot go on. What the station decides otherwise than expected is not here: that is the scenario's to judge.
package enum ScenarioError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The station said nothing to a scan, for so long.
    case noVerdict(scanned: String, scanner: String, waited: Duration)
    /// The station has not opened a scanner that was plugged in.
    case notOpened(scanner: String, waited: Duration)
    /// A scanner is still held by a station that has ended.
    case notClosed(scanner: String, waited: Duration)
    case notPlugged(scanner: String)
    case testbed(TestbedError)
    case bus(USBIPBusError)
    /// The station's process: what was tried with it, what came of it, and where its own words are.
    case station(attempt: String, outcome: String, log: String)
    case cannotWrite(String)

    package var description: String {
        switch self {
        case .noVerdict(let scanned, let scanner, let waited):
            "the station said nothing within \(waited) when the scanner \(scanner) had read \(scanned)"
        case .notOpened(let scanner, let waited): "the station has not opened the scanner \(scanner) within \(waited)"
        case .notClosed(let scanner, let waited): "the scanner \(scanner) is still open after \(waited)"
        case .notPlugged(let scanner): "the scanner \(scanner) is not plugged in"
        case .testbed(let error): "\(error)"
        case .bus(let error): "\(error)"
        case .station(let attempt, let outcome, let log): "cannot \(attempt) scanstation: \(outcome); its log: \(log)"
        case .cannotWrite(let path): "\(path) cannot be written; choose another folder"
        }
    }
}

/// How long the hands at a desk wait for a station.
package struct Patience: Hashable, Sendable {
    package var verdict: Duration
    /// A card is read on a cycle.
    package var card: Duration
    package var opening: Duration
    /// How much longer a code is kept out of sight than the station asks: its clock starts later than the hand's.
    package var sightMargin: Duration

    /// For a station on this machine.
    package static let local = Patience(
        verdict: ScenarioLimit.verdict, card: ScenarioLimit.card, opening: ScenarioLimit.opening,
        sightMargin: .milliseconds(50))
    /// For one on an emulated machine, whose kernel has to enumerate each device.
    package static let emulated = Patience(
        verdict: .seconds(30), card: .seconds(60), opening: .seconds(120), sightMargin: .seconds(1))
}

/// How long scenarios wait. What is waited for comes thousands of times faster; these bounds only end a run that is stuck.
package enum ScenarioLimit {
    package static let verdict: Duration = .seconds(2)
    /// A card is read on a cycle.
    package static let card: Duration = .seconds(5)
    /// How long a hand takes to lay the next card on the reader; shorter than a reader's cycle it would not be seen.
    package static let emptyPlate: Duration = .milliseconds(700)
    package static let opening: Duration = .seconds(5)
    /// How long a keyboard on a USB/IP bus waits after each report: the interval of most (bInterval).
    static let betweenReports: Duration = .milliseconds(8)
    package static let start: Duration = .seconds(10)
    package static let stop: Duration = .seconds(10)
}
