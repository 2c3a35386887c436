import Assembly
import Controller
import Devices
import Kiosk
import Speech
import Station

/// The check of a minute that MORNING begins. Until somebody is served everything is looked at once a second, and said when it
/// changes: the one thing to fix, or that all is ready.
final class Morning {
    private let words: Words
    private let board: DeviceBoard
    private var since: Instant?
    private var lookAt: Instant?
    private var said: Phrase?
    private var tested: Set<LaneID> = []

    /// Between two looks.
    private static let every: Duration = .seconds(1)
    /// What has just been told is heard to its end.
    private static let settling: Duration = .seconds(3)
    /// After so long nobody is there to listen.
    private static let patience: Duration = .seconds(600)

    init(words: Words, board: DeviceBoard) {
        self.words = words
        self.board = board
    }

    /// A row, in order.
    func noted(_ verdict: Verdict, _ facts: [Fact], at now: Instant) {
        // MORNING in a shift that runs looks at everything too.
        if facts.contains(.shiftBegun) || verdict.isOfRunningShift {
            since = now
            lookAt = now.advanced(by: Self.settling)
            said = nil
            tested = []
        } else if facts.contains(where: \.beginsWork) {
            since = nil
            lookAt = nil
        }
        for case .labelTested(let lane, let label, _) in facts where label == nil { tested.insert(lane) }
    }

    /// What is looked at, with what to fix; nil where no morning is.
    func findings(of box: StationBox, at now: Instant) -> [Finding]? {
        guard since != nil, box.loop.state.shift == .working else { return nil }
        return MorningCheck(box: box, devices: board.list(box, at: now), words: words, tested: tested, now: now).list
    }

    // MARK: What is said

    /// When it is to be looked at again.
    var deadline: Instant? { lookAt }

    /// What is to be said now.
    ///
    /// - Parameter heard: when something was said last, which is not to be cut short.
    func sayable(_ box: StationBox, heard: Instant?, at now: Instant) -> Phrase? {
        guard let due = lookAt, due <= now, let since else { return nil }
        if let heard, heard.advanced(by: Self.settling) > now {
            lookAt = heard.advanced(by: Self.settling)
            return nil
        }
        lookAt = since.advanced(by: Self.patience) > now ? now.advanced(by: Self.every) : nil
        guard let findings = findings(of: box, at: now) else { return nil }
        let phrase = findings.lazy.compactMap(\.fix).first.map { Phrase.advice($0.spoken) } ?? .done(.allReady)
        guard phrase != said else { return nil }
        said = phrase
        return phrase
    }
}

extension Verdict {
    fileprivate var isOfRunningShift: Bool {
        if case .told(.shiftRuns) = self { return true }
        return false
    }
}
